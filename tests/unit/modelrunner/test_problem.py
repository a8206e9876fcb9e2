"""One parser for every form of an error body."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engines.modelrunner.problem import Issue, Problem, read_problem

FORMS: list[tuple[Any, Problem]] = [
    ({"error": "boom"}, Problem(message="boom")),
    ({"error": "boom", "request_id": "r1"}, Problem(message="boom", request_id="r1")),
    (
        {"error": [{"path": ["prompt"], "message": "Required", "code": "required"}], "request_id": "r1"},
        Problem(
            message="Required", code="required", issues=(Issue(field="prompt", message="Required"),), request_id="r1"
        ),
    ),
    (
        {"error": "Payment Required", "message": "Insufficient balance: 9.77 < 10.757", "details": {}},
        Problem(message="Insufficient balance: 9.77 < 10.757", code="Payment Required"),
    ),
    (
        {
            "error": "ValidationError",
            "message": "Invalid metadata",
            "details": {"validationErrors": [{"code": "too_big", "path": ["metadata", "job"], "message": "long"}]},
        },
        Problem(
            message="Invalid metadata", code="ValidationError", issues=(Issue(field="metadata.job", message="long"),)
        ),
    ),
    (
        {
            "error": "bad",
            "details": {
                "code": "INVALID_OUTPUT",
                "validationErrors": [{"instancePath": "/output/0/url", "message": "m"}],
            },
        },
        Problem(message="bad", code="INVALID_OUTPUT", issues=(Issue(field="output.0.url", message="m"),)),
    ),
    (
        {"detail": [{"loc": ["body", "prompt"], "msg": "flagged", "type": "content_policy_violation"}]},
        Problem(
            message="flagged",
            code="content_policy_violation",
            issues=(Issue(field="body.prompt", message="flagged"),),
        ),
    ),
    ({"error": {"message": "inside"}}, Problem(message="inside")),
    ({"error": {"detail": "deeper"}}, Problem(message="deeper")),
    ({"detail": "plain"}, Problem(message="plain")),
    ("only words", Problem(message="only words")),
    (["a", "list"], Problem()),
    ({}, Problem()),
    (None, Problem()),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FORMS)
def test_every_known_form_is_read(body: Any, expected: Problem) -> None:
    """Message, code, issues and request id, wherever they stand."""
    assert read_problem(json.dumps(body).encode()) == expected


def test_prose_and_pages_are_kept_short() -> None:
    """HTML says nothing; a plain line is a message; the correlation id comes from the headers."""
    assert read_problem(b"<html>502</html>") == Problem()
    assert read_problem(b"upstream timed out").message == "upstream timed out"
    assert read_problem(b"", {"x-modelrunner-request-id": "c1"}).request_id == "c1"
    assert len(read_problem(b"x" * 10_000).message) == 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["error", "detail", "details", "message", "msg", "path", "code", "x"]), inner)
    ),
)


@given(JSON)
def test_no_body_breaks_the_parser(value: object) -> None:
    """Whatever JSON comes, a problem comes out."""
    assert isinstance(read_problem(json.dumps(value).encode()), Problem)


@given(st.binary())
def test_no_bytes_break_the_parser(body: bytes) -> None:
    """Nor do bytes that are no JSON."""
    assert isinstance(read_problem(body), Problem)


def test_nesting_without_end_is_cut_off() -> None:
    """Depth is not followed for ever."""
    assert isinstance(read_problem(b"[" * 100_000), Problem)
    for opening, closing in ((b'{"error":', b"}"), (b"[", b"]"), (b'[{"details":', b"}]")):
        assert isinstance(read_problem(opening * 900 + b"1" + closing * 900), Problem)
