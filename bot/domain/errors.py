"""Every error a user can be told about, in one tree.

A class's docstring is its default text for the user. Foreign errors are translated into these where they enter;
`bot.gateway.tree` and the card are the only places that show them. Nothing here knows Discord.

    BotError
    ├── Crashed                 a bug of ours, told by a reference
    ├── Refused                 said before anything was reserved; nothing was spent
    │   ├── BadRequest          an option is out of range or empty
    │   ├── NotUnderstood       the engine cannot do what the prompt asks, with suggestions
    │   ├── MissingPermission   the bot lacks a right where it should answer
    │   ├── AllowanceSpent      a limit is used up, or allows less than was asked for
    │   ├── Paused              no new work is taken
    │   ├── Blocked             the person may not ask
    │   ├── WrongChannel        not in this channel
    │   ├── WordForbidden       a word of the prompt is not wanted here
    │   ├── EngineDown          the engine takes no orders at the moment
    │   ├── NotAllowed          the person lacks a right
    │   ├── OutOfReach          the picture is where the bot was a guest, and it cannot read it any more
    │   ├── TooLate             the job is past the point where this helps
    │   └── Gone                the picture or its card does not exist any more
    ├── BadPicture              the attachment cannot be used
    │   └── IntakeBusy          it could not be looked at; the file itself is not at fault
    ├── EngineFailed            the engine could not make the picture
    │   ├── EngineBusy          not reachable; nothing was accepted
    │   ├── OrderUncertain      a paid order may have been accepted, and nobody can say
    │   └── UnknownOrder        the engine does not know this order (any more)
    ├── StoreBusy               the database is not reachable
    ├── AlreadyTaken            this interaction has its job already
    ├── AnswerLost              the interaction was not answered by us
    └── DeliveryFailed          Discord did not take what we sent
        ├── DiscordBusy         not reachable; try again
        └── Vanished            the message or channel is gone
"""

from datetime import datetime

from bot.domain.money import Money
from bot.domain.text import recalled, said, t


class BotError(Exception):
    """Something went wrong. Try it again."""

    retryable = False
    """True if the same step may succeed later without anybody changing anything."""

    def __init__(self, user_text: str | None = None) -> None:
        self.user_text = said(user_text) if user_text else recalled((type(self).__doc__ or "").strip().splitlines()[0])
        super().__init__(self.user_text)


class Crashed(BotError):
    """Something went wrong on my side. Try it again."""

    def __init__(self, reference: str) -> None:
        """`reference` leads to the line in the log that says more."""
        super().__init__(
            t(
                "Something went wrong on my side. Try it again; if that does not help, tell whoever runs me this "
                "reference: `{reference}`.",
                reference=reference,
            )
        )


class Refused(BotError):
    """This cannot be done like that. Try it in another way."""


class BadRequest(Refused):
    """One of the options is not valid. Change it and try again."""


class NotUnderstood(Refused):
    """I do not recognise a style, mood, colour or words to letter in this prompt. Name one, or pick a style."""

    def __init__(self, user_text: str | None = None, *, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(user_text)
        self.suggestions = suggestions
        """Prompts or style names that would work, best first."""


class MissingPermission(Refused):
    """I am missing permissions in this channel. Ask a moderator to grant them."""

    def __init__(self, *names: str) -> None:
        needed = ", ".join(names)
        super().__init__(
            t("I need these permissions here first: {permissions}. Ask a moderator to grant them.", permissions=needed)
        )
        self.names = names


class AllowanceSpent(Refused):
    """You have used what you may have here."""

    def __init__(
        self,
        user_text: str | None = None,
        *,
        rule: str,
        operators: bool = False,
        used: str | None = None,
        limit: str | None = None,
        wanted: str | None = None,
        resets_at: datetime | None = None,
    ) -> None:
        super().__init__(user_text)
        self.rule = rule
        """The rule, in words."""
        self.operators = operators
        """True if only whoever runs the bot can change it; otherwise the server's moderators can."""
        self.used = used
        """What was used of it before, where it is counted."""
        self.limit = limit
        self.wanted = wanted
        self.resets_at = resets_at
        """When there will be something again; None where waiting does not help."""


class Paused(Refused):
    """No new pictures are taken at the moment. Ask again later."""


class Blocked(Refused):
    """You may not ask for pictures in this server. Its moderators can change that."""


class WrongChannel(Refused):
    """Pictures are not made in this channel. Try another one."""


class WordForbidden(Refused):
    """This server does not want a word of your prompt. Ask in other words."""


class EngineDown(Refused):
    """The image engine takes no orders right now. Nothing was counted; try again in a few minutes."""


class NotAllowed(Refused):
    """You are not allowed to do that. Ask a moderator of this server."""


class OutOfReach(Refused):
    """I was only a guest where that picture is, and can read it no more. Press a button right below it."""


class TooLate(Refused):
    """It is too late for that: this picture is already being delivered. Wait a moment for it."""


class Gone(Refused):
    """This picture is gone, so there is nothing to work from. Start again with /restyle."""


class BadPicture(BotError):
    """This file is not a picture I can read. Attach another one."""


class IntakeBusy(BadPicture):
    """I cannot look at this picture right now. Try again in a minute."""

    retryable = True


class EngineFailed(BotError):
    """The image engine could not make this picture."""

    def __init__(self, user_text: str | None = None, *, billed: Money | None = None) -> None:
        super().__init__(user_text)
        self.billed = billed
        """What a paid engine took all the same; None where nobody can say."""


class EngineBusy(EngineFailed):
    """The image engine is not reachable right now."""

    retryable = True


class OrderUncertain(EngineFailed):
    """The image engine may have taken this order; its answer was lost."""


class UnknownOrder(EngineFailed):
    """The image engine does not know this order any more."""


class StoreBusy(BotError):
    """I cannot reach my database right now. Nothing was counted; try again in a minute."""

    retryable = True


class AlreadyTaken(BotError):
    """This request is being worked on already."""


class AnswerLost(BotError):
    """The interaction was not answered in time."""


class DeliveryFailed(BotError):
    """Discord did not take the picture."""


class DiscordBusy(DeliveryFailed):
    """Discord is not reachable right now."""

    retryable = True


class Vanished(DeliveryFailed):
    """The message or channel does not exist any more."""
