"""The command tree, and the one function that turns an error into what the person reads.

A `BotError` says its own text. Anything else is a bug: the person gets a reference, the log gets the rest.
"""

from contextlib import suppress
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.domain.errors import (
    AllowanceSpent,
    AlreadyTaken,
    AnswerLost,
    BotError,
    DeliveryFailed,
    EngineFailed,
    NotUnderstood,
)
from bot.domain.text import Text, speak, t
from bot.gateway.rights import right_of
from bot.services.crashes import report_crash

_NOBODY = discord.AllowedMentions.none()
_ROOM = 2_000
"""Characters of a message without components."""


class RestyleTree(app_commands.CommandTree[Any]):
    """Commands of the bot: their rights are checked here, and every error of theirs ends in `answer_error`."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Whether whoever calls may, and their call can be read; else they are told. All is said in their language."""
        speak(interaction.client.languages.of(interaction.locale.value))
        try:
            if (command := interaction.command) is not None:
                interaction.client.require(right_of(command), interaction)
            _read_options(interaction)
        except Exception as error:  # noqa: BLE001 (what is undeclared, not allowed or unreadable is answered, not run)
            await answer_error(interaction, error)
            return False
        return True

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """Answer it."""
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        await answer_error(interaction, cause)


def _read_options(interaction: discord.Interaction[Any]) -> None:
    """Raise here what the library would raise where nobody answers it: it reads them again before it runs a command."""
    _ = interaction.namespace


async def answer_error(interaction: discord.Interaction[Any], error: BaseException) -> None:
    """Tell the person, and only them, what went wrong and what to do next."""
    events, kind = interaction.client.events, interaction.type.name
    if isinstance(error, (AnswerLost, AlreadyTaken)):
        # Nobody is left to be told: the interaction is dead, or another process answers it.
        events("interaction.not_answered", kind=kind, error=type(error).__name__)
        return
    if isinstance(error, BotError):
        events("interaction.refused", kind=kind, error=type(error).__name__)
    await _tell(interaction, _explain(interaction, error))


def _explain(interaction: discord.Interaction[Any], error: BaseException) -> str:
    match error:
        case BotError():
            return _told(error)
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return t("This command has changed. Reload Discord and try again.")
        case app_commands.TransformerError():
            return t("`{value}` is not valid there. Change it and try again.", value=error.value)
        case _:
            client, kind = interaction.client, interaction.type.name
            crash = report_crash("interaction.crashed", error, events=client.events, ids=client.ids, kind=kind)
            return crash.user_text


def _told(error: BotError) -> str:
    match error:
        case AllowanceSpent():
            return _refusal(error)
        case NotUnderstood(suggestions=suggestions) if suggestions:
            tried = t("Try: {suggestions}", suggestions=", ".join(f"`{each}`" for each in suggestions))
            return f"{error.user_text}\n{tried}"
        case DeliveryFailed():
            return t("{what} Try it again in a minute, or in another channel.", what=error.user_text)
        case EngineFailed():
            return t("{what} Try it again in a few minutes.", what=error.user_text)
        case _:
            return error.user_text


def _refusal(error: AllowanceSpent) -> str:
    """Which rule, how much of it is used, when it resets, and who can change it."""
    asked = [] if error.wanted in {None, "1"} else [t("You asked for {wanted} more.", wanted=error.wanted)]
    lines = [" ".join([error.user_text, *asked]), _rule(error)]
    if error.resets_at is not None:
        lines.append(t("Try again {when}.", when=f"<t:{int(error.resets_at.timestamp())}:R>"))
    if error.operators:
        lines.append(t("Only whoever runs me can change it. `/limits me` shows all that holds for you."))
    else:
        lines.append(t("A moderator can change it with `/limits`. `/limits me` shows all that holds for you."))
    return "\n".join(lines)


def _rule(error: AllowanceSpent) -> Text:
    if error.used is None:
        return t("Rule: {rule}.", rule=error.rule)
    return t("Rule: {rule}. Used: {used} of {limit}.", rule=error.rule, used=error.used, limit=error.limit)


async def _tell(interaction: discord.Interaction[Any], text: str) -> None:
    text = text if len(text) <= _ROOM else text[: _ROOM - 1] + "…"
    # If even this cannot be said, Discord itself tells the person that we did not respond.
    with suppress(discord.DiscordException, aiohttp.ClientError, OSError):
        if interaction.type is discord.InteractionType.autocomplete:
            # It cannot be told anything; that nothing is offered is the refusal.
            await interaction.response.autocomplete([])
        elif interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=_NOBODY)
        else:
            await interaction.response.send_message(text, ephemeral=True, allowed_mentions=_NOBODY)
