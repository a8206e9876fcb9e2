"""Writing a line of the pure rule into a store as it stands."""

from typing import Any

import sqlalchemy as sa

from bot.domain.fairness import GuildLine, MemberLine, Waiting
from bot.storage import line
from bot.storage.schema import guild, job, member


def key_of(waiting: Waiting) -> str:
    """What a job of that number is called in the store."""
    return f"line-{waiting.number}"


def put(connection: sa.Connection, lines: tuple[GuildLine, ...]) -> None:
    """Write guilds, members and their waiting jobs, and settle them."""
    connection.execute(sa.insert(guild), [_guild_row(each) for each in lines])
    members = [(each.guild_id, owner) for each in lines for owner in each.members]
    connection.execute(sa.insert(member), [_member_row(guild_id, owner) for guild_id, owner in members])
    jobs = [_job_row(guild_id, owner.user_id, each) for guild_id, owner in members for each in owner.waiting]
    if jobs:
        connection.execute(sa.insert(job), jobs)
    for guild_id, owner in members:
        line.settle(connection, guild_id, owner.user_id)


def _guild_row(each: GuildLine) -> dict[str, Any]:
    share = {"weight": each.weight, "cap": each.cap, "member_cap": each.member_cap}
    at = {"turn": each.turn, "served": each.served, "start": each.start, "member_start": each.member_start}
    return {"id": each.guild_id} | share | at


def _member_row(guild_id: int, each: MemberLine) -> dict[str, Any]:
    return {"guild_id": guild_id, "user_id": each.user_id, "turn": each.turn, "served": each.served}


def _job_row(guild_id: int, user_id: int, each: Waiting) -> dict[str, Any]:
    key = key_of(each)
    line_values = {"lane": "waiting", "state": "waiting", "cost": each.cost, "batch": int(each.batch)}
    names = {"id": each.number, "key": key, "interaction_id": each.number, "root": key}
    where = {"guild_id": guild_id, "user_id": user_id, "channel_id": 1, "place": "here", "upload_limit": 1}
    about = {"wish": '{"prompt": "x"}', "origin": "command", "engine": "e", "summary": "s", "notes": "[]", "created": 1}
    return names | where | line_values | about
