"""A city on the horizon: towers in three rows, each paler than the one before it, their windows lit after dark."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from dataclasses import dataclass

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Frame, Picture, blur, clipped, floats, grid, mix, smoothstep
from bot.engines.local.blocks.tone import paint, screen
from bot.engines.local.scenes.setting import Setting, paints
from bot.engines.local.values import Rgb, rgb

_LAMPS = (rgb("ffd27a"), rgb("ffe3a8"), rgb("ffbf66"), rgb("bfe0ff"))
_PANES = paints("b9c9d6 dfe6ea")
_ROWS = ((0.66, 0.42), (0.36, 0.34), (0.10, 0.25))
"""Per row, far ones first: how much of it the air hides, and its tallest towers in shares of the picture's height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tower:
    left: int
    right: int
    top: int


def with_city(picture: Frame, setting: Setting, *, foot: float) -> Frame:
    """The picture with a city whose feet stand at row `foot`."""
    view, light, u = setting.view, setting.light, setting.u
    for hidden, tallest in _ROWS:
        sheet, lamps = np.zeros((*view.shape, 4), np.uint8), np.zeros((*view.shape, 3), np.uint8)
        for tower in _row(setting, tallest, foot):
            _build(sheet, lamps, tower, int(foot), setting)
        cover = floats(sheet[..., 3]) / np.float32(255)
        body = floats(sheet[..., :3]) / np.float32(255)
        down = clipped((np.float32(foot) - grid(view.shape)[1]) / np.float32(tallest * view.shape[0]))
        air = clipped(hidden + 0.35 * (1 - down) * (0.3 + hidden))
        picture = mix(picture, mix(body, paint(light.haze), air), cover)
        if light.dark or light.ahead > 0.3:
            glow = floats(lamps) / np.float32(255) * (1 - 0.6 * hidden) * (1.0 if light.dark else 0.75)
            picture = screen(clipped(picture), clipped(glow + 0.9 * blur(glow, 3.2 * u) + 0.5 * blur(glow, 14 * u)))
    haze = smoothstep(0.22 * view.shape[0], 0.0, np.abs(grid(view.shape)[1] - np.float32(foot)))
    return clipped(mix(picture, paint(light.haze), 0.30 * haze * floats(grid(view.shape)[1] <= foot)))


def _row(setting: Setting, tallest: float, foot: float) -> list[_Tower]:
    """Towers side by side from edge to edge, taller towards a centre of their own."""
    (height, width), rng, u = setting.view.shape, setting.rng, setting.u
    centre, spread = float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.16, 0.26))
    towers: list[_Tower] = []
    x = -float(rng.uniform(0, 30 * u))
    while x < width:
        wide = float(rng.uniform(26, 78)) * u
        prominence = np.exp(-(((x + wide / 2) / width - centre) ** 2) / (2 * spread * spread))
        share = (0.22 + 0.78 * float(prominence)) * float(rng.uniform(0.45, 1.0))
        towers.append(_Tower(left=round(x), right=round(x + wide), top=round(foot - share * tallest * height)))
        x += wide + float(rng.choice([0, 0, 2, 10])) * u
    return towers


def _build(sheet: Picture, lamps: Picture, tower: _Tower, foot: int, setting: Setting) -> None:
    light, rng, from_right = setting.light, setting.rng, setting.from_right
    stone = (0.5 + 0.18 * float(rng.uniform(-1, 1))) * (paint(light.shade) * 0.9 + 0.12)
    sunny = mix(stone, paint(light.sun), 0.12 if light.dark else 0.30 if light.ahead > 0.3 else 0.48)
    split = round(tower.left + (tower.right - tower.left) * (0.34 if not from_right else 0.66))
    parts = (
        (tower.left, split, sunny if not from_right else stone),
        (split, tower.right, stone if not from_right else sunny),
    )
    for left, right, colour in parts:
        cv2.rectangle(sheet, (left, tower.top), (right - 1, foot), (*_bytes(colour), 255), -1)
    _crowned(sheet, tower, stone, setting)
    _windows(sheet, lamps, tower, foot, setting)


def _crowned(sheet: Picture, tower: _Tower, colour: Frame, setting: Setting) -> None:
    """A flat roof, a smaller storey on top, or a spire."""
    rng, u = setting.rng, setting.u
    middle, wide, kind = (tower.left + tower.right) // 2, tower.right - tower.left, float(rng.random())
    ink = (*_bytes(colour), 255)
    if kind < 0.35:
        cv2.rectangle(sheet, (middle - wide // 4, tower.top - round(12 * u)), (middle + wide // 4, tower.top), ink, -1)
    elif kind < 0.5:
        peak = np.array(
            [[tower.left, tower.top], [middle, tower.top - round(0.9 * wide)], [tower.right - 1, tower.top]], np.int32
        )
        cv2.fillPoly(sheet, [peak], ink, cv2.LINE_AA)
    if 0.25 < kind < 0.55:
        cv2.line(
            sheet, (middle, tower.top), (middle, tower.top - round(38 * u)), ink, max(1, round(1.6 * u)), cv2.LINE_AA
        )


def _windows(sheet: Picture, lamps: Picture, tower: _Tower, foot: int, setting: Setting) -> None:
    light, rng, u = setting.light, setting.rng, setting.u
    step_x, step_y = max(4, round(float(rng.uniform(7, 10)) * u)), max(5, round(float(rng.uniform(9, 13)) * u))
    size = max(1, round(3.2 * u)), max(2, round(5.0 * u))
    lit_share = float(rng.uniform(0.25, 0.6)) if light.dark else 0.22 if light.ahead > 0.3 else 0.0
    for y in range(tower.top + step_y // 2, foot - size[1], step_y):
        for x in range(tower.left + step_x // 2, tower.right - size[0] - 1, step_x):
            if rng.random() < lit_share:
                lamp: Rgb = _LAMPS[int(rng.integers(len(_LAMPS)))]
                cv2.rectangle(lamps, (x, y), (x + size[0] - 1, y + size[1] - 1), lamp, -1)
            elif not light.dark:
                own = sheet[min(max(y, 0), sheet.shape[0] - 1), min(max(x, 0), sheet.shape[1] - 1), :3]
                pane = mix(floats(own) / 255, _PANES[int(rng.integers(2))] * paint(light.shade) * 1.2, 0.30)
                cv2.rectangle(sheet, (x, y), (x + size[0] - 1, y + size[1] - 1), (*_bytes(pane), 255), -1)
    # What a nearer tower hides must not shine through it.
    hidden = sheet[max(tower.top, 0) : foot, max(tower.left, 0) : tower.right, 3] == 0
    lamps[max(tower.top, 0) : foot, max(tower.left, 0) : tower.right][hidden] = 0


def _bytes(colour: Frame) -> tuple[int, int, int]:
    red, green, blue = (int(value) for value in np.rint(clipped(colour) * 255))
    return red, green, blue
