"""Automatic moderation: a guild's blocked words, in whatever a message would show."""

from bot.playground.constants import Part
from bot.playground.entities import Guild, walk
from bot.playground.values import Json, as_list, is_object


def blocked_word(guild: Guild | None, body: Json) -> str | None:
    """The first blocked word in a message's body, None if it may be posted."""
    if guild is None or not guild.blocked_words:
        return None
    said = " ".join(_texts(body)).casefold()
    return next((word for word in guild.blocked_words if word.casefold() in said), None)


def _texts(body: Json) -> list[str]:
    shown = [str(part.get("content", "")) for part in walk(body.get("components")) if part.get("type") == Part.TEXT]
    embeds = [embed for embed in as_list(body.get("embeds")) if is_object(embed)]
    return [str(body.get("content") or ""), *shown, *(str(embed.get("description") or "") for embed in embeds)]
