"""Notices in Discord; keeps the `Noticeboard` port.

Every call may be repeated: a post carries the nonce of its key, and for later than Discord keeps that, a mark.
"""

import zlib

import discord

from bot.delivery.audit_view import change_lines
from bot.delivery.card import finished_view
from bot.delivery.controls import Action, button_row
from bot.delivery.errors import discord_errors
from bot.delivery.markup import escaped
from bot.delivery.report_view import case_view
from bot.domain.errors import DeliveryFailed, Vanished
from bot.domain.notices import Case, Notice, Word
from bot.domain.policy import Change
from bot.domain.request import MessageRef
from bot.domain.text import t

_NOBODY = discord.AllowedMentions.none()
_LOOK_BACK = 50
"""Messages."""
_BLURPLE = discord.Colour(0x5865F2)
_WORD_ROOM = 3_500


class DiscordNoticeboard:
    """Posts with the bot's token. `client` must be logged in; it needs no gateway."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def post(self, channel_id: int, notice: Notice, *, key: str, again: bool) -> None:
        """Post a notice, unless it hangs there already."""
        channel, mark = self._client.get_partial_messageable(channel_id), mark_of(key)
        if again and await _hangs(channel, mark):
            return
        async with discord_errors():
            await channel.send(view=notice_view(notice, mark), nonce=key, allowed_mentions=_NOBODY)

    async def remove(self, message: MessageRef) -> None:
        """Delete one of our messages."""
        channel = self._client.get_partial_messageable(message.channel_id)
        try:
            async with discord_errors():
                await channel.get_partial_message(message.message_id).delete()
        except Vanished:
            return


def mark_of(key: str) -> int:
    """The id that the outermost component of a notice has: Discord keeps it, and nobody sees it."""
    return zlib.crc32(key.encode()) % (2**31 - 1) + 1


async def _hangs(channel: discord.PartialMessageable, mark: int) -> bool:
    """Whether a message with the mark is among the last ones, as far as we may read them."""
    try:
        async with discord_errors():
            async for message in channel.history(limit=_LOOK_BACK):
                if any(getattr(component, "id", None) == mark for component in message.components):
                    return True
    except DeliveryFailed as error:
        if error.retryable:
            raise
    return False


def notice_view(notice: Notice, mark: int | None = None) -> discord.ui.LayoutView:
    """A notice as a message; `mark` is a number by which it is found again."""
    match notice:
        case Case():
            return case_view(notice, mark=mark)
        case Word(text=text):
            shown = [f"### {t('From whoever runs me')}", escaped(text, _WORD_ROOM)]
            return _box(shown, mark)
        case Change():
            moment = int(notice.at.timestamp())
            small = t("-# Change {number} · <t:{moment}:f>", number=notice.number, moment=moment)
            return _box([*change_lines(notice), small], mark, undo=_can_be_undone(notice) and notice.number)


def _can_be_undone(change: Change) -> bool:
    return not change.undone and (change.before is not None or change.after is not None)


def _box(lines: list[str], mark: int | None, *, undo: int = 0) -> discord.ui.LayoutView:
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_BLURPLE, id=mark)
    box.add_item(discord.ui.TextDisplay("\n".join(lines)))
    if undo:
        box.add_item(button_row(str(undo), Action.UNDO))
    return finished_view(box)
