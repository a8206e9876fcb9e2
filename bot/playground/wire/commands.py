"""Registered commands: the whole list replaced, or read. Same-named commands keep their ids."""

from bot.playground.entities import Command
from bot.playground.errors import refuse
from bot.playground.rules.commands import check_commands, kind_of
from bot.playground.values import Json
from bot.playground.wire.access import joined_guild
from bot.playground.wire.route import Answer, Call, Context, Route

GUARANTEED: Json = {
    "description": "",
    "default_member_permissions": None,
    "nsfw": False,
    "name_localizations": None,
    "description_localizations": None,
}


def _scope(context: Context, call: Call) -> int | None:
    if call.id("application") != context.world.application_id:
        raise refuse("unknown application")
    guild_id = call.id("guild") if "guild" in call.ids else None
    if guild_id is not None:
        joined_guild(context, guild_id)
    return guild_id


def _registered(context: Context, guild_id: int | None) -> list[Command]:
    return [command for command in context.world.commands.values() if command.guild_id == guild_id]


def _read(context: Context, call: Call) -> Answer:
    return Answer(body=[context.shapes.command(command) for command in _registered(context, _scope(context, call))])


def _replace(context: Context, call: Call) -> Answer:
    guild_id = _scope(context, call)
    check_commands(call.body.json)
    before = {(command.kind, command.name): command for command in _registered(context, guild_id)}
    after = [_registration(context, body, guild_id, before) for body in call.body.json]
    for command in before.values():
        if command not in after:
            del context.world.commands[command.id]
            context.world.emit("COMMAND_DELETE", command)
    for command in after:
        context.world.commands[command.id] = command
        context.world.emit("COMMAND_PUT", command)
    context.world.emit("COMMANDS_UPDATE", after)
    return Answer(body=[context.shapes.command(command) for command in after])


def _registration(
    context: Context, body: Json, guild_id: int | None, before: dict[tuple[int, str], Command]
) -> Command:
    """The old command if nothing changed, otherwise a new version under the old id."""
    known = before.get((kind_of(body), body["name"]))
    key = known.id if known else context.world.snowflakes.next()
    version = context.world.snowflakes.next()
    whole = _whole(context, body, guild_id, key, version)
    if known is not None and known.body == whole | {"version": str(known.version)}:
        return known
    return Command(id=key, kind=kind_of(body), name=body["name"], guild_id=guild_id, version=version, body=whole)


def _whole(context: Context, body: Json, guild_id: int | None, key: int, version: int) -> Json:
    shape: Json = {
        **GUARANTEED,
        **{name: value for name, value in body.items() if value is not None or name in GUARANTEED},
        "id": str(key),
        "application_id": str(context.world.application_id),
        "version": str(version),
        "type": kind_of(body),
    }
    permissions = body.get("default_member_permissions")
    shape["default_member_permissions"] = None if permissions is None else str(permissions)
    if guild_id is not None:
        return shape | {"guild_id": str(guild_id)}
    defaults: Json = {"integration_types": [0], "contexts": None, "dm_permission": True}
    return defaults | shape


ROUTES = [
    Route(method=method, path=path, handler=handler, bucket="commands", major=major)
    for path, major in (
        ("/applications/{application}/commands", None),
        ("/applications/{application}/guilds/{guild}/commands", "guild"),
    )
    for method, handler in (("GET", _read), ("PUT", _replace))
]
