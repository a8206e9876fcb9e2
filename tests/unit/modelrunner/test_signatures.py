"""Webhook signatures: the published vector, and everything that must not pass."""

import base64
import hashlib
import hmac

import pytest
from pydantic import SecretStr

from bot.engines.modelrunner import Delivered, verify_webhook
from bot.engines.modelrunner.errors import WebhookRejected

SECRET = SecretStr("whsec_cmVzdHlsZS10ZXN0LWtleS0wMTIzNDU2")
OTHER = SecretStr("whsec_AAAAZS10ZXN0LWtleS0wMTIzNDU2")
BODY = b'{"event":"completed","id":"V1StGXR8_Z5jdHi6BmyT1"}'
SIGNATURE = "v1,IpHn5kHB4JwJwk0zY9ifmIiZO45KE2f+hR7JOKnExBI="
NOW = 1_700_000_000


def verified(
    *,
    body: bytes = BODY,
    signature: str = SIGNATURE,
    stamp: str = str(NOW),
    now: float = NOW,
    secrets: tuple[SecretStr, ...] = (SECRET,),
) -> Delivered:
    """The vector, with changes."""
    headers = [("Webhook-Id", "msg_1"), ("Webhook-Timestamp", stamp), ("Webhook-Signature", signature)]
    return verify_webhook(body, headers, secrets=secrets, now=now)


def test_the_published_vector_holds() -> None:
    """Secret, id, time and body of the documents give the signature of the documents."""
    delivered = verified()
    assert (delivered.delivery_id, delivered.event, delivered.record.id) == (
        "msg_1",
        "completed",
        "V1StGXR8_Z5jdHi6BmyT1",
    )


@pytest.mark.parametrize("position", range(len(BODY)))
def test_one_flipped_byte_is_refused(position: int) -> None:
    """Anywhere in the body."""
    flipped = bytes(byte ^ (1 if at == position else 0) for at, byte in enumerate(BODY))
    with pytest.raises(WebhookRejected):
        verified(body=flipped)


@pytest.mark.parametrize(
    "signature", ["v1,", "v1", "v2" + SIGNATURE[2:], SIGNATURE[3:], "v1,!!!!", "v1," + "A" * 44, "v1a," + SIGNATURE[3:]]
)
def test_a_malformed_signature_is_refused(signature: str) -> None:
    """Another version, no base64, another length."""
    with pytest.raises(WebhookRejected):
        verified(signature=signature)


def test_any_good_signature_by_any_of_our_secrets_will_do() -> None:
    """During a rotation there are two of each."""
    verified(signature=f"v1,AAAA junk {SIGNATURE}", secrets=(OTHER, SECRET))
    with pytest.raises(WebhookRejected):
        verified(secrets=(OTHER,))
    with pytest.raises(WebhookRejected):
        verified(secrets=())


@pytest.mark.parametrize("offset", [-301, 301, 10_000])
def test_a_delivery_from_another_time_is_refused(offset: int) -> None:
    """Five minutes either way."""
    with pytest.raises(WebhookRejected):
        verified(now=NOW + offset)


@pytest.mark.parametrize("stamp", ["", "x", "-5", "1.7e9", "\u0661\u0667", " 1700000000"])
def test_a_time_that_is_none_is_refused(stamp: str) -> None:
    """Before anything is computed from it."""
    with pytest.raises(WebhookRejected):
        verified(stamp=stamp)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_missing_and_repeated_headers_are_refused(name: str) -> None:
    """Which of two would be meant is nobody's guess."""
    full = [("webhook-id", "msg_1"), ("webhook-timestamp", str(NOW)), ("webhook-signature", SIGNATURE)]
    for headers in ([h for h in full if h[0] != name], [*full, next(h for h in full if h[0] == name)]):
        with pytest.raises(WebhookRejected):
            verify_webhook(BODY, headers, secrets=[SECRET], now=NOW)


def signed(body: bytes) -> str:
    """The signature our own secret makes."""
    key = base64.b64decode(SECRET.get_secret_value().removeprefix("whsec_"))
    digest = hmac.new(key, f"msg_1.{NOW}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"event":"completed"}', b"<html>"])
def test_a_signed_body_that_names_no_request_is_refused(body: bytes) -> None:
    """There is nothing to match it by."""
    with pytest.raises(WebhookRejected, match="names no request"):
        verified(body=body, signature=signed(body))


def test_an_event_we_do_not_know_is_told_as_such() -> None:
    """It is genuine, and means nothing to us."""
    body = b'{"event":"exploded","id":"r1"}'
    assert verified(body=body, signature=signed(body)).event is None


def test_a_secret_that_is_none_is_our_own_mistake() -> None:
    """Told as a configuration error, not as a forged delivery."""
    with pytest.raises(ValueError, match="whsec_"):
        verified(secrets=(SecretStr("whsec_!"),))
