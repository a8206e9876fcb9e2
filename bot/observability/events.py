"""Events of the core become log lines here; the core itself words no logs. Keeps the `Events` port."""

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
    "untagged",
    "unknown",
)


class LoggedEvents:
    """Writes every event as one log line."""

    def __init__(self) -> None:
        self._log = structlog.stdlib.get_logger("restyle")

    def __call__(self, name: str, **facts: object) -> None:
        """Report one event; an `exception` among the facts brings its traceback."""
        error = facts.pop("exception", None)
        if isinstance(error, BaseException):
            self._log.error(name, exc_info=error, **facts)
        elif name.rsplit(".", 1)[-1] in _TROUBLE:
            self._log.warning(name, **facts)
        else:
            self._log.info(name, **facts)
