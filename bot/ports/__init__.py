"""The promises between the floors of the house. Who reads these five files knows what the program is made of.

Services and the worker speak only to these; `bot.app` decides who keeps them. Every implementation of a port is held to
it by one suite in `tests/contracts`.
"""

from dataclasses import dataclass

from bot.ports.edge import Card, Charts, Gallery, Images, Languages, Noticeboard, Removal, Reply
from bot.ports.engine import Engine
from bot.ports.signals import Clock, Events, Ids, Listener, Topic, Wakeup
from bot.ports.store import Database, Fleet, Jobs, Ledger, Tx
from bot.ports.tenant import Errands, Policies, Records, Upkeep

__all__ = [
    "Card",
    "Charts",
    "Clock",
    "Database",
    "Engine",
    "Errands",
    "Events",
    "Fleet",
    "Gallery",
    "Ids",
    "Images",
    "Jobs",
    "Languages",
    "Ledger",
    "Listener",
    "Noticeboard",
    "Policies",
    "Ports",
    "Records",
    "Removal",
    "Reply",
    "Topic",
    "Tx",
    "Upkeep",
    "Wakeup",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Everything outside, as one value: what `bot.app` opens and hands to services and loops."""

    database: Database
    engine: Engine
    images: Images
    card: Card
    noticeboard: Noticeboard
    languages: Languages
    wakeup: Wakeup
    clock: Clock
    ids: Ids
    events: Events
