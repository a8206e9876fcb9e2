"""The errors that people are told about, read from the code: `BotError` and all below it, wherever they stand."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parents[1]


@cache
def told_errors() -> Mapping[str, tuple[str, str]]:
    """By their names: the file, and the text that one has by default."""
    classes = list(_classes())
    told = {"BotError"}
    while below := {node.name for _, node in classes if node.name not in told and told & _bases(node)}:
        told |= below
    return {node.name: (where, _first_line(node)) for where, node in classes if node.name in told}


def _classes() -> Iterator[tuple[str, ast.ClassDef]]:
    for file in sorted(path for room in ("bot", "cogs") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                yield file.relative_to(ROOT).as_posix(), node


def _bases(node: ast.ClassDef) -> set[str]:
    return {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}


def _first_line(node: ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0]
