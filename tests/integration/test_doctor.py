"""`restyle doctor`: what it finds on a healthy machine, on a broken one, and at a service that has changed."""

import shutil
import sqlite3
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.checks.account import check_discord
from bot.cli.checks.finding import Finding, Severity
from bot.cli.checks.hosted import check_hosted_engine
from bot.cli.checks.house import check_database, check_settings
from bot.engines.modelrunner import IMAGINE_MODEL, RESTYLE_MODEL
from bot.playground.server import open_playground
from bot.settings import EngineName, Settings
from bot.storage.directory import own_directory
from tests.fakes.modelrunner_server import KEY, ModelRunnerFake, open_fake
from tests.integration.test_cli import restyle


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor their `.env`."""
    monkeypatch.chdir(tmp_path)
    for name, field in Settings.model_fields.items():
        monkeypatch.delenv(field.alias or f"RESTYLE_{name.upper()}", raising=False)


@pytest.fixture
async def fake() -> AsyncGenerator[ModelRunnerFake]:
    async with open_fake() as opened:
        yield opened


def settings(**values: Any) -> Settings:
    """Settings as an environment would give them."""
    return Settings(**values)


def settings_for(fake: ModelRunnerFake, **changes: Any) -> Settings:
    """Settings that lead to a fake."""
    values: dict[str, Any] = {
        "modelrunner_key": KEY,
        "modelrunner_queue_url": fake.url,
        "modelrunner_api_url": fake.url,
    }
    return settings(**(values | changes))


def names_in(directory: Path) -> list[str]:
    """What lies there."""
    return [each.name for each in directory.iterdir()]


def spoil(file: str | Path) -> None:
    """Make something else of a database."""
    Path(file).write_text("this is not a database at all, whatever its name says" * 20)


async def findings(fake: ModelRunnerFake, **changes: Any) -> dict[str, Finding]:
    """What is found at the service, by part."""
    return {finding.part: finding for finding in await check_hosted_engine(settings_for(fake, **changes))}


async def found(settings: Settings) -> dict[str, Finding]:
    """What is found at the database, by part."""
    return {finding.part: finding async for finding in check_database(settings)}


async def test_a_fresh_machine_without_any_account_is_healthy(tmp_path: Path) -> None:
    """Every part is one line; nothing is an error, nothing is created, and the exit code says so."""
    outcome = await restyle(tmp_path, "doctor")
    assert outcome.code == 0, outcome.out + outcome.err
    lines = outcome.out.splitlines()
    assert [line[8:].split(":")[0] for line in lines[:-1]] == [
        "settings", "database", "sqlite", "discord", "sandbox", "local engine", "modelrunner",
    ]  # fmt: skip
    assert lines[-1].startswith("errors: 0")
    assert names_in(tmp_path) == []


async def test_a_working_account_is_told_with_its_models_and_prices(tmp_path: Path, fake: ModelRunnerFake) -> None:
    """From a shell, against the fake: nothing was ordered, and the key is not shown."""
    account = {"MODELRUNNER_KEY": KEY, "MODELRUNNER_QUEUE_URL": fake.url, "MODELRUNNER_API_URL": fake.url}
    outcome = await restyle(tmp_path, "doctor", **account)
    assert outcome.code == 0, outcome.out + outcome.err
    assert "accepts the key; one question took" in outcome.out
    assert f"model {RESTYLE_MODEL}: takes what we send" in outcome.out
    assert f"price {IMAGINE_MODEL}: $0.06 is advertised" in outcome.out
    assert "balance: cannot be asked without paying" in outcome.out
    assert not fake.calls("POST")
    assert KEY not in outcome.out + outcome.err


async def test_a_refused_key_is_an_error(tmp_path: Path, fake: ModelRunnerFake) -> None:
    """Exit code 1, the variable's name, and what to do."""
    account = {"MODELRUNNER_KEY": "sesame", "MODELRUNNER_QUEUE_URL": fake.url, "MODELRUNNER_API_URL": fake.url}
    outcome = await restyle(tmp_path, "doctor", **account)
    assert outcome.code == 1
    assert "copy it again from its dashboard into MODELRUNNER_KEY" in outcome.out
    assert "errors: 1" in outcome.out
    assert "sesame" not in outcome.out + outcome.err


async def test_a_changed_model_is_told_field_by_field(fake: ModelRunnerFake) -> None:
    """What can still be ordered is a warning, what cannot is an error."""
    restyled = fake.documents[RESTYLE_MODEL]["components"]["schemas"]["Input"]["properties"]
    del restyled["seed"]
    restyled["rendering_speed"]["enum"] = ["TURBO", "FAST"]
    fake.documents[IMAGINE_MODEL]["components"]["schemas"]["Input"]["required"].append("licence")
    told = await findings(fake)
    changed, broken = told[f"model {RESTYLE_MODEL}"], told[f"model {IMAGINE_MODEL}"]
    assert changed.severity is Severity.WARNING
    for part in ("gone seed", "rendering_speed lost BALANCED, QUALITY", "rendering_speed gained FAST"):
        assert part in changed.text
    assert broken.severity is Severity.ERROR
    assert "now required licence" in broken.text


async def test_a_fill_model_without_a_mask_is_an_error(fake: ModelRunnerFake) -> None:
    """The field is named as the settings name it."""
    told = await findings(fake, fill_model="ideogram/ideogram-v4/inpaint", fill_mask_field="stencil")
    assert told["model ideogram/ideogram-v4/inpaint"].severity is Severity.ERROR
    assert "we need stencil" in told["model ideogram/ideogram-v4/inpaint"].text


async def test_another_price_is_a_warning(fake: ModelRunnerFake) -> None:
    """Both are named, and the setting."""
    told = await findings(fake, price_per_megapixel="0.05")
    price = told[f"price {RESTYLE_MODEL}"]
    assert price.severity is Severity.WARNING
    assert price.text == "$0.06 is advertised, people are told $0.05: set RESTYLE_PRICE_PER_MEGAPIXEL"


async def test_a_catalog_in_trouble_is_only_a_warning(fake: ModelRunnerFake) -> None:
    """Orders do not need it."""
    fake.faults.add("catalog", "404", times=None)
    told = await findings(fake)
    assert told[f"model {RESTYLE_MODEL}"].severity is Severity.WARNING
    assert told["modelrunner"].severity is Severity.OK


def test_settings_that_contradict_each_other_are_told() -> None:
    """No key, an unused key, money without a limit."""
    engine = EngineName.MODELRUNNER
    assert check_settings(Settings(engine=engine)).severity is Severity.ERROR
    assert check_settings(settings(engine=EngineName.LOCAL, modelrunner_key="k")).severity is Severity.WARNING
    assert check_settings(Settings()).severity is Severity.OK
    assert "RESTYLE_DAILY_DOLLARS" in check_settings(settings(modelrunner_key="k")).text


async def test_the_database_is_looked_at_without_being_changed(tmp_path: Path, migrated: Path) -> None:
    """None yet, up to date, in use, of another version, broken, of another kind."""
    assert (await found(Settings()))["database"].severity is Severity.OK
    assert not (tmp_path / "data").exists()
    (tmp_path / "data").mkdir()
    file = shutil.copy(migrated, tmp_path / "data" / "restyle.db")
    assert "up to date" in (await found(Settings()))["database"].text
    with own_directory(tmp_path / "data"):
        assert (await found(Settings()))["database"].severity is Severity.SKIPPED
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert (await found(Settings()))["database"].severity is Severity.ERROR
    spoil(file)
    assert (await found(Settings()))["database"].severity is Severity.ERROR
    foreign = await found(settings(database_url="mysql://user:sesame@host/name"))
    assert foreign["database"].severity is Severity.ERROR
    assert "sesame" not in str(foreign)


@pytest.mark.parametrize(
    ("version", "severity"),
    [
        ((3, 46, 1), Severity.WARNING),
        ((3, 51, 2), Severity.WARNING),
        ((3, 51, 3), Severity.OK),
        ((3, 52, 0), Severity.WARNING),
        ((3, 53, 0), Severity.OK),
    ],
)
async def test_the_version_of_sqlite_is_weighed(
    version: tuple[int, ...], severity: Severity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two lines have the repair, the others need a file for themselves."""
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert (await found(Settings()))["sqlite"].severity is severity


async def test_a_token_is_checked_at_discord(tmp_path: Path) -> None:
    """Its owner and application are named; a wrong one, and something that is not Discord, are errors."""
    async with open_playground(tmp_path / "discord") as world:
        good = await check_discord(settings(discord_token=world.token, discord_api_url=world.api_url))
        bad = await check_discord(settings(discord_token="sesame", discord_api_url=world.api_url))
        elsewhere = await check_discord(settings(discord_token=world.token, discord_api_url=world.url))
        silent = await check_discord(settings(discord_token=world.token, discord_api_url="http://127.0.0.1:1"))
    assert (good.severity, bad.severity, silent.severity) == (Severity.OK, Severity.ERROR, Severity.ERROR)
    assert "application" in good.text
    assert "copy it again" in bad.text
    assert elsewhere.severity is not Severity.OK
