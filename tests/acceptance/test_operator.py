"""Whoever runs the bot decides for all servers, in their own server and nowhere else."""

import sqlite3
import time

import pytest

from bot.playground.actions import Declined
from tests.acceptance.conftest import Stage
from tests.acceptance.moderating import all_commands, show_to_everybody, tell
from tests.acceptance.panels import posted

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_commands_are_in_one_server_and_for_one_person(shared_stage: Stage) -> None:
    """Other servers do not have them, and even a moderator is refused each of them at the call."""
    with pytest.raises(Declined):
        await shared_stage.playground.person("owner").slash("studio", "operator status")
    show_to_everybody(shared_stage, "operator")
    commands = [*all_commands(shared_stage, "operator")]
    assert {path.split()[1] for path, _ in commands} == {
        "pause", "resume", "drain", "caps", "share", "broadcast", "status",
    }  # fmt: skip
    for person in ("alice", "mod"):
        for path, options in commands:
            assert "whoever runs me" in (await tell(shared_stage, path, person, **options)).text, path


async def test_a_pause_holds_in_every_server(shared_stage: Stage) -> None:
    """Refused with the reason until it is lifted, and no moderator's resume lifts it."""
    said = await tell(shared_stage, "operator pause", "owner", reason="the *moon* is full")
    assert "/operator drain" in said.text
    assert "the *moon* is full" in await shared_stage.refusal("bob")
    assert "the *moon* is full" in await shared_stage.refusal("bob", "studio")
    await tell(shared_stage, "moderate resume")
    assert "the *moon* is full" in await shared_stage.refusal("bob")
    assert "⚠️ paused" in (await tell(shared_stage, "operator status", "owner")).text
    await tell(shared_stage, "operator resume", "owner")
    assert not (await shared_stage.ask("bob")).ephemeral
    assert "✅ New work" in (await tell(shared_stage, "operator status", "owner")).text


async def test_a_drain_says_when_the_line_is_empty(own_stage: Stage) -> None:
    """What was begun is finished, and then it is said where it was asked for, also over a restart."""
    card = await own_stage.ask(prompt="oil painting")
    said = await tell(own_stage, "operator drain", "owner", reason="an update")
    assert "Draining" in said.text
    # Killed while it looks whether the line is empty, it would look again only when its lease is over.
    await own_stage.playground.until(lambda _: not _at_work_on_errands(own_stage))
    await own_stage.restart()
    assert "an update" in await own_stage.refusal("bob")
    await own_stage.result_of(card)
    done = await posted(own_stage, "general", "The line is empty")
    assert not done.ephemeral
    await tell(own_stage, "operator resume", "owner")
    assert not (await own_stage.ask("bob")).ephemeral


def _at_work_on_errands(stage: Stage) -> bool:
    """Whether there are errands that are done at the moment, or not begun: others are due within seconds."""
    soon = (time.time() + 30) * 1_000_000
    with sqlite3.connect(stage.store) as store:
        return store.execute("SELECT count(*) FROM errand WHERE attempts = 0 OR due > ?", (soon,)).fetchone() != (0,)


async def test_caps_stand_above_what_moderators_allow(own_stage: Stage) -> None:
    """For each server, and for all together; taken away they hold no more."""
    await tell(own_stage, "operator caps", "owner", whom="server", what="pictures", amount=2.0)
    await own_stage.ask("alice", count=2)
    refused = await own_stage.refusal("bob")
    assert "2 pictures a day for the whole server" in refused
    assert "Only whoever runs me can change it" in refused
    assert not (await own_stage.ask("bob", "studio")).ephemeral
    await tell(own_stage, "operator caps", "owner", whom="server", what="pictures")
    await tell(own_stage, "operator caps", "owner", whom="all", what="pictures", amount=1.0)
    await own_stage.ask("bob")
    assert "for all servers together" in await own_stage.refusal("bob", "studio")
    status = await tell(own_stage, "operator status", "owner")
    assert "1 of 1 pictures made" in status.text
    assert (
        "whole numbers"
        in (await tell(own_stage, "operator caps", "owner", whom="all", what="pictures", amount=1.5)).text
    )


async def test_a_share_is_changed(shared_stage: Stage) -> None:
    """By the server's id; what cannot be is said."""
    guild = str(shared_stage.playground.world.guild.id)
    said = await tell(shared_stage, "operator share", "owner", server=guild, weight=2.0, cap=5)
    assert guild in said.text
    assert "weight 2, cap 5" in said.text
    assert "a number" in (await tell(shared_stage, "operator share", "owner", server="home", cap=1)).text
    assert "what is to change" in (await tell(shared_stage, "operator share", "owner", server=guild)).text


@pytest.mark.thorough
async def test_a_broadcast_reaches_every_audit_channel(own_stage: Stage) -> None:
    """Each server that has one reads it once, as plain text."""
    nobody = await tell(own_stage, "operator broadcast", "owner", text="hello")
    assert "nobody was told" in nobody.text
    await tell(own_stage, "moderate audit-channel", channel=own_stage.playground.world.channel("showcase"))
    said = await tell(own_stage, "operator broadcast", "owner", text="update at *noon*, @everyone")
    assert "1 audit channel" in said.text
    word = await posted(own_stage, "showcase", "From whoever runs me")
    assert r"update at \*noon\*" in word.text
    assert not word.mention_everyone
