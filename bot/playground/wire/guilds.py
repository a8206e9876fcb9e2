"""Guilds the bot is in: one of their members, their roles."""

from bot.playground.errors import refuse
from bot.playground.wire.access import joined_guild
from bot.playground.wire.route import Answer, Call, Context, Route


def _member(context: Context, call: Call) -> Answer:
    guild = joined_guild(context, call.id("guild"))
    member = guild.members.get(call.id("user"))
    if member is None:
        raise refuse("unknown member" if call.id("user") in context.world.users else "unknown user")
    return Answer(body=context.shapes.member(member))


def _roles(context: Context, call: Call) -> Answer:
    guild = joined_guild(context, call.id("guild"))
    return Answer(body=[context.shapes.role(role) for role in guild.roles.values()])


GUILD = "/guilds/{guild}"
ROUTES = [
    Route(method="GET", path=f"{GUILD}/members/{{user}}", handler=_member, bucket="member-read", major="guild"),
    Route(method="GET", path=f"{GUILD}/roles", handler=_roles, bucket="role-list", major="guild"),
]
