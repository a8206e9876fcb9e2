"""What the service checks before it takes a request, as far as its documents say."""

from typing import Any
from urllib.parse import urlsplit

from tests.fakes.modelrunner.world import World

RESERVED = {"webhook", "webhook_events_filter", "metadata", "base_model"}


def complaints_of_metadata(metadata: Any) -> list[dict[str, Any]]:
    """What is wrong with the tags."""
    if metadata is None:
        return []
    if not isinstance(metadata, dict):
        return [{"code": "invalid_type", "path": ["metadata"], "message": "Expected object"}]
    found = [{"code": "too_big", "path": ["metadata"], "message": "Too many keys"}] if len(metadata) > 16 else []
    for key, value in metadata.items():
        if not 1 <= len(key) <= 64:
            found.append({"code": "invalid_key", "path": ["metadata", key[:70]], "message": "Invalid key"})
        if not isinstance(value, str) or len(value) > 512:
            found.append({"code": "too_big", "path": ["metadata", key[:70]], "message": "Invalid value"})
    return found


def complaint_of_webhook(body: dict[str, Any]) -> str | None:
    """What is wrong with the webhook. Loopback receivers are let in, which the real service refuses."""
    url, events = body.get("webhook"), body.get("webhook_events_filter")
    if url is None:
        return "webhook_events_filter needs webhook" if events is not None else None
    parts = urlsplit(url) if isinstance(url, str) else None
    local = parts is not None and parts.hostname == "127.0.0.1"
    if parts is None or (parts.scheme != "https" and not local) or len(url) > 2048 or parts.username:
        return "webhook must be a public https URL"
    wrong = events is not None and (not events or not set(events) <= {"start", "completed"})
    return "unknown webhook event" if wrong else None


def complaints_of_input(world_schema: dict[str, Any], body: dict[str, Any]) -> list[dict[str, Any]]:
    """What is wrong with a model's input: required fields, words and ranges. Unknown fields pass, as they do there."""
    schemas = world_schema["components"]["schemas"]
    properties, required = schemas["Input"]["properties"], schemas["Input"]["required"]
    found = [{"code": "required", "path": [name], "message": "Required"} for name in required if not body.get(name)]
    for name, value in body.items():
        schema = properties.get(name, {})
        words = schema.get("enum") or (schemas["Expansion"]["enum"] if "allOf" in schema else None)
        if words and value not in words:
            found.append({"code": "invalid_enum_value", "path": [name], "message": f"Expected one of {words}"})
        least, most = schema.get("minimum"), schema.get("maximum")
        numeric = isinstance(value, int | float)
        if least is not None and not (numeric and least <= value <= most):
            found.append({"code": "out_of_range", "path": [name], "message": f"Expected {least}..{most}"})
    return found


def unknown_fields(world_schema: dict[str, Any], body: dict[str, Any]) -> list[str]:
    """Fields that will fail downstream."""
    known = world_schema["components"]["schemas"]["Input"]["properties"]
    return [name for name in body if name not in known]


def below_gate(world: World) -> str | None:
    """The balance gate: a reservation above any price."""
    if world.balance >= world.threshold:
        return None
    return f"Insufficient balance: {world.balance} < {world.threshold}"
