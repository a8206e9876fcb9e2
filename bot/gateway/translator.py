"""What commands and their options are called in other languages. Discord learns it when commands are synced."""

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.ports import Languages

_CONTEXTS = {
    Location.command_name: "command",
    Location.group_name: "command",
    Location.parameter_name: "option",
}
"""Names have rules of their own (small letters, no spaces), and so have their translations."""


class CatalogueTranslator(app_commands.Translator):
    """Looks everything up in the catalogues."""

    def __init__(self, languages: Languages) -> None:
        super().__init__()
        self._languages = languages

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The words in that language; None where they are the same, or it is not spoken."""
        language = self._languages.of(locale.value)
        if language is None:
            return None
        naming = _CONTEXTS.get(context.location)
        menu = isinstance(context.data, app_commands.ContextMenu)
        message = string.message
        found = language.gettext(message) if naming is None or menu else language.pgettext(naming, message)
        return None if found == message else found
