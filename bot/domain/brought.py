"""What a press on a message of ours brings along beside the name of its button. Discord's word, not the person's.

Whoever presses was shown that message, wherever it is, so the press proves that they may look at the job. And it brings
fresh links to what hangs there: all that a guest, who may read no message in that place, will ever get.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.request import MessageRef, Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came along with a press on a button about the job called `key`."""

    key: str
    message: MessageRef | None
    """Where the picture is that they look at: the message that was pressed, or the one whose panel that is."""
    asked_by: int | None = None
    """At whose request that message stands there, where it is the one that was pressed and Discord says so."""
    source: Upload | None = field(default=None, repr=False)
    """What it was made from."""
    mask: Upload | None = field(default=None, repr=False)
    pictures: Mapping[int, str] = field(default_factory=dict[int, str], repr=False)
    """Links to what was made, by the pictures' numbers; those that are shown there."""

    def made(self, picture: int | None) -> Upload | None:
        """One of the pictures as something to begin with: the first unless one is named."""
        url = self.pictures.get(picture or 1)
        return None if url is None else Upload(url=url, filename="result", size=0)
