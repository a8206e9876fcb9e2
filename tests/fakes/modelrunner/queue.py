"""The queue's routes: submit, status, result, list, cancel, payload deletion."""

import json
from typing import Any

import aiohttp
from aiohttp import web

from tests.fakes.modelrunner.answers import answer, error, strike
from tests.fakes.modelrunner.faults import Fault
from tests.fakes.modelrunner.hooks import Hooks
from tests.fakes.modelrunner.shapes import REFUSAL, STICKY, bent, envelope, media_urls, record
from tests.fakes.modelrunner.validation import (
    RESERVED,
    below_gate,
    complaint_of_webhook,
    complaints_of_input,
    complaints_of_metadata,
    unknown_fields,
)
from tests.fakes.modelrunner.world import Job, World

_TAKEN = {"truncated", "html", "huge"}
"""Answers to a submit that are unreadable although the request was taken."""


class QueueRoutes:
    """What stands on the queue's host."""

    def __init__(self, world: World, documents: dict[str, dict[str, Any]], hooks: Hooks) -> None:
        self.world = world
        self.documents = documents
        self.hooks = hooks

    def add_to(self, app: web.Application) -> None:
        """Register the routes."""
        one = "/{model:.+}/requests/{id}"
        app.router.add_get("/requests", self.list)
        app.router.add_get("/requests/{id}", self.result)
        app.router.add_delete("/requests/{id}/payloads", self.delete)
        app.router.add_get(f"{one}/status", self.status)
        app.router.add_route("GET", f"{one}/cancel", self.cancel)
        app.router.add_route("PUT", f"{one}/cancel", self.cancel)
        app.router.add_delete(f"{one}/payloads", self.delete)
        app.router.add_get(one, self.result)
        app.router.add_post("/{model:.+}", self.submit)

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """Take a request, or refuse it as documented."""
        body = await request.json()
        metadata = body.get("metadata")
        name = metadata.get("job", "?") if isinstance(metadata, dict) else "?"
        self.world.submits[name] += 1
        fault = self.world.faults.take("submit")
        before = fault is not None and not fault.kind.endswith("-after") and fault.kind not in _TAKEN
        if fault is not None and before and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        if fault is not None and fault.kind == "307":
            return web.Response(status=307, headers={"Location": "/elsewhere"})
        if (refusal := self._refusal(request.match_info["model"], body)) is not None:
            return refusal
        job = await self._taken(request.match_info["model"], body)
        self.world.accepted[name] += 1
        await self.hooks.attach(job, lambda: record(self.world, request, job))
        if fault is None:
            return answer(201, self._echoed(request, job, body))
        if not before:
            return await strike(self.world, fault, request) or web.Response(status=500)
        return self._odd(fault, job, self._echoed(request, job, body))

    def _refusal(self, model: str, body: dict[str, Any]) -> web.Response | None:
        if model not in self.documents:
            return error(404, f"Model {model} not found")
        if complaints := complaints_of_metadata(body.get("metadata")):
            details = {"validationErrors": complaints}
            return answer(400, {"error": "ValidationError", "message": "Invalid metadata", "details": details})
        if complaint := complaint_of_webhook(body):
            return error(400, complaint)
        own = {name: value for name, value in body.items() if name not in RESERVED}
        if complaints := complaints_of_input(self.documents[model], own):
            return answer(400, {"error": complaints, "request_id": "corr-1"})
        return error(402, gate) if (gate := below_gate(self.world)) else None

    async def _taken(self, model: str, body: dict[str, Any]) -> Job:
        world = self.world
        now = world.now
        own = {name: value for name, value in body.items() if name not in RESERVED}
        job = Job(
            id=world.word(),
            model=model,
            input=own,
            metadata=body.get("metadata"),
            created=now,
            starts=now + world.queued,
            ends=now + world.queued + world.seconds(world.dice),
            webhook=body.get("webhook"),
            events=tuple(body.get("webhook_events_filter", ["completed"])),
        )
        if unknown := unknown_fields(self.documents[model], own):
            job.refused = f"unexpected field {unknown[0]}"
        elif (source := own.get("image_url")) is not None:
            await self._read_source(job, source)
        world.jobs[job.id] = job
        return job

    async def _read_source(self, job: Job, url: str) -> None:
        """The source of a restyle, where it is on loopback; other addresses are taken for readable."""
        name = url.rpartition("/media/")[2]
        if name in self.world.files:
            job.source = self.world.files[name].data
        elif url.startswith("http://127.0.0.1"):
            try:
                async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(5)) as client, client.get(url) as found:
                    job.source = await found.read() if found.status == 200 else None
            except (aiohttp.ClientError, TimeoutError):
                job.source = None
            if job.source is None:
                job.refused = "file_download_error: the source could not be read"

    def _echoed(self, request: web.Request, job: Job, body: dict[str, Any]) -> dict[str, Any]:
        webhook = {name: body[name] for name in ("webhook", "webhook_events_filter") if name in body}
        return envelope(self.world, request, job) | webhook

    def _odd(self, fault: Fault, job: Job, body: dict[str, Any]) -> web.Response:
        """An accepted request whose answer is not what it should be."""
        if fault.kind == "no_id":
            del body["request_id"]
        if fault.kind == "metadata_lost":
            job.metadata = None
        if fault.kind == "foreign_urls":
            body |= {f"{name}_url": f"{fault.value}/{name}" for name in ("status", "response", "cancel")}
        return answer(200 if fault.kind == "200" else 201, body)

    async def status(self, request: web.Request) -> web.StreamResponse:
        """Where a request stands."""
        fault = self.world.faults.take("status")
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        job = self.world.jobs.get(request.match_info["id"])
        if job is None:
            return error(404, "Request not found")
        kind = fault.kind if fault else ""
        if kind in {"failed_400", "failed_200"}:
            job.failed, job.failed_code = "Request failed after 5 attempts", int(kind[-3:])
        if kind == "straight":
            job.ends = job.starts = self.world.now
        if kind == "never_ends":
            job.ends = float("inf")
        body = _bent_status(envelope(self.world, request, job), kind)
        return answer(job.failed_code if job.failed else 200, body)

    async def result(self, request: web.Request) -> web.StreamResponse:
        """What a request came to."""
        job = self.world.jobs.get(request.match_info["id"])
        done = job is not None and job.status(self.world.now) == "COMPLETED" and not job.refused
        sticky = job.result if job is not None else None
        fault = self.world.faults.take("result") if sticky is None else None
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        if job is None:
            return error(404, "Request not found")
        kind = sticky or (fault.kind if fault else "")
        running = job.status(self.world.now) in {"IN_QUEUE", "IN_PROGRESS"}
        if kind.startswith("unfinished") or (running and "model" in request.match_info):
            return error(int(kind[-3:]) if kind.startswith("unfinished") else 400, "Request is not completed")
        if kind in STICKY:
            job.result = kind
        return self._bent_result(job, kind, record(self.world, request, job)) if done else self._plain(request, job)

    def _plain(self, request: web.Request, job: Job) -> web.Response:
        return answer(200, record(self.world, request, job))

    def _bent_result(self, job: Job, kind: str, body: dict[str, Any]) -> web.Response:
        if kind in {"refused", "422_record", "422_error", "error_object"}:
            self.world.bill.pop(job.id, None)
        if kind == "410":
            return error(410, "Request payloads were deleted")
        if kind == "422_error":
            details = {
                "code": "INVALID_OUTPUT",
                "validationErrors": [{"instancePath": "/output/0/url", "message": "bad"}],
            }
            return answer(422, {"error": REFUSAL, "request_id": "corr-1", "details": details})
        return answer(422 if kind == "422_record" else 200, bent(body, kind, job))

    async def list(self, request: web.Request) -> web.StreamResponse:
        """A page of records, newest first."""
        fault = self.world.faults.take("list")
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        wanted = json.loads(request.query.get("metadata", "{}"))
        kind = fault.kind if fault else ""
        jobs = sorted(self.world.jobs.values(), key=lambda job: -job.created)
        matching = jobs if kind == "ignored" else [j for j in jobs if wanted.items() <= (j.metadata or {}).items()]
        if kind == "late":
            matching = []
        items = [record(self.world, request, job) for job in matching][: int(request.query.get("limit", 20))]
        if kind == "two" and items:
            items.append(items[0] | {"id": "olderTwin000000000001"})
        if kind == "untagged":
            items = [item | {"metadata": None} for item in items]
        shaped: Any = {"bare": items, "strange": {"page": {"rows": items}}}.get(kind)
        if shaped is None:
            shaped = {kind if kind in {"items", "requests", "results", "records"} else "data": items, "totalPages": 1}
        return answer(200, shaped)

    async def cancel(self, request: web.Request) -> web.StreamResponse:
        """The same as status: nothing is cancelled."""
        job = self.world.jobs.get(request.match_info["id"])
        return answer(200, envelope(self.world, request, job)) if job else error(404, "Request not found")

    async def delete(self, request: web.Request) -> web.StreamResponse:
        """Delete payloads and generated files, not uploads."""
        fault = self.world.faults.take("delete")
        if fault is not None and (struck := await strike(self.world, fault, request)) is not None:
            return struck
        job = self.world.jobs.get(request.match_info["id"])
        if job is None:
            return error(404, "Request not found")
        if job.status(self.world.now) in {"IN_QUEUE", "IN_PROGRESS"}:
            return error(409, "Request is not finished")
        links = [] if job.purged else media_urls(request, job)
        job.purged = True
        results = [{"link": link, "exception": None} for link in links]
        return answer(200, {"request_id": job.id, "payloads_deleted": True, "cdn_delete_results": results})


def _bent_status(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """An envelope as a fault shows it."""
    changes: dict[str, dict[str, Any]] = {
        "unknown_word": {"status": "WARMING_UP"},
        "backwards": {"status": "IN_QUEUE"},
        "text_logs": {"logs": "loading weights"},
        "null_logs": {"logs": None, "metrics": None},
        "odd_position": {"queue_position": "first", "logs": 7, "metrics": {"inference_time": "soon"}},
        "wrong_request": {"request_id": "someoneElses0000000"},
    }
    missing = {"no_logs": "logs", "no_position": "queue_position", "no_cancel_url": "cancel_url"}
    body = body | changes.get(kind, {})
    body.pop(missing.get(kind, ""), None)
    return body
