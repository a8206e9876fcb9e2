"""How long and how much: the bounds of one client, as two values."""

from dataclasses import dataclass

import httpx


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds, by phase."""

    connect: float = 5.0
    write: float = 30.0
    read: float = 30.0
    """Between two pieces of an answer."""
    submit: float = 60.0
    """For the answer to a submit: giving up early makes a paid request uncertain."""
    pool: float = 10.0
    """For a free connection."""
    exchange: float = 90.0
    """For one request and its whole answer, however alive the connection looks."""
    repeating: float = 45.0
    """How long a call that is safe to repeat is repeated."""
    upload: float = 300.0
    """For one piece of an upload."""
    download: float = 60.0
    """For one picture."""

    def for_httpx(self, read: float | None = None) -> httpx.Timeout:
        """As httpx takes them."""
        return httpx.Timeout(connect=self.connect, write=self.write, read=read or self.read, pool=self.pool)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much of everything."""

    connections: int = 20
    kept_alive: int = 10
    answer_bytes: int = 8 * 2**20
    """The largest JSON answer that is read."""
    picture_bytes: int = 30 * 2**20
    """The largest picture that is downloaded."""
