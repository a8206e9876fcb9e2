"""A gateway connection spoken by hand."""

import json
from typing import Any

import aiohttp

from bot.playground.server import Playground


class Socket:
    """A gateway connection spoken by hand."""

    def __init__(self, playground: Playground, ws: aiohttp.ClientWebSocketResponse) -> None:
        self._token = playground.token
        self.ws = ws

    async def send(self, op: int, data: Any = None) -> None:
        await self.ws.send_str(json.dumps({"op": op, "d": data}))

    async def next(self) -> dict[str, Any]:
        return json.loads((await self.ws.receive(timeout=5)).data)

    async def identify(self, **changes: Any) -> dict[str, Any]:
        await self.send(2, {"token": self._token, "intents": 0, "properties": {}} | changes)
        return await self.next()

    async def resume(self, session_id: str, seq: int) -> None:
        await self.send(6, {"token": self._token, "session_id": session_id, "seq": seq})

    async def close_code(self) -> int | None:
        while (await self.ws.receive(timeout=5)).type is not aiohttp.WSMsgType.CLOSE:
            pass
        return self.ws.close_code


async def dial(playground: Playground, http: aiohttp.ClientSession, query: str = "?v=10&encoding=json") -> Socket:
    """A connection that was greeted."""
    socket = Socket(playground, await http.ws_connect(playground.gateway_url + query))
    hello = await socket.next()
    assert hello["op"] == 10
    assert hello["d"]["heartbeat_interval"] > 0
    return socket
