"""Moderators keep order: as a member, another member and a moderator, on the real bot."""

import pytest

from tests.acceptance.conftest import PATIENCE, Stage
from tests.acceptance.moderating import NOT_FOR_THEM, all_commands, press, show_to_everybody, tell

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_member_is_refused_every_command_of_moderators(shared_stage: Stage) -> None:
    """Whatever Discord lets them send, the right is asked at the call; nothing of it is written down."""
    show_to_everybody(shared_stage, "moderate")
    commands = [*all_commands(shared_stage, "moderate"), *all_commands(shared_stage, "limits")]
    assert len(commands) >= 20
    for command, options in commands:
        if command != "limits me":
            answer = await tell(shared_stage, command, "alice", **options)
            assert NOT_FOR_THEM in answer.text, command
    assert "Nothing was changed" in (await tell(shared_stage, "moderate audit")).text


async def test_a_pause_refuses_new_work_and_finishes_what_was_begun(shared_stage: Stage) -> None:
    """By command and by button, with the reason; after `resume` it goes on."""
    begun = await shared_stage.ask()
    changed = await tell(shared_stage, "moderate pause", reason="back at *noon*")
    assert r"back at \*noon\*" in changed.text
    result = await shared_stage.result_of(begun)
    assert "back at *noon*" in await shared_stage.refusal("bob")
    for label in ("Reroll", "Subtler", "Stronger"):
        pressed = await shared_stage.playground.person("bob").click(result, label=label)
        assert "back at *noon*" in pressed.message.text
        assert pressed.message.ephemeral
    assert "Nothing is paused" not in (await tell(shared_stage, "moderate resume")).text
    assert "Nothing is paused" in (await tell(shared_stage, "moderate resume")).text
    assert not (await shared_stage.ask("bob")).ephemeral


async def test_a_blocked_member_is_told_why_and_until_when(shared_stage: Stage) -> None:
    """Commands and buttons alike; nobody else is affected, and the block can be lifted from the list."""
    result = await shared_stage.result_of(await shared_stage.ask("bob"))
    bob, alice = (shared_stage.playground.person(name) for name in ("bob", "alice"))
    await tell(shared_stage, "moderate block", user=bob.user, reason="flooding", duration="2d")
    refusal = await shared_stage.refusal("bob")
    assert "flooding" in refusal
    assert "This ends <t:" in refusal
    assert "flooding" in (await bob.click(result, label="Reroll")).message.text
    assert not (await alice.click(result, label="Reroll")).message.ephemeral
    listed = await tell(shared_stage, "moderate blocked")
    assert f"<@{bob.id}>" in listed.text
    await press(shared_stage, listed, "Remove")
    assert not (await shared_stage.ask("bob")).ephemeral
    assert "not blocked" in (await tell(shared_stage, "moderate unblock", user=bob.user)).text


async def test_a_time_that_cannot_be_read_is_explained(shared_stage: Stage) -> None:
    """The answer shows how it is written, and nobody is blocked."""
    bob = shared_stage.playground.person("bob")
    answer = await tell(shared_stage, "moderate block", user=bob.user, reason="x", duration="a while")
    assert "`2d`" in answer.text
    assert "Nobody" in (await tell(shared_stage, "moderate blocked")).text


async def test_a_forbidden_word_forbids_whole_words_only(shared_stage: Stage) -> None:
    """`ass` forbids neither `glass` nor `class`, and whether a prompt would pass can be tried."""
    await tell(shared_stage, "moderate words add", word="Aß")
    assert "“ass”" in (await tell(shared_stage, "moderate words list")).text
    assert "would pass" in (await tell(shared_stage, "moderate words test", prompt="stained glass")).text
    assert "would be refused" in (await tell(shared_stage, "moderate words test", prompt="my ASS")).text
    assert "does not want" in await shared_stage.refusal(prompt="an áss in watercolor")
    assert not (await shared_stage.ask(prompt="stained glass in watercolor")).ephemeral
    mod = shared_stage.playground.person("mod")
    assert await mod.autocomplete("general", "moderate words remove", focused=("word", "a")) == [("ass", "ass")]
    await tell(shared_stage, "moderate words remove", word="ASS")
    assert "No word" in (await tell(shared_stage, "moderate words list")).text


async def test_a_channel_rule_holds_in_its_threads(shared_stage: Stage) -> None:
    """A denied channel refuses in its threads too; an allowed one closes all others, and says where to go."""
    card = await shared_stage.ask()
    thread = str((await shared_stage.result_of(card)).channel_id)
    world = shared_stage.playground.world
    general, showcase = world.channel("general"), world.channel("showcase")
    denied = await tell(shared_stage, "moderate channels deny", channel=general)
    assert "not made in this channel" in await shared_stage.refusal("bob", "general")
    assert "not made in this channel" in await shared_stage.refusal("bob", thread)
    assert not (await shared_stage.ask("bob", "showcase")).ephemeral
    await press(shared_stage, denied, "Undo")
    allowed = await tell(shared_stage, "moderate channels allow", channel=showcase)
    assert f"<#{showcase.id}>" in await shared_stage.refusal("bob", "general")
    assert f"<#{showcase.id}>" in (await tell(shared_stage, "moderate channels list")).text
    await press(shared_stage, allowed, "Undo")
    assert not (await shared_stage.ask("bob", thread)).ephemeral


async def test_the_audit_says_who_changed_what_and_takes_it_back(shared_stage: Stage) -> None:
    """Before and after, newest first, page by page; Undo brings back what was there."""
    for reason in ("one", "two", "three", "four"):
        await tell(shared_stage, "moderate pause", reason=reason)
        await tell(shared_stage, "moderate resume")
    mod = shared_stage.playground.person("mod")
    page = await tell(shared_stage, "moderate audit")
    assert f"<@{mod.id}>" in page.text
    assert page.text.index("paused: four") < page.text.index("paused: three")
    assert page.buttons == ["Undo", "Older"]
    older = await press(shared_stage, page, "Older")
    assert "paused: one" in older.text
    newest = await press(shared_stage, older, "Newest")
    back = await press(shared_stage, newest, "Undo")
    assert "taken back since" in back.text
    assert "four" in await shared_stage.refusal()
    await tell(shared_stage, "moderate resume")


async def test_a_moderator_calls_off_whoever_waits(shared_stage: Stage) -> None:
    """The line says who waits for what; what is called off says by whom, and stands in the audit."""
    cards = [await shared_stage.ask("bob", prompt=f"oil painting {number}") for number in range(3)]
    line = await tell(shared_stage, "moderate queue")
    bob, mod = (shared_stage.playground.person(name) for name in ("bob", "mod"))
    assert f"<@{bob.id}>" in line.text
    waiting = [each["custom_id"] for each in line.controls][-1]
    assert (await mod.click(line, custom_id=waiting)).acknowledged
    called_off = next(card for card in cards if shared_stage.key(card) in waiting)
    ended = await shared_stage.ended(called_off, "Cancelled by")
    assert f"<@{mod.id}>" in ended.text
    assert f"cancelled: picture for <@{bob.id}>" in (await tell(shared_stage, "moderate audit")).text


async def test_the_audit_channel_must_be_one_in_which_the_bot_may_post(shared_stage: Stage) -> None:
    """It introduces itself there; where it may not, nothing is set and the answer says what is missing."""
    playground = shared_stage.playground
    showcase, closed = playground.world.channel("showcase"), playground.world.channel("no-threads")
    playground.knobs.permission_masks["no-threads"] = 0
    refused = await tell(shared_stage, "moderate audit-channel", channel=closed)
    assert "Send Messages" in refused.text
    del playground.knobs.permission_masks["no-threads"]
    changed = await tell(shared_stage, "moderate audit-channel", channel=showcase)
    assert f"nothing → <#{showcase.id}>" in changed.text
    assert any("From now on I post here" in message.text for message in playground.person("alice").sees(showcase))
    await press(shared_stage, changed, "Undo")


async def test_a_time_zone_is_chosen_from_those_there_are(shared_stage: Stage) -> None:
    """Names complete, with the time that it is there; another name is refused."""
    mod = shared_stage.playground.person("mod")
    offered = await mod.autocomplete("general", "moderate timezone", focused=("zone", "berl"))
    assert offered[0][1] == "Europe/Berlin"
    assert "There is no time zone" in (await tell(shared_stage, "moderate timezone", zone="Mars/Olympus")).text
    changed = await tell(shared_stage, "moderate timezone", zone="europe/berlin")
    assert "Europe/Berlin" in changed.text
    await press(shared_stage, changed, "Undo")


async def test_what_is_kept_is_shown_and_limited(shared_stage: Stage) -> None:
    """`privacy` shows it; with days it sets them, and 0 takes that back."""
    assert "What I keep" in (await tell(shared_stage, "moderate privacy")).text
    assert "30 days" in (await tell(shared_stage, "moderate privacy", days=30)).text
    assert "for 30 days" in (await tell(shared_stage, "moderate privacy")).text
    assert "30 days → nothing" in (await tell(shared_stage, "moderate privacy", days=0)).text


async def test_what_moderators_have_decided_is_completed_for_them_alone(shared_stage: Stage) -> None:
    """A member who types into a command of moderators is offered nothing."""
    show_to_everybody(shared_stage, "moderate")
    changed = await tell(shared_stage, "moderate words add", word="secret")
    alice = shared_stage.playground.person("alice")
    assert await alice.autocomplete("general", "moderate words remove", focused=("word", "s")) == []
    await press(shared_stage, changed, "Undo")


async def test_an_undo_that_everybody_sees_is_for_moderators(shared_stage: Stage) -> None:
    """In the audit channel a member may press it and is told why not; a moderator's answer is theirs alone."""
    playground = shared_stage.playground
    showcase = playground.world.channel("showcase")
    told = await tell(shared_stage, "moderate audit-channel", channel=showcase)
    await tell(shared_stage, "moderate pause", reason="seen by all")
    posted = await playground.until(
        lambda world: next(
            (m for m in world.messages.values() if m.channel_id == showcase.id and "seen by all" in m.text), None
        ),
        timeout=PATIENCE,
    )
    assert posted is not None
    pressed = await playground.person("alice").click(posted, label="Undo")
    assert NOT_FOR_THEM in pressed.message.text
    assert "seen by all" in await shared_stage.refusal()
    answer = await press(shared_stage, posted, "Undo")
    assert answer.ephemeral
    assert "took a change back" in answer.text
    assert not (await shared_stage.ask()).ephemeral
    await press(shared_stage, told, "Undo")
