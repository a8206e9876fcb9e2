"""Components of messages: one table per type, what may stand in what, and the sums over a whole message."""

import re
from collections.abc import Collection, Iterator

from bot.playground.constants import Part
from bot.playground.entities import walk
from bot.playground.errors import Form, Place
from bot.playground.rules.fields import Choice, Flag, Id, Items, Number, Table, Text, Whole, check_table
from bot.playground.values import Json, is_list, is_number, is_object

MOST_COMPONENTS = 40
MOST_TEXT = 4000
LINK, PREMIUM = 5, 6

SELECTS = (
    Part.STRING_SELECT,
    Part.USER_SELECT,
    Part.ROLE_SELECT,
    Part.MENTIONABLE_SELECT,
    Part.CHANNEL_SELECT,
)
IN_CONTAINER = (Part.ROW, Part.TEXT, Part.SECTION, Part.GALLERY, Part.FILE, Part.SEPARATOR)

EMOJI: Table = {"id": Id(), "name": Text(0, 32), "animated": Flag()}
MEDIA: Table = {"url": Text(1, 2048, required=True)}
GALLERY_ITEM: Table = {"media": Whole(MEDIA, required=True), "description": Text(0, 1024), "spoiler": Flag()}
SELECT_OPTION: Table = {
    "label": Text(1, 100, required=True),
    "value": Text(1, 100, required=True),
    "description": Text(0, 100),
    "emoji": Whole(EMOJI),
    "default": Flag(),
}
ANY_SELECT: Table = {
    "custom_id": Text(1, 100, required=True),
    "placeholder": Text(0, 150),
    "min_values": Number(0, 25),
    "max_values": Number(1, 25),
    "disabled": Flag(),
}

DEFAULT_OF: dict[int, tuple[str, ...]] = {
    Part.USER_SELECT: ("user",),
    Part.ROLE_SELECT: ("role",),
    Part.MENTIONABLE_SELECT: ("user", "role"),
    Part.CHANNEL_SELECT: ("channel",),
}


def _object_select(kind: Part) -> Table:
    value: Table = {"id": Id(required=True), "type": Choice(DEFAULT_OF[kind], required=True)}
    return {**ANY_SELECT, "default_values": Items(0, 25, Whole(value))}


OBJECT_SELECTS: dict[Part, Table] = {
    Part.USER_SELECT: _object_select(Part.USER_SELECT),
    Part.ROLE_SELECT: _object_select(Part.ROLE_SELECT),
    Part.MENTIONABLE_SELECT: _object_select(Part.MENTIONABLE_SELECT),
    Part.CHANNEL_SELECT: {
        **_object_select(Part.CHANNEL_SELECT),
        "channel_types": Items(0, 25, Number(0, 16)),
    },
}

TABLES: dict[Part, Table] = {
    Part.ROW: {"components": Items(1, 5, required=True)},
    Part.BUTTON: {
        "style": Choice((1, 2, 3, 4, 5, 6), required=True),
        "label": Text(0, 80),
        "custom_id": Text(1, 100),
        "url": Text(1, 512),
        "sku_id": Id(),
        "emoji": Whole(EMOJI),
        "disabled": Flag(),
    },
    Part.STRING_SELECT: {**ANY_SELECT, "options": Items(1, 25, Whole(SELECT_OPTION), required=True)},
    **OBJECT_SELECTS,
    Part.SECTION: {"components": Items(1, 3, required=True), "accessory": Whole({}, required=True)},
    Part.TEXT: {"content": Text(1, MOST_TEXT, required=True)},
    Part.THUMBNAIL: GALLERY_ITEM,
    Part.GALLERY: {"items": Items(1, 10, Whole(GALLERY_ITEM), required=True)},
    Part.FILE: {"file": Whole(MEDIA, required=True), "spoiler": Flag()},
    Part.SEPARATOR: {"divider": Flag(), "spacing": Choice((1, 2))},
    Part.CONTAINER: {
        "components": Items(1, MOST_COMPONENTS, required=True),
        "accent_color": Number(0, 0xFFFFFF),
        "spoiler": Flag(),
    },
}
CHILDREN: dict[Part, tuple[Part, ...]] = {
    Part.ROW: (Part.BUTTON, *SELECTS),
    Part.SECTION: (Part.TEXT,),
    Part.CONTAINER: IN_CONTAINER,
}
ACCESSORIES = (Part.BUTTON, Part.THUMBNAIL)


def check_components(form: Form, place: Place, components: list[object], *, v2: bool, files: Collection[str]) -> None:
    """Note what is wrong with a message's components; `files` are the names `attachment://` may use."""
    allowed = (*IN_CONTAINER, Part.CONTAINER) if v2 else (Part.ROW,)
    if not v2 and len(components) > 5:
        form.wrong(place, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for index, part in enumerate(components):
        _check_part(form, (*place, index), part, allowed)
    if form.clean:
        _check_sums(form, place, components, v2=v2)
        _check_media(form, place, components, files)


def _check_part(form: Form, place: Place, part: object, allowed: tuple[Part, ...]) -> None:
    if not is_object(part):
        form.wrong(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    Choice(tuple(int(kind) for kind in allowed), required=True).check(form, (*place, "type"), part.get("type"))
    if part.get("type") not in allowed:
        return
    kind = Part(part["type"])
    check_table(form, place, part, {"id": Number(0, 2**31 - 1), **TABLES[kind]})
    if kind is Part.BUTTON:
        _check_button(form, place, part)
    if kind is Part.ROW:
        _check_row(form, place, part)
    if kind in SELECTS:
        check_select(form, place, part)
    if kind is Part.SECTION and is_object(part.get("accessory")):
        _check_part(form, (*place, "accessory"), part["accessory"], ACCESSORIES)
    children = part.get("components")
    if kind in CHILDREN and is_list(children):
        for index, child in enumerate(children):
            _check_part(form, (*place, "components", index), child, CHILDREN[kind])


def _check_button(form: Form, place: Place, button: Json) -> None:
    link = button.get("style") == LINK
    if button.get("style") == PREMIUM:
        return
    if link and not button.get("url"):
        form.wrong((*place, "url"), "BASE_TYPE_REQUIRED", "This field is required")
    if link and button.get("custom_id"):
        form.wrong(place, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A button has a custom id or a url")
    if not link and not button.get("custom_id"):
        form.wrong((*place, "custom_id"), "BASE_TYPE_REQUIRED", "This field is required")
    if not link and button.get("url"):
        form.wrong(place, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A button has a custom id or a url")
    if not button.get("label") and not button.get("emoji"):
        form.wrong(place, "BUTTON_COMPONENT_INVALID_LABEL_OR_EMOJI", "A button needs a label or an emoji")


def _check_row(form: Form, place: Place, row: Json) -> None:
    children = row.get("components")
    kinds = [child.get("type") for child in children if is_object(child)] if is_list(children) else []
    if len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
        text = "The specified component exceeds the maximum width"
        form.wrong((*place, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", text)


def check_select(form: Form, place: Place, select: Json) -> None:
    """Note selects that cannot be answered: more asked than offered, or other defaults than may be chosen."""
    low, high = select.get("min_values"), select.get("max_values")
    least, most = (1 if low is None else low), (1 if high is None else high)
    options, preset = select.get("options"), select.get("default_values")
    offered = len(options) if is_list(options) else 25
    if not all(is_number(bound) for bound in (least, most)):
        return
    if least > most:
        form.wrong(
            (*place, "min_values"), "SELECT_COMPONENT_MIN_VALUES_GREATER_THAN_MAX", "min_values is above max_values"
        )
    if is_list(options) and most > max(offered, 1):
        form.wrong((*place, "options"), "BASE_TYPE_BAD_LENGTH", f"Must be between {most} and 25 in length.")
    chosen = preset if is_list(preset) else [one for one in options or () if is_object(one) and one.get("default")]
    if len(chosen) > most or (is_list(preset) and preset and len(chosen) < least):
        key = "default_values" if is_list(preset) else "options"
        text = f"Must be between {least} and {most} in length."
        form.wrong((*place, key), "SELECT_COMPONENT_INVALID_DEFAULT_VALUES", text)
    values = [one.get("value") for one in options or () if is_object(one)]
    if len(values) != len(set(values)):
        form.wrong((*place, "options"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "Values must be unique")


def _check_sums(form: Form, place: Place, components: list[object], *, v2: bool) -> None:
    parts = list(walk(components))
    if v2 and len(parts) > MOST_COMPONENTS:
        text = f"The total number of components must be {MOST_COMPONENTS} or fewer"
        form.wrong(place, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", text)
    if sum(len(part["content"]) for part in parts if part["type"] == Part.TEXT) > MOST_TEXT:
        text = f"The total length of all text must be {MOST_TEXT} or fewer"
        form.wrong(place, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", text)
    for key, code in (("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED"), ("id", "COMPONENT_ID_DUPLICATED")):
        given = [part[key] for part in parts if part.get(key)]
        if len(given) != len(set(given)):
            form.wrong(place, code, f"Component {key} cannot be duplicated")


def media_of(components: object) -> Iterator[Json]:
    """Every media object of a tree: gallery items, thumbnails, files."""
    for part in walk(components):
        for holder in (part, *(part.get("items") or ())):
            for key in ("media", "file"):
                if is_object(holder.get(key)):
                    yield holder[key]


def _check_media(form: Form, place: Place, components: list[object], files: Collection[str]) -> None:
    for media in media_of(components):
        url = str(media["url"])
        if url.startswith("attachment://"):
            if url.removeprefix("attachment://") not in files:
                text = f"The referenced attachment was not found: {url}"
                form.wrong(place, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", text)
        elif not re.match(r"https?://[^/]", url):
            form.wrong(place, "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'attachment').")
