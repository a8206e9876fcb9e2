"""Databases to test on: SQLite files, and databases of one PostgreSQL server, each made by copying a migrated one."""

import contextlib
import itertools
import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

_numbers = itertools.count(1)


class Stores(Protocol):
    """A kind of database, of which a test may have as many as it likes."""

    def fresh(self, *, migrated: bool = True) -> contextlib.AbstractAsyncContextManager[str]:
        """The address of a new database, which lasts as long as the context."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteFiles:
    """Files in one directory."""

    directory: Path
    template: Path

    @contextlib.asynccontextmanager
    async def fresh(self, *, migrated: bool = True) -> AsyncGenerator[str]:
        file = self.directory / f"{next(_numbers)}.db"
        if migrated:
            shutil.copy(self.template, file)
        yield f"sqlite+aiosqlite:///{file}"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """Databases on one server; `server` is the address of any database on it whose user may create more.

    Their names begin with `prefix`: processes that share a server take a prefix each.
    """

    server: sa.URL
    prefix: str = field(kw_only=True)

    @property
    def template(self) -> str:
        """The database that the others are copies of; whoever makes this object makes it."""
        return f"{self.prefix}_template"

    def address(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    @contextlib.asynccontextmanager
    async def fresh(self, *, migrated: bool = True) -> AsyncGenerator[str]:
        name = f"{self.prefix}_{next(_numbers)}"
        await self.create(name, self.template if migrated else "template1")
        try:
            yield self.address(name)
        finally:
            await self.order(f"DROP DATABASE {name} WITH (FORCE)")

    async def create(self, name: str, template: str = "template1") -> None:
        # A run that was killed may have left one of this name behind.
        await self.order(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name} TEMPLATE {template}")

    async def order(self, *statements: str) -> None:
        engine = create_async_engine(self.server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                await connection.exec_driver_sql(statement)
