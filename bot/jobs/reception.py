"""Reading the picture of an acknowledged job: the step between the answer and the line.

Leases one job after another, has its source and mask made harmless (or takes the parent's), hangs them on the card and
puts the job in line; one that begins with words alone joins at once. A picture that cannot be used ends the job with a
text and gives the allowance back.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.errors import BadPicture, BotError, Gone, Vanished
from bot.domain.job import CARD_RESTS, Job, Origin, State
from bot.domain.request import Upload
from bot.domain.result import Picture
from bot.jobs.holdups import held_up
from bot.jobs.loop import Leases, retry_time
from bot.ports import Ports, Topic, Tx
from bot.services.closing import close_job
from bot.services.tickets import Tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """What a card says since the picture hangs on it."""

    notes: tuple[str, ...]
    face: str


class Reception:
    """Brings one leased job from accepted to waiting."""

    topic = Topic.ARRIVALS

    def __init__(self, ports: Ports, *, tickets: Tickets, leases: Leases) -> None:
        self._database = ports.database
        self._images = ports.images
        self._card = ports.card
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._events = ports.events
        self._tickets = tickets
        self._leases = leases

    async def take(self) -> Job | None:
        """Lease the oldest job whose picture nobody has read yet."""
        lease = self._leases.new()
        return await self._database.run(lambda tx: tx.jobs.next_intake(lease.now, lease.until, lease.boot))

    async def work(self, job: Job) -> None:
        """Read the picture and put the job in line, or end it, or give it back for later."""
        try:
            await self._admit(job)
        except BotError as error:
            await self._give_up(job, error)
        self._wakeup.notify(Topic.LINE, Topic.CARDS)

    async def _admit(self, job: Job) -> None:
        shown = await self._hang(job) if job.wish.task.has_source else None
        if await self._database.run(_queue, job, shown, self._clock.now() + CARD_RESTS):
            self._events("job.waiting", job=job.key)

    async def _hang(self, job: Job) -> _Shown:
        """Hang what the job begins with on its card, which says at once that it waits: its picture is read by then."""
        picture, notes = await self._source(job)
        mask = await self._mask(job, picture) if job.wish.task.has_mask else None
        ticket = await self._database.run(self._tickets.of, job, self._clock.now())
        notes = tuple(dict.fromkeys((*job.notes, *notes)))
        waiting = replace(job, state=State.WAITING, source_hangs=True, notes=notes)
        await self._card.attach_source(waiting, picture, ticket, mask)
        return _Shown(notes=notes, face=self._card.face(waiting, ticket))

    async def _source(self, job: Job) -> tuple[Picture, tuple[str, ...]]:
        if job.upload is not None:
            admitted = await self._images.admit(job.upload)
            return admitted.picture, admitted.notes
        if job.origin is Origin.SOURCE:
            return await self._made(job), ()
        return await self._inherited(job, self._card.source_url), ()

    async def _mask(self, job: Job, source: Picture) -> Picture:
        given = job.mask or job.wish.region
        if given is not None:
            return await self._images.mask(given, source)
        return await self._inherited(job, self._card.mask_url)

    async def _inherited(self, job: Job, link: Callable[[Job], Awaitable[str]]) -> Picture:
        """The parent's picture."""
        parent = await self._parent(job)
        try:
            return await self._images.reopen(await link(parent))
        except (Vanished, Gone):
            raise BadPicture(Gone().user_text) from None

    async def _made(self, job: Job) -> Picture:
        """What the parent ended with, read like any other picture: an engine has made it, not we."""
        parent, number = await self._parent(job), job.picture or 1
        try:
            url = (await self._card.picture_urls(parent))[number]
        except (Vanished, KeyError):
            raise BadPicture(Gone().user_text) from None
        return (await self._images.admit(Upload(url=url, filename="result", size=0))).picture

    async def _parent(self, job: Job) -> Job:
        parent = await self._database.run(lambda tx: tx.jobs.get(job.parent or ""))
        if parent is None:
            raise BadPicture(Gone().user_text)
        return parent

    async def _give_up(self, job: Job, error: BotError) -> None:
        now = self._clock.now()
        if error.retryable and not self._leases.exhausted(job.attempt, error):
            again, words = retry_time(now, job.attempt), held_up(job.state, error)
            await self._database.run(lambda tx: tx.jobs.give_back(job.claim, again, held_up=words))
            self._events("intake.later", job=job.key, error=type(error).__name__)
            return
        # A card that vanished is the person's own doing: nobody is left to be told.
        to = State.CANCELLED if isinstance(error, Vanished) else State.FAILED
        await self._database.run(close_job, job.key, to, now, reason=error.user_text, attempt=job.attempt)
        self._events(f"job.{to.value}", job=job.key, error=type(error).__name__)


def _queue(tx: Tx, job: Job, shown: _Shown | None, again: datetime) -> bool:
    """Into the line; false if it ended meanwhile. The card is left alone until `again` if it was shown something."""
    moved = tx.jobs.move(job.claim, State.WAITING)
    if shown is not None:
        tx.jobs.note(job.key, shown.notes)
        tx.jobs.shown(moved or job, shown.face, again)
    if moved is not None:
        return True
    # It ended while its picture was being read, and the card now says something older: have it shown again.
    tx.jobs.refresh(job.key)
    return False
