"""What JSON looks like to the type checker, and the two shapes everything is tested for."""

from typing import Any, TypeAlias, TypeGuard

Json: TypeAlias = dict[str, Any]
MOST_DIGITS = 20


def is_object(value: object) -> TypeGuard[Json]:
    """Whether `value` is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether `value` is a JSON array."""
    return isinstance(value, list)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether `value` is a JSON number; Python's booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def snowflake(value: object) -> int | None:
    """Read an id: Discord takes `"12"` and `12` alike. None if it is neither, or longer than 64 bits can be."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or len(value) > MOST_DIGITS:
        return None
    return int(value) if value.isascii() and value.isdecimal() else None


def as_object(value: object) -> Json:
    """`value` if it is a JSON object, otherwise an empty one."""
    return value if is_object(value) else {}


def as_list(value: object) -> list[Any]:
    """`value` if it is a JSON array, otherwise an empty one."""
    return value if is_list(value) else []
