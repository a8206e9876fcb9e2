"""Texts of the domain as they are shown: what people wrote in them cannot become markup, mentions or links.

Mentions and moments are the domain's own and stay what they are; nobody is pinged by them, see `private`.
"""

import re

from bot.delivery.markup import escaped
from bot.domain.text import Text

_OURS = re.compile(r"<(?:@[&!]?|#|t:)\d+(?::[a-zA-Z])?>")
_ONLY_OURS = re.compile(rf"(?:{_OURS.pattern}(?:, )?)+")


def safe(text: str, limit: int = 100) -> str:
    """A text with each of the words that fill it escaped and cut to `limit` characters.

    Of a plain string, which does not tell what fills it, everything is, but for mentions.
    """
    if not isinstance(text, Text):
        return _plain(text, limit)
    values = {name: _filling(value, limit) if isinstance(value, str) else value for name, value in text.values.items()}
    return Text(text.template, values, many=text.many, number=text.number)


def _filling(value: str, limit: int) -> str:
    if isinstance(value, Text):
        return safe(value, limit)
    return value if _ONLY_OURS.fullmatch(value) else escaped(value, limit)


def _plain(text: str, limit: int) -> str:
    shown, end = "", 0
    for mention in _OURS.finditer(text):
        if mention.end() > limit:
            break
        shown += escaped(text[end : mention.start()], limit) + mention.group()
        end = mention.end()
    return shown + escaped(text[end:], max(1, limit - end))
