"""What happened, in a list."""


class RecordedEvents:
    """Keeps the `Events` port."""

    def __init__(self) -> None:
        self.all: list[tuple[str, dict[str, object]]] = []

    def __call__(self, name: str, **facts: object) -> None:
        self.all.append((name, facts))

    def names(self) -> list[str]:
        return [name for name, _ in self.all]
