"""Is a webhook delivery from the service, and from now? Pure: bytes, headers, secrets and a time in, an event out.

The scheme is Standard Webhooks. Give it the raw body: a body that was decoded and encoded again has another signature.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import SecretStr, ValidationError

from bot.engines.modelrunner.errors import WebhookRejected
from bot.engines.modelrunner.wire import Record, WebhookBody, WebhookEvent

TOLERANCE = 300.0
_NAMES = ("webhook-id", "webhook-timestamp", "webhook-signature")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A delivery that is genuine. Deliveries come at least once and in any order."""

    delivery_id: str
    """The same over retries: what has been seen once is to be ignored."""
    event: WebhookEvent | None
    """None: an event we do not know."""
    record: Record
    """Match it by id and by metadata; it may arrive before the submit was answered."""


def verify_webhook(
    body: bytes,
    headers: Iterable[tuple[str, str]],
    *,
    secrets: Sequence[SecretStr],
    now: float,
) -> Delivered:
    """The delivery, if any of the secrets signed it; raises WebhookRejected, to be answered with 401.

    `headers` are all of them as they came, so that a repeated one is seen. `now` is Unix time. For a day after a
    rotation both secrets sign: pass both.
    """
    identity, stamp, signatures = _required(headers)
    if not stamp.isascii() or not stamp.isdigit() or abs(now - int(stamp)) > TOLERANCE:
        raise WebhookRejected("The delivery is too old, from the future, or without a time.")
    signed = b".".join((identity.encode(), stamp.encode(), body))
    expected = [_signature(secret, signed) for secret in secrets]
    if not any(hmac.compare_digest(given, ours) for given in _offered(signatures) for ours in expected):
        raise WebhookRejected("The delivery is not signed with our secret.")
    try:
        event = WebhookBody.model_validate_json(body)
        record = Record.model_validate_json(body)
    except ValidationError:
        raise WebhookRejected("The delivery is signed, but names no request.") from None
    return Delivered(delivery_id=identity, event=event.event, record=record)


def _required(headers: Iterable[tuple[str, str]]) -> tuple[str, str, str]:
    found: dict[str, list[str]] = {name: [] for name in _NAMES}
    for name, value in headers:
        if (lowered := name.lower()) in found:
            found[lowered].append(value)
    if any(len(values) != 1 or not values[0] for values in found.values()):
        raise WebhookRejected("A header of the delivery is missing or repeated.")
    identity, stamp, signatures = (found[name][0] for name in _NAMES)
    return identity, stamp, signatures


def _signature(secret: SecretStr, signed: bytes) -> bytes:
    encoded = secret.get_secret_value().removeprefix("whsec_")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("A webhook secret is `whsec_` and base64.") from error
    return hmac.new(key, signed, hashlib.sha256).digest()


def _offered(signatures: str) -> Iterable[bytes]:
    """The signatures of the header that are of the version we know; malformed ones are passed over."""
    for entry in signatures.split(" "):
        version, _, encoded = entry.partition(",")
        if version == "v1":
            try:
                yield base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                continue
