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
    """The names that a statement sets, whole or in part, or calls a method of, as `q1_a.append(3)`."""
    for node in ast.walk(statement):
        match node:
            case ast.Name(name, ast.Store()):
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


def handed_on(statement: ast.stmt) -> Iterator[str]:
    """The names whose values a statement gives another name, or hands to a function that may change them.

    >>> def names(source):
    ...     return [name for one in ast.parse(source).body for name in handed_on(one)]
    >>> names("x = q1"), names("fill(q1)"), names("for row in q1: row[0] = 5"), names("y = q1.pop()")
    (['q1'], ['q1'], ['q1'], ['q1'])
    >>> names("print(q1, q1[0]); q1 == [1]; len(q1); q1.copy(); q1"), names("q1[0] = 5")
    ([], [])
    """
    above = {child: node for node in ast.walk(statement) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(statement):
        if (
            isinstance(node, ast.Name)
            and isinstance(node.ctx, ast.Load)
            and not _looks(node, above)
        ):
            yield node.id


def _looks(node: ast.expr, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether what is around a value only looks at it; for pieces of it, what is around these."""
    around = above[node]
    match around:
        case ast.Subscript() | ast.Attribute() if around.value is node:
            if not isinstance(around.ctx, ast.Load):
                return True  # `changed` tells it
            call = above[around]
            if (
                isinstance(around, ast.Attribute)
                and isinstance(call, ast.Call)
                and call.func is around
            ):
                return around.attr in _METHODS
            return _looks(around, above)
        case ast.Call(ast.Name(name) | ast.Attribute(_, name)) if around.func is not node:
            return name in _LOOKING
        case ast.Call():
            return True  # a function's own name
        case ast.Expr() | ast.Compare() | ast.FormattedValue() | ast.Assert():
            return True
    return False
