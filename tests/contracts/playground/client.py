"""A bare HTTP client with the bot's token: what discord.py would never send can be sent with it."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.playground.server import Playground

SILENT: dict[str, Any] = {"allowed_mentions": {"parse": []}}
V2 = 1 << 15


@dataclass
class Reply:
    """An answer of the API."""

    status: int
    body: Any
    headers: Any

    @property
    def code(self) -> int | None:
        """Discord's numeric error code."""
        return self.body.get("code") if isinstance(self.body, dict) else None

    def error_at(self, *place: str | int) -> list[str]:
        """The codes of the errors at one place of an invalid form."""
        node = self.body["errors"]
        for step in place:
            node = node.get(str(step), {})
        return [error["code"] for error in node.get("_errors", [])]


class Client:
    """Calls the API of one playground."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self._playground = playground
        self._session = session

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: dict[int, tuple[str, bytes]] | None = None,
        **kwargs: Any,
    ) -> Reply:
        headers = {"Authorization": f"Bot {self._playground.token}"} | kwargs.pop("headers", {})
        if files:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body))
            for index, (name, data) in files.items():
                form.add_field(f"files[{index}]", data, filename=name, content_type="application/octet-stream")
            kwargs["data"] = form
        elif body is not None:
            kwargs["json"] = body
        url = self._playground.api_url + path
        async with self._session.request(method, url, headers=headers, **kwargs) as response:
            text = await response.text()
            answer = json.loads(text) if response.headers.get("Content-Type") == "application/json" else text
            return Reply(response.status, answer, response.headers)

    async def send(self, channel: str, **body: Any) -> Reply:
        """Create a message in a channel of this name."""
        files = body.pop("files", None)
        where = self._playground.world.channel(channel).id
        return await self.call("POST", f"/channels/{where}/messages", SILENT | body, files=files)
