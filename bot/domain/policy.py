"""A server's policy: the clauses its moderators have set, each changed, recorded and taken back in the same way.

The operator of the bot has a policy as well, as the tenant `OPERATOR`; it stands above those of all servers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.errors import Blocked, Paused, Refused, WordForbidden, WrongChannel
from bot.domain.limits import Exemption, Grant, Limit, Rule, Subject, caps_for, limits_for
from bot.domain.request import Asker
from bot.domain.text import Text, t, tn
from bot.domain.words import forbidden_in

OPERATOR = 0
"""The tenant of whoever runs the bot; no server has this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A member may not ask for pictures."""

    user_id: int
    reason: str
    until: datetime | None = None
    """None: until somebody takes it back."""

    @property
    def name(self) -> str:
        """One for each member."""
        return str(self.user_id)

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("block of {person}", person=f"<@{self.user_id}>")

    @property
    def told(self) -> Text:
        """What it says."""
        if self.until is None:
            return t("blocked: {reason}", reason=self.reason)
        return t("blocked until <t:{until}:f>: {reason}", until=int(self.until.timestamp()), reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreshStart:
    """What somebody asked for before that moment makes them wait no more."""

    subject: Subject
    """A user."""
    at: datetime
    until: datetime
    """When no wait can be as long any more."""

    @property
    def name(self) -> str:
        """One for each member."""
        return str(self.subject)

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("fresh start {whom}", whom=self.subject.told)

    @property
    def told(self) -> Text:
        """What it says."""
        return t("since <t:{moment}:f>", moment=int(self.at.timestamp()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenWord:
    """A word or phrase that no prompt may hold."""

    word: str
    """In its folded form."""

    @property
    def name(self) -> str:
        """Itself."""
        return self.word

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("word “{word}”", word=self.word)

    @property
    def told(self) -> Text:
        """What it says."""
        return t("forbidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """Whether a channel and its threads may be used. Once one is allowed, only those that are may be."""

    channel_id: int
    allowed: bool

    @property
    def name(self) -> str:
        """One for each channel."""
        return str(self.channel_id)

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("channel {channel}", channel=f"<#{self.channel_id}>")

    @property
    def told(self) -> Text:
        """What it says."""
        return t("allowed") if self.allowed else t("not allowed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """No new work is taken; what was begun runs to its end."""

    reason: str
    name: str = ""

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("pause")

    @property
    def told(self) -> Text:
        """What it says."""
        return t("paused: {reason}", reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeZone:
    """Where the server's days end."""

    zone: str
    """An IANA name."""
    name: str = ""

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("time zone")

    @property
    def told(self) -> Text:
        """What it says."""
        return t("{zone}", zone=self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditChannel:
    """Where changes and reports are posted."""

    channel_id: int
    locale: str = ""
    """The language of the server when it was chosen, e.g. `pt-BR`; empty where it is not known."""
    name: str = ""

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("audit channel")

    @property
    def told(self) -> Text:
        """What it says."""
        return t("{channel}", channel=f"<#{self.channel_id}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long what is known of a finished picture is kept; without one, its buttons never die."""

    days: int
    name: str = ""

    @property
    def called(self) -> Text:
        """What it is about."""
        return t("retention")

    @property
    def told(self) -> Text:
        """What it says."""
        return tn("{n} day", "{n} days", self.days)


Clause = (
    Rule
    | Grant
    | Exemption
    | Block
    | FreshStart
    | ForbiddenWord
    | ChannelRule
    | Pause
    | TimeZone
    | AuditChannel
    | Retention
)
"""What a policy is made of. Clauses of one type are told apart by their names."""

C = TypeVar("C", bound=Clause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody changed, as the audit keeps it; or, without a clause, what else they did."""

    number: int
    """Counts up."""
    guild_id: int
    actor_id: int
    at: datetime
    deed: str
    """What was done, as a verb of `domain.deeds`, e.g. `set`."""
    subject: str
    """To what, in a form for people."""
    before: Clause | None = None
    after: Clause | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that decides about a request in one server, at one moment: expired clauses are left out."""

    clauses: tuple[Clause, ...]
    """The server's."""
    above: tuple[Clause, ...] = ()
    """The operator's."""
    default_rules: tuple[Rule, ...] = ()
    """What holds where the server has said nothing about the same subject, measure and span."""
    default_above: tuple[Rule, ...] = ()
    """The same for the operator."""
    default_zone: str = "UTC"

    @property
    def zone(self) -> str:
        """Where days end."""
        found = self.one(TimeZone)
        return found.zone if found else self.default_zone

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The server's rules, and the defaults that they do not replace."""
        return _with_defaults(self.clauses, self.default_rules)

    def all(self, kind: type[C]) -> tuple[C, ...]:
        """The server's clauses of a kind."""
        return tuple(clause for clause in self.clauses if isinstance(clause, kind))

    def one(self, kind: type[C]) -> C | None:
        """The server's clause of a kind of which there is at most one."""
        return next(iter(self.all(kind)), None)

    def limits(self, asker: Asker) -> tuple[Limit, ...]:
        """The server's limits for somebody, and the operator's for everybody."""
        theirs = limits_for(asker, self.rules, self.all(Grant), self.all(Exemption))
        return (*theirs, *caps_for(asker, _with_defaults(self.above, self.default_above)))

    def admit(self, asker: Asker, prompt: str) -> None:
        """Raise Paused, Blocked, WrongChannel or WordForbidden, saying why, if this may not be asked here."""
        for obstacle in self.obstacles(asker):
            raise obstacle
        self.require_clean(prompt)

    def obstacles(self, asker: Asker) -> Iterator[Refused]:
        """What keeps somebody from asking here, whatever it is that they ask for."""
        return (each for each in (self._closed(), self._unwelcome(asker), self._misplaced(asker)) if each is not None)

    def require_clean(self, prompt: str) -> None:
        """Raise WordForbidden if a prompt holds a forbidden word."""
        for word in self.forbidden_in(prompt):
            raise WordForbidden(t("This server does not want “{word}” in prompts. Ask for something else.", word=word))

    def forbidden_in(self, prompt: str) -> Iterator[str]:
        """The forbidden words of a prompt."""
        return forbidden_in(prompt, (each.word for each in self.all(ForbiddenWord)))

    def _closed(self) -> Refused | None:
        for whose, clauses in ((t("everywhere"), self.above), (t("in this server"), self.clauses)):
            pause = next((clause for clause in clauses if isinstance(clause, Pause)), None)
            if pause is not None:
                return Paused(
                    t(
                        "No new pictures are taken {where} at the moment: {reason}\nAsk again later.",
                        where=whose,
                        reason=_sentence(pause.reason),
                    )
                )
        return None

    def _unwelcome(self, asker: Asker) -> Refused | None:
        blocks = (each for each in (*self.above, *self.clauses) if isinstance(each, Block))
        block = next((each for each in blocks if each.user_id == asker.user_id), None)
        if block is None:
            return None
        told = t("You may not ask for pictures here: {reason}", reason=_sentence(block.reason))
        if block.until is not None:
            told = t("{told} This ends <t:{moment}:R>.", told=told, moment=int(block.until.timestamp()))
        if block in self.above:
            return Blocked(t("{told}\nOnly whoever runs me can change that.", told=told))
        return Blocked(t("{told}\nThe moderators of this server can change that.", told=told))

    def _misplaced(self, asker: Asker) -> Refused | None:
        rules = self.all(ChannelRule)
        allowed = {rule.channel_id for rule in rules if rule.allowed}
        denied = {rule.channel_id for rule in rules if not rule.allowed}
        if not asker.channel_ids & denied and (not allowed or asker.channel_ids & allowed):
            return None
        instead = sorted(allowed - denied)[:10]
        if not instead:
            return WrongChannel()
        where = ", ".join(f"<#{each}>" for each in instead)
        return WrongChannel(t("Pictures are not made in this channel. Try {where}.", where=where))


def _sentence(words: str) -> str:
    """What somebody wrote, with a full stop where they left it out: more is said after it."""
    return words if words.endswith((".", "!", "?", "…", "。", "！", "？")) else f"{words}."


def _with_defaults(clauses: tuple[Clause, ...], defaults: tuple[Rule, ...]) -> tuple[Rule, ...]:
    rules = tuple(clause for clause in clauses if isinstance(clause, Rule))
    known = {rule.name for rule in rules}
    return (*rules, *(rule for rule in defaults if rule.name not in known))
