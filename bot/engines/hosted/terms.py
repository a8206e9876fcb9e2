"""How the engine is set up: whose account, which model fills, what things cost, how long they are kept. Values only."""

from collections.abc import Collection
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.engines.hosted.prices import Prices
from bot.engines.modelrunner import MEDIA_HOSTS, QUEUE_URL, FillModel
from bot.engines.modelrunner.addresses import API_URL


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where the service is, and who asks."""

    key: SecretStr
    queue_url: str = QUEUE_URL
    api_url: str = API_URL
    media_hosts: Collection[str] = MEDIA_HOSTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an operator decides. Times are seconds."""

    fill: FillModel | None = None
    """The model that fills regions; None: the engine does not."""
    prices: Prices = field(default_factory=Prices)
    media_seconds: int = 86_400
    """How long results stay at their public address if nobody deletes them."""
    deletes_payloads: bool = True
    """Whether prompts, sources and results are deleted at the service once they are delivered."""
    deadline: float = 900.0
    """How long one order is followed."""
