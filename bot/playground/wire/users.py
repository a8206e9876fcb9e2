"""The bot's account, its application, its guilds, its direct messages, and where its gateway is."""

from bot.playground.entities import Guild
from bot.playground.errors import malformed, refuse
from bot.playground.values import Json, snowflake
from bot.playground.wire.route import Answer, Call, Context, Route


def _me(context: Context, _call: Call) -> Answer:
    account: Json = {"mfa_enabled": False, "locale": "en-US", "verified": True, "email": None, "premium_type": 0}
    return Answer(body=context.shapes.user(context.world.bot) | account)


def _application(context: Context, _call: Call) -> Answer:
    world = context.world
    application: Json = {
        "id": str(world.application_id),
        "name": world.bot.username,
        "icon": None,
        "description": "",
        "type": None,
        "bot": context.shapes.user(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": world.signing_key,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": context.shapes.user(world.owner),
        "approximate_guild_count": len(_joined(context)),
        "approximate_user_install_count": sum(user.has_app for user in world.users.values()),
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "integration_types_config": {"0": {}, "1": {}},
    }
    return Answer(body=application)


def _joined(context: Context) -> list[Guild]:
    return [guild for guild in context.world.guilds.values() if context.world.has_bot(guild.id)]


def _guilds(context: Context, call: Call) -> Answer:
    after, limit = call.number("after") or 0, min(max(call.number("limit") or 200, 1), 200)
    later = sorted((guild for guild in _joined(context) if guild.id > after), key=lambda guild: guild.id)
    return Answer(body=[_my_guild(context, guild) for guild in later[:limit]])


def _my_guild(context: Context, guild: Guild) -> Json:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "banner": None,
        "owner": False,
        "permissions": str(context.permissions.in_guild(context.world.bot.id, guild)),
        "features": [],
    }


def _open_dm(context: Context, call: Call) -> Answer:
    user = snowflake(call.json.get("recipient_id"))
    if user is None or user not in context.world.users or user == context.world.bot.id:
        raise malformed(("recipient_id",), "USER_INVALID", "Cannot send messages to this user")
    return Answer(body=context.shapes.channel(context.posts.open_dm(user)))


def _user(context: Context, call: Call) -> Answer:
    user = context.world.users.get(call.id("user"))
    if user is None:
        raise refuse("unknown user")
    return Answer(body=context.shapes.user(user))


def _gateway(context: Context, _call: Call) -> Answer:
    left = context.sessions.identifies_left
    limit = {
        "total": context.knobs.identifies_a_day,
        "remaining": left,
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    return Answer(body={"url": context.gateway_url, "shards": 1, "session_start_limit": limit})


ROUTES = [
    Route(method="GET", path="/users/@me", handler=_me, bucket="me"),
    Route(method="GET", path="/oauth2/applications/@me", handler=_application, bucket="application"),
    Route(method="GET", path="/applications/@me", handler=_application, bucket="application"),
    Route(method="GET", path="/users/@me/guilds", handler=_guilds, bucket="guilds"),
    Route(method="POST", path="/users/@me/channels", handler=_open_dm, bucket="dm-open"),
    Route(method="GET", path=r"/users/{user:\d+}", handler=_user, bucket="user"),
    Route(method="GET", path="/gateway/bot", handler=_gateway, bucket="gateway"),
]
