"""Drafts and families: what a form is about, and who came from whom."""

from datetime import timedelta

from bot.domain.draft import Draft
from bot.domain.job import Job
from bot.domain.request import Upload
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.contracts.storage.queueing import arrive
from tests.factories import new_job

GUILD, OTHER, ALICE, BOB = 1, 2, 10, 11
UPLOADS = tuple(Upload(url=f"https://cdn.discordapp.com/{n}.png?hm=1", filename=f"{n}.png", size=n) for n in (1, 2))
HOUR = timedelta(hours=1)


async def keep(database: SqlDatabase, clock: ManualClock, key: str, guild: int = GUILD, user: int = ALICE) -> None:
    draft = Draft(key=key, user_id=user, uploads=UPLOADS)
    await database.run(lambda tx: tx.records(guild).keep_draft(draft, clock.now() + HOUR))


async def look(
    database: SqlDatabase, clock: ManualClock, key: str, guild: int = GUILD, user: int = ALICE
) -> Draft | None:
    return await database.run(lambda tx: tx.records(guild).draft(key, user, clock.now()))


async def test_a_draft_is_its_person_s_in_its_server(database: SqlDatabase, clock: ManualClock) -> None:
    """Its pictures come back in their order; to anybody else, and elsewhere, there is none."""
    await keep(database, clock, "one")
    found = await look(database, clock, "one")
    assert found is not None
    assert found.uploads == UPLOADS
    assert await look(database, clock, "one", user=BOB) is None
    assert await look(database, clock, "one", guild=OTHER) is None
    assert "hm=1" not in repr(found)


async def test_a_draft_is_over_and_swept(database: SqlDatabase, clock: ManualClock) -> None:
    """After its time it is not found, and the next sweep deletes it; younger ones stay."""
    await keep(database, clock, "old")
    clock.advance(1800)
    await keep(database, clock, "young")
    clock.advance(1800)
    assert await look(database, clock, "old") is None
    await database.run(lambda tx: tx.upkeep.sweep(clock.now()))
    clock.advance(-1800)
    assert await look(database, clock, "old") is None
    assert await look(database, clock, "young") is not None


async def test_versions_count_a_family_and_no_other(database: SqlDatabase, clock: ManualClock) -> None:
    """From 1 in the order of asking; the family is told newest first, to its own server."""
    first = await arrive(database, clock, new_job(GUILD, ALICE))
    stranger = await arrive(database, clock, new_job(GUILD, ALICE))
    second, third = [
        await arrive(
            database, clock, new_job(GUILD, user, parent=first.key, root=first.root, parent_version=1, picture=2)
        )
        for user in (BOB, ALICE)
    ]
    assert [(job.version, job.parent_version, job.picture) for job in (first, second, third, stranger)] == [
        (1, None, None), (2, 1, 2), (3, 1, 2), (1, None, None),
    ]  # fmt: skip

    async def family(guild: int) -> list[Job]:
        return await database.run(lambda tx: tx.records(guild).family(first.root))

    assert [job.version for job in await family(GUILD)] == [3, 2, 1]
    assert await family(OTHER) == []
