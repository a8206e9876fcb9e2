"""A risograph print: three spot inks, slightly out of register, grainy where photographs would be smooth."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# OpenCV's stubs leave the element type of every result open.

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from bot.domain.request import Speed
from bot.engines.local.blocks.abstraction import kuwahara
from bot.engines.local.blocks.noise import cloud, grain
from bot.engines.local.blocks.pixels import Frame, Plane, clipped, floats, luminance, mix, shape_of, smoothstep
from bot.engines.local.blocks.screens import dots
from bot.engines.local.blocks.tone import auto_tone, chroma, paint
from bot.engines.local.looks.palettes import RISOS
from bot.engines.local.looks.take import Take
from bot.engines.local.values import Rgb, rgb

_PAPER = rgb("f6f1e4")
_KEY_INK = rgb("2b2d42")
_PALEST_INK = 190
_CELLS = 25
_ANGLES = ((35, 50), (60, 80), (0, 20))


def riso(frame: Frame, take: Take) -> Frame:
    """Print the picture."""
    toned = chroma(take.subject(auto_tone(frame), 0.54, 0.8), 1.2)
    if take.speed is not Speed.TURBO:
        toned = kuwahara(toned, 2.5 * take.mark)
    inks, paper = _inks_and_paper(take)
    plates = _separated(toned, inks, take) if len(inks) > 1 else _duotone(toned)
    inks = inks if len(inks) > 1 else [*inks, _shade_of(inks[0])]
    sheet = np.ones_like(toned) * paint(paper)
    for index, ink in enumerate(inks):
        cover = _printed(plates[..., index], _ANGLES[index], take)
        sheet = sheet * mix(np.ones_like(sheet), paint(ink), cover)
    return clipped(sheet)


def _inks_and_paper(take: Take) -> tuple[Sequence[Rgb], Rgb]:
    """A set of inks, or the named colours, of which a pale one becomes the paper."""
    if not take.colours:
        return RISOS[take.variant % len(RISOS)], _PAPER
    pale = [colour for colour in take.colours if min(colour) > _PALEST_INK]
    inks = [colour for colour in take.colours if colour not in pale][:3]
    return inks or [_KEY_INK], pale[0] if pale else _PAPER


def _shade_of(ink: Rgb) -> Rgb:
    red, green, blue = ink
    return red // 3, green // 3, blue // 3


def _duotone(frame: Frame) -> Frame:
    """Two plates by lightness alone: an ink over the whole scale, and its shade in the darks."""
    light = luminance(frame)
    return np.stack([smoothstep(1.0, 0.3, light), 0.9 * smoothstep(0.4, 0.05, light)], -1)


def _separated(frame: Frame, inks: Sequence[Rgb], take: Take) -> Frame:
    """How much of each ink makes each pixel, 0..1, looked up in a table and dithered between its cells."""
    table = _separation_table(inks, likeness=0.3 if take.colours else 1.0)
    jitter = take.rng.random(frame.shape, dtype=np.float32) - 0.5
    cell = np.clip(np.rint(frame * (_CELLS - 1) + jitter), 0, _CELLS - 1).astype(np.int32)
    return table[(cell[..., 0] * _CELLS + cell[..., 1]) * _CELLS + cell[..., 2]]


def _separation_table(inks: Sequence[Rgb], *, likeness: float) -> npt.NDArray[np.float32]:
    """Non-negative least squares in absorbance (multiplicative updates), lightness counting as a fourth band.

    `likeness` is what the hue of the source counts beside it: inks that somebody chose need not resemble the source.
    """
    axis = np.linspace(0, 1, _CELLS, dtype=np.float32)
    colours = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), -1).reshape(-1, 3)
    wanted = _absorbance(colours, likeness)
    made = np.stack([_absorbance(paint(ink), likeness) for ink in inks])
    amounts = np.full((len(colours), len(inks)), 0.5, np.float32)
    gain, cross = wanted @ made.T, made @ made.T
    for _ in range(60):
        amounts *= gain / (amounts @ cross + 1e-6)
    return floats(np.clip(amounts, 0, 1.2))


def _absorbance(colours: npt.NDArray[np.floating], likeness: float) -> npt.NDArray[np.float32]:
    bands = -np.log(np.clip(colours, 0.03, 1))
    return floats(np.concatenate([likeness * bands, 1.2 * bands.mean(-1, keepdims=True)], -1))


def _printed(plate: Plane, angles: tuple[float, float], take: Take) -> Plane:
    """One drum's ink on the sheet: half stochastic grain, half a screen, laid down a little off its mark."""
    s, m, rng, shape = take.strength, take.mark, take.rng, shape_of(plate)
    tone = mix(plate, smoothstep(0.06, 0.92, plate), 0.7)
    stochastic = clipped((tone - (0.12 + 0.76 * _uniform(rng, shape))) / 0.22 + 0.5)
    phase = (float(rng.uniform(0, 6)), float(rng.uniform(0, 6)))
    screened = dots(tone, (4.0 + 2 * s) * m, float(rng.uniform(*angles)), phase)
    cover = mix(tone, 0.55 * stochastic + 0.45 * screened, 0.5 + 0.4 * s)
    even = 0.94 + 0.05 * cloud(rng, shape, 260 * m, 3)
    return _off_register(cover * even, take)


def _uniform(rng: np.random.Generator, shape: tuple[int, int]) -> Plane:
    return 0.5 + 0.5 * np.tanh(0.8 * grain(rng, shape, 0.45))


def _off_register(cover: Plane, take: Take) -> Plane:
    height, width = shape_of(cover)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), float(take.rng.uniform(-0.25, 0.25)), 1.0)
    turn[:, 2] += take.rng.uniform(-4, 4, 2) * take.strength * take.u
    return floats(cv2.warpAffine(cover, turn, (width, height), borderMode=cv2.BORDER_REPLICATE))
