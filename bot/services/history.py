"""What people have asked for: their own jobs page by page, and which picture came from which."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.brought import Brought
from bot.domain.errors import Gone
from bot.domain.job import Job
from bot.domain.lineage import Branch, family_tree
from bot.ports import Ports, Tx
from bot.services.decisions import visible

_PAGE = 8
_LOOK_BACK = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some of a member's jobs, newest first."""

    jobs: tuple[Job, ...]
    older: str | None
    """The job that the next page begins below; None on the last."""
    newest: bool
    """True for the first page."""


class History:
    """Looks back, in one server."""

    def __init__(self, ports: Ports) -> None:
        self._database = ports.database

    async def page(self, guild_id: int, user_id: int, before: str | None = None) -> Page:
        """A member's jobs from below that one on."""
        jobs = await self._database.run(
            lambda tx: tx.records(guild_id).history(user_id, before=before, limit=_PAGE + 1)
        )
        shown = tuple(jobs[:_PAGE])
        return Page(jobs=shown, older=shown[-1].key if len(jobs) > _PAGE else None, newest=before is None)

    async def recent(self, guild_id: int, user_id: int) -> Sequence[Job]:
        """A member's last jobs, newest first, to choose from."""
        return await self._database.run(lambda tx: tx.records(guild_id).history(user_id, limit=_LOOK_BACK))

    async def last(self, guild_id: int, user_id: int) -> Job:
        """A member's last job that another can be made from; raises Gone."""
        for job in await self.recent(guild_id, user_id):
            if job.source_hangs or not job.wish.task.has_source:
                return job
        raise Gone

    async def job(self, key: str, guild_id: int) -> Job:
        """A job of this server; raises Gone."""
        return await self._database.run(visible, key, guild_id)

    async def family(self, key: str, guild_id: int, brought: Brought | None = None) -> Sequence[Branch]:
        """All that came here from what this job came from, as a tree, the job itself among them; raises Gone."""
        return family_tree(await self._database.run(_relatives, key, guild_id, brought))


def _relatives(tx: Tx, key: str, guild_id: int, brought: Brought | None) -> list[Job]:
    job = visible(tx, key, guild_id, brought)
    family = tx.records(guild_id).family(job.root)
    return family if job in family else [*family, job]
