"""Lineage: which pictures came from which, as a tree to be read from above. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.job import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A job in its family."""

    depth: int
    """0 for one whose parent is not there."""
    job: Job


def family_tree(jobs: Iterable[Job]) -> Sequence[Branch]:
    """Every job below the one it varies, each level by version; one whose parent is missing stands at the left."""
    family = sorted(jobs, key=lambda job: job.version)
    known = {job.key for job in family}
    children = dict[str | None, list[Job]]()
    for job in family:
        children.setdefault(job.parent if job.parent in known else None, []).append(job)
    found, pending = list[Branch](), [Branch(depth=0, job=job) for job in reversed(children.get(None, []))]
    # Without recursion: somebody may make a thousand pictures, each from the last.
    while pending:
        branch = pending.pop()
        found.append(branch)
        below = reversed(children.get(branch.job.key, []))
        pending += [Branch(depth=branch.depth + 1, job=job) for job in below]
    return found
