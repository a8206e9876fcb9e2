"""The card: the one message that follows a job from the answer to its end. A pure view of the job's row.

Built inside the event loop and stopped before it is sent, so that discord.py keeps nothing of it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

import discord

from bot.delivery.controls import Action, button_row
from bot.delivery.fine_print import engine_line, note_lines, request_line
from bot.delivery.markup import escaped
from bot.domain.job import CANCELLABLE, UNSENT, Job, Remover, State, Ticket
from bot.domain.limits import Taken
from bot.domain.result import Phase
from bot.domain.styles import preset
from bot.domain.text import Text, said, t
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

_REASON_ROOM = 500
_GRAIN = 30
"""Seconds to which it is told when a job may start."""


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
    return _beside(text, f"attachment://{SOURCE_NAME}", t("Before")) if before else discord.ui.TextDisplay(text)


def small_print(lines: Iterable[str], *, mask: bool) -> discord.ui.Item[discord.ui.LayoutView]:
    """Everything else, with the mask beside it if that hangs on the message."""
    text = "\n".join(lines)
    words = t("Mask: white is changed, black is kept")
    return _beside(text, f"attachment://{MASK_NAME}", words) if mask else discord.ui.TextDisplay(text)


def _beside(text: str, url: str, words: str) -> discord.ui.Section[discord.ui.LayoutView]:
    return discord.ui.Section(text, accessory=discord.ui.Thumbnail[discord.ui.LayoutView](url, description=words))


def _actions(job: Job) -> tuple[Action, ...]:
    if job.state is State.ASKED:
        return (Action.CONFIRM, Action.CANCEL)
    if job.state is State.UNKNOWN and job.result is None:
        return (Action.RETRY,)
    # Without what it began with there is nothing to be tried again, and its text says what to do.
    if job.state is State.FAILED and (job.source_hangs or not job.wish.task.has_source):
        return (Action.RETRY, Action.EDIT)
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
    return ": ".join(part for part in (said(chosen.name) if chosen else "", words) if part)


def took(job: Job, until: datetime) -> Text:
    """How long the person waited, e.g. `4 s`; never less than a second."""
    return t("{seconds} s", seconds=max(1, round((until - job.created).total_seconds())))


def outcome_lines(job: Job) -> list[str]:
    """How it ended, for whoever cannot be shown the card."""
    again = [t("Ask again with `/restyle`, or as you asked before.")] if job.state is not State.CANCELLED else []
    return [f"**{title(job)}**", _status(job, None), *again, request_line(job)]


def _status(job: Job, ticket: Ticket | None) -> str:
    if job.deleted_by is not None:
        return f"🗑️ {_deleted(job)}"
    if job.state.ended:
        return _ending(job)
    if job.state is State.ASKED:
        return f"🪙 {_question(job)}"
    if job.state is State.FETCHED:
        return f"📨 {_delivering(job)}"
    if job.state in {State.SUBMITTING, State.SUBMITTED}:
        return f"🎨 {_drawing(job)}"
    place = _place(ticket)
    reads = job.state is State.ACCEPTED and job.wish.task.has_source
    return f"⏳ {t('Reading your picture … {place}', place=place) if reads else place}"


def _drawing(job: Job) -> Text:
    """What the engine does, as far as it tells, and since when the job is at work."""
    if job.started is None:
        return t("Drawing …")
    when, progress = _relative(job.started), job.progress
    if progress and progress.phase is Phase.QUEUED:
        return t("In line at the image engine … started {when}", when=when)
    if progress and progress.fraction:
        return t("Drawing … {percent} % done, started {when}", percent=round(100 * progress.fraction), when=when)
    return t("Drawing … started {when}", when=when)


def _delivering(job: Job) -> Text:
    if job.started is None:
        return t("Delivering …")
    return t("Delivering … started {when}", when=_relative(job.started))


def _relative(moment: datetime) -> str:
    """A time that Discord tells from now and keeps up to date by itself."""
    return f"<t:{int(moment.timestamp())}:R>"


def _ending(job: Job) -> str:
    if job.state is State.DONE:
        done = t("Done in {time}", time=took(job, job.ended)) if job.ended else t("Done")
        return f"✅ {done} {_where(job)}"
    if job.state is State.UNKNOWN and job.result is not None:
        return f"✅ {t('Found after all')} {_where(job)}"
    if job.state is State.CANCELLED:
        sign, reason = "🚫", job.reason or t("Cancelled.")
    else:
        sign, reason = "⚠️", job.reason or t("It did not work.")
    return f"{sign} {t('{reason} Nothing was counted.', reason=reason[:_REASON_ROOM])}"


def _question(job: Job) -> Text:
    if job.quote is None:
        return t("This costs nothing. Shall I make it?")
    return t("This costs about {amount}. Shall I make it?", amount=job.quote.about)


def _place(ticket: Ticket | None) -> Text:
    if ticket is None or ticket.place <= 1:
        return t("Next in line")
    place = f"{ticket.place:,}"
    if ticket.starts_at is None:
        return (
            t("Number {place} or later in line", place=place)
            if ticket.beyond
            else t("Number {place} in line", place=place)
        )
    # To the half minute: nobody looks closer, and a card need not change for less.
    when = _relative(ticket.starts_at + timedelta(seconds=-ticket.starts_at.timestamp() % _GRAIN))
    if ticket.beyond:
        return t("Number {place} or later in line, about {when}", place=place, when=when)
    return t("Number {place} in line, about {when}", place=place, when=when)


def _where(job: Job) -> str:
    if job.result is None or job.card is None or job.result.channel_id == job.card.channel_id:
        return t("↓ below")
    if job.result.channel_id in {job.card.message_id, job.place.channel_id, job.place.parent_id}:
        return f"→ <#{job.result.channel_id}>"
    return t("→ in your direct messages")


def _deleted(job: Job) -> Text:
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
        lines.append(f"-# {t('costs about {amount}', amount=job.quote.about)}")
    if ticket and ticket.allowance is not None:
        lines.append(f"-# {_allowance(ticket.allowance)}")
    return lines


def _allowance(taken: Taken) -> Text:
    window = taken.usage.window
    left, limit, when = taken.left, taken.usage.limit, _relative(window.resets_at)
    return {
        Span.HOUR: t("{left} of {limit} left this hour, resets {when}", left=left, limit=limit, when=when),
        Span.DAY: t("{left} of {limit} left today, resets {when}", left=left, limit=limit, when=when),
        Span.WEEK: t("{left} of {limit} left this week, resets {when}", left=left, limit=limit, when=when),
        Span.MONTH: t("{left} of {limit} left this month, resets {when}", left=left, limit=limit, when=when),
    }[window.span]
