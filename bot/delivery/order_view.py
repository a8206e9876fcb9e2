"""What moderators read of their server beside its limits: who is blocked, words, channels, the line, what is kept."""

from collections.abc import Sequence

import discord

from bot.delivery.card import title
from bot.delivery.controls import Action
from bot.delivery.listing import PER_PAGE, Row, listing, notice, page_of
from bot.delivery.markup import escaped
from bot.delivery.references import reference_to
from bot.delivery.wording import safe
from bot.domain.job import CANCELLABLE, UNSENT, Job, State
from bot.domain.policy import Block, ChannelRule, ForbiddenWord, Policy, Retention
from bot.domain.text import said, t, tn
from bot.services.moderation import Line

_WORDS_PER_ROW = 4
_STATES = {
    State.ASKED: t("asked whether to go ahead"),
    State.ACCEPTED: t("being read"),
    State.WAITING: t("waiting"),
    State.SUBMITTING: t("being drawn"),
    State.SUBMITTED: t("being drawn"),
    State.FETCHED: t("being delivered"),
}


def blocks_view(policy: Policy, first: int = 0) -> discord.ui.LayoutView:
    """Who may not ask for pictures, with a button for each to let them again."""
    blocks = policy.all(Block)
    rows = [
        Row(text=f"<@{each.user_id}> {safe(each.told)}", action=Action.LIFT, argument=reference_to(each))
        for each in blocks
    ]
    shown, turns = page_of(rows, "blocks", first)
    return listing(t("Blocked members"), shown, turns=turns, empty=t("Nobody is blocked."))


def channels_view(policy: Policy, first: int = 0) -> discord.ui.LayoutView:
    """Where pictures may be asked for, and where not."""
    rules = policy.all(ChannelRule)
    rows = [
        Row(text=f"<#{each.channel_id}> {each.told}", action=Action.LIFT, argument=reference_to(each)) for each in rules
    ]
    shown, turns = page_of(rows, "channels", first)
    footer = (
        t("Only in allowed channels and their threads.")
        if any(each.allowed for each in rules)
        else t("Everywhere but in those channels and their threads.")
    )
    return listing(t("Channels"), shown, turns=turns, empty=t("Pictures may be asked for everywhere."), footer=footer)


def words_view(policy: Policy, first: int = 0) -> discord.ui.LayoutView:
    """The words that no prompt may hold, some in each row."""
    words = sorted(each.word for each in policy.all(ForbiddenWord))
    lines = [words[at : at + _WORDS_PER_ROW] for at in range(0, len(words), _WORDS_PER_ROW)]
    rows = [Row(text=", ".join(f"“{escaped(word)}”" for word in line)) for line in lines]
    shown, turns = page_of(rows, "words", first)
    heading = tn("{n} forbidden word", "{n} forbidden words", len(words))
    return listing(heading, shown, turns=turns, empty=t("No word is forbidden. Add one with `/moderate words add`."))


def tried_view(prompt: str, found: Sequence[str]) -> discord.ui.LayoutView:
    """Whether a prompt would pass, and if not, because of which words."""
    if not found:
        return notice(f"✅ {t('This would pass: {prompt}', prompt=escaped(prompt))}")
    words = ", ".join(f"“{escaped(each, 50)}”" for each in found[:20])
    return notice(f"⛔ {t('This would be refused because of {words}: {prompt}', words=words, prompt=escaped(prompt))}")


def line_view(line: Line) -> discord.ui.LayoutView:
    """Who waits for a picture; what can still be stopped has a button."""
    rows = [_waiting(each) for each in line.jobs[:PER_PAGE]]
    hidden = line.count - len(rows)
    footer = tn("and {n} more after them", "and {n} more after them", hidden) if hidden > 0 else ""
    return listing(t("In the line"), rows, empty=t("Nobody waits for a picture."), footer=footer)


def privacy_view(policy: Policy) -> discord.ui.LayoutView:
    """What is kept of people, where, and for how long."""
    retention = policy.one(Retention)
    how_long = (
        t("for as long as its buttons are to work")
        if retention is None
        else t("for {time}; then the buttons below it stop working", time=retention.told)
    )
    lines = (
        f"### {t('What I keep')}",
        t("**Of each picture**: who asked, where, the prompt and its settings, {how_long}.", how_long=how_long),
        t("**Pictures** themselves hang on messages in this server and are kept nowhere else."),
        t("**Of limits**: how much of them is used, until they begin anew."),
        t("**Of the server**: how many pictures were made in each hour, and what they cost."),
        t("**Of moderators**: what they changed."),
        f"-# {t('`/moderate privacy days` limits the time, 0 does not. Everybody can erase their own: `/forget-me`.')}",
    )
    return notice("\n".join(lines))


def _waiting(job: Job) -> Row:
    since = f"<t:{int(job.created.timestamp())}:R>"
    text = f"<@{job.user_id}> {title(job)}\n-# {said(_STATES[job.state])} · {since}"
    stoppable = job.state in (UNSENT if job.quote else CANCELLABLE)
    return Row(text=text, action=Action.CALL_OFF if stoppable else None, argument=job.key)
