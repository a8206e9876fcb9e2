"""The bot's side of Discord without the rest of the bot: the real client in a world of its own."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.delivery.cards import DiscordCards
from bot.domain.errors import AnswerLost, Refused
from bot.domain.job import Job, State, Ticket
from bot.domain.request import MessageRef, Place, Requester, Upload, Wish
from bot.domain.result import Delivery, MediaType, Picture
from bot.playground.entities import Channel, Message
from bot.playground.knobs import Fault, Knobs
from bot.playground.people import File
from bot.playground.server import Playground
from bot.ports import Events, Reply
from tests import factories
from tests.conftest import ManualClock
from tests.fakes.cards import KeptCards
from tests.fakes.events import RecordedEvents
from tests.fakes.images import KeptImages
from tests.integration.online import Online, open_online
from tests.photos import photo

TICKET = Ticket(place=1)
SOURCE = Picture(data=photo("rocket.jpg").read_bytes(), media_type=MediaType.JPEG, width=640, height=427)
DELIVERY = Delivery(pictures=(SOURCE, SOURCE))


@dataclass
class Answerer:
    """Stands where the services are: answers with a card and remembers how that went."""

    numbers: int = 0
    keeps_tokens: bool = False
    outcome: asyncio.Future[Job | AnswerLost | Refused] = field(default_factory=asyncio.Future)

    def new_seed(self) -> int:
        return 7

    async def submit(
        self, wish: Wish, upload: Upload, requester: Requester, place: Place, reply: Reply, *, mask: Upload | None
    ) -> Job:
        self.numbers += 1
        job = factories.job(
            key=f"{self.numbers:022d}",
            wish=wish,
            place=place,
            state=State.ACCEPTED,
            card=None,
            answer_token=requester.answer_token if self.keeps_tokens else None,
            source_hangs=False,
        )
        try:
            job = replace(job, card=await reply.card(job, TICKET))
        except (AnswerLost, Refused) as error:
            self.outcome.set_result(error)
            raise
        self.outcome.set_result(job)
        return job


@dataclass
class Edge:
    """The bot's side of Discord without the rest of the bot."""

    online: Online
    answerer: Answerer
    cards: DiscordCards
    clock: ManualClock

    @property
    def playground(self) -> Playground:
        return self.online.playground

    async def ask(self, channel: str | Channel = "general", image: File | None = None) -> Job | AnswerLost | Refused:
        """What came of `/restyle`."""
        self.answerer.outcome = asyncio.get_running_loop().create_future()
        options = {"image": image or photo("rocket.jpg"), "prompt": "a *quiet* harbour @everyone"}
        asking = asyncio.create_task(self.playground.person("alice").slash(channel, "restyle", **options))
        async with asyncio.timeout(20):
            outcome = await self.answerer.outcome
        await asyncio.gather(asking, return_exceptions=True)
        return outcome

    async def card(self, channel: str | Channel = "general") -> Job:
        """A job whose card was answered, with its source."""
        job = await self.ask(channel)
        assert isinstance(job, Job)
        await self.cards.attach_source(job, SOURCE, TICKET)
        return replace(job, state=State.FETCHED, source_hangs=True, attempt=2)

    def message(self, ref: MessageRef | None) -> Message:
        assert ref is not None
        return self.playground.world.messages[ref.message_id]

    def results(self, job: Job) -> list[Message]:
        """Every message with the job's Reroll button."""
        wanted = f"r1:reroll:{job.key}"
        messages = self.playground.world.messages.values()
        return [message for message in messages if wanted in [part["custom_id"] for part in message.controls]]

    def break_down(self, method: str, path: str, **fault: Any) -> None:
        self.playground.knobs.faults.append(Fault(method=method, path=path, **fault))


@asynccontextmanager
async def open_edge(
    folder: Path, *, events: Events | None = None, knobs: Knobs | None = None, **cases: Any
) -> AsyncGenerator[Edge]:
    """The client online in a world of its own; whatever Discord would not like fails the test."""
    answerer = Answerer()
    events = events or RecordedEvents()
    async with open_online(folder, events=events, knobs=knobs, restyle=answerer, **cases) as online:
        clock = ManualClock()
        cards = DiscordCards(online.rest, clock, KeptImages(KeptCards()))
        yield Edge(online=online, answerer=answerer, cards=cards, clock=clock)
