"""Ids that count."""

import itertools


class CountedIds:
    """Keeps the `Ids` port."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def key(self) -> str:
        return f"key{next(self._numbers):019d}"

    def reference(self) -> str:
        return f"{next(self._numbers):08x}"

    def seed(self) -> int:
        return 42
