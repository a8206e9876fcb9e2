"""`/setup`: a moderator walks through five settings, and each holds at once."""

import pytest

from bot.playground.entities import Message
from tests.acceptance.conftest import Stage
from tests.acceptance.moderating import NOT_FOR_THEM, show_to_everybody, tell
from tests.acceptance.panels import pick, posted, selects

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.thorough
async def test_a_member_gets_no_panel(shared_stage: Stage) -> None:
    """The right is asked at the call, whatever the command list shows."""
    show_to_everybody(shared_stage, "setup")
    assert NOT_FOR_THEM in (await tell(shared_stage, "setup", "alice")).text


async def test_every_setting_acts_at_once_and_the_panel_shows_it(shared_stage: Stage) -> None:
    """What is set, what is default, the role between its two selects, and a picture that meets it all."""
    world = shared_stage.playground.world
    showcase, artists = world.channel("showcase"), _role(shared_stage, "Artists")
    panel = await tell(shared_stage, "setup")
    assert "50 pictures** (default)" in panel.text
    assert "everywhere** (default)" in panel.text
    assert set(selects(panel)) == {"daily", "role", "channels", "audit", "zone"}

    await pick(shared_stage, panel, "audit", showcase.id)
    assert f"<#{showcase.id}>" in panel.text
    await posted(shared_stage, "showcase", "set: audit channel")

    await pick(shared_stage, panel, "daily", 10)
    assert "10 pictures**" in panel.text
    assert "10 pictures** (default)" not in panel.text
    entry = await posted(shared_stage, "showcase", "limit for each member", "10 pictures a day for each member")
    assert entry.buttons == ["Undo"]

    await pick(shared_stage, panel, "role", artists)
    assert [each["id"] for each in selects(panel)["role"]["default_values"]] == [str(artists)]
    assert f"<@&{artists}>: " not in panel.text, "nothing is set before the number is chosen"
    await pick(shared_stage, panel, "zone", "Asia/Tokyo")
    assert "Asia/Tokyo" in panel.text
    await pick(shared_stage, panel, "more", 200)
    assert f"<@&{artists}>: **200 pictures**" in panel.text

    await pick(shared_stage, panel, "channels", showcase.id, world.channel("general").id)
    assert f"only in <#{world.channel('general').id}>" in panel.text
    assert "not made in this channel" in await shared_stage.refusal("bob", "no-threads")
    assert "9 of 10 left today" in (await shared_stage.ask("bob")).text
    assert "199 of 200 left today" in (await shared_stage.ask("alice")).text

    await pick(shared_stage, panel, "channels")
    assert "everywhere" in panel.text
    await pick(shared_stage, panel, "more", "none")
    assert "no role has more" in panel.text
    await pick(shared_stage, panel, "audit")
    assert "Now: **no channel** (default)" in panel.text
    assert "Asia/Tokyo" in (await tell(shared_stage, "setup")).text


async def test_choosing_what_is_set_changes_nothing(shared_stage: Stage) -> None:
    """The audit has no entry for it."""
    panel = await tell(shared_stage, "setup")
    await pick(shared_stage, panel, "daily", 30)
    before = (await tell(shared_stage, "moderate audit")).text
    await pick(shared_stage, panel, "daily", 30)
    assert (await tell(shared_stage, "moderate audit")).text.count("set: limit") == before.count("set: limit")


async def test_a_panel_lives_on_through_a_restart(own_stage: Stage) -> None:
    """Nothing of it is in memory: after a crash the same panel goes on where it was, role included."""
    artists = _role(own_stage, "Artists")
    panel = await tell(own_stage, "setup")
    await pick(own_stage, panel, "role", artists)
    await own_stage.restart()
    await pick(own_stage, panel, "more", 100)
    assert f"<@&{artists}>: **100 pictures**" in panel.text


async def test_a_member_cannot_use_a_moderators_panel(shared_stage: Stage) -> None:
    """Whoever forges the press of a select is refused, and nothing changes."""
    panel = await tell(shared_stage, "setup")
    forged: Message = await shared_stage.ask("alice")
    forged.components, kept = panel.components, forged.components
    outcome = await pick(shared_stage, forged, "daily", 5, person="alice")
    forged.components = kept
    assert NOT_FOR_THEM in outcome.message.text
    assert "Now: **5 pictures" not in (await tell(shared_stage, "setup")).text


def _role(stage: Stage, name: str) -> int:
    return next(role.id for role in stage.playground.world.guild.roles.values() if role.name == name)
