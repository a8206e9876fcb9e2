"""Reports: anybody says that a picture should not be there, and a moderator decides, once.

A report is one of a person about a picture. It is written into the audit, and where the server has an audit channel a
card of it is posted there. What is decided is written down first; messages are then deleted by an errand.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.domain.deeds import Deed
from bot.domain.errors import BadRequest, Gone, Refused
from bot.domain.job import Job, Remover
from bot.domain.moderation import Errand, ErrandKind, Report, Verdict
from bot.domain.notices import Case
from bot.domain.policy import AuditChannel, Block
from bot.domain.request import MessageRef
from bot.domain.text import Text, speaking, t
from bot.ports import Ids, Languages, Ports, Topic, Tx
from bot.services.decisions import visible
from bot.services.moderation import Moderator, moderators_language, put_clause

REASON_ROOM = 300
"""Characters of a reason."""


class Reports:
    """The use cases around reported pictures."""

    def __init__(self, ports: Ports) -> None:
        self._database = ports.database
        self._languages = ports.languages
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events

    async def file(self, job_key: str, guild_id: int, user_id: int, reason: str) -> Text:
        """Report a picture, and say where moderators will see it; raises Refused if this person has done so before."""
        if guild_id <= 0:
            raise Refused(t("I know no moderators here. If it is your picture, delete it with its button."))
        report = Report(
            key=self._ids.key(),
            guild_id=guild_id,
            job_key=job_key,
            user_id=user_id,
            reason=_checked(reason),
            at=self._clock.now(),
        )
        posted = await asyncio.shield(self._database.run(_file, report, self._ids, self._languages))
        self._events("picture.reported", job=job_key, guild=guild_id)
        self._wakeup.notify(Topic.ERRANDS)
        if posted:
            return t("Thank you. Your report goes to the moderators of this server.")
        return t("Thank you. Your report is written down where moderators look: in `/moderate audit`.")

    async def decide(self, key: str, moderator: Moderator, verdict: Verdict) -> Case:
        """Close a report; one that is closed already comes back as it was decided. Raises Gone with its picture."""
        deciding = self._database.run(_decide, key, moderator, verdict, now=self._clock.now(), ids=self._ids)
        case = await asyncio.shield(deciding)
        self._events("report.decided", report=key, verdict=str(case.report.verdict), guild=moderator.guild_id)
        self._wakeup.notify(Topic.ERRANDS, Topic.CARDS)
        return case


def _checked(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise BadRequest(t("Say in a few words what is wrong with this picture."))
    return said[:REASON_ROOM]


def _file(tx: Tx, report: Report, ids: Ids, languages: Languages) -> bool:
    """Write it down; True if it will be posted as well."""
    job, policies = visible(tx, report.job_key, report.guild_id), tx.policies(report.guild_id)
    if job.result is None:
        raise Gone
    if not policies.report(report):
        raise Refused(t("You have reported this picture already. A moderator will look at it."))
    # Without an errand of its own: the card of the report says the same, and more.
    with speaking(moderators_language(tx, report.guild_id, languages)):
        policies.record(report.user_id, report.at, Deed.REPORTED, _accused(job, job.result, report))
    channel = policies.find(AuditChannel, "")
    if not isinstance(channel, AuditChannel):
        return False
    card = Errand(
        key=ids.key(),
        guild_id=report.guild_id,
        kind=ErrandKind.REPORT,
        channel_id=channel.channel_id,
        body={"report": report.key, "locale": channel.locale},
    )
    tx.errands.add(card, report.at)
    return True


def _decide(tx: Tx, key: str, moderator: Moderator, verdict: Verdict, *, now: datetime, ids: Ids) -> Case:
    policies = tx.policies(moderator.guild_id)
    report = policies.reported(key)
    job = tx.records(moderator.guild_id).job(report.job_key) if report else None
    if report is None or job is None:
        raise Gone(t("The reported picture is gone, and with it the report."))
    if not policies.judge(key, verdict, moderator.user_id):
        return Case(report=report, job=job)
    match verdict:
        case Verdict.BLOCKED:
            block = Block(user_id=job.user_id, reason=report.reason)
            put_clause(tx, moderator, block, now=now, ids=ids)
        case Verdict.DELETED:
            policies.record(moderator.user_id, now, Deed.DELETED, _picture(job))
            _take_down(tx, job, now, ids)
        case Verdict.DISMISSED:
            policies.record(moderator.user_id, now, Deed.DISMISSED, _picture(job))
    return Case(report=replace(report, verdict=verdict, judge_id=moderator.user_id), job=job)


def _take_down(tx: Tx, job: Job, now: datetime, ids: Ids) -> None:
    if job.result is None:
        return
    deletion = Errand(
        key=ids.key(),
        guild_id=job.guild_id,
        kind=ErrandKind.DELETE,
        channel_id=job.result.channel_id,
        message_id=job.result.message_id,
    )
    tx.errands.add(deletion, now)
    tx.jobs.deleted(job.key, Remover.MODERATOR)


def _picture(job: Job) -> Text:
    return t("a picture of {person}", person=f"<@{job.user_id}>")


def _accused(job: Job, result: MessageRef, report: Report) -> Text:
    """For the audit, which is all that moderators without an audit channel have: what, where and why."""
    return t(
        "{picture} in {channel}: {reason}",
        picture=_picture(job),
        channel=f"<#{result.channel_id}>",
        reason=report.reason,
    )
