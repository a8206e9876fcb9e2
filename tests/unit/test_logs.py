"""Logs: one line per event, in either dress, and no secret in any of them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.observability.events import LoggedEvents
from bot.observability.logs import configure_logs, without_secrets

BOT_TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GAbCdE.abcdefghijklmnopqrstuvwxyz0123456789AB"
INTERACTION_TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTpzZWNyZXRzZWNyZXQ"
WEBHOOK_TOKEN = "AbC-dEf_GhI0123456789canarywebhook"
SIGNATURE = "cafe0123456789abcdefcafe0123456789abcdef"
PASSWORD = "canary-password"
CANARIES = (BOT_TOKEN, INTERACTION_TOKEN, WEBHOOK_TOKEN, SIGNATURE, PASSWORD)
SENTENCES = (
    f"Authorization: Bot {BOT_TOKEN}",
    f"POST https://discord.com/api/v10/interactions/123/{INTERACTION_TOKEN}/callback",
    f"<Interaction token='{INTERACTION_TOKEN}'>",
    f"PATCH /webhooks/123/{WEBHOOK_TOKEN}/messages/@original?wait=true",
    f"https://cdn.discordapp.com/a/b/c.png?ex=65a1b2c3&is=65a0b2c3&hm={SIGNATURE}&",
    f"postgresql+asyncpg://restyle:{PASSWORD}@db.example/restyle",
)


@pytest.fixture(params=[True, False], ids=["json", "console"])
def out(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """Where this process's logs go, for once."""
    root, discord, httpx = (logging.getLogger(name) for name in ("", "discord", "httpx"))
    before = (root.handlers[:], root.level, discord.level, httpx.level)
    stream = io.StringIO()
    configure_logs(json=request.param, stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level, discord.level, httpx.level = before


def _assert_clean(text: str) -> None:
    assert text
    for canary in CANARIES:
        assert canary not in text
        assert canary[:20] not in text


def _raised(sentence: str) -> RuntimeError:
    """An error with a cause and a traceback that say `sentence`."""
    try:
        {}[sentence]
    except KeyError as cause:
        error = RuntimeError(f"while {sentence}")
        error.__cause__ = cause
        return error
    raise AssertionError


@pytest.mark.parametrize("sentence", SENTENCES)
def test_no_secret_survives_whatever_it_came_with(sentence: str, out: io.StringIO) -> None:
    """As an event's fact, inside lists and objects, in an exception and its cause, and from other libraries."""
    events = LoggedEvents()
    events("job.failed", text=sentence, nested={"deep": [sentence, {sentence: sentence}]}, raw=sentence.encode())
    error = _raised(sentence)
    events("job.crashed", error=repr(error), exception=error)
    logging.getLogger("discord.http").warning("was refused: %s", sentence, exc_info=error)
    logging.getLogger("asyncio").error("%r", [sentence])
    _assert_clean(out.getvalue())


def test_what_grants_nothing_stays_readable() -> None:
    """Paths, ids and links keep what a reader needs."""
    text = "GET https://cdn.discordapp.com/attachments/1/2/before.jpg?size=64 in job AAAAAAAAAAAAAAAAAAAAAA at 12:00:01"
    assert without_secrets(text) == text
    assert without_secrets(SENTENCES[3]) == "PATCH /webhooks/123/[token]/messages/@original?wait=true"


def test_trouble_is_louder_than_news(out: io.StringIO) -> None:
    """What went wrong is a warning, a bug is an error with its traceback, the rest is information."""
    events = LoggedEvents()
    events("job.done", job="k")
    events("job.failed", job="k")
    events("job.crashed", job="k", exception=KeyError("bug"))
    lines = out.getvalue()
    assert "KeyError: 'bug'" in lines
    if lines.startswith("{"):
        assert [json.loads(line)["level"] for line in lines.splitlines()] == ["info", "warning", "error"]


def test_the_library_does_not_print_what_it_sends(out: io.StringIO) -> None:
    """At INFO and below discord.py and httpx write tokens and signed links: those levels are off."""
    for name in ("discord.http", "discord.gateway", "httpx"):
        logging.getLogger(name).info("secret")
        logging.getLogger(name).debug("secret")
    assert out.getvalue() == ""
