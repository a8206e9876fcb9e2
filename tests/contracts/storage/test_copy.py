"""Moving a store to the other kind of database: all of it arrives, work goes on there, or nothing has happened."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.domain.job import State
from bot.storage.copy import CopyDiffers, copy_store
from bot.storage.database import SqlDatabase, open_database
from bot.storage.schema import metadata
from bot.storage.source import CopyRefused, SourceTaken
from tests.conftest import ManualClock
from tests.contracts.storage.full_store import HOUR, Rows, everything, fill
from tests.contracts.storage.stores import PostgresServer, SqliteFiles
from tests.factories import new_job, present
from tests.integration.test_cli import restyle


@pytest.fixture
async def source(tmp_path: Path, migrated: Path, clock: ManualClock) -> AsyncGenerator[str]:
    """The address of a SQLite store that has something of everything."""
    async with SqliteFiles(tmp_path, migrated).fresh() as address:
        async with open_database(address) as database:
            await fill(database, clock)
        yield address


@pytest.fixture
async def target(postgres: PostgresServer) -> AsyncGenerator[str]:
    """The address of an empty PostgreSQL store."""
    async with postgres.fresh() as address:
        yield address


async def _everything(address: str) -> Rows:
    async with open_database(address) as database:
        return await database.run_raw(everything)


def _as_of_dead_processes(rows: Rows) -> Rows:
    """What is expected of a copy: the same, but for leases, which died with who held them."""
    held = [job for job in rows["job"] if job["lease"] is not None and job["boot"] is not None]
    assert len(held) > 4
    for job in held:
        job["lease"] = 0
    return rows


async def _claim_all(database: SqlDatabase, clock: ManualClock, *, boot: str) -> list[tuple[str, int]]:
    """Rescue the orphans, then take and cancel whatever may start, until nothing may: keys and attempts in order."""
    orphans = await database.run(lambda tx: tx.jobs.orphans(clock.now(), boot))
    for orphan in sorted(orphans, key=lambda each: each.key):
        assert await database.run(lambda tx, orphan=orphan: tx.jobs.release(orphan, clock.now(), boot))
    taken = list[tuple[str, int]]()
    while job := await database.run(lambda tx: tx.jobs.claim(clock.now(), clock.now() + HOUR, boot)):
        taken.append((job.key, job.attempt))
        end = State.CANCELLED if job.state is not State.FETCHED else State.FAILED
        await database.run(
            lambda tx, job=job, end=end: present(
                tx.jobs.end(job.key, end, clock.now(), reason="x", attempt=job.attempt)
            )
        )
        clock.advance(1)
    return taken


async def test_the_store_to_copy_has_everything_in_it(source: str) -> None:
    """The tests below copy a job of every state and lane, and a value in every column of every table."""
    rows = await _everything(source)
    assert {job["state"] for job in rows["job"]} == set(State)
    assert {job["lane"] for job in rows["job"]} == {"asking", "intake", "waiting", "running", "ended"}
    for table in metadata.sorted_tables:
        for column in table.columns:
            assert any(row[column.name] is not None for row in rows[table.name]), column


async def test_everything_arrives(source: str, target: str) -> None:
    """Every column of every row is in PostgreSQL as it was in SQLite, and the source stays as it was."""
    before = await _everything(source)
    copied = await copy_store(source, target)
    assert {content.table: content.rows for content in copied} == {name: len(rows) for name, rows in before.items()}
    assert await _everything(source) == before
    assert await _everything(target) == _as_of_dead_processes(before)


@pytest.mark.thorough
async def test_the_way_back_loses_nothing_either(source: str, target: str, tmp_path: Path, migrated: Path) -> None:
    """Copied to PostgreSQL and back, every row is the same again."""
    there = await copy_store(source, target)
    between = await _everything(target)
    async with SqliteFiles(tmp_path, migrated).fresh() as back:
        again = await copy_store(target, back)
        assert await _everything(back) == between
    same = {content.table for content in there} - {"job"}
    assert [each for each in again if each.table in same] == [each for each in there if each.table in same]


async def test_the_command_says_what_it_copied(source: str, target: str, tmp_path: Path) -> None:
    """`migrate --copy-from` lists tables and rows; a source in use is exit code 3 and one line."""
    async with open_database(source) as database:
        before = await database.run_raw(everything)
        taken = await restyle(tmp_path, "migrate", "--copy-from", source, RESTYLE_DATABASE_URL=target)
    moved = await restyle(tmp_path, "migrate", "--copy-from", source, RESTYLE_DATABASE_URL=target)
    assert (taken.code, moved.code) == (3, 0), (taken.err, moved.err)
    assert "restyle: the source is in use" in taken.err
    for table, rows in before.items():
        assert any({table, str(len(rows))} <= set(line.split()) for line in moved.err.splitlines()), moved.err


async def test_work_goes_on_in_the_same_order(source: str, target: str, tmp_path: Path, clock: ManualClock) -> None:
    """What another start on the file would have taken up, in its order and with its attempts, PostgreSQL hands out."""
    file = present(sa.make_url(source).database)
    shutil.copy(file, tmp_path / "stayed.db")
    await copy_store(source, target)
    moved = ManualClock()
    moved.time = clock.time
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'stayed.db'}") as stayed:
        expected = await _claim_all(stayed, clock, boot="boot-next")
    async with open_database(target) as database:
        assert await _claim_all(database, moved, boot="boot-next") == expected
    assert len(expected) > 20


async def test_new_jobs_are_numbered_after_the_copied_ones(source: str, target: str, clock: ManualClock) -> None:
    """The first job accepted after the move stands behind all that came along."""
    await copy_store(source, target)
    async with open_database(target) as database:
        new = await database.run(lambda tx: tx.jobs.add(new_job(1, 10), clock.now()))
        rows = await database.run_raw(everything)
    numbers = {job["key"]: job["id"] for job in rows["job"]}
    assert numbers.pop(new.key) == max(numbers.values()) + 1


@pytest.mark.thorough
async def test_a_late_word_of_the_old_process_changes_nothing(source: str, target: str, clock: ManualClock) -> None:
    """The attempts came along: once a copied job is taken up, a claim from before the move is worth nothing."""
    await copy_store(source, target)
    async with open_database(target) as database:
        (old, *_) = await database.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-next"))
        assert await database.run(lambda tx: tx.jobs.release(old, clock.now(), "boot-next"))
        taken = await _claim_all(database, clock, boot="boot-next")
        assert dict(taken)[old.key] == old.attempt + 1
        assert await database.run(lambda tx: tx.jobs.move(old.claim, State.WAITING)) is None


async def test_a_target_with_rows_is_refused(source: str, target: str, clock: ManualClock) -> None:
    """A store that has jobs is not copied over, and what it has stays."""
    async with open_database(target) as database:
        await database.run(lambda tx: tx.jobs.add(new_job(1, 10), clock.now()))
    before = await _everything(target)
    with pytest.raises(CopyRefused, match="not empty"):
        await copy_store(source, target)
    assert await _everything(target) == before


async def test_a_file_in_use_is_refused(source: str, target: str) -> None:
    """While a process has the file open, even doing nothing, it is not copied."""
    async with open_database(source) as database:
        await database.ping()
        with pytest.raises(SourceTaken, match="in use"):
            await copy_store(source, target)
    assert await copy_store(source, target)


async def test_a_server_in_use_is_refused(target: str, tmp_path: Path, migrated: Path) -> None:
    """While anybody is connected to the PostgreSQL database, it is not copied."""
    async with SqliteFiles(tmp_path, migrated).fresh() as back, open_database(target) as database:
        await database.ping()
        with pytest.raises(SourceTaken, match="1 other connection"):
            await copy_store(target, back)


@pytest.mark.parametrize(
    ("revision", "complaint"), [("9999", "does not know"), (None, "run `restyle migrate` on it first")]
)
async def test_another_schema_is_refused(source: str, target: str, revision: str | None, complaint: str) -> None:
    """Only a store of exactly this program's schema is copied; an older one is named, not changed."""

    def pretend(connection: sa.Connection) -> None:
        connection.execute(sa.text("DELETE FROM alembic_version"))
        if revision:
            connection.execute(sa.text(f"INSERT INTO alembic_version VALUES ('{revision}')"))

    async with open_database(source) as database:
        await database.run_raw(pretend)
    with pytest.raises(CopyRefused, match=complaint):
        await copy_store(source, target)


async def test_what_does_not_need_copying_is_refused(source: str, target: str, tmp_path: Path) -> None:
    """A file that is not there is not made; two files, or the same database twice, are no move."""
    missing = tmp_path / "missing.db"
    with pytest.raises(CopyRefused, match="no file"):
        await copy_store(f"sqlite+aiosqlite:///{missing}", target)
    assert not missing.exists()
    with pytest.raises(CopyRefused, match="both SQLite"):
        await copy_store(source, f"sqlite+aiosqlite:///{missing}")
    with pytest.raises(CopyRefused, match="same database"):
        await copy_store(target, target)
    with pytest.raises(CopyRefused, match="must be") as caught:
        await copy_store("mysql://u:geheim@h/d", target)
    assert "geheim" not in str(caught.value)


async def test_a_target_that_changes_what_it_is_given_is_left_empty(source: str, target: str) -> None:
    """If one value reads back differently, nothing of the copy stays."""

    def meddle(connection: sa.Connection) -> None:
        connection.execute(
            sa.text(
                "CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN IF NEW.number = 2 THEN NEW.seed := NEW.seed + 1; END IF; RETURN NEW; END'"
            )
        )
        connection.execute(
            sa.text("CREATE TRIGGER meddle BEFORE INSERT ON result FOR EACH ROW EXECUTE FUNCTION meddle()")
        )

    async with open_database(target) as database:
        await database.run_raw(meddle)
    with pytest.raises(CopyDiffers, match="result"):
        await copy_store(source, target)
    assert not any((await _everything(target)).values())
