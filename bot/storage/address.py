"""Reading a store's address. Which databases there are is decided here and in `dialects`, nowhere else."""

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

_DRIVERS = frozenset({"sqlite+aiosqlite", "postgresql+asyncpg"})


class UnknownAddress(RuntimeError):
    """The address of a database is not one that this program can open."""

    def __init__(self) -> None:
        # Without the address: it may hold a password.
        super().__init__(
            "must be sqlite+aiosqlite:///FILE, with one more slash for an absolute path, "
            "or postgresql+asyncpg://USER:PASSWORD@HOST/DATABASE"
        )


def read_address(address: str) -> sa.URL:
    """The parts of a SQLAlchemy URL; raises UnknownAddress."""
    try:
        url = sa.make_url(address)
    except ArgumentError:
        raise UnknownAddress from None
    if url.drivername not in _DRIVERS or not url.database:
        raise UnknownAddress
    return url


def is_embedded(url: sa.URL) -> bool:
    """Whether the store is a file that one process owns, and not a server that many share."""
    return url.get_backend_name() == "sqlite"
