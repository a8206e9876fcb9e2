"""Jobs as lists: a page of somebody's own, and a family as an indented tree. Links lead to where the pictures are."""

from collections.abc import Sequence

import discord

from bot.delivery.card import finished_view, title
from bot.delivery.controls import Action, button
from bot.delivery.fine_print import came, lineage
from bot.domain.job import Job, State
from bot.domain.lineage import Branch
from bot.domain.request import PlaceKind
from bot.domain.text import t
from bot.services.history import Page

_SIGNS = {State.DONE: "✅", State.CANCELLED: "🚫", State.FAILED: "⚠️", State.UNKNOWN: "⚠️"}
_ROOM = 3_600
"""Characters; Discord takes 4,000 on a message."""
_DEEPEST = 8
"""Levels that are still indented: a phone shows no more."""
_TITLE_ROOM = 60
_CHOICE_ROOM = 100


def history_view(page: Page) -> discord.ui.LayoutView:
    """A page, with the way to the next."""
    box = discord.ui.Container[discord.ui.LayoutView]()
    box.add_item(discord.ui.TextDisplay(f"### {t('Your pictures here')}"))
    lines = [_entry(job) for job in page.jobs] or [t("Nothing yet. Begin with `/restyle`.")]
    box.add_item(discord.ui.TextDisplay("\n".join(lines)))
    box.add_item(discord.ui.TextDisplay(f"-# {t('`/show` posts one again, `/again` makes the last one once more.')}"))
    row = discord.ui.ActionRow[discord.ui.LayoutView]()
    if not page.newest:
        row.add_item(button(Action.HISTORY, "", t("Newest")))
    if page.older is not None:
        row.add_item(button(Action.HISTORY, page.older, t("Older")))
    if row.children:
        box.add_item(row)
    return finished_view(box)


def family_view(tree: Sequence[Branch], about: str) -> discord.ui.LayoutView:
    """A family as an indented list; `about` is the job it was asked for."""
    lines, room = list[str](), _ROOM
    for branch in tree:
        line = f"{'  ' * min(branch.depth, _DEEPEST)}- {_member(branch.job, about)}"
        room -= len(line) + 1
        if room < 0:
            lines.append("-# …")
            break
        lines.append(line)
    box = discord.ui.Container[discord.ui.LayoutView]()
    box.add_item(discord.ui.TextDisplay(f"### {t('Which picture came from which')}"))
    box.add_item(discord.ui.TextDisplay("\n".join(lines)))
    return finished_view(box)


def jump_link(job: Job) -> str | None:
    """The address of its result, or else of its card; None if it was never shown, or only where we are a guest."""
    message = job.result or job.card
    guest = job.place.kind is PlaceKind.GUEST and message == job.card
    # Of a server that we are no member of we are not told where in it we are.
    if message is None or guest:
        return None
    place = job.guild_id if job.guild_id > 0 else "@me"
    return f"https://discord.com/channels/{place}/{message.channel_id}/{message.message_id}"


def told_briefly(job: Job) -> str:
    """A job in one line of plain words, as an option's choices show it."""
    words = " ".join(job.wish.prompt.split()) or job.wish.style or ""
    told = f"{job.created:%Y-%m-%d %H:%M} · v{job.version} · {words}"
    return told if len(told) <= _CHOICE_ROOM else f"{told[: _CHOICE_ROOM - 1]}…"


def _entry(job: Job) -> str:
    """One line of the history, e.g. `✅ **ink** · v2 from v1, stronger · 5 minutes ago · Look`."""
    link = jump_link(job)
    parts = [f"{_SIGNS.get(job.state, '⏳')} **{_name(job)}**", lineage(job), f"<t:{int(job.created.timestamp())}:R>"]
    return " · ".join(part for part in (*parts, f"[{t('Look')}]({link})" if link else "") if part)


def _member(job: Job, about: str) -> str:
    link = jump_link(job)
    version = f"[v{job.version}]({link})" if link else f"v{job.version}"
    parts = [f"**{version}**" if job.key == about else version, came(job), _name(job), f"<@{job.user_id}>"]
    return " · ".join(part for part in parts if part)


def _name(job: Job) -> str:
    words = title(job).replace("\n", " ")
    return words if len(words) <= _TITLE_ROOM else f"{words[:_TITLE_ROOM].rstrip(chr(92))}…"
