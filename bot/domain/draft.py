"""A draft: what a form on somebody's screen is about, kept because the form itself can carry no links. Values only."""

from dataclasses import dataclass, field

from bot.domain.request import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Pictures of a message or a person that may be restyled."""

    key: str
    user_id: int
    """Whose form it is."""
    uploads: tuple[Upload, ...] = field(repr=False)
    """In the order in which the form counts them."""
