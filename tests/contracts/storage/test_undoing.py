"""Changes of a policy are taken back once, on both databases, however many do it at the same moment."""

import asyncio
from datetime import UTC, datetime

from bot.domain.errors import TooLate
from bot.domain.policy import Change, TimeZone
from bot.services.moderation import Moderator, put_clause, undo_change
from bot.storage.database import SqlDatabase
from tests.fakes.ids import CountedIds

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MOD = Moderator(guild_id=1, user_id=12)


async def test_of_many_who_take_a_change_back_one_does(database: SqlDatabase) -> None:
    """The others are told that it was changed since, and what is there is what was there before it."""
    ids = CountedIds()
    await database.run(put_clause, MOD, TimeZone(zone="Europe/Berlin"), now=NOW, ids=ids)
    change = await database.run(put_clause, MOD, TimeZone(zone="Asia/Tokyo"), now=NOW, ids=ids)
    pressed = (database.run(undo_change, MOD, change.number, now=NOW, ids=ids) for _ in range(20))
    came = await asyncio.gather(*pressed, return_exceptions=True)
    assert sorted(type(each).__name__ for each in came) == [Change.__name__, *[TooLate.__name__] * 19]
    found = await database.run(lambda tx: tx.policies(MOD.guild_id).find(TimeZone, ""))
    assert found == TimeZone(zone="Europe/Berlin")
