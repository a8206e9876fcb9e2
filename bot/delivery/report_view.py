"""The card of a report, as moderators see it: the picture, who made it, who reported it, why, and what was decided."""

import discord

from bot.delivery.card import finished_view, title
from bot.delivery.controls import Action, button_row, custom_id
from bot.delivery.markup import escaped
from bot.domain.job import Job
from bot.domain.moderation import Verdict
from bot.domain.notices import Case
from bot.domain.text import Text, t

_OPEN = discord.Colour(0xED4245)
_CLOSED = discord.Colour(0x80848E)
_REASON_ROOM = 300
REASON = "reason"
"""The form's field."""


def report_form(job_key: str) -> discord.ui.Modal:
    """Asks why; like a view it is not kept in memory."""
    form = discord.ui.Modal(title=t("Report this picture"), custom_id=custom_id(Action.ACCUSE, job_key), timeout=None)
    why = discord.ui.TextInput[discord.ui.LayoutView](
        custom_id=REASON,
        style=discord.TextStyle.paragraph,
        placeholder=t("For example: it shows somebody who did not agree to it"),
        max_length=_REASON_ROOM,
    )
    form.add_item(
        discord.ui.Label(
            text=t("What is wrong with it?"),
            description=t("The moderators of this server read it, and see who reported."),
            component=why,
        )
    )
    form.stop()
    return form


def case_view(case: Case, *, mark: int | None = None) -> discord.ui.LayoutView:
    """The card as it should look now; `mark` is a number by which the message is found again."""
    report, job = case.report, case.job
    colour = _OPEN if report.verdict is None else _CLOSED
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=colour, id=mark)
    told = discord.ui.TextDisplay[discord.ui.LayoutView](f"### {t('⚠️ Somebody reported a picture')}\n{title(job)}")
    if link := link_to(job):
        button = discord.ui.Button[discord.ui.LayoutView](label=t("Look at it"), url=link)
        box.add_item(discord.ui.Section(told, accessory=button))
    else:
        box.add_item(told)
    box.add_item(discord.ui.TextDisplay("\n".join(_facts(case))))
    if report.verdict is None:
        box.add_item(button_row(report.key, Action.TAKE_DOWN, Action.BLOCK, Action.DISMISS))
    else:
        box.add_item(discord.ui.TextDisplay(_decided(report.verdict, report.judge_id)))
    return finished_view(box)


def link_to(job: Job) -> str | None:
    """Where the result is, for people; None if it has none."""
    if job.result is None:
        return None
    return f"https://discord.com/channels/{job.guild_id}/{job.result.channel_id}/{job.result.message_id}"


def _facts(case: Case) -> list[Text]:
    reason = escaped(case.report.reason, _REASON_ROOM)
    return [
        t("**Why:** {reason}", reason=reason),
        t("**Made by** {person}", person=f"<@{case.job.user_id}>"),
        t("**Reported by** {person}", person=f"<@{case.report.user_id}>"),
    ]


def _decided(verdict: Verdict, judge_id: int | None) -> Text:
    who = f"<@{judge_id}>" if judge_id else t("a moderator")
    return {
        Verdict.DELETED: t("✅ The picture was deleted by {who}.", who=who),
        Verdict.BLOCKED: t("🚫 Whoever made it was blocked by {who}. `/moderate unblock` takes that back.", who=who),
        Verdict.DISMISSED: t("✅ Dismissed by {who}: the picture stays.", who=who),
    }[verdict]
