"""Clauses named inside a `custom_id`, e.g. `rule:role:7/pictures/day`. Not words: they may hold any letter."""

from collections.abc import Mapping

from bot.domain.errors import Gone
from bot.domain.limits import Exemption, Grant, Rule
from bot.domain.policy import Block, ChannelRule, Clause
from bot.domain.text import t

_KINDS: Mapping[str, type[Clause]] = {
    "rule": Rule,
    "grant": Grant,
    "exemption": Exemption,
    "block": Block,
    "channel": ChannelRule,
}
_NAMES: Mapping[type[Clause], str] = {kind: name for name, kind in _KINDS.items()}


def reference_to(clause: Clause) -> str:
    """How a button names a clause."""
    return f"{_NAMES[type(clause)]}:{clause.name}"


def read_reference(reference: str) -> tuple[type[Clause], str]:
    """The type and the name of a clause that a button is about; raises Gone for anything else."""
    kind, _, name = reference.partition(":")
    if kind not in _KINDS:
        raise Gone(t("This button belongs to another version of me. Open the list again."))
    return _KINDS[kind], name
