"""Whether files change what other files made when they are imported, as those that add to a list or a register of another one."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from quizgen.architecture.literal import parsed
from quizgen.architecture.minipython.awaited import bound_by
from quizgen.architecture.minipython.source import Source
from quizgen.errors import UserError

Find = Callable[[str], Source | None]


@dataclass(frozen=True, slots=True)
class Outline:
    """What the imports of a file mean, and whether the file changes what they give."""

    beside: tuple[Source, ...]
    changes: bool


def outline(text: str, find: Find, most: int) -> Outline:
    r"""The outline of a file; `find` gives the file that an import means. One that is no Python has none.

    Where the imports mean more than `most` files, those after them are not looked for.

    >>> one = Source("sizes.py", "W = [3]")
    >>> find = lambda title: one if title == ".sizes" else None
    >>> outline("from .sizes import W\nW.append(4)", find, most=9).changes
    True
    >>> outline("import math\nfrom .sizes import W\nn = len(W)", find, most=9)
    Outline(beside=(Source(path='sizes.py', text='W = [3]'),), changes=False)
    """
    try:
        body: list[ast.stmt] = parsed(text, "exec").body  # type: ignore[attr-defined]
    except UserError:
        return Outline((), changes=False)
    found: dict[str, Source] = {}
    own: set[str] = set()
    statements = list(_run_at_once(body))
    for node in statements:
        if len(found) > most:
            break
        sources = [source for title in _titles(node) if (source := find(title)) is not None]
        if sources:
            own |= set(bound_by(node))
        found |= {source.path: source for source in sources}
    changes = any(_root(part) in own for node in statements for part in _changed(node))
    return Outline(tuple(found.values()), changes)


def _run_at_once(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements outside functions and classes."""
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.stmt)]
            handlers = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.ExceptHandler)]
            yield from _run_at_once([*inner, *(n for one in handlers for n in one.body)])


def _titles(node: ast.stmt) -> list[str]:
    """The modules that an import may mean."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    title = "." * node.level + (node.module or "")
    stem = title if title.endswith(".") else f"{title}."
    return [title, *(f"{stem}{alias.name}" for alias in node.names if alias.name != "*")]


def _changed(node: ast.stmt) -> list[ast.expr]:
    """What a statement may change: what it sets a part of, calls for nothing else, or decorates by."""
    if isinstance(node, ast.Assign | ast.Delete):
        return [part for part in node.targets if not isinstance(part, ast.Name)]
    if isinstance(node, ast.AugAssign):
        return [node.target]
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return [node.value, *node.value.args]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.decorator_list
    return []


def _root(node: ast.expr) -> str:
    """The name that an expression begins with, such as `a` of `a.b[0].c(d)`."""
    found: ast.expr = node
    while not isinstance(found, ast.Name):
        if isinstance(found, ast.Call):
            found = found.func
        elif isinstance(found, ast.Attribute | ast.Subscript):
            found = found.value
        else:
            return ""
    return found.id
