"""Envelopes and records as the service writes them, and as it writes them when it contradicts itself."""

from typing import Any

from aiohttp import web

from tests.fakes.modelrunner.pictures import size_of
from tests.fakes.modelrunner.world import PRICE_PER_MEGAPIXEL, Job, World

REFUSAL = "The content could not be processed because it contained material flagged by a content checker."
FASTAPI = {"msg": REFUSAL, "type": "content_policy_violation"}
STICKY = {"422_record", "422_error", "refused", "partial", "string", "object", "nested", "image", "purged", "410",
          "fallback", "foreign", "no_pictures", "error_object"}  # fmt: skip
"""Faults of a result that stay with their request."""


def base_of(request: web.Request, name: str) -> str:
    """The address a client reached us by: the real host it named, or ours on loopback."""
    host = request.host
    return f"http://{host}" if host.startswith(("127.0.0.1", "localhost")) else f"https://{name}"


def envelope(world: World, request: web.Request, job: Job) -> dict[str, Any]:
    """The answer to a submit or a question for the status."""
    owner, alias = job.model.split("/")[:2]
    url = f"{base_of(request, request.host)}/{owner}/{alias}/requests/{job.id}"
    body: dict[str, Any] = {
        "status": job.status(world.now),
        "request_id": job.id,
        "queue_position": 0,
        "logs": [],
        "metrics": {},
        "response_url": url,
        "status_url": f"{url}/status",
        "cancel_url": f"{url}/cancel",
    }
    if job.failed is not None:
        body["error"] = job.failed
    return body


def media_urls(request: web.Request, job: Job) -> list[str]:
    """Where the results are."""
    base = base_of(request, "media.modelrunner.ai")
    ending = "png" if job.input.get("output_format") == "png" else "jpeg"
    made = max(1, job.count - 1) if job.result == "partial" else job.count
    return [f"{base}/media/{job.id}-{number}.{ending}" for number in range(made)]


def record(world: World, request: web.Request, job: Job) -> dict[str, Any]:
    """The request as the service keeps it."""
    status = job.status(world.now)
    done = status == "COMPLETED"
    body: dict[str, Any] = {
        "id": job.id,
        "modelEndpoint": job.model,
        "requestedModelEndpoint": None,
        "status": status,
        "billingStatus": "pending",
        "totalPrice": None,
        "input": {} if job.purged else job.input,
        "output": {},
        "error": "",
        "logs": "",
        "inferenceTime": round(1000 * (job.ends - job.starts)) if done else None,
        "delayTime": round(1000 * (job.starts - job.created)),
        "createdAt": world.date(job.created),
        "updatedAt": world.date(world.now),
        "thumbnails": [],
        "metadata": job.metadata,
        "payloadsPurgedAt": world.date(world.now) if job.purged else None,
    }
    if job.failed is not None or job.refused is not None:
        body |= {"billingStatus": "failed", "error": job.failed or job.refused} if done or job.failed else {}
    elif done:
        body |= {"billingStatus": "charged", "totalPrice": str(charge(world, job)), "output": media_urls(request, job)}
        if job.purged:
            body["output"] = {}
    return body


def charge(world: World, job: Job) -> Any:
    """Put a finished request on the bill, once."""
    if job.id not in world.bill:
        wide, high = size_of(job.input, job.source)
        megapixels = max(1, round(wide * high / 1_000_000))
        world.bill[job.id] = PRICE_PER_MEGAPIXEL * megapixels * job.count
        world.balance -= world.bill[job.id]
    return world.bill[job.id]


def bent(body: dict[str, Any], kind: str, job: Job) -> dict[str, Any]:
    """A finished record as a fault shows it."""
    urls = body["output"]
    outputs: dict[str, Any] = {
        "string": lambda: urls[0],
        "object": lambda: {
            "images": [{"url": url, "width": 384} for url in urls],
            "seed": 7,
            "has_nsfw_concepts": [False],
        },
        "nested": lambda: {"data": {"result": [{"url": url} for url in urls]}},
        "image": lambda: {"image": {"url": urls[0]}, "prompt": "an expanded prompt"},
        "foreign": lambda: ["https://media.modelrunner.ai.evil.example/x.png", "https://evil.example/y.png"],
        "pending": dict,
        "no_pictures": dict,
        "purged": dict,
    }
    changes: dict[str, dict[str, Any]] = {
        "refused": {"output": {}, "billingStatus": "failed", "totalPrice": "0", "error": REFUSAL},
        "error_object": {"output": {}, "billingStatus": "failed", "error": {"detail": [FASTAPI]}},
        "422_record": {"output": {}, "billingStatus": "failed", "error": REFUSAL},
        "pending": {"billingStatus": "pending", "totalPrice": None},
        "late_price": {"billingStatus": "pending", "totalPrice": None},
        "partial": {"billingStatus": "partial", "error": "one of the pictures failed"},
        "purged": {"payloadsPurgedAt": "2026-11-24T12:00:00.000Z"},
        "fallback": {"requestedModelEndpoint": job.model, "modelEndpoint": "ideogram/ideogram-v3"},
        "wrong_request": {"id": "someoneElses0000000"},
    }  # fmt: skip
    body = body | changes.get(kind, {})
    if kind in outputs:
        body["output"] = outputs[kind]()
    if kind == "no_billing":
        del body["billingStatus"]
    return body
