"""`/moderate words`: what no prompt may hold. Whole words, whatever their case, accents or width."""

from discord import app_commands

from bot.delivery.order_view import tried_view, words_view
from bot.delivery.private import show
from bot.domain.policy import ForbiddenWord
from bot.domain.typed import word_typed
from bot.gateway.client import RestyleInteraction
from bot.gateway.people import tenant_of
from bot.gateway.rights import Right, needs
from cogs import changing
from cogs.moderation.group import words
from cogs.moderation.options import complete_word

Word = app_commands.Range[str, 1, 50]


@needs(Right.MANAGE_SERVER)
@words.command(name="add")
@app_commands.describe(word="A word or phrase; only whole words count, so parts of other words stay allowed")
async def add(interaction: RestyleInteraction, word: Word) -> None:
    """Forbid a word or phrase in prompts."""
    await changing.put(interaction, word_typed(word))


@needs(Right.MANAGE_SERVER)
@words.command(name="remove")
@app_commands.describe(word="One of those that are forbidden")
@app_commands.autocomplete(word=complete_word)
async def remove(interaction: RestyleInteraction, word: Word) -> None:
    """Allow a word again."""
    await changing.remove(interaction, ForbiddenWord, word_typed(word).word)


@needs(Right.MANAGE_SERVER)
@words.command(name="list")
async def list_words(interaction: RestyleInteraction) -> None:
    """Show the words that no prompt may hold."""
    await show(interaction, words_view(await interaction.client.use_cases.moderation.policy(tenant_of(interaction))))


@needs(Right.MANAGE_SERVER)
@words.command(name="test")
@app_commands.describe(prompt="A prompt as somebody would type it")
async def test(interaction: RestyleInteraction, prompt: app_commands.Range[str, 1, 1000]) -> None:
    """See whether a prompt would pass; nothing is made."""
    policy = await interaction.client.use_cases.moderation.policy(tenant_of(interaction))
    await show(interaction, tried_view(prompt, list(policy.forbidden_in(prompt))))
