"""What a file's name and first bytes tell: its content type, its safe name, and a picture's size in pixels."""

import mimetypes
import re
from io import BytesIO

from PIL import Image, UnidentifiedImageError

UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
KNOWN_TYPES = {".webp": "image/webp", ".avif": "image/avif", ".jfif": "image/jpeg", ".heic": "image/heic"}


def safe_filename(name: str) -> str:
    """The name under which the CDN stores a file."""
    return UNSAFE.sub("_", name.rpartition("/")[2]) or "unknown"


def content_type(filename: str) -> str | None:
    """The type a file's name promises; None if the name promises nothing."""
    ending = filename[filename.rfind(".") :].lower() if "." in filename else ""
    return KNOWN_TYPES.get(ending) or mimetypes.guess_type(filename)[0]


def picture_size(data: bytes, kind: str | None) -> tuple[int, int] | None:
    """Width and height of a picture, read from its header alone; None for anything else."""
    if kind is None or not kind.startswith("image/"):
        return None
    try:
        with Image.open(BytesIO(data)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
