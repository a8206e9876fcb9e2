"""The store as one tenant sees it: each of these is bound to a server, and reads and writes nothing of any other.

Direct messages are a tenant of their own, the negated user id; the operator of the bot is `domain.policy.OPERATOR`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.draft import Draft
from bot.domain.job import Job
from bot.domain.moderation import Errand, Report, Tally, Verdict
from bot.domain.policy import AuditChannel, Change, Clause
from bot.domain.privacy import Holdings


class Policies(Protocol):
    """A tenant's clauses and their audit."""

    def in_force(self, now: datetime, *, user_id: int | None = None) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
        """The tenant's clauses at this moment, and the operator's, which stand above them.

        With a user, of the blocks only theirs, because there may be many.
        """
        ...

    def find(self, kind: type[Clause], name: str) -> Clause | None:
        """One clause, also if its time is over but it was not swept yet."""
        ...

    def put(self, clause: Clause) -> None:
        """Set a clause; another of its type and name is replaced."""
        ...

    def remove(self, clause: Clause) -> None:
        """Take a clause away; one that is not there stays away."""
        ...

    def record(
        self,
        actor_id: int,
        at: datetime,
        deed: str,
        subject: str,
        *,
        before: Clause | None = None,
        after: Clause | None = None,
    ) -> Change:
        """Write down what somebody did."""
        ...

    def change(self, number: int) -> Change | None:
        """One entry of the audit."""
        ...

    def changes(self, *, before: int | None = None, limit: int = 10) -> list[Change]:
        """The entries of the audit below that number, newest first."""
        ...

    def mark_undone(self, number: int) -> bool:
        """Mark an entry as taken back; False if it is already."""
        ...

    def report(self, report: Report) -> bool:
        """Keep a report; False if this person has reported this picture before, or the picture is not this tenant's."""
        ...

    def reported(self, key: str) -> Report | None:
        """A report."""
        ...

    def judge(self, key: str, verdict: Verdict, judge_id: int) -> bool:
        """Close a report, in the name of whoever decided; False if it is closed already."""
        ...


class Records(Protocol):
    """A tenant's jobs, for people to look at."""

    def job(self, key: str) -> Job | None:
        """A job of this tenant."""
        ...

    def open_count(self, user_id: int | None = None) -> int:
        """How many jobs of a member, or of all, have not ended; counted up to 1,000."""
        ...

    def last_asked(self, user_id: int, *, but: str) -> datetime | None:
        """When a member asked for something last, except for the job `but`."""
        ...

    def waiting(self, limit: int = 25) -> list[Job]:
        """Jobs that have not ended, oldest first."""
        ...

    def history(self, user_id: int, *, before: str | None = None, limit: int = 10) -> list[Job]:
        """A member's jobs from before that one on, newest first."""
        ...

    def family(self, root: str, limit: int = 100) -> list[Job]:
        """The jobs that came from the one called `root`, and itself, newest first."""
        ...

    def keep_draft(self, draft: Draft, until: datetime) -> None:
        """Remember what a form is about until then."""
        ...

    def draft(self, key: str, user_id: int, now: datetime) -> Draft | None:
        """What this person's form is about, unless its time is over."""
        ...

    def tally(self, made: Tally) -> None:
        """Add to what was made in an hour."""
        ...

    def tallies(self, since: datetime) -> list[Tally]:
        """What was made since that hour, the oldest first."""
        ...

    def made(self, since: datetime) -> int:
        """How many pictures were made since that hour."""
        ...


class Errands(Protocol):
    """What is to be done at Discord with nobody waiting for it."""

    def add(self, errand: Errand, due: datetime) -> None:
        """Have it done from then on; one whose key is known is not added again."""
        ...

    def next(self, now: datetime, until: datetime, limit: int = 20) -> list[Errand]:
        """Lease those that are due, oldest first; nobody else gets them before `until`."""
        ...

    def put_off(self, key: str, due: datetime) -> None:
        """Have it tried again from then on."""
        ...

    def done(self, key: str) -> None:
        """Forget it."""
        ...


class Upkeep(Protocol):
    """What is swept when its time is over, and what is erased because somebody asked for it. Across tenants."""

    def sweep(self, now: datetime, limit: int = 500) -> int:
        """Delete clauses, counters and drafts whose time is over, at most so many of each, and say how many it were."""
        ...

    def sweep_history(self, *, audit: datetime, reports: datetime, tallies: datetime, limit: int = 500) -> int:
        """Delete entries of the audit, closed reports and tallies from before these times, and say how many it were."""
        ...

    def expire(self, guild_id: int, before: datetime, limit: int = 500) -> int:
        """Delete a tenant's jobs that ended before then, with all that hangs on them, and say how many it were."""
        ...

    def retentions(self) -> Sequence[tuple[int, int]]:
        """Tenants that keep finished jobs only so long, and how many days."""
        ...

    def audit_channels(self) -> Sequence[tuple[int, AuditChannel]]:
        """Tenants that want changes and reports to be posted, and where."""
        ...

    def open_count(self) -> int:
        """How many jobs have not ended, of all tenants; counted up to 1,000."""
        ...

    def holdings(self, user_id: int, guild_id: int | None) -> Holdings:
        """What is kept of somebody, in one tenant or in all."""
        ...

    def unfinished_jobs(self, user_id: int, guild_id: int | None) -> Sequence[Job]:
        """Somebody's jobs that have not ended, or have left something at the engine."""
        ...

    def forget_jobs(self, user_id: int, guild_id: int | None, limit: int = 200) -> Sequence[Job]:
        """Delete somebody's finished jobs, at most so many, with all that hangs on them, and return what they were."""
        ...

    def erase(self, user_id: int, guild_id: int | None) -> int:
        """Delete everything else that is known of somebody, in one tenant or in all, and say how many rows it were.

        What stays are a moderator's blocks and limits, counters until their window ends, and sums without a name:
        erasing must not be a way around a decision.
        """
        ...
