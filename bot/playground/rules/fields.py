"""Tables of fields: which a body may have, of what type, how long, how large.

A table maps a field's name to what it must be. Unknown fields pass, as they do in Discord; null counts as absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from bot.playground.errors import Form, Place
from bot.playground.values import Json, is_list, is_number, is_object, snowflake


class Field(Protocol):
    """One field's rule."""

    @property
    def required(self) -> bool:
        """Whether the field must be there."""
        ...

    def check(self, form: Form, place: Place, value: object) -> None:
        """Note in `form` what is wrong with a value that is there."""
        ...


Table: TypeAlias = Mapping[str, Field]


def check_table(form: Form, place: Place, body: Json, table: Table) -> None:
    """Note everything in `body` that its table does not allow."""
    for name, rule in table.items():
        value = body.get(name)
        if value is not None:
            rule.check(form, (*place, name), value)
        elif rule.required:
            form.wrong((*place, name), "BASE_TYPE_REQUIRED", "This field is required")


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `low` to `high` characters."""

    low: int
    high: int
    required: bool = False

    def check(self, form: Form, place: Place, value: object) -> None:
        """Type, then length."""
        if not isinstance(value, str):
            form.wrong(place, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
        elif self.low and not self.low <= len(value) <= self.high:
            text = f"Must be between {self.low} and {self.high} in length."
            form.wrong(place, "BASE_TYPE_BAD_LENGTH", text)
        elif len(value) > self.high:
            form.wrong(place, "BASE_TYPE_MAX_LENGTH", f"Must be {self.high} or fewer in length.")


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`; integers only unless `whole` is off."""

    low: float | None = None
    high: float | None = None
    required: bool = False
    whole: bool = True

    def check(self, form: Form, place: Place, value: object) -> None:
        """Type, then range; numeric strings count as numbers."""
        number = int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else value
        if not is_number(number) or (self.whole and number != int(number)):
            form.wrong(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not {"int" if self.whole else "float"}.')
        elif self.low is not None and number < self.low:
            form.wrong(place, "NUMBER_TYPE_MIN", f"{place[-1]} should be greater than or equal to {self.low}.")
        elif self.high is not None and number > self.high:
            form.wrong(place, "NUMBER_TYPE_MAX", f"{place[-1]} should be less than or equal to {self.high}.")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values."""

    values: tuple[int | str, ...]
    required: bool = False

    def check(self, form: Form, place: Place, value: object) -> None:
        """Membership; `True` is not 1."""
        if isinstance(value, bool) or value not in self.values:
            listed = ", ".join(str(one) for one in self.values)
            form.wrong(place, "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""

    required: bool = False

    def check(self, form: Form, place: Place, value: object) -> None:
        """Type."""
        if not isinstance(value, bool):
            form.wrong(place, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


@dataclass(frozen=True, slots=True)
class Id:
    """A snowflake, as string or integer."""

    required: bool = False

    def check(self, form: Form, place: Place, value: object) -> None:
        """Digits."""
        if snowflake(value) is None:
            form.wrong(place, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


@dataclass(frozen=True, slots=True)
class Whole:
    """An object with a table of its own."""

    table: Table
    required: bool = False

    def check(self, form: Form, place: Place, value: object) -> None:
        """Type, then fields."""
        if is_object(value):
            check_table(form, place, value, self.table)
        else:
            form.wrong(place, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")


@dataclass(frozen=True, slots=True)
class Items:
    """An array of `low` to `high` items, each of which keeps `each`."""

    low: int
    high: int
    each: Field | None = None
    required: bool = False

    def check(self, form: Form, place: Place, value: object) -> None:
        """Type, length, then every item."""
        if not is_list(value):
            form.wrong(place, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return
        if not self.low <= len(value) <= self.high:
            text = f"Must be between {self.low} and {self.high} in length."
            form.wrong(place, "BASE_TYPE_BAD_LENGTH", text)
        for index, item in enumerate(value if self.each else ()):
            if self.each is not None:
                self.each.check(form, (*place, index), item)
