"""What people are told about an order that went wrong, and what it means for the job. None of it quotes a prompt.

The service's own words are for the log at most: they may repeat what somebody wrote.
"""

from decimal import Decimal

from bot.domain.errors import EngineBusy, EngineFailed, UnknownOrder
from bot.domain.money import NOTHING, Money
from bot.domain.text import t
from bot.engines.modelrunner import Missing, ModelRunnerError, Refusal, Undeliverable
from bot.engines.modelrunner.errors import (
    BadMedia,
    DeadlinePassed,
    Declined,
    ForeignAddress,
    Invalid,
    InvalidInput,
    NotFound,
    RateLimited,
    ServiceFailed,
)

BLOCKED = t("The service's filter probably blocked this picture. Try other words.")
NO_FILL = t("This engine cannot redraw a part of a picture. Use /restyle for the whole of it.")
_POLICY = t("The service's content check refused this. Try other words, or another picture.")
_NOT_MADE = t("The service could not make this picture. Nothing was billed; try it again.")
_INVALID = t("The service did not accept these options. Try others.")
_NO_MODEL = t("The service does not offer this model any more; the bot's operator has been told.")
_NOTHING_CAME = t("The service finished, but its picture never appeared.")
_UNUSABLE = t("The service's result is not a picture that I can pass on.")
_GONE = t("The service's picture was gone before I could fetch it.")
_TOO_LONG = t("The service took too long over this picture.")


def price_of(amount: Decimal | None) -> Money | None:
    """What was billed, if the service says so."""
    return None if amount is None else Money.of(amount)


def refused(refusal: Refusal) -> EngineFailed:
    """For an order that ended without a picture; such are not billed."""
    return EngineFailed(_POLICY if refusal.content_policy else _NOT_MADE, billed=NOTHING)


def undeliverable(found: Undeliverable) -> EngineFailed:
    """For an order that was made, and whose pictures cannot be had."""
    billed = price_of(found.record.price if found.record else None)
    if found.reason is Missing.PURGED:
        return UnknownOrder(billed=billed)
    return EngineFailed(_NOTHING_CAME if found.reason is Missing.NEVER_CAME else _UNUSABLE, billed=billed)


def not_accepted(error: ModelRunnerError) -> EngineFailed:
    """For an order that was refused for what it is: sent again it would be refused again."""
    if isinstance(error, NotFound):
        return EngineFailed(_NO_MODEL, billed=NOTHING)
    return EngineFailed(_INVALID if isinstance(error, Invalid | InvalidInput) else _NOT_MADE, billed=NOTHING)


def not_followed(error: ModelRunnerError) -> EngineFailed:
    """For an order that could not be followed to its end."""
    if isinstance(error, NotFound):
        return UnknownOrder()
    # It runs on and is billed; nobody can say how much.
    return EngineFailed(_TOO_LONG) if isinstance(error, DeadlinePassed) else EngineBusy()


def not_fetched(error: ModelRunnerError, billed: Money | None) -> EngineFailed:
    """For a result that could not be downloaded: again later, unless it would be the same then."""
    if isinstance(error, BadMedia | ForeignAddress):
        return EngineFailed(_UNUSABLE, billed=billed)
    if isinstance(error, Declined) and not isinstance(error, RateLimited | ServiceFailed):
        return EngineFailed(_GONE, billed=billed)
    return EngineBusy()


def unreadable(billed: Money | None) -> EngineFailed:
    """For a file that is no whole picture."""
    return EngineFailed(_UNUSABLE, billed=billed)
