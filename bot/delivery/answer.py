"""The one answer an interaction gets; keeps the `Reply` port. Three seconds, one winner."""

import asyncio

import aiohttp
import discord

from bot.delivery.card import card_view
from bot.delivery.errors import BLOCKED_BY_AUTOMOD
from bot.delivery.reading import controls_of
from bot.domain.errors import AnswerLost, Refused
from bot.domain.job import Job, Ticket
from bot.domain.request import MessageRef
from bot.domain.text import t

_NOBODY = discord.AllowedMentions.none()
_BLOCKED = t("This server's AutoMod does not let your words through. Nothing was counted; put them differently.")
_FAILURES = (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError)


class InteractionReply:
    """Answers with a job's card. Whoever succeeds owns the job; everybody else raises AnswerLost.

    Raises Refused where it can still be answered otherwise.
    """

    def __init__(self, interaction: discord.Interaction) -> None:
        self._interaction = interaction

    async def card(self, job: Job, ticket: Ticket) -> MessageRef:
        """Answer, and return where the card is."""
        view = card_view(job, ticket)
        try:
            async with asyncio.timeout(10):
                answer = await self._interaction.response.send_message(view=view, allowed_mentions=_NOBODY)
        except _FAILURES as error:
            if isinstance(error, discord.HTTPException) and error.code == BLOCKED_BY_AUTOMOD:
                raise Refused(_BLOCKED) from error
            return await self._taken(job)
        if answer.message_id is None or self._interaction.channel_id is None:
            raise AnswerLost
        return MessageRef(channel_id=self._interaction.channel_id, message_id=answer.message_id)

    async def _taken(self, job: Job) -> MessageRef:
        """The card, if Discord took it and only its word to us was lost; raises AnswerLost if that is not ours."""
        try:
            async with asyncio.timeout(5):
                found = await self._interaction.original_response()
        except _FAILURES as error:
            raise AnswerLost from error
        if job.key not in [control.key for control in controls_of(found)]:
            raise AnswerLost
        return MessageRef(channel_id=found.channel.id, message_id=found.id)
