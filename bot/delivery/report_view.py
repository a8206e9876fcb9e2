"""The card of a report, as moderators see it: the picture, who made it, who reported it, why, and what was decided."""

import discord

from bot.delivery.card import finished_view, title
from bot.delivery.controls import Action, button_row
from bot.delivery.markup import escaped
from bot.domain.job import Job
from bot.domain.moderation import Verdict
from bot.domain.notices import Case
from bot.domain.text import Text, t

_OPEN = discord.Colour(0xED4245)
_CLOSED = discord.Colour(0x80848E)
_REASON_ROOM = 500


def case_view(case: Case, *, mark: int | None = None) -> discord.ui.LayoutView:
    """The card as it should look now; `mark` is a number by which the message is found again."""
    report, job = case.report, case.job
    colour = _OPEN if report.verdict is None else _CLOSED
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=colour, id=mark)
    told = discord.ui.TextDisplay[discord.ui.LayoutView](f"### {t('🚩 Somebody reported a picture')}\n{title(job)}")
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
        Verdict.DELETED: t("🗑️ The picture was deleted by {who}.", who=who),
        Verdict.BLOCKED: t("⛔ Whoever made it was blocked by {who}. `/moderate unblock` takes that back.", who=who),
        Verdict.DISMISSED: t("✅ Dismissed by {who}: the picture stays.", who=who),
    }[verdict]
