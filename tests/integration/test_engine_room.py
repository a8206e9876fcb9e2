"""From the command to the card, with the real services, loops and store: what goes well, and all that can go wrong."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta

import pytest

from bot.domain.errors import (
    AllowanceSpent,
    AnswerLost,
    BadPicture,
    DeliveryFailed,
    DiscordBusy,
    EngineBusy,
    EngineFailed,
    Gone,
    IntakeBusy,
    NotAllowed,
    NotUnderstood,
    Refused,
    TooLate,
    UnknownOrder,
    Vanished,
)
from bot.domain.job import Job, Origin, State
from bot.domain.request import Upload, Wish
from bot.domain.result import Progress
from bot.storage.database import SqlDatabase
from tests.factories import present
from tests.fakes.cards import KeptReply
from tests.fakes.engine import ScriptedEngine
from tests.fakes.script import Script
from tests.integration.room import (
    ALICE,
    ATTEMPTS,
    BOB,
    MODERATOR,
    PLACE,
    SLOTS,
    Room,
    World,
    assert_books_balance,
    eventually,
    open_room,
    person,
    reached,
    requester,
)

LIMIT = 10


@pytest.fixture
async def world(database: SqlDatabase) -> AsyncGenerator[World]:
    """A world whose books are checked when the test is over."""
    world = World(database=database)
    yield world
    await assert_books_balance(world, limit=LIMIT)


@pytest.fixture
async def room(world: World) -> AsyncGenerator[Room]:
    async with open_room(world, daily_pictures=LIMIT) as opened:
        yield opened


@pytest.fixture
def paid(world: World) -> World:
    """The same world with an engine whose orders cost money."""
    world.engine = ScriptedEngine(repeatable=False)
    return world


# What goes well


async def test_a_picture_goes_from_the_command_to_its_card(room: Room) -> None:
    """One request is one order, one result with its seed and notes, and one picture off the allowance."""
    job = await room.ask()
    done = await room.ended(job.key)
    posting, delivery = room.world.cards.posts[job.key]
    assert [picture.data for picture in delivery.pictures] == [b"watercolor 42"]
    assert (posting.message, done.result) == (done.result, posting.message)
    assert done.notes == ("first frame only", "drawn by a test")
    assert done.upload is None
    assert room.world.engine.accepted == [job.key]
    assert await room.left() == LIMIT - 1
    await eventually(lambda: _true(room.world.engine.forgotten == ["order-1"]))


async def test_four_pictures_cost_four(room: Room) -> None:
    """The allowance counts pictures, not commands."""
    job = await room.ended((await room.ask(count=4)).key)
    assert [picture.seed for picture in room.world.cards.posts[job.key][0].pictures] == [42, 43, 44, 45]
    assert await room.left() == LIMIT - 4


async def test_the_source_hangs_on_the_card_before_the_job_is_in_line(room: Room) -> None:
    """Later steps read the picture from the card; the attachment's link is not kept."""
    gate = room.world.engine.script.gate("submit")
    job = await room.ask()
    await reached(gate.reached)
    drawing = await room.job(job.key)
    assert drawing.source_hangs
    assert drawing.upload is None
    assert present(drawing.card) in room.world.cards.sources
    gate.opened.set()
    await room.ended(job.key)


async def test_everybody_in_line_is_served(room: Room) -> None:
    """Caps delay jobs and never forget them."""
    jobs = [await room.ask(user=user) for user in (ALICE, BOB, ALICE, BOB, MODERATOR, ALICE)]
    for job in jobs:
        await room.ended(job.key)
    assert sorted(room.world.engine.accepted) == sorted(job.key for job in jobs)


# Refusals: nothing is reserved, nothing is written


async def test_a_refused_wish_leaves_nothing(room: Room) -> None:
    """What cannot be understood, or is out of range, or of no known style, costs nothing and shows no card."""
    for wish, refusal in (
        (Wish(prompt="nonsense"), NotUnderstood),
        (Wish(prompt=""), Refused),
        (Wish(prompt="ink", style="no such style"), Refused),
    ):
        upload = Upload(url="https://cdn.discordapp.com/a", filename="a", size=1)
        with pytest.raises(refusal):
            await room.restyle.submit(wish, upload, requester(ALICE, 1), PLACE, KeptReply(room.world.cards))
    assert await room.left() == LIMIT
    assert room.world.cards.shown == {}


async def test_beyond_the_limit_a_refusal_says_what_is_left(room: Room) -> None:
    """The eleventh picture of ten is refused, with the figures; another member is not affected."""
    for _ in range(3):
        await room.ask(count=3)
    with pytest.raises(AllowanceSpent) as caught:
        await room.ask(count=2)
    assert (caught.value.used, caught.value.limit, caught.value.wanted) == (9, 10, 2)
    await room.ask(user=BOB, count=4)


async def test_an_answer_that_was_lost_costs_nothing_and_draws_nothing(room: Room) -> None:
    """A job whose card nobody saw is called off at once and never reaches the engine."""
    reply = KeptReply(room.world.cards)
    reply.script.fail("card", AnswerLost())
    with pytest.raises(AnswerLost):
        await room.ask(reply=reply)
    job = await room.job("key" + "1".zfill(19))
    assert job.state is State.CANCELLED
    assert await room.left() == LIMIT
    assert room.world.images.script.calls["admit"] == 0
    assert room.world.engine.accepted == []


async def test_nothing_is_drawn_before_the_answer(room: Room) -> None:
    """While the interaction is being answered, nobody touches the job."""
    reply = KeptReply(room.world.cards)
    gate = reply.script.gate("card")
    asking = asyncio.create_task(room.ask(reply=reply))
    await reached(gate.reached)
    await room.pass_time(5)
    assert room.world.images.script.calls["admit"] == 0
    gate.opened.set()
    await room.ended((await asking).key)


# Intake


async def test_a_bad_picture_ends_with_its_text(room: Room) -> None:
    """The person reads what is wrong with the file, and nothing is counted."""
    room.world.images.script.fail("admit", BadPicture("This picture is damaged."))
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "This picture is damaged."
    assert not job.source_hangs
    assert await room.left() == LIMIT


async def test_a_busy_intake_is_asked_again_and_not_for_ever(room: Room) -> None:
    """A picture that could not be looked at is looked at later; after some attempts the job ends."""
    script = room.world.images.script
    script.fail("admit", IntakeBusy())
    job = await room.ask()
    await eventually(lambda: _true("intake.later" in room.world.events.names()))
    await room.pass_time(61)
    await room.ended(job.key)

    script.fail("admit", *[IntakeBusy()] * ATTEMPTS)
    job = await room.ask()
    await _come_round(room, job)
    await room.ended(job.key, State.FAILED)
    assert script.calls["admit"] == 2 + ATTEMPTS


async def test_a_card_deleted_during_intake_calls_the_job_off(room: Room) -> None:
    """Who deletes the card wants no picture, whether that is noticed when the source is hung up or when it is read."""
    room.world.cards.script.fail("attach_source", Vanished())
    await room.ended((await room.ask(user=BOB)).key, State.CANCELLED)
    gate = room.world.cards.script.gate("source_url")
    first = await room.ask()
    await reached(gate.reached)
    room.world.cards.delete(present((await room.job(first.key)).card))
    gate.opened.set()
    await room.ended(first.key, State.CANCELLED)


# The engine


@pytest.mark.parametrize("repeatable", [True, False])
async def test_a_busy_engine_is_asked_again(room: Room, *, repeatable: bool) -> None:
    """An order that was proven not accepted is sent again, whatever the engine costs."""
    room.world.engine.repeatable = repeatable
    room.world.engine.script.fail("submit", EngineBusy(), EngineBusy())
    job = await room.ask()
    await _come_round(room, job)
    await room.ended(job.key)
    assert room.world.engine.script.calls["submit"] == 3
    assert room.world.engine.accepted == [job.key]


@pytest.mark.parametrize("call", ["submit", "wait", "fetch"])
async def test_an_engine_that_stays_busy_is_given_up(room: Room, call: str) -> None:
    """After a number of attempts the job fails, says so, and costs nothing."""
    room.world.engine.script.fail(call, *[EngineBusy()] * 50)
    job = await room.ask()
    await _come_round(room, job)
    failed = await room.ended(job.key, State.FAILED)
    assert "gave up" in (failed.reason or "")
    assert failed.attempt <= ATTEMPTS + 1
    assert await room.left() == LIMIT


@pytest.mark.parametrize("call", ["submit", "wait", "fetch"])
async def test_an_engine_that_refuses_ends_the_job_at_once(room: Room, call: str) -> None:
    """A refusal is not repeated; its text is the reason."""
    room.world.engine.script.fail(call, EngineFailed("No."))
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "No."
    assert room.world.engine.script.calls[call] == 1
    assert await room.left() == LIMIT


async def test_an_engine_that_loses_every_order_is_given_up(room: Room) -> None:
    """A job does not circle for ever between the line and an engine that forgets it."""
    script = room.world.engine.script
    job = await room.ask()

    async def forgetful() -> bool:
        room.world.engine.lose_orders()
        return (await room.job(job.key)).state.ended

    gate = script.gate("wait")
    await reached(gate.reached)
    room.world.engine._order = _unknown
    gate.opened.set()
    await eventually(forgetful)
    assert "times" in ((await room.ended(job.key, State.FAILED)).reason or "")


async def test_an_engine_that_never_finishes_is_given_up(room: Room) -> None:
    """An order has a deadline; what is late is forgotten at the engine."""
    engine = room.world.engine

    async def never(reference: str) -> Progress:
        room.world.clock.advance(30)
        await asyncio.sleep(0)
        return Progress(finished=False)

    engine.wait = never
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "The image engine took too long."
    await eventually(lambda: _true(engine.forgotten == ["order-1"]))


async def test_a_finished_order_without_a_picture_fails(room: Room) -> None:
    """Success without a picture is none."""
    gate = room.world.engine.script.gate("fetch")
    job = await room.ask()
    await reached(gate.reached)
    empty = Wish(prompt="watercolor", count=0)
    room.world.engine._orders["order-1"] = empty
    gate.opened.set()
    assert "without a picture" in ((await room.ended(job.key, State.FAILED)).reason or "")


async def test_a_bug_of_ours_ends_its_job_and_no_other(room: Room) -> None:
    """An error nobody expected ends the job it hit, is reported, and leaves the loop at work."""
    room.world.engine.script.fail("submit", KeyError("bug"))
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert "my side" in (job.reason or "")
    assert "job.crashed" in room.world.events.names()
    await room.ended((await room.ask()).key)


# Delivery


async def test_a_busy_discord_gets_the_result_later(room: Room) -> None:
    """The finished picture is kept until Discord takes it; it is not drawn again."""
    room.world.cards.script.fail("deliver", DiscordBusy(), DiscordBusy())
    job = await room.ask()
    await _come_round(room, job)
    await room.ended(job.key)
    assert room.world.engine.accepted == [job.key]


async def test_an_outage_of_discord_does_not_cost_a_finished_picture(room: Room) -> None:
    """Discord may be away for longer than an engine is waited for; after about an hour it is over all the same."""
    room.world.cards.script.fail("deliver", *[DiscordBusy()] * (ATTEMPTS * 5))
    job = await room.ask()
    await _come_round(room, job)
    await room.ended(job.key)
    assert room.world.engine.accepted == [job.key]

    room.world.cards.script.fail("deliver", *[DiscordBusy()] * 100)
    job = await room.ask()
    await _come_round(room, job)
    assert 50 < (await room.ended(job.key, State.FAILED)).attempt < 65


async def test_a_refused_delivery_fails_the_job(room: Room) -> None:
    """What Discord will never take is not counted."""
    room.world.cards.script.fail("deliver", DeliveryFailed("The picture is too large for this server."))
    job = await room.ended((await room.ask()).key, State.FAILED)
    assert job.reason == "The picture is too large for this server."
    assert await room.left() == LIMIT


async def test_a_lost_answer_to_the_delivery_posts_once(room: Room) -> None:
    """Discord took the result, its answer was lost: the repetition finds the same message."""
    room.world.cards.script.fail("deliver.posted", DiscordBusy())
    job = await room.ask()
    await _come_round(room, job)
    done = await room.ended(job.key)
    assert room.world.cards.script.calls["deliver"] == 2
    assert done.result == room.world.cards.posts[job.key][0].message


# Cancelling


async def test_a_person_cancels_before_the_picture_is_read(room: Room) -> None:
    """The intake stops, and the allowance is back."""
    gate = room.world.images.script.gate("admit")
    job = await room.ask()
    await reached(gate.reached)
    cancelled = await room.cancel(job)
    assert (cancelled.state, cancelled.reason) == (State.CANCELLED, "Cancelled.")
    assert await room.left() == LIMIT
    await eventually(lambda: _true(not room.reception._running))
    assert room.world.engine.accepted == []


async def test_a_person_cancels_in_line(room: Room) -> None:
    """A job that waits for its turn is never drawn."""
    gate = room.world.engine.script.gate("submit")
    first, second = await room.ask(), await room.ask()
    await reached(gate.reached)
    await room.until(second.key, lambda job: job.state is State.WAITING)
    await room.cancel(second)
    gate.opened.set()
    await room.ended(first.key)
    await room.ended(second.key, State.CANCELLED)
    assert room.world.engine.accepted == [first.key]


@pytest.mark.parametrize("call", ["submit", "submit.accepted", "wait"])
async def test_a_person_cancels_while_it_is_drawn(room: Room, call: str) -> None:
    """A free engine stops, the slot is free, the allowance is back."""
    gate = room.world.engine.script.gate(call)
    job = await room.ask()
    await reached(gate.reached)
    await room.cancel(job)
    await eventually(lambda: _true(not room.worker._running))
    assert await room.left() == LIMIT
    assert room.world.cards.posts == {}
    if call == "wait":
        assert room.world.engine.forgotten == ["order-1"]
    await room.ended((await room.ask()).key)


@pytest.mark.parametrize("call", ["submit", "wait"])
async def test_a_paid_order_cannot_be_called_off(paid: World, call: str) -> None:
    """What costs money anyway is delivered."""
    async with open_room(paid) as room:
        gate = paid.engine.script.gate(call)
        job = await room.ask()
        await reached(gate.reached)
        with pytest.raises(TooLate):
            await room.cancel(job)
        gate.opened.set()
        await room.ended(job.key)


@pytest.mark.parametrize("call", ["fetch", "deliver", "deliver.posted"])
async def test_a_delivery_cannot_be_cancelled(room: Room, call: str) -> None:
    """Past the engine it is too late, and after the end as well."""
    script = room.world.engine.script if call == "fetch" else room.world.cards.script
    gate = script.gate(call)
    job = await room.ask()
    await reached(gate.reached)
    with pytest.raises(TooLate):
        await room.cancel(job)
    gate.opened.set()
    await room.ended(job.key)
    with pytest.raises(TooLate):
        await room.cancel(job)


async def test_only_its_owner_or_a_moderator_stops_a_job(room: Room) -> None:
    """Others are refused; a moderator is named on the card; another server does not even see the job."""
    gate = room.world.engine.script.gate("submit")
    job = await room.ask()
    await reached(gate.reached)
    with pytest.raises(NotAllowed):
        await room.cancel(job, user=BOB)
    with pytest.raises(Gone):
        await room.cancel(job, moderator=True, guild=2)
    cancelled = await room.cancel(job, user=MODERATOR, moderator=True)
    assert cancelled.reason == f"Cancelled by <@{MODERATOR}>."


async def test_only_its_owner_or_a_moderator_deletes_a_result(room: Room) -> None:
    """Deleting takes the message away and no allowance back."""
    job = await room.ask()
    with pytest.raises(Gone):
        await room.restyle.delete("no such key", person(ALICE))
    done = await room.ended(job.key)
    with pytest.raises(NotAllowed):
        await room.restyle.delete(job.key, person(BOB))
    await room.restyle.delete(job.key, person(MODERATOR, moderator=True))
    assert present(done.result) not in room.world.cards.sources
    assert await room.left() == LIMIT - 1


async def test_a_job_that_was_not_delivered_has_nothing_to_delete(room: Room) -> None:
    """A forged button on an unfinished job finds nothing."""
    room.world.engine.script.fail("submit", EngineFailed())
    job = await room.ended((await room.ask()).key, State.FAILED)
    with pytest.raises(Gone):
        await room.restyle.delete(job.key, person(ALICE))


# Variations


async def test_rerolls_are_new_to_the_family(room: Room) -> None:
    """Two rerolls, one of them of the other, give two new seeds."""
    first = await room.ended((await room.ask(count=2)).key)
    second = await room.ended((await room.vary(first)).key)
    third = await room.ended((await room.vary(second)).key)
    assert [job.wish.seed for job in (first, second, third)] == [42, 44, 46]
    assert third.root == first.key
    assert (third.parent, third.origin) == (second.key, Origin.REROLL)


async def test_rerolls_at_once_differ(room: Room) -> None:
    """Ten people who press at the same moment get ten pictures."""
    first = await room.ended((await room.ask()).key)
    jobs = await asyncio.gather(*(room.vary(first, user=user) for user in range(100, 110)))
    assert len({job.wish.seed for job in jobs}) == 10


async def test_a_variation_is_in_the_name_of_who_pressed(room: Room) -> None:
    """It counts for the presser, whoever made the first picture, and keeps the seed where only strength changes."""
    first = await room.ended((await room.ask()).key)
    stronger = await room.ended((await room.vary(first, Origin.STRONGER, user=BOB)).key)
    assert (stronger.user_id, stronger.wish.seed, stronger.wish.strength) == (BOB, first.wish.seed, 0.95)
    assert (await room.left(ALICE), await room.left(BOB)) == (LIMIT - 1, LIMIT - 1)


async def test_at_the_end_of_the_scale_there_is_no_stronger(room: Room) -> None:
    """What would be the same picture is refused, and costs nothing."""
    job = await room.ended((await room.ask()).key)
    for _ in range(2):
        job = await room.ended((await room.vary(job, Origin.STRONGER)).key)
    assert job.wish.strength == 1
    with pytest.raises(Refused, match="does not go further"):
        await room.vary(job, Origin.STRONGER)
    assert await room.left() == LIMIT - 3


async def test_another_servers_picture_is_gone(room: Room) -> None:
    """A button copied elsewhere finds nothing."""
    job = await room.ended((await room.ask()).key)
    with pytest.raises(Gone):
        await room.vary(job, guild=2)
    assert await room.left(guild=2) == LIMIT


async def test_a_reroll_reads_the_result_where_the_card_is_deleted(room: Room) -> None:
    """The source hangs on both; only when both are gone is the picture gone."""
    first = await room.ended((await room.ask()).key)
    room.world.cards.delete(present(first.card))
    second = await room.ended((await room.vary(first)).key)
    room.world.cards.delete(present(first.result))
    gone = await room.ended((await room.vary(first)).key, State.FAILED)
    assert gone.reason == Gone().user_text
    await room.ended((await room.vary(second)).key)


# Crashes and restarts

CRASHES = ["submit", "submit.accepted", "wait", "fetch", "deliver", "deliver.posted"]


@pytest.mark.parametrize("call", ["admit", "attach_source", "source_url", *CRASHES])
async def test_a_restart_finishes_what_a_crash_left(world: World, call: str) -> None:
    """Killed anywhere, a job on a free engine is taken up at once by the next start and delivered exactly once."""
    gate = _script(world, call).gate(call)
    async with open_room(world) as first:
        job = await first.ask()
        await reached(gate.reached)
        await first.kill()
    world.engine.lose_orders()
    async with open_room(world) as second:
        done = await second.ended(job.key)
        assert done.result == world.cards.posts[job.key][0].message
        assert await second.left() == LIMIT - 1


@pytest.mark.parametrize("call", CRASHES)
async def test_a_paid_order_is_never_sent_twice(paid: World, call: str) -> None:
    """Where the answer may have been lost the job ends as unknown and costs nothing; else the known order goes on."""
    gate = _script(paid, call).gate(call)
    async with open_room(paid) as first:
        job = await first.ask()
        await reached(gate.reached)
        await first.kill()
    async with open_room(paid) as second:
        lost = call in ("submit", "submit.accepted")
        await second.ended(job.key, State.UNKNOWN if lost else State.DONE)
        assert len(paid.engine.accepted) == (0 if call == "submit" else 1)
        assert await second.left() == (LIMIT if lost else LIMIT - 1)


async def test_a_paid_order_the_engine_lost_fails(paid: World) -> None:
    """It is not ordered again by itself."""
    gate = paid.engine.script.gate("wait")
    async with open_room(paid) as room:
        job = await room.ask()
        await reached(gate.reached)
        paid.engine.lose_orders()
        gate.opened.set()
        await room.ended(job.key, State.FAILED)


async def test_a_waiting_job_keeps_its_place_over_a_restart(world: World) -> None:
    """What was in line is in line, in the same order."""
    gate = world.engine.script.gate("submit")
    async with open_room(world) as first:
        running = await first.ask()
        await reached(gate.reached)
        waiting = [await first.ask(user=user) for user in (ALICE, ALICE)]
        for job in waiting:
            await first.until(job.key, lambda each: each.state is State.WAITING)
        await first.kill()
    async with open_room(world, slots=1) as second:
        for job in (running, *waiting):
            await second.ended(job.key)
    assert world.engine.accepted == [running.key, *(job.key for job in waiting)]


async def test_a_request_nobody_saw_accepted_is_closed_by_the_next_start(world: World) -> None:
    """Killed between commit and answer: the job is called off, the allowance is back, the engine never hears of it."""
    reply = KeptReply(world.cards)
    gate = reply.script.gate("card")
    async with open_room(world) as first:
        asking = asyncio.create_task(first.ask(reply=reply))
        await reached(gate.reached)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        assert await first.left() == LIMIT - 1
        await first.kill()
    async with open_room(world) as second:
        await second.ended("key" + "1".zfill(19), State.CANCELLED)
        assert await second.left() == LIMIT
    assert world.engine.accepted == []


async def test_a_request_without_an_answer_is_closed_in_time(room: Room) -> None:
    """Also without a restart nothing stays reserved for a card that never came."""
    reply = KeptReply(room.world.cards)
    reply.script.fail("card", RuntimeError("a bug in the answer"))
    with pytest.raises(RuntimeError):
        await room.ask(reply=reply)
    assert await room.left() == LIMIT - 1
    await room.pass_time(61)
    assert await room.left() == LIMIT


async def test_more_orphans_than_one_look_finds_are_all_rescued(world: World) -> None:
    """A start takes over everything at once, not in portions."""
    dead = Room(world, daily_pictures=LIMIT, slots=1)
    for user in range(100, 220):
        await dead.ask(user=user)
        await world.database.run(lambda tx: tx.jobs.next_intake(world.clock.now(), world.clock.now(), dead.boot))
    assert await Room(world, daily_pictures=LIMIT, slots=1).lifeline.rescue() == 120


# Leases, interruption, draining


async def test_a_lost_lease_stops_the_work(room: Room) -> None:
    """Whoever finds its job taken by somebody else stops and changes nothing."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    held = await room.job(job.key)
    assert await room.world.database.run(lambda tx: tx.jobs.release(held, _later(room), room.boot))
    room.world.clock.advance(20)
    await eventually(lambda: _true("lease.lost" in room.world.events.names()))
    room.wakeup.notify()
    await room.ended(job.key)
    assert room.world.events.names().count("job.done") == 1


async def test_a_kept_lease_outlives_its_first_length(room: Room) -> None:
    """As long as somebody works on it, a job is no orphan, however long it takes."""
    gate = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(gate.reached)
    for _ in range(9):
        room.world.clock.advance(20)
        await eventually(lambda: _held(room, job))
    assert await room.lifeline.rescue() == 0
    gate.opened.set()
    await room.ended(job.key)
    assert room.world.engine.accepted == [job.key]


async def test_a_job_taken_again_replaces_the_attempt_that_lost_it(room: Room) -> None:
    """After a stall the same process may take its own job again; the first attempt stops, a cancel finds the second."""
    script = room.world.engine.script
    stalled = script.gate("wait")
    job = await room.ask()
    await reached(stalled.reached)
    held = await room.job(job.key)
    again = script.gate("wait")
    await room.world.database.run(lambda tx: tx.jobs.release(held, _later(room), room.boot))
    room.wakeup.notify()
    await reached(again.reached)
    await room.cancel(job)
    await eventually(lambda: _true(not room.worker._running))
    assert script.calls["wait"] == 2
    # The first attempt's slot is free as well.
    await eventually(lambda: _true(room.worker._slots._value == SLOTS))


async def test_a_drain_finishes_what_runs_and_takes_nothing_more(world: World) -> None:
    """A stop lets the running job end; what only waited for a slot stays for the next start."""
    gate = world.engine.script.gate("wait")
    async with open_room(world, slots=1) as room:
        running, waiting = await room.ask(user=ALICE), await room.ask(user=BOB)
        await reached(gate.reached)
        await room.until(waiting.key, lambda job: job.state is State.WAITING)
        draining = asyncio.create_task(room.worker.drain(10))
        await asyncio.sleep(0)
        gate.opened.set()
        await draining
        await room.ended(running.key)
        room.wakeup.notify()
        async with asyncio.timeout(30):
            await room._loops[1]
        assert (await room.job(waiting.key)).state is State.WAITING


async def test_a_drain_lets_go_of_what_takes_too_long(world: World) -> None:
    """A job that does not end in time is left as it is, and the next start goes on with it."""
    gate = world.engine.script.gate("wait")
    async with open_room(world) as first:
        job = await first.ask()
        await reached(gate.reached)
        await first.worker.drain(0)
        assert (await first.job(job.key)).state is State.SUBMITTED
        assert not first.worker._running
    async with open_room(world) as second:
        await second.ended(job.key)
    assert world.engine.accepted == [job.key]


async def test_a_drain_waits_for_what_is_just_being_taken(world: World) -> None:
    """A job claimed while the stop was asked for is finished like the others, not dropped."""
    async with open_room(world) as room:
        gate = world.engine.script.gate("submit")
        job = await room.ask()
        await room.until(job.key, lambda each: each.state is State.WAITING or each.started is not None)
        drained = asyncio.create_task(room.worker.drain(10))
        await asyncio.sleep(0)
        gate.opened.set()
        await drained
        state = (await room.job(job.key)).state
        assert state in (State.WAITING, State.DONE)
        assert not room.worker._running


# The herald


async def test_the_card_follows_the_job(room: Room) -> None:
    """After the changes the card shows the end, with the place in line and allowance of that moment."""
    job = await room.ended((await room.ask()).key)
    await room.herald.flush()
    shown, ticket = room.world.cards.shown[present(job.card)]
    assert shown.state is State.DONE
    assert present(ticket).left == LIMIT - 1
    assert await room.world.database.run(lambda tx: tx.jobs.stale(10)) == []


async def test_a_busy_discord_is_shown_the_card_later(room: Room) -> None:
    """What could not be shown stays to be shown; what Discord refuses for good is not repeated."""
    job = await room.ended((await room.ask()).key)
    room.world.cards.script.fail("show", DiscordBusy(), DeliveryFailed())
    await room.herald.flush()
    assert len(await room.world.database.run(lambda tx: tx.jobs.stale(10))) == 1
    await room.herald.flush()
    assert await room.world.database.run(lambda tx: tx.jobs.stale(10)) == []
    assert room.world.events.names().count("card.not_shown") == 2
    assert room.world.cards.script.calls["show"] == 2
    assert job.state is State.DONE


async def test_a_card_that_changes_while_it_is_shown_is_shown_again(room: Room) -> None:
    """The newest state wins, also when it came while an older one was on its way."""
    at_engine = room.world.engine.script.gate("wait")
    job = await room.ask()
    await reached(at_engine.reached)
    at_discord = room.world.cards.script.gate("show")
    flushing = asyncio.create_task(room.herald.flush())
    await reached(at_discord.reached)
    await room.cancel(job)
    at_discord.opened.set()
    await flushing
    await room.herald.flush()
    assert room.world.cards.shown[present((await room.job(job.key)).card)][0].state is State.CANCELLED


async def test_a_card_that_hangs_holds_up_no_other(room: Room) -> None:
    """While Discord is slow in one channel, the cards of the others follow their jobs."""
    first = await room.ended((await room.ask(user=ALICE)).key)
    hanging = room.world.cards.script.gate("show")
    herald = asyncio.create_task(room.herald.run())
    await reached(hanging.reached)
    second = await room.ended((await room.ask(user=BOB)).key)

    async def shown() -> bool:
        room.world.clock.advance(1)
        room.wakeup.notify()
        return room.world.cards.shown[present(second.card)][0].state is State.DONE

    await eventually(shown)
    assert room.world.cards.shown[present(first.card)][0].state is not State.DONE
    herald.cancel()
    await asyncio.gather(herald, return_exceptions=True)
    assert not await _busy(room)


async def test_one_card_that_cannot_be_drawn_does_not_stop_the_others(room: Room) -> None:
    """A bug in one card is reported, and neither repeated nor contagious."""
    jobs = [await room.ended((await room.ask(user=user)).key) for user in (ALICE, BOB)]
    room.world.cards.script.fail("show", ValueError("too many components"))
    await room.herald.flush()
    assert "card.crashed" in room.world.events.names()
    assert await room.world.database.run(lambda tx: tx.jobs.stale(10)) == []
    assert room.world.cards.shown[present(jobs[1].card)][0].state is State.DONE


async def _come_round(room: Room, job: Job) -> None:
    """Let time pass until the job has ended; less at once than a lease lasts, or its holder would lose it."""

    async def over() -> bool:
        await room.pass_time(45)
        return (await room.job(job.key)).state.ended

    await eventually(over)


async def _held(room: Room, job: Job) -> bool:
    orphans = await room.world.database.run(lambda tx: tx.jobs.orphans(room.world.clock.now(), room.boot))
    return job.key not in [orphan.key for orphan in orphans]


def _unknown(reference: str) -> Wish:
    raise UnknownOrder


def _script(world: World, call: str) -> Script:
    if call in ("admit", "reopen"):
        return world.images.script
    if call in ("submit", "submit.accepted", "wait", "fetch"):
        return world.engine.script
    return world.cards.script


async def _busy(room: Room) -> bool:
    """True if the herald still works on a card after one turn of the loop."""
    await asyncio.sleep(0)
    return bool(room.herald._showing)


async def _true(condition: bool) -> bool:
    return condition


def _later(room: Room) -> datetime:
    """A time at which every lease of now has run out, for those who look at it."""
    return room.world.clock.now() + timedelta(hours=1)
