"""The languages Discord's app can be set to, and the localised texts a command may bring."""

from typing import Final

from bot.playground.errors import Form, Place
from bot.playground.rules.fields import Field
from bot.playground.values import is_object

ENGLISH: Final = "en-US"
LOCALES: Final = (
    *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl", "pt-BR"),
    *("ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko", "ar"),
    "he",
)


def check_localizations(form: Form, place: Place, texts: object, each: Field) -> None:
    """Note what is wrong with a map of texts by language."""
    if texts is None:
        return
    if not is_object(texts):
        form.wrong(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    for locale, text in texts.items():
        if locale not in LOCALES:
            form.wrong((*place, locale), "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.')
        elif text is not None:
            each.check(form, (*place, locale), text)
