"""What somebody asked for: the values that travel from an interaction to an engine. Validates, knows no Discord."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.errors import BadRequest
from bot.domain.prompt import PROMPT_LIMIT, clean_prompt
from bot.domain.styles import preset
from bot.domain.text import Text, t, tn


class Task(StrEnum):
    """What is made, and from what."""

    RESTYLE = "restyle"
    """The whole of a picture anew."""
    IMAGINE = "imagine"
    """A picture from words alone."""
    FILL = "fill"
    """One part of a picture; the rest stays as it is."""

    @property
    def has_source(self) -> bool:
        """True if there is a picture to begin with."""
        return self is not Task.IMAGINE

    @property
    def has_mask(self) -> bool:
        """True if only a part of the picture is meant."""
        return self is Task.FILL


class Region(StrEnum):
    """A part of a picture that can be named instead of painted."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"
    BORDER = "border"


class Speed(StrEnum):
    """How much care the engine takes: time and price against quality."""

    TURBO = "TURBO"
    BALANCED = "BALANCED"
    QUALITY = "QUALITY"

    @property
    def told(self) -> Text:
        """Its name in a sentence."""
        return {Speed.TURBO: t("turbo"), Speed.BALANCED: t("balanced"), Speed.QUALITY: t("quality")}[self]


class Magic(StrEnum):
    """How far the engine may enrich the prompt ("Magic Prompt")."""

    NONE = "None"
    MEDIUM = "Medium"
    LARGE = "Large"


class Size(StrEnum):
    """The shape of the result; AUTO keeps the source's."""

    AUTO = "auto"
    SQUARE = "square"
    PORTRAIT = "portrait_4_3"
    TALL = "portrait_16_9"
    LANDSCAPE = "landscape_4_3"
    WIDE = "landscape_16_9"

    @property
    def aspect(self) -> float | None:
        """Width over height, or None where the source decides."""
        return {"auto": None, "square": 1.0, "portrait_4_3": 3 / 4, "portrait_16_9": 9 / 16,
                "landscape_4_3": 4 / 3, "landscape_16_9": 16 / 9}[self.value]  # fmt: skip


SEED_LIMIT = 2**31 - 1
COUNT_LIMIT = 4
STRENGTH_STEP = 0.15
_EMPTY_PROMPT = {
    Task.RESTYLE: t("`prompt` is empty. Say how the picture should look, for example: `watercolor`."),
    Task.IMAGINE: t("`prompt` is empty. Say what to draw, for example: `watercolor mountains at dusk`."),
    Task.FILL: t("`prompt` is empty. Say how that part should look, for example: `watercolor`."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """What one picture of a wish is made with."""

    strength: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a picture should look: everything but the pictures themselves.

    `strength` is 0..1: 0 keeps the source, 1 follows the prompt most. `seed` makes a result repeatable; the first of
    `count` pictures uses it, each further one the next number. `region` is what is meant of a picture that is to be
    filled; without one, a mask says so.
    """

    prompt: str
    task: Task = Task.RESTYLE
    region: Region | None = None
    style: str | None = None
    strength: float = 0.8
    speed: Speed = Speed.BALANCED
    magic: Magic = Magic.NONE
    count: int = 1
    size: Size = Size.AUTO
    seed: int = 1
    strengths: tuple[float, ...] = ()
    """Of a sweep: how strong each of the `count` pictures is; they share one seed, and `strength` means nothing."""
    framed: bool = False
    """True where the source is a finished picture, with a frame of its own: nothing puts another around it."""

    @property
    def shots(self) -> tuple[Shot, ...]:
        """What each of the pictures is made with, in the order of their numbers."""
        if self.strengths:
            return tuple(Shot(strength=each, seed=self.seed) for each in self.strengths)
        return tuple(Shot(strength=self.strength, seed=self.seed + n) for n in range(self.count))

    def checked(self) -> "Wish":
        """This wish with its prompt cleaned and its style by its key, which is the same in every language.

        Raises BadRequest, naming the option, if a value is out of range.
        """
        prompt = clean_prompt(self.prompt)
        if not prompt and self.style is None:
            raise BadRequest(_EMPTY_PROMPT[self.task])
        if len(prompt) > PROMPT_LIMIT:
            raise BadRequest(_too_long(len(prompt)))
        for strength in (self.strength, *self.strengths):
            if not 0 <= strength <= 1:
                raise BadRequest(t("`strength` must be between 0 and 1, not {strength}.", strength=f"{strength:g}"))
        if not 1 <= self.count <= COUNT_LIMIT:
            raise BadRequest(
                t("`count` must be between 1 and {most}, not {count}.", most=COUNT_LIMIT, count=self.count)
            )
        # Every picture has a seed of its own, counted up from this one.
        highest = SEED_LIMIT - self.count + 1
        if not 0 <= self.seed <= highest:
            raise BadRequest(t("`seed` must be between 0 and {highest}, not {seed}.", highest=highest, seed=self.seed))
        style = found.key if self.style and (found := preset(self.style)) else self.style
        return replace(self, prompt=prompt, style=style)

    def rerolled(self, seed: int) -> "Wish":
        """The same wish with another seed; engines spread consecutive seeds so that rerolls differ visibly."""
        return replace(self, seed=seed)

    def strengthened(self, steps: int) -> "Wish":
        """The same wish and seed, `steps` of STRENGTH_STEP stronger (negative: subtler), kept within 0.05..1."""
        strength = round(min(1.0, max(0.05, self.strength + steps * STRENGTH_STEP)), 2)
        return replace(self, strength=strength)


def _too_long(length: int) -> Text:
    return tn(
        "`prompt` is {n} character long; the limit is {limit}.",
        "`prompt` is {n} characters long; the limit is {limit}.",
        length,
        limit=PROMPT_LIMIT,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A picture somebody attached. Nothing about it is trusted: names and types come from the uploader."""

    url: str
    filename: str
    size: int
    """Bytes, as Discord measured them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and where: the tenant and the person that every limit and every line is about."""

    guild_id: int
    """The server; for direct messages, which are tenants of their own, the negated user id."""
    user_id: int
    role_ids: frozenset[int] = frozenset()
    channel_ids: frozenset[int] = frozenset()
    """The channel and, for a thread, the channel that it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester(Asker):
    """Somebody who asks by an interaction."""

    interaction_id: int
    upload_limit: int
    """Bytes one file may have in this place, as the interaction said."""
    locale: str = ""
    """The language they read Discord in, e.g. `pt-BR`; empty where it is not known."""
    answer_token: str | None = field(default=None, repr=False)
    """What lets the answer be edited for a quarter of an hour; a secret until then."""


class PlaceKind(StrEnum):
    """Where the result will be posted; decided from the bot's rights before anything is reserved."""

    NEW_THREAD = "new_thread"
    THREAD = "thread"
    HERE = "here"
    GUEST = "guest"
    """Where only the person brought the bot: it acts by the interaction's token, and the result replaces the card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel and the way to answer in it."""

    channel_id: int
    kind: PlaceKind
    parent_id: int | None = None
    """The channel of a thread, where whoever sees the one sees the other: the result may go there instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """A message by its ids, which is all that survives a restart."""

    channel_id: int
    message_id: int
