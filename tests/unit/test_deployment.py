"""The image recipe and the compose file speak of a program that exists. Both are read here; no engine runs them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from bot.cli import program
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
RECIPE = (ROOT / "Dockerfile").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
OURS = ("migrate", "bot", "worker")
FOREIGN = {"PATH", "HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
"""What the image sets beside the program's settings."""


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in _settings():
        monkeypatch.delenv(name, raising=False)


def _settings() -> set[str]:
    prefix = Settings.model_config.get("env_prefix", "")
    return {field.alias or f"{prefix}{name}".upper() for name, field in Settings.model_fields.items()}


def _image_environment() -> dict[str, str]:
    """What the last stage of the recipe sets."""
    (block,) = re.findall(r"^ENV ((?:.*\\\n)*.*)$", RECIPE.rpartition("\nFROM ")[2], re.MULTILINE)
    return dict(part.split("=", 1) for part in block.replace("\\\n", " ").split())


def _environment(service: str) -> dict[str, str]:
    """What a container of ours runs with, beside `.env`: the image's, then the compose file's."""
    return _image_environment() | SERVICES[service]["environment"]


def _seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


def test_every_variable_is_a_setting() -> None:
    """Neither file sets a name that the program does not read."""
    assert _image_environment().keys() - FOREIGN <= _settings()
    for service in OURS:
        assert SERVICES[service]["environment"].keys() <= _settings(), service


@pytest.mark.parametrize("service", OURS)
def test_the_settings_of_a_container_are_valid(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a container is given can be read, writes nowhere but to /data, and can be asked for its health."""
    for name, value in _environment(service).items():
        monkeypatch.setenv(name, value.replace("${POSTGRES_PASSWORD:?put POSTGRES_PASSWORD into .env}", "sesame"))
    settings = Settings()
    assert settings.resolved_database_url == "postgresql+asyncpg://restyle:sesame@database/restyle"
    assert settings.data_dir == Path("/data")
    assert settings.health_endpoint is not None


def test_every_command_exists() -> None:
    """The recipe and the services name commands of this program."""
    commands: Any = get_command(program)
    asked = {SERVICES[service]["command"][0] for service in OURS}
    asked |= set(re.findall(r'\bCMD \[(?:"restyle", )?"(\w+)"\]', RECIPE))
    assert asked == {"migrate", "run", "worker", "health"}
    assert asked <= set(commands.commands)


def test_the_bot_answers_and_the_workers_work() -> None:
    """One process holds the gateway and draws nothing; several draw."""
    assert SERVICES["bot"]["command"] == ["run"]
    assert SERVICES["bot"]["environment"]["RESTYLE_WORKERS"] == "0"
    assert "RESTYLE_WORKERS" not in SERVICES["worker"]["environment"]
    assert SERVICES["worker"]["deploy"]["replicas"] == 2


@pytest.mark.parametrize("service", SERVICES)
def test_a_container_may_do_little(service: str) -> None:
    """Read-only, without capabilities beyond what its start needs, without new privileges, with limits."""
    written = SERVICES[service]
    assert written["read_only"] is True
    assert written["cap_drop"] == ["ALL"]
    assert service == "database" or "cap_add" not in written
    assert written["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "pids_limit"} <= written.keys()
    assert "/tmp" in written["tmpfs"]


def test_a_container_is_given_the_time_to_drain() -> None:
    """The engine kills no earlier than the program would have ended by itself."""
    for service in OURS:
        drain = float(SERVICES[service]["environment"]["RESTYLE_DRAIN_SECONDS"])
        assert _seconds(SERVICES[service]["stop_grace_period"]) >= drain + 15


def test_nobody_starts_before_the_schema_is_there() -> None:
    """The database is healthy, then the schema is made once, then everybody else starts."""
    assert SERVICES["migrate"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for service in ("bot", "worker"):
        assert SERVICES[service]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_the_image_runs_as_nobody_in_particular() -> None:
    """The last stage ends as a user with a fixed number, and leaves what built it behind."""
    last = RECIPE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert "STOPSIGNAL SIGTERM" in last
    assert "uv " not in last


def test_only_what_the_image_needs_is_sent_to_its_builder() -> None:
    """Everything is left out but what the recipe copies."""
    kept = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", RECIPE, re.MULTILINE)
    assert kept == {name for names in copied for name in names.split()}
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
