"""Photos for the looks: bundled ones, and the awkward shapes and exposures that people really send."""

from functools import cache

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Frame, Picture, floats
from tests import photos


@cache
def photo(name: str, side: int = 512) -> Picture:
    """A bundled photo, at most `side` px large."""
    bgr = cv2.imread(str(photos.photo(name)), cv2.IMREAD_COLOR)
    assert bgr is not None
    picture = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    shrink = min(1.0, side / max(picture.shape[:2]))
    return np.asarray(cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)


def _middle(picture: Picture, height: int, width: int) -> Picture:
    top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    return np.ascontiguousarray(picture[top : top + height, left : left + width])


SUBJECTS = (
    "astronaut.png",
    "coffee.png",
    "chelsea.png",
    "rocket.jpg",
    "motorcycle_left.png",
    "hubble_deep_field.jpg",
    "retina.jpg",
    "portrait",
    "dark",
    "bright",
    "3:1",
    "1:3",
    "tiny",
    "black",
)


def subject(name: str) -> Picture:
    """A test picture by name: a photo's file name, or what is awkward about it."""
    match name:
        case "portrait":
            return photo("astronaut.png")[0:220, 130:320]
        case "dark":
            return np.asarray(np.power(photo("rocket.jpg") / 255, 2.2) * 110, np.uint8)
        case "bright":
            return np.asarray(255 - (255 - photo("coffee.png")) * 0.35, np.uint8)
        case "3:1":
            return _middle(
                photo("motorcycle_left.png"), 170, 510 if photo("motorcycle_left.png").shape[1] > 510 else 500
            )
        case "1:3":
            return _middle(photo("astronaut.png"), 510, 170)
        case "tiny":
            return photo("coffee.png", 100)
        case "black":
            return np.zeros((60, 90, 3), np.uint8)
        case _:
            return photo(name)


def frame(name: str, side: int = 360) -> Frame:
    """A test picture as a frame whose long side is `side`."""
    picture = subject(name)
    scale = side / max(picture.shape[:2])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return floats(cv2.resize(picture, size, interpolation=method)) / np.float32(255)
