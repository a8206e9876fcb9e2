"""Copying a whole store into an empty one of the other kind: all of it in one transaction, or nothing.

Tables and columns come from `schema`, so that one added later is copied without anybody remembering it. Rows pass
through in batches, whatever their number. Only one thing is changed on the way, at the very end: see `_LET_GO`.
"""

import json
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage.address import is_embedded, read_address
from bot.storage.dialects import begin_migration, continue_numbers, lock_tables
from bot.storage.engine_options import ENGINE_OPTIONS
from bot.storage.schema import job, metadata
from bot.storage.source import CopyRefused, open_source

_BATCH = 1_000
_CHECKSUM_BYTES = 16
_write_down = json.JSONEncoder(sort_keys=True, default=repr).encode
# The processes of the source are proven dead, which the target would find out only when their leases run out. Ended
# leases make their jobs orphans at once; the attempt stays, and with it the fence. What was put off stays put off.
_LET_GO = sa.update(job).where(job.c.lease.is_not(None), job.c.boot.is_not(None)).values(lease=0)


class CopyDiffers(RuntimeError):
    """What was read back is not what was written; nothing has been kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableContent:
    """What a table holds: as many rows, and a checksum over all values of all of them, in whatever order."""

    table: str
    rows: int
    checksum: str


async def copy_store(source: str, target: str) -> tuple[TableContent, ...]:
    """Copy every row at one address into the empty, migrated store at another, and say what was copied.

    Raises CopyRefused if the two are not fit for it, CopyDiffers if the target did not take what it was given.
    """
    _require_different_kinds(source, target)
    async with open_source(source) as old, _open_target(target) as new:
        return await new.run_sync(_copy, await old.run_sync(lambda connection: connection))


def _require_different_kinds(source: str, target: str) -> None:
    """Refuse what a copy cannot or need not do; an address that cannot be read is refused where it is opened."""
    if source == target:
        raise CopyRefused("source and target are the same database")
    if source.startswith("sqlite") and is_embedded(read_address(target)):
        raise CopyRefused("source and target are both SQLite files: while nothing runs, the file itself can be copied")


@asynccontextmanager
async def _open_target(address: str) -> AsyncGenerator[AsyncConnection]:
    engine = create_async_engine(read_address(address), poolclass=NullPool, **ENGINE_OPTIONS)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


def _copy(target: sa.Connection, source: sa.Connection) -> tuple[TableContent, ...]:
    tables = metadata.sorted_tables
    begin_migration(target)
    lock_tables(target, tables)
    _require_empty(target, tables)
    copied = tuple(_copy_table(source, target, table) for table in tables)
    for table, content in zip(tables, copied, strict=True):
        if _content(target, table) != content:
            raise CopyDiffers(f"table {table.name} did not arrive as it was sent: the target is left empty")
        continue_numbers(target, table)
    target.execute(_LET_GO)
    return copied


def _require_empty(target: sa.Connection, tables: Sequence[sa.Table]) -> None:
    for table in tables:
        if target.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
            raise CopyRefused(f"the target is not empty, its table {table.name} has rows: name a new database")


def _copy_table(source: sa.Connection, target: sa.Connection, table: sa.Table) -> TableContent:
    content = _Digest()
    for batch in _batches(source, table):
        content.add(batch)
        target.execute(sa.insert(table), [dict(row) for row in batch])
    return content.of(table)


def _content(connection: sa.Connection, table: sa.Table) -> TableContent:
    content = _Digest()
    for batch in _batches(connection, table):
        content.add(batch)
    return content.of(table)


def _batches(connection: sa.Connection, table: sa.Table) -> Iterator[Sequence[sa.RowMapping]]:
    """All rows, a batch in memory at a time."""
    streaming = sa.select(table).execution_options(stream_results=True, max_row_buffer=_BATCH)
    yield from connection.execute(streaming).mappings().partitions(_BATCH)


class _Digest:
    """Counts rows and sums up their hashes: the databases need not agree on an order, and no row goes unnoticed."""

    def __init__(self) -> None:
        self._rows = 0
        self._sum = 0

    def add(self, rows: Sequence[sa.RowMapping]) -> None:
        self._rows += len(rows)
        for row in rows:
            written = _write_down(tuple(row.values()))
            self._sum += int.from_bytes(blake2b(written.encode(), digest_size=_CHECKSUM_BYTES).digest())

    def of(self, table: sa.Table) -> TableContent:
        checksum = self._sum % (1 << 8 * _CHECKSUM_BYTES)
        return TableContent(table=table.name, rows=self._rows, checksum=f"{checksum:0{2 * _CHECKSUM_BYTES}x}")
