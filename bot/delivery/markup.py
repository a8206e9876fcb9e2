"""Words of people inside our own text: shown as typed, never as markup, mention or link."""

import re

_MARKUP = re.compile(r"([\\*_~`|>#\-+\[\](){}<:@!&.])")


def escaped(text: str, limit: int = 300) -> str:
    """`text` so that Discord shows it as it stands, cut to `limit` characters."""
    shown = text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
    return _MARKUP.sub(r"\\\1", shown)
