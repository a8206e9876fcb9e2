"""What an engine is asked for: the wish, and the pictures it is made from. A value; nobody is asked here."""

from dataclasses import dataclass

from bot.domain.request import Wish
from bot.domain.result import Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One job as an engine gets it. Every picture comes with its bytes and, where Discord keeps it, with a fresh link.

    An engine on this machine reads bytes; a hosted one hands on links, or uploads the bytes where a link leads nowhere
    from outside.
    """

    key: str
    """The job's; the same key is the same order."""
    wish: Wish
    """With its style written out, as `services.restyle.engine_wish` does."""
    source: Picture | None = None
    """What the wish is about; None if `wish.task` begins with nothing."""
    source_url: str | None = None
    mask: Picture | None = None
    """Of the source's size, grey: white is to be changed, black to be kept. None unless `wish.task` has one."""
    mask_url: str | None = None
    attempt: int = 1
    """Which try of the job this is; a hosted engine is told it, so that two orders of one job can be told apart."""
