"""What is said about a request beside the model's own input: tags, storage, priority, webhook. Values to headers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.engines.modelrunner.errors import InvalidInput
from bot.engines.modelrunner.values import Json
from bot.engines.modelrunner.wire import WebhookEvent

RESERVED = frozenset({"webhook", "webhook_events_filter", "metadata", "base_model"})
"""Members of a submit's body that are the service's own and never reach a model."""

_LIFETIMES = {"immediate": 60, "1h": 3600, "1d": 86_400, "7d": 604_800, "30d": 2_592_000, "1y": 31_536_000}
_LIFETIME_BOUNDS = (60, 157_680_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """How long files are kept: generated ones from the finish of their request, uploads from the upload.

    An upload that is used as an input stops expiring, whatever was asked for.
    """

    seconds: int | None
    """60..157,680,000, or None: for ever."""

    @classmethod
    def of(cls, life: str) -> "Lifecycle":
        """By name: `never` (expires), `immediate`, `1h`, `1d`, `7d`, `30d`, `1y`; raises InvalidInput."""
        if life != "never" and life not in _LIFETIMES:
            raise InvalidInput(f"{life!r} is not a lifetime; there are: never, {', '.join(_LIFETIMES)}.")
        return cls(seconds=_LIFETIMES.get(life))

    @property
    def headers(self) -> dict[str, str]:
        """The header that says so; raises InvalidInput out of bounds."""
        least, most = _LIFETIME_BOUNDS
        if self.seconds is not None and not least <= self.seconds <= most:
            raise InvalidInput(f"A lifetime is {least}..{most} seconds, not {self.seconds}.")
        preference = {"expiration_duration_seconds": self.seconds}
        return {"X-Modelrunner-Object-Lifecycle-Preference": json.dumps(preference, separators=(",", ":"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOptions:
    """How the service treats one request."""

    lifecycle: Lifecycle | None = None
    """How long the results stay at their public address; None: the account's default."""
    store_io: bool | None = None
    """False: payloads go about 15 minutes after the end, which also ends every later look at the result."""
    priority: Literal["normal", "low"] | None = None
    hint: str | None = None
    """Which runner to prefer. The official clients disagree on the header's name, so both are sent."""
    webhook: str | None = None
    """An https address that is told of events; beside polling, never in its place."""
    webhook_events: Sequence[WebhookEvent] = ()

    @property
    def headers(self) -> dict[str, str]:
        """The request's headers."""
        headers = self.lifecycle.headers if self.lifecycle else {}
        if self.store_io is not None:
            headers["X-Modelrunner-Store-IO"] = "1" if self.store_io else "0"
        if self.priority is not None:
            headers["x-modelrunner-queue-priority"] = self.priority
        if self.hint is not None:
            headers |= {"x-modelrunner-hint": self.hint, "x-modelrunner-runner-hint": self.hint}
        return headers

    @property
    def members(self) -> Json:
        """The reserved members of the request's body; raises InvalidInput for a webhook that would be refused."""
        if self.webhook is None:
            if self.webhook_events:
                raise InvalidInput("Webhook events need a webhook.")
            return {}
        if not self.webhook.startswith("https://") or len(self.webhook) > 2048 or "@" in self.webhook.split("/")[2]:
            raise InvalidInput("A webhook is an https address of at most 2048 characters, without credentials.")
        events = {"webhook_events_filter": list(self.webhook_events)} if self.webhook_events else {}
        return {"webhook": self.webhook, **events}


def checked_metadata(metadata: Mapping[str, str]) -> dict[str, str]:
    """Tags as the service takes them: at most 16, keys of 1..64 characters, values of at most 512."""
    if len(metadata) > 16:
        raise InvalidInput(f"A request has at most 16 tags, not {len(metadata)}.")
    for key, value in metadata.items():
        if not 1 <= len(key) <= 64 or len(value) > 512:
            raise InvalidInput(f"The tag {key[:64]!r} or its value is too long or empty.")
    return dict(metadata)
