"""ModelRunner: an async client for its queue models, usable without the rest of this program.

Start with `ModelRunner` in `client`. One rule stands above the others: a paid submit is never sent twice.
"""

from bot.engines.modelrunner import errors
from bot.engines.modelrunner.addresses import API_URL, CATALOG_URL, MEDIA_HOSTS, QUEUE_URL
from bot.engines.modelrunner.bounds import Caps, Timeouts
from bot.engines.modelrunner.checkup import Checkup, ModelCheck
from bot.engines.modelrunner.client import ModelRunner
from bot.engines.modelrunner.errors import ModelRunnerError
from bot.engines.modelrunner.inputs import (
    IMAGINE_MODEL,
    RESTYLE_MODEL,
    FillInput,
    FillModel,
    ImagineInput,
    Paint,
    PixelSize,
    RestyleInput,
)
from bot.engines.modelrunner.media import Fetched
from bot.engines.modelrunner.options import Lifecycle, SubmitOptions
from bot.engines.modelrunner.ordering import place, reconcile
from bot.engines.modelrunner.pace import Pace
from bot.engines.modelrunner.queue import Accepted, Handle, Sighting
from bot.engines.modelrunner.settling import Missing, Outcome, Pending, Refusal, Success, Undeliverable
from bot.engines.modelrunner.signatures import Delivered, verify_webhook
from bot.engines.modelrunner.timing import Timing
from bot.engines.modelrunner.wire import Billing, Envelope, Phase, Record

__all__ = [
    "API_URL", "CATALOG_URL", "IMAGINE_MODEL", "MEDIA_HOSTS", "QUEUE_URL", "RESTYLE_MODEL", "Accepted", "Billing",
    "Caps", "Checkup", "Delivered", "Envelope", "Fetched", "FillInput", "FillModel", "Handle", "ImagineInput",
    "Lifecycle", "Missing", "ModelCheck", "ModelRunner", "ModelRunnerError", "Outcome", "Pace", "Paint", "Pending",
    "Phase", "PixelSize", "Record", "Refusal", "RestyleInput", "Sighting", "SubmitOptions", "Success", "Timeouts",
    "Timing", "Undeliverable", "errors", "place", "reconcile", "verify_webhook",
]  # fmt: skip
