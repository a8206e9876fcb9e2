"""Webhooks: the secret, the deliveries, and the sender that makes them."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes.modelrunner.answers import answer, error, strike
from tests.fakes.modelrunner.world import Job, World

RETRIES = (5, 30, 120, 300, 600, 1200, 1800, 2700, 3600)
ELIDED_ABOVE = 64 * 1024


class Hooks:
    """The webhook interface and its sender."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._tasks: set[asyncio.Task[None]] = set()

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        app.router.add_get("/webhooks/default/secret", self.secret)
        app.router.add_post("/webhooks/default/secret/rotate", self.rotate)
        app.router.add_get("/webhooks/deliveries", self.deliveries)
        app.router.add_post("/webhooks/deliveries/{id}/replay", self.replay)

    async def close(self) -> None:
        """Stop sending."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def secret(self, request: web.Request) -> web.StreamResponse:
        """The signing secret."""
        return answer(200, {"key": self.world.secrets[0]})

    async def rotate(self, request: web.Request) -> web.StreamResponse:
        """A new secret, beside which the old one lives on."""
        secret = self.world.rotate()
        fault = self.world.faults.take("secret")
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        return answer(200, {"key": secret})

    async def deliveries(self, request: web.Request) -> web.StreamResponse:
        """What was sent."""
        asked = {name: request.query[name] for name in ("requestId", "status", "event") if name in request.query}
        shown = [d["shown"] for d in self.world.deliveries]
        found = [one for one in shown if all(one[name] == value for name, value in asked.items())]
        return answer(200, {"data": found[: int(request.query.get("limit", 20))]})

    async def replay(self, request: web.Request) -> web.StreamResponse:
        """Send one again."""
        for delivery in self.world.deliveries:
            if delivery["shown"]["id"] == request.match_info["id"]:
                self._start(self._send(delivery))
                return answer(200, {"ok": True})
        return error(404, "Delivery not found")

    async def attach(self, job: Job, body: Callable[[], dict[str, Any]]) -> None:
        """Tell the request's webhook of its events, when they happen."""
        if job.webhook is None:
            return
        fault = self.world.faults.take("webhook")
        kind = fault.kind if fault else ""
        if kind == "early":
            job.ends = job.starts = self.world.now
            await self._send(self._made(job, "completed", body, kind))
            return
        order = [("start", job.starts), ("completed", job.ends)]
        if kind == "out_of_order":
            order = [("completed", job.ends), ("start", job.ends)]
        self._start(self._told(job, [event for event in order if event[0] in job.events], body, kind))

    async def _told(
        self, job: Job, order: list[tuple[str, float]], body: Callable[[], dict[str, Any]], kind: str
    ) -> None:
        for event, at in order:
            await asyncio.sleep(max(0.0, at - self.world.now))
            delivery = self._made(job, event, body, kind)
            for _ in range(2 if kind == "duplicate" else 1):
                await self._send(delivery)

    def _made(self, job: Job, event: str, body: Callable[[], dict[str, Any]], kind: str) -> dict[str, Any]:
        content = body() | {"event": event}
        if kind == "elided" or len(json.dumps(content["input"])) > ELIDED_ABOVE:
            content["input"] = {"_elided": "input is larger than 64 KB"}
        shown = {"id": f"msg_{self.world.word(8)}", "requestId": job.id, "event": event, "status": "pending",
                 "attempts": 0, "lastResponseStatus": None, "lastError": None}  # fmt: skip
        delivery = {"shown": shown, "url": job.webhook, "body": json.dumps(content).encode(), "kind": kind}
        self.world.deliveries.append(delivery)
        return delivery

    async def _send(self, delivery: dict[str, Any]) -> None:
        shown = delivery["shown"]
        for pause in (0, *RETRIES):
            await asyncio.sleep(pause)
            shown["attempts"] += 1
            try:
                async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(15)) as client:
                    headers = self.signed(shown["id"], delivery["body"], delivery["kind"])
                    sent = await client.post(
                        delivery["url"], data=delivery["body"], headers=headers, allow_redirects=False
                    )
                    shown["lastResponseStatus"] = sent.status
            except (aiohttp.ClientError, TimeoutError) as trouble:
                shown["lastError"] = type(trouble).__name__
            if (shown["lastResponseStatus"] or 0) // 100 == 2:
                shown["status"] = "delivered"
                return
            if shown["lastResponseStatus"] == 410:
                break
        shown["status"] = "failed"

    def signed(self, identity: str, body: bytes, kind: str = "") -> dict[str, str]:
        """The headers of one attempt."""
        stamp = str(int(self.world.unix()) - (3600 if kind == "old" else 0))
        signatures = [f"v1,{_signature(s, f'{identity}.{stamp}.'.encode() + body)}" for s in self.world.secrets]
        if kind == "bad_signature":
            signatures = ["v1,AAAA" + signatures[0][7:]]
        return {
            "Content-Type": "application/json",
            "webhook-id": identity,
            "webhook-timestamp": stamp,
            "webhook-signature": " ".join(signatures),
        }

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
