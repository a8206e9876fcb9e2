"""The account's webhooks: its secret, and what became of deliveries. Checking a delivery is in `signatures`."""

from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.engines.modelrunner.http import Call, Http
from bot.engines.modelrunner.pages import items_as
from bot.engines.modelrunner.wire import DeliveryState, WebhookDelivery, WebhookEvent


class _Secret(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    key: SecretStr


class Webhooks:
    """The webhook interface of one account."""

    def __init__(self, http: Http) -> None:
        """Speak over `http`."""
        self._http = http
        self._base = f"{http.addresses.api}/webhooks"

    async def secret(self) -> SecretStr:
        """The secret that deliveries are signed with; made at the first call. Raises Declined or Unreachable."""
        answer = await self._http.read(Call(method="GET", url=f"{self._base}/default/secret"))
        return answer.expected_as(_Secret, self._http.timing.unix()).key

    async def rotate_secret(self) -> SecretStr:
        """Make a new secret; the old one goes on signing for 24 h. Sent once: a second rotation would end the old one.

        After Interrupted it is not known whether the secret changed: ask for it.
        """
        answer = await self._http.once(Call(method="POST", url=f"{self._base}/default/secret/rotate"))
        return answer.expected_as(_Secret, self._http.timing.unix()).key

    async def deliveries(
        self,
        *,
        request_id: str | None = None,
        state: DeliveryState | None = None,
        event: WebhookEvent | None = None,
        limit: int = 20,
    ) -> tuple[WebhookDelivery, ...]:
        """What was sent to our webhook, and how that went. Raises Declined, Malformed or Unreachable."""
        asked = {"limit": limit, "requestId": request_id, "status": state, "event": event}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        answer = await self._http.read(Call(method="GET", url=f"{self._base}/deliveries?{query}"))
        page = answer.expected_as(object, self._http.timing.unix())
        return items_as(WebhookDelivery, page)

    async def replay(self, delivery_id: str) -> None:
        """Have a delivery sent again. Raises Declined, or Interrupted if it is not known whether it will be."""
        url = f"{self._base}/deliveries/{quote(delivery_id, safe='')}/replay"
        answer = await self._http.once(Call(method="POST", url=url))
        if not answer.accepted:
            raise answer.declined(self._http.timing.unix())
