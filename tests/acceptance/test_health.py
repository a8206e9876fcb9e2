"""What the real process says of itself: ready when it can serve, and not before or after."""

import socket
from pathlib import Path

import aiohttp

from bot.playground.keeper import spawn
from tests.acceptance.conftest import open_stage
from tests.integration.room import eventually
from tests.integration.test_cli import Outcome, restyle


async def test_a_bot_is_ready_once_all_its_parts_are(tmp_path: Path) -> None:
    """Store, engine and gateway are asked; `restyle health` ends with 0 while the bot serves, 1 when it is gone."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"

    async def ask() -> Outcome:
        return await restyle(tmp_path, "health", RESTYLE_HEALTH_ADDRESS=address)

    async def ready() -> bool:
        return (await ask()).code == 0

    assert not await ready()
    async with open_stage(tmp_path, start=spawn, settings={"RESTYLE_HEALTH_ADDRESS": address}) as stage:
        await eventually(ready)
        assert (await ask()).out.split("\n")[:2] == ["database: ok", "gateway: ok"]

        async def told() -> list[str]:
            async with aiohttp.ClientSession() as http, http.get(f"http://{address}/metrics") as answer:
                return (await answer.text()).splitlines()

        async def watched() -> bool:
            return "restyle_event_loop_lag_seconds_count 0.0" not in await told()

        await eventually(watched)
        figures = await told()
        assert {"restyle_jobs_open 0.0", "restyle_fleet_processes 1.0"} <= set(figures)
        assert any(each.startswith('restyle_discord_calls_total{counted="yes",status="200"}') for each in figures)
        await stage.keeper.stop()
        assert not await ready()
