"""The card: the one message that follows a job from the answer to its end. A pure view of the job's row.

Built inside the event loop and stopped before it is sent, so that discord.py keeps nothing of it.
"""

from collections.abc import Iterable
from datetime import datetime

import discord

from bot.delivery.controls import Action, button_row
from bot.delivery.markup import escaped, plural
from bot.domain.job import CANCELLABLE, UNSENT, Job, Origin, Remover, State, Ticket
from bot.domain.limits import Taken
from bot.domain.request import Magic, Size, Task
from bot.domain.styles import preset
from bot.domain.text import t
from bot.domain.windows import Span

SOURCE_NAME = "before.jpg"
MASK_NAME = "mask.jpg"

_COLOURS = {
    State.DONE: discord.Colour(0x3BA55D),
    State.FAILED: discord.Colour(0xED4245),
    State.UNKNOWN: discord.Colour(0xFAA61A),
    State.CANCELLED: discord.Colour(0x80848E),
}
_AT_WORK = discord.Colour(0x5865F2)

# Discord counts 4,000 characters over a whole message; prompt, summary and settings need at most half of them.
_REASON_ROOM = 500
_NOTES_ROOM = 1_200

_VERBS = {
    Origin.REROLL: "Reroll",
    Origin.SUBTLER: "Subtler",
    Origin.STRONGER: "Stronger",
    Origin.RETRY: "Retry",
}
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
"""How a picture differs from the one it came from."""
_TASKS = {Task.RESTYLE: "Restyle", Task.IMAGINE: "Imagine", Task.FILL: "Fill"}


def card_view(job: Job, ticket: Ticket | None, *, with_source: bool = False) -> discord.ui.LayoutView:
    """The card as it should look now. `with_source`: what the job begins with comes with this very message."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOURS.get(job.state, _AT_WORK))
    # A card may name only what hangs on it: Discord refuses the whole message otherwise.
    hangs = job.source_hangs or with_source
    box.add_item(heading(f"### {title(job)}\n{_status(job, ticket)}", before=hangs and job.wish.task.has_source))
    box.add_item(small_print(_fine_print(job, ticket), mask=hangs and job.wish.task.has_mask))
    if actions := _actions(job):
        box.add_item(button_row(job.key, *actions))
    return finished_view(box)


def heading(text: str, *, before: bool) -> discord.ui.Item[discord.ui.LayoutView]:
    """What it is about, with the source beside it if that hangs on the message."""
    return _beside(text, f"attachment://{SOURCE_NAME}", "Before") if before else discord.ui.TextDisplay(text)


def small_print(lines: Iterable[str], *, mask: bool) -> discord.ui.Item[discord.ui.LayoutView]:
    """Everything else, with the mask beside it if that hangs on the message."""
    text = "\n".join(lines)
    words = "Mask: white is changed, black is kept"
    return _beside(text, f"attachment://{MASK_NAME}", words) if mask else discord.ui.TextDisplay(text)


def _beside(text: str, url: str, words: str) -> discord.ui.Section[discord.ui.LayoutView]:
    return discord.ui.Section(text, accessory=discord.ui.Thumbnail[discord.ui.LayoutView](url, description=words))


def _actions(job: Job) -> tuple[Action, ...]:
    if job.state is State.ASKED:
        return (Action.CONFIRM, Action.CANCEL)
    if job.state is State.UNKNOWN and job.result is None:
        return (Action.RETRY,)
    # What was sent to a paid engine is billed, and is not stopped by asking.
    return (Action.CANCEL,) if job.state in (UNSENT if job.quote else CANCELLABLE) else ()


def finished_view(box: discord.ui.Container[discord.ui.LayoutView]) -> discord.ui.LayoutView:
    """A view of one container that discord.py will not keep: stopped before it is sent."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(box)
    view.stop()
    return view


def title(job: Job) -> str:
    """The prompt, or the style where there is none."""
    chosen = preset(job.wish.style) if job.wish.style else None
    words = escaped(job.wish.prompt, 200)
    return ": ".join(part for part in (chosen.name if chosen else "", words) if part)


def request_line(job: Job) -> str:
    """Who asked for what, and the settings that shape the picture, in small print."""
    wish = job.wish
    parts = [f"{lineage(job) or _VERBS.get(job.origin, _TASKS[wish.task])} for <@{job.user_id}>"]
    if wish.task.has_mask:
        parts.append(f"{wish.region} only" if wish.region else "inside a mask")
    if wish.strengths:
        parts.append(f"strengths {', '.join(f'{each:g}' for each in wish.strengths)}")
    elif wish.task.has_source:
        parts.append(f"strength {wish.strength:g}")
    parts += [wish.speed.value.lower(), f"seed {wish.seed}"]
    if wish.magic is not Magic.NONE:
        parts.append(f"magic {wish.magic.value.lower()}")
    if wish.size is not Size.AUTO:
        parts.append(wish.size.name.lower())
    if wish.count > 1 and not wish.strengths:
        parts.append(plural(wish.count, "picture"))
    return f"-# {' · '.join(parts)}"


def lineage(job: Job) -> str:
    """Which version it is and what it came from, e.g. `v3 from v1, stronger`; empty for the first of a family."""
    if job.parent_version is None:
        return ""
    picture = "" if job.picture is None else f" #{job.picture}"
    came = _CAME.get(job.origin)
    return f"v{job.version} from v{job.parent_version}{picture}" + (f", {came}" if came else "")


def took(job: Job, until: datetime) -> str:
    """How long the person waited, e.g. `4 s`; never less than a second."""
    return f"{max(1, round((until - job.created).total_seconds()))} s"


def engine_line(job: Job) -> str:
    """Who draws, and what it made of the prompt."""
    return "-# " + ": ".join(escaped(part) for part in (job.engine, job.summary) if part)


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


def _status(job: Job, ticket: Ticket | None) -> str:
    place = _place(ticket)
    if job.deleted_by is not None:
        return f"🗑️ {_deleted(job)}"
    if job.state is State.UNKNOWN and job.result is not None:
        return f"✅ Found after all {_where(job)}"
    lines = {
        State.ASKED: f"🪙 This costs {_price(job)}. Shall I make it?",
        State.ACCEPTED: f"⏳ Reading your picture … {place}" if job.wish.task.has_source else f"⏳ {place}",
        State.WAITING: f"⏳ {place}",
        State.SUBMITTING: "🎨 Drawing …",
        State.SUBMITTED: "🎨 Drawing …",
        State.FETCHED: "📨 Delivering …",
        State.DONE: f"✅ Done{_seconds(job)} {_where(job)}",
        State.CANCELLED: f"🚫 {(job.reason or 'Cancelled.')[:_REASON_ROOM]} Nothing was counted.",
    }
    return lines.get(job.state, f"⚠️ {(job.reason or 'It did not work.')[:_REASON_ROOM]} Nothing was counted.")


def outcome_lines(job: Job) -> list[str]:
    """How it ended, for whoever cannot be shown the card."""
    return [f"**{title(job)}**", _status(job, None), request_line(job)]


def _place(ticket: Ticket | None) -> str:
    if ticket is None or ticket.place <= 1:
        return "Next in line"
    begins = f", about <t:{int(ticket.starts_at.timestamp())}:R>" if ticket.starts_at else ""
    return f"Number {ticket.place:,}{' or later' if ticket.beyond else ''} in line{begins}"


def _price(job: Job) -> str:
    return f"about {job.quote.about}" if job.quote else "nothing"


def _seconds(job: Job) -> str:
    return f" in {took(job, job.ended)}" if job.ended else ""


def _where(job: Job) -> str:
    if job.result is None or job.card is None or job.result.channel_id == job.card.channel_id:
        return "↓ below"
    if job.result.channel_id in {job.card.message_id, job.place.channel_id, job.place.parent_id}:
        return f"→ <#{job.result.channel_id}>"
    return t("→ in your direct messages")


def _deleted(job: Job) -> str:
    if job.deleted_by is Remover.OWNER:
        return t("Deleted by {person}.", person=f"<@{job.user_id}>")
    return t("Deleted by a moderator.")


def _fine_print(job: Job, ticket: Ticket | None) -> list[str]:
    if job.state.ended:
        # The result says the rest, and below a reason why there is none it would only be noise.
        return [request_line(job)]
    held_up = [f"-# ⏸️ {job.held_up}"] if job.held_up else []
    lines = [*held_up, request_line(job), engine_line(job), *note_lines(job.notes)]
    if job.quote is not None and job.state is not State.ASKED:
        lines.append(f"-# costs {_price(job)}")
    if ticket and ticket.allowance is not None:
        lines.append(_allowance_line(ticket.allowance))
    return lines


_LEFT = {
    Span.HOUR: "left this hour",
    Span.DAY: "left today",
    Span.WEEK: "left this week",
    Span.MONTH: "left this month",
}


def _allowance_line(taken: Taken) -> str:
    window = taken.usage.window
    resets = f"<t:{int(window.resets_at.timestamp())}:R>"
    return f"-# {taken.left} of {taken.usage.limit} {_LEFT[window.span]}, resets {resets}"
