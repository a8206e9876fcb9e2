"""Where people's pictures come in, and what they see."""

from typing import Protocol

from bot.domain.chart import Chart
from bot.domain.job import Job, Posting, Ticket
from bot.domain.request import MessageRef, Region, Upload
from bot.domain.result import Admitted, Delivery, Picture


class Images(Protocol):
    """Reads foreign pictures without trusting them."""

    async def admit(self, upload: Upload) -> Admitted:
        """Download, check and re-encode in the sandbox; raises BadPicture with a text for the person who attached it.

        The picture has its orientation applied, no metadata, and at most 1536 px a side.
        """
        ...

    async def mask(self, given: Upload | Region, source: Picture) -> Picture:
        """What is to be changed of `source`, in one grey channel of its size: white is changed, black is kept.

        An attachment is read like any other and must have the source's proportions, some white and some black; raises
        BadPicture otherwise. A region is drawn.
        """
        ...

    async def reopen(self, url: str) -> Picture:
        """Download what `admit` or `mask` made earlier, byte for byte, from a fresh link to our own message."""
        ...


class Card(Protocol):
    """Keeps what people see equal to the job's row. Every call is idempotent and goes by ids with the bot's own token.

    All raise DiscordBusy (try again), Vanished (the message or channel is gone) or DeliveryFailed.
    """

    async def show(self, job: Job, ticket: Ticket | None = None) -> None:
        """Bring the card in line with the job."""
        ...

    async def attach_source(self, job: Job, source: Picture, ticket: Ticket, mask: Picture | None = None) -> None:
        """Hang the sanitised source, and the mask, on the card, where every later step reads them from."""
        ...

    async def source_url(self, job: Job) -> str:
        """A fresh link to the source that hangs on the card, or on the result if the card was deleted.

        Raises Vanished if it hangs on neither.
        """
        ...

    async def mask_url(self, job: Job) -> str:
        """The same for the mask beside it."""
        ...

    async def remove(self, message: MessageRef) -> None:
        """Delete one of our messages; one that is gone already counts as deleted."""
        ...

    async def deliver(
        self, job: Job, delivery: Delivery, source: Picture | None, mask: Picture | None = None
    ) -> Posting:
        """Post the result, and what it was made from, where the job's place says; once, however often called.

        A thread is opened if need be.
        """
        ...


class Reply(Protocol):
    """The one answer an interaction may get; whoever holds it has three seconds."""

    async def card(self, job: Job, ticket: Ticket) -> MessageRef:
        """Answer with the job's card; raises AnswerLost if Discord did not take it from us."""
        ...


class Charts(Protocol):
    """Draws figures."""

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart as a PNG; None if it cannot be had in half a minute, because the figures are told in words too."""
        ...
