"""Files and what shows them, in Discord's words: attachments, embeds, components. Every address is freshly signed."""

from bot.playground.cdn import Cdn
from bot.playground.entities import Attachment, Message
from bot.playground.knobs import Knobs
from bot.playground.normaliser import SHOWN_IN_EMBEDS
from bot.playground.rules.components import media_of
from bot.playground.values import Json, is_list, is_object

MEDIA_KEYS = ("media", "file")


class MediaShapes:
    """Renders what has an address in the CDN."""

    def __init__(self, cdn: Cdn, knobs: Knobs) -> None:
        """Sign with `cdn`."""
        self._cdn = cdn
        self._knobs = knobs

    def attachment(self, attachment: Attachment) -> Json:
        """An attachment object with a fresh address."""
        url = self._cdn.url(attachment)
        shape: Json = {
            "id": str(attachment.id),
            "filename": attachment.filename,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
        }
        for key in ("content_type", "width", "height", "description"):
            value = getattr(attachment, key)
            if value is not None:
                shape[key] = value
        return shape | {"ephemeral": True} if attachment.ephemeral else shape

    def listed(self, message: Message) -> list[Json]:
        """The attachments a reader is told of: Discord leaves out those that components show."""
        if self._knobs.lists_shown_files:
            return [self.attachment(file) for file in message.attachments]
        shown = {media.get("attachment_id") for media in media_of(message.components)}
        in_embeds = {embed.get(key, {}).get("attachment_id") for embed in message.embeds for key in SHOWN_IN_EMBEDS}
        listed = [file for file in message.attachments if file.id not in shown | in_embeds]
        return [self.attachment(file) for file in listed]

    def embeds(self, message: Message) -> list[Json]:
        """A message's embeds with their pictures resolved."""
        files = {file.id: file for file in message.attachments}
        shown = [dict(embed) for embed in message.embeds]
        for embed in shown:
            for key in SHOWN_IN_EMBEDS:
                file = files.get(embed.get(key, {}).get("attachment_id"))
                if file is not None:
                    url = self._cdn.url(file)
                    embed[key] = {"url": url, "proxy_url": url, "width": file.width, "height": file.height}
        return shown

    def components(self, message: Message) -> list[Json]:
        """A message's components with their media resolved."""
        files = {file.id: file for file in message.attachments}
        return [self._component(part, files) for part in message.components]

    def _component(self, part: Json, files: dict[int, Attachment]) -> Json:
        shown = dict(part)
        for key in MEDIA_KEYS:
            if is_object(part.get(key)):
                shown[key] = self._media(part[key], files)
        if is_object(part.get("accessory")):
            shown["accessory"] = self._component(part["accessory"], files)
        for key in ("components", "items"):
            if is_list(part.get(key)):
                shown[key] = [self._component(child, files) for child in part[key]]
        return shown

    def _media(self, media: Json, files: dict[int, Attachment]) -> Json:
        if "attachment_id" not in media:
            return media
        file = files.get(media["attachment_id"])
        if file is None:
            key = str(media["attachment_id"])
            return {"id": key, "url": "", "proxy_url": "", "width": None, "height": None, "content_type": None}
        url = self._cdn.url(file)
        return {
            "id": str(file.id),
            "url": url,
            "proxy_url": url,
            "width": file.width,
            "height": file.height,
            "content_type": file.content_type,
            "attachment_id": str(file.id),
            "loading_state": 2,
        }
