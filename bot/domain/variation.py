"""Variations: what a picture becomes when it is asked for once more, in another way. Pure; who may ask is for others.

A variation goes on from a job as a whole, or from one of its pictures; then it makes one picture.
"""

import re
from dataclasses import dataclass, replace

from bot.domain.errors import BadRequest, Refused
from bot.domain.job import Origin
from bot.domain.request import Speed, Task, Wish
from bot.domain.text import t

SWEEP = (0.3, 0.5, 0.7, 0.9)
"""The strengths that are shown side by side."""
_NUMBER = re.compile(r"[0-9]{0,3}\.?[0-9]{1,3}%?")
_STEPS = {Origin.SUBTLER: -1, Origin.STRONGER: +1}
"""How much stronger than its parent a variation is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is said anew; None stays as it was."""

    prompt: str | None = None
    style: str | None = None
    """Empty for no style."""
    strength: float | None = None
    speed: Speed | None = None
    count: int | None = None
    seed: int | None = None

    def made_to(self, wish: Wish) -> Wish:
        """The wish with them; a strength that is named ends a sweep."""
        if (self.strength is not None or self.count is not None) and wish.strengths:
            wish = replace(wish, strengths=(), count=1)
        return replace(
            wish,
            prompt=wish.prompt if self.prompt is None else self.prompt,
            style=wish.style if self.style is None else self.style or None,
            strength=wish.strength if self.strength is None else self.strength,
            speed=self.speed or wish.speed,
            count=self.count or wish.count,
            seed=wish.seed if self.seed is None else self.seed,
        )


_UNCHANGED = Changes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """What is wanted of a job that exists."""

    origin: Origin
    picture: int | None = None
    """The number of the picture to go on from; None: the job as a whole."""
    changes: Changes = _UNCHANGED

    @property
    def from_result(self) -> bool:
        """True if it begins with what the other ended with."""
        return self.origin is Origin.SOURCE


def again(changes: Changes) -> Variation:
    """The same once more: with changes from the same seed, so that they can be seen; without any as a reroll."""
    return Variation(origin=Origin.REROLL if changes == _UNCHANGED else Origin.AGAIN, changes=changes)


def varied(wish: Wish, variation: Variation) -> Wish:
    """What a variation of that wish asks for; raises Refused where it would ask for nothing new.

    The seed stays, but for what is chosen in the store: a reroll's.
    """
    if variation.picture is not None:
        wish = only(wish, variation.picture)
    changed = variation.changes.made_to(wish)
    match variation.origin:
        case Origin.SUBTLER | Origin.STRONGER:
            return _stepped(changed, _STEPS[variation.origin])
        case Origin.QUALITY:
            if wish.speed is Speed.QUALITY:
                raise Refused(t("This was made with the most care already. Reroll it for another one."))
            return replace(changed, speed=Speed.QUALITY)
        case Origin.SWEEP:
            _require_source(changed)
            return replace(changed, strengths=SWEEP, count=len(SWEEP))
        case Origin.SOURCE:
            # What is beside the frame of a finished picture is its margin, so nothing of it is left to be filled.
            return replace(changed, task=Task.RESTYLE, region=None, framed=True)
        case _:
            return changed


def strength_typed(typed: str) -> float | None:
    """A strength like `0.7`, `0,7` or `70%`, None for nothing; raises BadRequest for what is no number."""
    number = typed.strip().replace(",", ".")
    if not number:
        return None
    if not _NUMBER.fullmatch(number):
        raise BadRequest(t("Write the strength as a number from 0 to 1, for example `0.7`."))
    return float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)


def only(wish: Wish, number: int) -> Wish:
    """The wish for one of its pictures alone; raises BadRequest if it has none of that number."""
    if not 1 <= number <= len(wish.shots):
        raise BadRequest(t("There is no picture of that number. Press the button of another one."))
    shot = wish.shots[number - 1]
    return replace(wish, strength=shot.strength, seed=shot.seed, strengths=(), count=1)


def _stepped(wish: Wish, step: int) -> Wish:
    """The wish a step stronger; raises Refused if it has no strength, or no more of it."""
    _require_source(wish)
    if wish.strengths:
        raise Refused(t("These pictures differ in strength already. Pick one of them to go on from."))
    stepped = wish.strengthened(step)
    if stepped == wish:
        raise Refused(
            t("This picture is at strength {strength} already; it does not go further that way. Reroll it instead.",
              strength=f"{wish.strength:g}")
        )  # fmt: skip
    return stepped


def _require_source(wish: Wish) -> None:
    if not wish.task.has_source:
        raise Refused(t("There is no source to stay closer to or further from. Reroll it instead."))
