"""What a card says of a job that gets no further for now: what is in its way, and that nobody need do anything."""

from bot.domain.errors import BotError, DiscordBusy, EngineBusy
from bot.domain.job import State
from bot.domain.text import Text, said, t

_FINISHED = t("Your picture is finished, but I cannot get hold of it yet. I keep trying, for about an hour.")
_NO_ENGINE = t("The image engine does not answer. I keep trying, for about an hour.")
_NO_DISCORD = t("Discord does not take it from me right now. I keep trying, for about an hour.")
_OTHER = t("That did not work at once. I am trying again.")


def held_up(state: State, error: BotError) -> Text:
    """In words for the person who asked; without anything of what the error knows of our insides."""
    match error:
        case EngineBusy():
            return said(_FINISHED if state is State.FETCHED else _NO_ENGINE)
        case DiscordBusy():
            return said(_NO_DISCORD)
        case _:
            return said(_OTHER)
