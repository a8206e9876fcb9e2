"""Everything going wrong at once, for many requests: none is paid twice, and none is lost."""

import asyncio
import random

import pytest

from bot.engines.modelrunner import RESTYLE_MODEL, Timeouts, errors
from tests.fakes.modelrunner.faults import KINDS
from tests.fakes.modelrunner_server import open_fake
from tests.integration.modelrunner.clients import Refusing, client_of, restyle

ENDS_ALL = {"failed_400", "failed_200", "never_ends"}
"""Faults after which there is rightly no picture; how each ends is pinned elsewhere."""
BAD_MEDIA = {"empty", "wrong_magic", "redirect"}
ENDED = {"refused", "422_record", "422_error", "error_object", "purged", "410", "foreign", "no_pictures"}


@pytest.mark.thorough
async def test_no_storm_pays_twice_or_loses_a_request() -> None:
    """Every fault of line, submit, status, result, list and media by chance: each request ends in one known way."""
    dice = random.Random(1)
    async with open_fake(seed=1, seconds=lambda r: r.uniform(3, 40)) as fake:
        for place in ("submit", "status", "result", "list", "media"):
            for kind in KINDS[place]:
                if kind not in ENDS_ALL | ENDED | BAD_MEDIA | {"metadata_lost", "huge", "large", "slow"}:
                    value = {"foreign_urls": "https://evil.example", "429": 3}.get(kind)
                    fake.faults.add(place, kind, times=None, chance=0.01, value=value)
        timeouts = Timeouts(submit=10, read=5, download=10)
        async with client_of(fake, timeouts=timeouts, transport=Refusing(dice, 0.02)) as runner:

            async def one(number: int) -> str:
                await asyncio.sleep(60 * dice.random())
                try:
                    made = await runner.subscribe(RESTYLE_MODEL, restyle(), metadata={"job": str(number)}, seconds=900)
                except (errors.Uncertain, errors.Declined) as error:
                    return type(error).__name__
                await runner.media.fetch(made.output.urls[0])
                return "made"

            ends = await asyncio.gather(*(one(number) for number in range(80)))
    jobs = {job.metadata["job"]: job for job in fake.world.jobs.values() if job.metadata}
    assert max(fake.world.accepted.values()) == 1
    assert len(jobs) == len(fake.world.jobs)
    refused = {str(number) for number, end in enumerate(ends) if end not in {"made", "Uncertain"}}
    assert not refused & jobs.keys()
    assert {str(number) for number, end in enumerate(ends) if end == "made"} <= jobs.keys()
    assert ends.count("made") >= 60
    assert sum(fake.faults.struck.values()) > 200
