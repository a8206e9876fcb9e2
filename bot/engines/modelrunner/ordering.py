"""From a wish to a request id, without ever paying twice: submit, wait where nothing was taken, search where it may be.

Owns the order of those steps within one process. A caller that must survive its own death commits between them and
uses `Queue.submit` and `reconcile` itself.
"""

from collections.abc import Mapping, Sequence

from bot.engines.modelrunner.errors import ModelRunnerError, NotSent, RateLimited, Uncertain
from bot.engines.modelrunner.inputs import ModelInput
from bot.engines.modelrunner.options import SubmitOptions
from bot.engines.modelrunner.queue import Accepted, Handle, Queue
from bot.engines.modelrunner.timing import Timing
from bot.engines.modelrunner.wire import Record

SEARCH_AFTER = (1.0, 3.0, 10.0, 30.0, 90.0)
"""Seconds after a lost answer at which the list is asked; how far it lags is not documented."""
_LONGEST_PAUSE = 60.0


async def reconcile(
    queue: Queue, metadata: Mapping[str, str], *, timing: Timing, after: Sequence[float] = SEARCH_AFTER
) -> tuple[Record, ...]:
    """The requests that a lost submit left, newest first; more than one deserves an alarm.

    Empty: the list was readable at the end and named none, which is no proof that none will turn up. Raises what
    kept the last question from being answered.
    """
    began = timing.monotonic()
    trouble: ModelRunnerError | None = None
    for moment in after:
        await timing.sleep(max(0.0, moment - (timing.monotonic() - began)))
        try:
            found, trouble = await queue.find(metadata, patience=0), None
        except ModelRunnerError as error:
            found, trouble = (), error
        if found:
            return found
    if trouble is not None:
        raise trouble
    return ()


async def place(
    queue: Queue,
    model: str,
    body: ModelInput | Mapping[str, object],
    *,
    metadata: Mapping[str, str],
    seconds: float,
    timing: Timing,
    options: SubmitOptions | None = None,
) -> Accepted | Handle:
    """Have a request accepted within `seconds`: an Accepted, or the handle of one whose answer was lost and found.

    Submits again only after a submit that was proven not accepted. A lost answer is searched for by `metadata["job"]`;
    without such a tag, or if nothing is found, raises Uncertain.
    """
    until = timing.monotonic() + seconds
    attempt = 0
    while True:
        attempt += 1
        try:
            tags = {**metadata, "attempt": str(attempt)}
            return await queue.submit(model, body, metadata=tags, options=options)
        except Uncertain as error:
            return queue.handle((await _searched(queue, metadata, timing, error, until)).id, model=model)
        except NotSent as error:
            await _paused(timing, attempt, until, error)
        except RateLimited as error:
            await _paused(timing, attempt, until, error, asked=error.retry_after or 0.0)
            if found := await _taken_after_all(queue, metadata, error):
                return queue.handle(found[0].id, model=model)


async def _paused(timing: Timing, attempt: int, until: float, error: NotSent | RateLimited, asked: float = 0.0) -> None:
    pause = max(asked, timing.jittered(min(2.0 ** (attempt - 1), _LONGEST_PAUSE), 0.25))
    if timing.monotonic() + pause > until:
        raise error
    await timing.sleep(pause)


async def _taken_after_all(queue: Queue, metadata: Mapping[str, str], refused: RateLimited) -> tuple[Record, ...]:
    """That a rate limit accepts nothing is likely, not documented: look once before submitting again."""
    if "job" not in metadata:
        return ()
    try:
        return await queue.find({"job": metadata["job"]})
    except ModelRunnerError as error:
        raise refused from error


async def _searched(queue: Queue, metadata: Mapping[str, str], timing: Timing, lost: Uncertain, until: float) -> Record:
    if "job" not in metadata:
        raise lost
    left = until - timing.monotonic()
    after = [moment for moment in SEARCH_AFTER if moment <= left] or [max(left, 0.0)]
    try:
        found = await reconcile(queue, {"job": metadata["job"]}, timing=timing, after=after)
    except ModelRunnerError as error:
        # Whatever the list answers says nothing about the submit: it stays uncertain, never refused.
        raise lost from error
    if not found:
        raise lost
    return found[0]
