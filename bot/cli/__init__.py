"""The program's commands. Each reads the settings, opens what it needs, and says in one line what went wrong.

Exit codes: 0 done, 1 it failed, 2 something given was wrong, 3 the data directory is in use.
"""

import typer

from bot.cli.image import image, imagine
from bot.cli.playground import playground
from bot.cli.service import migrate, run

program = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A Discord bot that restyles pictures.",
)
for command in (playground, run, migrate, image, imagine):
    program.command()(command)


def main() -> None:
    """The entry point of `restyle`."""
    program()
