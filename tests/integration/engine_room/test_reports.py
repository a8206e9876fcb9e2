"""Reports: one of a person about a picture, decided once, and whatever follows is written down with the decision."""

import asyncio

import pytest

from bot.domain.deeds import Deed
from bot.domain.errors import BadRequest, DiscordBusy, Gone, Refused
from bot.domain.job import Job
from bot.domain.moderation import Verdict
from bot.domain.notices import Case
from bot.domain.policy import AuditChannel, Block, Change
from bot.services.moderation import Moderation, Moderator
from bot.services.reports import Reports
from tests.factories import present
from tests.integration.room import BOB, GUILD, MODERATOR, Room

AUDIT = 700
OTHER_GUILD = 2
HERE, ELSEWHERE = (Moderator(guild_id=guild, user_id=MODERATOR) for guild in (GUILD, OTHER_GUILD))


async def _picture(room: Room) -> Job:
    return await room.ended((await room.ask()).key)


async def _case(room: Room) -> tuple[Job, Case]:
    """A reported picture, with the card that moderators got."""
    job = await _picture(room)
    await Moderation(room.ports, admission=room.admission).put(HERE, AuditChannel(channel_id=AUDIT))
    await Reports(room.ports).file(job.key, GUILD, BOB, "it shows me")
    while await room.courier.round():
        pass
    return job, next(notice for _, notice in room.world.notices.posted.values() if isinstance(notice, Case))


async def _deeds(room: Room) -> list[str]:
    changes = await room.world.database.run(lambda tx: tx.policies(GUILD).changes(limit=50))
    return [change.deed for change in changes]


async def test_a_person_reports_a_picture_once(room: Room) -> None:
    """Also when they press ten times at once: one report, one entry of the audit, and nine are told so."""
    job, reports = await _picture(room), Reports(room.ports)
    pressed = [reports.file(job.key, GUILD, BOB, "it shows me") for _ in range(10)]
    outcomes = await asyncio.gather(*pressed, return_exceptions=True)
    assert sum(isinstance(each, Refused) for each in outcomes) == 9
    assert (await _deeds(room)).count(Deed.REPORTED) == 1
    await reports.file(job.key, GUILD, MODERATOR, "me too")


async def test_a_report_says_something_about_a_picture_of_this_server(room: Room) -> None:
    """Blank reasons, pictures of other servers and pictures that are not there yet are refused; nothing is kept."""
    job, reports = await _picture(room), Reports(room.ports)
    with pytest.raises(BadRequest):
        await reports.file(job.key, GUILD, BOB, " \n ")
    with pytest.raises(Gone):
        await reports.file(job.key, OTHER_GUILD, BOB, "why")
    with pytest.raises(Refused):
        await reports.file(job.key, -BOB, BOB, "why")
    assert await _deeds(room) == []


async def test_moderators_get_the_card_and_not_the_entry_as_well(room: Room) -> None:
    """Of a report the audit channel has one message."""
    job, case = await _case(room)
    assert case.job.key == job.key
    assert case.report.reason == "it shows me"
    notices = [notice for _, notice in room.world.notices.posted.values()]
    assert [each.deed for each in notices if isinstance(each, Change)] == [Deed.SET]
    assert len(notices) == 2


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_report_is_decided_once(room: Room, verdict: Verdict) -> None:
    """The first decides; ten who press at once after that are shown what was decided and by whom."""
    job, case = await _case(room)
    reports = Reports(room.ports)
    moderators = [Moderator(guild_id=GUILD, user_id=100 + number) for number in range(10)]
    others = [each for each in Verdict if each is not verdict]
    wanted = [verdict, *(others[number % 2] for number in range(9))]
    first = await reports.decide(case.report.key, moderators[0], verdict)
    decided = await asyncio.gather(
        *(reports.decide(case.report.key, who, what) for who, what in zip(moderators, wanted, strict=True))
    )
    assert {(each.report.verdict, each.report.judge_id) for each in (first, *decided)} == {(verdict, 100)}
    while await room.courier.round():
        pass
    assert room.world.notices.removed == ([present(job.result)] if verdict is Verdict.DELETED else [])
    block = await room.world.database.run(lambda tx: tx.policies(GUILD).find(Block, str(job.user_id)))
    assert (block is not None) == (verdict is Verdict.BLOCKED)


async def test_another_server_decides_nothing(room: Room) -> None:
    """A report's key that was copied elsewhere finds nothing there, and stays open here."""
    _, case = await _case(room)
    with pytest.raises(Gone):
        await Reports(room.ports).decide(case.report.key, ELSEWHERE, Verdict.BLOCKED)
    assert (await Reports(room.ports).decide(case.report.key, HERE, Verdict.DISMISSED)).report.judge_id == MODERATOR


async def test_a_deletion_that_discord_does_not_take_is_tried_again(room: Room) -> None:
    """The decision stands at once; the message follows when it can."""
    job, case = await _case(room)
    room.world.notices.script.fail("remove", DiscordBusy())
    await Reports(room.ports).decide(case.report.key, HERE, Verdict.DELETED)
    await room.courier.round()
    assert room.world.notices.removed == []
    room.world.clock.advance(60)
    await room.courier.round()
    assert room.world.notices.removed == [present(job.result)]
