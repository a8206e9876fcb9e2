"""Limits act as they are told: set by a moderator, felt by members, on the real bot."""

import pytest

from tests.acceptance.conftest import Stage
from tests.acceptance.moderating import press, tell

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What is to be used up within a test is counted by the month: an hour's counter would begin anew while some run asks.
MONTH = {"measure": "pictures", "window": "month"}


async def test_the_most_specific_limit_wins(shared_stage: Stage) -> None:
    """A role's limit stands above everyone's, a member's above the role's; other members keep theirs."""
    world = shared_stage.playground.world
    alice, bob = (shared_stage.playground.person(name) for name in ("alice", "bob"))
    artists = next(role for guild in world.guilds.values() for role in guild.roles.values() if role.name == "Artists")
    everyone = await tell(shared_stage, "limits set", amount="0", **MONTH)
    assert "0 pictures a month" in await shared_stage.refusal("bob")
    of_role = await tell(shared_stage, "limits set", amount="1", role=artists, **MONTH)
    assert f"<@&{artists.id}>" in of_role.text
    assert not (await shared_stage.ask("alice")).ephemeral
    assert f"1 picture a month for each member with <@&{artists.id}>" in await shared_stage.refusal("alice")
    assert "0 pictures a month for each member" in await shared_stage.refusal("bob")
    of_bob = await tell(shared_stage, "limits set", amount="5", user=bob.user, **MONTH)
    assert not (await shared_stage.ask("bob")).ephemeral
    for changed in (of_bob, of_role, everyone):
        await press(shared_stage, changed, "Undo")
    assert not (await shared_stage.ask("alice")).ephemeral
    await tell(shared_stage, "limits reset", user=alice.user)


async def test_a_refusal_explains_itself(shared_stage: Stage) -> None:
    """It names the rule, what is used, what was asked for, when it begins anew, and who can change it."""
    alice = shared_stage.playground.person("alice")
    await shared_stage.result_of(await shared_stage.ask("alice"))
    await tell(shared_stage, "limits reset", user=alice.user)
    changed = await tell(shared_stage, "limits set", measure="pictures", window="week", amount="1", user=alice.user)
    refusal = await shared_stage.refusal("alice", count=3)
    assert f"Rule: 1 picture a week for <@{alice.id}>. Used: 0 of 1." in refusal
    assert "You asked for 3 more" in refusal
    assert "Try again <t:" in refusal
    assert "A moderator can change it" in refusal
    await press(shared_stage, changed, "Undo")


async def test_a_reroll_goes_through_the_same_admission(shared_stage: Stage) -> None:
    """A limit that refuses the command refuses the button too, and takes nothing."""
    result = await shared_stage.result_of(await shared_stage.ask("alice"))
    changed = await tell(shared_stage, "limits set", measure="pictures", window="hour", amount="0")
    pressed = await shared_stage.playground.person("bob").click(result, label="Reroll")
    assert "0 pictures an hour" in pressed.message.text
    assert pressed.message.ephemeral
    await press(shared_stage, changed, "Undo")
    assert not (await shared_stage.playground.person("bob").click(result, label="Reroll")).message.ephemeral


async def test_everybody_sees_what_holds_for_them(shared_stage: Stage) -> None:
    """`/limits me` shows each counter with a bar and its reset, what else holds, what was granted, and exemptions."""
    bob = shared_stage.playground.person("bob")
    await tell(shared_stage, "limits reset", user=bob.user)
    changes = [
        await tell(shared_stage, "limits set", amount="4", user=bob.user, **MONTH),
        await tell(shared_stage, "limits set", measure="at_once", amount="2"),
        await tell(shared_stage, "limits set", measure="cooldown", amount="5m", user=bob.user),
        await tell(shared_stage, "limits set", measure="speed", amount="balanced"),
        await tell(shared_stage, "limits grant", amount="3", duration="2d", user=bob.user, **MONTH),
    ]
    mine = await tell(shared_stage, "limits me", "bob")
    for words in ("7 pictures a month", "0 of 7 used", "▱▱▱", "resets <t:", "2 requests at the same time"):
        assert words in mine.text
    for words in ("5 minutes between", "speed up to balanced", "on top, until <t:"):
        assert words in mine.text
    seen = await tell(shared_stage, "limits show", user=bob.user)
    assert f"What holds for <@{bob.id}>" in seen.text
    assert "up to balanced" in await shared_stage.refusal("bob", speed="QUALITY")
    changes.append(await tell(shared_stage, "limits exempt", user=bob.user))
    assert "does not count here" in (await tell(shared_stage, "limits me", "bob")).text
    assert not (await shared_stage.ask("bob", speed="QUALITY", prompt="pencil")).ephemeral
    for changed in reversed(changes):
        await press(shared_stage, changed, "Undo")


async def test_a_reset_forgets_what_was_used(shared_stage: Stage) -> None:
    """Only that member's counters begin anew, and the audit says so."""
    bob = shared_stage.playground.person("bob")
    await tell(shared_stage, "limits reset", user=bob.user)
    changed = await tell(shared_stage, "limits set", amount="1", **MONTH)
    await shared_stage.result_of(await shared_stage.ask("bob"))
    assert "Used: 1 of 1" in await shared_stage.refusal("bob")
    answer = await tell(shared_stage, "limits reset", user=bob.user)
    assert f"counters for <@{bob.id}>" in answer.text
    assert answer.buttons == []
    assert not (await shared_stage.ask("bob")).ephemeral
    await press(shared_stage, changed, "Undo")


async def test_a_reset_ends_a_cooldown_too(shared_stage: Stage) -> None:
    """Whoever was reset asks again at once, and then waits as usual."""
    bob = shared_stage.playground.person("bob")
    changed = await tell(shared_stage, "limits set", measure="cooldown", amount="5m", user=bob.user)
    await tell(shared_stage, "limits reset", user=bob.user)
    assert not (await shared_stage.ask("bob")).ephemeral
    assert "You have asked a moment ago" in await shared_stage.refusal("bob")
    await tell(shared_stage, "limits reset", user=bob.user)
    assert not (await shared_stage.ask("bob")).ephemeral
    assert "You have asked a moment ago" in await shared_stage.refusal("bob")
    await press(shared_stage, changed, "Undo")


async def test_a_first_change_shows_what_held_before(shared_stage: Stage) -> None:
    """What nobody had set held all the same, and holds again when the change is taken back."""
    changed = await tell(shared_stage, "limits set", measure="pictures", window="day", amount="30")
    assert "a day for each member, by default → 30 pictures a day for each member" in changed.text
    undone = await press(shared_stage, changed, "Undo")
    assert "30 pictures a day for each member → " in undone.text
    assert undone.text.rstrip().endswith("by default")


async def test_limits_are_listed_and_removed(shared_stage: Stage) -> None:
    """Defaults are marked and stay; what was set has a button that removes it, or goes by command."""
    shown = await tell(shared_stage, "limits show")
    assert "By default" in shown.text
    assert shown.buttons == []
    await tell(shared_stage, "limits set", measure="money", window="month", amount="2.50", whole_server=True)
    shown = await tell(shared_stage, "limits show")
    assert r"$2\.50 a month for the whole server" in shown.text
    removed = await press(shared_stage, shown, "Remove")
    assert "→ nothing" in removed.text
    again = {"measure": "money", "window": "month", "whole_server": True}
    assert "There is no such limit" in (await tell(shared_stage, "limits remove", **again)).text
    await tell(shared_stage, "limits set", amount="3", **again)
    assert "→ nothing" in (await tell(shared_stage, "limits remove", **again)).text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"measure": "pictures", "amount": "20"}, "Say for how long"),
        ({"measure": "cooldown", "amount": "5m", "window": "day"}, "Leave out"),
        ({"measure": "money", "amount": "lots", "window": "day"}, "`2.50`"),
        ({"measure": "speed", "amount": "warp"}, "`balanced`"),
        ({"measure": "at_once", "amount": "2", "channel": "general"}, "cannot be limited"),
        ({"measure": "count", "amount": "2", "channel": "general", "whole_server": True}, "Name one of them"),
        ({"measure": "count", "amount": "9"}, "4 at most"),
    ],
)
async def test_a_limit_that_means_nothing_is_not_set(
    shared_stage: Stage, options: dict[str, object], words: str
) -> None:
    """The answer says what to write instead, and nothing is changed."""
    if "channel" in options:
        options = options | {"channel": shared_stage.playground.world.channel(str(options["channel"]))}
    before = (await tell(shared_stage, "limits show")).text
    assert words in (await tell(shared_stage, "limits set", **options)).text
    assert (await tell(shared_stage, "limits show")).text == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"window": "month"}, "How many pictures members may make a month is not limited"),
        ({"duration": "sometime"}, "`2d`"),
        ({"duration": "9000d"}, "too long"),
        ({"amount": "many"}, "whole number"),
        ({"user": None}, "Name a `user` or a `role`"),
    ],
)
async def test_an_extra_that_gives_nothing_is_not_granted(
    shared_stage: Stage, options: dict[str, object], words: str
) -> None:
    """Without a limit to add to, a time, an amount or somebody to have it, the answer says what is missing."""
    bob = shared_stage.playground.person("bob")
    usual: dict[str, object] = {"amount": "3", "duration": "2d", "user": bob.user}
    given = {name: value for name, value in (usual | options).items() if value is not None}
    assert words in (await tell(shared_stage, "limits grant", **given)).text


async def test_amounts_complete_with_examples_of_the_measure(shared_stage: Stage) -> None:
    """Nobody has to know how a speed or a cooldown is written."""
    mod = shared_stage.playground.person("mod")
    offered = await mod.autocomplete("general", "limits set", focused=("amount", ""), measure="speed")
    assert [value for _, value in offered] == ["turbo", "balanced", "quality"]
