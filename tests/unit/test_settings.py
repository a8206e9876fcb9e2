"""Settings: what can be set is what is documented, mistakes are named, secrets stay unsaid."""

import re
from pathlib import Path

import pytest
import typer
from pydantic import ValidationError

from bot.cli.console import read_settings
from bot.settings import EngineName, Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
SECRET = "sesame-sesame-sesame"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor their `.env`."""
    monkeypatch.chdir(tmp_path)
    for name in _names():
        monkeypatch.delenv(name, raising=False)


def _names() -> dict[str, object]:
    """Every variable and its default."""
    prefix = Settings.model_config.get("env_prefix", "")
    fields = Settings.model_fields.items()
    return {field.alias or f"{prefix}{name}".upper(): field.default for name, field in fields}


def _written(default: object) -> str:
    if isinstance(default, frozenset):
        return ",".join(sorted(map(str, default)))
    return "" if default is None else str(default)


def test_the_example_lists_every_setting_with_its_default() -> None:
    """`.env.example` equals the model, and says one line about each."""
    blocks = re.findall(r"^# (.+)\n(?:# )?([A-Z_]+)=(.*)$", EXAMPLE.read_text(), re.MULTILINE)
    assert {name: value for _, name, value in blocks} == {name: _written(each) for name, each in _names().items()}
    assert len(blocks) == len(re.findall(r"^(?:# )?[A-Z_]+=", EXAMPLE.read_text(), re.MULTILINE))
    assert all(meaning.endswith(".") for meaning, _, _ in blocks)


def test_the_example_itself_is_a_valid_env_file(tmp_path: Path) -> None:
    """Copied as it is, it sets nothing."""
    bare = Settings()
    (tmp_path / ".env").write_text(EXAMPLE.read_text())
    assert Settings() == bare


def test_the_environment_is_read_and_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A variable overrides the file; lists are comma-separated; an empty one counts as unset."""
    (tmp_path / ".env").write_text("RESTYLE_WORKERS=3\nRESTYLE_DAILY_PICTURES=7\n")
    monkeypatch.setenv("RESTYLE_WORKERS", "5")
    monkeypatch.setenv("RESTYLE_MEDIA_HOSTS", " a.example, 127.0.0.1:80 ,")
    monkeypatch.setenv("DISCORD_TOKEN", "")
    settings = Settings()
    assert (settings.workers, settings.daily_pictures) == (5, 7)
    assert settings.media_hosts == {"a.example", "127.0.0.1:80"}
    assert settings.discord_token is None


def test_shards_are_numbers_and_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each once, in order, and none beyond the count."""
    monkeypatch.setenv("DISCORD_SHARD_COUNT", "8")
    monkeypatch.setenv("DISCORD_SHARD_IDS", "7, 0-2,2")
    assert Settings().shard_ids == (0, 1, 2, 7)
    monkeypatch.setenv("DISCORD_SHARD_IDS", "8")
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESTYLE_ENGINE", SECRET),
        ("MODELRUNNER_KEY", f"{SECRET} twice"),
        ("MODELRUNNER_QUEUE_URL", f"http://{SECRET}.example"),
        ("MODELRUNNER_API_URL", SECRET),
        ("RESTYLE_SUPPORT_URL", f"javascript:{SECRET}"),
        ("RESTYLE_FILL_PAINT", SECRET),
        ("RESTYLE_WORKERS", SECRET),
        ("RESTYLE_WORKERS", "65"),
        ("DISCORD_SHARD_IDS", SECRET),
        ("DISCORD_SHARD_IDS", "0"),
        ("RESTYLE_TIME_ZONE", SECRET),
        ("RESTYLE_LOG_FORMAT", SECRET),
        ("RESTYLE_DRAIN_SECONDS", SECRET),
        ("RESTYLE_HEALTH_ADDRESS", SECRET),
        ("RESTYLE_HEALTH_ADDRESS", f"{SECRET}:65536"),
        ("RESTYLE_HEALTH_ADDRESS", f"http://{SECRET}:80"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program ends with the variable's name; what was written there may be a secret in the wrong place."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()
    with pytest.raises(typer.Exit) as caught:
        read_settings()
    assert caught.value.exit_code == 2
    said = capsys.readouterr().err
    assert name in said
    assert SECRET not in said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("address", "endpoint"), [("127.0.0.1:8080", ("127.0.0.1", 8080)), ("[::1]:80", ("::1", 80)), ("", None)]
)
def test_where_to_ask_for_health_is_a_host_and_a_port(
    address: str, endpoint: tuple[str, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address is split as in a URL; none means that nobody is told."""
    monkeypatch.setenv("RESTYLE_HEALTH_ADDRESS", address)
    assert Settings().health_endpoint == endpoint


@pytest.mark.parametrize(
    ("key", "engine", "chosen"),
    [
        (None, None, EngineName.LOCAL),
        ("", None, EngineName.LOCAL),
        (" ", None, EngineName.LOCAL),
        ("mr-key", None, EngineName.MODELRUNNER),
        ("mr-key", "local", EngineName.LOCAL),
        (None, "modelrunner", EngineName.MODELRUNNER),
    ],
)
def test_a_key_chooses_the_engine_unless_one_is_named(
    key: str | None, engine: str | None, chosen: EngineName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a key everything works here and for free; an empty one counts as unset."""
    for name, value in (("MODELRUNNER_KEY", key), ("RESTYLE_ENGINE", engine)):
        if value is not None:
            monkeypatch.setenv(name, value)
    assert Settings().chosen_engine is chosen
    assert (Settings().modelrunner_key is None) == (not (key or "").strip())


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the token nor a database's password is in what a log or a traceback would print."""
    monkeypatch.setenv("DISCORD_TOKEN", SECRET)
    monkeypatch.setenv("MODELRUNNER_KEY", SECRET)
    monkeypatch.setenv("RESTYLE_DATABASE_URL", f"postgresql://u:{SECRET}@h/d")
    settings = Settings()
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.model_dump()}"):
        assert SECRET not in shown
    assert SECRET in settings.resolved_database_url


def test_settings_are_frozen() -> None:
    """Nobody changes them on the way."""
    with pytest.raises(ValidationError):
        Settings().workers = 9  # pyright: ignore[reportAttributeAccessIssue]
