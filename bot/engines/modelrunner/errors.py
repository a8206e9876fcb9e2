"""Everything that can go wrong with ModelRunner, in one tree. A class's docstring is its default message.

    ModelRunnerError
    ├── InvalidInput            refused here, before anything was sent
    ├── Unreachable             no answer
    │   ├── NotSent             the request never left: nothing was accepted, nothing was billed
    │   └── Interrupted         the request may have arrived
    ├── Uncertain               a paid submit that may have been accepted: look for it, never send it again
    ├── Declined                the service answered and said no
    │   ├── Invalid             400, 422
    │   ├── KeyRefused          401, 403
    │   ├── BalanceTooLow       402
    │   ├── NotFound            404, 410
    │   ├── NotYet              409
    │   ├── RateLimited         429
    │   └── ServiceFailed       5xx
    ├── Malformed               an answer that is not what the protocol says
    ├── ForeignAddress          an address outside the hosts we know; nothing was sent there
    ├── DeadlinePassed          our patience ended; the request runs on and is billed
    ├── GenerationRefused       the model made no picture; nothing is billed
    ├── NothingToDeliver        the model finished, but there is no picture to fetch (any more)
    ├── BadMedia                a result that is no picture we can pass on
    └── WebhookRejected         a delivery whose signature, time or form does not hold

Transport errors of httpx become these in `http`, error bodies in `problem`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.engines.modelrunner.problem import Problem
    from bot.engines.modelrunner.settling import Refusal, Undeliverable


class ModelRunnerError(Exception):
    """ModelRunner could not do this."""

    retryable = False
    """True if the same call may succeed later without anybody changing anything, and repeating it is safe."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])


class InvalidInput(ModelRunnerError, ValueError):
    """This cannot be sent."""


class Unreachable(ModelRunnerError):
    """ModelRunner did not answer."""

    retryable = True


class NotSent(Unreachable):
    """No connection to ModelRunner: the request never left."""


class Interrupted(Unreachable):
    """The connection broke after the request may have arrived."""


class Uncertain(ModelRunnerError):
    """ModelRunner may have accepted this request; look for it by its metadata before anything else."""


class Declined(ModelRunnerError):
    """ModelRunner refused this request."""

    def __init__(self, message: str | None = None, *, status: int, problem: "Problem") -> None:
        super().__init__(message or f"{(type(self).__doc__ or '').strip().rstrip('.')}: {status} {problem.message}")
        self.status = status
        """The HTTP status."""
        self.problem = problem
        """What the body said."""


class Invalid(Declined):
    """ModelRunner does not accept this request."""


class KeyRefused(Declined):
    """ModelRunner does not accept this key here."""


class BalanceTooLow(Declined):
    """The account's balance is below what ModelRunner sets aside for this model."""


class NotFound(Declined):
    """ModelRunner does not know this model, request or file (any more)."""


class NotYet(Declined):
    """ModelRunner cannot do this while the request is unfinished or unbilled."""

    retryable = True


class RateLimited(Declined):
    """ModelRunner takes no more requests right now."""

    retryable = True

    def __init__(
        self, message: str | None = None, *, status: int, problem: "Problem", retry_after: float | None
    ) -> None:
        super().__init__(message, status=status, problem=problem)
        self.retry_after = retry_after
        """Seconds the service asked us to wait, if it said so."""


class ServiceFailed(Declined):
    """ModelRunner had an error of its own."""

    retryable = True


class Malformed(ModelRunnerError):
    """ModelRunner's answer cannot be read."""

    retryable = True


class ForeignAddress(ModelRunnerError):
    """ModelRunner named an address outside its own hosts."""


class DeadlinePassed(ModelRunnerError):
    """The picture was not finished in time; the request runs on at ModelRunner and is billed."""

    def __init__(self, message: str | None = None, *, last_trouble: ModelRunnerError | None = None) -> None:
        super().__init__(message)
        self.last_trouble = last_trouble
        """Why the last look failed, if it did."""


class GenerationRefused(ModelRunnerError):
    """The model did not make a picture."""

    def __init__(self, refusal: "Refusal") -> None:
        super().__init__(refusal.message or None)
        self.refusal = refusal
        """Why, and whether the content was at fault."""


class NothingToDeliver(ModelRunnerError):
    """The model finished, but there is no picture to fetch."""

    def __init__(self, found: "Undeliverable") -> None:
        super().__init__(f"{type(self).__doc__} ({found.reason.value})")
        self.found = found
        """What the record says; its price stands."""


class BadMedia(ModelRunnerError):
    """The result is not a picture that can be passed on."""


class WebhookRejected(ModelRunnerError):
    """This webhook delivery is not from ModelRunner, or not from now."""
