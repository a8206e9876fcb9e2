"""What moderators decide: every change of a policy is checked, made, written into the audit and told, all at once.

A change can be taken back as long as nobody has changed the same thing since. Who may call these is for the edge.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.deeds import Deed
from bot.domain.errors import Gone, TooLate
from bot.domain.job import Job
from bot.domain.limits import Exemption, Grant, Rule
from bot.domain.moderation import Errand, ErrandKind
from bot.domain.policy import (
    AuditChannel,
    Block,
    Change,
    ChannelRule,
    Clause,
    ForbiddenWord,
    Pause,
    Policy,
    Retention,
)
from bot.domain.text import Language, Text, t
from bot.ports import Ids, Languages, Ports, Topic, Tx
from bot.services.admission import Admission


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """Who decides, and for which tenant."""

    guild_id: int
    user_id: int
    locale: str = ""
    """The language of the server, e.g. `pt-BR`; empty where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What has not ended in a server."""

    jobs: tuple[Job, ...]
    """The oldest."""
    count: int
    """Of all, up to 1,000."""


class Moderation:
    """The use cases around a policy."""

    def __init__(self, ports: Ports, *, admission: Admission) -> None:
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events
        self._admission = admission

    async def policy(self, guild_id: int) -> Policy:
        """What is in force."""
        return await self._database.run(self._admission.policy, guild_id, self._clock.now())

    async def put(self, moderator: Moderator, clause: Clause) -> Change:
        """Set a clause; raises BadRequest if it cannot be kept."""
        default = self._admission.default_of(moderator.guild_id, type(clause), clause.name)
        return self._told(await self._run(put_clause, moderator, clause, default))

    async def block(self, moderator: Moderator, user_id: int, reason: str, lasting: timedelta | None = None) -> Change:
        """Take no more requests of a member, for a while or until somebody takes it back."""
        until = None if lasting is None else self._clock.now() + lasting
        return await self.put(moderator, Block(user_id=user_id, reason=reason, until=until))

    async def remove(self, moderator: Moderator, kind: type[Clause], name: str = "") -> Change:
        """Take a clause away; raises Gone if it is not there."""
        default = self._admission.default_of(moderator.guild_id, kind, name)
        return self._told(await self._run(remove_clause, moderator, kind, name, default))

    async def undo(self, moderator: Moderator, number: int) -> Change:
        """Take a change back; raises Gone, or TooLate if something else was changed there since."""
        return self._told(await self._run(undo_change, moderator, number))

    async def changes(self, guild_id: int, *, before: int | None = None, limit: int = 10) -> list[Change]:
        """A page of the audit, newest first."""
        return await self._database.run(lambda tx: tx.policies(guild_id).changes(before=before, limit=limit))

    async def line(self, guild_id: int) -> Line:
        """Who waits for pictures here, oldest first."""
        return await self._database.run(_line, guild_id)

    async def _run(self, step: Callable[..., Change], *given: object) -> Change:
        """One step in one transaction, with the time and the ids that it needs."""
        return await self._database.run(step, *given, now=self._clock.now(), ids=self._ids)

    def _told(self, change: Change) -> Change:
        self._events("policy.changed", guild=change.guild_id, deed=change.deed, number=change.number)
        self._wakeup.notify(Topic.ERRANDS)
        return change


_NOT_THERE: Mapping[type[Clause], Text] = {
    Rule: t("There is no such limit. `/limits show` lists those there are; what holds by default can only be changed."),
    Exemption: t("They are not exempt."),
    Grant: t("There is no such extra any more."),
    Block: t("This member is not blocked."),
    Pause: t("Nothing is paused."),
    ForbiddenWord: t("This word is not forbidden. `/moderate words list` shows those that are."),
    ChannelRule: t("Nothing is set for this channel."),
    Retention: t("Nothing is set: what is known of a picture is kept."),
}


def _line(tx: Tx, guild_id: int) -> Line:
    records = tx.records(guild_id)
    return Line(jobs=tuple(records.waiting()), count=records.open_count())


def put_clause(
    tx: Tx, moderator: Moderator, clause: Clause, default: Rule | None = None, *, now: datetime, ids: Ids
) -> Change:
    """Set a clause and write down who did, for transactions that do more; raises BadRequest if it cannot be kept.

    `default` is what held before, if nobody has set anything.
    """
    if isinstance(clause, Rule):
        clause.checked()
    policies = tx.policies(moderator.guild_id)
    before = policies.find(type(clause), clause.name) or default
    policies.put(clause)
    return write_down(tx, moderator, Deed.SET, clause.called, now=now, ids=ids, before=before, after=clause)


def remove_clause(
    tx: Tx,
    moderator: Moderator,
    kind: type[Clause],
    name: str,
    default: Rule | None = None,
    *,
    now: datetime,
    ids: Ids,
) -> Change:
    """Take a clause away and write down who did; raises Gone if it is not there.

    `default` is what holds then.
    """
    policies = tx.policies(moderator.guild_id)
    before = policies.find(kind, name)
    if before is None:
        raise Gone(_NOT_THERE.get(kind, t("There is nothing of that kind to take away. Look at what there is first.")))
    policies.remove(before)
    return write_down(tx, moderator, Deed.REMOVED, before.called, now=now, ids=ids, before=before, after=default)


def undo_change(tx: Tx, moderator: Moderator, number: int, *, now: datetime, ids: Ids) -> Change:
    """Bring back what was there before a change."""
    policies = tx.policies(moderator.guild_id)
    change = policies.change(number)
    touched = (change.after or change.before) if change else None
    if change is None or touched is None:
        raise Gone(t("There is nothing here to take back. Look at the newest changes with `/moderate audit`."))
    current = policies.find(type(touched), touched.name)
    if current != _kept(change.after) or not policies.mark_undone(number):
        raise TooLate(t("This was changed again since. Look at the newest changes with `/moderate audit`."))
    before = _kept(change.before)
    if before is None:
        policies.remove(touched)
    else:
        policies.put(before)
    return write_down(
        tx, moderator, Deed.TAKEN_BACK, touched.called, now=now, ids=ids, before=change.after, after=change.before
    )


def _kept(clause: Clause | None) -> Clause | None:
    """What of an entry stands in the policy: not what held by default."""
    return None if isinstance(clause, Rule) and clause.default else clause


def moderators_language(tx: Tx, guild_id: int, languages: Languages) -> Language | None:
    """The language in which a server's moderators read, as far as it is known; English where it is not."""
    channel = tx.policies(guild_id).find(AuditChannel, "")
    return languages.of(channel.locale) if isinstance(channel, AuditChannel) else None


def write_down(
    tx: Tx,
    moderator: Moderator,
    deed: Deed,
    subject: str,
    *,
    now: datetime,
    ids: Ids,
    before: Clause | None = None,
    after: Clause | None = None,
) -> Change:
    """Write an entry of the audit, and have it posted where the server wants to read such things."""
    policies = tx.policies(moderator.guild_id)
    change = policies.record(moderator.user_id, now, deed, subject, before=before, after=after)
    channel = policies.find(AuditChannel, "")
    if isinstance(channel, AuditChannel):
        news = Errand(
            key=ids.key(),
            guild_id=moderator.guild_id,
            kind=ErrandKind.NEWS,
            channel_id=channel.channel_id,
            body={"number": str(change.number), "locale": channel.locale},
        )
        tx.errands.add(news, now)
    return change
