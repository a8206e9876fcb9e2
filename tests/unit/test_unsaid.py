"""The reader of the code finds what people would read untranslated, and leaves everything else in peace."""

from pathlib import Path

import pytest

from tests.texts.unsaid import unsaid


def _found(tmp_path: Path, code: str, *, vocabulary: bool = False) -> list[str]:
    file = tmp_path / "module.py"
    file.write_text(code)
    return [words for _, words in unsaid(file, vocabulary=vocabulary)]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ('said = "The picture is gone."', "The picture is gone."),
        ('label = "Cancel"', "Cancel"),
        ('_TEXTS = {State.LOST: "nothing was counted"}', "nothing was counted"),
        ('raise Refused("You may not ask here.")', "You may not ask here."),
        ('raise errors.Gone(f"Picture {number} is gone.")', "Picture {} is gone."),
        ('raise refusal("You may not ask here.")', "You may not ask here."),
        ('def tell(text="It did not work."): ...', "It did not work."),
        ('lines.append(f"{count} pictures")', "{} pictures"),
        ('lines.append(f"seed {seed}")', "seed {}"),
        ("lines.append(f\"{t('Next in line')}, about {moment}\")", "{}, about {}"),
        ('t("{what} is over.", what="this window")', "this window"),
        ('name = t("{n} left") if n else "nothing is left"', "nothing is left"),
        ('class Trouble(StrEnum):\n    OUTAGE = "The service does not answer."', "The service does not answer."),
        ('t(f"{count} pictures")', "{} pictures"),
        ('t("{n} left" if n else "nothing is left", n=n)', "nothing is left"),
        ('create_task(show("It did not work."), name=f"card of {job}")', "It did not work."),
        ('log.info("%s") or show("It did not work.")', "It did not work."),
    ],
)
def test_words_that_nobody_could_translate_are_found(tmp_path: Path, code: str, words: str) -> None:
    """Wherever they stand: alone, filled, in tables, as arguments of errors and as defaults."""
    assert _found(tmp_path, code) == [words]


@pytest.mark.parametrize(
    "code",
    [
        '"""What this file owns."""',
        'said = t("The picture is gone.")',
        'said = tn("{n} picture", "{n} pictures", count)',
        'raise ValueError("a weight is more than nothing")',
        'raise SandboxBroken(f"a child did not start: {why}") from error',
        'log.info("a child was replaced: %s", error)',
        'self._events("job.lost", why="nothing was found")',
        'group = Group(name="moderate", description="What moderators decide")',
        '@command(description="Draw a picture")\ndef imagine(): ...',
        'class Magic(StrEnum):\n    LARGE = "Large"\n    BACK = "taken back"',
        'class Job:\n    state: State\n    """Where it is now."""',
        'def __repr__(self): return f"<Picture {self.width} wide>"',
        'if given == "Not a Number" or given in ("Not a Number", "Nothing at all"): ...',
        'match given:\n    case "Not a Number": ...',
        'headers["Content Type of It"]',
        'hidden = {"Cc", "Cf"}',
        '__all__ = ["Accepted", "Billing"]',
        'Draw: TypeAlias = "Callable[[Picture, Placed], Picture]"',
        'Preset(fragment="watercolor painting")',
        'SUGGESTIONS = ("city skyline at night",)',
        'paints("cddcea eef1f2")',
    ],
)
def test_what_nobody_in_discord_reads_is_left_out(tmp_path: Path, code: str) -> None:
    """Texts that are said, what programmers and operators read, and what only the program compares or looks up."""
    assert _found(tmp_path, code) == []


def test_of_vocabulary_only_sentences_are_for_people(tmp_path: Path) -> None:
    """Phrases and patterns that an engine understands in prompts are not; an answer that stands among them is."""
    code = r"""
PHRASES = _phrases("night | at night | starry night sky")
KIND = kind("I cannot remove things from a picture.", r"\b(?:remove|get rid of)\b (?:the|my) [^.]+")
"""
    assert _found(tmp_path, code, vocabulary=True) == ["I cannot remove things from a picture."]
