"""From an order to a model, its input and the tags it can be found by. Builds values; nothing is sent here.

The tags are all that a bare reference brings back after a restart, so everything that is said of a result stands there.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageOps

from bot.domain.errors import EngineFailed
from bot.domain.money import NOTHING, Quote
from bot.domain.order import Order
from bot.domain.request import Task, Wish
from bot.domain.result import MediaType, Picture
from bot.domain.text import t
from bot.engines.hosted.series import Part
from bot.engines.hosted.sizes import MOST_PIXELS, size_for
from bot.engines.hosted.terms import Terms
from bot.engines.modelrunner import (
    IMAGINE_MODEL,
    RESTYLE_MODEL,
    FillInput,
    FillModel,
    ImagineInput,
    Paint,
    PixelSize,
    RestyleInput,
)
from bot.engines.modelrunner.inputs import ModelInput

_SOURCE_PIXELS = 1536 * 1536
"""The largest source there is; a filled picture has its source's size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commission:
    """One request as it is sent."""

    model: str
    body: ModelInput | Mapping[str, object]
    tags: Mapping[str, str]


def quote(wish: Wish, terms: Terms) -> Quote:
    """What a wish will cost, at most, whatever its picture."""
    pixels = _SOURCE_PIXELS if wish.task is Task.FILL else MOST_PIXELS
    return terms.prices.quote(pixels, wish.count)


def commission(part: Part, terms: Terms, *, source_url: str | None, mask_url: str | None) -> Commission:
    """The request for a part of an order whose pictures the service can read at these addresses."""
    order, wish = part.order, part.order.wish
    common = _common(wish)
    if wish.task is Task.IMAGINE:
        imagined = ImagineInput.model_validate(common | {"image_size": _size(order)})
        return _tagged(part, terms, IMAGINE_MODEL, imagined)
    if source_url is None:
        raise EngineFailed(t("There is no picture to begin with."), billed=NOTHING)
    common |= {"image_url": source_url, "strength": wish.strength}
    if wish.task is Task.RESTYLE:
        restyled = RestyleInput.model_validate(common | {"image_size": _size(order)})
        return _tagged(part, terms, RESTYLE_MODEL, restyled)
    if terms.fill is None or mask_url is None:
        raise EngineFailed(t("This engine cannot redraw a part of a picture."), billed=NOTHING)
    filled = FillInput.model_validate(common | {"mask_url": mask_url})
    return _tagged(part, terms, terms.fill.id, filled.body_for(terms.fill))


def painted_for(model: FillModel, mask: Picture) -> Picture:
    """A mask in the colours that a model reads: ours are white where something is to change."""
    if model.paint is Paint.WHITE:
        return mask
    out = io.BytesIO()
    with Image.open(io.BytesIO(mask.data), formats=[mask.media_type.name]) as opened:
        ImageOps.invert(opened.convert("L")).save(out, "PNG")
    return Picture(data=out.getvalue(), media_type=MediaType.PNG, width=mask.width, height=mask.height)


def _common(wish: Wish) -> dict[str, object]:
    """What every model is told. The prompt goes as it is, so that the words in quotes are lettered as they stand."""
    return {
        "prompt": wish.prompt,
        "expansion_model": wish.magic.value,
        "rendering_speed": wish.speed.value,
        "num_images": wish.count,
        "seed": wish.seed,
    }


def _size(order: Order) -> PixelSize:
    source = order.source
    return size_for(order.wish.size.aspect or (source.width / source.height if source else 1.0))


def _tagged(part: Part, terms: Terms, model: str, body: ModelInput | Mapping[str, object]) -> Commission:
    order = part.order
    tags = {
        "job": order.key,
        "attempt": str(order.attempt),
        "count": str(order.wish.count),
        "seed": str(order.wish.seed),
        "at_most": str(quote(order.wish, terms).at_most.micros),
    }
    if part.of > 1:
        tags |= {"part": str(part.number), "parts": str(part.of)}
    return Commission(model=model, body=body, tags=tags)
