"""What a result offers beyond its picture: sweeps side by side, a panel that fits the picture, commands, families."""

from typing import Any

import discord
import pytest

from bot.delivery.card import card_view
from bot.delivery.command_line import command_line, copyable
from bot.delivery.controls import Action, Control, read_control
from bot.delivery.edit_form import edit_form
from bot.delivery.history_view import family_view, history_view
from bot.delivery.more import more_view
from bot.delivery.result import posted_pictures, result_files, result_view
from bot.domain.errors import BadRequest
from bot.domain.job import Origin, State
from bot.domain.lineage import family_tree
from bot.domain.request import MessageRef, Region, Size, Speed, Task, Wish
from bot.domain.result import Delivery
from bot.domain.variation import SWEEP
from bot.services.history import Page
from tests import factories
from tests.unit.delivery.test_views import NOW, PICTURE
from tests.unit.delivery.test_views import _assert_legal as assert_legal
from tests.unit.delivery.test_views import _buttons as buttons
from tests.unit.delivery.test_views import _media as media
from tests.unit.delivery.test_views import _text as text

SWEPT = factories.job(wish=Wish(prompt="ink", count=4, strengths=SWEEP, seed=5), origin=Origin.SWEEP)


def _swept(*numbers: int) -> discord.ui.LayoutView:
    delivery = Delivery(pictures=(PICTURE,) * len(numbers), numbers=numbers, sheet=PICTURE)
    return result_view(SWEPT, posted_pictures(SWEPT, delivery), delivery, NOW)


async def test_a_sweep_is_shown_side_by_side_and_one_by_one() -> None:
    """The sheet stands above the pictures, each has a button that says its strength, and nothing steps from all."""
    view = _swept(1, 2, 3, 4)
    sheet, *pictures = media(view)[1:]
    assert sheet == f"attachment://sweep-{SWEPT.key}.jpg"
    assert pictures == [f"attachment://restyle-{SWEPT.key}-{n}.png" for n in (1, 2, 3, 4)]
    assert list(buttons(view)) == ["0.3", "0.5", "0.7", "0.9", "Reroll", "Edit prompt", "More"]
    assert "strengths 0.3, 0.5, 0.7, 0.9 · balanced · seed 5" in text(view)
    assert_legal(view)


async def test_what_is_missing_of_a_sweep_moves_no_label() -> None:
    """Of the first and the last, the last is still called by its own strength, and hangs under its own number."""
    view = _swept(1, 4)
    assert list(buttons(view))[:2] == ["0.3", "0.9"]
    assert read_control(buttons(view)["0.9"]) == Control(action=Action.PICK, key=f"{SWEPT.key}.4")
    assert media(view)[-1] == f"attachment://restyle-{SWEPT.key}-4.png"
    delivery = Delivery(pictures=(PICTURE,) * 2, numbers=(1, 4), sheet=PICTURE)
    files = result_files(SWEPT, posted_pictures(SWEPT, delivery), delivery, None)
    assert [file.filename.rpartition("-")[2] for file in files] == [f"{SWEPT.key}.jpg", "1.png", "4.png"]


async def test_a_control_tells_its_job_and_its_picture() -> None:
    """`KEY` is about a job, `KEY.2` about its second picture; a forged number is about none."""
    told = [read_control(f"r1:edit:{key}") for key in ("abc_-9", "abc.2", "abc.two", "abc.²")]
    assert [(each.job, each.picture) for each in told if each] == [("abc_-9", None), ("abc", 2), ("abc", None)]


@pytest.mark.parametrize(
    ("wish", "picture", "missing"),
    [
        (Wish(prompt="ink"), None, set[str]()),
        (Wish(prompt="ink", speed=Speed.QUALITY), None, {"In quality"}),
        (Wish(prompt="ink", count=2), None, {"Four strengths", "Use as source", "Compare"}),
        (Wish(prompt="ink", task=Task.IMAGINE), None, {"Four strengths", "Compare"}),
    ],
    ids=["one", "in quality", "grid", "imagined"],
)
async def test_a_panel_offers_what_makes_sense(wish: Wish, picture: int | None, missing: set[str]) -> None:
    """What is no use for a picture is not offered; deleting and reporting always are."""
    view = more_view(factories.job(wish=wish), picture)
    everything = {"In quality", "Four strengths", "Use as source", "Compare", "Full resolution", "As a command"}
    assert set(buttons(view)) == (everything - missing) | {"Family", "Report", "Delete"}
    assert_legal(view)


async def test_a_picture_that_was_picked_is_worked_on_alone() -> None:
    """Its own strength and seed are told, every variation is offered, and each button carries its number."""
    view = more_view(SWEPT, 3)
    assert "Picture 3 of 4, strength 0.7, seed 5" in text(view)
    assert list(buttons(view))[:4] == ["Reroll", "Subtler", "Stronger", "Edit prompt"]
    assert buttons(view)["Four strengths"] == f"r1:sweep:{SWEPT.key}.3"
    assert buttons(view)["Delete"] == f"r1:delete:{SWEPT.key}"
    with pytest.raises(BadRequest):
        more_view(SWEPT, 9)


async def test_a_form_is_filled_in_and_kept_nowhere() -> None:
    """It begins with the words and the strength of the picture it is about, which its custom id names."""
    form = edit_form(SWEPT, 2, Action.EDITED)
    (words, strength) = [each["component"] for each in form.to_components()]
    assert (words["value"], strength["value"]) == ("ink", "0.5")
    assert form.custom_id == f"r1:edited:{SWEPT.key}.2"
    assert form.is_finished()


@pytest.mark.parametrize(
    ("wish", "command"),
    [
        (Wish(prompt="a cat", style="poster", seed=7),
         "/restyle prompt:a cat style:poster strength:0.8 speed:BALANCED seed:7"),
        (Wish(prompt="hills", task=Task.IMAGINE, size=Size.WIDE),
         "/imagine prompt:hills speed:BALANCED size:landscape_16_9 seed:1"),
        (Wish(prompt="ink", task=Task.FILL, region=Region.TOP, count=2),
         "/fill prompt:ink strength:0.8 region:top speed:BALANCED count:2 seed:1"),
    ],
    ids=["restyle", "imagine", "fill"],
)  # fmt: skip
def test_settings_are_a_command_to_copy(wish: Wish, command: str) -> None:
    """Every option that matters as it would be typed."""
    assert command_line(wish) == command
    assert f"```\n{command}\n```" in copyable(wish)


def test_no_prompt_ends_the_block_it_stands_in() -> None:
    """Backticks of a person cannot break out."""
    assert copyable(Wish(prompt="a ``` b")).count("```") == 2


async def test_lineage_is_told() -> None:
    """Which version, of which, of which picture, and how it differs."""
    job = factories.job(version=3, parent_version=1, origin=Origin.STRONGER)
    assert "v3 from v1, stronger for <@10>" in text(card_view(job, None))
    picked = factories.job(version=4, parent_version=2, picture=3, origin=Origin.SWEEP)
    assert "v4 from v2 #3, at several strengths" in text(card_view(picked, None))


def _relative(version: int, parent: int | None) -> Any:
    return factories.job(
        key=f"job{version}", root="job1", version=version, parent=parent and f"job{parent}", parent_version=parent,
        origin=Origin.REROLL, state=State.DONE, result=MessageRef(channel_id=5, message_id=version),
    )  # fmt: skip


async def test_a_family_is_an_indented_list() -> None:
    """Each below what it came from, by version; whose parent is gone stands left; the one asked about is bold."""
    tree = family_tree([_relative(1, None), _relative(2, 1), _relative(3, 2), _relative(4, 1), _relative(9, 8)])
    assert [(branch.depth, branch.job.version) for branch in tree] == [(0, 1), (1, 2), (2, 3), (1, 4), (0, 9)]
    lines = text(family_view(tree, "job3")).splitlines()[1:]
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 2, 4, 2, 0]
    assert lines[2].strip().startswith("- **[v3](https://discord.com/channels/1/5/3)** · rerolled")


async def test_long_families_and_histories_fit_in_a_message() -> None:
    """A thousand in a row with the longest words, and a page of those."""
    words = "*_~`|>#[](<@&!:" * 60
    jobs = [factories.job(key=f"k{n}", root="k1", version=n, parent=f"k{n - 1}", parent_version=n - 1,
                          wish=Wish(prompt=words)) for n in range(1, 1001)]  # fmt: skip
    assert_legal(family_view(family_tree(jobs), "k1"))
    for page in (Page(jobs=tuple(jobs[:8]), older="k8", newest=False), Page(jobs=(), older=None, newest=True)):
        assert_legal(history_view(page))
