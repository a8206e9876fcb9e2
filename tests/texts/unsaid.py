"""Words in the code that nobody could translate: strings that read like words for people, and go through no `t`.

What a person in Discord never reads is left out by what it is:

* what is declared with commands, which is gathered from the tree;
* what is raised as anything but a `BotError`, logged, told to the events or shown by `repr`: others read that;
* what the program compares with, looks up by, keeps in a set or calls a type;
* values of enums, as far as they are names of one word or two: how people call them is said elsewhere;
* codes of colours, and prompts, which engines read in English; where files hold `vocabulary` for reading those,
  whatever is no whole sentence.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.texts.errors import told_errors

_WORDS = re.compile(
    r"\b[A-Za-z][a-z]+[,.:;]? [A-Za-z]*[a-z]"  # two words beside each other
    r"|^[^A-Za-z]*[A-Z][a-z]+[^A-Za-z_]*$"  # or a single one with a capital
    r"|\{\} [a-z]{3,}|\b[a-z]{3,}:? \{\}"  # or one beside something that is filled in
)
_SENTENCE = re.compile(r"\A\W*[A-Z].*[a-z)`][.!?]\s*\Z", re.DOTALL)
_COLOURS = re.compile(r"\A[0-9a-f]{6}( [0-9a-f]{6})*\Z")
_NAME = re.compile(r"\A\w+( \w+)?\Z")
_SAYING = {"t", "tn"}
_DECLARING = {
    "Choice", "ContextMenu", "Group", "choices", "command", "context_menu", "describe", "locale_str", "rename",
}  # fmt: skip
_PROGRAMMING = {"ContextVar", "Field", "NewType", "TypeVar", "cast", "compile", "getLogger"}
_OPERATING = {"_events", "events"}
_LOGS = {"log", "logger"}
_PROMPTS = {"SUGGESTIONS", "fragment"}
"""Names under which prompts are written down."""


def unsaid(file: Path, *, vocabulary: bool = False) -> Iterator[tuple[int, str]]:
    """Line and words of each; of `vocabulary`, which is what an engine understands in prompts, the sentences alone."""
    told = _SENTENCE if vocabulary else _WORDS
    for line, words in _read(ast.parse(file.read_text())):
        if told.search(words) and not _COLOURS.match(words):
            yield line, words


def _read(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Constant(value=str(words)):
            yield node.lineno, words
        case ast.JoinedStr(values=parts):
            # The sentence as a whole: a word beside a field is one of two.
            yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield from _read(part.value)
        case _:
            for child in _spoken(node):
                yield from _read(child)


def _spoken(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of it that may hold words for people."""
    match node:
        case ast.Call():
            yield from _of_call(node)
        case ast.Raise(exc=ast.Call() as error) if _is_for_programmers(_name(error.func)):
            return
        case ast.Expr(value=ast.Constant()) | ast.arg() | ast.Assert() | ast.MatchValue() | ast.Set():
            # Of constants that stand alone each is a docstring, or what is said of an attribute.
            return
        case ast.Compare(left=left, comparators=others):
            yield from (each for each in (left, *others) if not _is_constant(each))
        case ast.Subscript(value=value):
            yield value
        case ast.keyword(arg=name, value=value):
            yield from () if name in _PROMPTS else (value,)
        case ast.Assign() | ast.AnnAssign():
            yield from _of_assignment(node)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from _of_definition(node)
        case _:
            yield from ast.iter_child_nodes(node)


def _of_call(call: ast.Call) -> Iterator[ast.AST]:
    name = _name(call.func)
    if name in _DECLARING | _PROGRAMMING | _OPERATING:
        return
    if isinstance(call.func, ast.Attribute) and _name(call.func.value) in _LOGS:
        return
    yield call.func
    # What fills a text is said as well. Its template is known where it stands there as a whole, and nowhere else.
    yield from (each for each in call.args if name not in _SAYING or not isinstance(each, ast.Constant))
    # A task has a name, for the log.
    yield from () if name == "create_task" else call.keywords


def _of_assignment(node: ast.Assign | ast.AnnAssign) -> Iterator[ast.AST]:
    names = {_name(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])}
    typed = isinstance(node, ast.AnnAssign) and _name(node.annotation) == "TypeAlias"
    if node.value is not None and not typed and names.isdisjoint(_PROMPTS | {"__all__"}):
        yield node.value


def _of_definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[ast.AST]:
    yield from node.decorator_list
    if isinstance(node, ast.ClassDef):
        # Names and descriptions of groups are declared with the class; the tree has them.
        named = any(_name(base).endswith("Enum") for base in node.bases)
        yield from (each for each in node.body if not (named and _is_name(each)))
    elif node.name != "__repr__":
        yield from (node.args, *node.body)


def _is_for_programmers(name: str) -> bool:
    """Whether an error of that name is read by nobody in Discord; whatever is called in small letters makes one."""
    return name[:1].isupper() and name not in told_errors()


def _is_name(node: ast.stmt) -> bool:
    match node:
        case ast.Assign(value=ast.Constant(value=str(value))):
            return _NAME.match(value) is not None
        case _:
            return False


def _is_constant(node: ast.AST) -> bool:
    """Whether it is a constant, or several of them."""
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.Tuple | ast.List) and all(map(_is_constant, node.elts))
    )


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
