"""When the engine takes no orders, why it says so, and how it finds out that it may take some again."""

import asyncio

import pytest

from bot.domain.errors import EngineBusy, OrderUncertain
from bot.engines.hosted.breaker import Breaker, Trouble
from bot.engines.hosted.engine import ModelRunnerEngine
from bot.engines.modelrunner import Timing
from bot.engines.modelrunner.errors import NotSent
from tests.fakes.events import RecordedEvents
from tests.fakes.modelrunner_server import KEY, ModelRunnerFake
from tests.integration.hosted.engines import finish, order


async def refused(engine: ModelRunnerEngine, key: str = "job-1") -> None:
    """An order that is proven not accepted."""
    with pytest.raises(EngineBusy):
        await engine.submit(order(key))


async def lost(engine: ModelRunnerEngine, key: str) -> None:
    with pytest.raises(OrderUncertain):
        await engine.submit(order(key))


async def test_an_empty_balance_stops_orders_at_once(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents
) -> None:
    """One refusal is enough; the next order is not even sent, and the operator is told once."""
    fake.world.balance -= 100
    await refused(engine)
    await refused(engine)
    assert engine.trouble == Trouble.BALANCE.told
    assert fake.world.submits == {"job-1": 1}
    assert events.all == [("engine.trouble", {"trouble": "balance"})]


async def test_a_balance_is_tried_once_a_minute_until_it_suffices(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents
) -> None:
    """It cannot be asked for without an order: one is let in, and its refusal closes the door again."""
    fake.world.balance -= 100
    await refused(engine)
    await asyncio.sleep(61)
    assert engine.trouble is None
    await refused(engine, "job-2")
    assert engine.trouble == Trouble.BALANCE.told
    fake.world.balance += 100
    await asyncio.sleep(61)
    await finish(engine, await engine.submit(order("job-3")))
    assert engine.trouble is None
    assert events.names() == ["engine.trouble", "engine.recovered"]
    assert fake.world.submits == {"job-1": 1, "job-2": 1, "job-3": 1}


async def test_a_refused_key_stops_orders_until_it_works(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """The probe is free, so no order is spent on finding out."""
    fake.world.key = "another"
    await refused(engine)
    assert engine.trouble == Trouble.KEY.told
    await asyncio.sleep(600)
    assert engine.trouble == Trouble.KEY.told
    assert len(fake.calls("GET", "/requests")) in {9, 10}
    fake.world.key = KEY
    await asyncio.sleep(61)
    assert engine.trouble is None
    assert fake.world.submits == {}


async def test_a_key_that_is_refused_while_following_stops_orders_too(
    fake: ModelRunnerFake, engine: ModelRunnerEngine
) -> None:
    """The order that runs is kept, and finished when the key works again."""
    reference = await engine.submit(order())
    fake.world.key = "another"
    await asyncio.sleep(5)
    assert engine.trouble == Trouble.KEY.told
    fake.world.key = KEY
    await finish(engine, reference)


async def test_an_outage_stops_orders_after_five_in_a_row(
    fake: ModelRunnerFake, engine: ModelRunnerEngine, events: RecordedEvents
) -> None:
    """Lost answers and refused connections count alike; one that is taken in between starts anew."""
    fake.faults.add("submit", "503", times=4)
    for number in range(4):
        await lost(engine, f"early-{number}")
    await engine.submit(order("between"))
    fake.faults.add("submit", "reset", times=3)
    for number in range(3):
        await lost(engine, f"late-{number}")
    await fake.down()
    await refused(engine, "down-0")
    assert engine.trouble is None
    await refused(engine, "down-1")
    assert engine.trouble == Trouble.OUTAGE.told
    assert events.all == [("engine.trouble", {"trouble": "outage"})]
    await asyncio.sleep(300)
    assert engine.trouble == Trouble.OUTAGE.told
    await fake.up()
    await asyncio.sleep(150)
    assert engine.trouble is None
    await engine.submit(order("after"))
    assert events.names() == ["engine.trouble", "engine.recovered"]


async def test_a_ping_asks_the_key_and_says_what_is_wrong(fake: ModelRunnerFake, engine: ModelRunnerEngine) -> None:
    """Fine, then refused, then out of reach."""
    await engine.ping()
    fake.world.key = "another"
    with pytest.raises(EngineBusy):
        await engine.ping()
    with pytest.raises(EngineBusy, match="key"):
        await engine.ping()


class Probe:
    """Fails as long as it is told to."""

    def __init__(self) -> None:
        self.fails = False
        self.asked = 0

    async def __call__(self) -> None:
        self.asked += 1
        if self.fails:
            raise NotSent


async def test_half_open_lets_one_order_decide() -> None:
    """While it is on its way, others hear of the trouble as before; a failure opens at once, whatever the count."""
    probe, events = Probe(), RecordedEvents()
    breaker = Breaker(probe, events=events, timing=Timing(), failures=2)
    for _ in range(2):
        breaker.failed(Trouble.OUTAGE)
    await asyncio.sleep(61)
    assert breaker.trouble is None
    with breaker.attempt():
        assert breaker.trouble == Trouble.OUTAGE
        breaker.failed(Trouble.OUTAGE)
    assert breaker.trouble == Trouble.OUTAGE
    await asyncio.sleep(61)
    with breaker.attempt():
        breaker.passed()
    assert breaker.trouble is None
    assert probe.asked == 2
    breaker.failed(Trouble.OUTAGE)
    assert breaker.trouble is None, "the count begins anew"
    await breaker.close()


async def test_half_open_an_order_that_is_called_off_decides_nothing() -> None:
    """The next one may try."""
    breaker = Breaker(Probe(), events=RecordedEvents(), timing=Timing(), failures=1)
    breaker.failed(Trouble.OUTAGE)
    await asyncio.sleep(61)
    with pytest.raises(asyncio.CancelledError), breaker.attempt():
        raise asyncio.CancelledError
    assert breaker.trouble is None
    await breaker.close()


async def test_a_probe_is_repeated_until_it_is_answered() -> None:
    """Once a minute, and no more once it was."""
    probe = Probe()
    probe.fails = True
    breaker = Breaker(probe, events=RecordedEvents(), timing=Timing(), failures=1)
    breaker.failed(Trouble.OUTAGE)
    await asyncio.sleep(301)
    assert (probe.asked, breaker.trouble) == (5, Trouble.OUTAGE)
    probe.fails = False
    await asyncio.sleep(600)
    assert (probe.asked, breaker.trouble) == (6, None)
    await breaker.close()
