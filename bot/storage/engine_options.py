"""What every engine of SQLAlchemy's is opened with, whatever its database."""

from typing import Any


def _as_it_is(text: str) -> str:
    return text


ENGINE_OPTIONS: dict[str, Any] = {
    # Rows hold what nobody may read in a log: the tokens by which interactions are answered, and prompts.
    "hide_parameters": True,
    # pydantic turns values into JSON and back, so that nobody between it and the database needs to.
    "json_serializer": _as_it_is,
    "json_deserializer": _as_it_is,
}
