"""Discord as the engine room sees it: messages that are answered, shown, posted and deleted."""

import itertools
from collections.abc import Mapping
from dataclasses import replace

from bot.domain.errors import Vanished
from bot.domain.job import Job, Posted, Posting, Ticket
from bot.domain.request import MessageRef
from bot.domain.result import Delivery, Picture
from tests.fakes.script import Script


class KeptCards:
    """Keeps the `Card` port in memory, which outlives a crash of the bot as Discord does.

    Faults and gates: `show`, `attach_source`, `source_url`, `deliver`, `deliver.posted` (its answer is lost), `remove`.
    """

    def __init__(self) -> None:
        self.script = Script()
        self.shown: dict[MessageRef, tuple[Job, Ticket | None]] = {}
        """What each card says now."""
        self.sources: dict[MessageRef, Picture] = {}
        self.masks: dict[MessageRef, Picture] = {}
        self.posts: dict[str, tuple[Posting, Delivery]] = {}
        """What was posted for each job: one message, as the nonce demands."""
        self.deleted: set[MessageRef | None] = set()
        self._numbers = itertools.count(1000)

    def new_message(self, channel_id: int) -> MessageRef:
        return MessageRef(channel_id=channel_id, message_id=next(self._numbers))

    def face(self, job: Job, ticket: Ticket | None = None) -> str:
        unseen = replace(job, attempt=0, revision=0, answer_token=None, reference=None, face=None)
        return repr((unseen, ticket))

    async def answered(self, job: Job) -> MessageRef | None:
        await self.script.enter("answered")
        return next((card for card, (shown, _) in self.shown.items() if shown.key == job.key), None)

    async def show(self, job: Job, ticket: Ticket | None = None) -> None:
        await self.script.enter("show")
        self.shown[self._card(job)] = (job, ticket)

    async def attach_source(self, job: Job, source: Picture, ticket: Ticket, mask: Picture | None = None) -> None:
        await self.script.enter("attach_source")
        self._hang(self._card(job), source, mask)
        self.shown[self._card(job)] = (job, ticket)

    async def source_url(self, job: Job) -> str:
        await self.script.enter("source_url")
        for message in (job.card, job.result):
            if message in self.sources:
                return f"kept:{message.channel_id}/{message.message_id}"
        raise Vanished

    async def mask_url(self, job: Job) -> str:
        for message in (job.card, job.result):
            if message in self.masks:
                return f"kept-mask:{message.channel_id}/{message.message_id}"
        raise Vanished

    async def picture_urls(self, job: Job) -> Mapping[int, str]:
        if job.key not in self.posts or job.result in self.deleted:
            raise Vanished
        return {posted.number: f"made:{job.key}/{posted.number}" for posted in self.posts[job.key][0].pictures}

    async def files(self, job: Job) -> Mapping[str, bytes]:
        if job.key not in self.posts or job.result in self.deleted:
            raise Vanished
        posting, delivery = self.posts[job.key]
        return {p.filename: each.data for p, each in zip(posting.pictures, delivery.pictures, strict=True)}

    async def remove(self, message: MessageRef) -> None:
        await self.script.enter("remove")
        self.sources.pop(message, None)
        self.masks.pop(message, None)

    async def deliver(
        self, job: Job, delivery: Delivery, source: Picture | None, mask: Picture | None = None
    ) -> Posting:
        await self.script.enter("deliver")
        if job.key not in self.posts:
            message = self.new_message(job.place.channel_id)
            self._hang(message, source, mask)
            pictures = tuple(
                Posted(
                    number=n,
                    seed=job.wish.shots[n - 1].seed,
                    filename=f"{n}.png",
                    width=p.width,
                    height=p.height,
                )
                for n, p in delivery.numbered
            )
            self.posts[job.key] = (Posting(message=message, pictures=pictures), delivery)
        await self.script.enter("deliver.posted")
        return self.posts[job.key][0]

    def delete(self, message: MessageRef) -> None:
        """Somebody deletes a message in Discord."""
        self.deleted.add(message)
        self.sources.pop(message, None)
        self.masks.pop(message, None)
        self.shown.pop(message, None)

    def _hang(self, message: MessageRef, source: Picture | None, mask: Picture | None) -> None:
        if source is not None:
            self.sources[message] = source
        if mask is not None:
            self.masks[message] = mask

    def _card(self, job: Job) -> MessageRef:
        if job.card is None:
            raise Vanished
        return job.card


class KeptReply:
    """Keeps the `Reply` port: posts the card. Faults and gates: `card`, `card.posted` (its answer is lost)."""

    def __init__(self, cards: KeptCards, channel_id: int = 500) -> None:
        self.script = Script()
        self._cards = cards
        self._channel_id = channel_id

    async def card(self, job: Job, ticket: Ticket) -> MessageRef:
        await self.script.enter("card")
        message = self._cards.new_message(self._channel_id)
        self._cards.shown[message] = (job, ticket)
        await self.script.enter("card.posted")
        return message
