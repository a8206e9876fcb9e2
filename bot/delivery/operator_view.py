"""What whoever runs the bot reads: how everything stands, and what came of what they decided."""

from collections.abc import Iterable, Sequence

import discord

from bot.delivery.audit_view import change_lines
from bot.delivery.card import finished_view
from bot.delivery.wording import safe
from bot.domain.fleet import Process
from bot.domain.limits import Measure, Taken
from bot.domain.policy import Change, Pause
from bot.domain.text import Text, recalled, t, tn
from bot.services.admission import UNLIMITED
from bot.services.operating import Status

_BLURPLE = discord.Colour(0x5865F2)
_MOST = 15


def status_view(status: Status) -> discord.ui.LayoutView:
    """How everything stands."""
    return _box(
        t("### How everything stands"),
        _pause_line(status.pause),
        _open_line(status.open_jobs),
        "",
        t("**Processes**"),
        *(_some([_process_line(each) for each in status.processes]) or [t("No process is alive.")]),
        "",
        t("**Today, all servers together (UTC)**"),
        *[_taken_line(each) for each in status.today],
        "",
        t("**Each server may have**"),
        *(_some([f"• {safe(each.told)}" for each in status.caps]) or [t("whatever its moderators allow")]),
        "",
        tn("{n} server has an audit channel.", "{n} servers have an audit channel.", status.listeners),
    )


def pause_view(change: Change) -> discord.ui.LayoutView:
    """What became of a pause or its end."""
    if isinstance(change.after, Pause):
        return _box(
            *change_lines(change),
            t("New requests are refused everywhere, with your reason; what was begun goes on."),
            t("`/operator drain` also says when it is done, `/operator resume` ends both."),
        )
    return _box(*change_lines(change), t("New pictures are taken again."))


def decided_view(change: Change) -> discord.ui.LayoutView:
    """What became of a cap or a share."""
    return _box(*change_lines(change))


def drain_view(left: int) -> discord.ui.LayoutView:
    """That it has begun, and what it waits for."""
    told = t("I say here when nothing is left to do; then it is safe to stop me. A pause alone would not tell you.")
    return _box(
        t("**Draining.** No new work is taken in any server."),
        *([_open_line(left), told] if left else [t("Nothing is left to do: it is safe to stop me.")]),
        t("-# It holds until `/operator resume`, also over a restart."),
    )


def broadcast_view(told: int) -> discord.ui.LayoutView:
    """How many will read it."""
    if not told:
        return _box(t("No server has an audit channel yet, so nobody was told."))
    return _box(tn("It goes to {n} audit channel now.", "It goes to {n} audit channels now.", told))


def _pause_line(pause: Pause | None) -> str:
    return f"⚠️ {safe(pause.told)}" if pause else t("✅ New work is taken.")


def _open_line(number: int) -> Text:
    if number == 0:
        return t("Nothing is in line or being made.")
    return tn("{n} request is in line or being made.", "{n} requests are in line or being made.", number)


def _process_line(process: Process) -> str:
    facts: list[str] = [process.kind, tn("{n} slot", "{n} slots", process.slots)]
    if process.pace is not None:
        facts.append(t("about {seconds} s a job", seconds=f"{process.pace.total_seconds():.1f}"))
    if process.trouble:
        facts.append(f"⚠️ {safe(str(recalled(process.trouble)))}")
    return f"• {' · '.join(facts)}"


def _taken_line(taken: Taken) -> Text:
    measure, limit = taken.usage.measure, taken.usage.limit
    used, most = measure.told(taken.used), measure.told(limit)
    if measure is not Measure.MONEY:
        return t("• {used} of {most} pictures made", used=used, most=most)
    if limit >= UNLIMITED.micros:
        return t("• {used} spent; there is no cap", used=used)
    return t("• {used} of {most} spent", used=used, most=most)


def _some(lines: Sequence[str]) -> list[str]:
    shown: list[str] = [*lines[:_MOST]]
    return [*shown, "…"] if len(lines) > _MOST else shown


def _box(*lines: str) -> discord.ui.LayoutView:
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_BLURPLE)
    for paragraph in _paragraphs(lines):
        box.add_item(discord.ui.TextDisplay(paragraph))
    return finished_view(box)


def _paragraphs(lines: Iterable[str]) -> list[str]:
    """Lines between empty ones belong together."""
    return "\n".join(lines).split("\n\n")
