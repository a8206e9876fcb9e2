"""Rate limits: buckets per route and major id, the global limit of bot routes, and the block after too many refusals.

Every answer carries the headers of its bucket; without them discord.py sends one request at a time.
"""

import hashlib
import math
import time
from collections import Counter
from dataclasses import dataclass

from bot.playground.knobs import BucketRule, Knobs
from bot.playground.values import Json

MOST_BUCKETS = 20_000
TEN_MINUTES = 600.0
COUNTED_AS_INVALID = frozenset({401, 403, 429})


@dataclass(slots=True)
class Bucket:
    """One window of one bucket."""

    left: int
    ends: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The headers an answer carries, and for a refusal when to come back."""

    headers: dict[str, str]
    retry_after: float | None = None
    everywhere: bool = False

    @property
    def body(self) -> Json:
        """The JSON of a 429."""
        message = "You are being rate limited."
        return {"message": message, "retry_after": self.retry_after, "global": self.everywhere}


class RateLimits:
    """Counts requests. Times are wall clock seconds, as `X-RateLimit-Reset` is."""

    def __init__(self, knobs: Knobs) -> None:
        """Use the rules of `knobs` as they are at each request."""
        self._knobs = knobs
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._global = Bucket(left=0, ends=0.0)
        self._invalid = Bucket(left=0, ends=0.0)
        self.answered = Counter[int]()
        """Answers by their status."""

    def admit(self, name: str, major: str, *, counts_globally: bool) -> Verdict:
        """Count one request to bucket `name` of the channel, webhook or guild `major`."""
        now = time.time()
        rule = self._knobs.bucket_rules.get(name, self._knobs.other_buckets)
        bucket = self._bucket(name, major, rule, now)
        if counts_globally and not self._admit_globally(now):
            wait = round(self._global.ends - now, 3)
            extra = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
            return Verdict(headers=extra | {"Retry-After": str(math.ceil(wait))}, retry_after=wait, everywhere=True)
        if bucket.left < 1:
            wait = round(max(bucket.ends - now, 0.001), 3)
            extra = {"X-RateLimit-Scope": "user", "Retry-After": str(math.ceil(wait))}
            return Verdict(headers=_headers(name, rule, bucket, now) | extra, retry_after=wait)
        bucket.left -= 1
        return Verdict(headers=_headers(name, rule, bucket, now))

    def blocked(self) -> bool:
        """Whether the client's address is shut out for too many refused requests."""
        return self._invalid.left >= self._knobs.invalid_in_ten_minutes and time.time() < self._invalid.ends

    def note(self, status: int) -> None:
        """Count an answer, and a refusal towards the block."""
        self.answered[status] += 1
        if status not in COUNTED_AS_INVALID:
            return
        now = time.time()
        if now >= self._invalid.ends:
            self._invalid = Bucket(left=0, ends=now + TEN_MINUTES)
        self._invalid.left += 1

    def _admit_globally(self, now: float) -> bool:
        if now >= self._global.ends:
            self._global = Bucket(left=self._knobs.global_per_second, ends=now + 1.0)
        self._global.left -= 1
        return self._global.left >= 0

    def _bucket(self, name: str, major: str, rule: BucketRule, now: float) -> Bucket:
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets = {key: one for key, one in self._buckets.items() if one.ends > now}
        bucket = self._buckets.get((name, major))
        if bucket is None or now >= bucket.ends:
            bucket = self._buckets[name, major] = Bucket(left=rule.limit, ends=now + rule.per)
        return bucket


def _headers(name: str, rule: BucketRule, bucket: Bucket, now: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(rule.limit),
        "X-RateLimit-Remaining": str(bucket.left),
        "X-RateLimit-Reset": f"{bucket.ends:.3f}",
        "X-RateLimit-Reset-After": f"{max(bucket.ends - now, 0):.3f}",
        "X-RateLimit-Bucket": hashlib.blake2s(name.encode(), digest_size=16).hexdigest(),
    }
