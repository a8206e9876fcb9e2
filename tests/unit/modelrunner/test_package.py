"""What the package promises as a whole: it stands alone, hides the key, and names every error once."""

import ast
import importlib
import logging
import traceback
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from bot.engines import modelrunner
from bot.engines.modelrunner import ModelRunner, ModelRunnerError, Pace, Timing, errors

FOLDER = Path(modelrunner.__file__).parent
KEY = "mr-canary-0123456789"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.py")), ids=lambda file: file.name)
def test_the_package_stands_alone(file: Path) -> None:
    """No file imports anything of this program outside its own folder."""
    for node in ast.walk(ast.parse(file.read_text())):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            assert not name.startswith(("bot", "cogs")) or name.startswith("bot.engines.modelrunner"), name


@pytest.mark.parametrize("key", [KEY, SecretStr(KEY)])
async def test_the_key_is_shown_nowhere(key: str | SecretStr, caplog: pytest.LogCaptureFixture) -> None:
    """Not by the client's parts, not by an error and what caused it, not by a debug log."""
    caplog.set_level(logging.DEBUG)
    sent: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["Authorization"])
        raise httpx.ReadError("broken", request=request)

    async with ModelRunner(key, transport=httpx.MockTransport(refuse)) as runner:
        with pytest.raises(errors.Uncertain) as caught:
            await runner.queue.submit("a/b", {"prompt": "x"}, metadata={"job": "1"})
        told = [repr(runner), repr(vars(runner)), repr(vars(runner._http)), caplog.text]
    error: BaseException | None = caught.value
    while error is not None:
        told += [str(error), repr(error), repr(vars(error))]
        error = error.__cause__
    assert sent == [f"Key {KEY}"]
    assert not [text for text in told if "canary" in text]


@pytest.mark.parametrize(
    "body", [{"id": 7, "input": {"prompt": "canary"}}, [{"input": "canary"}], {"data": [{"x": "canary"}]}]
)
async def test_an_unreadable_answer_is_not_quoted(body: object) -> None:
    """Answers hold prompts: an error about one names places in it, not what stands there."""
    answer = httpx.Response(200, json=body)
    async with ModelRunner(KEY, transport=httpx.MockTransport(lambda _: answer)) as runner:
        for ask in (runner.queue.record("r1"), runner.queue.find({"job": "1"})):
            with pytest.raises(errors.Malformed) as caught:
                await ask
            assert "canary" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("key", ["", " ", "a b", "a\nb", "k\u00e9y", "a\0b"])
def test_an_unusable_key_is_refused_without_being_shown(key: str) -> None:
    """A header would break on it."""
    with pytest.raises(errors.InvalidInput) as caught:
        ModelRunner(key)
    assert not key.strip() or key not in str(caught.value)


def test_the_error_tree_is_the_one_that_is_drawn() -> None:
    """Every class of the picture exists, stands where it is drawn, and no other does."""
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if line.startswith("    ModelRunnerError"):
            above = ["ModelRunnerError"]
        elif "\u2500\u2500 " in line:
            depth, name = line.index("\u2500\u2500 ") // 4, line.split("\u2500\u2500 ")[1].split()[0]
            above = [*above[:depth], name]
            drawn[name] = above[depth - 1]
    real = {
        kind.__name__: kind.__mro__[1].__name__
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, ModelRunnerError) and kind is not ModelRunnerError
    }
    assert drawn == real


def test_everything_public_is_importable_and_told() -> None:
    """The list of names is true, and every one of them has words."""
    for name in modelrunner.__all__:
        assert hasattr(modelrunner, name)
    for file in FOLDER.glob("*.py"):
        assert importlib.import_module(
            f"bot.engines.modelrunner.{file.stem}" if file.stem != "__init__" else "bot.engines.modelrunner"
        ).__doc__


def test_the_pace_slows_down_with_age_and_has_a_ceiling() -> None:
    """Short requests are looked at often, long ones in proportion to what they have taken."""
    pace = Pace()
    pauses = [pace.pause(age) for age in range(0, 1000, 5)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (1.5, 10.0)
    steady = Timing(dice=lambda: 1.0)
    assert steady.jittered(10, 0.2) == 12
    assert Timing(dice=lambda: 0.0).jittered(10, 0.2) == 8
