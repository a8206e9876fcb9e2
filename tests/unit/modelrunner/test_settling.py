"""The rule that settles a record, over all that a record can say."""

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.modelrunner import Missing, Outcome, Pending, Refusal, Success, Undeliverable
from bot.engines.modelrunner.addresses import Addresses
from bot.engines.modelrunner.answers import Answer
from bot.engines.modelrunner.settling import settle

PICTURE = ["https://media.modelrunner.ai/a.jpeg"]
STATUSES = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED", "WARMING_UP", None]
BILLINGS = ["pending", "charged", "partial", "failed", "odd", None]


def settled(code: int = 200, **members: Any) -> Outcome:
    """What a record with these members means."""
    return settle(Answer(status=code, body=json.dumps({"id": "r1", **members}).encode()), Addresses())


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("billing", BILLINGS)
def test_success_needs_an_end_and_a_picture(status: str | None, billing: str | None) -> None:
    """Over every status, billing, output and error: a picture is delivered if, and only if, it should be."""
    for output, error in product((PICTURE, {}), ("", None, "boom")):
        outcome = settled(status=status, billingStatus=billing, output=output, error=error)
        ended = status == "COMPLETED"
        broken = status in {"FAILED", "CANCELLED"} or billing == "failed"
        expected: type = Pending
        if broken or (ended and not output and error):
            expected = Refusal
        elif ended and output:
            expected = Success
        assert type(outcome) is expected, (output, error)


@pytest.mark.parametrize("error", [{"code": 7}, ["x"], 5, True])
def test_an_error_without_words_is_an_error(error: object) -> None:
    """A finished record with one and without pictures is refused, whatever its type."""
    assert isinstance(settled(status="COMPLETED", output={}, error=error), Refusal)


def test_a_purge_is_told_whatever_else_is_there() -> None:
    """A failed generation has an empty output too: the time of the purge is what tells them apart."""
    purged = settled(status="COMPLETED", output={}, payloadsPurgedAt="2026-11-24T12:00:00Z")
    assert isinstance(purged, Undeliverable)
    assert purged.reason is Missing.PURGED
    assert isinstance(settled(status="COMPLETED", output={}, billingStatus="failed", payloadsPurgedAt="x"), Refusal)


@pytest.mark.parametrize("code", [400, 404, 409, 500, 502, 503, 504])
def test_an_error_without_a_status_is_no_end(code: int) -> None:
    """Unfinished, lost or broken: look again."""
    body = json.dumps({"error": "Request is not completed", "statusCode": code}).encode()
    assert isinstance(settle(Answer(status=code, body=body), Addresses()), Pending)


@pytest.mark.parametrize(
    "body",
    [
        {"id": "r1", "status": "COMPLETED", "error": "the material was flagged", "output": {}},
        {"error": "the material was flagged", "details": {"code": "INVALID_OUTPUT"}},
        {"detail": [{"msg": "x", "type": "content_policy_violation"}]},
        ["moderation"],
    ],
)
def test_422_is_a_refusal_in_every_form(body: Any) -> None:
    """As a record, as an error, as something else."""
    outcome = settle(Answer(status=422, body=json.dumps(body).encode()), Addresses())
    assert isinstance(outcome, Refusal)
    assert outcome.content_policy == (body != ["moderation"])


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["COMPLETED", "failed", *PICTURE]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "status", "output", "error", "billingStatus", "totalPrice", "logs", "images", "url"]
            ),
            inner,
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from([200, 201, 400, 409, 410, 422, 500]), JSON)
def test_no_answer_breaks_the_rule(code: int, value: object) -> None:
    """Whatever comes, an outcome comes out."""
    outcome = settle(Answer(status=code, body=json.dumps(value).encode()), Addresses())
    assert isinstance(outcome, Success | Refusal | Undeliverable | Pending)


@given(st.binary(max_size=50))
def test_no_bytes_break_the_rule(body: bytes) -> None:
    """Bytes that are no JSON are taken as still running."""
    assert isinstance(settle(Answer(status=200, body=b"<" + body), Addresses()), Pending)
