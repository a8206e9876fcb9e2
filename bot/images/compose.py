"""Pictures made of pictures: several side by side above their labels, and half of one beside half of another.

Runs in a decoding child only, which has opened the files; draws with what Pillow carries along, because the child can
read no typeface.
"""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

_GROUND, _INK = (30, 31, 34), (242, 243, 245)
_GAP = 12
"""px between pictures, and around them."""
_BAND = 80
"""px below each picture for its label."""
_LETTERS = 58
_SEAM = 4
"""px of the line between two halves."""


def contact_sheet(pictures: Sequence[Image.Image], labels: Sequence[str], longest: int) -> Image.Image:
    """The pictures in a grid that shows them as large as `longest` px a side allows; they may differ in shape."""
    columns, width, height = _cells([picture.size for picture in pictures], longest)
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (_span(columns, width), _span(rows, height + _BAND)), _GROUND)
    draw, letters = ImageDraw.Draw(sheet), ImageFont.load_default(_LETTERS)
    for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        row, column = divmod(number, columns)
        left, top = _span(column, width), _span(row, height + _BAND)
        fitted = ImageOps.contain(picture, (width, height), Image.Resampling.LANCZOS)
        sheet.paste(fitted, (left + (width - fitted.width) // 2, top + (height - fitted.height) // 2))
        draw.text((left + width / 2, top + height + _BAND / 2), label, fill=_INK, font=letters, anchor="mm")
    return sheet


def half_and_half(before: Image.Image, after: Image.Image) -> Image.Image:
    """The left half of one and the right half of the other, at the second one's size."""
    width, height = after.size
    middle = width // 2
    sheet = ImageOps.fit(before, after.size, Image.Resampling.LANCZOS)
    sheet.paste(after.crop((middle, 0, width, height)), (middle, 0))
    ImageDraw.Draw(sheet).rectangle((middle - _SEAM // 2, 0, middle + _SEAM // 2 - 1, height), fill=(255, 255, 255))
    return sheet


def _span(cells: int, cell: int) -> int:
    """Pixels up to the cell of that number."""
    return _GAP + cells * (cell + _GAP)


def _cells(sizes: Sequence[tuple[int, int]], longest: int) -> tuple[int, int, int]:
    """Columns, and width and height of a cell, for which the first picture is shown largest."""
    aspect = max(width / height for width, height in sizes)

    def cell(columns: int) -> tuple[int, int, int]:
        rows = -(-len(sizes) // columns)
        wide = (longest - _GAP) // columns - _GAP
        high = (longest - _GAP) // rows - _GAP - _BAND
        return columns, max(1, min(wide, int(high * aspect))), max(1, min(high, int(wide / aspect)))

    return max((cell(columns) for columns in range(1, len(sizes) + 1)), key=lambda each: each[1] * each[2])
