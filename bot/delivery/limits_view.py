"""What people read of limits: what holds for one of them, and for moderators what a server has set."""

from collections.abc import Iterator

import discord

from bot.delivery.controls import Action
from bot.delivery.listing import Row, listing, notice, page_of
from bot.delivery.references import reference_to
from bot.delivery.wording import safe
from bot.domain.limits import Exemption, Grant, Limit, Measure, Rule, Taken, covers
from bot.domain.policy import Policy
from bot.domain.request import Asker
from bot.domain.text import t
from bot.services.admission import Overview

_CELLS = 10
_COUNTED, _OTHERS, _GRANTED = 10, 6, 3
"""So many of each are shown to one person, or they would not fit into a message; nobody has as many."""


def limits_view(overview: Overview, asker: Asker, *, theirs: bool = False) -> discord.ui.LayoutView:
    """Everything that holds for somebody where they ask; `theirs` is for a moderator who looks at somebody else's."""
    heading = t("What holds for {person}", person=f"<@{asker.user_id}>") if theirs else t("What holds for you here")
    # What is nearest to its end comes first.
    counted = sorted(overview.counted, key=lambda each: each.left / max(1, each.usage.limit))
    granted = [each for each in overview.policy.all(Grant) if covers(each.subject, asker)]
    lines = [
        f"### {heading}",
        *_standing(overview.policy, asker, theirs=theirs),
        *map(_counter, counted[:_COUNTED]),
        *(_other(each, overview.open) for each in overview.others[:_OTHERS]),
        *(f"➕ {safe(each.told)}" for each in granted[:_GRANTED]),
    ]
    if len(lines) == 1:
        lines.append(t("Nothing limits you here."))
    if asker.guild_id > 0:
        lines.append(f"-# {t('Moderators change limits with `/limits set`, and give extra with `/limits grant`.')}")
    else:
        lines.append(f"-# {t('In direct messages, and where you alone brought me, whoever runs me sets the limits.')}")
    return notice("\n".join(lines))


def rules_view(policy: Policy, first: int = 0) -> discord.ui.LayoutView:
    """All limits of a server, page by page; those it has set can be removed."""
    rows, turns = page_of(list(_rows(policy)), "rules", first)
    footer = t("Days end at midnight in {zone}. `/limits set` changes a limit.", zone=policy.zone)
    return listing(t("Limits of this server"), rows, turns=turns, empty=t("Nothing is limited here."), footer=footer)


def _standing(policy: Policy, asker: Asker, *, theirs: bool) -> Iterator[str]:
    for obstacle in policy.obstacles(asker):
        told = safe(obstacle.user_text)
        yield f"⛔ {t('They are told: {text}', text=told) if theirs else told}"
    if any(covers(each.subject, asker) for each in policy.all(Exemption)):
        yield f"✨ {t('What counts for each member does not count here.')}"


def _counter(taken: Taken) -> str:
    """One counter: the rule, a bar and figures, and when it begins anew."""
    usage = taken.usage
    figures = t("{used} of {limit} used", used=usage.measure.told(taken.used), limit=usage.measure.told(usage.limit))
    resets = f"<t:{int(usage.window.resets_at.timestamp())}:R>"
    lines = [f"**{safe(usage.rule)}**", f"{_bar(taken)} {figures} · {t('resets {when}', when=resets)}"]
    return "\n".join([*lines, *_whose(operators=usage.operators)])


def _other(limit: Limit, open_now: int) -> str:
    told = f"**{safe(limit.rule.told)}**"
    theirs = limit.rule.measure is Measure.AT_ONCE and not limit.rule.subject.kind.shared
    lines = [f"{told} · {t('{n} open now', n=open_now)}" if theirs else told]
    return "\n".join([*lines, *_whose(operators=limit.operators)])


def _whose(*, operators: bool) -> list[str]:
    return [f"-# {t('Set by whoever runs me')}"] if operators else []


def _bar(taken: Taken) -> str:
    share = min(1.0, taken.used / taken.usage.limit) if taken.usage.limit else 1.0
    # Never empty when something is used, never full while something is left.
    cells = _CELLS if taken.left == 0 else min(_CELLS - 1, max(round(share * _CELLS), 1 if taken.used else 0))
    return "▰" * cells + "▱" * (_CELLS - cells)


def _rows(policy: Policy) -> Iterator[Row]:
    own = {clause.name for clause in policy.all(Rule)}
    for clause in policy.rules:
        if clause.name in own:
            yield Row(text=safe(clause.told), action=Action.LIFT, argument=reference_to(clause))
        else:
            yield Row(text=f"{safe(clause.told)}\n-# {t('By default, because nothing else is set')}")
    for grant in policy.all(Grant):
        yield Row(text=f"➕ {safe(grant.told)}", action=Action.LIFT, argument=reference_to(grant))
    for exemption in policy.all(Exemption):
        text = t("exempt {whom}", whom=exemption.subject.told)
        yield Row(text=f"✨ {safe(text)}", action=Action.LIFT, argument=reference_to(exemption))
    for cap in (each for each in policy.above if isinstance(each, Rule)):
        yield Row(text=f"{safe(cap.told)}\n-# {t('Set by whoever runs me')}")
