"""The program as a shell sees it: what it writes, the one line it says, and its exit code."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from typer.testing import CliRunner

from bot.cli import program
from bot.storage.directory import own_directory
from tests import forkserver
from tests.photos import photo


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run of the program ended."""

    code: int | None
    out: str
    err: str

    @property
    def complaint(self) -> str:
        """What it said; the test fails if that is not one line."""
        (line,) = self.err.strip().splitlines()
        assert line.startswith("restyle: ")
        return line


async def restyle(directory: Path, *arguments: str, **environment: str) -> Outcome:
    """Run the program in a directory of its own, with nothing in its environment but this; it is forked."""
    env = {"PATH": os.environ["PATH"], "HOME": str(directory)} | environment
    code, out, err = await forkserver.run(*arguments, env=env, cwd=directory)
    return Outcome(code=code, out=out.decode(), err=err.decode())


async def started(directory: Path, *arguments: str) -> Outcome:
    """The same, started as people start it."""
    process = await asyncio.create_subprocess_exec(
        *forkserver.BOT,
        *arguments,
        cwd=directory,
        env={"PATH": os.environ["PATH"], "HOME": str(directory)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Outcome(code=process.returncode, out=out.decode(), err=err.decode())


async def test_a_picture_is_restyled_from_the_command_line(tmp_path: Path) -> None:
    """One command, no account: the result is written in the asked format, and the line says how to get it again."""
    prompt = ("--prompt", 'watercolor that reads "HELLO"', "--seed", "7", "--speed", "turbo")
    outcome = await started(tmp_path, "image", str(photo("chelsea.png")), *prompt, "--out", "out.webp")
    assert outcome.code == 0, outcome.err
    with Image.open(tmp_path / "out.webp") as picture:
        assert picture.format == "WEBP"
        assert min(picture.size) > 300
    assert "out.webp · seed 7 · local filters" in outcome.err
    assert not (tmp_path / "data").exists(), "a single picture needs no store"


@pytest.mark.thorough
async def test_words_and_parts_from_the_command_line(tmp_path: Path) -> None:
    """`imagine` needs no picture, and `--region` or `--mask` change a part of one."""
    with Image.open(photo("chelsea.png")) as opened:
        sheet = Image.new("L", opened.size)
    sheet.paste(255, (0, 0, sheet.width // 2, sheet.height))
    sheet.save(tmp_path / "mask.png")
    common = ("--speed", "turbo", "--seed", "3")
    image = ("image", str(photo("chelsea.png")), "--prompt", "noir", *common)
    words, region, mask = await asyncio.gather(
        restyle(tmp_path, "imagine", "--prompt", "mountains at dusk", *common, "--size", "square", "--out", "w.jpg"),
        restyle(tmp_path, *image, "--region", "left", "--out", "r.png"),
        restyle(tmp_path, *image, "--mask", "mask.png", "--out", "m.png"),
    )
    for outcome in (words, region, mask):
        assert outcome.code == 0, outcome.err
    assert "not an imagined picture" in words.err
    with Image.open(tmp_path / "w.jpg") as drawn:
        assert drawn.size == (1024, 1024)
    with Image.open(tmp_path / "r.png") as one, Image.open(tmp_path / "m.png") as other:
        assert one.size == other.size
        assert max(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean) < 1


async def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    """Bad input is exit code 2 and one line; brackets in a name are no markup; nothing is written."""
    (tmp_path / "text.png").write_text("no picture")
    text, missing = await asyncio.gather(
        *(
            restyle(tmp_path, "image", name, "--prompt", "watercolor", "--out", "o.png")
            for name in ("text.png", "nope[/bold].png")
        )
    )
    assert (text.code, missing.code) == (2, 2)
    assert "not a picture I can read" in text.complaint
    assert "there is no file nope[/bold].png" in missing.complaint
    assert not (tmp_path / "o.png").exists()


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--prompt", "qwertz uiop", "--out", "o.png"), "Try:"),
        (("--prompt", "ink", "--out", "o.gif"), "--out must end in"),
        (("--prompt", "ink", "--out", "no/such/o.png"), "there is no directory"),
        (("--prompt", "ink", "--strength", "2", "--out", "o.png"), "`strength`"),
        (("--out", "o.png"), "`prompt` is empty"),
        (("--style", "sparkle", "--out", "o.png"), "there is no style sparkle; there are poster,"),
        (("--prompt", "ink", "--mask", "no.png", "--out", "o.png"), "there is no file no.png"),
        (("--prompt", "ink", "--mask", "no.png", "--region", "top", "--out", "o.png"), "not both"),
    ],
)
def test_what_cannot_be_done_is_named(
    options: tuple[str, ...], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever option is wrong, the line says which, and what would work."""
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(program, ["image", str(photo("chelsea.png")), *options])
    assert outcome.exit_code == 2
    assert list(tmp_path.iterdir()) == []
    assert expected in " ".join(outcome.stderr.split())


async def test_a_fresh_directory_is_migrated_and_a_second_time_is_nothing(tmp_path: Path) -> None:
    """`migrate` makes the directory and the schema, and says where they are."""
    for _ in range(2):
        outcome = await restyle(tmp_path, "migrate", RESTYLE_DATA_DIR="deep/data")
        assert outcome.code == 0, outcome.err
        assert "is up to date" in outcome.err
    assert (tmp_path / "deep/data/restyle.db").stat().st_size > 0


async def test_the_store_is_guarded(tmp_path: Path) -> None:
    """A directory in use is exit code 3, a broken file 1, an address of another kind 2: one line each, no password."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken/restyle.db").write_text("this is not a database at all, whatever its name says" * 20)
    with own_directory(tmp_path / "taken"):
        taken, broken, foreign = await asyncio.gather(
            restyle(tmp_path, "migrate", RESTYLE_DATA_DIR="taken"),
            restyle(tmp_path, "migrate", RESTYLE_DATA_DIR="broken"),
            restyle(tmp_path, "migrate", RESTYLE_DATABASE_URL="mysql://user:sesame@host/name"),
        )
    assert (taken.code, broken.code, foreign.code) == (3, 1, 2)
    assert "in use by another restyle process" in taken.complaint
    assert "database" in broken.complaint
    assert "RESTYLE_DATABASE_URL" in foreign.complaint
    assert "sesame" not in foreign.err


async def test_what_cannot_be_copied_is_refused(tmp_path: Path) -> None:
    """A source that cannot or need not be copied is exit code 2 and one line, no password."""
    assert (await restyle(tmp_path, "migrate", RESTYLE_DATA_DIR="old")).code == 0
    file, foreign = await asyncio.gather(
        restyle(tmp_path, "migrate", "--copy-from", "sqlite+aiosqlite:///old/restyle.db", RESTYLE_DATA_DIR="new"),
        restyle(tmp_path, "migrate", "--copy-from", "mysql://user:sesame@host/name", RESTYLE_DATA_DIR="other"),
    )
    assert (file.code, foreign.code) == (2, 2)
    assert "source and target are both SQLite files" in file.err
    assert "the source must be" in foreign.err
    assert "sesame" not in foreign.err


async def test_what_is_missing_to_serve_is_named(tmp_path: Path) -> None:
    """Without a token, or with a wrong setting, `run` ends with exit code 2 and the variable's name."""
    untold, wrong = await asyncio.gather(
        restyle(tmp_path, "run"),
        restyle(tmp_path, "run", DISCORD_TOKEN="sesame", RESTYLE_WORKERS="sesame"),
    )
    assert (untold.code, wrong.code) == (2, 2)
    assert "DISCORD_TOKEN is not set" in untold.complaint
    assert "restyle playground" in untold.complaint
    assert "RESTYLE_WORKERS" in wrong.complaint
    assert "sesame" not in wrong.err
