"""What the fake remembers: requests, files, the bill, every call, and what a client must never do."""

import asyncio
import base64
import random
import string
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.fakes.modelrunner.faults import Faults

EPOCH = datetime(2026, 11, 24, 12, tzinfo=UTC)
PRICE_PER_MEGAPIXEL = Decimal("0.06")


@dataclass(slots=True, kw_only=True, eq=False)
class Job:
    """One accepted request."""

    id: str
    model: str
    input: dict[str, Any]
    metadata: dict[str, str] | None
    created: float
    starts: float
    ends: float
    source: bytes | None = field(default=None, repr=False)
    webhook: str | None = None
    events: tuple[str, ...] = ("completed",)
    failed: str | None = None
    """The platform gave up on it; the text."""
    failed_code: int = 400
    refused: str | None = None
    """The model made nothing; the text."""
    result: str | None = None
    """A fault of the result that stays."""
    purged: bool = False

    @property
    def count(self) -> int:
        """Pictures it makes."""
        return int(self.input.get("num_images", 1))

    def status(self, now: float) -> str:
        """Where it stands."""
        if self.failed is not None:
            return "FAILED"
        return "COMPLETED" if now >= self.ends else "IN_PROGRESS" if now >= self.starts else "IN_QUEUE"


@dataclass(slots=True, kw_only=True)
class Seen:
    """One call a client made."""

    at: float
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    peer: int = 0
    """The client's port: one connection, one port."""
    status: int = 0


@dataclass(slots=True, kw_only=True)
class File:
    """An upload."""

    name: str
    content_type: str
    data: bytes | None = None
    parts: dict[int, bytes] = field(default_factory=dict)
    lifecycle: str | None = None


class World:
    """The state of one fake."""

    def __init__(
        self, *, key: str, seed: int, queued: float, seconds: float | Callable[[random.Random], float]
    ) -> None:
        self.key = key
        self.dice = random.Random(seed)
        self.faults = Faults(self.dice)
        self.queued = queued
        self.seconds = seconds if callable(seconds) else lambda _: seconds
        self.balance = Decimal(100)
        self.threshold = Decimal("0.5")
        self.jobs: dict[str, Job] = {}
        self.files: dict[str, File] = {}
        self.submits: Counter[str] = Counter()
        """POSTs that reached the submit route, by `metadata.job`."""
        self.accepted: Counter[str] = Counter()
        """Requests made from them."""
        self.bill: dict[str, Decimal] = {}
        self.seen: list[Seen] = []
        self.violations: list[str] = []
        self.secrets = [self._secret()]
        self.deliveries: list[dict[str, Any]] = []
        self.closing = asyncio.Event()
        self.base = ""

    @property
    def now(self) -> float:
        """Seconds of the running loop, virtual or real."""
        return asyncio.get_running_loop().time()

    def unix(self) -> float:
        """Seconds since 1970, at the fake."""
        return EPOCH.timestamp() + self.now

    def date(self, at: float) -> str:
        """A time as records write it."""
        return (EPOCH + timedelta(seconds=at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def word(self, length: int = 21) -> str:
        """A random id."""
        return "".join(self.dice.choices(string.ascii_letters + string.digits, k=length))

    def rotate(self) -> str:
        """Make a new webhook secret; the one before stays valid."""
        self.secrets = [self._secret(), self.secrets[0]]
        return self.secrets[0]

    def calls(self, method: str, part: str = "") -> list[Seen]:
        """The calls with this method whose path holds `part`."""
        return [seen for seen in self.seen if seen.method == method and part in seen.path]

    @property
    def billed(self) -> Decimal:
        """All money that was taken."""
        return sum(self.bill.values(), Decimal(0))

    def _secret(self) -> str:
        return "whsec_" + base64.b64encode(self.dice.randbytes(24)).decode()
