"""A job's life in the store: the moves, the fence, the leases, and the allowance beside it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.domain.errors import AllowanceSpent, AlreadyTaken
from bot.domain.job import Job, NewJob, Origin, State
from bot.domain.limits import Spent
from bot.domain.money import Money, Quote
from bot.domain.request import (
    SEED_LIMIT,
    Asker,
    MessageRef,
    Place,
    PlaceKind,
    Region,
    Requester,
    Task,
    Upload,
    Wish,
)
from bot.ports import Tx
from bot.services.admission import Admission
from bot.services.closing import close_job
from bot.storage.database import SqlDatabase
from tests.conftest import ManualClock
from tests.factories import new_job, present

CARD = MessageRef(channel_id=500, message_id=600)
ADMISSION = Admission(daily_pictures=10, zone="UTC")
MINUTE = timedelta(minutes=1)


def _accept(tx: Tx, new: NewJob, clock: ManualClock) -> Job:
    job = tx.jobs.add(new, clock.now())
    ADMISSION.admit(tx, job, new.requester, clock.now())
    return job


def _queue(tx: Tx, new: NewJob, clock: ManualClock) -> Job:
    """Accepted, acknowledged and in line."""
    job = _accept(tx, new, clock)
    tx.jobs.acknowledge(job.key, CARD)
    taken = tx.jobs.next_intake(clock.now(), clock.now() + MINUTE, "boot-a")
    assert taken is not None
    queued = tx.jobs.move(taken.claim, State.WAITING)
    assert queued is not None
    return queued


def _try_claim(tx: Tx, clock: ManualClock, boot: str = "boot-a") -> Job | None:
    return tx.jobs.claim(clock.now(), clock.now() + MINUTE, boot)


def _claim(tx: Tx, clock: ManualClock, boot: str = "boot-a") -> Job:
    return present(_try_claim(tx, clock, boot))


def _get(tx: Tx, key: str) -> Job:
    return present(tx.jobs.get(key))


def _stale(tx: Tx, clock: ManualClock) -> list[Job]:
    return tx.jobs.stale(10, clock.now(), clock.now() + MINUTE)


def _used(tx: Tx, clock: ManualClock) -> int:
    (pictures,) = ADMISSION.overview(tx, Asker(guild_id=1, user_id=10), clock.now()).counted
    return pictures.used


async def test_one_interaction_is_one_job(database: SqlDatabase, clock: ManualClock) -> None:
    """The same interaction twice is one job and one reservation."""
    new = new_job()
    await database.run(_accept, new, clock)
    with pytest.raises(AlreadyTaken):
        await database.run(_accept, new_job(requester=new.requester), clock)
    assert await database.run(_used, clock) == 1


async def test_what_was_accepted_is_what_is_read_later(database: SqlDatabase, clock: ManualClock) -> None:
    """Nothing is lost on the way into the row and back, nor does the row know better."""
    who = Requester(guild_id=1, user_id=10, interaction_id=1, upload_limit=25_000_000, answer_token="t", locale="pt-BR")
    plain = new_job(requester=who, root="family")
    varied = new_job(
        requester=replace(who, interaction_id=2),
        wish=Wish(prompt="“tea” ☕", count=3, region=Region.TOP),
        origin=Origin.SOURCE,
        parent=plain.key,
        root="family",
        parent_version=1,
        picture=2,
        place=Place(channel_id=5, kind=PlaceKind.HERE, parent_id=4),
        mask=Upload(url="https://cdn.discordapp.com/a/b/m.png", filename="m.png", size=7),
        quote=Quote(about=Money(30_000), at_most=Money(60_000)),
        asks=True,
        notes=("one", "two"),
    )
    for new in (plain, varied):
        accepted = await database.run(_accept, new, clock)
        assert await database.run(_get, new.key) == accepted
    assert accepted.version == 2
    assert accepted.state is State.ASKED


async def test_an_unacknowledged_job_is_not_worked_on(database: SqlDatabase, clock: ManualClock) -> None:
    """Without a card a job is neither read nor claimed."""
    await database.run(_accept, new_job(), clock)
    assert await database.run(lambda tx: tx.jobs.next_intake(clock.now(), clock.now(), "boot-a")) is None
    assert await database.run(_try_claim, clock) is None


async def test_a_refused_request_leaves_nothing(database: SqlDatabase, clock: ManualClock) -> None:
    """A request beyond the limit writes no job and consumes nothing."""
    for _ in range(10):
        await database.run(_accept, new_job(), clock)
    refused = new_job()
    with pytest.raises(AllowanceSpent) as caught:
        await database.run(_accept, refused, clock)
    assert (caught.value.used, caught.value.limit) == ("10", "10")
    assert await database.run(lambda tx: tx.jobs.get(refused.key)) is None


async def test_fifty_at_once_against_ten_give_ten(database: SqlDatabase, clock: ManualClock) -> None:
    """The check and the reservation are one statement."""
    outcomes = await asyncio.gather(
        *(database.run(_accept, new_job(), clock) for _ in range(50)), return_exceptions=True
    )
    assert sum(isinstance(outcome, Job) for outcome in outcomes) == 10
    assert sum(isinstance(outcome, AllowanceSpent) for outcome in outcomes) == 40


async def test_every_end_closes_the_allowance_once(database: SqlDatabase, clock: ManualClock) -> None:
    """A cancelled job gives back what it reserved, and a second end changes nothing."""
    job = await database.run(_accept, new_job(), clock)
    ended = present(await database.run(close_job, job.key, State.CANCELLED, clock.now()))
    assert ended.attempt > job.attempt, "whoever worked on it is shut out"
    assert await database.run(close_job, job.key, State.FAILED, clock.now()) is None
    assert await database.run(_used, clock) == 0


async def test_a_partial_delivery_costs_what_was_delivered(database: SqlDatabase, clock: ManualClock) -> None:
    """Of four pictures reserved and three delivered, one is given back."""
    four = new_job()
    four = replace(four, wish=replace(four.wish, count=4))
    await database.run(_queue, four, clock)
    job = await database.run(_claim, clock)
    for state in (State.SUBMITTING, State.SUBMITTED, State.FETCHED):
        await database.run(lambda tx, state=state: tx.jobs.move(job.claim, state))
    await database.run(close_job, job.key, State.DONE, clock.now(), attempt=job.attempt, spent=Spent(pictures=3))
    assert await database.run(_used, clock) == 3


async def test_an_old_attempt_changes_nothing(database: SqlDatabase, clock: ManualClock) -> None:
    """After a rescue the earlier holder's moves, pulses and ends are refused."""
    await database.run(_queue, new_job(), clock)
    first = await database.run(_claim, clock)
    clock.advance(61)
    (orphan,) = await database.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-a"))
    assert await database.run(lambda tx: tx.jobs.release(orphan, clock.now(), "boot-new"))
    second = await database.run(_claim, clock)
    assert second.attempt > first.attempt
    assert await database.run(lambda tx: tx.jobs.move(first.claim, State.SUBMITTING)) is None
    assert not await database.run(lambda tx: tx.jobs.extend(first.claim, clock.now()))
    assert await database.run(close_job, first.key, State.FAILED, clock.now(), attempt=first.attempt) is None
    assert await database.run(lambda tx: tx.jobs.move(second.claim, State.SUBMITTING)) is not None


async def test_illegal_moves_are_refused(database: SqlDatabase, clock: ManualClock) -> None:
    """A waiting job cannot be done, and an ended one cannot be anything."""
    job = await database.run(_queue, new_job(), clock)
    assert await database.run(close_job, job.key, State.DONE, clock.now()) is None
    await database.run(close_job, job.key, State.CANCELLED, clock.now())
    assert await database.run(lambda tx: tx.jobs.move(job.claim, State.SUBMITTING)) is None


async def test_the_owner_of_a_file_knows_that_other_boots_are_dead(
    sqlite_only: SqlDatabase, clock: ManualClock
) -> None:
    """A restart takes over what the dead process held without waiting for its lease, from the same place in line."""
    await sqlite_only.run(_queue, new_job(), clock)
    held = await sqlite_only.run(_claim, clock, "boot-dead")
    (orphan,) = await sqlite_only.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-new"))
    assert orphan.key == held.key
    await sqlite_only.run(lambda tx: tx.jobs.release(orphan, clock.now(), "boot-new"))
    assert (await sqlite_only.run(_claim, clock, "boot-new")).key == held.key


async def test_on_a_shared_server_other_boots_live_until_their_lease_ends(
    postgresql_only: SqlDatabase, clock: ManualClock
) -> None:
    """Another process's job is left alone while its lease lasts, and so is a request that it is about to answer."""
    await postgresql_only.run(_queue, new_job(), clock)
    held = await postgresql_only.run(_claim, clock, "boot-other")
    await postgresql_only.run(_accept, new_job(), clock)
    assert await postgresql_only.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-new")) == []
    assert await postgresql_only.run(lambda tx: tx.jobs.unacknowledged("boot-new", clock.now() - MINUTE)) == []
    clock.advance(61)
    (orphan,) = await postgresql_only.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-new"))
    assert orphan.key == held.key


async def test_a_sign_of_life_keeps_an_orphan_from_being_released(database: SqlDatabase, clock: ManualClock) -> None:
    """A pulse between the look for orphans and the release wins."""
    await database.run(_queue, new_job(), clock)
    held = await database.run(_claim, clock)
    clock.advance(61)
    (orphan,) = await database.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-a"))
    assert await database.run(lambda tx: tx.jobs.extend(held.claim, clock.now() + MINUTE))
    assert not await database.run(lambda tx: tx.jobs.release(orphan, clock.now(), "boot-a"))
    assert await database.run(lambda tx: tx.jobs.move(held.claim, State.SUBMITTING)) is not None


async def test_a_job_given_back_waits_its_time(database: SqlDatabase, clock: ManualClock) -> None:
    """A retry is taken up when its time has come, not before and not by a restart."""
    await database.run(_queue, new_job(), clock)
    job = await database.run(_claim, clock)
    await database.run(lambda tx: tx.jobs.give_back(job.claim, clock.now() + MINUTE))
    assert await database.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-new")) == []
    clock.advance(61)
    assert len(await database.run(lambda tx: tx.jobs.orphans(clock.now(), "boot-a"))) == 1


async def test_a_card_that_comes_after_the_end_still_says_so(database: SqlDatabase, clock: ManualClock) -> None:
    """Cancelled between its answer and the note of it, a job's card is shown again."""
    job = await database.run(_accept, new_job(), clock)
    await database.run(close_job, job.key, State.CANCELLED, clock.now())
    await database.run(lambda tx: tx.jobs.acknowledge(job.key, CARD))
    assert [each.key for each in await database.run(_stale, clock)] == [job.key]


async def test_a_card_is_stale_until_it_shows_the_newest_state(database: SqlDatabase, clock: ManualClock) -> None:
    """Showing an older reading of a job does not hide the change that came after it."""
    queued = await database.run(_queue, new_job(), clock)
    await database.run(close_job, queued.key, State.CANCELLED, clock.now())
    await database.run(lambda tx: tx.jobs.shown(queued, None, clock.now()))
    (stale,) = await database.run(_stale, clock)
    await database.run(lambda tx: tx.jobs.shown(stale, None, clock.now()))
    assert await database.run(_stale, clock) == []


async def test_a_move_within_one_attempt_makes_the_card_stale_again(database: SqlDatabase, clock: ManualClock) -> None:
    """Also where nobody else took the job, an older reading that was shown does not count for the newer state."""
    await database.run(_queue, new_job(), clock)
    job = await database.run(_claim, clock)
    older = present(await database.run(lambda tx: tx.jobs.move(job.claim, State.SUBMITTING)))
    newer = present(await database.run(lambda tx: tx.jobs.move(job.claim, State.SUBMITTED, reference="r")))
    assert older.attempt == newer.attempt
    await database.run(lambda tx: tx.jobs.shown(older, None, clock.now()))
    assert [each.state for each in await database.run(_stale, clock)] == [State.SUBMITTED]


async def test_the_next_seed_is_new_to_the_family(database: SqlDatabase, clock: ManualClock) -> None:
    """Two rerolls of the same picture get different seeds."""
    first = await database.run(_accept, new_job(), clock)
    seed = await database.run(lambda tx: tx.jobs.next_seed(first.root, 1))
    await database.run(_accept, new_job(root=first.root, wish=replace(first.wish, seed=seed)), clock)
    assert await database.run(lambda tx: tx.jobs.next_seed(first.root, 1)) == seed + 1


async def test_at_the_end_of_the_range_the_first_gap_of_seeds_is_used(
    database: SqlDatabase, clock: ManualClock
) -> None:
    """A family that began at the highest seed still gets new ones, and they stay in range."""
    first = new_job()
    first = replace(first, wish=replace(first.wish, seed=SEED_LIMIT))
    await database.run(lambda tx: tx.jobs.add(first, clock.now()))
    seen = {SEED_LIMIT}
    for count in (1, 4, 2):
        seed = await database.run(lambda tx, n=count: tx.jobs.next_seed(first.key, n))
        wish = replace(first.wish, seed=seed, count=count).checked()
        assert seen.isdisjoint(range(seed, seed + count))
        seen.update(range(seed, seed + count))
        await database.run(lambda tx, w=wish: tx.jobs.add(new_job(root=first.key, wish=w), clock.now()))


async def test_a_job_given_back_may_return_to_an_earlier_state(database: SqlDatabase, clock: ManualClock) -> None:
    """An order that was proven refused makes the job wait again: by a legal move, under the fence, at its time."""
    await database.run(_queue, new_job(), clock)
    job = await database.run(_claim, clock)
    assert not await database.run(lambda tx: tx.jobs.give_back(job.claim, clock.now() + MINUTE, to=State.DONE))
    await database.run(lambda tx: tx.jobs.move(job.claim, State.SUBMITTING))
    assert await database.run(lambda tx: tx.jobs.give_back(job.claim, clock.now() + MINUTE, to=State.WAITING))
    assert (await database.run(_get, job.key)).state is State.WAITING
    assert await database.run(_try_claim, clock) is None


async def test_a_late_pulse_does_not_hold_what_was_given_back(database: SqlDatabase, clock: ManualClock) -> None:
    """Once a lease is returned nobody can prolong it."""
    await database.run(_queue, new_job(), clock)
    job = await database.run(_claim, clock)
    assert await database.run(lambda tx: tx.jobs.extend(job.claim, clock.now() + MINUTE))
    await database.run(lambda tx: tx.jobs.give_back(job.claim, clock.now() + MINUTE))
    assert not await database.run(lambda tx: tx.jobs.extend(job.claim, clock.now() + 60 * MINUTE))


async def test_nobody_pays_more_than_was_reserved(database: SqlDatabase, clock: ManualClock) -> None:
    """An engine that makes more pictures than were asked for costs what was asked for."""
    job = await database.run(_accept, new_job(), clock)
    await database.run(lambda tx: tx.ledger.close(job.key, Spent(pictures=3)))
    assert await database.run(_used, clock) == 1


async def test_the_source_hangs_once_the_job_is_in_line(database: SqlDatabase, clock: ManualClock) -> None:
    """Only a job whose picture was read may show it."""
    accepted = await database.run(_accept, new_job(), clock)
    assert not accepted.source_hangs
    assert not present(await database.run(close_job, accepted.key, State.FAILED, clock.now())).source_hangs
    assert (await database.run(_queue, new_job(), clock)).source_hangs


async def test_words_alone_have_no_source_to_hang(database: SqlDatabase, clock: ManualClock) -> None:
    """A job that begins with words joins the line with nothing on its card."""
    job = await database.run(_queue, new_job(wish=Wish(task=Task.IMAGINE, prompt="hills"), upload=None), clock)
    assert job.wish.task is Task.IMAGINE
    assert not job.source_hangs


async def test_a_mask_is_kept_until_it_was_read(database: SqlDatabase, clock: ManualClock) -> None:
    """Task, region and the second attachment come back as they were written; in line the link is forgotten."""
    mask = Upload(url="https://cdn.discordapp.com/a/b/m.png", filename="m.png", size=9)
    new = new_job(wish=Wish(task=Task.FILL, prompt="ink", region=Region.CENTRE), mask=mask)
    accepted = await database.run(_accept, new, clock)
    assert (accepted.mask, accepted.wish) == (mask, new.wish)
    assert (await database.run(_queue, new_job(mask=mask), clock)).mask is None
    assert present(await database.run(close_job, accepted.key, State.FAILED, clock.now())).mask is None


async def test_a_row_from_before_there_were_tasks_is_read(database: SqlDatabase, clock: ManualClock) -> None:
    """Old wishes restyle, and their source hangs once they are in line."""
    old = await database.run(_accept, new_job(), clock)
    written = (
        '{"prompt": "ink", "style": null, "strength": 0.8, "speed": "TURBO", "magic": "None", "count": 1, '
        '"size": "auto", "seed": 7}'
    )
    statement = sa.text("UPDATE job SET wish = :wish, mask = NULL WHERE key = :key")
    await database.run_raw(lambda connection: connection.execute(statement, {"wish": written, "key": old.key}))
    await database.run(lambda tx: tx.jobs.acknowledge(old.key, CARD))
    taken = present(await database.run(lambda tx: tx.jobs.next_intake(clock.now(), clock.now() + MINUTE, "boot-a")))
    assert (taken.wish.task, taken.wish.region, taken.wish.seed) == (Task.RESTYLE, None, 7)
    assert present(await database.run(lambda tx: tx.jobs.move(taken.claim, State.WAITING))).source_hangs
