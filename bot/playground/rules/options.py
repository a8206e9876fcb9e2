"""What a person typed into a command: the checks the Discord app makes before it sends an interaction.

Problems come back by option name, in words for the person; nothing is raised.
"""

from collections.abc import Mapping

from bot.playground.constants import OptionKind
from bot.playground.uploads import Upload
from bot.playground.values import Json, is_number, is_object, snowflake

NESTING = (OptionKind.SUBCOMMAND, OptionKind.GROUP)
REFERENCES = (OptionKind.USER, OptionKind.CHANNEL, OptionKind.ROLE, OptionKind.MENTIONABLE)


def innermost(body: Json, given: list[Json]) -> tuple[Json, list[Json]]:
    """Follow subcommands down: the command or subcommand meant, and the options given to it."""
    if given and given[0].get("type") in NESTING:
        children = {option["name"]: option for option in body.get("options") or ()}
        child = children.get(given[0].get("name"))
        if child is None:
            return {}, []
        return innermost(child, given[0].get("options") or [])
    return body, given


def check_options(body: Json, given: list[Json], uploads: Mapping[int, Upload], size_limit: int) -> dict[str, str]:
    """What is wrong with the options of an invocation, by option name."""
    meant, values = innermost(body, given)
    known = {option["name"]: option for option in meant.get("options") or ()}
    problems: dict[str, str] = {}
    if any(option["type"] in NESTING for option in known.values()):
        return {meant["name"]: "Choose one of its subcommands."}
    for value in values:
        option = known.get(value.get("name"))
        if option is None:
            problems[str(value.get("name"))] = "There is no such option."
            continue
        problem = _problem(option, value.get("value"), uploads, size_limit)
        if problem is not None:
            problems[option["name"]] = problem
    named = {value.get("name") for value in values}
    missing = [name for name, option in known.items() if option.get("required") and name not in named]
    return problems | dict.fromkeys(missing, "This option is required. Specify a value.")


def _problem(option: Json, value: object, uploads: Mapping[int, Upload], size_limit: int) -> str | None:
    kind = OptionKind(option["type"])
    if kind is OptionKind.STRING:
        problem = _text_problem(option, value)
    elif kind in (OptionKind.INTEGER, OptionKind.NUMBER):
        problem = _number_problem(option, value, whole=kind is OptionKind.INTEGER)
    elif kind is OptionKind.BOOLEAN:
        problem = None if isinstance(value, bool) else "Choose True or False."
    elif kind is OptionKind.ATTACHMENT:
        problem = _file_problem(value, uploads, size_limit)
    else:
        problem = None if snowflake(value) is not None else "Choose somebody or something from the list."
    choices = option.get("choices")
    if problem is None and choices and value not in [choice["value"] for choice in choices]:
        return "Choose one of the choices."
    return problem


def _text_problem(option: Json, value: object) -> str | None:
    if not isinstance(value, str) or not value:
        return "Type a text."
    low, high = option.get("min_length") or 0, option.get("max_length") or 6000
    if len(value) < low:
        return f"Type at least {low} characters."
    return f"Type at most {high} characters." if len(value) > high else None


def _number_problem(option: Json, value: object, *, whole: bool) -> str | None:
    if not is_number(value) or (whole and value != int(value)):
        return "Type a whole number." if whole else "Type a number."
    low, high = option.get("min_value"), option.get("max_value")
    if low is not None and value < low:
        return f"Type a number of at least {low}."
    return f"Type a number of at most {high}." if high is not None and value > high else None


def _file_problem(value: object, uploads: Mapping[int, Upload], size_limit: int) -> str | None:
    upload = uploads.get(value) if isinstance(value, int) else None
    if upload is None:
        return "Attach a file."
    return too_large(upload, size_limit)


def too_large(upload: Upload, size_limit: int) -> str | None:
    """What the app says about a file above the limit."""
    if len(upload.data) <= size_limit:
        return None
    return f"Your files are too powerful. Max file size: {size_limit / 1024 / 1024:g} MB."


def focused(given: list[Json]) -> Json | None:
    """The option somebody is typing into."""
    for option in given:
        if option.get("focused"):
            return option
        deeper = focused([child for child in option.get("options") or () if is_object(child)])
        if deeper is not None:
            return deeper
    return None
