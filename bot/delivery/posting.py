"""Posting a result: where it may go, best first, and what is changed about it when Discord does not take it so.

Every call may be repeated: a post carries the job's nonce, and for later than Discord keeps that, its buttons.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

import discord

from bot.delivery.card_message import CardMessage
from bot.delivery.controls import Action, Control
from bot.delivery.errors import (
    BLOCKED_BY_AUTOMOD,
    FILE_TOO_LARGE,
    FORM_TOO_LARGE,
    INVALID_FORM,
    THREAD_EXISTS,
    TOO_LARGE,
    UNKNOWN_MESSAGE,
    code_of,
    discord_errors,
)
from bot.delivery.reading import controls_of
from bot.delivery.result import posted_pictures, result_files, result_view
from bot.delivery.wordless import wordless
from bot.domain.errors import BadPicture, DeliveryFailed, Vanished
from bot.domain.job import Job, Posted, Posting
from bot.domain.prompt import thread_name
from bot.domain.request import MessageRef, PlaceKind
from bot.domain.result import Delivery, Picture
from bot.domain.text import Text, t
from bot.ports import Clock, Images

_NOBODY = discord.AllowedMentions.none()
_LOOK_BACK = 50
"""Messages."""
_ARCHIVE_AFTER = 1440
"""Minutes without a message until Discord archives a thread."""
_UPLOAD_SECONDS = 120
FILE_LIMIT = 10 * 2**20
"""Bytes that a file may have anywhere."""
_FORM_LIMIT = 25 * 2**20 - 64 * 2**10
"""Bytes that a message may have with all its files, less what is not a file."""
_LEAST = 64 * 2**10
"""Bytes of a picture that nobody would want smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A result as it is about to be posted."""

    job: Job
    delivery: Delivery
    source: Picture | None
    mask: Picture | None
    limit: int
    """Bytes that a file may have."""

    @property
    def pictures(self) -> tuple[Posted, ...]:
        """How its pictures are called."""
        return posted_pictures(self.job, self.delivery)

    def files(self) -> list[discord.File]:
        """Its files, made anew for each attempt because sending uses them up."""
        return result_files(self.job, self.pictures, self.delivery, self.source, self.mask)

    def remarked(self, note: Text) -> "Edition":
        """The same with one more remark."""
        return replace(self, delivery=replace(self.delivery, notes=(*self.delivery.notes, note)))


Way = Callable[[Edition], Awaitable[MessageRef]]
"""Posts an edition somewhere; raises DeliveryFailed if it cannot be there."""


class ResultPost:
    """Posts results with the bot's token, or as a guest by an interaction's."""

    def __init__(self, client: discord.Client, clock: Clock, images: Images) -> None:
        """`client` must be logged in; it needs no gateway."""
        self._client = client
        self._clock = clock
        self._images = images

    async def post(self, edition: Edition) -> Posting:
        """Post it the best way that works; raises what was wrong with the first if none does."""
        if edition.job.retried and (found := await self._found(edition.job)):
            return Posting(message=found, pictures=edition.pictures)
        refused: DeliveryFailed | None = None
        for way in self._ways(edition.job):
            try:
                return await self._by(way, edition)
            except DeliveryFailed as error:
                if error.retryable or isinstance(error, PostDeleted):
                    raise
                refused = refused or error
                edition = edition.remarked(t("I could not post it where I wanted to. {reason}", reason=error.user_text))
        raise refused or Vanished()

    def _ways(self, job: Job) -> Iterator[Way]:
        place = job.place
        if place.kind is PlaceKind.GUEST:
            yield self._on_card
        if place.kind is PlaceKind.NEW_THREAD:
            yield self._in_own_thread
        if place.kind is not PlaceKind.GUEST:
            yield lambda edition: self._send(place.channel_id, edition)
        if place.parent_id is not None:
            yield lambda edition: self._send(place.parent_id or 0, edition)
        yield self._directly

    async def _by(self, way: Way, edition: Edition) -> Posting:
        """One way, with what can be changed about a result that is refused for what it is."""
        edition = await self._fitted(edition)
        while True:
            try:
                return Posting(message=await way(edition), pictures=edition.pictures)
            except DeliveryFailed as error:
                edition = await self._revised(edition, error)

    async def _revised(self, edition: Edition, error: DeliveryFailed) -> Edition:
        """Without the words that were blocked, or smaller; raises the error itself if that does not help."""
        job, delivery, code = edition.job, edition.delivery, code_of(error)
        if code == BLOCKED_BY_AUTOMOD and job != wordless(job):
            shorter = replace(edition, job=wordless(job), delivery=replace(delivery, notes=()))
            return shorter.remarked(t("Your words are left out: this server's AutoMod does not let them through."))
        largest = max(len(picture.data) for picture in delivery.pictures)
        # An invalid form may have many reasons, and a file that every place takes is none.
        too_large = code in {FORM_TOO_LARGE, FILE_TOO_LARGE} or (code == INVALID_FORM and largest > FILE_LIMIT)
        limit = FILE_LIMIT if largest > FILE_LIMIT else largest // 2
        if not too_large or limit < _LEAST:
            raise error
        return await self._fitted(replace(edition, limit=limit))

    async def _fitted(self, edition: Edition) -> Edition:
        """With its pictures in as few bytes as are allowed; those that have no more stay as they are."""
        delivery = edition.delivery
        others = (edition.source, edition.mask, delivery.sheet)
        left = _FORM_LIMIT - sum(len(each.data) for each in others if each)
        limit = min(edition.limit, left // len(delivery.pictures))
        if all(len(picture.data) <= limit for picture in delivery.pictures):
            return edition
        pictures = [await self._fit(picture, limit) for picture in delivery.pictures]
        smaller = replace(edition, delivery=replace(delivery, pictures=tuple(pictures)), limit=limit)
        return smaller.remarked(
            t("Saved in fewer bytes than it was made with: more than {limit} MB are not taken there.",
              limit=f"{limit / 2**20:.1f}")
        )  # fmt: skip

    async def _fit(self, picture: Picture, limit: int) -> Picture:
        if len(picture.data) <= limit:
            return picture
        try:
            return await self._images.fit(picture, limit)
        except BadPicture as error:
            if error.retryable:
                raise
            raise DeliveryFailed(TOO_LARGE) from error

    async def _in_own_thread(self, edition: Edition) -> MessageRef:
        return await self._send(await self._thread(edition.job), edition)

    async def _directly(self, edition: Edition) -> MessageRef:
        """To whoever asked, where nobody else reads."""
        channel_id = await open_direct(self._client, edition.job.user_id)
        if edition.job.retried and (found := await self._search(channel_id, edition.job)):
            return found
        return await self._send(channel_id, await self._fitted(replace(edition, limit=min(edition.limit, FILE_LIMIT))))

    async def _on_card(self, edition: Edition) -> MessageRef:
        """In the card's place: however often that is done, there is one message."""
        if edition.job.card is None:
            raise Vanished
        card = CardMessage(self._client, self._clock, edition.job)
        await card.edit(self._view(edition), files=edition.files)
        return edition.job.card

    async def _send(self, channel_id: int, edition: Edition) -> MessageRef:
        try:
            async with discord_errors(_UPLOAD_SECONDS):
                message = await self._client.get_partial_messageable(channel_id).send(
                    view=self._view(edition),
                    files=edition.files(),
                    nonce=edition.job.key,
                    allowed_mentions=_NOBODY,
                )
        except Vanished as error:
            if code_of(error) == UNKNOWN_MESSAGE:
                raise PostDeleted from error.__cause__
            raise
        return MessageRef(channel_id=channel_id, message_id=message.id)

    def _view(self, edition: Edition) -> discord.ui.LayoutView:
        hangs = edition.source is not None
        deletable = edition.job.place.kind is PlaceKind.GUEST
        now = self._clock.now()
        return result_view(edition.job, edition.pictures, edition.delivery, now, hangs=hangs, deletable=deletable)

    async def _thread(self, job: Job) -> int:
        """The thread below the card, opened if need be."""
        if job.card is None:
            raise Vanished
        name = thread_name(job.wish.prompt, job.wish.style)
        try:
            async with discord_errors():
                # By route: the library's own method wants a cached guild, which a bot without intents does not have.
                await self._client.http.start_thread_with_message(
                    job.card.channel_id, job.card.message_id, name=name, auto_archive_duration=_ARCHIVE_AFTER
                )
        except DeliveryFailed as error:
            if code_of(error) != THREAD_EXISTS:
                raise
        return job.card.message_id

    async def _found(self, job: Job) -> MessageRef | None:
        """The result, if an earlier attempt posted it and never learned so: Discord keeps a nonce for minutes only."""
        own_thread = job.card.message_id if job.card and job.place.kind is PlaceKind.NEW_THREAD else None
        guest = job.place.kind is PlaceKind.GUEST
        for channel_id in (own_thread, None if guest else job.place.channel_id, job.place.parent_id):
            if channel_id is not None and (found := await self._search(channel_id, job)):
                return found
        return None

    async def _search(self, channel_id: int, job: Job) -> MessageRef | None:
        """Our message with the job's buttons, as far as we may read there."""
        result = Control(action=Action.REROLL, key=job.key)
        try:
            async with discord_errors():
                async for message in self._client.get_partial_messageable(channel_id).history(limit=_LOOK_BACK):
                    if result in controls_of(message):
                        return MessageRef(channel_id=channel_id, message_id=message.id)
        except DeliveryFailed as error:
            if error.retryable:
                raise
        return None


class PostDeleted(DeliveryFailed):
    """The picture was posted and deleted again."""


async def open_direct(client: discord.Client, user_id: int) -> int:
    """The channel of somebody's direct messages with us."""
    async with discord_errors():
        return int((await client.http.start_private_message(user_id))["id"])
