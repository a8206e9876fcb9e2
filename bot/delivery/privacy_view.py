"""What somebody reads who wants to be forgotten: what goes, what stays and why, and in the end what was done."""

from enum import Enum, auto

import discord

from bot.delivery.card import finished_view
from bot.delivery.controls import Action, button_row
from bot.domain.privacy import Holdings
from bot.domain.text import t, tn

_COLOUR = discord.Colour(0xED4245)


class Reach(Enum):
    """Where somebody is to be forgotten."""

    SERVER = auto()
    PRIVATE = auto()
    """In their direct messages, and wherever they alone brought us: that is one tenant, and theirs."""
    EVERYWHERE = auto()


def reach_of(tenant: int) -> Reach:
    """What a tenant is to the one who asks there."""
    return Reach.SERVER if tenant > 0 else Reach.PRIVATE


def question_view(holdings: Holdings, reach: Reach, *, scope: str) -> discord.ui.LayoutView:
    """Ask before it is done; `scope` comes back with the button."""
    box = discord.ui.Container[discord.ui.LayoutView](accent_colour=_COLOUR)
    heading = {
        Reach.SERVER: t("Forget you in this server"),
        Reach.PRIVATE: t("Forget you in our direct messages, and where you alone brought me"),
        Reach.EVERYWHERE: t("Forget you everywhere"),
    }[reach]
    box.add_item(discord.ui.TextDisplay(f"### {heading}"))
    box.add_item(discord.ui.TextDisplay("\n".join((t("**This is deleted, for good:**"), *_going(holdings)))))
    box.add_item(discord.ui.TextDisplay("\n".join((t("**This stays:**"), *_staying(reach)))))
    box.add_item(button_row(scope, Action.FORGET))
    return finished_view(box)


def farewell(requests: int, left: int) -> str:
    """What was done."""
    done = tn("Done: {n} request is forgotten.", "Done: {n} requests are forgotten.", requests)
    text = t("{done} My messages with your pictures are deleted in the next minutes.", done=done)
    if not left:
        return text
    rest = tn(
        "{n} picture is on its way and cannot be stopped. Use `/forget-me` once more when it is there.",
        "{n} pictures are on their way and cannot be stopped. Use `/forget-me` once more when they are there.",
        left,
    )
    return f"{text} {rest}"


def _going(holdings: Holdings) -> list[str]:
    requests = tn(
        "{n} request of yours: its prompt, its settings, and what came of it",
        "{n} requests of yours: prompts, settings, and what came of them",
        holdings.requests,
    )
    called_off = tn("{n} of them is called off first", "{n} of them are called off first", holdings.open)
    return [
        f"- {requests}",
        *([f"- {called_off}"] if holdings.open else []),
        f"- {t('my messages with them, and the pictures that hang there')}",
        f"- {t('reports you made, extras and exemptions you were given, your name below what you decided')}",
    ]


def _staying(reach: Reach) -> list[str]:
    theirs = f"- {t('pictures where you alone brought me: I may not delete there, so press Delete below them first')}"
    if reach is Reach.PRIVATE:
        return [theirs, f"- {t('how much of your allowance is used, until it starts anew')}"]
    return [
        *([theirs] if reach is Reach.EVERYWHERE else []),
        f"- {t('blocks and limits that moderators set for you: forgetting is no way around them')}",
        f"- {t('how much of your allowance is used, until it starts anew')}",
        f"- {t('how much the server made in all, without your name')}",
        f"- {t('threads, their names and what others wrote there; and what others made from your pictures')}",
    ]
