"""Reading an error body: one parser for every form in which the service says what went wrong.

Total: whatever bytes come, a `Problem` comes out. Which error class a status means is decided in `http`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.engines.modelrunner.values import Json, is_list, is_object

_TEXT_LIMIT = 500
_ISSUE_LIMIT = 20
_DEPTH = 6
_PLACES = ("error", "detail", "details", "validationErrors")
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
    issues = tuple(dict.fromkeys(islice(_issues(value), _ISSUE_LIMIT)))
    message = _message(value, _DEPTH) or "; ".join(issue.message for issue in issues)
    given = value.get("request_id") if is_object(value) else None
    return Problem(
        message=_short(message),
        code=_short(next(_codes(value), "")),
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
    return next(filter(None, (_message(value.get(key), depth - 1) for key in ("error", "detail", "msg"))), "")


def _codes(value: object) -> Iterator[str]:
    """Words for machines: one that is called a code, an `error` that has a `message` beside it, an issue's kind."""
    for part, listed in _objects(value, _DEPTH):
        details, error = part.get("details"), part.get("error")
        if is_object(details) and isinstance(code := details.get("code"), str):
            yield code
        if isinstance(error, str) and isinstance(part.get("message"), str):
            yield error
        if listed and isinstance(kind := part.get("type", part.get("code")), str):
            yield kind


def _issues(value: object) -> Iterator[Issue]:
    for part, listed in _objects(value, _DEPTH):
        text = part.get("message", part.get("msg"))
        if listed and isinstance(text, str) and text:
            place = part.get("path", part.get("loc", part.get("instancePath", "")))
            yield Issue(field=_dotted(place), message=_short(text))


def _objects(value: object, depth: int, *, listed: bool = False) -> Iterator[tuple[Json, bool]]:
    """The objects in which something may stand, outermost first, and whether each is one of a list."""
    if is_list(value) and depth:
        for part in value:
            yield from _objects(part, depth - 1, listed=True)
    elif is_object(value):
        yield value, listed
        for key in _PLACES if depth else ():
            yield from _objects(value.get(key), depth - 1)


def _dotted(place: object) -> str:
    if isinstance(place, str):
        return place.strip("/").replace("/", ".")
    return ".".join(str(step) for step in place) if is_list(place) else ""


def _prose(body: bytes) -> str:
    text = body[: 4 * _TEXT_LIMIT].decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else _short(text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"
