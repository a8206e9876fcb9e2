"""What moderators decide, over time: what ends ends by itself, what is taken back is taken back once."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from bot.delivery.audit_view import difference
from bot.domain.deeds import Deed
from bot.domain.errors import AllowanceSpent, BadRequest, Blocked, Gone, Paused, TooLate
from bot.domain.job import Origin
from bot.domain.limits import Exemption, Measure, Rule, Subject, SubjectKind
from bot.domain.money import Money
from bot.domain.policy import Change, Pause, TimeZone
from bot.domain.request import Asker
from bot.domain.windows import Span
from bot.services.allowances import Allowances
from bot.services.moderation import Moderation, Moderator
from bot.services.operating import Operating
from bot.storage.database import SqlDatabase
from tests.integration.room import ALICE, BOB, GUILD, MODERATOR, Room, World, open_room, reached

MOD = Moderator(guild_id=GUILD, user_id=MODERATOR)
THEM = Subject(kind=SubjectKind.USER, id=ALICE)
DAY = 24 * 3_600


@pytest.fixture
async def world(database: SqlDatabase) -> AsyncGenerator[World]:
    """A world whose counters agree with their entries in the end, whatever was granted and forgiven."""
    world = World(database=database)
    yield world
    assert await database.run(lambda tx: tx.ledger.imbalance()) == 0


@pytest.fixture
async def room(world: World) -> AsyncGenerator[Room]:
    """Two pictures a day for everybody."""
    async with open_room(world, daily_pictures=2) as opened:
        yield opened


@pytest.fixture
def moderation(room: Room) -> Moderation:
    return Moderation(room.ports, admission=room.admission)


@pytest.fixture
def allowances(room: Room) -> Allowances:
    return Allowances(room.ports, admission=room.admission)


async def _audit(moderation: Moderation) -> list[Change]:
    return await moderation.changes(GUILD)


async def _is_refused(room: Room, *, user: int = ALICE) -> bool:
    try:
        await room.ask(user=user)
    except AllowanceSpent:
        return True
    return False


async def test_a_block_ends_by_itself(room: Room, moderation: Moderation) -> None:
    """Until then commands and buttons are refused; afterwards nobody has to do anything."""
    done = await room.ended((await room.ask()).key)
    await moderation.block(MOD, ALICE, "flooding", timedelta(hours=2))
    with pytest.raises(Blocked):
        await room.vary(done, Origin.REROLL)
    await room.pass_time(7_199)
    with pytest.raises(Blocked):
        await room.ask()
    await room.pass_time(1)
    await room.ask()


async def test_an_extra_adds_to_the_limit_until_it_ends(room: Room, allowances: Allowances) -> None:
    """It is on top of what holds, for the one who has it."""
    await allowances.grant(MOD, THEM, measure=Measure.PICTURES, span=Span.DAY, amount=1, lasting=timedelta(days=2))
    assert [await _is_refused(room) for _ in range(4)] == [False, False, False, True]
    assert [await _is_refused(room, user=BOB) for _ in range(3)] == [False, False, True]
    await room.pass_time(3 * DAY)
    assert [await _is_refused(room) for _ in range(3)] == [False, False, True]


async def test_an_extra_needs_a_limit_to_add_to(room: Room, moderation: Moderation, allowances: Allowances) -> None:
    """Without one it would give nothing, and whoever gave it would not know."""
    with pytest.raises(BadRequest):
        await allowances.grant(MOD, THEM, measure=Measure.MONEY, span=Span.DAY, amount=1, lasting=timedelta(days=1))
    assert await _audit(moderation) == []


async def test_a_reset_forgives_what_is_spent_and_not_what_is_being_made(room: Room, allowances: Allowances) -> None:
    """What a running job holds counts on, or it would be given back twice."""
    await room.ended((await room.ask()).key)
    gate = room.world.engine.script.gate("submit")
    running = await room.ask()
    await reached(gate.reached)
    assert await _is_refused(room)
    change = await allowances.reset(MOD, ALICE)
    assert (change.deed, change.actor_id, change.after) == (Deed.RESET, MODERATOR, None)
    again = await room.ask()
    assert await _is_refused(room)
    gate.opened.set()
    for job in (running, again):
        await room.ended(job.key)


async def test_a_reset_is_for_one_member_in_one_server(room: Room, allowances: Allowances) -> None:
    """Others, and the same person elsewhere, keep what they have used."""
    for user, guild in ((ALICE, GUILD), (ALICE, 2), (BOB, GUILD)):
        await room.ended((await room.ask(user=user, guild=guild, count=2)).key)
    await allowances.reset(MOD, ALICE)
    await room.ask(count=2)
    for user, guild in ((ALICE, 2), (BOB, GUILD)):
        with pytest.raises(AllowanceSpent):
            await room.ask(user=user, guild=guild)


async def test_who_is_exempt_is_still_held_to_what_all_share(room: Room, moderation: Moderation) -> None:
    """Only what counts for each member does not count for them."""
    await moderation.put(MOD, Exemption(subject=THEM))
    assert [await _is_refused(room) for _ in range(4)] == [False] * 4
    whole = Rule(subject=Subject(kind=SubjectKind.GUILD), measure=Measure.PICTURES, span=Span.MONTH, amount=1)
    await moderation.put(MOD, whole)
    assert [await _is_refused(room) for _ in range(2)] == [False, True]


async def test_a_cooldown_is_over_when_its_time_is(room: Room, moderation: Moderation) -> None:
    """The refusal says when that is, and the refused request itself does not begin it anew."""
    await moderation.put(MOD, Rule(subject=THEM, measure=Measure.COOLDOWN, amount=60))
    await room.ask()
    await room.pass_time(40)
    with pytest.raises(AllowanceSpent) as caught:
        await room.ask()
    assert caught.value.resets_at == room.world.clock.now() + timedelta(seconds=20)
    await room.pass_time(20)
    await room.ask()


async def test_a_reset_ends_a_cooldown(room: Room, moderation: Moderation, allowances: Allowances) -> None:
    """Whoever was reset may ask at once, and the next request makes them wait as usual."""
    await moderation.put(MOD, Rule(subject=THEM, measure=Measure.COOLDOWN, amount=60))
    await room.ask()
    assert await _is_refused(room)
    await allowances.reset(MOD, ALICE)
    await room.pass_time(1)
    await room.ask()
    assert await _is_refused(room)


async def test_a_first_change_says_what_held_by_default(room: Room, moderation: Moderation) -> None:
    """Nothing was set before, but something held; taken back, that holds again and nothing is set."""
    everyone = Subject(kind=SubjectKind.EVERYONE)
    limit = Rule(subject=everyone, measure=Measure.PICTURES, span=Span.DAY, amount=30)
    change = await moderation.put(MOD, limit)
    assert difference(change) == "2 pictures a day for each member, by default → 30 pictures a day for each member"
    removed = await moderation.remove(MOD, Rule, limit.name)
    assert difference(removed) == "30 pictures a day for each member → 2 pictures a day for each member, by default"
    await moderation.undo(MOD, removed.number)
    assert (await moderation.policy(GUILD)).all(Rule) == (limit,)
    first = await moderation.undo(MOD, (await _audit(moderation))[0].number)
    assert (await moderation.policy(GUILD)).all(Rule) == ()
    assert (await moderation.undo(MOD, first.number)).after == limit


async def test_a_first_cap_says_what_held_by_default(world: World) -> None:
    """What the operator sets is written down like what moderators set."""
    async with open_room(world, daily_money=Money.of(5)) as room:
        operating = Operating(room.ports, admission=room.admission)
        change = await operating.cap(MODERATOR, SubjectKind.ALL, Measure.MONEY, Money.of(9).micros)
        removed = await operating.cap(MODERATOR, SubjectKind.ALL, Measure.MONEY, None)
    usual, capped = r"$5\.00 a day for all servers together, by default", r"$9\.00 a day for all servers together"
    assert difference(change) == f"{usual} → {capped}"
    assert difference(removed) == f"{capped} → {usual}"


async def test_a_pause_lets_what_was_begun_run_to_its_end(room: Room, moderation: Moderation) -> None:
    """And what was asked before it, however long that waited."""
    gate = room.world.engine.script.gate("submit")
    begun = await room.ask()
    await reached(gate.reached)
    await moderation.put(MOD, Pause(reason="later"))
    with pytest.raises(Paused):
        await room.ask(user=BOB)
    gate.opened.set()
    done = await room.ended(begun.key)
    with pytest.raises(Paused):
        await room.vary(done, Origin.REROLL, user=BOB)
    await moderation.remove(MOD, Pause)
    await room.ask(user=BOB)


async def test_one_change_is_taken_back_once(room: Room, moderation: Moderation) -> None:
    """However many moderators press at once; what is there then is what was there before."""
    await moderation.put(MOD, TimeZone(zone="Europe/Berlin"))
    change = await moderation.put(MOD, TimeZone(zone="Asia/Tokyo"))
    undone = await asyncio.gather(*(moderation.undo(MOD, change.number) for _ in range(8)), return_exceptions=True)
    assert len([each for each in undone if isinstance(each, Change)]) == 1
    assert len([each for each in undone if isinstance(each, TooLate)]) == 7
    assert (await moderation.policy(GUILD)).zone == "Europe/Berlin"
    assert [each.deed for each in await _audit(moderation)] == [Deed.TAKEN_BACK, Deed.SET, Deed.SET]


async def test_taking_back_can_be_taken_back(room: Room, moderation: Moderation) -> None:
    """It is a change like any other."""
    change = await moderation.put(MOD, Pause(reason="later"))
    undone = await moderation.undo(MOD, change.number)
    assert (await moderation.policy(GUILD)).one(Pause) is None
    await moderation.undo(MOD, undone.number)
    assert (await moderation.policy(GUILD)).one(Pause) == Pause(reason="later")


async def test_a_change_is_taken_back_in_its_own_server_only(room: Room, moderation: Moderation) -> None:
    """Its number says nothing elsewhere; nor is there anything to take back of what set no clause."""
    change = await moderation.put(MOD, Pause(reason="later"))
    with pytest.raises(Gone):
        await moderation.undo(Moderator(guild_id=2, user_id=MODERATOR), change.number)
    reset = await Allowances(room.ports, admission=room.admission).reset(MOD, ALICE)
    with pytest.raises(Gone):
        await moderation.undo(MOD, reset.number)


async def test_only_what_somebody_else_called_off_is_written_down(room: Room, moderation: Moderation) -> None:
    """Who stops their own picture has decided about nobody."""
    room.world.engine.script.gate("submit")
    mine, theirs = await room.ask(user=BOB), await room.ask(user=ALICE)
    await room.cancel(mine, user=BOB)
    await room.cancel(theirs, user=MODERATOR, moderator=True)
    entry, *others = await _audit(moderation)
    assert (entry.deed, entry.actor_id, entry.subject) == (Deed.CANCELLED, MODERATOR, f"picture for <@{ALICE}>")
    assert others == []


async def test_an_overview_says_what_a_request_would_be_held_to(room: Room, allowances: Allowances) -> None:
    """The same counters, at the same height, and what is open."""
    room.world.engine.script.gate("submit")
    await room.ask()
    overview = await allowances.overview(Asker(guild_id=GUILD, user_id=ALICE))
    assert [(each.usage.subject, each.used, each.left) for each in overview.counted] == [("member:1:10:pictures", 1, 1)]
    assert overview.open == 1
