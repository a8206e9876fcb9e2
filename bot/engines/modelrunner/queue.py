"""The queue: submit once, follow, read, find, delete. Every call but `submit` is safe to repeat and is repeated.

How often to look is the poller's business, what a result means is decided in `settling`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

import httpx

from bot.engines.modelrunner.answers import Answer
from bot.engines.modelrunner.endpoint import Endpoint
from bot.engines.modelrunner.errors import (
    ForeignAddress,
    Interrupted,
    InvalidInput,
    KeyRefused,
    Malformed,
    RateLimited,
    Uncertain,
)
from bot.engines.modelrunner.http import Call, Http
from bot.engines.modelrunner.inputs import ModelInput
from bot.engines.modelrunner.options import RESERVED, SubmitOptions, checked_metadata
from bot.engines.modelrunner.pages import items_as
from bot.engines.modelrunner.settling import Outcome, Pending, Success, settle, settle_envelope
from bot.engines.modelrunner.values import Json
from bot.engines.modelrunner.wire import Deletion, Envelope, Phase, Record

_REFUSALS = frozenset({400, 401, 402, 403, 404, 429})
"""Answers to a submit that prove it was not accepted."""
_FOREIGN_ANSWER = "ModelRunner answered for another request."


@dataclass(frozen=True, slots=True, kw_only=True)
class Handle:
    """A request to follow. Its id is enough; an address makes its progress visible."""

    id: str
    status_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A submit that was taken. Commit the id before anything else."""

    handle: Handle
    envelope: Envelope

    @property
    def id(self) -> str:
        """The request's id."""
        return self.handle.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One look at a request."""

    phase: Phase
    outcome: Outcome | None
    """What it came to; None: it has finished, and its result has to be read."""
    envelope: Envelope | None = None


class Queue:
    """The queue's interface for one account."""

    def __init__(self, http: Http) -> None:
        """Speak over `http`."""
        self._http = http
        self._base = http.addresses.queue

    async def submit(
        self,
        model: str,
        body: ModelInput | Mapping[str, object],
        *,
        metadata: Mapping[str, str],
        options: SubmitOptions | None = None,
    ) -> Accepted:
        """Send one POST, and never a second one. Only making the connection is repeated.

        `metadata` should hold a unique `job`, committed before this call: it is how a lost answer is found again.
        Raises NotSent or a Declined of 400, 401, 402, 403, 404 or 429 if nothing was accepted; Uncertain for
        everything else, after which only `find` may follow. If the calling task is cancelled, or its process dies, the
        outcome is uncertain too. InvalidInput is raised before anything is sent.
        """
        options = options or SubmitOptions()
        call = Call(
            method="POST",
            url=f"{self._base}/{Endpoint.parse(model).path}",
            json=_submitted(body) | options.members | {"metadata": checked_metadata(metadata)},
            headers=options.headers,
        )
        try:
            answer = await self._http.submit(call)
        except (Interrupted, Malformed) as error:
            raise Uncertain(f"{Uncertain.__doc__} {error}") from error
        if answer.status in _REFUSALS:
            raise answer.declined(self._http.timing.unix())
        return self._accepted(answer, model)

    def _accepted(self, answer: Answer, model: str) -> Accepted:
        if not answer.accepted:
            raise Uncertain(f"{Uncertain.__doc__} (status {answer.status})")
        try:
            envelope = answer.read_as(Envelope)
        except Malformed as error:
            raise Uncertain(f"{Uncertain.__doc__} {error}") from error
        handle = self.handle(envelope.request_id, model=model)
        if (told := self._ours(envelope.status_url)) is not None:
            handle = replace(handle, status_url=told)
        return Accepted(handle=handle, envelope=envelope)

    def handle(self, request_id: str, *, model: str | None = None) -> Handle:
        """A handle from a stored id. With the model, progress is visible; without it, only the end is."""
        if model is None:
            return Handle(id=request_id)
        path = Endpoint.parse(model).handle_path
        return Handle(id=request_id, status_url=f"{self._base}/{path}/requests/{quote(request_id, safe='')}/status")

    async def status(self, handle: Handle, *, logs: bool = False) -> Envelope:
        """Where a request stands. A failed one answers here with status 400 and is an envelope all the same.

        Raises InvalidInput for a handle without an address, Declined, Malformed or Unreachable.
        """
        if handle.status_url is None:
            raise InvalidInput("Only a handle made with its model can be asked for a status.")
        answer = await self._http.read(_status_call(handle.status_url, logs=logs))
        return self._envelope(answer, handle)

    async def result(self, request_id: str) -> Outcome:
        """What a request came to, as far as it has. Raises KeyRefused, RateLimited or Unreachable."""
        return self._settled(await self._http.read(self._record_call(request_id)), request_id)

    async def record(self, request_id: str) -> Record:
        """The record as the service keeps it; raises Declined, Malformed or Unreachable."""
        answer = await self._http.read(self._record_call(request_id))
        record = answer.expected_as(Record, self._http.timing.unix())
        if record.id != request_id:
            raise Malformed(_FOREIGN_ANSWER)
        return record

    async def look(self, handle: Handle, *, for_result: bool = False) -> Sighting:
        """One look, not repeated: who looks again anyway needs no other patience. Raises as `status` and `result`."""
        if handle.status_url is None or for_result:
            outcome = self._settled(await self._http.once(self._record_call(handle.id)), handle.id)
            return Sighting(phase=_phase_of(outcome), outcome=outcome)
        answer = await self._http.once(_status_call(handle.status_url))
        envelope = self._envelope(answer, handle)
        finished = envelope.status is Phase.COMPLETED
        outcome = None if finished else settle_envelope(envelope)
        return Sighting(phase=envelope.status, outcome=outcome, envelope=envelope)

    async def find(
        self, metadata: Mapping[str, str], *, limit: int = 20, patience: float | None = None
    ) -> tuple[Record, ...]:
        """The requests that carry all of these tags, newest first. Empty means the service said there are none.

        Raises Malformed where it cannot be told: a page of an unknown shape, or one that ignored the tags; or another
        reason why there is no page. `patience` bounds the seconds in which the question is repeated.
        """
        wanted = checked_metadata(metadata)
        tags = quote(json.dumps(wanted, separators=(",", ":")), safe="")
        call = Call(method="GET", url=f"{self._base}/requests?metadata={tags}&limit={limit}")
        answer = await self._http.read(call, patience=patience)
        records = items_as(Record, answer.expected_as(object, self._http.timing.unix()))
        found = tuple(r for r in records if r.metadata is not None and wanted.items() <= r.metadata.items())
        if len(records) > len(found) == 0:
            raise Malformed("ModelRunner's list ignored the tags it was asked for.")
        return found

    async def cancel(self, handle: Handle) -> Envelope:
        """Tell the service that nobody waits any more. It does NOT stop: the request runs on, ends and is billed.

        The service answers with the current status; its documents say that nothing else happens today. Call it only
        where a future meaning of the word would be welcome.
        """
        if handle.status_url is None:
            raise InvalidInput("Only a handle made with its model can be cancelled.")
        url = handle.status_url.removesuffix("/status") + "/cancel"
        return self._envelope(await self._http.read(Call(method="GET", url=url)), handle)

    async def delete_payloads(self, request_id: str, *, key: str | None = None) -> Deletion:
        """Delete a finished request's input, output and generated files; uploaded inputs, times and price stay.

        Repeating is safe, and `key` makes it idempotent at the service. Raises NotYet while the request is unfinished
        or unbilled: try again later, with growing delay.
        """
        headers = {"X-Idempotency-Key": key} if key else {}
        url = f"{self._record_call(request_id).url}/payloads"
        answer = await self._http.read(Call(method="DELETE", url=url, headers=headers))
        if answer.accepted and not answer.body:
            return Deletion(payloads_deleted=True)
        return answer.expected_as(Deletion, self._http.timing.unix())

    async def check_key(self) -> None:
        """Prove the key with an unpaid question; raises KeyRefused, another Declined, or Unreachable."""
        answer = await self._http.read(Call(method="GET", url=f"{self._base}/requests?limit=1"))
        if not answer.accepted:
            raise answer.declined(self._http.timing.unix())

    def _record_call(self, request_id: str) -> Call:
        return Call(method="GET", url=f"{self._base}/requests/{quote(request_id, safe='')}")

    def _ours(self, url: str | None) -> str | None:
        """An address from an answer, if it may see the key; one that may not is never used."""
        try:
            return str(self._http.addresses.keyed(url)) if url else None
        except ForeignAddress:
            return None

    def _envelope(self, answer: Answer, handle: Handle) -> Envelope:
        if not answer.accepted and answer.status != 400:
            raise answer.declined(self._http.timing.unix())
        try:
            envelope = answer.read_as(Envelope)
        except Malformed:
            if answer.status == 400:
                raise answer.declined(self._http.timing.unix()) from None
            raise
        if envelope.request_id != handle.id:
            raise Malformed(_FOREIGN_ANSWER)
        return envelope

    def _settled(self, answer: Answer, request_id: str) -> Outcome:
        declined = None if answer.accepted else answer.declined(self._http.timing.unix())
        if isinstance(declined, KeyRefused | RateLimited):
            raise declined
        outcome = settle(answer, self._http.addresses)
        if isinstance(outcome, Success) and outcome.record.id != request_id:
            raise Malformed(_FOREIGN_ANSWER)
        return outcome


def _status_call(url: str, *, logs: bool = False) -> Call:
    return Call(method="GET", url=str(httpx.URL(url).copy_merge_params({"logs": str(int(logs))})))


def _submitted(body: ModelInput | Mapping[str, object]) -> Json:
    members = dict(body) if isinstance(body, Mapping) else body.body()
    if taken := RESERVED & members.keys():
        raise InvalidInput(f"{', '.join(sorted(taken))} cannot be part of a model's input.")
    return members


def _phase_of(outcome: Outcome) -> Phase:
    return outcome.phase if isinstance(outcome, Pending) else Phase.COMPLETED
