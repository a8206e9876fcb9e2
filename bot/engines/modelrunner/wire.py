"""The service's answers as values. Tolerant on purpose: its documents, its clients and itself contradict each other.

A field that is missing or of an odd type reads as "not said"; only an answer without an id is no answer. What the
values mean together is decided in `settling`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WrapValidator

from bot.engines.modelrunner.problem import Problem, problem_in
from bot.engines.modelrunner.values import is_list


class Phase(StrEnum):
    """Where a request stands."""

    IN_QUEUE = "IN_QUEUE"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    """Finished, well or badly."""
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    UNKNOWN = "UNKNOWN"
    """A word we do not know, or none: taken as still running."""


class Billing(StrEnum):
    """Whether a request was paid."""

    PENDING = "pending"
    CHARGED = "charged"
    PARTIAL = "partial"
    FAILED = "failed"


def lenient(default: object) -> WrapValidator:
    """A field that reads as `default` where its value is of an odd type."""

    def tolerate(value: Any, validate: Callable[[Any], Any]) -> Any:
        try:
            return validate(value)
        except ValueError:
            return default

    return WrapValidator(tolerate)


_Lenient = lenient(None)
_WORDLESS = "an error without words"


class LogLine(BaseModel):
    """One line a model wrote."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    message: str
    level: Annotated[str | None, _Lenient] = None
    source: Annotated[str | None, _Lenient] = None
    timestamp: Annotated[str | None, _Lenient] = None


def _as_lines(value: object) -> list[object]:
    lines = value if is_list(value) else [value] if value else []
    return [{"message": line} if isinstance(line, str) else line for line in lines]


def _as_problem(value: object) -> Problem:
    """What an `error` says. One that is there and says nothing in words is an error all the same."""
    problem = problem_in(value)
    return replace(problem, message=_WORDLESS) if value and not problem.message else problem


_Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,128}$")]
"""An id goes into paths: nothing else may stand in it."""
_Phase = Annotated[Phase, lenient(Phase.UNKNOWN)]
_Logs = Annotated[tuple[LogLine, ...], BeforeValidator(_as_lines), lenient(())]
_Price = Annotated[Decimal, Field(ge=0)]
_Problem = Annotated[Problem, BeforeValidator(_as_problem)]


class Metrics(BaseModel):
    """What the service measured."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    inference_time: Annotated[float | None, _Lenient] = None
    """The unit is not documented."""


class Envelope(BaseModel):
    """The answer to a submit and to a question for the status. Never holds output or metadata."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: _Id
    status: _Phase = Phase.UNKNOWN
    status_url: Annotated[str | None, _Lenient] = None
    response_url: Annotated[str | None, _Lenient] = None
    cancel_url: Annotated[str | None, _Lenient] = None
    logs: _Logs = ()
    metrics: Annotated[Metrics | None, _Lenient] = None
    error: _Problem = Problem()


class Record(BaseModel):
    """A request as the service keeps it; also the body of a webhook."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[_Id, Field(validation_alias=AliasChoices("id", "request_id"))]
    status: _Phase = Phase.UNKNOWN
    model: Annotated[str | None, _Lenient, Field(validation_alias="modelEndpoint")] = None
    """The model that ran."""
    asked_for: Annotated[str | None, _Lenient, Field(validation_alias="requestedModelEndpoint")] = None
    """The model that was asked for, where another one ran in its place."""
    billing: Annotated[Billing | None, _Lenient, Field(validation_alias="billingStatus")] = None
    price: Annotated[_Price | None, _Lenient, Field(validation_alias="totalPrice")] = None
    """US dollars; None while it is not known."""
    output: Any = None
    error: _Problem = Problem()
    metadata: Annotated[dict[str, str] | None, _Lenient] = None
    logs: _Logs = ()
    inference_ms: Annotated[float | None, _Lenient, Field(validation_alias="inferenceTime")] = None
    delay_ms: Annotated[float | None, _Lenient, Field(validation_alias="delayTime")] = None
    created_at: Annotated[datetime | None, _Lenient, Field(validation_alias="createdAt")] = None
    purged_at: Annotated[datetime | None, _Lenient, Field(validation_alias="payloadsPurgedAt")] = None


class DeletedFile(BaseModel):
    """What became of one generated file."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    link: str
    exception: Annotated[str | None, _Lenient] = None


class Deletion(BaseModel):
    """The answer to a payload deletion."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    request_id: Annotated[str | None, _Lenient] = None
    payloads_deleted: Annotated[bool, lenient(False)] = False
    files: Annotated[tuple[DeletedFile, ...], lenient(()), Field(validation_alias="cdn_delete_results")] = ()


WebhookEvent = Literal["start", "completed"]
DeliveryState = Literal["pending", "delivering", "delivered", "failed"]


class WebhookBody(BaseModel):
    """What a webhook body says beside the record."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: Annotated[WebhookEvent | None, _Lenient] = None


class WebhookDelivery(BaseModel):
    """One delivery as the service remembers it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[str, StringConstraints(min_length=1)]
    request_id: Annotated[str | None, _Lenient, Field(validation_alias="requestId")] = None
    event: Annotated[WebhookEvent | None, _Lenient] = None
    state: Annotated[DeliveryState | None, _Lenient, Field(validation_alias="status")] = None
    attempts: Annotated[int | None, _Lenient] = None
    last_status: Annotated[int | None, _Lenient, Field(validation_alias="lastResponseStatus")] = None
    last_error: Annotated[str | None, _Lenient, Field(validation_alias="lastError")] = None
