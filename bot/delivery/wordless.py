"""What is left of a job where a server's AutoMod does not let somebody's words through."""

from dataclasses import replace

from bot.domain.job import Job


def wordless(job: Job) -> Job:
    """The job as it is shown without a word that came from a person."""
    return replace(job, wish=replace(job.wish, prompt="…"), summary="", notes=())
