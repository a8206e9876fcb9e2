"""A card as a message to read and edit: by its interaction's token while that lives, by the bot's own after that.

Calls by an interaction's token count neither against the bot's global limit nor against the channel's; the bot's own
token works for ever. Whatever the first way refuses is asked by the second.
"""

from collections.abc import Awaitable, Callable
from typing import TypedDict

import discord

from bot.delivery.errors import THREAD_ARCHIVED, TOKEN_OVER, code_of, discord_errors
from bot.domain.errors import DeliveryFailed, Vanished
from bot.domain.job import Job
from bot.domain.request import PlaceKind
from bot.ports import Clock

_NOBODY = discord.AllowedMentions.none()


class CardMessage:
    """The message of one job's card; raises Vanished if the job has none."""

    def __init__(self, client: discord.Client, clock: Clock, job: Job) -> None:
        """`client` must be logged in."""
        if job.card is None:
            raise Vanished
        self._client = client
        self._channel_id = job.card.channel_id
        self._by_bot = client.get_partial_messageable(job.card.channel_id).get_partial_message(job.card.message_id)
        self._by_token = answer_of(client, clock, job)
        self._guest = job.place.kind is PlaceKind.GUEST

    async def edit(self, view: discord.ui.LayoutView, *, files: Callable[[], list[discord.File]] | None = None) -> None:
        """Show `view`; `files`, made anew for each attempt because sending uses them up, replace what hangs there."""

        async def by_token(answer: discord.Webhook) -> discord.Message:
            return await answer.edit_message(self._by_bot.id, **_changes(view, files))

        async def by_bot() -> discord.Message:
            return await self._by_bot.edit(**_changes(view, files))

        await self._first(by_token, by_bot)

    async def fetch(self) -> discord.Message:
        """The message as it is now, with fresh links."""

        async def by_token(answer: discord.Webhook) -> discord.Message:
            return await answer.fetch_message(self._by_bot.id)

        return await self._first(by_token, self._by_bot.fetch)

    async def _first(
        self,
        by_token: Callable[[discord.Webhook], Awaitable[discord.Message]],
        by_bot: Callable[[], Awaitable[discord.Message]],
    ) -> discord.Message:
        """What the interaction's token gets, or if that is refused or over, the bot's own."""
        if self._by_token is not None:
            try:
                async with discord_errors():
                    return await by_token(self._by_token)
            except DeliveryFailed as error:
                if error.retryable or self._guest:
                    raise
        if self._guest:
            raise DeliveryFailed(TOKEN_OVER)
        try:
            async with discord_errors():
                return await by_bot()
        except DeliveryFailed as error:
            if code_of(error) != THREAD_ARCHIVED:
                raise
        await reopen(self._client, self._channel_id)
        async with discord_errors():
            return await by_bot()


def answer_of(client: discord.Client, clock: Clock, job: Job) -> discord.Webhook | None:
    """What a job's interaction can still be answered by; None once its time is over."""
    if not job.answerable(clock.now()) or not job.answer_token or not client.application_id:
        return None
    answer = discord.Webhook.partial(client.application_id, job.answer_token, client=client)
    # The library takes it for a channel's webhook, which can say nothing in private.
    answer.type = discord.WebhookType.application
    return answer


async def reopen(client: discord.Client, thread_id: int) -> None:
    """Take a thread out of the archive, where nothing can be changed; raises DeliveryFailed if it is locked."""
    async with discord_errors():
        await client.http.edit_channel(thread_id, archived=False)


class _Changes(TypedDict, total=False):
    view: discord.ui.LayoutView
    allowed_mentions: discord.AllowedMentions
    attachments: list[discord.File]


def _changes(view: discord.ui.LayoutView, files: Callable[[], list[discord.File]] | None) -> _Changes:
    changes = _Changes(view=view, allowed_mentions=_NOBODY)
    if files is not None:
        changes["attachments"] = files()
    return changes
