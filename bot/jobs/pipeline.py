"""What is done with a job in line: named steps from state to state, each returning an outcome.

A step does one thing and says how it ended; `work` alone turns outcomes into moves, under the fence, and errors into
outcomes. Nothing here retries by itself: a job that must wait is given back and comes round again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta

from bot.domain.errors import (
    BotError,
    DeliveryFailed,
    EngineBusy,
    EngineFailed,
    OrderUncertain,
    StoreBusy,
    UnknownOrder,
    Vanished,
)
from bot.domain.job import UNSENT, Job, Posting, State
from bot.domain.limits import Spent
from bot.domain.money import NOTHING, Money
from bot.domain.order import Order
from bot.domain.result import Delivery, Progress
from bot.domain.text import in_english, t, tn
from bot.jobs.aftercare import first_care
from bot.jobs.gathering import gather, gather_again
from bot.jobs.holdups import held_up
from bot.jobs.loop import Leases, retry_time
from bot.jobs.outcomes import Delivered, Ended, InLine, Lost, Moved, Outcome, Retry
from bot.jobs.sheets import laid_out
from bot.ports import Ports, Topic, Tx
from bot.services.closing import close_job
from bot.services.forecast import Forecast


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
        """Claim the job whose turn it is; none while the engine would take no order for it."""
        if self._engine.trouble is not None:
            return None
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
                await self._forget(row.reference)

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
            return Ended(state=State.CANCELLED, reason=t("The message with the picture was deleted."))
        return Ended(state=State.FAILED, reason=error.user_text, billed=self._charge(job, error))

    def _charge(self, job: Job, error: BotError) -> Money | None:
        """What the engine took for a job that ends with this error: what was never accepted costs nothing."""
        if self._engine.repeatable or job.state in UNSENT or job.state is State.SUBMITTING:
            return NOTHING
        return error.billed if isinstance(error, EngineFailed) else None

    def _later(self, job: Job, error: BotError, to: State | None = None) -> Outcome:
        if not self._leases.exhausted(job.attempt, error):
            at = retry_time(self._clock.now(), job.attempt)
            return Retry(at=at, why=type(error).__name__, held_up=held_up(job.state, error), to=to)
        reason = tn(
            "{what} I gave up after {n} attempt.",
            "{what} I gave up after {n} attempts.",
            job.attempt,
            what=error.user_text,
        )
        return Ended(state=State.FAILED, reason=reason, billed=self._charge(job, error))

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
        except OrderUncertain:
            return await self._reconcile(job)
        try:
            sent = await self._move(job, State.SUBMITTED, reference=reference)
        except asyncio.CancelledError:
            # Interrupted before anybody else could learn the reference. A paid order is kept: it is billed anyway.
            await self._forget(reference)
            raise
        if isinstance(sent, Lost):
            # A paid order is left to whoever has the job now: they find it by its key.
            await self._forget(reference)
        return sent

    async def _reconcile(self, job: Job) -> Outcome:
        """An order may have been on its way when its process died, or its answer was lost: look for it.

        A paid one is never sent again.
        """
        if self._engine.repeatable:
            return await self._send(job, await self._order(job))
        try:
            reference = await self._engine.find(job.key)
        except EngineBusy as error:
            if not self._leases.exhausted(job.attempt, error):
                at = retry_time(self._clock.now(), job.attempt)
                return Retry(at=at, why=type(error).__name__, held_up=held_up(job.state, error))
            reference = None
        if reference is None:
            return Ended(state=State.UNKNOWN, reason=t("I lost track of this picture at the engine."), billed=None)
        return await self._move(job, State.SUBMITTED, reference=reference)

    async def _await_engine(self, job: Job) -> Outcome:
        deadline, told = self._clock.monotonic() + self._patience.total_seconds(), job.progress
        try:
            while not (progress := await self._engine.wait(job.reference or "")).finished:
                if progress not in {told, Progress()}:
                    told = progress
                    await self._tell(job, progress)
                if self._clock.monotonic() > deadline:
                    raise EngineFailed(t("The image engine took too long."))
        except UnknownOrder:
            return await self._again(job)
        return await self._move(job, State.FETCHED)

    async def _tell(self, job: Job, progress: Progress) -> None:
        """Have the card say how far the engine is."""
        await self._database.run(lambda tx: tx.jobs.progress(job.claim, progress))
        self._wakeup.notify(Topic.CARDS)

    async def _deliver(self, job: Job) -> Outcome:
        try:
            delivery = await self._engine.fetch(job.reference or "")
        except UnknownOrder:
            return await self._again(job)
        if not delivery.pictures:
            raise EngineFailed(t("The engine finished without a picture."))
        order = self._orders.get(job.key) or await gather_again(job, self._card, self._images)
        delivery = await laid_out(job, delivery, self._images, self._events)
        billed = NOTHING if self._engine.repeatable else delivery.billed
        try:
            posting = await self._card.deliver(job, delivery, order.source, order.mask)
        except DeliveryFailed as error:
            if error.retryable and not self._leases.exhausted(job.attempt, error):
                raise
            return Ended(state=State.FAILED, reason=error.user_text, billed=billed)
        done = await self._database.run(self._complete, job, posting, delivery, billed)
        return Delivered(billed) if done else Lost()

    async def _again(self, job: Job) -> Outcome:
        """The engine has forgotten the order: where asking twice is free, the job goes back to its place in line."""
        if not self._engine.repeatable:
            raise EngineFailed(t("The image engine lost this picture."))
        if job.attempt >= self._leases.attempts:
            raise EngineFailed(
                tn(
                    "The image engine lost this picture {n} time.",
                    "The image engine lost this picture {n} times.",
                    job.attempt,
                )
            )
        moved = await self._move(job, State.WAITING)
        return moved if isinstance(moved, Lost) else InLine()

    async def _order(self, job: Job) -> Order:
        if job.key not in self._orders:
            self._orders[job.key] = await gather(job, self._card, self._images)
        return self._orders[job.key]

    async def _move(self, job: Job, to: State, *, reference: str | None = None) -> Moved | Lost:
        moved = await self._database.run(lambda tx: tx.jobs.move(job.claim, to, reference=reference))
        self._wakeup.notify(Topic.CARDS)
        return Moved(job=moved) if moved else Lost()

    async def _conclude(self, job: Job, outcome: Outcome) -> None:
        match outcome:
            case Retry(at=at, why=why, held_up=words, to=to):
                await self._database.run(lambda tx: tx.jobs.give_back(job.claim, at, to=to, held_up=words))
                self._events("job.later", job=job.key, error=why)
            case Ended(state=state, reason=reason, billed=billed):
                closed = await self._database.run(self._end, job, outcome)
                if closed:
                    told = in_english(reason)
                    self._events(f"job.{state.value}", job=job.key, reason=told, dollars=_dollars(billed))
                else:
                    self._events("job.lost", job=job.key)
                await self._forget(job.reference)
            case Delivered(billed=billed):
                await self._forget(job.reference)
                took, waited = self._clock.now() - job.created, (job.started or job.created) - job.created
                self._events(
                    "job.done",
                    job=job.key,
                    seconds=took.total_seconds(),
                    waited=waited.total_seconds(),
                    dollars=_dollars(billed),
                )
            case InLine():
                self._events("job.waiting", job=job.key)
            case _:
                self._events("job.lost", job=job.key)
        # Whoever was held back by this job may start now.
        self._wakeup.notify(Topic.LINE, Topic.CARDS)

    async def _forget(self, reference: str | None) -> None:
        """A free engine drops an order at once, or keeps it at no cost; what a paid one keeps is `aftercare`'s."""
        if reference is not None and self._engine.repeatable:
            with suppress(EngineBusy):
                await self._engine.forget(reference)

    def _end(self, tx: Tx, job: Job, outcome: Ended) -> bool:
        """Over without a picture; what a paid engine took all the same is booked."""
        spent = Spent(money=outcome.billed)
        return self._close(tx, job, outcome.state, reason=outcome.reason, spent=spent) is not None

    def _complete(self, tx: Tx, job: Job, posting: Posting, delivery: Delivery, billed: Money | None) -> bool:
        """Done, and settled for what was delivered, in one transaction."""
        done = self._close(tx, job, State.DONE, spent=Spent(pictures=len(posting.pictures), money=billed))
        if done is not None:
            tx.jobs.note(job.key, delivery.notes)
            tx.jobs.delivered(job.key, posting.message, posting.pictures)
        return done is not None

    def _close(self, tx: Tx, job: Job, to: State, *, reason: str | None = None, spent: Spent) -> Job | None:
        now = self._clock.now()
        closed = close_job(tx, job.key, to, now, reason=reason, attempt=job.attempt, spent=spent)
        if closed is not None and not self._engine.repeatable and (care := first_care(job, to, now)):
            tx.jobs.look_after(job.key, care)
        return closed


def _dollars(billed: Money | None) -> float:
    """For those who watch; what an engine does not say is in nobody's figures."""
    return 0.0 if billed is None else billed.micros / 1_000_000
