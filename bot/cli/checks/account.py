"""Whether Discord knows the bot's token, and whose it is. Two questions that change nothing."""

from http import HTTPStatus
from typing import Annotated

import httpx
from pydantic import BaseModel, StringConstraints, ValidationError

from bot.cli.checks.finding import Finding, error, ok, skipped, warning
from bot.settings import Settings

_API = "https://discord.com/api/v10"
_PATIENCE_SECONDS = 10.0
_AGENT = "DiscordBot (restyle doctor)"


class _User(BaseModel):
    id: Annotated[str, StringConstraints(pattern=r"^\d+$")]
    username: str


class _Application(BaseModel):
    id: Annotated[str, StringConstraints(pattern=r"^\d+$")]


async def check_discord(settings: Settings) -> Finding:
    """Ask who the token belongs to."""
    if settings.discord_token is None:
        return skipped("discord", "DISCORD_TOKEN is not set: `restyle run` needs one from the Developer Portal")
    headers = {"Authorization": f"Bot {settings.discord_token.get_secret_value()}", "User-Agent": _AGENT}
    base = (settings.discord_api_url or _API).rstrip("/")
    try:
        async with httpx.AsyncClient(headers=headers, timeout=_PATIENCE_SECONDS) as client:
            user = await client.get(f"{base}/users/@me")
            application = await client.get(f"{base}/applications/@me")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as problem:
        return error("discord", f"does not answer ({type(problem).__name__}): check the network and DISCORD_API_URL")
    return _judged(user, application)


def _judged(user: httpx.Response, application: httpx.Response) -> Finding:
    if user.status_code == HTTPStatus.UNAUTHORIZED:
        return error("discord", "refuses the token: copy it again from the Developer Portal into DISCORD_TOKEN")
    if not user.is_success:
        return warning("discord", f"answered {user.status_code}, so the token could not be checked: try again later")
    try:
        name = _User.model_validate_json(user.content).username
        number = _Application.model_validate_json(application.content).id
    except ValidationError:
        return error("discord", "answers something else than Discord does: check DISCORD_API_URL")
    return ok("discord", f"the token is {name}'s, application {number}")
