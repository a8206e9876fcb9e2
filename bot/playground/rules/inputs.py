"""What a person filled into a modal or picked in a select: the checks the Discord app makes before it sends them."""

from collections.abc import Mapping

from bot.playground.constants import Part
from bot.playground.entities import walk
from bot.playground.rules.components import SELECTS
from bot.playground.rules.options import too_large
from bot.playground.uploads import Upload
from bot.playground.values import Json, is_list

MANY = (*SELECTS, Part.CHECKBOX_GROUP, Part.FILE_UPLOAD)


def inputs_of(components: object) -> dict[str, Json]:
    """The inputs of a modal, or what was filled in, by custom id."""
    return {part["custom_id"]: part for part in walk(components) if part.get("custom_id")}


def check_inputs(
    modal: Json, filled: Mapping[str, Json], uploads: Mapping[int, Upload], size_limit: int
) -> dict[str, str]:
    """What is wrong with a filled-in modal, by custom id."""
    problems: dict[str, str] = {}
    for custom_id, part in inputs_of(modal["components"]).items():
        given = filled.get(custom_id, {})
        problem = _problem(part, given, uploads, size_limit)
        if problem is not None:
            problems[custom_id] = problem
    return problems


def _problem(part: Json, given: Json, uploads: Mapping[int, Upload], size_limit: int) -> str | None:
    kind = part["type"]
    if kind == Part.TEXT_INPUT:
        return _text_problem(part, given.get("value"))
    if kind == Part.RADIO_GROUP:
        return _radio_problem(part, given.get("value"))
    if kind not in MANY:
        return None
    values = given.get("values")
    values = values if is_list(values) else []
    if kind == Part.FILE_UPLOAD:
        files = [uploads.get(value) for value in values]
        if None in files:
            return "Attach a file."
        large = [problem for file in files if file is not None for problem in [too_large(file, size_limit)] if problem]
        if large:
            return large[0]
    return check_values(part, values)


def _text_problem(part: Json, value: object) -> str | None:
    text = value if isinstance(value, str) else ""
    if not text:
        return "This field is required." if part.get("required", True) is not False else None
    low, high = part.get("min_length") or 0, part.get("max_length") or 4000
    if len(text) < low:
        return f"Type at least {low} characters."
    return f"Type at most {high} characters." if len(text) > high else None


def _radio_problem(part: Json, value: object) -> str | None:
    if value is None:
        return "Choose one." if part.get("required", True) is not False else None
    return None if value in [option["value"] for option in part["options"]] else "Choose one of the choices."


def check_values(part: Json, values: list[object]) -> str | None:
    """What is wrong with the values picked in a select or a group; None if nothing is."""
    low = part.get("min_values")
    high = part.get("max_values") or (len(part["options"]) if part["type"] == Part.CHECKBOX_GROUP else 1)
    optional = part.get("required") is False
    least = (1 if low is None else low) if not optional or values else 0
    if not least <= len(values) <= high:
        return f"Choose {least}." if least == high else f"Choose between {least} and {high}."
    options = part.get("options")
    if options and not set(values) <= {option["value"] for option in options}:
        return "Choose from the list."
    return None
