"""Components and embeds as Discord keeps them: numbered, defaults filled in, media tied to their message's files."""

from collections.abc import Callable, Sequence
from itertools import count

from bot.playground.constants import Part
from bot.playground.entities import Attachment, walk
from bot.playground.pictures import safe_filename
from bot.playground.values import Json, is_list, is_object

DEFAULTS: dict[int, Json] = {
    Part.STRING_SELECT: {"min_values": 1, "max_values": 1, "disabled": False},
    Part.USER_SELECT: {"min_values": 1, "max_values": 1, "disabled": False},
    Part.ROLE_SELECT: {"min_values": 1, "max_values": 1, "disabled": False},
    Part.MENTIONABLE_SELECT: {"min_values": 1, "max_values": 1, "disabled": False},
    Part.CHANNEL_SELECT: {"min_values": 1, "max_values": 1, "disabled": False},
    Part.THUMBNAIL: {"description": None, "spoiler": False},
    Part.FILE: {"spoiler": False},
    Part.SEPARATOR: {"spacing": 1, "divider": True},
    Part.CONTAINER: {"accent_color": None, "spoiler": False},
}
GALLERY_ITEM: Json = {"description": None, "spoiler": False}
SHOWN_IN_EMBEDS = ("image", "thumbnail")
ONLY_IN_MODALS = ("required",)
NUMBERED_FROM = 1


class Normaliser:
    """Turns the components of one message into their stored form."""

    def __init__(
        self, files: Sequence[Attachment], *, next_id: Callable[[], int], known: Callable[[str], int | None]
    ) -> None:
        """Tie media to `files`; `known` recognises the CDN's own addresses."""
        self._by_name = {file.filename: file for file in files}
        self._by_id = {file.id: file for file in files}
        self._next_id = next_id
        self._known = known

    def embed(self, embed: Json) -> Json:
        """The stored form of an embed."""
        kept: Json = {"type": "rich", **_without_nulls(embed)}
        for key in SHOWN_IN_EMBEDS:
            file = self._named(str(kept[key]["url"])) if is_object(kept.get(key)) else None
            if file is not None:
                kept[key] = {"attachment_id": file.id}
        return kept

    def components(self, components: list[Json]) -> list[Json]:
        """The stored form of a whole tree."""
        taken = {part["id"] for part in walk(components) if part.get("id")}
        numbers = (number for number in count(NUMBERED_FROM) if number not in taken)
        return [self._part(part, numbers.__next__) for part in components]

    def _part(self, part: Json, number: Callable[[], int]) -> Json:
        given = {key: value for key, value in _without_nulls(part).items() if key not in ONLY_IN_MODALS}
        kept: Json = {**DEFAULTS.get(part["type"], {}), **given, "id": given.get("id") or number()}
        if is_object(part.get("emoji")):
            kept["emoji"] = _without_nulls(part["emoji"])
        if is_list(part.get("options")):
            kept["options"] = [self._option(option) for option in part["options"]]
        if is_list(part.get("default_values")):
            kept["default_values"] = [{"id": str(one["id"]), "type": one["type"]} for one in part["default_values"]]
        if is_list(part.get("components")):
            kept["components"] = [self._part(child, number) for child in part["components"]]
        if is_object(part.get("accessory")):
            kept["accessory"] = self._part(part["accessory"], number)
        if is_list(part.get("items")):
            kept["items"] = [self._gallery_item(item) for item in part["items"]]
        if part["type"] == Part.THUMBNAIL:
            kept["media"] = self._media(part["media"])
        if part["type"] == Part.FILE:
            kept["file"] = self._media(part["file"])
            kept |= self._file_facts(kept["file"])
        return kept

    @staticmethod
    def _option(option: Json) -> Json:
        emoji = {"emoji": _without_nulls(option["emoji"])} if is_object(option.get("emoji")) else {}
        return _without_nulls(option) | emoji

    def _gallery_item(self, item: Json) -> Json:
        return {**GALLERY_ITEM, **_without_nulls(item), "media": self._media(item["media"])}

    def _media(self, media: Json) -> Json:
        file = self._named(str(media["url"]))
        if file is not None:
            return {"attachment_id": file.id}
        unknown: Json = {"width": None, "height": None, "content_type": None}
        return {"id": str(self._next_id()), "url": media["url"], "proxy_url": media["url"], **unknown}

    def _named(self, url: str) -> Attachment | None:
        if url.startswith("attachment://"):
            return self._by_name.get(safe_filename(url.removeprefix("attachment://")))
        return self._by_id.get(self._known(url) or 0)

    def _file_facts(self, media: Json) -> Json:
        file = self._by_id.get(media.get("attachment_id") or 0)
        return {"name": file.filename if file else None, "size": file.size if file else None}


def _without_nulls(given: Json) -> Json:
    return {key: value for key, value in given.items() if value is not None}
