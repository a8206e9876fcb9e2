"""Modals an application may open: their form, their inputs, and what a label may hold."""

from bot.playground.constants import Part
from bot.playground.entities import walk
from bot.playground.errors import Form, Place
from bot.playground.rules.components import ANY_SELECT, OBJECT_SELECTS, SELECT_OPTION, SELECTS, check_select
from bot.playground.rules.fields import Choice, Flag, Items, Number, Table, Text, Whole, check_table
from bot.playground.values import Json, is_list, is_object

MODAL: Table = {
    "custom_id": Text(1, 100, required=True),
    "title": Text(1, 45, required=True),
    "components": Items(1, 5, required=True),
}
NAMED: Table = {"custom_id": Text(1, 100, required=True), "required": Flag()}
RADIO_OPTION: Table = {k: v for k, v in SELECT_OPTION.items() if k != "emoji"}
TEXT_INPUT: Table = {
    **NAMED,
    "style": Choice((1, 2), required=True),
    "label": Text(0, 45),
    "min_length": Number(0, 4000),
    "max_length": Number(1, 4000),
    "value": Text(0, 4000),
    "placeholder": Text(0, 100),
}
TABLES: dict[Part, Table] = {
    Part.TEXT: {"content": Text(1, 4000, required=True)},
    Part.TEXT_INPUT: TEXT_INPUT,
    Part.STRING_SELECT: {
        **ANY_SELECT,
        "required": Flag(),
        "options": Items(1, 25, Whole(SELECT_OPTION), required=True),
    },
    **{kind: {**table, "required": Flag()} for kind, table in OBJECT_SELECTS.items()},
    Part.FILE_UPLOAD: {**NAMED, "min_values": Number(0, 10), "max_values": Number(1, 10)},
    Part.RADIO_GROUP: {**NAMED, "options": Items(2, 10, Whole(RADIO_OPTION), required=True)},
    Part.CHECKBOX_GROUP: {
        **NAMED,
        "options": Items(1, 10, Whole(RADIO_OPTION), required=True),
        "min_values": Number(0, 10),
        "max_values": Number(1, 10),
    },
    Part.CHECKBOX: {**NAMED, "default": Flag()},
}
IN_LABEL = (
    Part.TEXT_INPUT,
    *SELECTS,
    Part.FILE_UPLOAD,
    Part.RADIO_GROUP,
    Part.CHECKBOX_GROUP,
    Part.CHECKBOX,
)
LABEL: Table = {
    "label": Text(1, 45, required=True),
    "description": Text(0, 100),
    "component": Whole({}, required=True),
}


def check_modal(modal: Json) -> None:
    """Raise what Discord would refuse this modal with."""
    form = Form("data")
    check_table(form, (), modal, MODAL)
    form.settle()
    for index, part in enumerate(modal["components"]):
        _check_top(form, ("components", index), part)
    if form.clean:
        ids = [part["custom_id"] for part in walk(modal["components"]) if part.get("custom_id")]
        if len(ids) != len(set(ids)):
            form.wrong(("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    form.settle()


def _check_top(form: Form, place: Place, part: object) -> None:
    kind = part.get("type") if is_object(part) else None
    Choice((Part.ROW, Part.TEXT, Part.LABEL), required=True).check(form, (*place, "type"), kind)
    if not is_object(part) or kind not in (Part.ROW, Part.TEXT, Part.LABEL):
        return
    if kind == Part.TEXT:
        check_table(form, place, part, TABLES[Part.TEXT])
    elif kind == Part.LABEL:
        check_table(form, place, part, LABEL)
        _check_input(form, (*place, "component"), part.get("component"), IN_LABEL)
    else:
        check_table(form, place, part, {"components": Items(1, 1, required=True)})
        for index, child in enumerate(part["components"] if is_list(part.get("components")) else []):
            _check_input(form, (*place, "components", index), child, (Part.TEXT_INPUT,))


def _check_input(form: Form, place: Place, part: object, allowed: tuple[Part, ...]) -> None:
    if not is_object(part):
        return
    Choice(tuple(int(kind) for kind in allowed), required=True).check(form, (*place, "type"), part.get("type"))
    if part.get("type") not in allowed:
        return
    check_table(form, place, part, TABLES[Part(part["type"])])
    if part["type"] in SELECTS:
        check_select(form, place, part)
    if part.get("disabled") is True:
        form.wrong((*place, "disabled"), "COMPONENT_DISABLED_IN_MODAL", "Components in modals cannot be disabled")
    if allowed == (Part.TEXT_INPUT,) and not part.get("label"):
        form.wrong((*place, "label"), "BASE_TYPE_REQUIRED", "This field is required")
