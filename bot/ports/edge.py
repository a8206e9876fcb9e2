"""Where people's pictures come in, and what they see."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.domain.chart import Chart
from bot.domain.job import Job, Posting, Ticket
from bot.domain.notices import Notice
from bot.domain.request import MessageRef, Region, Upload
from bot.domain.result import Admitted, Delivery, Picture
from bot.domain.text import Language


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

    async def sheet(self, pictures: Sequence[Picture], labels: Sequence[str]) -> Picture:
        """Pictures side by side, each above its label; raises BadPicture."""
        ...

    async def fit(self, picture: Picture, at_most: int) -> Picture:
        """The same picture as a JPEG of at most that many bytes, as large as it then goes; raises BadPicture."""
        ...

    async def halves(self, before: str, after: str) -> Picture:
        """The left half of one picture and the right half of another, from fresh links to our own messages.

        Raises Gone if one is not there any more, or BadPicture.
        """
        ...

    async def reopen(self, url: str) -> Picture:
        """Download what `admit` or `mask` made earlier, byte for byte, from a fresh link to our own message."""
        ...


class Card(Protocol):
    """Keeps what people see equal to the job's row. Every call is idempotent and goes by ids with the bot's own token.

    All raise DiscordBusy (try again), Vanished (the message or channel is gone) or DeliveryFailed.
    """

    def face(self, job: Job, ticket: Ticket | None = None) -> str:
        """A digest of what the card would say of this; of two that are equal, one need not be shown after the other."""
        ...

    async def answered(self, job: Job) -> MessageRef | None:
        """The card that Discord took without our writing it down; None if there is none, or it cannot be told any more.

        Asked by the interaction's token, which lives a quarter of an hour.
        """
        ...

    async def show(self, job: Job, ticket: Ticket | None = None) -> None:
        """Bring the card in line with the job.

        Who cannot be shown how it ended without a result, because the card is gone, is told in private; so is whoever
        would hardly look at it any more, because it is old.
        """
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

    async def picture_urls(self, job: Job) -> Mapping[int, str]:
        """Fresh links to the pictures of the result, by their numbers; raises Vanished if there are none."""
        ...

    async def files(self, job: Job) -> Mapping[str, bytes]:
        """Everything that hangs on the result, by file names; raises Vanished if it is gone."""
        ...

    async def remove(self, message: MessageRef) -> None:
        """Delete one of our messages; one that is gone already counts as deleted."""
        ...

    async def deliver(
        self, job: Job, delivery: Delivery, source: Picture | None, mask: Picture | None = None
    ) -> Posting:
        """Post the result, and what it was made from, where the job's place says; once, however often called.

        A thread is opened if need be. Where it cannot be posted so it goes to the next best place, in the end to its
        owner's direct messages, and says why.
        """
        ...


class Removal(Protocol):
    """Deletes a message of ours."""

    async def remove(self, message: MessageRef) -> None:
        """Delete it; one that is gone already counts as deleted. Raises what `Card` does, or Refused."""
        ...


class Noticeboard(Protocol):
    """Where moderators read. Goes by ids with the bot's own token.

    All raise DiscordBusy (try again), Vanished (the message or channel is gone) or DeliveryFailed.
    """

    async def post(self, channel_id: int, notice: Notice, *, key: str, again: bool) -> None:
        """Post a notice; once for each `key`, which is fit for a nonce, however often called.

        `again` says that an earlier call may have posted it.
        """
        ...

    async def remove(self, message: MessageRef) -> None:
        """Delete one of our messages; one that is gone already counts as deleted."""
        ...


class Reply(Protocol):
    """The one answer an interaction may get; whoever holds it has three seconds."""

    async def card(self, job: Job, ticket: Ticket) -> MessageRef:
        """Answer with the job's card; raises AnswerLost if Discord did not take it from us.

        Raises Refused if it did not take what the card says; then whoever asked can still be told so.
        """
        ...


class Charts(Protocol):
    """Draws figures."""

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart as a PNG; None if it cannot be had in half a minute, because the figures are told in words too."""
        ...


class Gallery(Protocol):
    """A picture of each style, all of the same scene, drawn on this machine."""

    async def pictures(self) -> Mapping[str, bytes]:
        """The JPEG files by the keys of `domain.styles.PRESETS`, in their order; drawn at the first call, for minutes.

        Whoever stops waiting does not stop the drawing. Nothing if it did not work; a later call tries again.
        """
        ...


class Languages(Protocol):
    """What the bot speaks besides English."""

    def of(self, locale: str) -> Language | None:
        """The language of whoever reads Discord in `locale`, e.g. `pt-BR`; None for English, and what is not spoken."""
        ...
