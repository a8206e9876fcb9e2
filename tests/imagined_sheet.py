"""What is drawn from words alone, for judging by eye: `python -m tests.imagined_sheet OUT.jpg [SEED [COUNT]]`.

Each prompt is written above its picture. The README shows the first twelve.
"""

import sys
from itertools import count, islice
from pathlib import Path

import cv2
from PIL import Image, ImageDraw, ImageFont

from bot.domain.request import Speed, Task
from bot.engines.local.recipe import read
from bot.engines.local.render import imagine

PROMPTS = (
    "watercolor mountains at dusk", "sunset over the sea", "northern lights over a lake", "city at night, noir",
    "mountains and a lake", "autumn forest", "desert at sunset", 'travel poster of the alps "VISIT THE ALPS"',
    "forest in fog", "the sea, cyanotype", "pop art city", 'poster that reads "HELLO WORLD"',
    "cherry blossoms, watercolor", "snowy mountains", "rainy city at night", "golden hour hills, oil painting",
    "pencil drawing of mountains", "desert, riso print", "meadow with clouds", "mountains in teal and orange, poster",
    "stars over the mountains", '"JAZZ NIGHT" and "every friday"', "abstract in red and black", "teal and cream",
)  # fmt: skip
CELL = (512, 384)
LABEL = 34
COLUMNS = 4


def sheet(seed: int, number: int) -> Image.Image:
    """The first `number` prompts, each with a seed of its own from `seed` on."""
    rows = -(-number // COLUMNS)
    out = Image.new("RGB", (CELL[0] * COLUMNS, (CELL[1] + LABEL) * rows), "white")
    pen = ImageDraw.Draw(out)
    for place, prompt, each in zip(count(), islice(PROMPTS, number), count(seed), strict=False):
        left, top = place % COLUMNS * CELL[0], place // COLUMNS * (CELL[1] + LABEL)
        pen.text((left + 8, top + 7), prompt, fill="black", font=ImageFont.load_default(18))
        out.paste(_cell(prompt, each), (left, top + LABEL))
    return out


def _cell(prompt: str, seed: int) -> Image.Image:
    """One picture within its cell; posters stand in the middle of theirs."""
    recipe = read(prompt, task=Task.IMAGINE, seed=seed)
    made = Image.fromarray(imagine(recipe, speed=Speed.BALANCED, seed=seed))
    made.thumbnail(CELL, Image.Resampling.LANCZOS)
    cell = Image.new("RGB", CELL, "white")
    cell.paste(made, ((CELL[0] - made.width) // 2, (CELL[1] - made.height) // 2))
    return cell


if __name__ == "__main__":
    cv2.setNumThreads(2)
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 11
    most = int(sys.argv[3]) if len(sys.argv) > 3 else len(PROMPTS)
    sheet(first, most).save(Path(sys.argv[1]), quality=86)
