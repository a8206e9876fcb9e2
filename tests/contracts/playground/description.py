"""Discord's own description of its API as a judge: of what the playground answers and of what a bot sends.

Answers must have every required field and none the description does not know. It is read where it lies beside the
project and nowhere else; without it there is nothing to judge by.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from bot.playground.wire.route import Exchange

FILE = Path(__file__).parents[4] / "shared" / "data" / "discord-openapi.json"
# Where the documentation says more than the description, the documentation wins.
DOCUMENTED_ELSEWHERE = {"loading_state"}
ERROR = {"$ref": "#/components/schemas/Error"}  # of a form's errors the description says integer codes; they are words
DOCUMENTED_DIFFERENTLY = (
    "answer.resource.type: 5 is no known value",
    "answer.message_reference.type: 1 is no known value",  # a forward
)


@cache
def described() -> dict[str, Any] | None:
    return json.loads(FILE.read_text()) if FILE.is_file() else None


def findings(exchange: Exchange) -> list[str]:
    """What the description says against an exchange."""
    description = described()
    operation = _operation(exchange.route) if description else None
    if description is None or operation is None:
        return [] if description is None else [f"{exchange.route}: the description has no such route"]
    found: list[str] = []
    if 200 <= exchange.status < 300 and exchange.call.body.json is not None:
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is not None:
            found += check(schema, exchange.call.body.json, "request", surplus=False)
    found += _response_findings(operation, exchange)
    return [
        f"{exchange.route} {exchange.status}: {finding}" for finding in found if finding not in DOCUMENTED_DIFFERENTLY
    ]


def _response_findings(operation: dict[str, Any], exchange: Exchange) -> list[str]:
    if exchange.status >= 400:
        return check(ERROR, exchange.answer, "answer", surplus=False)
    responses = operation["responses"]
    response = responses.get(str(exchange.status)) or responses.get(f"{exchange.status // 100}XX")
    if response is None:
        return [f"status {exchange.status} is not described"]
    if "$ref" in response:
        response = _resolve(response)
    schema = response.get("content", {}).get("application/json", {}).get("schema")
    if schema is None:
        return [] if exchange.answer is None else ["a body where none is described"]
    return check(schema, exchange.answer, "answer", surplus=True)


@cache
def _operation(route: str) -> dict[str, Any] | None:
    """The operation whose path has the same fixed parts; fixed paths before those with parameters."""
    method, ours = route.split(" ")
    shape = re.sub(r"\{[^}]*\}", "{}", ours)
    for path, operations in sorted((described() or {})["paths"].items(), key=lambda item: item[0].count("{")):
        if _same(re.sub(r"\{[^}]*\}", "{}", path), shape) and method.lower() in operations:
            return operations[method.lower()]
    return None


def _same(theirs: str, ours: str) -> bool:
    theirs_parts, ours_parts = theirs.split("/"), ours.split("/")
    same_length = len(theirs_parts) == len(ours_parts)
    return same_length and all(a in (b, "{}") for a, b in zip(theirs_parts, ours_parts, strict=True))


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    node: Any = described()
    for step in schema["$ref"].removeprefix("#/").split("/"):
        node = node[step]
    return node


def check(schema: dict[str, Any], value: Any, place: str, *, surplus: bool) -> list[str]:
    """What is wrong with a value. Ints stand for snowflakes and numeric strings for ints, as on Discord's wire."""
    if "$ref" in schema:
        schema = _resolve(schema)
    union = schema.get("oneOf") or schema.get("anyOf")
    if union and not all("const" in member for member in union):
        return _check_union(union, value, place, surplus=surplus)
    if union and value is not None:
        return [] if value in [member["const"] for member in union] else [f"{place}: {value!r} is no known value"]
    found = _check_type(schema, value, place)
    if found or value is None:
        return found
    found = [finding for part in schema.get("allOf", ()) for finding in check(part, value, place, surplus=False)]
    if isinstance(value, dict):
        return found + _check_object(schema, value, place, surplus=surplus)
    if isinstance(value, list):
        return found + _check_array(schema, value, place, surplus=surplus)
    return found + _check_scalar(schema, value, place)


def _check_union(union: list[dict[str, Any]], value: Any, place: str, *, surplus: bool) -> list[str]:
    members = [_resolve(member) if "$ref" in member else member for member in union]
    if value is None:
        null = any(member.get("type") == "null" or "null" in (member.get("type") or ()) for member in members)
        return [] if null else [f"{place}: null is not allowed"]
    if isinstance(value, dict) and "type" in value:
        kinds = [m for m in members if value["type"] in m.get("properties", {}).get("type", {}).get("enum", ())]
        members = kinds or members
    tried = [check(member, value, place, surplus=surplus) for member in members if member.get("type") != "null"]
    return min(tried, key=len, default=[])


def _check_type(schema: dict[str, Any], value: Any, place: str) -> list[str]:
    allowed = schema.get("type")
    if allowed is None:
        return []
    allowed = [allowed] if isinstance(allowed, str) else allowed
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    name = "null" if value is None else names[type(value)]
    if name in allowed or (name == "integer" and "number" in allowed):
        return []
    if name == "integer" and schema.get("format") in ("snowflake", "nonce"):
        return []
    if isinstance(value, str) and "integer" in allowed and value.isdecimal():
        return []
    return [f"{place}: {name} instead of {'/'.join(allowed)}"]


def _check_object(schema: dict[str, Any], value: dict[str, Any], place: str, *, surplus: bool) -> list[str]:
    properties = schema.get("properties", {})
    found = [f"{place}.{name} is missing" for name in schema.get("required", ()) if name not in value]
    for name, item in value.items():
        if name in properties:
            found += check(properties[name], item, f"{place}.{name}", surplus=surplus)
        elif isinstance(schema.get("additionalProperties"), dict):
            found += check(schema["additionalProperties"], item, f"{place}.{name}", surplus=surplus)
        elif surplus and properties and name not in DOCUMENTED_ELSEWHERE:
            found.append(f"{place}.{name} is surplus")
    return found


def _check_array(schema: dict[str, Any], value: list[Any], place: str, *, surplus: bool) -> list[str]:
    found = []
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        found.append(f"{place}: {len(value)} items")
    for index, item in enumerate(value):
        found += check(schema.get("items", {}), item, f"{place}[{index}]", surplus=surplus)
    return found


def _check_scalar(schema: dict[str, Any], value: Any, place: str) -> list[str]:
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value!r} is no known value"]
    if isinstance(value, str) and isinstance(schema.get("type"), str) and schema["type"] == "string":
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
            return [f"{place}: {len(value)} characters"]
        if "pattern" in schema and "\\p" not in schema["pattern"] and not re.search(schema["pattern"], value):
            return [f"{place}: {value!r} does not match {schema['pattern']}"]
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return [f"{place}: {value} is out of range"]
    return []
