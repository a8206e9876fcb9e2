"""What a chart looks like: a card of its own ground, so that it reads on Discord's light and dark, and on a telephone.

Only the child process imports this. Sizes are pixels of the picture; a telephone shows a third of them.
"""

# The library says no types for its `**kwargs`.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from bot.charts.lettering import fitting, legible, set_typefaces
from bot.domain.chart import Chart, Panel

WIDTH, HEIGHT = 1200, 920
_EDGE = 56
_GROUND, _RULE = "#1E1F22", "#3F4147"
_BRIGHT, _SOFT = "#F2F3F5", "#B5BAC1"
_PICTURES, _MONEY = "#5865F2", "#3BA55D"
_LARGE, _TEXT, _SMALL = 44, 36, 32
_ROWS = 5
_ROW, _LONGEST = 45, 120
_DIGIT = 20
_DAYS_BETWEEN_LABELS = 7


@dataclass(frozen=True, slots=True)
class _Box:
    """A place on the picture, in pixels from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def picture_of(chart: Chart) -> bytes:
    """The chart as a PNG."""
    set_typefaces()
    # At 72 dots an inch a point is a pixel.
    figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=72, facecolor="none")
    FigureCanvasAgg(figure)
    _draw_card(figure)
    _draw_head(figure, chart)
    _draw_days(figure, chart)
    half = (WIDTH - 3 * _EDGE) / 2
    for column, panel in enumerate(chart.panels):
        _draw_panel(figure, panel, _Box(_EDGE + column * (half + _EDGE), 616, half, 260), chart.nothing)
    stream = BytesIO()
    figure.savefig(stream, format="png", transparent=True)
    return stream.getvalue()


def _draw_card(figure: Figure) -> None:
    ground = figure.add_axes((0, 0, 1, 1), zorder=-1)
    ground.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    ground.axis("off")
    ground.add_patch(FancyBboxPatch((28, 28), WIDTH - 56, HEIGHT - 56, "round,pad=26", fc=_GROUND, ec="none"))


def _draw_head(figure: Figure, chart: Chart) -> None:
    _write(figure, chart.title, _EDGE, 44, size=_LARGE, bold=True)
    _write(figure, chart.subtitle, _EDGE, 98, colour=_SOFT)
    _write(figure, chart.total, WIDTH - _EDGE, 44, size=_LARGE, bold=True, align="right")
    if chart.spent is not None:
        _write(figure, chart.spent, WIDTH - _EDGE, 98, colour="#57F287", bold=True, align="right")


def _draw_days(figure: Figure, chart: Chart) -> None:
    labels = [day.label for day in chart.days]
    pictures = [day.pictures for day in chart.days]
    if chart.spent is None:
        axes = _bars(
            figure, chart.pictures_title, pictures, colour=_PICTURES, box=_Box(_EDGE, 160, WIDTH - 2 * _EDGE, 380)
        )
    else:
        _bars(figure, chart.pictures_title, pictures, colour=_PICTURES, box=_Box(_EDGE, 160, WIDTH - 2 * _EDGE, 210))
        money = [day.dollars for day in chart.days]
        axes = _bars(
            figure, chart.money_title, money, colour=_MONEY, box=_Box(_EDGE, 376, WIDTH - 2 * _EDGE, 164), unit="$"
        )
    # Counted back from today, which is what people look for.
    shown = list(range(len(labels) - 1, -1, -_DAYS_BETWEEN_LABELS))
    axes.set_xticks(shown, [labels[each] for each in shown])
    axes.tick_params(axis="x", labelsize=_SMALL, colors=_SOFT, length=0, pad=8)


def _bars(figure: Figure, title: str, values: Sequence[float], *, colour: str, box: _Box, unit: str = "") -> Axes:
    """Bars for every day, with a line to read them by."""
    _write(figure, title, box.left, box.top, size=_SMALL, colour=_SOFT)
    room = 122
    axes = _axes(figure, _Box(box.left + room, box.top + 48, box.width - room, box.height - 48))
    axes.bar(range(len(values)), values, width=0.72, color=colour, zorder=2)
    highest = max([*values, 0])
    axes.set(xlim=(-0.6, len(values) + 0.1), ylim=(0, highest * 1.04 or 1))
    # One line says enough on a telephone: the highest day, exactly.
    axes.set_yticks([highest], [_told(highest, unit)])
    axes.tick_params(axis="y", labelsize=_SMALL, colors=_SOFT, length=0, pad=10)
    axes.grid(axis="y", color=_RULE, linewidth=2, zorder=0)
    axes.set_xticks([])
    axes.axhline(0, color=_RULE, linewidth=3, zorder=3)
    return axes


def _draw_panel(figure: Figure, panel: Panel, box: _Box, nothing: str) -> None:
    """A bar for each share, as long as its part of the greatest."""
    _write(figure, panel.title, box.left, box.top, size=_SMALL, colour=_SOFT)
    if not panel.shares:
        _write(figure, nothing, box.left, box.top + 44)
        return
    axes = _axes(figure, _Box(box.left, box.top + 42, box.width, _ROWS * _ROW))
    axes.set(xlim=(0, box.width), ylim=(_ROWS * _ROW, 0))
    axes.axis("off")
    greatest = max(share.pictures for share in panel.shares) or 1
    for row, share in enumerate(panel.shares[:_ROWS]):
        count, middle, ends = f"{share.pictures:,}", (row + 0.45) * _ROW, box.width - _LONGEST
        axes.barh(middle, max(_LONGEST * share.pictures / greatest, 4), height=22, left=ends, color=_PICTURES)
        name = fitting(legible(share.names), _TEXT, ends - 40 - _DIGIT * len(count))
        axes.text(0, middle, name, size=_TEXT, color=_BRIGHT, va="center_baseline")
        axes.text(ends - 14, middle, count, size=_TEXT, color=_BRIGHT, ha="right", va="center_baseline", weight="bold")


def _axes(figure: Figure, box: _Box) -> Axes:
    bottom = HEIGHT - box.top - box.height
    axes = figure.add_axes((box.left / WIDTH, bottom / HEIGHT, box.width / WIDTH, box.height / HEIGHT))
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    return axes


def _write(
    figure: Figure,
    text: str,
    left: float,
    top: float,
    *,
    size: float = _TEXT,
    colour: str = _BRIGHT,
    bold: bool = False,
    align: str = "left",
) -> None:
    place = (left / WIDTH, 1 - (top + size * 0.8) / HEIGHT)
    figure.text(*place, text, size=size, color=colour, weight="bold" if bold else "normal", ha=align, va="baseline")


def _told(value: float, unit: str) -> str:
    return f"{unit}{value:,.2f}" if unit and value < 1_000 else f"{unit}{value:,.0f}"
