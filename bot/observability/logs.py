"""Logs: one line per event, secrets removed, the library's own lines in the same dress."""

import logging
import re
import sys
from typing import TextIO

import structlog

_SECRETS = (
    # A bot token; an interaction's, wherever it stands, and a webhook's inside a path; the signature of an attachment's
    # link; the password in an address.
    (re.compile(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"), "[token]"),
    (re.compile(r"\baW50ZXJhY3Rpb24[\w-]+=*"), "[token]"),
    (re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/?\s\"']+"), r"\1[token]"),
    (re.compile(r"\b(ex|is|hm)=[0-9a-f]+"), r"\1=[…]"),
    (re.compile(r"(://[^:/@\s]*:)[^@/\s]+@"), r"\1[…]@"),
)


def without_secrets(text: str) -> str:
    """`text` with everything that grants access blacked out."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


class _SafeFormatter(structlog.stdlib.ProcessorFormatter):
    """Takes the secrets out of the finished line: whatever value, traceback or nested thing they came with."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def configure_logs(*, json: bool, stream: TextIO | None = None) -> None:
    """Set up logging for the process. Standard-library loggers go the same way."""
    out = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=out.isatty())
    )
    formatter = _SafeFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer]
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    # At DEBUG discord.py prints interaction tokens, at INFO httpx prints signed links; neither is news to an operator.
    for name in ("alembic", "discord", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of the intents and voice libraries that this bot does without.
    for name in ("discord.client", "discord.state"):
        logging.getLogger(name).setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
