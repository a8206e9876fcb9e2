"""Commands an application may register: names, options, choices, and how many there may be."""

import unicodedata
from collections import Counter

from bot.playground.constants import CommandKind, OptionKind
from bot.playground.errors import Form, Place, refuse
from bot.playground.rules.fields import Choice, Flag, Items, Number, Table, Text, Whole, check_table
from bot.playground.rules.locales import check_localizations
from bot.playground.values import Json, as_object, is_list, is_object

MOST: dict[int, int] = {CommandKind.SLASH: 100, CommandKind.USER: 15, CommandKind.MESSAGE: 15}
MOST_CHARACTERS = 8000
NESTING = (OptionKind.SUBCOMMAND, OptionKind.GROUP)
COMPLETES = (OptionKind.STRING, OptionKind.INTEGER, OptionKind.NUMBER)
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)

COMMAND: Table = {
    "type": Choice((1, 2, 3)),
    "name": Text(1, 32, required=True),
    "description": Text(0, 100),
    "options": Items(0, 25),
    "nsfw": Flag(),
    "contexts": Items(0, 3, Choice((0, 1, 2))),
    "integration_types": Items(1, 2, Choice((0, 1))),
}
OPTION: Table = {
    "type": Choice(tuple(int(kind) for kind in OptionKind), required=True),
    "name": Text(1, 32, required=True),
    "description": Text(1, 100, required=True),
    "required": Flag(),
    "autocomplete": Flag(),
    "options": Items(0, 25),
    "choices": Items(0, 25),
    "min_length": Number(0, 6000),
    "max_length": Number(1, 6000),
    "min_value": Number(whole=False),
    "max_value": Number(whole=False),
    "channel_types": Items(1, len(CHANNEL_TYPES), Choice(CHANNEL_TYPES)),
}
CHOICE: Table = {"name": Text(1, 100, required=True)}


def check_commands(commands: object) -> None:
    """Raise what Discord would refuse this list of commands with."""
    form = Form()
    if not is_list(commands):
        form.wrong((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        form.settle()
        return
    for index, command in enumerate(commands):
        _check_command(form, (index,), command)
    form.settle()
    kinds = Counter(kind_of(command) for command in commands)
    if any(count > MOST[kind] for kind, count in kinds.items()):
        raise refuse("too many commands")
    names = Counter((kind_of(command), command["name"]) for command in commands)
    for index, command in enumerate(commands):
        if names[kind_of(command), command["name"]] > 1:
            text = "Application command names must be unique"
            form.wrong((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", text)
    form.settle()


def kind_of(command: Json) -> int:
    """A command's type; slash unless it says otherwise."""
    return int(command.get("type") or CommandKind.SLASH)


def _check_command(form: Form, place: Place, command: object) -> None:
    if not is_object(command):
        form.wrong(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    check_table(form, place, command, COMMAND)
    if command.get("type") in (CommandKind.USER, CommandKind.MESSAGE):
        for name in ("description", "options"):
            if command.get(name):
                form.wrong((*place, name), f"APPLICATION_COMMAND_CONTEXT_MENU_{name.upper()}_CANNOT_BE_SET", "Not here")
        check_localizations(form, (*place, "name_localizations"), command.get("name_localizations"), Text(1, 32))
        return
    _check_texts(form, place, command)
    Text(1, 100).check(form, (*place, "description"), command.get("description") or "")
    _check_options(form, (*place, "options"), command.get("options"), NESTING)
    if characters(command) > MOST_CHARACTERS:
        text = f"Command exceeds maximum size ({MOST_CHARACTERS})"
        form.wrong(place, "APPLICATION_COMMAND_TOO_LARGE", text)


class _Name:
    """A command's or option's name."""

    required = False

    def check(self, form: Form, place: Place, value: object) -> None:
        """Length, then letters."""
        Text(1, 32).check(form, place, value)
        if isinstance(value, str) and value and not is_command_name(value):
            form.wrong(place, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_texts(form: Form, place: Place, thing: Json) -> None:
    """The name's letters, and both texts in every language; the tables have checked the rest."""
    name = thing.get("name")
    if isinstance(name, str) and name and not is_command_name(name):
        form.wrong((*place, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    for key, each in (("name_localizations", _Name()), ("description_localizations", Text(1, 100))):
        check_localizations(form, (*place, key), thing.get(key), each)


def is_command_name(name: str) -> bool:
    """Letters, digits, hyphen, underscore and apostrophe, in lower case; marks count in the scripts that need them."""
    fine = all(c in "-_'" or unicodedata.category(c)[0] in "LN" or _in_allowed_script(c) for c in name)
    return fine and name == name.lower() and len(name) <= 32


def _in_allowed_script(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("DEVANAGARI", "THAI"))


def _check_options(form: Form, place: Place, options: object, nestable: tuple[OptionKind, ...]) -> None:
    if not is_list(options):
        return
    optional_seen, names = False, set[object]()
    for index, option in enumerate(options):
        here: Place = (*place, index)
        if not is_object(option):
            form.wrong(here, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            continue
        _check_option(form, here, option, nestable)
        if option.get("required") and optional_seen:
            text = "Required options must be placed before non-required options"
            form.wrong(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text)
        if option.get("name") in names:
            form.wrong((*here, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
        names.add(option.get("name"))
        optional_seen = optional_seen or (option.get("type") not in NESTING and not option.get("required"))
    kinds = [option.get("type") in NESTING for option in options if is_object(option)]
    if any(kinds) and not all(kinds):
        text = "Sub-command and sub-command group option types are mutually exclusive to all other types"
        form.wrong((*place, kinds.index(not kinds[0])), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", text)


def _check_option(form: Form, place: Place, option: Json, nestable: tuple[OptionKind, ...]) -> None:
    check_table(form, place, option, OPTION)
    _check_texts(form, place, option)
    kind = option.get("type")
    if kind in NESTING and kind not in nestable:
        text = "Sub-command groups hold sub-commands, and sub-commands hold neither"
        form.wrong((*place, "type"), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", text)
    elif kind in NESTING:
        inside = (OptionKind.SUBCOMMAND,) if kind == OptionKind.GROUP else ()
        _check_options(form, (*place, "options"), option.get("options"), inside)
    if option.get("autocomplete") and kind not in COMPLETES:
        text = "Autocomplete is for texts and numbers"
        form.wrong((*place, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_INVALID_TYPE", text)
    choices = option.get("choices")
    if choices and option.get("autocomplete"):
        text = "Autocomplete and choices exclude each other"
        form.wrong(place, "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", text)
    if choices:
        check_choices(form, (*place, "choices"), choices, option.get("type"))


def check_choices(form: Form, place: Place, choices: object, kind: object) -> None:
    """Note what is wrong with choices, of an option or of an autocomplete answer."""
    value = Text(1, 100, required=True) if kind == OptionKind.STRING else Number(required=True, whole=False)
    Items(0, 25, Whole({**CHOICE, "value": value})).check(form, place, choices)
    for index, choice in enumerate(choices if is_list(choices) else []):
        if is_object(choice):
            texts, here = choice.get("name_localizations"), (*place, index, "name_localizations")
            check_localizations(form, here, texts, Text(1, 100))


def characters(node: Json) -> int:
    """What counts towards a command's size: names, descriptions, string values, of it and everything below.

    Of a text in several languages the longest counts.
    """
    choices: list[Json] = node.get("choices") or []
    own = _longest(node, "name") + _longest(node, "description")
    chosen = sum(len(choice["value"]) for choice in choices if isinstance(choice.get("value"), str))
    names = sum(_longest(choice, "name") for choice in choices)
    return own + chosen + names + sum(characters(child) for child in node.get("options") or ())


def _longest(node: Json, key: str) -> int:
    texts = [node.get(key), *as_object(node.get(f"{key}_localizations")).values()]
    return max(len(str(text or "")) for text in texts)
