"""What `/help` fits into one message, and what it looks like before its pictures are there."""

import discord
import pytest
from discord import app_commands
from discord.app_commands import AppCommand

from bot.delivery.help_view import Offers, help_files, help_view
from bot.delivery.try_form import try_form
from bot.domain.styles import PRESETS
from bot.domain.text import speaking
from bot.gateway.mentions import Mentions
from bot.gateway.offers import offers_of
from bot.language.catalogues import FILES, Catalogues
from tests.fakes.clients import loaded_client

HOME = 1
DRAWN = {each.key: b"a picture" for each in PRESETS}


async def everything() -> Offers:
    """What whoever runs the bot can use at home: nobody is told of more."""
    client, mentions = await loaded_client(home=HOME), Mentions()
    home = discord.Object(HOME)
    roots = [*client.tree.get_commands(), *client.tree.get_commands(guild=home)]
    for root in roots:
        mentions._ids[root.name] = 2**64 - 1
    commands = [*client.tree.walk_commands(), *client.tree.walk_commands(guild=home)]
    return offers_of([each for each in commands if isinstance(each, app_commands.Command)], mentions)


def words(view: discord.ui.LayoutView) -> str:
    return "\n".join(each.content for each in view.walk_children() if isinstance(each, discord.ui.TextDisplay))


@pytest.mark.parametrize("locale", ["en-US", *sorted(FILES)])
async def test_all_of_it_fits_in_every_language(locale: str) -> None:
    """4,000 characters and 40 components are what Discord takes; a gallery has ten pictures, and a form's title 45."""
    with speaking(Catalogues().of(locale)):
        view = help_view(await everything(), DRAWN)
        assert len(words(view)) <= 4_000
        assert view.total_children_count <= 40
        assert len(try_form("oil").title) <= 45
    galleries = [each for each in view.walk_children() if isinstance(each, discord.ui.MediaGallery)]
    assert [item.media.url for each in galleries for item in each.items] == [
        f"attachment://{each.filename}" for each in help_files(DRAWN)
    ]


async def test_it_says_whether_pictures_come() -> None:
    """On their way, not to be had, or there; the styles can be tried in any case."""
    offers = await everything()
    coming, without, there = help_view(offers, coming=True), help_view(offers), help_view(offers, DRAWN)
    assert "on its way" in words(coming)
    assert "There are no pictures of them yet" in words(without)
    assert "no pictures" not in words(there)
    for view in (coming, without, there):
        buttons = [each.label for each in view.walk_children() if isinstance(each, discord.ui.Button)]
        assert buttons == [each.name for each in PRESETS]


def test_a_command_whose_id_is_not_known_is_told_as_it_is_typed() -> None:
    """Another process handed the commands in, and Discord could not be asked."""
    mentions = Mentions()
    assert mentions.of("limits me") == "`/limits me`"
    data = {"id": "7", "application_id": "1", "name": "limits", "description": "", "type": 1, "version": "1"}
    mentions.learn([AppCommand(data=data, state=None)])  # pyright: ignore[reportArgumentType]
    assert mentions.of("limits me") == "</limits me:7>"
