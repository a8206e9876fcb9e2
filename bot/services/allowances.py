"""Allowances: what somebody may have, and what moderators give them on top or have count no more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.domain.deeds import Deed
from bot.domain.errors import BadRequest
from bot.domain.limits import LONGEST_COOLDOWN, Grant, Measure, Subject, SubjectKind, Usage, counter
from bot.domain.policy import Change, FreshStart
from bot.domain.request import Asker
from bot.domain.text import Text, t
from bot.domain.windows import Span, window
from bot.ports import Ports, Topic, Tx
from bot.services.admission import Admission, Overview
from bot.services.moderation import Moderator, put_clause, write_down


class Allowances:
    """The use cases around what people may have."""

    def __init__(self, ports: Ports, *, admission: Admission) -> None:
        self._database = ports.database
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events
        self._admission = admission

    async def overview(self, asker: Asker) -> Overview:
        """All that limits somebody where they ask."""
        return await self._database.run(self._admission.overview, asker, self._clock.now())

    async def grant(
        self,
        moderator: Moderator,
        subject: Subject,
        *,
        measure: Measure,
        span: Span,
        amount: int,
        lasting: timedelta,
    ) -> Change:
        """Give something extra for a while; raises BadRequest where no limit is that it could be added to."""
        until = self._clock.now() + lasting
        extra = Grant(key=self._ids.key(), subject=subject, measure=measure, span=span, amount=amount, until=until)
        return self._told(await self._database.run(self._give, moderator, extra, self._clock.now()))

    async def reset(self, moderator: Moderator, user_id: int) -> Change:
        """Have nothing that a member was given so far count any more; what is being made for them still does."""
        return self._told(await self._database.run(self._forgive, moderator, user_id, self._clock.now()))

    def _give(self, tx: Tx, moderator: Moderator, extra: Grant, now: datetime) -> Change:
        rules = self._admission.policy(tx, moderator.guild_id, now, user_id=moderator.user_id).rules
        limited = {(each.measure, each.span) for each in rules if not each.subject.kind.shared}
        if (extra.measure, extra.span) not in limited:
            raise BadRequest(_nothing_to_add_to(extra))
        return put_clause(tx, moderator, extra, now=now, ids=self._ids)

    def _forgive(self, tx: Tx, moderator: Moderator, user_id: int, now: datetime) -> Change:
        zone = self._admission.policy(tx, moderator.guild_id, now, user_id=user_id).zone
        whose = Subject(kind=SubjectKind.USER, id=user_id)
        for usage in _counters(moderator.guild_id, whose, now, zone):
            tx.ledger.forgive(usage)
        # Not a decision of its own that could be taken back: it goes with the reset, and is over with the longest wait.
        tx.policies(moderator.guild_id).put(FreshStart(subject=whose, at=now, until=now + LONGEST_COOLDOWN))
        return write_down(tx, moderator, Deed.RESET, t("counters {whom}", whom=whose.told), now=now, ids=self._ids)

    def _told(self, change: Change) -> Change:
        self._events("policy.changed", guild=change.guild_id, deed=change.deed, number=change.number)
        self._wakeup.notify(Topic.ERRANDS)
        return change


def _counters(guild_id: int, whose: Subject, now: datetime, zone: str) -> Iterator[Usage]:
    """A member's, in the order in which they are locked.

    Of every span, whatever the rules are: a role may have had one of its own, and who has it is not known here.
    """
    asker = Asker(guild_id=guild_id, user_id=whose.id)
    for measure in (Measure.MONEY, Measure.PICTURES):
        subject = counter(whose, measure, asker)
        for span in sorted(Span):
            yield Usage(rule="", subject=subject, window=window(span, now, zone), limit=0, measure=measure)


def _nothing_to_add_to(extra: Grant) -> Text:
    if extra.measure is Measure.MONEY:
        return t(
            "What members may spend {span} is not limited, so nothing can be added. Set a limit first: `/limits set`.",
            span=extra.span.told,
        )
    return t(
        "How many pictures members may make {span} is not limited, so nothing can be added. "
        "Set a limit first: `/limits set`.",
        span=extra.span.told,
    )
