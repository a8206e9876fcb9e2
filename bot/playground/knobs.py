"""What a test may turn: deadlines, lives, limits, latency, buckets, permissions, and faults that happen once.

The defaults are Discord's own figures as far as they are published. Knobs are read when they matter, so turning one
takes effect at once. Times are in seconds, sizes in bytes.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

from bot.playground.values import Json

MIB = 1024 * 1024


@dataclass(slots=True, frozen=True, kw_only=True)
class BucketRule:
    """How many requests one bucket takes in how many seconds."""

    limit: int
    per: float


def _published_buckets() -> dict[str, BucketRule]:
    return {
        "message-create": BucketRule(limit=5, per=5.0),
        "message-edit": BucketRule(limit=5, per=5.0),
        "message-delete": BucketRule(limit=5, per=1.0),
        "thread-create": BucketRule(limit=5, per=5.0),
        "webhook": BucketRule(limit=5, per=5.0),
        "commands": BucketRule(limit=20, per=20.0),
    }


@dataclass(slots=True, kw_only=True)
class Fault:
    """Something that goes wrong `times` times, for requests whose method and path (below the API's base) match.

    The method `*` is every one.

    `moment` tells a request that never took effect ("before") from one whose answer was lost ("after").
    """

    method: str
    path: str
    happens: Literal["answer", "disconnect", "hang"] = "answer"
    moment: Literal["before", "after"] = "before"
    status: int = 500
    body: Json | str = field(default_factory=lambda: {"message": "500: Internal Server Error", "code": 0})
    headers: dict[str, str] = field(default_factory=dict[str, str])
    times: int = 1

    def strikes(self, method: str, path: str) -> bool:
        """Whether it happens to this request; counts the ones it happened to."""
        if self.times < 1 or self.method not in (method, "*") or not re.fullmatch(self.path, path):
            return False
        self.times -= 1
        return True


@dataclass(slots=True, kw_only=True)
class Knobs:
    """The rules that may be turned.

    `permission_masks` limits what the bot may do, by channel name. `lists_shown_files` lists files in a message's
    `attachments` even if its components show them, as Discord does not. `update_keeps_files` spares the files of a
    message that a component's update does not list; Discord is reported to drop them.
    """

    acknowledge_within: float = 3.0
    token_life: float = 900.0
    cdn_life: float = 86_400.0
    nonce_window: float = 180.0
    attachment_size_limit: int = 10 * MIB
    request_size_limit: int = 25 * MIB
    latency: float = 0.0
    heartbeat_interval: float = 41.25
    resume_window: float = 120.0
    identifies_a_day: int = 1000
    privileged_intents: int = 0
    bucket_rules: dict[str, BucketRule] = field(default_factory=_published_buckets)
    other_buckets: BucketRule = field(default_factory=lambda: BucketRule(limit=50, per=1.0))
    global_per_second: int = 50
    invalid_in_ten_minutes: int = 10_000
    active_threads: int = 1000
    lists_shown_files: bool = False
    update_keeps_files: bool = False
    permission_masks: dict[str, int] = field(default_factory=dict[str, int])
    faults: list[Fault] = field(default_factory=list[Fault])

    def fault_for(self, method: str, path: str, moment: str) -> Fault | None:
        """The fault that strikes this request now, if any."""
        return next((f for f in self.faults if f.moment == moment and f.strikes(method, path)), None)
