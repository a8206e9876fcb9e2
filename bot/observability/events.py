"""Events of the core become log lines here; the core itself words no logs. Keeps the `Events` port."""

from collections.abc import Callable, Mapping

import structlog

_TROUBLE = (
    "busy",
    "crashed",
    "failed",
    "given_up",
    "lost",
    "not_shown",
    "price_differs",
    "trouble",
    "two_orders",
    "unbalanced",
    "untagged",
    "unknown",
)


def is_trouble(name: str, facts: Mapping[str, object]) -> bool:
    """Whether an event is something that an operator should look at."""
    return "exception" in facts or name.rsplit(".", 1)[-1] in _TROUBLE


class LoggedEvents:
    """Writes every event as one log line."""

    def __init__(self, *others: Callable[..., None]) -> None:
        """`others` hear of every event as well."""
        self._log = structlog.stdlib.get_logger("restyle")
        self._others = others

    def __call__(self, name: str, **facts: object) -> None:
        """Report one event; an `exception` among the facts brings its traceback."""
        for other in self._others:
            other(name, **facts)
        troubled = is_trouble(name, facts)
        error = facts.pop("exception", None)
        if isinstance(error, BaseException):
            self._log.error(name, exc_info=error, **facts)
        elif troubled:
            self._log.warning(name, **facts)
        else:
            self._log.info(name, **facts)
