"""A request as the command that makes it again, for people to copy."""

from bot.domain.request import Magic, Size, Task, Wish
from bot.domain.text import Text, t

_NAMES = {Task.RESTYLE: "restyle", Task.IMAGINE: "imagine", Task.FILL: "fill"}
_FENCE = "`" * 3


def command_line(wish: Wish) -> str:
    """The slash command with its options as they are typed; the picture is left for the person to attach."""
    # In English for everybody: what is pasted is found by its original names only (discord-api-docs, issue 5446).
    options: dict[str, object] = {"prompt": wish.prompt or None, "style": wish.style}
    if wish.task.has_source and not wish.strengths:
        options["strength"] = f"{wish.strength:g}"
    if wish.task.has_mask:
        options["region"] = wish.region
    options["speed"] = wish.speed.value
    options["magic"] = None if wish.magic is Magic.NONE or wish.task.has_mask else wish.magic.value
    options["count"] = wish.count if wish.count > 1 and not wish.strengths else None
    options["size"] = None if wish.size is Size.AUTO or wish.task.has_mask else wish.size.value
    options["seed"] = wish.seed
    words = " ".join(f"{name}:{value}" for name, value in options.items() if value is not None)
    return f"/{_NAMES[wish.task]} {words}"


def copyable(wish: Wish) -> Text:
    """The command as a block that can be copied whole, and what to do with it."""
    # Nothing that a person wrote ends the block.
    block = f"{_FENCE}\n{command_line(wish).replace(_FENCE, chr(0x2019) * 3)}\n{_FENCE}"
    if wish.task.has_source:
        return t("{command}Send it with your picture attached as `image`.", command=block)
    return t("{command}Send it, and the same picture is made again.", command=block)
