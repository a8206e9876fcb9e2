"""Alembic's scripts, shipped with the program: `bot.storage.migrate` runs them over its own connection."""
