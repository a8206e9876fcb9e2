"""Doing errands: what is to be posted or deleted at Discord with nobody waiting for it, also after a crash in between.

What fails for now is tried again, ever more rarely; what fails for good is dropped. In one channel errands are done one
after another, in the order in which they were given; a slow channel holds up the others for one round.
"""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import groupby

from bot.domain.errors import BotError, StoreBusy
from bot.domain.moderation import Errand, ErrandKind
from bot.domain.notices import Case, Notice, Word
from bot.domain.policy import OPERATOR, Pause
from bot.domain.request import MessageRef
from bot.domain.text import speaking, t
from bot.ports import Ports, Topic, Tx

_LEASE = timedelta(minutes=1)
"""How long errands may take before another process does them as well."""
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(days=1)
_LOOK_SECONDS = 10.0
"""How often it is looked whether everything is done that whoever runs the bot waits for."""


class StillAtWork(Exception):
    """Something is not done yet that this errand waits for."""


class Courier:
    """Takes errands that are due and does them."""

    def __init__(self, ports: Ports, *, poll: float = 15.0) -> None:
        """`poll` seconds pass at most between two looks."""
        self._database = ports.database
        self._noticeboard = ports.noticeboard
        self._languages = ports.languages
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._events = ports.events
        self._poll = poll
        self._at_work = asyncio.Lock()
        self._draining = False

    async def run(self) -> None:
        """Do what is due until drained or cancelled. Raises StoreBusy, and may be run again then."""
        hints = self._wakeup.listen(Topic.ERRANDS)
        while not self._draining:
            if not await self.round():
                await hints.wait(self._poll)

    async def round(self) -> int:
        """Do some of what is due now, and say how many errands it were."""
        async with self._at_work:
            now = self._clock.now()
            errands = [] if self._draining else await self._database.run(_take, now, now + _LEASE)
            ways = (self._do_in_turn(each) for each in _by_channel(errands))
            for outcome in await asyncio.gather(*ways, return_exceptions=True):
                if outcome is not None:
                    raise outcome
        return len(errands)

    async def drain(self, patience: float) -> None:
        """Take nothing more, and give what is being done `patience` seconds; the rest is done after the next start."""
        self._draining = True
        self._wakeup.notify(Topic.ERRANDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(patience), self._at_work:
                pass

    async def _do_in_turn(self, errands: Sequence[Errand]) -> None:
        """What goes to one channel. Once it is busy, what follows waits as well."""
        for at, errand in enumerate(errands):
            try:
                await self._do(errand)
            except StoreBusy:
                # Its lease runs out, and it is done again: what was posted is not posted twice.
                raise
            except StillAtWork:
                await self._database.run(_put_off, [errand], self._clock.now())
            except BotError as error:
                if error.retryable:
                    await self._database.run(_put_off, errands[at:], self._clock.now())
                    self._events("errand.put_off", errand=errand.key, why=type(error).__name__)
                    return
                await self._drop(errand, error)
            except Exception as error:  # noqa: BLE001 (what a bug of ours hits must not be tried for ever)
                self._events("errand.crashed", errand=errand.key, error=repr(error), exception=error)
                await self._database.run(_done, errand)
            else:
                await self._database.run(_done, errand)
                self._events("errand.done", errand=errand.key, kind=errand.kind.value, guild=errand.guild_id)

    async def _do(self, errand: Errand) -> None:
        if errand.kind is ErrandKind.DELETE:
            message = MessageRef(channel_id=errand.channel_id, message_id=errand.message_id or 0)
            await self._noticeboard.remove(message)
            return
        with speaking(self._languages.of(errand.body.get("locale", ""))):
            notice = await self._database.run(notice_of, errand)
            if notice is not None:
                again = errand.attempts > 1
                await self._noticeboard.post(errand.channel_id, notice, key=errand.key, again=again)

    async def _drop(self, errand: Errand, error: BotError) -> None:
        await self._database.run(_done, errand)
        facts = {"kind": errand.kind.value, "guild": errand.guild_id, "channel": errand.channel_id}
        self._events("errand.given_up", errand=errand.key, why=type(error).__name__, **facts)


def notice_of(tx: Tx, errand: Errand) -> Notice | None:
    """What an errand has to say; None if there is nothing to say any more. Raises StillAtWork."""
    policies = tx.policies(errand.guild_id)
    match dict(errand.body):
        case {"number": number}:
            return policies.change(int(number))
        case {"report": key}:
            report = policies.reported(key)
            job = tx.records(errand.guild_id).job(report.job_key) if report else None
            return Case(report=report, job=job) if report and job else None
        case {"drained": _}:
            return _drained(tx)
        case {"text": text}:
            return Word(text=text)
        case _:
            return None


def _drained(tx: Tx) -> Word | None:
    """That all work is done; nothing if work is taken again. Raises StillAtWork."""
    if tx.policies(OPERATOR).find(Pause, "") is None:
        return None
    if tx.upkeep.open_count():
        raise StillAtWork
    return Word(text=t("The line is empty: nothing is being made, and nothing new is taken. It is safe to stop me."))


def pause_before(errand: Errand) -> timedelta:
    """How long an errand rests after its attempts: 15 s, 30 s, 1 min ... at most a day."""
    if "drained" in errand.body:
        return timedelta(seconds=_LOOK_SECONDS)
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(errand.attempts - 1, 16))


def _by_channel(errands: Iterable[Errand]) -> list[list[Errand]]:
    """In the order in which they were given, which sorting keeps."""
    ordered = sorted(errands, key=lambda each: each.channel_id)
    return [list(each) for _, each in groupby(ordered, key=lambda each: each.channel_id)]


def _take(tx: Tx, now: datetime, until: datetime) -> list[Errand]:
    return tx.errands.next(now, until)


def _put_off(tx: Tx, errands: Sequence[Errand], now: datetime) -> None:
    """All until the first of them is tried again, so that they keep their order."""
    until = now + pause_before(errands[0])
    for errand in errands:
        tx.errands.put_off(errand.key, until)


def _done(tx: Tx, errand: Errand) -> None:
    tx.errands.done(errand.key)
