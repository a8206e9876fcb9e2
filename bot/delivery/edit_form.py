"""The form in which a picture is asked for in other words: filled in with what was asked, and kept nowhere.

What it is about stands in its `custom_id`, so that it may be handed in after a restart.
"""

import discord

from bot.delivery.controls import Action, custom_id, picture_key
from bot.domain.job import Job
from bot.domain.prompt import PROMPT_LIMIT
from bot.domain.text import Text, said, t
from bot.domain.variation import only

PROMPT, STRENGTH = "prompt", "strength"
"""The form's fields."""
_TITLES: dict[Action, Text] = {Action.EDITED: t("Edit prompt"), Action.SOURCED: t("Go on from this picture")}


def edit_form(job: Job, picture: int | None, action: Action) -> discord.ui.Modal:
    """The form for a job, or one picture of it; `action` is what handing it in does."""
    wish = job.wish if picture is None else only(job.wish, picture)
    form = discord.ui.Modal(
        title=said(_TITLES[action]), custom_id=custom_id(action, picture_key(job.key, picture)), timeout=None
    )
    words = discord.ui.TextInput[discord.ui.LayoutView](
        custom_id=PROMPT,
        style=discord.TextStyle.paragraph,
        default=wish.prompt,
        max_length=PROMPT_LIMIT,
        required=wish.style is None,
    )
    form.add_item(discord.ui.Label(text=t("How it should look"), component=words))
    if wish.task.has_source or action is Action.SOURCED:
        strength = discord.ui.TextInput[discord.ui.LayoutView](
            custom_id=STRENGTH, default=f"{wish.strength:g}", max_length=5, required=False
        )
        told = t("0 keeps the picture, 1 follows the prompt most")
        form.add_item(discord.ui.Label(text=t("Strength"), description=told, component=strength))
    form.stop()
    return form
