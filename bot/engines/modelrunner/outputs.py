"""Finding pictures in an output whose shape is not documented: a string, a list, an object, or those inside each other.

Only addresses of the service's media hosts come out; others are kept apart, to be told and never opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.engines.modelrunner.addresses import Addresses
from bot.engines.modelrunner.errors import ForeignAddress
from bot.engines.modelrunner.values import is_list, is_object

_PLACES = ("images", "image", "image_url", "url", "output", "outputs", "data", "result", "video", "video_url")
_DEPTH = 6
_MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What an output holds."""

    urls: tuple[str, ...] = ()
    """Addresses of pictures, in order, each once."""
    foreign: tuple[str, ...] = ()
    """Addresses on other hosts: refused."""
    seed: int | None = None
    flagged: tuple[bool, ...] = ()
    """The safety checker's verdict on each picture, if the output tells it."""
    prompt: str | None = None
    """The prompt as the service enriched it, if the output tells it."""
    shape: str = "nothing"
    """`string`, `list`, `object` or `nothing`: what the output was."""


def read_output(output: object, addresses: Addresses) -> Output:
    """The pictures and remarks in an output."""
    found = list(dict.fromkeys(_addresses_in(output, _DEPTH)))[:_MOST]
    urls = [url for url in found if _is_ours(url, addresses)]
    remarks = output if is_object(output) else {}
    seed, prompt = remarks.get("seed"), remarks.get("prompt")
    return Output(
        urls=tuple(urls),
        foreign=tuple(url for url in found if url not in urls),
        seed=seed if isinstance(seed, int) and not isinstance(seed, bool) else None,
        flagged=_flags(remarks.get("has_nsfw_concepts")),
        prompt=prompt if isinstance(prompt, str) else None,
        shape=_shape(output),
    )


def _addresses_in(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if "://" in value:
            yield value
    elif is_list(value) and depth:
        for part in value:
            yield from _addresses_in(part, depth - 1)
    elif is_object(value) and depth:
        for place in _PLACES:
            if found := list(_addresses_in(value.get(place), depth - 1)):
                yield from found
                return


def _is_ours(url: str, addresses: Addresses) -> bool:
    try:
        addresses.media(url)
    except ForeignAddress:
        return False
    return True


def _flags(value: object) -> tuple[bool, ...]:
    flags = value if is_list(value) else [value]
    return tuple(flag for flag in flags if isinstance(flag, bool))


def _shape(output: object) -> str:
    if is_object(output):
        return "object"
    return "list" if is_list(output) else "string" if isinstance(output, str) else "nothing"
