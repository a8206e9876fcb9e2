"""What came back: a whole answer of any status, and the error that a status means."""

import json
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
from pydantic import TypeAdapter, ValidationError

from bot.engines.modelrunner.errors import (
    BalanceTooLow,
    Declined,
    Invalid,
    KeyRefused,
    Malformed,
    NotFound,
    NotYet,
    RateLimited,
    ServiceFailed,
)
from bot.engines.modelrunner.problem import read_problem

T = TypeVar("T")

_BY_STATUS: dict[int, type[Declined]] = {
    400: Invalid,
    401: KeyRefused,
    402: BalanceTooLow,
    403: KeyRefused,
    404: NotFound,
    409: NotYet,
    410: NotFound,
    422: Invalid,
}
_LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer, of whatever status."""

    status: int
    body: bytes = field(repr=False)
    headers: httpx.Headers = field(default_factory=httpx.Headers, repr=False)

    @property
    def accepted(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300

    def value(self) -> object:
        """The decoded JSON; raises Malformed."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise Malformed(f"ModelRunner answered {self.status} with something that is not JSON.") from error

    def read_as(self, kind: type[T]) -> T:
        """The body as a value of the wire; raises Malformed."""
        try:
            return TypeAdapter(kind).validate_python(self.value())
        except ValidationError as error:
            places = ", ".join(".".join(map(str, e["loc"])) or e["type"] for e in error.errors())
            # Its own text would quote the answer, and with it somebody's prompt, into a log.
            raise Malformed(f"ModelRunner's answer is not a {kind.__name__}: {places}.") from None

    def expected_as(self, kind: type[T], now: float) -> T:
        """The body of a success; raises what the status means otherwise."""
        if not self.accepted:
            raise self.declined(now)
        return self.read_as(kind)

    def declined(self, now: float) -> Declined:
        """The error this status means; `now` is Unix time, for dates in `Retry-After`."""
        problem = read_problem(self.body, self.headers)
        if self.status == 429:
            return RateLimited(status=429, problem=problem, retry_after=self._retry_after(now))
        kind = ServiceFailed if self.status >= 500 else _BY_STATUS.get(self.status, Declined)
        return kind(status=self.status, problem=problem)

    def _retry_after(self, now: float) -> float | None:
        text = self.headers.get("Retry-After", "").strip()
        if not text:
            return None
        try:
            seconds = float(text) if text[0].isdigit() else parsedate_to_datetime(text).timestamp() - now
        except ValueError:
            return None
        return min(max(seconds, 0.0), _LONGEST_WAIT)
