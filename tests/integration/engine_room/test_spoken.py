"""Whatever is written or posted for somebody else is in the language of whoever reads it, not of who caused it."""

import asyncio
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.domain.deeds import Deed
from bot.domain.job import Job
from bot.domain.notices import Notice
from bot.domain.policy import AuditChannel, TimeZone
from bot.domain.request import Upload, Wish
from bot.domain.text import speaking, t
from bot.jobs.courier import Courier
from bot.jobs.lifeline import Lifeline
from bot.jobs.loop import Leases
from bot.ports import Ports
from bot.services.decisions import Decisions
from bot.services.moderation import Moderation, Moderator
from bot.services.operating import Operating
from bot.services.reports import Reports
from bot.storage.schema import job as rows
from tests.fakes.cards import KeptReply
from tests.fakes.languages import OneLanguage, OtherLetters, translated
from tests.fakes.noticeboard import KeptNotices
from tests.integration.room import ALICE, BOB, GUILD, MODERATOR, PLACE, Room, person, reached, requester

AUDIT = 700
GERMAN = "de"
SAMPLE = "in other letters"
HERE = Moderator(guild_id=GUILD, user_id=MODERATOR)


class Overheard(KeptNotices):
    """Keeps as well in which language each notice would have been put into words."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def post(self, channel_id: int, notice: Notice, *, key: str, again: bool) -> None:
        self.said.append(t("in other letters"))
        await super().post(channel_id, notice, key=key, again=again)


@pytest.fixture
def ports(room: Room) -> Ports:
    """The room's, with the one language that is in no catalogue."""
    return replace(room.ports, languages=OneLanguage(), noticeboard=Overheard())


async def _asked(room: Room, reply: KeptReply) -> Job:
    """A picture for Alice, who reads Discord in German."""
    upload = Upload(url="https://cdn.discordapp.com/a/b/c.png", filename="c.png", size=1000)
    alice = replace(requester(ALICE, GUILD), locale=GERMAN)
    return await room.restyle.submit(Wish(prompt="watercolor"), upload, alice, PLACE, reply)


def _said(ports: Ports) -> list[str]:
    assert isinstance(ports.noticeboard, Overheard)
    return ports.noticeboard.said


async def _job(room: Room, key: str) -> Job:
    job = await room.world.database.run(lambda tx: tx.jobs.get(key))
    assert job is not None
    return job


@pytest.mark.parametrize("by", [ALICE, MODERATOR], ids=["its-owner", "a-moderator"])
async def test_a_job_that_is_called_off_says_so_to_its_owner(room: Room, ports: Ports, by: int) -> None:
    """Whoever does it, and whatever they speak, the reason on the card is in the language of the job."""
    held = room.world.engine.script.gate("submit")
    job = await _asked(room, KeptReply(room.world.cards))
    await reached(held.reached)
    await Decisions(ports).cancel(job.key, person(by, moderator=by == MODERATOR))
    held.opened.set()
    wanted = translated("Cancelled.") if by == ALICE else translated("Cancelled by {person}.").format(person=f"<@{by}>")
    assert (await _job(room, job.key)).reason == wanted


async def test_what_the_lifeline_closes_says_so_to_its_owner(room: Room, ports: Ports) -> None:
    """Nobody speaks there: the reason is in the language of the job."""
    reply = KeptReply(room.world.cards)
    held = reply.script.gate("card")
    asking = asyncio.create_task(_asked(room, reply))
    await reached(held.reached)
    room.world.clock.advance(120)
    await Lifeline(ports, leases=Leases(clock=room.world.clock, boot=room.boot)).rescue()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    reason = await room.world.database.run_raw(lambda connection: connection.scalar(sa.select(rows.c.reason)))
    assert reason == translated("The request could not be answered.")


@pytest.mark.parametrize("locale", [GERMAN, ""], ids=["german", "unknown"])
async def test_moderators_read_notices_in_the_language_of_their_server(room: Room, ports: Ports, locale: str) -> None:
    """Changes, reports and what whoever runs the bot has to say; English where it is not known."""
    moderation = Moderation(ports, admission=room.admission)
    job = await room.ended((await room.ask()).key)
    with speaking(OtherLetters() if not locale else None):
        await moderation.put(HERE, AuditChannel(channel_id=AUDIT, locale=locale))
        await moderation.put(HERE, TimeZone(zone="Europe/Berlin"))
        await Reports(ports).file(job.key, GUILD, BOB, "it shows me")
        await Operating(ports, admission=room.admission).broadcast(1, "a word to all")
    courier = Courier(ports)
    while await courier.round():
        pass
    assert _said(ports) == [translated(SAMPLE) if locale else SAMPLE] * 4


@pytest.mark.parametrize("locale", [GERMAN, ""], ids=["german", "unknown"])
async def test_a_report_is_written_into_the_audit_for_its_readers(room: Room, ports: Ports, locale: str) -> None:
    """In the language of the server, not of whoever reported."""
    await Moderation(ports, admission=room.admission).put(HERE, AuditChannel(channel_id=AUDIT, locale=locale))
    job = await room.ended((await room.ask()).key)
    with speaking(OtherLetters() if not locale else None):
        await Reports(ports).file(job.key, GUILD, BOB, "it shows me")
    changes = await room.world.database.run(lambda tx: tx.policies(GUILD).changes(limit=5))
    (reported,) = (change.subject for change in changes if change.deed == Deed.REPORTED)
    in_words = translated if locale else str
    assert reported.startswith(in_words("a picture of {person}").format(person=f"<@{ALICE}>"))
