"""Finding a request whose answer was lost, by its tags; and never mistaking "cannot tell" for "not there"."""

import pytest

from bot.engines.modelrunner import RESTYLE_MODEL, ModelRunner, Timing, errors, place, reconcile
from tests.fakes.modelrunner_server import ModelRunnerFake
from tests.integration.modelrunner.clients import JOB, restyle


async def lose_an_answer(fake: ModelRunnerFake, runner: ModelRunner) -> str:
    """Submit a request whose answer never comes; returns its id."""
    fake.faults.add("submit", "reset-after")
    with pytest.raises(errors.Uncertain):
        await runner.queue.submit(RESTYLE_MODEL, restyle(), metadata=JOB | {"attempt": "1"})
    return fake.job().id


@pytest.mark.parametrize("kind", ["bare", "items", "requests", "results", "records", "ignored", "two", "500", "reset"])
async def test_a_lost_request_is_found_on_every_kind_of_page(
    fake: ModelRunnerFake, runner: ModelRunner, kind: str
) -> None:
    """Known page shapes, an ignored filter, a twin, and trouble that passes."""
    lost = await lose_an_answer(fake, runner)
    fake.faults.add("list", kind)
    found = await runner.queue.find(JOB)
    assert found[0].id == lost
    assert len(found) == (2 if kind == "two" else 1)


@pytest.mark.parametrize("kind", ["strange", "html", "untagged", "huge", "truncated", "400", "404"])
async def test_an_unreadable_page_is_no_proof(fake: ModelRunnerFake, runner: ModelRunner, kind: str) -> None:
    """A page that cannot be read, or whose items carry no tags, raises instead of being empty."""
    await lose_an_answer(fake, runner)
    fake.faults.add("list", kind, times=None)
    with pytest.raises((errors.Malformed, errors.Declined, errors.Interrupted)):
        await runner.queue.find(JOB)


async def test_a_filter_that_was_ignored_is_no_proof(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Other people's requests on the page mean that ours may be on the next one."""
    await lose_an_answer(fake, runner)
    fake.faults.add("list", "ignored")
    with pytest.raises(errors.Malformed, match="ignored"):
        await runner.queue.find({"job": "another"})
    assert await runner.queue.find({"job": "another"}) == ()


async def test_the_list_may_lag_behind(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A request that appears only at the third question is found within the time given to it."""
    lost = await lose_an_answer(fake, runner)
    fake.faults.add("list", "late", times=2)
    began = fake.world.now
    found = await reconcile(runner.queue, JOB, timing=Timing())
    assert [record.id for record in found] == [lost]
    assert 9 < fake.world.now - began < 12


async def test_what_never_appears_ends_as_not_found(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Nothing within the grace time is an empty answer, and no second POST."""
    fake.faults.add("submit", "reset")
    with pytest.raises(errors.Uncertain):
        await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=600)
    assert (fake.world.submits, fake.world.accepted) == ({"c0ffee": 1}, {})
    assert len(fake.calls("GET", "/requests")) == 5


async def test_a_lost_answer_still_ends_in_a_picture_paid_once(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Subscribing survives an answer that breaks off: the request is found and followed."""
    fake.faults.add("submit", "503-after")
    made = await runner.subscribe(RESTYLE_MODEL, restyle(), metadata=JOB, seconds=600)
    assert made.record.metadata == JOB | {"attempt": "1"}
    assert fake.world.submits == {"c0ffee": 1}
    assert fake.world.billed == made.price


async def test_without_a_job_tag_a_lost_answer_stays_lost(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """There is nothing to search by, so the error is handed on at once."""
    fake.faults.add("submit", "503-after")
    with pytest.raises(errors.Uncertain):
        await runner.subscribe(RESTYLE_MODEL, restyle(), metadata={"who": "me"}, seconds=600)
    assert not fake.calls("GET")


async def test_after_a_rate_limit_the_list_is_asked_before_another_attempt(
    fake: ModelRunnerFake, runner: ModelRunner
) -> None:
    """That 429 accepts nothing is only likely: one question, then a second attempt with a number of its own."""
    fake.faults.add("submit", "429", value=30)
    accepted = await place(runner.queue, RESTYLE_MODEL, restyle(), metadata=JOB, seconds=100, timing=Timing())
    assert [seen.method for seen in fake.world.seen] == ["POST", "GET", "POST"]
    assert fake.world.seen[-1].at >= 30
    assert fake.job().metadata == JOB | {"attempt": "2"}
    assert fake.job().id == accepted.id


async def test_a_rate_limit_that_took_the_request_after_all_is_not_paid_twice(
    fake: ModelRunnerFake, runner: ModelRunner
) -> None:
    """The question between two attempts finds it."""
    fake.faults.add("submit", "429-after")
    await place(runner.queue, RESTYLE_MODEL, restyle(), metadata=JOB, seconds=100, timing=Timing())
    assert fake.world.submits == {"c0ffee": 1}


@pytest.mark.parametrize("kind", ["400", "401", "402", "404", "409", "429", "500", "html", "strange", "reset"])
async def test_a_list_that_refuses_does_not_make_the_submit_refused(
    fake: ModelRunnerFake, runner: ModelRunner, kind: str
) -> None:
    """A lost answer stays uncertain whatever the search for it meets: "refused" would invite a second payment."""
    fake.faults.add("submit", "reset-after")
    fake.faults.add("list", kind, times=None)
    with pytest.raises(errors.Uncertain):
        await place(runner.queue, RESTYLE_MODEL, restyle(), metadata=JOB, seconds=1000, timing=Timing())


async def test_a_search_outlives_a_refusal_that_passes(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """Later questions are asked all the same."""
    lost = await lose_an_answer(fake, runner)
    fake.faults.add("list", "401", times=2)
    assert (await reconcile(runner.queue, JOB, timing=Timing()))[0].id == lost


async def test_an_unanswered_question_ends_the_attempts(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """If the list cannot be read after a rate limit, nothing is sent again."""
    fake.faults.add("submit", "429")
    fake.faults.add("list", "strange")
    with pytest.raises(errors.RateLimited):
        await place(runner.queue, RESTYLE_MODEL, restyle(), metadata=JOB, seconds=100, timing=Timing())
    assert fake.world.submits == {"c0ffee": 1}


async def test_attempts_end_with_the_callers_time(fake: ModelRunnerFake, runner: ModelRunner) -> None:
    """A wait that would outlast it is not begun; without a tag there is nothing to ask between attempts."""
    fake.faults.add("submit", "429", times=None, value=30)
    with pytest.raises(errors.RateLimited):
        await place(runner.queue, RESTYLE_MODEL, restyle(), metadata={}, seconds=70, timing=Timing())
    assert [seen.method for seen in fake.world.seen] == ["POST"] * 3
    await fake.down()
    with pytest.raises(errors.NotSent):
        await place(runner.queue, RESTYLE_MODEL, restyle(), metadata={}, seconds=5, timing=Timing())
    await fake.up()
