"""Cards and results in Discord; keeps the `Card` port.

Every call may be repeated: an edit ends the same, a post carries the job's nonce.
"""

from collections.abc import Mapping

import discord

from bot.delivery.card import MASK_NAME, SOURCE_NAME, card_view
from bot.delivery.card_message import CardMessage
from bot.delivery.controls import Action, Control
from bot.delivery.errors import THREAD_EXISTS, TOO_LARGE, discord_errors
from bot.delivery.reading import controls_of, links_of
from bot.delivery.result import given_files, picture_stem, posted_pictures, result_files, result_view
from bot.domain.errors import DeliveryFailed, Vanished
from bot.domain.job import Job, Posting, Ticket
from bot.domain.prompt import thread_name
from bot.domain.request import MessageRef, PlaceKind
from bot.domain.result import Delivery, Picture
from bot.ports import Clock

_NOBODY = discord.AllowedMentions.none()
_LOOK_BACK = 50
"""Messages."""
_ARCHIVE_AFTER = 1440
"""Minutes without a message until Discord archives a thread."""


class DiscordCards:
    """Shows jobs with the bot's token. `client` must be logged in; it needs no gateway."""

    def __init__(self, client: discord.Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def show(self, job: Job, ticket: Ticket | None = None) -> None:
        """Bring the card in line with the job."""
        await self._card(job).edit(card_view(job, ticket))

    async def attach_source(self, job: Job, source: Picture, ticket: Ticket, mask: Picture | None = None) -> None:
        """Hang the sanitised source, and the mask, on the card; a repetition replaces them by themselves."""
        view = card_view(job, ticket, with_source=True)
        await self._card(job).edit(view, files=lambda: given_files(source, mask))

    async def source_url(self, job: Job) -> str:
        """A fresh link to the "before" picture of the card, or of the result if somebody deleted the card."""
        return await self._link(job, SOURCE_NAME)

    async def mask_url(self, job: Job) -> str:
        """A fresh link to the mask of the card, or of the result."""
        return await self._link(job, MASK_NAME)

    async def picture_urls(self, job: Job) -> Mapping[int, str]:
        """Fresh links to the pictures of the result, by their numbers."""
        links = links_of(await self._result(job))
        stems = {picture_stem(job.key, number): number for number in range(1, len(job.wish.shots) + 1)}
        found = {stems[stem]: url for name, url in links.items() if (stem := name.rpartition(".")[0]) in stems}
        if not found:
            raise Vanished
        return dict(sorted(found.items()))

    async def files(self, job: Job) -> Mapping[str, bytes]:
        """Everything that hangs on the result; our own files, so they are as small as Discord took them."""
        links = links_of(await self._result(job))
        async with discord_errors(120):
            return {name: await self._client.http.get_from_cdn(url) for name, url in links.items()}

    async def _link(self, job: Job, name: str) -> str:
        try:
            return _link_to(name, await self._card(job).fetch())
        except Vanished:
            return _link_to(name, await self._result(job))

    async def _result(self, job: Job) -> discord.Message:
        if job.result is None:
            raise Vanished
        async with discord_errors():
            return await self._message(job.result).fetch()

    async def deliver(
        self, job: Job, delivery: Delivery, source: Picture | None, mask: Picture | None = None
    ) -> Posting:
        """Post the result in its place. The nonce is the job's: Discord returns the message that exists already."""
        if any(len(picture.data) > job.upload_limit for picture in delivery.pictures):
            # Discord would refuse it with a code that it has for many things.
            raise DeliveryFailed(TOO_LARGE)
        channel_id = await self._open_place(job)
        pictures = posted_pictures(job, delivery)
        if job.retried and (found := await self._posted(channel_id, job)):
            return Posting(message=found, pictures=pictures)
        view = result_view(job, pictures, delivery, self._clock.now())
        async with discord_errors(120):
            message = await self._channel(channel_id).send(
                view=view,
                files=result_files(job, pictures, delivery, source, mask),
                nonce=job.key,
                allowed_mentions=_NOBODY,
            )
        return Posting(message=MessageRef(channel_id=channel_id, message_id=message.id), pictures=pictures)

    async def _posted(self, channel_id: int, job: Job) -> MessageRef | None:
        """The result, if an earlier attempt posted it and never learned so: Discord keeps a nonce for minutes only."""
        result = Control(action=Action.REROLL, key=job.key)
        async with discord_errors():
            async for message in self._channel(channel_id).history(limit=_LOOK_BACK):
                if result in controls_of(message):
                    return MessageRef(channel_id=channel_id, message_id=message.id)
        return None

    async def remove(self, message: MessageRef) -> None:
        """Delete one of our messages."""
        try:
            async with discord_errors():
                await self._message(message).delete()
        except Vanished:
            return

    async def _open_place(self, job: Job) -> int:
        """The channel the result goes to; a thread from the card where the job wants one and Discord allows it."""
        if job.place.kind is not PlaceKind.NEW_THREAD:
            return job.place.channel_id
        card = _card_of(job)
        name = thread_name(job.wish.prompt, job.wish.style)
        try:
            async with discord_errors():
                # By route: the library's own method wants a cached guild, which a bot without intents does not have.
                await self._client.http.start_thread_with_message(
                    card.channel_id, card.message_id, name=name, auto_archive_duration=_ARCHIVE_AFTER
                )
        except DeliveryFailed as error:
            if error.retryable:
                raise
            existed = isinstance(error.__cause__, discord.HTTPException) and error.__cause__.code == THREAD_EXISTS
            return card.message_id if existed else card.channel_id
        return card.message_id

    def _card(self, job: Job) -> CardMessage:
        return CardMessage(self._client, self._clock, job)

    def _channel(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id)

    def _message(self, ref: MessageRef) -> discord.PartialMessage:
        return self._channel(ref.channel_id).get_partial_message(ref.message_id)


def _card_of(job: Job) -> MessageRef:
    if job.card is None:
        raise Vanished
    return job.card


def _link_to(name: str, message: discord.Message) -> str:
    links = links_of(message)
    if name not in links:
        raise Vanished
    return links[name]
