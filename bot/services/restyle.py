"""Asking for pictures: submit and vary. The order is the promise: commit, acknowledge, then work.

One transaction writes the job and reserves the allowance; then the interaction is answered; a job whose answer was lost
is cancelled and costs nothing. The work itself is the worker's, and what is decided about a job later is `decisions`'.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.domain.brought import Brought
from bot.domain.errors import AnswerLost, BadRequest, EngineDown, Gone, OutOfReach, Refused
from bot.domain.job import Job, NewJob, Origin, Ticket
from bot.domain.money import Money, Quote
from bot.domain.request import Place, PlaceKind, Requester, Task, Upload, Wish
from bot.domain.result import Understanding
from bot.domain.styles import full_prompt, preset
from bot.domain.text import Text, recalled, t
from bot.domain.variation import Variation, varied
from bot.ports import Ports, Reply, Topic, Tx
from bot.services.admission import Admission
from bot.services.decisions import Decisions, visible
from bot.services.precedence import Precedence
from bot.services.tickets import Tickets

_FROM_SCRATCH = Variation(origin=Origin.COMMAND)


class Restyle:
    """The use cases around one picture."""

    def __init__(
        self,
        ports: Ports,
        *,
        admission: Admission,
        tickets: Tickets,
        precedence: Precedence,
        decisions: Decisions,
        boot: str,
        ask_above: Money | None = None,
    ) -> None:
        """A picture quoted above `ask_above` is asked for first; None asks for none."""
        self._database = ports.database
        self._engine = ports.engine
        self._card = ports.card
        self._wakeup = ports.wakeup
        self._clock = ports.clock
        self._ids = ports.ids
        self._events = ports.events
        self._admission = admission
        self._tickets = tickets
        self._precedence = precedence
        self._decisions = decisions
        self._ask_above = ask_above
        self._boot = boot

    def new_seed(self) -> int:
        """A seed for a request that names none."""
        return self._ids.seed()

    async def submit(
        self,
        wish: Wish,
        upload: Upload | None,
        requester: Requester,
        place: Place,
        reply: Reply,
        *,
        mask: Upload | None = None,
    ) -> Job:
        """Accept a new picture and answer with its card; raises Refused, with nothing spent, if it cannot be.

        A picture that is to be filled needs a `mask` or a region in its wish.
        """
        checked = wish.checked()
        check_mask(checked, given=mask is not None)
        new = self._new_job(checked, requester, place, upload=upload, mask=mask)
        return await self._accept(new, reply)

    async def vary(
        self,
        key: str,
        variation: Variation,
        requester: Requester,
        place: Place,
        reply: Reply,
        *,
        brought: Brought | None = None,
    ) -> Job:
        """Make another picture of a family, in the name and on the allowance of whoever asked.

        What cannot be read from where it hangs is taken from what the press `brought`; raises Refused if it did not.
        """
        parent = await self._database.run(visible, key, requester.guild_id, brought)
        if variation.from_result and parent.result is None:
            raise Gone
        wish = varied(parent.wish, variation).checked()
        source, mask = self._handed(parent, variation, place, brought)
        new = self._new_job(
            wish,
            requester,
            place,
            upload=source,
            mask=mask if wish.region is None else None,
            parent=parent,
            variation=variation,
        )
        return await self._accept(new, reply)

    def _handed(
        self, parent: Job, variation: Variation, place: Place, brought: Brought | None
    ) -> tuple[Upload | None, Upload | None]:
        """The source and the mask from the press, where we cannot read them ourselves."""
        source, mask = None, None
        if brought and (PlaceKind.GUEST in {parent.place.kind, place.kind} or parent.deleted_by is not None):
            source, mask = brought.source, brought.mask
            if variation.from_result:
                source, mask = brought.made(variation.picture), None
        needed = variation.from_result or parent.wish.task.has_source
        if needed and source is None and parent.out_of_reach(self._clock.now()):
            raise OutOfReach
        return source, mask

    async def _accept(self, new: NewJob, reply: Reply) -> Job:
        heard = self._clock.monotonic()
        with self._precedence.answering():
            job, ticket = await self._database.run(_reserve, new, self._admission, self._tickets, self._clock.now())
            self._events("job.accepted", job=job.key, origin=job.origin.value, place=ticket.place)
            try:
                card = await reply.card(job, ticket)
            except (AnswerLost, Refused):
                await self._decisions.call_off(job.key, t("The request could not be answered."))
                raise
        self._events("job.acknowledged", job=job.key, seconds=self._clock.monotonic() - heard)
        face = self._card.face(job, ticket)
        await asyncio.shield(self._database.run(lambda tx: tx.jobs.acknowledge(job.key, card, face)))
        self._wakeup.notify(Topic.ARRIVALS)
        return replace(job, card=card)

    def _new_job(
        self,
        wish: Wish,
        requester: Requester,
        place: Place,
        *,
        upload: Upload | None = None,
        mask: Upload | None = None,
        parent: Job | None = None,
        variation: Variation = _FROM_SCRATCH,
    ) -> NewJob:
        understanding = self._examine(wish)
        key = self._ids.key()
        return NewJob(
            key=key,
            boot=self._boot,
            requester=requester,
            wish=wish,
            origin=variation.origin,
            parent=parent.key if parent else None,
            root=parent.root if parent else key,
            parent_version=parent.version if parent else None,
            picture=variation.picture,
            place=place,
            upload=upload,
            mask=mask,
            engine=self._engine.name,
            summary=understanding.summary,
            quote=understanding.quote,
            asks=self._asks(understanding.quote),
            notes=tuple(t("Not followed: {part}", part=part) for part in understanding.ignored),
        )

    def _asks(self, quote: Quote | None) -> bool:
        return quote is not None and self._ask_above is not None and quote.about > self._ask_above

    def _examine(self, wish: Wish) -> Understanding:
        if trouble := self._engine.trouble or self._tickets.forecast.trouble:
            # That of another process came by a row, in English; whatever an engine says is in the catalogues.
            raise EngineDown(recalled(trouble))
        if wish.task not in self._engine.tasks:
            raise Refused(_unable(self._engine.name, wish.task))
        if wish.style is not None and preset(wish.style) is None:
            raise Refused(t("There is no style of that name. Pick one from the list, or leave it out."))
        return self._engine.examine(engine_wish(wish))


def check_mask(wish: Wish, *, given: bool) -> None:
    """Raise BadRequest unless the part to be filled is told in exactly one way: by a mask, if `given`, or a region."""
    if not wish.task.has_mask:
        return
    if not given and wish.region is None:
        raise BadRequest(t("Say which part: attach a `mask` (white is changed, black is kept), or pick a `region`."))
    if given and wish.region is not None:
        raise BadRequest(t("Say which part in one way: by a `mask` or by a `region`, not both."))


def _unable(engine: str, task: Task) -> Text:
    return {
        Task.RESTYLE: t("The engine I work with, {engine}, cannot redraw a picture.", engine=engine),
        Task.IMAGINE: t("The engine I work with, {engine}, cannot make a picture from words alone.", engine=engine),
        Task.FILL: t("The engine I work with, {engine}, cannot change only a part of a picture.", engine=engine),
    }[task]


def engine_wish(wish: Wish) -> Wish:
    """The wish as an engine is told it: the style's fragment written out in front of the person's own words."""
    return replace(wish, prompt=full_prompt(wish.prompt, wish.style), style=None)


def _reserve(tx: Tx, new: NewJob, admission: Admission, tickets: Tickets, now: datetime) -> tuple[Job, Ticket]:
    if new.origin is Origin.REROLL:
        # Chosen where it is written, so that two people who press at once get two pictures.
        new = replace(new, wish=new.wish.rerolled(tx.jobs.next_seed(new.root, new.wish.count)))
    job = tx.jobs.add(new, now)
    taken = admission.admit(tx, job, new.requester, now)
    return job, tickets.of(tx, job, now, taken)
