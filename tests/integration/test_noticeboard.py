"""Notices on the wire: the real client against a loopback Discord that loses answers, refuses and forgets."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from discord.http import Route

from bot.delivery.noticeboard import DiscordNoticeboard
from bot.delivery.rest import RestBudget, RestClient
from bot.domain.errors import DeliveryFailed, DiscordBusy, Vanished
from bot.domain.moderation import Report
from bot.domain.notices import Case, Word
from bot.domain.request import MessageRef
from bot.playground import constants
from bot.playground.entities import Message
from bot.playground.knobs import Fault
from bot.playground.server import Playground, open_playground
from tests import factories
from tests.conftest import ManualClock

KEY = "n" * 22
POSTING = r"/channels/\d+/messages"
WORD = Word(text="we move at *noon*, @everyone")


@dataclass
class Board:
    """The noticeboard, and the channel that moderators read."""

    playground: Playground
    notices: DiscordNoticeboard

    @property
    def channel_id(self) -> int:
        return self.playground.world.channel("showcase").id

    @property
    def messages(self) -> list[Message]:
        return self.playground.world.messages_in("showcase")

    async def post(self, *, again: bool = False, key: str = KEY) -> None:
        await self.notices.post(self.channel_id, WORD, key=key, again=again)

    def break_down(self, **fault: Any) -> None:
        self.playground.knobs.faults.append(Fault(**{"method": "POST", "path": POSTING, **fault}))


@pytest.fixture
async def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Board]:
    """A client logged in to a world of its own; whatever Discord would not like fails the test."""
    async with open_playground(tmp_path) as playground:
        monkeypatch.setattr(Route, "BASE", playground.api_url)
        rest = RestClient(RestBudget(40))
        await rest.login(playground.token)
        yield Board(playground, DiscordNoticeboard(rest))
        await rest.close()
        assert playground.violations == []


async def test_a_notice_is_shown_as_typed_and_pings_nobody(board: Board) -> None:
    """Words of people are never markup or a mention."""
    await board.post()
    (message,) = board.messages
    assert r"we move at \*noon\*, \@everyone" in message.text
    assert not message.mention_everyone


async def test_a_repeated_post_returns_the_message_that_exists(board: Board) -> None:
    """Within the minutes that Discord keeps a nonce, nothing is posted twice, whoever tries."""
    for _ in range(3):
        await board.post()
    await board.post(key="o" * 22)
    assert len(board.messages) == 2


async def test_a_post_whose_answer_was_lost_is_found_when_its_nonce_is_forgotten(board: Board) -> None:
    """Hours later only the mark on the message tells that it hangs there."""
    board.break_down(happens="disconnect", moment="after", times=5)
    with pytest.raises(DiscordBusy):
        await board.post()
    board.playground.knobs.faults.clear()
    board.playground.knobs.nonce_window = 0
    await board.post(again=True)
    assert len(board.messages) == 1
    await board.post(again=True, key="o" * 22)
    assert len(board.messages) == 2


async def test_where_nothing_may_be_read_it_is_posted_all_the_same(board: Board) -> None:
    """Without Read Message History the mark cannot be looked for; the nonce still holds for its minutes."""
    board.playground.knobs.permission_masks["showcase"] = (1 << 53) - 1 ^ constants.READ_HISTORY
    await board.post()
    await board.post(again=True)
    assert len(board.messages) == 1


async def test_what_passes_is_told_apart_from_what_does_not(board: Board) -> None:
    """Trouble of Discord's is worth another try; a closed or missing channel is not."""
    board.break_down(status=503)
    with pytest.raises(DiscordBusy):
        await board.post()
    board.playground.knobs.permission_masks["showcase"] = constants.VIEW_CHANNEL
    with pytest.raises(DeliveryFailed) as closed:
        await board.post()
    assert not closed.value.retryable
    with pytest.raises(Vanished):
        await board.notices.post(4, WORD, key=KEY, again=False)
    assert board.messages == []


async def test_a_message_is_deleted_once_and_its_absence_is_no_error(board: Board) -> None:
    """Deleting what somebody else has deleted already is done."""
    await board.post()
    (message,) = board.messages
    for _ in range(2):
        await board.notices.remove(MessageRef(channel_id=board.channel_id, message_id=message.id))
    assert board.messages == []


async def test_a_report_is_taken_as_it_is_built(board: Board, clock: ManualClock) -> None:
    """Section, link and buttons pass Discord's rules."""
    job = factories.job(result=MessageRef(channel_id=77, message_id=88))
    report = Report(key="r" * 22, guild_id=1, job_key=job.key, user_id=11, reason="it is mine", at=clock.now())
    await board.notices.post(board.channel_id, Case(report=report, job=job), key=KEY, again=False)
    assert board.messages[0].buttons == ["Look at it", "Delete", "Block", "Dismiss"]
