"""What every column tells: the one place where somebody who adds one says whether it is about a person.

`erasure` deletes by it, `docs/privacy.md` says it in words, and a test fails for a column that is missing here.
"""

from collections.abc import Mapping
from enum import StrEnum


class Tells(StrEnum):
    """What a column is about."""

    PERSON = "person"
    """Who somebody is, what they asked for or said, or where that can be seen."""
    TENANT = "tenant"
    """A server and what it decided; of a person only where a decision is about one."""
    TECHNICAL = "technical"
    """How the work goes."""


_P, _T, _W = Tells.PERSON, Tells.TENANT, Tells.TECHNICAL

COLUMNS: Mapping[str, Mapping[str, Tells]] = {
    "guild": {
        "id": _T, "cap": _T, "member_cap": _T, "weight": _T, "turn": _W, "served": _W, "start": _W, "member_start": _W,
        "ready": _W, "waiting": _W,
    },
    "member": {"guild_id": _T, "user_id": _P, "turn": _W, "served": _W, "ready": _W, "waiting": _W},
    "job": {
        "id": _W, "key": _W, "interaction_id": _P, "guild_id": _T, "user_id": _P, "lane": _W, "state": _W,
        "attempt": _W, "lease": _W, "boot": _W, "cost": _W, "batch": _W, "stale": _W, "revision": _W, "showing": _W,
        "face": _W, "wish": _P,
        "origin": _P, "parent": _W, "root": _W, "version": _W, "parent_version": _W, "picture": _W,
        "channel_id": _P, "place": _P, "upload": _P, "mask": _P,
        "upload_limit": _W, "locale": _P, "engine": _W, "summary": _P, "quoted_about": _P, "quoted_at_most": _P,
        "billed": _P, "aftercare": _W, "card_channel_id": _P, "card_message_id": _P, "answer_token": _P,
        "source_hangs": _W, "result_channel_id": _P, "result_message_id": _P, "reference": _P, "reason": _P,
        "parent_channel_id": _P, "phase": _W, "drawn": _W, "held_up": _W, "deleted_by": _P, "notes": _P, "created": _P,
        "started": _P, "ended": _P,
    },
    "result": {"job_key": _W, "number": _W, "seed": _P, "filename": _P, "width": _P, "height": _P},
    # A member's counter has their number in its name.
    "usage": {"subject": _P, "window": _W, "used": _P, "forgiven": _P, "erased": _P, "resets": _W},
    "ledger": {
        "job_key": _W, "subject": _P, "window": _W, "measure": _W, "reserved": _P, "settled": _P, "allowed": _T,
        "rule": _T,
    },
    "process": {"boot": _W, "kind": _W, "slots": _W, "pace": _W, "trouble": _W, "seen": _W},
    "clause": {"guild_id": _T, "kind": _T, "name": _T, "value": _T, "until": _T},
    "audit": {
        "id": _W, "guild_id": _T, "actor_id": _P, "at": _T, "deed": _T, "subject": _T, "kind": _T, "before": _T,
        "after": _T, "undone": _T,
    },
    "report": {
        "key": _W, "guild_id": _T, "job_key": _W, "user_id": _P, "reason": _P, "at": _P, "verdict": _T, "judge_id": _P,
    },
    "draft": {"key": _W, "guild_id": _T, "user_id": _P, "uploads": _P, "until": _W},
    "errand": {
        "id": _W, "key": _W, "guild_id": _T, "kind": _W, "channel_id": _T, "message_id": _W, "body": _T, "due": _W,
        "attempts": _W,
    },
    "tally": {"guild_id": _T, "hour": _T, "user_id": _P, "engine": _T, "jobs": _T, "pictures": _T, "money": _T},
}  # fmt: skip
