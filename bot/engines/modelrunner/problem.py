"""Reading an error body: one parser for every form in which the service says what went wrong.

Total: whatever bytes come, a `Problem` comes out. Which error class a status means is decided in `http`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.engines.modelrunner.values import is_list, is_object

_TEXT_LIMIT = 500
_ISSUE_LIMIT = 20
_DEPTH = 4
_REQUEST_ID = "x-modelrunner-request-id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One complaint about one field."""

    field: str
    """Dotted path, e.g. `metadata.job`; empty if the body names none."""
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What an error body says, as far as it says anything."""

    message: str = ""
    code: str = ""
    """A word for machines, e.g. `INVALID_OUTPUT`; empty if there is none."""
    issues: tuple[Issue, ...] = ()
    request_id: str = ""
    """For the service's support; not the job's id."""


def read_problem(body: bytes, headers: Mapping[str, str] | None = None) -> Problem:
    """The problem in an answer. HTML and other prose become a short message."""
    correlation = (headers or {}).get(_REQUEST_ID, "")
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return Problem(message=_prose(body), request_id=correlation)
    return problem_in(value, request_id=correlation)


def problem_in(value: object, *, request_id: str = "") -> Problem:
    """The problem in a decoded value: an error body, or only its `error` member."""
    issues = tuple(_unique(_issues(value, _DEPTH)))[:_ISSUE_LIMIT]
    message = _message(value, _DEPTH) or "; ".join(issue.message for issue in issues)
    given = value.get("request_id") if is_object(value) else None
    return Problem(
        message=_short(message),
        code=_code(value),
        issues=issues,
        request_id=given if isinstance(given, str) and given else request_id,
    )


def _message(value: object, depth: int) -> str:
    """The words for people. Where `error` only names the kind, `message` has them."""
    if isinstance(value, str):
        return value
    if not is_object(value) or not depth:
        return ""
    spoken = value.get("message")
    if isinstance(spoken, str) and spoken:
        return spoken
    for key in ("error", "detail", "msg"):
        if text := _message(value.get(key), depth - 1):
            return text
    return ""


def _code(value: object) -> str:
    if not is_object(value):
        return ""
    details, error = value.get("details"), value.get("error")
    if is_object(details) and isinstance(details.get("code"), str):
        return _short(str(details["code"]))
    if isinstance(error, str) and isinstance(value.get("message"), str):
        return _short(error)
    for issue in _nested(value):
        if is_object(issue) and isinstance(kind := issue.get("type", issue.get("code")), str):
            return _short(kind)
    return _code(error) if is_object(error) else ""


def _issues(value: object, depth: int) -> Iterator[Issue]:
    if not depth:
        return
    for part in _nested(value):
        if is_object(part) and (text := part.get("message", part.get("msg"))) and isinstance(text, str):
            place = part.get("path", part.get("loc", part.get("instancePath", "")))
            yield Issue(field=_dotted(place), message=_short(text))
        else:
            yield from _issues(part, depth - 1)


def _nested(value: object) -> Sequence[object]:
    """Where complaints may stand: in a list, or in the members that hold lists."""
    if is_list(value):
        return value
    if not is_object(value):
        return ()
    inside: list[object] = []
    for key in ("error", "detail", "details", "validationErrors"):
        part = value.get(key)
        inside += part if is_list(part) else [part] if is_object(part) and key != "error" else []
        if key == "error" and is_object(part):
            inside += _nested(part)
    return inside


def _dotted(place: object) -> str:
    if isinstance(place, str):
        return place.strip("/").replace("/", ".")
    return ".".join(str(step) for step in place) if is_list(place) else ""


def _unique(issues: Iterator[Issue]) -> dict[Issue, None]:
    return dict.fromkeys(issues)


def _prose(body: bytes) -> str:
    text = body[: 4 * _TEXT_LIMIT].decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else _short(text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"
