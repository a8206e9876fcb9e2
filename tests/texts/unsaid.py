"""Words in the code that nobody could translate: strings that read like sentences, and go through no `t` or `tn`.

What a person in Discord never reads is left out by where it stands: what is raised at programmers, logged, named or
declared, and what the commands' own declarations say, which are gathered from the tree.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

_WORDS = re.compile(r"[A-Za-z][a-z]+[,.:]? [A-Za-z]*[a-z]|^[^A-Za-z]*[A-Z][a-z]+[^A-Za-z_]*$")
"""Two words beside each other, or a single one with a capital."""
_SAYING = {"t", "tn"}
_DECLARING = {
    "describe",
    "locale_str",
    "rename",
    "command",
    "Choice",
    "Group",
    "ContextMenu",
    "choices",
    "context_menu",
}
_PROGRAMMERS = {
    "ValueError",
    "RuntimeError",
    "TypeError",
    "LookupError",
    "KeyError",
    "AssertionError",
    "OSError",
    "Undeclared",
}
_LOGGING = {
    "events",
    "_events",
    "compile",
    "getLogger",
    "TypeVar",
    "create_task",
    "ContextVar",
    "NewType",
    "Field",
    "cast",
}


def unsaid(file: Path) -> Iterator[tuple[int, str]]:
    """Line and words of each."""
    yield from _Reader().read(ast.parse(file.read_text()))


class _Reader:
    def read(self, node: ast.AST) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and _WORDS.search(node.value):
                yield node.lineno, node.value
            return
        for child in _spoken(node):
            yield from self.read(child)


def _spoken(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of it that may hold words for people."""
    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            if name in _DECLARING | _PROGRAMMERS | _LOGGING or name.endswith("NotConnected"):
                return
            yield func
            # What fills a text is said as well; the template itself is known.
            yield from [] if name in _SAYING else args
            yield from keywords
        case ast.Expr(value=ast.Constant()):
            # A docstring, or what is said of an attribute.
            return
        case ast.AnnAssign(value=value):
            yield from [value] if value else []
        case ast.arg() | ast.Assert():
            return
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from (*node.decorator_list, node.args, *node.body)
        case ast.ClassDef():
            # Names and descriptions of groups are declared with the class; the tree has them.
            yield from (*node.decorator_list, *node.body)
        case _:
            yield from ast.iter_child_nodes(node)
