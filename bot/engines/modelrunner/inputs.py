"""The inputs of the models we use: only fields that their published schemas name, each within its range.

Unknown fields would be passed on and fail downstream, after money was set aside. Everything whose default is not
documented is always sent. The safety checker is on by default and has no field here, so that nothing can switch it off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.engines.modelrunner.errors import InvalidInput
from bot.engines.modelrunner.values import Json

RESTYLE_MODEL = "ideogram/ideogram-v4/image-to-image"
IMAGINE_MODEL = "ideogram/ideogram-v4"

Expansion = Literal["None", "Medium", "Large"]
RenderingSpeed = Literal["TURBO", "BALANCED", "QUALITY"]
SizePreset = Literal["square_hd", "square", "portrait_4_3", "portrait_16_9", "landscape_4_3", "landscape_16_9"]
OutputFormat = Literal["jpeg", "png"]


class PixelSize(BaseModel):
    """An explicit size: sides of 512..2048 in steps of 16, which every known page of this model family accepts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    width: Annotated[int, Field(ge=512, le=2048, multiple_of=16)]
    height: Annotated[int, Field(ge=512, le=2048, multiple_of=16)]


class ModelInput(Protocol):
    """An input that knows its own wire form."""

    def body(self) -> Json:
        """The members of the request's body."""
        ...


class _Input(BaseModel):
    """What all three share; `seed` is ours to choose, because the service is not known to tell the one it took."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: Annotated[str, StringConstraints(min_length=1)]
    """Words in double quotes are lettered as they stand."""
    expansion_model: Expansion = "None"
    rendering_speed: RenderingSpeed = "BALANCED"
    num_images: Annotated[int, Field(ge=1, le=4)] = 1
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)]
    output_format: OutputFormat | None = None
    """Its name is not confirmed: leave it None until the live schema has shown it."""

    def body(self) -> Json:
        """The members of the request's body; what is None is left out."""
        return self.model_dump(mode="json", exclude_none=True)


class RestyleInput(_Input):
    """A picture redrawn: `ideogram/ideogram-v4/image-to-image`."""

    image_url: str
    strength: Annotated[float, Field(ge=0, le=1)] = 0.8
    """High follows the prompt, low stays close to the source."""
    image_size: SizePreset | PixelSize | Literal["auto"] = "auto"


class ImagineInput(_Input):
    """A picture from words: `ideogram/ideogram-v4`, which documents no automatic size."""

    image_size: SizePreset | PixelSize = "square_hd"


class Paint(StrEnum):
    """The colour that a mask marks the region to change with. Model families disagree."""

    WHITE = "white"
    BLACK = "black"


@dataclass(frozen=True, slots=True, kw_only=True)
class FillModel:
    """An inpainting model: which one ModelRunner sells is not documented, so all of it is configuration."""

    id: str
    image_field: str = "image_url"
    mask_field: str = "mask_url"
    paint: Paint = Paint.WHITE


class FillInput(_Input):
    """A region of a picture redrawn. The mask is painted as the model's `paint` says."""

    image_url: str
    mask_url: str
    strength: Annotated[float, Field(ge=0, le=1)] = 1.0

    def body_for(self, model: FillModel) -> Json:
        """The members of the request's body, under the names this model has for them."""
        body = self.body()
        names = {"image_url": model.image_field, "mask_url": model.mask_field}
        return {names.get(name, name): value for name, value in body.items()}


def adapted(body: Mapping[str, object], *, unwanted: frozenset[str], required: frozenset[str]) -> Json:
    """A body without the fields that the live schema no longer has; raises InvalidInput if it needs one we lack."""
    if missing := required - body.keys():
        raise InvalidInput(f"The model now requires {', '.join(sorted(missing))}.")
    return {name: value for name, value in body.items() if name not in unwanted}
