"""Cards and results in Discord; keeps the `Card` port.

Every call may be repeated: an edit ends the same, a post carries the job's nonce.
"""

import json
from collections.abc import Callable, Mapping
from hashlib import blake2s
from typing import cast

import discord

from bot.delivery.card import MASK_NAME, SOURCE_NAME, card_view
from bot.delivery.card_message import CardMessage, answer_of, reopen
from bot.delivery.errors import BLOCKED_BY_AUTOMOD, THREAD_ARCHIVED, code_of, discord_errors
from bot.delivery.outcome import tell_outcome
from bot.delivery.posting import Edition, ResultPost
from bot.delivery.reading import controls_of, links_of
from bot.delivery.result import given_files, numbers_of
from bot.delivery.wordless import wordless
from bot.domain.errors import DeliveryFailed, Vanished
from bot.domain.job import Job, Posting, State, Ticket
from bot.domain.request import MessageRef
from bot.domain.result import Delivery, Picture
from bot.ports import Clock, Images

_ORIGINAL = cast("int", "@original")
"""How an interaction's answer is called while nobody knows its id; the library's type knows only of ids."""

_LOOK_SECONDS = 5.0
"""How long one card is looked for: others wait, and it is looked for again."""


class DiscordCards:
    """Shows jobs with the bot's token. `client` must be logged in; it needs no gateway."""

    def __init__(self, client: discord.Client, clock: Clock, images: Images) -> None:
        """`images` makes results smaller where Discord does not take them as they are."""
        self._client = client
        self._clock = clock
        self._results = ResultPost(client, clock, images)

    def face(self, job: Job, ticket: Ticket | None = None) -> str:
        """A digest of everything that the card would say, its buttons included."""
        components = card_view(job, ticket).to_components()
        return blake2s(json.dumps(components, sort_keys=True).encode(), digest_size=16).hexdigest()

    async def answered(self, job: Job) -> MessageRef | None:
        """The card that answers the job's interaction, if it is this job's."""
        answer = answer_of(self._client, self._clock, job)
        if answer is None:
            return None
        try:
            async with discord_errors(_LOOK_SECONDS):
                found = await answer.fetch_message(_ORIGINAL)
        except DeliveryFailed as error:
            if error.retryable:
                raise
            return None
        if job.key not in {control.job for control in controls_of(found)}:
            return None
        return MessageRef(channel_id=found.channel.id, message_id=found.id)

    async def show(self, job: Job, ticket: Ticket | None = None) -> None:
        """Bring the card in line with the job; what ended without a result is told elsewhere if that is not enough."""
        if job.result is not None and job.result == job.card:
            # A guest's result has taken the place of its card.
            return
        try:
            await self._edit(job, lambda shown: card_view(shown, ticket))
        except DeliveryFailed as error:
            if error.retryable or not job.state.ended or job.result is not None:
                raise
        else:
            if not self._overlooked(job):
                return
        await tell_outcome(self._client, self._clock, job)

    def _overlooked(self, job: Job) -> bool:
        """Whether its owner still waits for a picture, but hardly before the old card that says that there is none."""
        missed = job.result is None and job.state in {State.FAILED, State.UNKNOWN}
        return missed and job.old(self._clock.now())

    async def attach_source(self, job: Job, source: Picture, ticket: Ticket, mask: Picture | None = None) -> None:
        """Hang the sanitised source, and the mask, on the card; a repetition replaces them by themselves."""
        await self._edit(
            job,
            lambda shown: card_view(shown, ticket, with_source=True),
            files=lambda: given_files(source, mask),
        )

    async def source_url(self, job: Job) -> str:
        """A fresh link to the "before" picture of the card, or of the result if somebody deleted the card."""
        return await self._link(job, SOURCE_NAME)

    async def mask_url(self, job: Job) -> str:
        """A fresh link to the mask of the card, or of the result."""
        return await self._link(job, MASK_NAME)

    async def picture_urls(self, job: Job) -> Mapping[int, str]:
        """Fresh links to the pictures of the result, by their numbers."""
        found = numbers_of(job.key, links_of(await self._result(job)))
        if not found:
            raise Vanished
        return found

    async def files(self, job: Job) -> Mapping[str, bytes]:
        """Everything that hangs on the result, by file names."""
        links = links_of(await self._result(job))
        async with discord_errors(120):
            return {name: await self._client.http.get_from_cdn(url) for name, url in links.items()}

    async def deliver(
        self, job: Job, delivery: Delivery, source: Picture | None, mask: Picture | None = None
    ) -> Posting:
        """Post the result in its place, or the next best. The nonce is the job's: Discord returns what exists."""
        edition = Edition(job=job, delivery=delivery, source=source, mask=mask, limit=job.upload_limit)
        return await self._results.post(edition)

    async def remove(self, message: MessageRef) -> None:
        """Delete one of our messages."""
        try:
            await self._remove(message)
        except Vanished:
            return
        except DeliveryFailed as error:
            if code_of(error) != THREAD_ARCHIVED:
                raise
            await reopen(self._client, message.channel_id)
            await self._remove(message)

    async def _remove(self, message: MessageRef) -> None:
        async with discord_errors():
            await self._message(message).delete()

    async def _edit(
        self,
        job: Job,
        view: Callable[[Job], discord.ui.LayoutView],
        *,
        files: Callable[[], list[discord.File]] | None = None,
    ) -> None:
        """Change the card; without words of people where a server's AutoMod wants none of them."""
        card = CardMessage(self._client, self._clock, job)
        try:
            await card.edit(view(job), files=files)
        except DeliveryFailed as error:
            if code_of(error) != BLOCKED_BY_AUTOMOD:
                raise
            await card.edit(view(wordless(job)), files=files)

    async def _link(self, job: Job, name: str) -> str:
        try:
            return _link_to(name, await CardMessage(self._client, self._clock, job).fetch())
        except DeliveryFailed as error:
            if error.retryable or job.result is None:
                raise
        return _link_to(name, await self._result(job))

    async def _result(self, job: Job) -> discord.Message:
        if job.result is None:
            raise Vanished
        if job.result == job.card:
            return await CardMessage(self._client, self._clock, job).fetch()
        async with discord_errors():
            return await self._message(job.result).fetch()

    def _message(self, ref: MessageRef) -> discord.PartialMessage:
        return self._client.get_partial_messageable(ref.channel_id).get_partial_message(ref.message_id)


def _link_to(name: str, message: discord.Message) -> str:
    links = links_of(message)
    if name not in links:
        raise Vanished
    return links[name]
