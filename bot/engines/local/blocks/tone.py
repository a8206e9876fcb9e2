"""Lightness and colour of a whole frame: exposure, curves, ramps, chroma. Only CLAHE looks at neighbours."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Sequence

import cv2
import numpy as np

from bot.engines.local.blocks.pixels import Frame, Plane, clipped, floats, from_lab, luminance, mix, to_lab
from bot.engines.local.values import Rgb

_SPAN_FLOOR = 0.15


def paint(colour: Rgb) -> Frame:
    """A colour in the range of a frame, as three floats."""
    return np.array(colour, np.float32) / 255


def auto_tone(frame: Frame, low: float = 1.0, high: float = 99.0) -> Frame:
    """Stretch luminance so that the given percentiles become black and white; flat pictures are stretched less."""
    dark, light = np.percentile(luminance(frame)[::3, ::3], (low, high))
    span = max(light - dark, _SPAN_FLOOR)
    return clipped((frame - np.float32(dark)) / np.float32(span))


def expose(frame: Frame, target: float, amount: float = 1.0) -> Frame:
    """Bring the middle luminance to `target` by a gamma, keeping hue: without it dark photos turn to ink entirely."""
    light = np.maximum(luminance(frame), 1e-4)
    sample = light[::3, ::3]
    middle = float(np.clip(0.6 * np.median(sample) + 0.4 * sample.mean(), 0.02, 0.98))
    gamma = 1.0 + (float(np.clip(np.log(target) / np.log(middle), 0.38, 1.5)) - 1.0) * amount
    return clipped(frame * np.power(light, np.float32(gamma - 1.0))[..., None])


def equalised(plane: Plane, limit: float = 2.0, tiles: int = 8) -> Plane:
    """Local contrast brought to the same level everywhere (CLAHE, on 16 bits so that gradients stay smooth)."""
    deep = (clipped(plane) * 65535).astype(np.uint16)
    return floats(cv2.createCLAHE(limit, (tiles, tiles)).apply(deep)) / 65535


def s_curve(plane: Plane, amount: float) -> Plane:
    """More contrast around the middle, none at the ends; `amount` 0 changes nothing, 1 is a full smoothstep."""
    return mix(plane, plane * plane * (3.0 - 2.0 * plane), amount)


def stepped(plane: Plane, steps: float, slope: float) -> Plane:
    """0..1 in soft steps, their edges `slope` times as steep as a ramp."""
    scaled = plane * steps
    base = np.floor(scaled)
    edge = np.tanh((scaled - base - 0.5) * (slope / 2)) / np.float32(np.tanh(slope / 4))
    return floats((base + 0.5 + 0.5 * np.clip(edge, -1, 1)) / steps)


def ramp(plane: Plane, stops: Sequence[Rgb]) -> Frame:
    """Colour a plane of 0..1 by evenly spaced stops from dark to light."""
    places = np.linspace(0, 1, 1024)
    marks = np.linspace(0, 1, len(stops))
    table = np.stack([np.interp(places, marks, [stop[i] / 255 for stop in stops]) for i in range(3)], -1)
    position = clipped(plane) * 1023
    index = position.astype(np.int32)
    ahead = np.minimum(index + 1, 1023)
    colours = floats(table)
    return mix(colours[index], colours[ahead], position - index)


def chroma(frame: Frame, factor: float) -> Frame:
    """Colourfulness times `factor`, at the same lightness."""
    lab = to_lab(frame)
    lab[..., 1:] *= factor
    return from_lab(lab)


def hue_turned(lab: Frame, degrees: float, factor: float = 1.0) -> Frame:
    """An L*a*b* image with all hues turned, and chroma times `factor`."""
    turn = np.radians(degrees)
    cosine, sine = factor * float(np.cos(turn)), factor * float(np.sin(turn))
    a, b = lab[..., 1], lab[..., 2]
    return np.stack([lab[..., 0], a * cosine - b * sine, a * sine + b * cosine], -1)


def soft_light(under: Frame, over: Frame) -> Frame:
    """Tint and contrast of `over` laid into `under`; middle grey changes nothing."""
    return clipped((1.0 - 2.0 * over) * under * under + 2.0 * over * under)


def screen(under: Frame, over: Frame) -> Frame:
    """Light added to light: never darker than either."""
    return 1.0 - (1.0 - under) * (1.0 - over)
