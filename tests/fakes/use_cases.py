"""What cogs call, where a test calls only some of it."""

from dataclasses import fields
from typing import Any, cast

from bot.gateway.client import UseCases


def use_cases(**given: Any) -> UseCases:
    """Those given; the others are nothing, and calling them fails."""
    return UseCases(**{each.name: given.get(each.name, cast("Any", None)) for each in fields(UseCases)})
