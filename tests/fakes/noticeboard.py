"""Where moderators read, as the engine room sees it."""

from bot.domain.notices import Notice
from bot.domain.request import MessageRef
from tests.fakes.script import Script


class KeptNotices:
    """Keeps the `Noticeboard` port in memory, which outlives a crash of the bot as Discord does.

    Faults and gates: `post`, `post.posted` (its answer is lost), `remove`.
    """

    def __init__(self) -> None:
        self.script = Script()
        self.posted: dict[str, tuple[int, Notice]] = {}
        """Channel and notice by its key: one message each, as the nonce demands."""
        self.removed: list[MessageRef] = []

    async def post(self, channel_id: int, notice: Notice, *, key: str, again: bool) -> None:
        await self.script.enter("post")
        self.posted.setdefault(key, (channel_id, notice))
        await self.script.enter("post.posted")

    async def remove(self, message: MessageRef) -> None:
        await self.script.enter("remove")
        self.removed.append(message)
