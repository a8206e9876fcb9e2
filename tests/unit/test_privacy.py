"""Every column says whether it is about a person; what that means is in `docs/privacy.md`."""

from bot.storage.privacy import COLUMNS, Tells
from bot.storage.schema import metadata


def test_every_column_has_a_class() -> None:
    """Whoever adds a column says what it tells; whoever takes one away takes its class away."""
    schema = {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}
    assert {name: set(columns) for name, columns in COLUMNS.items()} == schema


def test_ids_of_people_are_personal() -> None:
    """A column that is called after a person's id is about a person."""
    people = {"user_id", "actor_id", "judge_id"}
    named = [(table, name) for table, columns in COLUMNS.items() for name in columns if name in people]
    assert len(named) >= 6
    assert all(COLUMNS[table][name] is Tells.PERSON for table, name in named)
