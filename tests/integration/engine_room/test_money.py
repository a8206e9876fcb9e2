"""What a paid engine costs: set aside, settled, asked for, looked for, and never spent twice."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
import sqlalchemy as sa

from bot.domain.errors import AllowanceSpent, EngineBusy, EngineDown, EngineFailed, NotAllowed, OrderUncertain, TooLate
from bot.domain.job import Origin, State
from bot.domain.money import Money, Quote
from tests.factories import present
from tests.integration.engine_room.steps import LIMIT, true
from tests.integration.room import ALICE, BOB, Room, World, eventually, open_room, person, reached

CHEAP = Quote(about=Money.of("0.06"), at_most=Money.of("0.13"))
DEAR = Quote(about=Money.of("0.30"), at_most=Money.of("0.40"))
BUDGET = Money.of("0.50")


@pytest.fixture
async def till(paid: World) -> AsyncGenerator[Room]:
    """A room whose pictures cost money, with half a dollar for a day."""
    paid.engine.quote = CHEAP
    async with open_room(paid, daily_pictures=LIMIT, daily_money=BUDGET) as opened:
        yield opened


async def _booked(room: Room) -> Money:
    """What the operator's counter says: spent and set aside."""

    def used(connection: sa.Connection) -> int:
        query = sa.text("SELECT coalesce(sum(used), 0) FROM usage WHERE subject = 'operator:money'")
        return connection.execute(query).scalar_one()

    return Money(await room.world.database.run_raw(used))


# Setting aside and settling


async def test_the_bill_replaces_what_was_set_aside(till: Room) -> None:
    """While a picture is made its dearest price is set aside; in the end what it cost stands."""
    gate = till.world.engine.script.gate("wait")
    job = await till.ask()
    await reached(gate.reached)
    assert await _booked(till) == CHEAP.at_most
    gate.opened.set()
    done = await till.ended(job.key)
    assert (done.quote, done.billed) == (CHEAP, CHEAP.about)
    assert await _booked(till) == CHEAP.about


async def test_the_budget_of_a_day_holds_at_fifty_at_once(till: Room) -> None:
    """Half a dollar sets aside three pictures of thirteen cents, whoever asks and however many at once."""
    gate = till.world.engine.script.gate("submit")
    asked = (till.ask(user=100 + n, guild=200 + n) for n in range(50))
    outcomes = await asyncio.gather(*asked, return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, AllowanceSpent)]
    assert len(refused) == 47
    assert "budget" in refused[0].user_text
    assert refused[0].limit == "$0.50"
    assert await _booked(till) == CHEAP.at_most + CHEAP.at_most + CHEAP.at_most
    gate.opened.set()


@pytest.mark.parametrize("call", ["submit", "wait", "fetch"])
async def test_a_refusal_costs_what_the_engine_says(till: Room, call: str) -> None:
    """What was not accepted, and what was refused unbilled, costs nobody anything."""
    till.world.engine.script.fail(call, EngineFailed("Try other words.", billed=Money(0)))
    job = await till.ended((await till.ask()).key, State.FAILED)
    assert job.reason == "Try other words."
    assert await _booked(till) == Money(0)
    assert await till.left() == LIMIT


async def test_a_blank_panel_is_billed_to_the_operator_alone(till: Room) -> None:
    """A picture that nobody wants to see costs its asker nothing, and the operator what it did."""
    till.world.engine.script.fail("fetch", EngineFailed("It was blank.", billed=CHEAP.about))
    await till.ended((await till.ask()).key, State.FAILED)
    assert await _booked(till) == CHEAP.about
    assert await till.left() == LIMIT


async def test_an_order_that_nobody_can_price_is_booked_whole(till: Room) -> None:
    """One that never finishes may be billed: all that was set aside stays booked, the person's allowance is back."""
    till.world.engine.script.fail("wait", EngineFailed("It took too long."))
    await till.ended((await till.ask()).key, State.FAILED)
    assert await _booked(till) == CHEAP.at_most
    assert await till.left() == LIMIT


# A lost answer


async def test_an_order_whose_answer_was_lost_is_found(till: Room) -> None:
    """It is looked for by its key and goes on as if nothing had happened: one order, one picture."""
    till.world.engine.script.fail("submit.accepted", OrderUncertain())
    job = await till.ended((await till.ask()).key)
    assert till.world.engine.accepted == [job.key]
    assert await _booked(till) == CHEAP.about


async def test_an_order_that_is_not_found_is_unknown_and_never_sent_again(till: Room) -> None:
    """The person gets their allowance back and a button; the operator's books say that money may be gone."""
    till.world.engine.script.fail("submit", OrderUncertain())
    job = await till.ended((await till.ask()).key, State.UNKNOWN)
    assert await till.left() == LIMIT
    assert await _booked(till) == CHEAP.at_most
    again = await till.vary(job, Origin.RETRY)
    await till.ended(again.key)
    assert till.world.engine.accepted == [again.key]
    assert again.wish == job.wish


async def test_an_engine_that_cannot_tell_is_asked_again(till: Room) -> None:
    """While the list of orders cannot be read nothing is decided, and nothing is sent."""
    script = till.world.engine.script
    script.fail("submit.accepted", OrderUncertain())
    script.fail("find", EngineBusy())
    job = await till.ask()
    await eventually(lambda: true("job.later" in till.world.events.names()))
    assert (await till.job(job.key)).state is State.SUBMITTING
    await till.pass_time(120)
    await till.ended(job.key)
    assert till.world.engine.accepted == [job.key]


async def test_a_picture_found_hours_later_is_delivered_free(till: Room) -> None:
    """What an unknown order came to is posted when it shows, and dropped at the engine after that."""
    engine = till.world.engine
    engine.script.fail("submit", OrderUncertain())
    job = await till.ended((await till.ask()).key, State.UNKNOWN)
    await till.aftercare.round()
    assert engine.script.calls["find"] == 1, "nobody looks again before its time"
    engine.accept_late(job.key, job.wish)
    till.world.clock.advance(11 * 60)
    await till.aftercare.round()
    found = await till.job(job.key)
    assert found.result == till.world.cards.posts[job.key][0].message
    assert any("found" in note for note in found.notes)
    assert await till.left() == LIMIT
    till.world.clock.advance(1)
    await till.aftercare.round()
    assert engine.forgotten == [found.reference]


async def test_a_sweep_found_hours_later_has_its_sheet(till: Room) -> None:
    """It is laid out like one that came in time."""
    first = await till.ended((await till.ask()).key)
    till.world.engine.script.fail("submit", OrderUncertain())
    job = await till.ended((await till.vary(first, Origin.SWEEP)).key, State.UNKNOWN)
    till.world.engine.accept_late(job.key, job.wish)
    till.world.clock.advance(11 * 60)
    await till.aftercare.round()
    _, delivery = till.world.cards.posts[job.key]
    assert present(delivery.sheet).data == b"0.3 0.5 0.7 0.9"


async def test_what_never_shows_is_given_up_after_a_day(till: Room) -> None:
    """The engine is asked ever more rarely, and then no more."""
    engine = till.world.engine
    engine.script.fail("submit", OrderUncertain())
    await till.ended((await till.ask()).key, State.UNKNOWN)
    for _ in range(40):
        till.world.clock.advance(3600)
        await till.aftercare.round()
    assert "aftercare.given_up" in till.world.events.names()
    assert engine.script.calls["find"] < 15


# What is kept at the engine


async def test_what_the_engine_keeps_is_dropped_after_delivery(till: Room) -> None:
    """Asked again, ever later, while the engine cannot; a delivered picture is not delivered again for it."""
    engine = till.world.engine
    engine.script.fail("forget", EngineBusy(), EngineBusy())
    done = await till.ended((await till.ask()).key)
    for _ in range(4):
        till.world.clock.advance(120)
        await till.aftercare.round()
    assert engine.forgotten == [done.reference]
    assert len(till.world.cards.posts) == 1
    till.world.clock.advance(3600)
    await till.aftercare.round()
    assert engine.script.calls["forget"] == 3


# A dear picture


async def test_a_dear_picture_is_asked_for_first(till: Room) -> None:
    """Nothing is read or sent before its owner says yes; nobody else can say it for them, and it is said once."""
    till.world.engine.quote = DEAR
    job = await till.ask()
    assert job.state is State.ASKED
    with pytest.raises(NotAllowed):
        await till.decisions.confirm(job.key, person(BOB, moderator=True))
    assert till.world.images.script.calls["admit"] == 0
    await till.decisions.confirm(job.key, person(ALICE))
    with pytest.raises(TooLate):
        await till.decisions.confirm(job.key, person(ALICE))
    await till.ended(job.key)
    assert await _booked(till) == DEAR.about


async def test_a_question_may_be_answered_with_no(till: Room) -> None:
    """Cancelled, and nothing is counted."""
    till.world.engine.quote = DEAR
    job = await till.cancel(await till.ask())
    assert job.state is State.CANCELLED
    assert (await till.left(), await _booked(till)) == (LIMIT, Money(0))


async def test_a_question_survives_a_restart_and_waits_ten_minutes(paid: World) -> None:
    """It stands on its card after a crash; unanswered it ends, and what was set aside is free again."""
    paid.engine.quote = DEAR
    async with open_room(paid, daily_money=BUDGET) as first:
        job = await first.ask()
        await first.kill()
    async with open_room(paid, daily_money=BUDGET) as second:
        assert (await second.job(job.key)).state is State.ASKED
        await second.pass_time(11 * 60)
        await second.ended(job.key, State.CANCELLED)
        assert await _booked(second) == Money(0)


# Trouble at the engine


async def test_trouble_refuses_orders_before_anything_is_set_aside(till: Room) -> None:
    """The person is told why; what waits in line stays there and goes on when the trouble is over."""
    engine = till.world.engine
    gate = till.world.images.script.gate("admit")
    waiting = await till.ask()
    await reached(gate.reached)
    engine.trouble = "The image service is out of credit."
    gate.opened.set()
    with pytest.raises(EngineDown, match="out of credit"):
        await till.ask(user=BOB)
    await till.until(waiting.key, lambda job: job.state is State.WAITING)
    assert await _booked(till) == CHEAP.at_most
    assert engine.accepted == []
    engine.trouble = None
    await till.pass_time(1)
    await till.ended(waiting.key)


async def test_an_outage_is_waited_for(till: Room) -> None:
    """What was proven not accepted is sent again, many times over an hour, and paid once."""
    till.world.engine.script.fail("submit", *[EngineBusy()] * 8)
    job = await till.ask()
    for tries in range(1, 9):
        await eventually(lambda tries=tries: true(till.world.engine.script.calls["submit"] == tries))
        await eventually(lambda tries=tries: true(till.world.events.names().count("job.later") == tries))
        await till.pass_time(120)
    await till.ended(job.key)
    assert till.world.engine.accepted == [present(job).key]
