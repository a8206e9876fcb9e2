"""Answers as values: tolerant of everything but a missing id."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.engines.modelrunner import Envelope, Phase, Record

LOGS: list[tuple[Any, int]] = [
    (None, 0), ("", 0), ("loading", 1), ([], 0), (["a", "b"], 2), ([{"message": "a", "level": 7}], 1), (7, 0),
    ({"x": 1}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("logs", "count"), LOGS)
def test_logs_are_read_in_every_form(logs: Any, count: int) -> None:
    """Text, lines, objects, null, or nonsense."""
    assert len(Envelope.model_validate({"request_id": "r1", "logs": logs}).logs) == count
    assert len(Record.model_validate({"id": "r1", "logs": logs}).logs) == count


@pytest.mark.parametrize("identity", [None, "", "../x", "a/b", "a?b", "x" * 129, 7])
def test_what_could_not_stand_in_a_path_is_no_id(identity: Any) -> None:
    """Ids go into addresses."""
    with pytest.raises(ValidationError):
        Envelope.model_validate({"request_id": identity, "status": "IN_QUEUE"})


PRICES: list[tuple[Any, Decimal | None]] = [
    ("0.06", Decimal("0.06")), (0.06, Decimal("0.06")), ("0", Decimal(0)), (None, None), ("", None), ("free", None),
    ("-1", None), ("NaN", None), ({}, None),
]  # fmt: skip


@pytest.mark.parametrize(("price", "expected"), PRICES)
def test_a_price_is_a_decimal_or_not_said(price: Any, expected: Decimal | None) -> None:
    """Never a float that rounds, never a negative one."""
    assert Record.model_validate({"id": "r1", "totalPrice": price}).price == expected


def test_milliseconds_dates_and_tags_are_read() -> None:
    """A full record, and odd types in each of its places."""
    record = Record.model_validate(
        {"id": "r1", "status": "COMPLETED", "inferenceTime": 13679, "delayTime": 310, "metadata": {"job": "c0ffee"},
         "createdAt": "2026-08-06T12:00:00.000Z", "modelEndpoint": "a/b", "surprise": 1}
    )  # fmt: skip
    assert (record.inference_ms, record.delay_ms, record.metadata) == (13679, 310, {"job": "c0ffee"})
    assert record.created_at is not None
    odd = Record.model_validate(
        {"id": "r1", "status": 3, "inferenceTime": "long", "metadata": ["job"], "createdAt": "once", "modelEndpoint": 1}
    )
    assert (odd.status, odd.inference_ms, odd.metadata, odd.created_at) == (Phase.UNKNOWN, None, None, None)


NAMES = [*Record.model_fields, "modelEndpoint", "totalPrice", "createdAt"]


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.none() | st.integers() | st.text() | st.lists(st.integers()) | st.floats()
    )
)
def test_no_type_in_any_place_breaks_a_record(members: dict[str, Any]) -> None:
    """An id is all a record needs."""
    assert Record.model_validate(members | {"id": "r1"}).id == "r1"
