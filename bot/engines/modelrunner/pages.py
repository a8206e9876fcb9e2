"""Reading a page, whose shape is not documented. What is no known shape is an error, never an empty page."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bot.engines.modelrunner.errors import Malformed
from bot.engines.modelrunner.values import is_list, is_object

M = TypeVar("M", bound=BaseModel)

_PLACES = ("data", "items", "requests", "results", "records")


def items_as(kind: type[M], page: object) -> tuple[M, ...]:
    """The items of a page; raises Malformed if it cannot be told what is on it."""
    try:
        return tuple(kind.model_validate(item) for item in _items(page))
    except ValidationError:
        # Its own text would quote the page, and with it other requests' prompts, into a log.
        raise Malformed(f"ModelRunner's list holds something that is not a {kind.__name__}.") from None


def _items(page: object) -> list[object]:
    """A bare list, or the list that an object holds under one of the usual names."""
    if is_list(page):
        return page
    if is_object(page):
        for place in _PLACES:
            if is_list(page.get(place)):
                return page[place]
    raise Malformed("ModelRunner's list has an unknown shape.")
