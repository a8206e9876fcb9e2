"""What may be sent to the models."""

from typing import Any

import pytest
from pydantic import ValidationError

from bot.engines.modelrunner import (
    FillInput,
    FillModel,
    ImagineInput,
    Lifecycle,
    Paint,
    PixelSize,
    RestyleInput,
    SubmitOptions,
)
from bot.engines.modelrunner.endpoint import Endpoint
from bot.engines.modelrunner.errors import InvalidInput
from bot.engines.modelrunner.inputs import adapted

ALWAYS = {"prompt", "expansion_model", "rendering_speed", "num_images", "seed"}


def test_fields_without_a_documented_default_are_always_sent() -> None:
    """Even where the caller left them as they are; fields of unsure names are not."""
    assert RestyleInput(prompt="x", seed=1, image_url="https://x").body().keys() == ALWAYS | {
        "image_url", "strength", "image_size",
    }  # fmt: skip
    assert ImagineInput(prompt="x", seed=1).body().keys() == ALWAYS | {"image_size"}
    assert FillInput(prompt="x", seed=1, image_url="a", mask_url="b").body().keys() == ALWAYS | {
        "image_url", "mask_url", "strength",
    }  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        {"strength": 1.1}, {"strength": -0.1}, {"num_images": 0}, {"num_images": 5}, {"seed": -1}, {"prompt": ""},
        {"rendering_speed": "FAST"}, {"expansion_model": "none"}, {"image_size": "huge"},
        {"enable_safety_checker": False}, {"sync_mode": True}, {"negative_prompt": "x"},
        {"image_size": {"width": 500, "height": 512}}, {"image_size": {"width": 4096, "height": 512}},
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_cannot_be_said(bad: dict[str, Any]) -> None:
    """Unknown fields, values out of range, and the switch of the safety checker."""
    with pytest.raises(ValidationError):
        RestyleInput(**({"prompt": "x", "seed": 1, "image_url": "https://x"} | bad))


def test_words_in_quotes_stay_as_they_are() -> None:
    """Quotes are how the model is told what to letter."""
    assert (
        RestyleInput(prompt='A sign "OPEN \u201clate\u201d"', seed=1, image_url="u").body()["prompt"]
        == 'A sign "OPEN \u201clate\u201d"'
    )


def test_sizes_are_words_or_pixels() -> None:
    """An explicit size is an object on the wire; only restyling knows `auto`."""
    assert ImagineInput(prompt="x", seed=1, image_size=PixelSize(width=1024, height=768)).body()["image_size"] == {
        "width": 1024,
        "height": 768,
    }
    with pytest.raises(ValidationError):
        ImagineInput(prompt="x", seed=1, image_size="auto")  # type: ignore[arg-type]


def test_an_inpainting_model_has_its_own_names() -> None:
    """Field names and the colour of the mask are configuration."""
    model = FillModel(id="x/y", image_field="image", mask_field="mask", paint=Paint.BLACK)
    body = FillInput(prompt="x", seed=1, image_url="a", mask_url="b").body_for(model)
    assert (body["image"], body["mask"]) == ("a", "b")
    assert not body.keys() & {"image_url", "mask_url"}


def test_a_body_follows_the_live_schema() -> None:
    """Fields the model lost are left out; one it needs and we lack stops the submit."""
    body = ImagineInput(prompt="x", seed=1).body()
    assert "seed" not in adapted(body, unwanted=frozenset({"seed"}), required=frozenset({"prompt"}))
    with pytest.raises(InvalidInput, match="licence"):
        adapted(body, unwanted=frozenset(), required=frozenset({"licence"}))


@pytest.mark.parametrize(
    ("model", "parts"),
    [
        ("ideogram/ideogram-v4", ("ideogram/ideogram-v4", "ideogram/ideogram-v4")),
        ("ideogram/ideogram-v4/image-to-image", ("ideogram/ideogram-v4/image-to-image", "ideogram/ideogram-v4")),
        ("workflows/me/flow/x", ("workflows/me/flow/x", "workflows/me/flow")),
        ("comfy/me/graph", ("comfy/me/graph", "comfy/me/graph")),
    ],
)
def test_an_id_gives_two_paths(model: str, parts: tuple[str, str]) -> None:
    """Submits use all of it, follow-ups its first two parts behind a namespace."""
    endpoint = Endpoint.parse(model)
    assert (endpoint.path, endpoint.handle_path) == parts


@pytest.mark.parametrize(
    "model", ["", "x", "/x/y", "x//y", "../x", "x/..", "x/y?z", "x/y#z", "https://x/y", "workflows/x", "x/y\n"]
)
def test_what_is_no_id_is_refused(model: str) -> None:
    """Before it becomes a path."""
    with pytest.raises(InvalidInput):
        Endpoint.parse(model)


def test_lifetimes_have_names_and_bounds() -> None:
    """The names are those of the official client."""
    assert Lifecycle.of("immediate").seconds == 60
    assert Lifecycle.of("never").headers == {
        "X-Modelrunner-Object-Lifecycle-Preference": '{"expiration_duration_seconds":null}'
    }
    for bad in (59, 157_680_001):
        with pytest.raises(InvalidInput):
            _ = Lifecycle(seconds=bad).headers
    with pytest.raises(InvalidInput):
        Lifecycle.of("2h")


@pytest.mark.parametrize(
    "url", ["http://x.example/h", "https://user@x.example/h", "https://x.example/" + "h" * 2048, "x"]
)
def test_a_webhook_the_service_would_refuse_is_refused_here(url: str) -> None:
    """A submit must not fail for it."""
    with pytest.raises(InvalidInput):
        _ = SubmitOptions(webhook=url).members
    with pytest.raises(InvalidInput):
        _ = SubmitOptions(webhook_events=("start",)).members
