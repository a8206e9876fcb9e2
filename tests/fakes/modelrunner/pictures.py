"""Drawing results: real, small pictures that depend on the request, so that two requests can be told apart by eye."""

import colorsys
import hashlib
import io
import re
from typing import Any

from PIL import Image, ImageDraw, ImageOps

SIDE = 384
_ASPECTS = {"portrait_4_3": (3, 4), "portrait_16_9": (9, 16), "landscape_4_3": (4, 3), "landscape_16_9": (16, 9)}


def draw(wanted: dict[str, Any], number: int, source: bytes | None, *, grey: bool = False) -> tuple[bytes, str]:
    """Picture `number` of a request, and its content type."""
    size = size_of(wanted, source)
    picture = Image.new("RGB", size, (128, 128, 128)) if grey else _painted(wanted, number, source, size)
    form = "PNG" if wanted.get("output_format") == "png" else "JPEG"
    out = io.BytesIO()
    picture.save(out, form)
    return out.getvalue(), f"image/{form.lower()}"


def size_of(wanted: dict[str, Any], source: bytes | None) -> tuple[int, int]:
    """The size of a result: asked for, or of that shape and small."""
    size = wanted.get("image_size", "auto")
    if isinstance(size, dict):
        return int(size.get("width", 512)), int(size.get("height", 512))
    if size == "auto" and source is not None:
        picture = Image.open(io.BytesIO(source))
        picture.thumbnail((SIDE, SIDE))
        return picture.size
    wide, high = _ASPECTS.get(size, (1, 1))
    return SIDE * wide // max(wide, high), SIDE * high // max(wide, high)


def _painted(wanted: dict[str, Any], number: int, source: bytes | None, size: tuple[int, int]) -> Image.Image:
    mark = hashlib.sha256(f"{wanted.get('prompt')}|{wanted.get('seed')}|{number}".encode()).digest()
    dark, light = (
        tuple(int(255 * c) for c in colorsys.hsv_to_rgb(mark[0] / 255, s, v)) for s, v in ((0.9, 0.3), (0.4, 1))
    )
    if source is not None:
        picture = ImageOps.fit(Image.open(io.BytesIO(source)).convert("RGB"), size)
        coloured = ImageOps.colorize(ImageOps.grayscale(picture), dark, light)
        picture = Image.blend(picture, coloured, float(wanted.get("strength", 0.8)))
    else:
        picture = ImageOps.colorize(Image.linear_gradient("L").resize(size), dark, light)
    words = " ".join(re.findall(r'"([^"]+)"', str(wanted.get("prompt", ""))))
    if words:
        ImageDraw.Draw(picture).text(
            (size[0] // 2, size[1] // 2), words, fill="white", anchor="mm", font_size=size[1] // 10
        )
    return picture
