"""What is done with a job in line: named steps from state to state, each returning an outcome.

A step does one thing and says how it ended; `work` alone turns outcomes into moves, under the fence, and errors into
outcomes. Nothing here retries by itself: a job that must wait is given back and comes round again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.errors import BotError, EngineBusy, EngineFailed, StoreBusy, UnknownOrder, Vanished
from bot.domain.job import Job, Posting, State
from bot.domain.order import Order
from bot.jobs.loop import Leases, retry_time
from bot.ports import Ports, Topic, Tx
from bot.services.forecast import Forecast
from bot.services.limits import close_job
from bot.services.restyle import engine_wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The step is done; the job is now this."""

    job: Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """Not now: give the job back until then."""

    at: datetime
    why: str
    to: State | None = None
    """The state it is given back in, where that is an earlier one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The job is over without a picture."""

    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Somebody else has the job, or ended it: whatever we hold is worth nothing."""


@dataclass(frozen=True, slots=True)
class InLine:
    """The job waits again, at its old place."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The result is posted and the job is done."""


Outcome = Moved | Retry | Ended | Lost | InLine | Delivered


class Pipeline:
    """Brings one claimed job from wherever it stands to its end."""

    topic = Topic.LINE

    def __init__(
        self, ports: Ports, *, leases: Leases, forecast: Forecast, patience: timedelta = timedelta(minutes=15)
    ) -> None:
        """`patience` is how long the engine may take over one order."""
        self._database = ports.database
        self._engine = ports.engine
        self._images = ports.images
        self._card = ports.card
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._events = ports.events
        self._leases = leases
        self._forecast = forecast
        self._patience = patience
        self._orders: dict[str, Order] = {}
        """What jobs at work here are made from: submitting needs it, and the result shows it as "before"."""
        self._steps: dict[State, Callable[[Job], Awaitable[Outcome]]] = {
            State.WAITING: self._submit,
            State.SUBMITTING: self._reconcile,
            State.SUBMITTED: self._await_engine,
            State.FETCHED: self._deliver,
        }

    async def take(self) -> Job | None:
        """Claim the job whose turn it is."""
        lease = self._leases.new()
        return await self._database.run(lambda tx: tx.jobs.claim(lease.now, lease.until, lease.boot))

    async def work(self, job: Job) -> None:
        """Run steps until the job has ended, must wait, or is lost."""
        self._events("job.claimed", job=job.key, attempt=job.attempt, state=job.state.value)
        outcome: Outcome = Moved(job=job)
        began = self._clock.monotonic()
        try:
            while isinstance(outcome, Moved):
                job = outcome.job
                outcome = await self._step(job)
        except asyncio.CancelledError:
            await self._abandon(job)
            raise
        finally:
            self._orders.pop(job.key, None)
        if isinstance(outcome, Delivered):
            self._forecast.learn(timedelta(seconds=self._clock.monotonic() - began))
        await self._conclude(job, outcome)

    async def _abandon(self, job: Job) -> None:
        """Stop drawing what was called off, by whichever process; what is only let go of goes on at the engine."""
        with suppress(StoreBusy):
            row = await self._database.run(lambda tx: tx.jobs.get(job.key))
            if row is not None and row.state is State.CANCELLED:
                await self._forget(row)

    async def _step(self, job: Job) -> Outcome:
        try:
            return await self._steps[job.state](job)
        except StoreBusy:
            # Not the job's fault, and nothing could be written down: whoever takes it next goes on from its row.
            raise
        except BotError as error:
            return self._judge(job, error)

    def _judge(self, job: Job, error: BotError) -> Outcome:
        """What an error means for the job."""
        if error.retryable:
            return self._later(job, error)
        if isinstance(error, Vanished) and job.state is State.WAITING:
            return Ended(state=State.CANCELLED, reason="The message with the picture was deleted.")
        return Ended(state=State.FAILED, reason=error.user_text)

    def _later(self, job: Job, error: BotError, to: State | None = None) -> Outcome:
        if not self._leases.exhausted(job.attempt, error):
            return Retry(at=retry_time(self._clock.now(), job.attempt), why=type(error).__name__, to=to)
        return Ended(state=State.FAILED, reason=f"{error.user_text} I gave up after {job.attempt} attempts.")

    async def _submit(self, job: Job) -> Outcome:
        order = await self._order(job)
        sending = await self._move(job, State.SUBMITTING)
        return sending if isinstance(sending, Lost) else await self._send(sending.job, order)

    async def _send(self, job: Job, order: Order) -> Outcome:
        try:
            reference = await self._engine.submit(order)
        except EngineBusy as error:
            # Proven not accepted: unlike a lost answer this may be sent again, whatever the engine costs.
            return self._later(job, error, to=State.WAITING)
        try:
            sent = await self._move(job, State.SUBMITTED, reference=reference)
        except asyncio.CancelledError:
            # Interrupted before anybody else could learn the reference. A paid order is kept: it is billed anyway.
            if self._engine.repeatable:
                await self._engine.forget(reference)
            raise
        if isinstance(sent, Lost):
            await self._engine.forget(reference)
        return sent

    async def _reconcile(self, job: Job) -> Outcome:
        """An order may have been on its way when its process died."""
        if not self._engine.repeatable:
            return Ended(state=State.UNKNOWN, reason="I lost track of this picture at the engine.")
        return await self._send(job, await self._order(job))

    async def _await_engine(self, job: Job) -> Outcome:
        deadline = self._clock.monotonic() + self._patience.total_seconds()
        try:
            while not (await self._engine.wait(job.reference or "")).finished:
                if self._clock.monotonic() > deadline:
                    raise EngineFailed("The image engine took too long.")
        except UnknownOrder:
            return await self._again(job)
        return await self._move(job, State.FETCHED)

    async def _deliver(self, job: Job) -> Outcome:
        try:
            delivery = await self._engine.fetch(job.reference or "")
        except UnknownOrder:
            return await self._again(job)
        if not delivery.pictures:
            raise EngineFailed("The engine finished without a picture.")
        order = await self._order(job)
        posting = await self._card.deliver(job, delivery, order.source, order.mask)
        done = await self._database.run(_complete, job, posting, delivery.notes, self._clock.now())
        return Delivered() if done else Lost()

    async def _again(self, job: Job) -> Outcome:
        """The engine has forgotten the order: where asking twice is free, the job goes back to its place in line."""
        if not self._engine.repeatable:
            raise EngineFailed("The image engine lost this picture.")
        if job.attempt >= self._leases.attempts:
            raise EngineFailed(f"The image engine lost this picture {job.attempt} times.")
        moved = await self._move(job, State.WAITING)
        return moved if isinstance(moved, Lost) else InLine()

    async def _order(self, job: Job) -> Order:
        if job.key not in self._orders:
            self._orders[job.key] = await self._new_order(job)
        return self._orders[job.key]

    async def _new_order(self, job: Job) -> Order:
        """The order, with the pictures that hang on the card."""
        order, task = Order(key=job.key, wish=engine_wish(job.wish)), job.wish.task
        if task.has_source:
            url = await self._card.source_url(job)
            order = replace(order, source=await self._images.reopen(url), source_url=url)
        if task.has_mask:
            url = await self._card.mask_url(job)
            order = replace(order, mask=await self._images.reopen(url), mask_url=url)
        return order

    async def _move(self, job: Job, to: State, *, reference: str | None = None) -> Moved | Lost:
        moved = await self._database.run(lambda tx: tx.jobs.move(job.claim, to, reference=reference))
        self._wakeup.notify(Topic.CARDS)
        return Moved(job=moved) if moved else Lost()

    async def _conclude(self, job: Job, outcome: Outcome) -> None:
        match outcome:
            case Retry(at=at, why=why, to=to):
                await self._database.run(lambda tx: tx.jobs.give_back(job.claim, at, to=to))
                self._events("job.later", job=job.key, error=why)
            case Ended(state=state, reason=reason):
                now = self._clock.now()
                closed = await self._database.run(close_job, job.key, state, now, reason=reason, attempt=job.attempt)
                self._events(f"job.{state.value}" if closed else "job.lost", job=job.key, reason=reason)
                await self._forget(job)
            case Delivered():
                await self._forget(job)
                self._events("job.done", job=job.key, seconds=(self._clock.now() - job.created).total_seconds())
            case InLine():
                self._events("job.waiting", job=job.key)
            case _:
                self._events("job.lost", job=job.key)
        # Whoever was held back by this job may start now.
        self._wakeup.notify(Topic.LINE, Topic.CARDS)

    async def _forget(self, job: Job) -> None:
        if job.reference is not None:
            await self._engine.forget(job.reference)


def _complete(tx: Tx, job: Job, posting: Posting, notes: tuple[str, ...], now: datetime) -> bool:
    """Done, and settled for what was delivered, in one transaction."""
    done = close_job(tx, job.key, State.DONE, now, attempt=job.attempt, spent=len(posting.pictures))
    if done is not None:
        tx.jobs.note(job.key, notes)
        tx.jobs.delivered(job.key, posting.message, posting.pictures)
    return done is not None
