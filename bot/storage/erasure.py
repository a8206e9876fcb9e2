"""The statements that make the store forget somebody, in one tenant or in all. What each column tells is in `privacy`.

What stays: blocks and limits that moderators set, because forgetting must not be a way around them; counters until
their windows end; and what a server made in sum, with nobody's name on it.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.domain.deeds import Deed
from bot.domain.job import Job
from bot.domain.privacy import Holdings
from bot.storage.dialects import inserting
from bot.storage.rows import job_from
from bot.storage.schema import ENDED, audit, clause, draft, guild, job, ledger, member, report, tally, usage

_NOBODY = 0
_SOMEBODY = "somebody"
_STAYING = ("block", "rule")
"""Kinds of clauses that decide about a person and are not in their favour."""
_FAVOURS = ("grant", "exemption", "fresh start")


def holdings(connection: sa.Connection, user_id: int, guild_id: int | None) -> Holdings:
    """What there is of somebody."""
    mine = sa.select(sa.func.count(), sa.func.count().filter(job.c.lane != ENDED)).where(
        *_whose(job, user_id, guild_id)
    )
    requests, still_open = connection.execute(mine).one()
    return Holdings(requests=requests, open=still_open)


def unfinished_jobs(connection: sa.Connection, user_id: int, guild_id: int | None) -> list[Job]:
    """Somebody's jobs that have not ended, or have left something at the engine."""
    left = sa.or_(job.c.lane != ENDED, job.c.aftercare.is_not(None))
    query = sa.select(job).where(*_whose(job, user_id, guild_id), left).order_by(job.c.id)
    return [job_from(row) for row in connection.execute(query)]


def forget_jobs(connection: sa.Connection, user_id: int, guild_id: int | None, limit: int) -> list[Job]:
    """Delete some of somebody's finished jobs, oldest first, and return what they were."""
    mine = sa.select(job).where(*_whose(job, user_id, guild_id), job.c.lane == ENDED).order_by(job.c.id).limit(limit)
    rows = connection.execute(mine.with_for_update()).all()
    delete_jobs(connection, [row.id for row in rows])
    return [job_from(row) for row in rows]


def delete_jobs(connection: sa.Connection, ids: Sequence[int]) -> int:
    """Delete locked jobs with their entries, whose sums their counters keep."""
    if not ids:
        return 0
    keys = sa.select(job.c.key).where(job.c.id.in_(ids))
    sums = sa.select(ledger.c.subject, ledger.c.window, sa.func.sum(ledger.c.settled).label("settled"))
    erased = sums.where(ledger.c.job_key.in_(keys)).group_by(ledger.c.subject, ledger.c.window)
    # Sorted, as wherever counters are locked.
    for row in sorted(connection.execute(erased), key=lambda each: (each.subject, each.window)):
        here = sa.and_(usage.c.subject == row.subject, usage.c.window == row.window)
        connection.execute(sa.update(usage).where(here).values(erased=usage.c.erased + (row.settled or 0)))
    return connection.execute(sa.delete(job).where(job.c.id.in_(ids))).rowcount


def erase(connection: sa.Connection, user_id: int, guild_id: int | None) -> int:
    """Delete what else is known of somebody, and say how many rows it were."""
    _take_name_off_tallies(connection, user_id, guild_id)
    at_work = sa.exists().where(
        job.c.guild_id == member.c.guild_id, job.c.user_id == member.c.user_id, job.c.lane != ENDED
    )
    doomed = [sa.delete(table).where(*_whose(table, user_id, guild_id)) for table in (tally, report, draft)]
    doomed.append(sa.delete(member).where(*_whose(member, user_id, guild_id), sa.not_(at_work)))
    doomed.append(sa.delete(clause).where(_favours(user_id), *_within(clause, guild_id)))
    # The audit repeats the words of a report.
    theirs = (audit.c.actor_id == user_id, audit.c.deed == Deed.REPORTED)
    doomed.append(sa.delete(audit).where(*theirs, *_within(audit, guild_id)))
    if guild_id is None or guild_id == -user_id:
        doomed += _own_tenant(user_id)
    gone = sum(connection.execute(each).rowcount for each in doomed)
    _take_name_off_decisions(connection, user_id, guild_id)
    return gone


def _take_name_off_tallies(connection: sa.Connection, user_id: int, guild_id: int | None) -> None:
    """What was made stays made: it is nobody's now."""
    sums = ("jobs", "pictures", "money")
    names = ["guild_id", "hour", "user_id", "engine", *sums]
    columns = [sa.literal(_NOBODY, sa.BigInteger) if name == "user_id" else tally.c[name] for name in names]
    theirs = sa.select(*columns).where(*_whose(tally, user_id, guild_id))
    merged = inserting(
        lambda insert: (row := insert(tally).from_select(names, theirs)).on_conflict_do_update(
            index_elements=[tally.c.guild_id, tally.c.hour, tally.c.user_id, tally.c.engine],
            set_={name: tally.c[name] + row.excluded[name] for name in sums},
        )
    )
    connection.execute(merged.on(connection))


def _take_name_off_decisions(connection: sa.Connection, user_id: int, guild_id: int | None) -> None:
    """Of what they did as a moderator, and of what was done for them, stays that it was done."""
    mention = f"<@{user_id}>"
    # Only whoever has called somebody's job off is named there, and only then are all jobs looked through.
    cancelled = sa.exists().where(
        audit.c.actor_id == user_id, audit.c.deed == Deed.CANCELLED, *_within(audit, guild_id)
    )
    named = sa.update(job).where(job.c.reason.contains(mention, autoescape=True), *_within(job, guild_id))
    if connection.scalar(sa.select(cancelled)):
        connection.execute(named.values(reason=sa.func.replace(job.c.reason, mention, _SOMEBODY)))
    acted = sa.update(audit).where(audit.c.actor_id == user_id, *_within(audit, guild_id))
    connection.execute(acted.values(actor_id=_NOBODY))
    judged = sa.update(report).where(report.c.judge_id == user_id, *_within(report, guild_id))
    connection.execute(judged.values(judge_id=_NOBODY))
    about = sa.update(audit).where(
        audit.c.subject.contains(mention, autoescape=True),
        sa.or_(audit.c.kind.is_(None), audit.c.kind.not_in(_STAYING)),
        *_within(audit, guild_id),
    )
    nameless = sa.func.replace(audit.c.subject, mention, _SOMEBODY)
    connection.execute(about.values(subject=nameless, kind=None, before=sa.null(), after=sa.null()))


def _own_tenant(user_id: int) -> list[sa.Delete]:
    """Direct messages are a tenant of their own, whose number is the person's, negated."""
    own = -user_id
    busy = sa.exists().where(job.c.guild_id == own, job.c.lane != ENDED)
    return [
        sa.delete(clause).where(clause.c.guild_id == own),
        sa.delete(audit).where(audit.c.guild_id == own),
        sa.delete(tally).where(tally.c.guild_id == own),
        sa.delete(guild).where(guild.c.id == own, sa.not_(busy)),
    ]


def _favours(user_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(
        clause.c.kind.in_(_FAVOURS),
        clause.c.value["subject"]["kind"].as_string() == "user",
        clause.c.value["subject"]["id"].as_integer() == user_id,
    )


def _whose(table: sa.Table, user_id: int, guild_id: int | None) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.user_id == user_id, *_within(table, guild_id))


def _within(table: sa.Table, guild_id: int | None) -> tuple[sa.ColumnElement[Any], ...]:
    return () if guild_id is None else (table.c.guild_id == guild_id,)
