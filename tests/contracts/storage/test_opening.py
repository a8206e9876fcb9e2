"""Opening a store by its address: a file has one owner, a server has many."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.parts import open_store
from bot.settings import Settings
from bot.storage.address import UnknownAddress
from bot.storage.database import open_database
from bot.storage.directory import DirectoryTaken
from tests.contracts.storage.stores import PostgresServer


async def test_a_file_has_one_owner(tmp_path: Path) -> None:
    """The second process on a data directory is refused."""
    settings = Settings(data_dir=tmp_path / "data")
    async with open_store(settings):
        with pytest.raises(DirectoryTaken):
            async with open_store(settings):
                pass


async def test_a_server_has_many_users_and_needs_no_directory(postgres: PostgresServer, tmp_path: Path) -> None:
    """Any number of processes may open the same PostgreSQL database, and the first one makes the schema."""
    async with postgres.fresh(migrated=False) as address:
        settings = Settings(data_dir=tmp_path / "data", database_url=SecretStr(address))
        async with open_store(settings) as one, open_store(settings) as two:
            await one.ping()
            await two.ping()
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("address", ["postgresql://u:geheim@h/d", "mysql+aiomysql://u:geheim@h/d", "geheim"])
async def test_an_unknown_address_is_refused_without_being_repeated(address: str) -> None:
    """The message names what would do, and not what may be a password."""
    with pytest.raises(UnknownAddress) as caught:
        async with open_database(address):
            pass
    assert "geheim" not in str(caught.value)
