"""The fault schedule: what goes wrong where, once, a number of times, or by chance of a seeded die."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import Any

_CODES = ("400", "401", "402", "404", "409", "429", "500", "502", "503", "504")
_LINE = ("stall", "close", "reset")
_BODIES = ("truncated", "html", "array", "huge")

KINDS: dict[str, tuple[str, ...]] = {
    # `-after` strikes when the request has been taken: its answer is lost, not the work.
    "submit": (
        *_CODES, *_LINE, *_BODIES, *(f"{kind}-after" for kind in (*_LINE, "429", "500", "502", "503", "504")),
        "307", "no_id", "foreign_urls", "200", "metadata_lost",
    ),
    "status": (
        *_CODES, *_LINE, *_BODIES, "failed_400", "failed_200", "unknown_word", "backwards", "no_logs", "text_logs",
        "null_logs", "no_position", "odd_position", "no_cancel_url", "straight", "never_ends", "wrong_request",
    ),
    "result": (
        *_CODES, *_LINE, *_BODIES, "unfinished_400", "unfinished_409", "422_record", "422_error", "refused", "pending",
        "partial", "no_billing", "string", "object", "nested", "image", "purged", "410", "fallback", "foreign",
        "no_pictures", "wrong_request", "late_price", "error_object",
    ),
    "list": (*_CODES, *_LINE, *_BODIES, "late", "ignored", "two", "bare", "items", "requests", "results", "records",
             "strange", "untagged"),
    "media": ("403", "404", "500", *_LINE, "empty", "wrong_magic", "large", "redirect", "slow", "grey"),
    "upload": ("500", "503", "401", "html", *_LINE, "foreign_file"),
    "put": ("403", "500", "no_etag", "reset"),
    "webhook": ("bad_signature", "old", "duplicate", "out_of_order", "early", "elided"),
    "delete": ("409", "500", "reset"),
    "catalog": ("404", "500", "html", "redirect"),
    "secret": ("500", "reset-after"),
}  # fmt: skip
"""Every fault there is, by place. Asking for another one is a mistake of the test."""


@dataclass(slots=True, kw_only=True)
class Fault:
    """One kind of trouble at one place."""

    kind: str
    left: int | None
    chance: float
    value: Any


class Faults:
    """What is to go wrong. Faults of one place are tried in the order they were added."""

    def __init__(self, dice: random.Random) -> None:
        self.struck: Counter[tuple[str, str]] = Counter()
        self._dice = dice
        self._planned: dict[str, list[Fault]] = {place: [] for place in KINDS}

    def add(self, place: str, kind: str, *, times: int | None = 1, chance: float = 1.0, value: Any = None) -> None:
        """Plan a fault; `times=None` lasts for ever, `value` says more (seconds, bytes, a number of reads)."""
        assert kind in KINDS[place], f"no fault {kind!r} at {place!r}"
        self._planned[place].append(Fault(kind=kind, left=times, chance=chance, value=value))

    def clear(self) -> None:
        """Let everything go well from now on."""
        for planned in self._planned.values():
            planned.clear()

    def take(self, place: str) -> Fault | None:
        """The fault that strikes now, if any."""
        for fault in self._planned[place]:
            if fault.left == 0 or (fault.chance < 1 and self._dice.random() >= fault.chance):
                continue
            if fault.left is not None:
                fault.left -= 1
            self.struck[place, fault.kind] += 1
            return fault
        return None
