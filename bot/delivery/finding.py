"""The pictures of a message or a person, found without looking at them: where they are, and what to call them.

Links come as fresh as the interaction that brought them; whether they may be read is decided where they are read.
"""

from collections.abc import Iterator, Sequence

import discord

from bot.delivery.reading import links_of
from bot.domain.request import Upload

_ENDINGS = (".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".avif")
_MOST = 25
"""As many as a select can offer."""
_AVATAR_SIDE = 1024


def pictures_of(message: discord.Message) -> tuple[Upload, ...]:
    """Every picture of a message: attached, embedded, forwarded or a sticker; each once, in the order they are seen."""
    found = dict[str, Upload]()
    for upload in _all(message):
        # The same file is named by an attachment and by whatever shows it; their links differ in the query only.
        found.setdefault(upload.url.partition("?")[0], upload)
    return tuple(found.values())[:_MOST]


def avatar_of(person: discord.User | discord.Member) -> Upload:
    """Their picture as this server shows it."""
    asset = person.display_avatar
    # A default picture has one format and one size.
    sized = asset if asset.key.isdecimal() else asset.replace(format="png", size=_AVATAR_SIDE)
    return Upload(url=sized.url, filename=f"{person.display_name}.png", size=0)


def _all(message: discord.Message) -> Iterator[Upload]:
    yield from _attached(message.attachments)
    yield from (Upload(url=url, filename=name, size=0) for name, url in links_of(message).items() if _is_picture(name))
    yield from _embedded(message.embeds)
    yield from _stuck(message.stickers)
    for snapshot in message.message_snapshots:
        yield from _attached(snapshot.attachments)
        yield from _embedded(snapshot.embeds)
        yield from _stuck(snapshot.stickers)


def _attached(attachments: Sequence[discord.Attachment]) -> Iterator[Upload]:
    for each in attachments:
        if _is_picture(each.filename) or (each.content_type or "").startswith("image/"):
            yield Upload(url=each.url, filename=each.filename, size=each.size)


def _embedded(embeds: Sequence[discord.Embed]) -> Iterator[Upload]:
    for embed in embeds:
        for media in (embed.image, embed.thumbnail):
            # Discord's own copy: the original may be anywhere.
            if url := media.proxy_url or media.url:
                yield Upload(url=url, filename=embed.title or "picture", size=0)


def _stuck(stickers: Sequence[discord.StickerItem]) -> Iterator[Upload]:
    for sticker in stickers:
        if sticker.format is not discord.StickerFormatType.lottie:
            yield Upload(url=sticker.url, filename=sticker.name, size=0)


def _is_picture(name: str) -> bool:
    return name.lower().endswith(_ENDINGS)
