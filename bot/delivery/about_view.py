"""The answer to `/about`: what this bot is, who draws here and at what price, what it keeps, and where to read more."""

from collections.abc import Callable, Sequence

import discord

from bot.delivery.card import finished_view
from bot.delivery.markup import escaped
from bot.domain.text import Text, said, t, tn
from bot.services.guide import About, Links

_COLOUR = discord.Colour(0x5865F2)


def about_view(about: About, mention: Callable[[str], str]) -> discord.ui.LayoutView:
    """The message; `mention` is how Discord shows one of our commands."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    for lines in (_introduction(about), _facts(about), _kept(mention)):
        box.add_item(discord.ui.TextDisplay("\n".join(lines)))
    if links := _links(about.links):
        box.add_item(discord.ui.ActionRow[discord.ui.LayoutView](*links))
    box.add_item(discord.ui.TextDisplay(f"-# {t('{help} says how to begin.', help=mention('help'))}"))
    return finished_view(box)


def _introduction(about: About) -> Sequence[str]:
    told = t("I redraw pictures: give me one, say how it should look, and I answer with it redrawn.")
    return f"### {t('About me')}", told, f"-# {t('Version {version}', version=about.version)}"


def _facts(about: About) -> Sequence[str]:
    return _price(about), _made(about.pictures)


def _price(about: About) -> Text:
    engine = escaped(said(about.engine))
    if about.price is None:
        return t("The pictures here are made by **{engine}**. They cost nothing.", engine=engine)
    return t(
        "The pictures here are made by **{engine}**. One costs about {price}; a request says so before it is made.",
        engine=engine,
        price=about.price,
    )


def _made(pictures: int) -> Text:
    if not pictures:
        return t("In the last twelve months I made no picture here.")
    return tn(
        "In the last twelve months I made {n} picture here.",
        "In the last twelve months I made {n} pictures here.",
        pictures,
    )


def _kept(mention: Callable[[str], str]) -> Sequence[str]:
    kept = t("what you asked for and its settings, so that buttons go on working, and how much of your limits is used")
    return (
        t("**What I keep of you:** {kept}. No pictures: they hang on my messages. I read no messages.", kept=kept),
        t("{forget_me} deletes it.", forget_me=mention("forget-me")),
    )


def _links(links: Links) -> Sequence[discord.ui.Button[discord.ui.LayoutView]]:
    named = ((t("Source code"), links.source), (t("Support"), links.support), (t("Privacy policy"), links.privacy))
    return [discord.ui.Button(label=label, url=url) for label, url in named if url]
