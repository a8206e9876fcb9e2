"""What a finished request came to. One rule for every way in which the service says it.

`COMPLETED` alone means nothing: refused requests end so, and pictures may still be on their way to their store.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from pydantic import ValidationError

from bot.engines.modelrunner.addresses import Addresses
from bot.engines.modelrunner.answers import Answer
from bot.engines.modelrunner.errors import Malformed
from bot.engines.modelrunner.outputs import Output, read_output
from bot.engines.modelrunner.problem import Problem, problem_in, read_problem
from bot.engines.modelrunner.values import Json, is_object
from bot.engines.modelrunner.wire import Billing, Envelope, Phase, Record

_POLICY_WORDS = ("content_policy", "content policy", "content checker", "flagged", "safety", "moderation", "nsfw")


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """There are pictures."""

    record: Record
    output: Output

    @property
    def price(self) -> Decimal | None:
        """What was billed, in US dollars; None: not known yet, read the record again later."""
        return self.record.price if self.record.billing is not Billing.PENDING else None

    @property
    def model(self) -> str | None:
        """The model that ran."""
        return self.record.model

    @property
    def fallback(self) -> bool:
        """Whether another model ran than the one that was asked for."""
        return self.record.asked_for not in {None, "", self.record.model}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The model made no picture; nothing was billed."""

    problem: Problem

    @property
    def message(self) -> str:
        """The service's words; may quote the prompt."""
        return self.problem.message

    @property
    def content_policy(self) -> bool:
        """Whether the words speak of a content check. The service has no code for it."""
        said = f"{self.problem.code} {self.problem.message}".lower()
        return any(word in said for word in _POLICY_WORDS)


class Missing(StrEnum):
    """Why there is nothing to fetch although the model finished."""

    PURGED = "its payloads were deleted"
    FOREIGN = "its addresses are on foreign hosts"
    NEVER_CAME = "no picture appeared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeliverable:
    """The model finished, its price stands, and no picture can be had."""

    reason: Missing
    record: Record | None = None
    output: Output | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Not settled: look again."""

    phase: Phase
    record: Record | None = None


Outcome: TypeAlias = Success | Refusal | Undeliverable | Pending


def settle(answer: Answer, addresses: Addresses) -> Outcome:
    """What the answer to a question for a result means. Total: what cannot be read is taken as still running.

    A refused key or a rate limit is no outcome; callers sort those out first.
    """
    value = _object_in(answer)
    if answer.status == 410:
        return Undeliverable(reason=Missing.PURGED)
    if answer.status == 422:
        return Refusal(problem=_record_problem(value) or read_problem(answer.body, answer.headers))
    if answer.status >= 500 or answer.status == 404 or "status" not in value:
        return Pending(phase=Phase.UNKNOWN)
    try:
        record = Record.model_validate(value)
    except ValidationError:
        return Pending(phase=Phase.UNKNOWN)
    return settle_record(record, addresses)


def settle_record(record: Record, addresses: Addresses) -> Outcome:
    """What a record means."""
    if record.status in {Phase.FAILED, Phase.CANCELLED} or record.billing is Billing.FAILED:
        return Refusal(problem=record.error)
    if record.purged_at is not None:
        return Undeliverable(reason=Missing.PURGED, record=record)
    if record.status is not Phase.COMPLETED:
        return Pending(phase=record.status, record=record)
    return _completed(record, read_output(record.output, addresses))


def _completed(record: Record, output: Output) -> Outcome:
    """Pictures win over an error beside them, which is how a partial success looks."""
    if output.urls:
        return Success(record=record, output=output)
    if record.error.message:
        return Refusal(problem=record.error)
    if output.foreign:
        return Undeliverable(reason=Missing.FOREIGN, record=record, output=output)
    return Pending(phase=record.status, record=record)


def settle_envelope(envelope: Envelope) -> Outcome:
    """What a status means: an end without a picture, or nothing yet; a COMPLETED one says nothing of its result."""
    if envelope.status in {Phase.FAILED, Phase.CANCELLED}:
        return Refusal(problem=envelope.error)
    return Pending(phase=envelope.status)


def _object_in(answer: Answer) -> Json:
    try:
        value = answer.value()
    except Malformed:
        return {}
    return value if is_object(value) else {}


def _record_problem(value: Json) -> Problem | None:
    """The problem inside a record that came with an error status."""
    if "id" not in value:
        return None
    problem = problem_in({"error": value.get("error"), "details": value.get("details")})
    return problem if problem.message else None
