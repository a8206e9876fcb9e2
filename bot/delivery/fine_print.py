"""What stands in small print on cards and results: who asked for what, how it should be made, and who draws it."""

from collections.abc import Iterable

from bot.delivery.markup import escaped
from bot.domain.job import Job, Origin
from bot.domain.request import Magic, Region, Size, Task, Wish
from bot.domain.text import Text, recalled, said, t, tn

# Discord counts 4,000 characters over a whole message; prompt, summary and settings need at most half of them.
_NOTES_ROOM = 1_200

_CAME = {
    Origin.REROLL: t("rerolled"),
    Origin.SUBTLER: t("subtler"),
    Origin.STRONGER: t("stronger"),
    Origin.EDIT: t("in other words"),
    Origin.QUALITY: t("with more care"),
    Origin.SWEEP: t("at several strengths"),
    Origin.SOURCE: t("going on from the result"),
    Origin.AGAIN: t("once more"),
    Origin.RETRY: t("tried again"),
}
_REGIONS = {
    Region.TOP: t("top only"),
    Region.BOTTOM: t("bottom only"),
    Region.LEFT: t("left only"),
    Region.RIGHT: t("right only"),
    Region.CENTRE: t("centre only"),
    Region.BORDER: t("border only"),
}
_MAGICS = {Magic.MEDIUM: t("magic medium"), Magic.LARGE: t("magic large")}
_SIZES = {
    Size.SQUARE: t("square"),
    Size.PORTRAIT: t("portrait"),
    Size.TALL: t("tall"),
    Size.LANDSCAPE: t("landscape"),
    Size.WIDE: t("wide"),
}


def request_line(job: Job) -> str:
    """Who asked for what, and the settings that shape the picture, in small print."""
    return f"-# {' · '.join([_asked(job), *map(said, _settings(job.wish))])}"


def lineage(job: Job) -> Text | None:
    """Which version it is and what it came from, e.g. `v3 from v1, stronger`; None for the first of a family."""
    if job.parent_version is None:
        return None
    parent = f"{job.parent_version}" if job.picture is None else f"{job.parent_version} #{job.picture}"
    if how := came(job):
        return t("v{version} from v{parent}, {how}", version=job.version, parent=parent, how=how)
    return t("v{version} from v{parent}", version=job.version, parent=parent)


def came(job: Job) -> Text | None:
    """How it differs from the one it came from; None where it came from none, or by a command."""
    return said(_CAME.get(job.origin)) if job.parent_version is not None else None


def engine_line(job: Job) -> str:
    """Who draws, and what it made of the prompt."""
    # What an engine calls itself is a text in the catalogues; kept is its English.
    return "-# " + ": ".join(escaped(part) for part in (recalled(job.engine), job.summary) if part)


def note_lines(notes: Iterable[str]) -> list[str]:
    """Remarks in small print, as many as there is room for."""
    lines, room = list[str](), _NOTES_ROOM
    for note in dict.fromkeys(notes):
        line = f"-# {escaped(note)}"
        room -= len(line) + 1
        if room < 0:
            return [*lines, "-# …"]
        lines.append(line)
    return lines


def _asked(job: Job) -> Text:
    person = f"<@{job.user_id}>"
    if version := lineage(job):
        return t("{version} for {person}", version=version, person=person)
    texts: dict[str, Text] = {
        Origin.REROLL: t("Reroll for {person}", person=person),
        Origin.SUBTLER: t("Subtler for {person}", person=person),
        Origin.STRONGER: t("Stronger for {person}", person=person),
        Origin.RETRY: t("Retry for {person}", person=person),
        Task.RESTYLE: t("Restyle for {person}", person=person),
        Task.IMAGINE: t("Imagine for {person}", person=person),
        Task.FILL: t("Fill for {person}", person=person),
    }
    return texts.get(job.origin) or texts[job.wish.task]


def _settings(wish: Wish) -> list[Text]:
    """Those that shape the picture, but for what goes without saying."""
    parts = list[Text]()
    if wish.task.has_mask:
        parts.append(_REGIONS[wish.region] if wish.region else t("inside a mask"))
    if wish.strengths:
        parts.append(t("strengths {strengths}", strengths=", ".join(f"{each:g}" for each in wish.strengths)))
    elif wish.task.has_source:
        parts.append(t("strength {strength}", strength=f"{wish.strength:g}"))
    parts += [wish.speed.told, t("seed {seed}", seed=wish.seed)]
    if wish.magic is not Magic.NONE:
        parts.append(_MAGICS[wish.magic])
    if wish.size is not Size.AUTO:
        parts.append(_SIZES[wish.size])
    if wish.count > 1 and not wish.strengths:
        parts.append(tn("{n} picture", "{n} pictures", wish.count))
    return parts
