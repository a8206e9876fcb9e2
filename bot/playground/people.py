"""People for tests: they use the app by names and labels, and get the outcome of what they did.

A person awaits the bot's first response, as somebody watching the screen does; what comes later is seen on the live
message of the outcome or through `Playground.until`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.playground.actions import Actions, Declined, Visitor
from bot.playground.constants import Callback, CommandKind, OptionKind, Part
from bot.playground.entities import Channel, Command, Message, Role, Sticker, User, button_label, walk
from bot.playground.interaction import Interaction
from bot.playground.rules.inputs import inputs_of
from bot.playground.rules.locales import ENGLISH
from bot.playground.rules.options import innermost
from bot.playground.talk import Talk
from bot.playground.uploads import Upload
from bot.playground.values import Json, as_list, as_object, is_list
from bot.playground.world import World

File = Path | bytes | tuple[str, bytes]
Place = Channel | str | int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an interaction. `failed` is the text the person sees if nothing came."""

    interaction: Interaction

    @property
    def acknowledged(self) -> bool:
        """Whether the bot answered in time."""
        return self.interaction.state == "answered"

    @property
    def kind(self) -> Callback | None:
        """How the bot answered."""
        return self.interaction.callback

    @property
    def message(self) -> Message:
        """The bot's message: the reply, live, or the message the pressed control stands on."""
        if self.interaction.message is None:
            raise AssertionError(f"no message came: {self}")
        return self.interaction.message

    @property
    def modal(self) -> Interaction:
        """The interaction whose answer opened a modal, to be submitted."""
        if self.interaction.modal is None:
            raise AssertionError(f"no modal came: {self}")
        return self.interaction

    @property
    def failed(self) -> str | None:
        """What the app shows instead of an answer."""
        return self.interaction.failed

    @property
    def ack_seconds(self) -> float | None:
        """Seconds from sending to the bot's callback."""
        return self.interaction.ack_seconds


class Person:
    """One person with the Discord app open, in the language `locale`."""

    def __init__(self, user: User, world: World, actions: Actions, talk: Talk) -> None:
        """Act as `user`."""
        self.user = user
        self.locale: str = ENGLISH
        self._world = world
        self._actions = actions
        self._talk = talk

    @property
    def _visitor(self) -> Visitor:
        return Visitor(user=self.user, locale=self.locale)

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    async def slash(self, channel: Place, name: str, /, **options: object) -> Outcome:
        """Type a slash command. `name` may name subcommands, separated by spaces; files are paths, bytes or pairs."""
        command = self._command(name.split(maxsplit=1)[0], CommandKind.SLASH)
        given, uploads = self._typed(command, name.split()[1:], options)
        place = self._place(channel)
        interaction = self._actions.command(self._visitor, place, command, options=given, uploads=uploads)
        return await _answered(interaction)

    async def autocomplete(
        self, channel: Place, name: str, /, *, focused: tuple[str, Any], **options: object
    ) -> list[tuple[str, Any]]:
        """Type into an option that completes; (name, value) of every choice, nothing if the bot did not answer."""
        command = self._command(name.split(maxsplit=1)[0], CommandKind.SLASH)
        given, _ = self._typed(command, name.split()[1:], options | {focused[0]: focused[1]}, partial=True)
        _mark_focused(given, focused[0])
        interaction = self._actions.autocomplete(self._visitor, self._place(channel), command, given)
        await interaction.answered.wait()
        return [(choice["name"], choice["value"]) for choice in interaction.choices]

    async def click(
        self,
        message: Message,
        label: str | None = None,
        *,
        custom_id: str | None = None,
        values: list[str] | None = None,
    ) -> Outcome:
        """Press the button with this label or custom id, or pick `values` in the select."""
        wanted = custom_id or self._labelled(message, label)
        return await _answered(self._actions.component(self._visitor, message, wanted, values))

    async def submit(self, modal: Interaction | Outcome, values: Mapping[str, object]) -> Outcome:
        """Fill a modal's inputs by custom id and send it; the rest keeps what the bot filled in."""
        opener = modal.modal if isinstance(modal, Outcome) else modal
        filled, uploads = _fill(opener.modal or {}, values)
        return await _answered(self._actions.submit(self._visitor, opener, filled, uploads))

    async def context_menu(self, target: "Message | User | Person", name: str, channel: Place | None = None) -> Outcome:
        """Choose an app command from a message's or a user's menu."""
        if isinstance(target, Message):
            command, place = self._command(name, CommandKind.MESSAGE), self._place(target.channel_id)
        else:
            command, place = self._command(name, CommandKind.USER), self._place(channel or "general")
        target_id = target.id
        interaction = self._actions.command(self._visitor, place, command, options=[], uploads={}, target_id=target_id)
        return await _answered(interaction)

    async def say(
        self, channel: Place, text: str = "", *, files: list[File] | None = None, stickers: list[Sticker] | None = None
    ) -> Message:
        """Post a message."""
        uploads = {index: upload_of(file) for index, file in enumerate(files or [])}
        body: Json = {"content": text, "sticker_ids": [str(sticker.id) for sticker in stickers or ()]}
        return self._talk.say(self.user, self._place(channel), body, uploads)

    async def open_dm(self) -> Channel:
        """The direct messages with the bot, opened if need be."""
        return self._talk.open_dm(self.user)

    async def forward(self, message: Message, channel: Place) -> Message:
        """Forward a message to a channel."""
        return self._talk.forward(self.user, message, self._place(channel))

    def sees(self, channel: Place) -> list[Message]:
        """The last messages this person sees in a channel, oldest first."""
        return self._world.visible(self._place(channel).id, self.user.id)

    async def delete(self, message: Message) -> None:
        """Delete or dismiss a message."""
        self._talk.delete(self.user, message)

    def _place(self, channel: Place) -> Channel:
        return channel if isinstance(channel, Channel) else self._world.channel(channel)

    def _command(self, name: str, kind: CommandKind) -> Command:
        command = self._world.command(name, kind)
        if command is None:
            known = sorted(one.name for one in self._world.commands.values())
            raise Declined(f"There is no command {name!r}; registered are {known}.")
        return command

    def _labelled(self, message: Message, label: str | None) -> str:
        for part in walk(message.components):
            if part["type"] == Part.BUTTON and button_label(part) == label and part.get("custom_id"):
                return part["custom_id"]
        raise Declined(f"There is no button {label!r}; there are {message.buttons}.")

    def _typed(
        self, command: Command, path: list[str], options: Mapping[str, object], *, partial: bool = False
    ) -> tuple[list[Json], dict[int, Upload]]:
        """Options in Discord's shape, from names and Python values."""
        nested: list[Json] = []
        holder, body = nested, command.body
        for step in path:
            body = as_object(next((o for o in as_list(body.get("options")) if o["name"] == step), None))
            holder.append({"name": step, "type": body.get("type", OptionKind.SUBCOMMAND), "options": []})
            holder = holder[0]["options"]
        meant, _ = innermost(command.body, nested)
        kinds = {option["name"]: option["type"] for option in meant.get("options") or ()}
        uploads: dict[int, Upload] = {}
        for name, value in options.items():
            kind = kinds.get(name, OptionKind.STRING)
            if kind == OptionKind.ATTACHMENT and partial:
                continue
            holder.append({"name": name, "type": int(kind), "value": _typed_value(kind, value, uploads)})
        return nested, uploads


def _typed_value(kind: int, value: object, uploads: dict[int, Upload]) -> object:
    if kind == OptionKind.ATTACHMENT:
        uploads[len(uploads)] = upload_of(value)
        return len(uploads) - 1
    return str(value.id) if isinstance(value, Person | User | Channel | Role) else value


def upload_of(file: object) -> Upload:
    """An upload from a path, bytes (named image.png) or a (name, bytes) pair."""
    match file:
        case Upload():
            return file
        case Path():
            return Upload(filename=file.name, data=file.read_bytes())
        case bytes():
            return Upload(filename="image.png", data=file)
        case (str() as name, bytes() as data):
            return Upload(filename=name, data=data)
        case _:
            raise TypeError(f"not a file: {type(file).__name__}")


async def _answered(interaction: Interaction) -> Outcome:
    await interaction.answered.wait()
    return Outcome(interaction)


def _mark_focused(given: list[Json], name: str) -> None:
    for option in given:
        if option["name"] == name and "options" not in option:
            option["focused"] = True
        _mark_focused(option.get("options") or [], name)


def _fill(modal: Json, values: Mapping[str, object]) -> tuple[list[Json], dict[int, Upload]]:
    """The modal's inputs with what the person typed, or what the bot had filled in."""
    uploads: dict[int, Upload] = {}
    unknown = set(values) - set(inputs_of(modal.get("components")))
    if unknown:
        raise Declined(f"The form has no {sorted(unknown)}.")
    filled: list[Json] = []
    for custom_id, part in inputs_of(modal.get("components")).items():
        value = values.get(custom_id, _prefilled(part))
        entry: Json = {"type": part["type"], "custom_id": custom_id}
        if part["type"] == Part.FILE_UPLOAD:
            files = value if is_list(value) else ([] if value is None else [value])
            first = len(uploads)
            uploads |= {first + index: upload_of(file) for index, file in enumerate(files)}
            entry["values"] = list(range(first, len(uploads)))
        elif part["type"] in (Part.TEXT_INPUT, Part.RADIO_GROUP, Part.CHECKBOX):
            entry["value"] = value
        else:
            entry["values"] = value if is_list(value) else ([] if value is None else [value])
        filled.append(entry)
    return filled, uploads


def _prefilled(part: Json) -> object:
    if part["type"] == Part.TEXT_INPUT:
        return part.get("value")
    if part["type"] == Part.CHECKBOX:
        return bool(part.get("default"))
    chosen = [option["value"] for option in part.get("options") or () if option.get("default")]
    if part["type"] == Part.RADIO_GROUP:
        return chosen[0] if chosen else None
    return chosen
