"""Every look on four photos, for judging by eye: `python -m tests.contact_sheet OUT.jpg [STRENGTH ...]`."""

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bot.domain.request import Speed
from bot.engines.local.render import render
from bot.engines.local.values import Look, Recipe
from tests.photos import photo

PHOTOS = ("astronaut.png", "coffee.png", "chelsea.png", "rocket.jpg")
CELL = (300, 225)
LABEL = 26


def sheet(strengths: list[float]) -> Image.Image:
    """One row per look; each photo at each strength."""
    columns = [(name, strength) for strength in strengths for name in PHOTOS]
    out = Image.new("RGB", (CELL[0] * len(columns), (CELL[1] + LABEL) * len(Look)), "white")
    pen = ImageDraw.Draw(out)
    for row, look in enumerate(Look):
        top = row * (CELL[1] + LABEL)
        words = f"{look.value.replace('_', ' ')} · strength {', '.join(f'{each:g}' for each in strengths)}"
        pen.text((8, top + 4), words, fill="black", font=ImageFont.load_default(16))
        for column, (name, strength) in enumerate(columns):
            out.paste(_cell(name, look, strength), (column * CELL[0], top + LABEL))
    return out


def _cell(name: str, look: Look, strength: float) -> Image.Image:
    with Image.open(photo(name)) as opened:
        source = np.asarray(opened.convert("RGB"))
    made = render(source, Recipe(look=look), strength=strength, speed=Speed.BALANCED, seed=1, aspect=CELL[0] / CELL[1])
    return Image.fromarray(made).resize(CELL, Image.Resampling.LANCZOS)


if __name__ == "__main__":
    cv2.setNumThreads(2)
    given = [float(each) for each in sys.argv[2:]] or [0.3, 0.8]
    sheet(given).save(Path(sys.argv[1]), quality=88)
