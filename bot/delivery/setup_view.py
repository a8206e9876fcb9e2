"""The panel that sets a server up: five settings, what is in force for each, and a select that changes it at once.

Nothing of it is kept in memory. What cannot be read from the policy, which role a number is being chosen for, stands in
the `custom_id` of every select.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import discord

from bot.delivery.card import finished_view
from bot.delivery.controls import Action, custom_id
from bot.domain.limits import Measure, Rule, SubjectKind
from bot.domain.policy import AuditChannel, ChannelRule, Policy, TimeZone
from bot.domain.text import Text, t, tn
from bot.domain.windows import Span
from bot.services.setup import CHANNELS_SHOWN, channels_shown

_BLURPLE = discord.Colour(0x5865F2)
_AMOUNTS = (5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1_000)
"""Pictures a day, for most servers."""
NO_MORE = "none"
"""Chosen for a role: it may have what everybody has."""
_ZONES = (
    "UTC", "Pacific/Honolulu", "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York",
    "America/Mexico_City", "America/Sao_Paulo", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Athens",
    "Europe/Istanbul", "Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Jakarta",
    "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
_TEXT_CHANNELS = [discord.ChannelType.text, discord.ChannelType.news]
_ASKED_IN = [*_TEXT_CHANNELS, discord.ChannelType.forum, discord.ChannelType.voice]

Part = discord.ui.Item[discord.ui.LayoutView]
Select = discord.ui.Select[discord.ui.LayoutView]


class Setting(StrEnum):
    """What a select of the panel sets."""

    DAILY = "daily"
    ROLE = "role"
    MORE = "more"
    CHANNELS = "channels"
    AUDIT = "audit"
    ZONE = "zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on a panel a select stands: what it sets, and which role the panel is about."""

    setting: Setting
    role_id: int | None = None

    def __str__(self) -> str:
        return f"{self.setting}.{self.role_id or ''}"


def read_place(argument: str) -> Place | None:
    """What the argument of a pressed select means; None if it is none of ours."""
    setting, _, role = argument.partition(".")
    if setting not in set(Setting) or not (role.isdecimal() or not role):
        return None
    return Place(setting=Setting(setting), role_id=int(role) if role else None)


def setup_view(policy: Policy, role_id: int | None = None) -> discord.ui.LayoutView:
    """The panel as things stand; without a `role_id` it is about the role that may have most."""
    role_id = role_id or _most_generous(policy)
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_BLURPLE)
    box.add_item(_text(t("## Set up Restyle"), t("Five settings, in any order. Whatever you choose holds at once.")))
    steps = (
        _daily(policy, role_id),
        _role(policy, role_id),
        _channels(policy, role_id),
        _audit(policy, role_id),
        _zone(policy, role_id),
    )
    for step in steps:
        box.add_item(discord.ui.Separator[discord.ui.LayoutView]())
        for part in step:
            box.add_item(part)
    box.add_item(discord.ui.Separator[discord.ui.LayoutView](spacing=discord.SeparatorSpacing.large))
    box.add_item(_text(*_ending(policy)))
    return finished_view(box)


def _daily(policy: Policy, role_id: int | None) -> Iterable[Part]:
    rule = _rule(policy, SubjectKind.EVERYONE)
    is_set = rule in policy.clauses
    yield _text(
        t("**1 · Pictures a day for each member**"),
        _now(_amount(rule), is_set=is_set),
        t("-# A picture counts for whoever asked for it, by command or by button."),
    )
    options = _amount_options(rule)
    yield _row(_select(Setting.DAILY, role_id, options, t("Pictures a day")))


def _role(policy: Policy, role_id: int | None) -> Iterable[Part]:
    rules = [each for each in policy.rules if _is_daily(each) and each.subject.kind is SubjectKind.ROLE]
    lines = [f"<@&{each.subject.id}>: **{_amount(each)}**" for each in rules[:10]]
    yield _text(
        t("**2 · A role that may have more**"),
        *(lines or [_now(t("no role has more"), is_set=False)]),
        t("-# Choose the role first, then how many. Whoever has several gets the highest number."),
    )
    roles = discord.ui.RoleSelect[discord.ui.LayoutView](
        custom_id=custom_id(Action.SETUP, str(Place(setting=Setting.ROLE, role_id=role_id))),
        placeholder=t("Choose a role"),
        default_values=_defaults(discord.SelectDefaultValueType.role, [role_id] if role_id else []),
    )
    yield _row(roles)
    if role_id is not None:
        rule = next((each for each in rules if each.subject.id == role_id), None)
        options = _amount_options(rule)
        if rule is not None:
            options.append(discord.SelectOption(label=t("No more than everybody"), value=NO_MORE))
        yield _row(_select(Setting.MORE, role_id, options, t("How many a day for this role?")))


def _channels(policy: Policy, role_id: int | None) -> Iterable[Part]:
    shown, denied = channels_shown(policy), [each for each in policy.all(ChannelRule) if not each.allowed]
    allowed = t("only in {channels}", channels=_mentions(shown)) if shown else t("everywhere")
    lines = [t("**3 · Where it may be used**"), _now(allowed, is_set=bool(shown))]
    if denied:
        lines.append(t("But not in {channels}.", channels=_mentions([each.channel_id for each in denied])))
    yield _text(*lines, t("-# Threads belong to their channel. Choose none for everywhere."))
    yield _row(
        discord.ui.ChannelSelect[discord.ui.LayoutView](
            custom_id=custom_id(Action.SETUP, str(Place(setting=Setting.CHANNELS, role_id=role_id))),
            channel_types=_ASKED_IN,
            placeholder=t("Everywhere"),
            min_values=0,
            max_values=CHANNELS_SHOWN,
            default_values=_defaults(discord.SelectDefaultValueType.channel, shown),
        )
    )


def _audit(policy: Policy, role_id: int | None) -> Iterable[Part]:
    found = policy.one(AuditChannel)
    yield _text(
        t("**4 · Audit channel**"),
        _now(found.told if found else t("no channel"), is_set=found is not None),
        t("-# Changes and reports are posted there, the first at once. I must be able to see it and write in it."),
    )
    yield _row(
        discord.ui.ChannelSelect[discord.ui.LayoutView](
            custom_id=custom_id(Action.SETUP, str(Place(setting=Setting.AUDIT, role_id=role_id))),
            channel_types=_TEXT_CHANNELS,
            placeholder=t("No audit channel"),
            min_values=0,
            max_values=1,
            default_values=_defaults(discord.SelectDefaultValueType.channel, [found.channel_id] if found else []),
        )
    )


def _zone(policy: Policy, role_id: int | None) -> Iterable[Part]:
    yield _text(
        t("**5 · Time zone**"),
        _now(policy.zone, is_set=policy.one(TimeZone) is not None),
        t("-# Days end at midnight there. For one that is not listed use `/moderate timezone`."),
    )
    zones = _ZONES if policy.zone in _ZONES else (policy.zone, *_ZONES)
    options = [discord.SelectOption(label=_called(zone), value=zone, default=zone == policy.zone) for zone in zones]
    yield _row(_select(Setting.ZONE, role_id, options, t("Time zone")))


def _ending(policy: Policy) -> list[Text]:
    lines = [t("**Try it:** `/imagine prompt: watercolor mountains at dusk`")]
    others = [each for each in policy.all(Rule) if not _is_daily(each) or each.subject.kind not in _SHOWN]
    if others:
        lines.append(
            tn("There is {n} more limit: `/limits show`.", "There are {n} more limits: `/limits show`.", len(others))
        )
    lines.append(
        t("-# Members see what they have left with `/limits me`. All changes, and how to undo them: `/moderate audit`.")
    )
    return lines


_SHOWN = {SubjectKind.EVERYONE, SubjectKind.ROLE}


def _is_daily(rule: Rule) -> bool:
    return rule.measure is Measure.PICTURES and rule.span is Span.DAY


def _rule(policy: Policy, kind: SubjectKind) -> Rule | None:
    return next((each for each in policy.rules if _is_daily(each) and each.subject.kind is kind), None)


def _most_generous(policy: Policy) -> int | None:
    rules = [each for each in policy.rules if _is_daily(each) and each.subject.kind is SubjectKind.ROLE]
    best = max(rules, key=lambda each: each.amount, default=None)
    return best.subject.id if best else None


def _amount(rule: Rule | None) -> Text:
    return tn("{n} picture", "{n} pictures", rule.amount) if rule else t("no limit")


def _now(told: str, *, is_set: bool) -> Text:
    return t("Now: **{told}**", told=told) if is_set else t("Now: **{told}** (default)", told=told)


def _amount_options(rule: Rule | None) -> list[discord.SelectOption]:
    """The usual numbers and the one that is set, which is chosen."""
    current = rule.amount if rule else None
    amounts = sorted({*_AMOUNTS, *((rule.amount,) if rule else ())})
    return [
        discord.SelectOption(
            label=tn("{n} picture a day", "{n} pictures a day", amount), value=str(amount), default=amount == current
        )
        for amount in amounts
    ]


def _called(zone: str) -> str:
    return zone.replace("_", " ")


def _mentions(channel_ids: Sequence[int]) -> str:
    shown = ", ".join(f"<#{each}>" for each in channel_ids[:10])
    return f"{shown} …" if len(channel_ids) > 10 else shown


def _select(setting: Setting, role_id: int | None, options: list[discord.SelectOption], placeholder: Text) -> Select:
    place = Place(setting=setting, role_id=role_id)
    return Select(custom_id=custom_id(Action.SETUP, str(place)), placeholder=placeholder, options=options)


def _defaults(kind: discord.SelectDefaultValueType, ids: Iterable[int]) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=each, type=kind) for each in ids]


def _row(select: Part) -> discord.ui.ActionRow[discord.ui.LayoutView]:
    row = discord.ui.ActionRow[discord.ui.LayoutView]()
    row.add_item(select)
    return row


def _text(*lines: str) -> discord.ui.TextDisplay[discord.ui.LayoutView]:
    return discord.ui.TextDisplay("\n".join(lines))
