"""The store behind one seam: `run` gives a plain function one write transaction and answers when it is committed."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import sqlalchemy as sa

from bot.ports import Tx
from bot.storage.address import is_embedded, read_address
from bot.storage.errands import ErrandRows
from bot.storage.fleet import FleetRows
from bot.storage.jobs import JobRows
from bot.storage.ledger import LedgerRows
from bot.storage.outages import outages
from bot.storage.policies import PolicyRows
from bot.storage.pool import open_pool
from bot.storage.records import RecordRows
from bot.storage.upkeep import UpkeepRows
from bot.storage.writer import open_writer

P = ParamSpec("P")
R = TypeVar("R")


class Transactor(Protocol):
    """Gives functions write transactions: SQLite's `Writer`, PostgreSQL's `Pool`."""

    async def run(self, fn: Callable[[sa.Connection], R]) -> R:
        """Run `fn(connection)` in a write transaction and return when it is committed."""
        ...

    async def scrub(self) -> None:
        """Leave nothing in the files that was deleted, as far as that is in our hands."""
        ...


@dataclass(frozen=True, slots=True)
class Transaction:
    """An open write transaction over one connection; keeps the `Tx` port."""

    connection: sa.Connection

    @property
    def jobs(self) -> JobRows:
        """The job rows and the fair line."""
        return JobRows(self.connection)

    @property
    def ledger(self) -> LedgerRows:
        """The allowances."""
        return LedgerRows(self.connection)

    @property
    def fleet(self) -> FleetRows:
        """The processes."""
        return FleetRows(self.connection)

    @property
    def errands(self) -> ErrandRows:
        """What is to be posted or deleted."""
        return ErrandRows(self.connection)

    @property
    def upkeep(self) -> UpkeepRows:
        """What is swept and erased."""
        return UpkeepRows(self.connection)

    def policies(self, guild_id: int) -> PolicyRows:
        """What one tenant's moderators decided."""
        return PolicyRows(self.connection, guild_id)

    def records(self, guild_id: int) -> RecordRows:
        """What one tenant's people asked for."""
        return RecordRows(self.connection, guild_id)


class SqlDatabase:
    """A store that speaks SQL; keeps the `Database` port."""

    def __init__(self, transactor: Transactor, url: sa.URL) -> None:
        self._transactor = transactor
        self.url = url.render_as_string(hide_password=True)
        """Where it is, without a password."""

    async def run(self, fn: Callable[Concatenate[Tx, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run `fn(tx, ...)` in one write transaction; see the port."""
        with outages():
            return await self._transactor.run(lambda connection: fn(Transaction(connection), *args, **kwargs))

    async def run_raw(self, fn: Callable[[sa.Connection], R]) -> R:
        """Run `fn(connection)` in one write transaction: for migrations and checks, with the driver's own errors."""
        return await self._transactor.run(fn)

    async def scrub(self) -> None:
        """Leave nothing in the files that was deleted; see the port."""
        with outages():
            await self._transactor.scrub()

    async def ping(self) -> None:
        """Raise if a write transaction cannot be opened."""
        await self.run_raw(lambda connection: connection.execute(sa.text("SELECT 1")).scalar_one())


@asynccontextmanager
async def open_database(address: str) -> AsyncGenerator[SqlDatabase]:
    """Open a store by SQLAlchemy URL, e.g. `sqlite+aiosqlite:////srv/restyle/restyle.db`; raises UnknownAddress."""
    url = read_address(address)
    async with open_writer(url.database or "") if is_embedded(url) else open_pool(url) as transactor:
        yield SqlDatabase(transactor, url)
