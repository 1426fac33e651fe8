"""What Python in a cell of a notebook does to variables, as far as can be told without running it."""

import ast
import warnings
from collections.abc import Iterator

# Letters of a cell beyond which no answer is typed.
LONGEST = 20_000
# What shows a value or makes another one of it, and changes nothing.
_LOOKING = frozenset(
    "print display len sum min max sorted str repr type isinstance round abs all any allclose array_equal isclose".split()
)
_METHODS = frozenset("copy tolist sum mean min max index count item all any".split())
# Of what looks, what gives entries of a list on: those of a list of lists can be changed.
_GIVING = frozenset("max min sorted copy".split())


def statements(source: str) -> list[ast.stmt] | None:
    """The statements of a cell; None where they are not Python, or too much to be an answer."""
    if len(source) > LONGEST:
        return None
    try:
        with warnings.catch_warnings():
            # Of signs in a student's strings.
            warnings.simplefilter("ignore")
            return ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def changed(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement sets or takes away, whole or in part, or calls a method of, as `q1_a.append(3)`.

    >>> [*changed(ast.parse("import numpy as q1_a").body[0]), *changed(ast.parse("del q1_b").body[0])]
    ['q1_a', 'q1_b']
    """
    for node in ast.walk(statement):
        match node:
            case (
                ast.Name(name, ast.Store() | ast.Del())
                | ast.FunctionDef(name)
                | ast.AsyncFunctionDef(name)
                | ast.ClassDef(name)
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.MatchMapping(rest=str(name))
                | ast.alias(asname=str(name))
                | ast.alias(name)
            ):
                yield name
            case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store()):
                yield from _base(node)
            case ast.Expr(ast.Call(ast.Attribute() as method)):
                yield from _base(method)


def _base(node: ast.expr) -> Iterator[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def handed_on(statement: ast.stmt, *, entries: bool = False) -> Iterator[str]:
    """The names whose values a statement gives another name, or hands to a function that may change them.

    With `entries` also those whose entries it does that with: where they are lists, they can be changed.

    >>> def names(source):
    ...     return [name for one in ast.parse(source).body for name in handed_on(one)]
    >>> names("x = q1"), names("fill(q1)"), names("for row in q1: row[0] = 5"), names("y = q1.pop()")
    (['q1'], ['q1'], ['q1'], ['q1'])
    >>> names("print(q1, q1[0]); q1 == [1]; len(q1); q1.copy(); q1"), names("q1[0] = 5")
    ([], [])
    >>> [list(handed_on(ast.parse("max(q1).append(5)").body[0], entries=own)) for own in (False, True)]
    [[], ['q1']]
    """
    above = {child: node for node in ast.walk(statement) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(statement):
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and not _looks(node, above, entries=entries)
        ):
            yield node.id


def _looks(node: ast.expr, above: dict[ast.AST, ast.AST], *, entries: bool) -> bool:
    """Whether what is around a value only looks at it; for pieces of it, what is around these."""
    around = above[node]
    match around:
        case ast.Subscript() | ast.Attribute() if around.value is node:
            if not isinstance(around.ctx, ast.Load):
                return any(_base(around))  # then `changed` tells it
            call = above[around]
            if (
                isinstance(around, ast.Attribute)
                and isinstance(call, ast.Call)
                and call.func is around
            ):
                return around.attr in _METHODS and _keeps(call, around.attr, above, entries=entries)
            return _looks(around, above, entries=entries)
        case ast.Call(ast.Name(name) | ast.Attribute(_, name)) if around.func is not node:
            return name in _LOOKING and _keeps(around, name, above, entries=entries)
        case ast.Call():
            return True  # a function's own name
        case ast.Expr() | ast.Compare() | ast.FormattedValue() | ast.Assert():
            return True
    return False


def _keeps(call: ast.Call, name: str, above: dict[ast.AST, ast.AST], *, entries: bool) -> bool:
    """Whether a call that looks at a value hands none of its entries on, where they count."""
    if not entries or name not in _GIVING:
        return True
    return not call.keywords and _looks(call, above, entries=True)
