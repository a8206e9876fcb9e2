"""Finding pictures in outputs of any shape."""

from typing import Any

import pytest

from bot.engines.modelrunner.addresses import Addresses
from bot.engines.modelrunner.outputs import read_output

A, B = "https://media.modelrunner.ai/a.jpeg", "https://media.modelrunner.ai/b.jpeg"
SHAPES: list[tuple[Any, tuple[str, ...]]] = [
    (A, (A,)),
    ([A, B], (A, B)),
    ([A, A, B], (A, B)),
    ({"images": [{"url": A}, {"url": B}]}, (A, B)),
    ({"images": [A]}, (A,)),
    ({"image": {"url": A}}, (A,)),
    ({"image_url": A}, (A,)),
    ({"output": {"outputs": [{"data": {"result": A}}]}}, (A,)),
    ({"images": [], "url": A}, (A,)),
    ({"images": [{"url": A}], "url": B}, (A,)),
    ({"thumbnail": A}, ()),
    ("a caption", ()),
    ({}, ()),
    ([], ()),
    (None, ()),
    (7, ()),
]


@pytest.mark.parametrize(("output", "urls"), SHAPES)
def test_the_first_place_that_holds_pictures_wins(output: Any, urls: tuple[str, ...]) -> None:
    """In order, each once."""
    assert read_output(output, Addresses()).urls == urls


def test_foreign_addresses_are_kept_apart() -> None:
    """They are told beside the good ones."""
    output = read_output([A, "https://evil.example/x.png", "http://media.modelrunner.ai/a"], Addresses())
    assert (output.urls, output.foreign) == ((A,), ("https://evil.example/x.png", "http://media.modelrunner.ai/a"))


def test_remarks_beside_the_pictures_are_kept() -> None:
    """Seed, safety flags and the enriched prompt, where an output tells them; odd types say nothing."""
    told = read_output({"images": [A], "seed": 7, "has_nsfw_concepts": [False, True], "prompt": "a"}, Addresses())
    assert (told.seed, told.flagged, told.prompt, told.shape) == (7, (False, True), "a", "object")
    odd = read_output({"images": [A], "seed": True, "has_nsfw_concepts": "no", "prompt": 3}, Addresses())
    assert (odd.seed, odd.flagged, odd.prompt) == (None, (), None)


def test_depth_and_number_have_an_end() -> None:
    """An output made to be endless is read to a point."""
    nested: Any = A
    for _ in range(50):
        nested = [nested]
    assert read_output(nested, Addresses()).urls == ()
    assert len(read_output([f"{A}?{n}" for n in range(1000)], Addresses()).urls) == 64
