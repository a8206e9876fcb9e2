"""Refusals in Discord's words: an HTTP status, a numeric code, a sentence, and for forms what is wrong where."""

from bot.playground.values import Json

Place = tuple[str | int, ...]


class Refusal(Exception):
    """A request Discord would refuse."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        """Answer `status` with this body."""
        super().__init__(f"{status} ({code}): {message} {errors or ''}".rstrip())
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    @property
    def body(self) -> Json:
        """The JSON of the answer."""
        body: Json = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


REFUSALS: dict[str, tuple[int, int, str]] = {
    "unauthorized": (401, 0, "401: Unauthorized"),
    "unknown route": (404, 0, "404: Not Found"),
    "unknown application": (404, 10002, "Unknown Application"),
    "unknown channel": (404, 10003, "Unknown Channel"),
    "unknown guild": (404, 10004, "Unknown Guild"),
    "unknown member": (404, 10007, "Unknown Member"),
    "unknown message": (404, 10008, "Unknown Message"),
    "unknown user": (404, 10013, "Unknown User"),
    "unknown webhook": (404, 10015, "Unknown Webhook"),
    "unknown interaction": (404, 10062, "Unknown interaction"),
    "unknown command": (404, 10063, "Unknown application command"),
    "too many commands": (400, 30032, "Maximum number of application commands reached"),
    "too many creates": (400, 30034, "Max number of daily application command creates has been reached"),
    "request too large": (413, 40005, "Request entity too large"),
    "already acknowledged": (400, 40060, "Interaction has already been acknowledged."),
    "too many follow-ups": (400, 40094, "Maximum number of follow up messages reached"),
    "missing access": (403, 50001, "Missing Access"),
    "not the author": (403, 50005, "Cannot edit a message authored by another user"),
    "empty message": (400, 50006, "Cannot send an empty message"),
    "missing permissions": (403, 50013, "Missing Permissions"),
    "wrong kind of channel": (400, 50024, "Cannot execute action on this channel type"),
    "invalid webhook token": (401, 50027, "Invalid Webhook Token"),
    "thread archived": (400, 50083, "Thread is archived"),
    "invalid json": (400, 50109, "The request body contains invalid JSON."),
    "thread closed": (403, 50083, "Thread is archived"),
    "thread exists": (400, 160004, "A thread has already been created for this message"),
    "thread locked": (400, 160005, "Thread is locked"),
    "too many threads": (400, 160006, "Maximum number of active threads reached"),
    "blocked word": (400, 200000, "Message was blocked by automatic moderation"),
}


def refuse(what: str) -> Refusal:
    """The refusal known by this name."""
    return Refusal(*REFUSALS[what])


def malformed(place: Place, code: str, message: str) -> Refusal:
    """The refusal of a form with one thing wrong."""
    form = Form()
    form.wrong(place, code, message)
    return form.refusal


class Form:
    """Collects what is wrong with a body, each finding at its place, and refuses with all of it at once."""

    def __init__(self, *base: str | int) -> None:
        """Place every finding below `base`."""
        self._base = base
        self._errors: Json = {}

    def wrong(self, place: Place, code: str, message: str) -> None:
        """Note a finding."""
        node = self._errors
        for step in (*self._base, *place):
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong so far."""
        return not self._errors

    @property
    def refusal(self) -> Refusal:
        """The answer that lists every finding."""
        return Refusal(400, 50035, "Invalid Form Body", self._errors)

    def settle(self) -> None:
        """Raise if anything is wrong."""
        if not self.clean:
            raise self.refusal
