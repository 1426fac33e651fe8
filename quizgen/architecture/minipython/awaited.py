"""The names of a file that only imports, as the `__init__.py` of a library: each import is run when its name is asked for."""

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any


def only_imports(body: Sequence[ast.stmt]) -> bool:
    r"""Whether a file imports, and otherwise only sets names to texts, numbers and lists of them.

    >>> only_imports(ast.parse("'''Doc.'''\nfrom .a import A\n__all__ = ['A']").body)
    True
    >>> only_imports(ast.parse("from .a import A\nA.b = 1").body)
    False
    """
    return all(map(_is_plain, body))


def binds_twice(body: Sequence[ast.stmt]) -> bool:
    r"""Whether a name has one value and later another one: files that import this one meanwhile see the first.

    >>> binds_twice(ast.parse("W = 3\nfrom .b import W").body), binds_twice(ast.parse("import a.b\nimport a.c").body)
    (True, False)
    """
    bound: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.ImportFrom):
            said = {a.asname or a.name: f"{node.level} {node.module} {a.name}" for a in node.names}
            said.pop("*", None)
        elif isinstance(node, ast.Import):
            said = {}
        else:
            said = dict.fromkeys(bound_by(node), ast.dump(node))
        if any(bound.get(name, value) != value for name, value in said.items()):
            return True
        bound |= said
    return False


def _is_plain(node: ast.stmt) -> bool:
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) for target in node.targets) and _is_literal(
            node.value
        )
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return constant or isinstance(node, ast.Import | ast.ImportFrom)


def _is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple):
        return all(map(_is_literal, node.elts))
    return isinstance(node, ast.Constant)


def bound_by(node: ast.stmt) -> list[str]:
    r"""The names that a statement binds; `*` stands for those that only the other file knows.

    >>> [bound_by(node) for node in ast.parse("import a.b\nfrom c import d as e\nfrom f import *\ng = 1").body]
    [['a'], ['e'], ['*'], ['g']]
    """
    if isinstance(node, ast.Import):
        return [alias.asname or alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


class Awaited(dict[str, Any]):
    """The names of such a file; of two statements that bind a name the later one counts, as in Python."""

    def __init__(self, body: Sequence[ast.stmt], run: Callable[[ast.stmt], None]) -> None:
        super().__init__()
        self.run = run
        # Statements that were not run yet, by their place in the file, and which one binds a name.
        self.waiting = dict(enumerate(body))
        self.binders = {
            name: place for place, node in enumerate(body) for name in bound_by(node) if name != "*"
        }
        self.stars = [place for place, node in enumerate(body) if bound_by(node) == ["*"]]
        self.running: int | None = None
        self.made: dict[str, int] = {}

    def ask(self, name: str) -> None:
        """Run what may bind a name: imports of all names behind the statement that binds it, then that one."""
        own = self.binders.get(name, -1)
        for place in reversed(self.stars):
            if place < own or dict.__contains__(self, name):
                break
            self._run(place)
        if not dict.__contains__(self, name):
            self._run(own)

    def _run(self, place: int) -> None:
        node = self.waiting.pop(place, None)
        if node is None:
            return
        before, self.running = self.running, place
        try:
            self.run(node)
        finally:
            self.running = before

    def __setitem__(self, name: str, value: Any) -> None:
        place = self.running
        if place is not None:
            if place < max(self.binders.get(name, -1), self.made.get(name, -1)):
                return
            self.made[name] = place
        super().__setitem__(name, value)

    def __contains__(self, name: object) -> bool:
        if not dict.__contains__(self, name) and isinstance(name, str):
            self.ask(name)
        return dict.__contains__(self, name)

    def __missing__(self, name: str) -> Any:
        if name not in self:
            raise KeyError(name)
        return dict.__getitem__(self, name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name, or something else."""
        return super().get(name, default) if name in self else default

    def __iter__(self) -> Iterator[str]:
        for place in list(self.waiting):
            self._run(place)
        return super().__iter__()
