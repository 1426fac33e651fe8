"""A bank expression as one line of a derivation: formula, numbers put in, result.

The tree is the one the value is computed from, so that both are read alike.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from numbers import Number
from typing import Any

from jinja2 import nodes

from quizgen.errors import UserError
from quizgen.language.expression import compiled
from quizgen.language.letters import letter
from quizgen.language.operations import EXACT
from quizgen.solver.logarithm import Log
from quizgen.telling import Step
from quizgen.telling.notation import number, signed

Evaluate = Callable[[nodes.Expr], Any]
# How tightly an operator binds; a remainder is set apart by parentheses in any company.
_LEVELS: dict[type[nodes.Expr], int] = {
    nodes.Mod: 0,
    nodes.Add: 1,
    nodes.Sub: 1,
    nodes.Mul: 2,
    nodes.FloorDiv: 3,
    nodes.Div: 3,
    nodes.Pow: 4,
}
_SIGNS: dict[type[nodes.Expr], str] = {
    nodes.Add: " + ",
    nodes.Sub: " - ",
    nodes.Mul: r" \cdot ",
}
# What stands around the arguments of a function.
_AROUND: dict[str, tuple[str, str]] = {
    "sqrt": (r"\sqrt{", "}"),
    "abs": ("|", "|"),
    "floor": (r"\lfloor ", r" \rfloor"),
    "ceil": (r"\lceil ", r" \rceil"),
    "max": (r"\max(", ")"),
    "min": (r"\min(", ")"),
}
_OF_SEVERAL = frozenset({"max", "min"})


def is_arithmetic(text: str, evaluate: Evaluate) -> bool:
    """Whether the expression is a sum, product, …, or the largest of some, rather than one name or call.

    Of `… if … else …` it is the case that holds.
    """
    return bool(text) and _is_computed(_chosen(compiled(text).tree, evaluate))


def has_cases(text: str) -> bool:
    """Whether the expression is `… if … else …`."""
    return bool(text) and isinstance(compiled(text).tree, nodes.CondExpr)


def _is_computed(tree: nodes.Node) -> bool:
    if _is_quotient(tree):
        return True
    if isinstance(tree, nodes.Call) and isinstance(tree.node, nodes.Name) and not tree.kwargs:
        return tree.node.name in _OF_SEVERAL and any(map(_is_computed, tree.args))
    return isinstance(tree, (*_LEVELS, nodes.Neg, nodes.Pos))


def _is_quotient(tree: nodes.Node) -> bool:
    """Whether this is `Fraction(a, b)`."""
    return (
        isinstance(tree, nodes.Call)
        and isinstance(tree.node, nodes.Name)
        and tree.node.name == "Fraction"
        and len(tree.args) == 2
        and not tree.kwargs
    )


def _chosen(tree: nodes.Expr, evaluate: Evaluate) -> nodes.Expr:
    """What `… if … else …` comes to."""
    while isinstance(tree, nodes.CondExpr):
        rest = tree.expr2 if tree.expr2 is not None else nodes.Const(None)
        tree = tree.expr1 if evaluate(tree.test) else rest
    return tree


def is_number(value: Any) -> bool:
    """A number, a formula, or a list, vector or matrix of them; not a list of layers or of texts."""
    if type(value) in EXACT:
        return True  # by far the most
    entries = value.ravel().tolist() if hasattr(value, "ravel") else value
    if isinstance(entries, (list, tuple)):
        return all(map(is_number, entries))
    return isinstance(entries, (Number, Log)) or hasattr(entries, "free_symbols")


def expression_step(text: str, value: Any, evaluate: Evaluate) -> Step:
    r"""The expression with names, with the numbers they stand for, and its value.

    Only letters stand in a formula: names of the bank language say nothing to a reader.

    >>> from fractions import Fraction
    >>> from quizgen.language.expression import Scope
    >>> from quizgen.solver.values import as_array
    >>> scope = Scope({"D": 10, "U": 5})
    >>> print(expression_step("D * U + U", 55, scope.value_of))
    D \cdot U + U = 10 \cdot 5 + 5 = 55
    >>> print(expression_step("Fraction(D, D + U) if D > U else 0", Fraction(2, 3), scope.value_of))
    \frac{D}{D + U} = \frac{10}{10 + 5} = \frac{2}{3}
    >>> print(expression_step("(D % U) ** 2 + (D / U) ** 2", 4, scope.value_of))
    (D \bmod U)^{2} + (\frac{D}{U})^{2} = (10 \bmod 5)^{2} + (\frac{10}{5})^{2} = 4
    >>> w, g = as_array([3, 2]), as_array([1, -1])
    >>> print(expression_step("w - 2 * g", w - 2 * g, Scope({"w": w, "g": g}).value_of))
    \begin{bmatrix} 3 & 2 \end{bmatrix} - 2 \cdot \begin{bmatrix} 1 & -1 \end{bmatrix} = \begin{bmatrix} 1 & 4 \end{bmatrix}
    """
    whole = compiled(text).tree
    tree = _chosen(whole, evaluate)
    formula = _with_names(text) if tree is whole else _lettered(tree)
    return _step(tree, formula, value, evaluate)


def entry_steps(text: str, value: Any, evaluate: Evaluate) -> tuple[Step, ...]:
    r"""A list of which every entry is worked out, each in a line of its own; nothing for any other expression.

    >>> from quizgen.language.expression import Scope
    >>> for step in entry_steps("[D + U, D * U]", [15, 50], Scope({"D": 10, "U": 5}).value_of):
    ...     print(step)
    D + U = 10 + 5 = 15
    D \cdot U = 10 \cdot 5 = 50
    """
    tree = _chosen(compiled(text).tree, evaluate) if text else None
    if not isinstance(tree, (nodes.List, nodes.Tuple)) or len(tree.items) != len(value):
        return ()
    entries = [_chosen(entry, evaluate) for entry in tree.items]
    if not all(map(_is_computed, entries)) or not is_number(value):
        return ()
    pairs = zip(entries, value, strict=True)
    found = tuple(_step(entry, _lettered(entry), own, evaluate) for entry, own in pairs)
    return found if all(step.formula or step.substitution for step in found) else ()


def _step(tree: nodes.Expr, formula: str, value: Any, evaluate: Evaluate) -> Step:
    shown = _shown(value)
    if formula == shown:
        formula = ""
    known: dict[nodes.Expr, Any] = {}

    def value_of(leaf: nodes.Expr) -> Any:
        """The value of a leaf, worked out for its size and once more for what is written."""
        if leaf not in known:
            known[leaf] = evaluate(leaf)
        return known[leaf]

    try:
        if _sizes(tree, value_of):
            arrays = _written(tree, lambda leaf: _array_or_number(value_of(leaf)))
            return Step("", "", arrays if arrays != shown else "", shown)
        substitution = _written(tree, lambda leaf: _number(value_of(leaf)))
    except (UserError, KeyError, ValueError):
        return Step("", "", "", shown)
    if substitution == shown:
        return Step("", formula, "", shown)
    return Step("", formula, substitution, shown)


@lru_cache(maxsize=4096)
def _with_names(text: str) -> str:
    """The expression with names; empty where one of them is no letter."""
    return _lettered(compiled(text).tree)


def _lettered(tree: nodes.Expr) -> str:
    found = _written(tree, _symbol)
    return "" if r"\text{" in found else found


def reduction_step(text: str, value: Any, evaluate: Evaluate) -> Step | None:
    r"""`prod(…)` or `sum(…)` of several numbers as the product or sum of those numbers; a 1 is no factor.

    >>> from quizgen.language.expression import Scope
    >>> print(reduction_step("prod(shape)", 64, Scope({"shape": [1, 8, 8]}).value_of))
    8 \cdot 8 = 64
    """
    call = compiled(text).tree if text else None
    if not (
        isinstance(call, nodes.Call) and isinstance(call.node, nodes.Name) and len(call.args) == 1
    ):
        return None
    sign = {"prod": r" \cdot ", "sum": " + "}.get(call.node.name)
    if sign is None:
        return None
    entries = evaluate(call.args[0])
    try:
        numbers = [_number(entry) for entry in entries]
    except ValueError:
        return None
    factors = [text for text in numbers if text != "1"] if call.node.name == "prod" else numbers
    if len(factors) > 1:
        numbers = factors
    return Step("", "", sign.join(numbers), _shown(value)) if len(numbers) > 1 else None


def formula_with(tree: nodes.Expr, marks: Mapping[str, str], *, is_alone: bool) -> str:
    """A piece of an expression with names, some of them with an index; empty where a name is no letter.

    A piece that is not alone is a factor: a sum stands in parentheses.
    """

    def leaf(piece: nodes.Expr) -> str:
        if isinstance(piece, nodes.Name) and piece.name in marks:
            return f"{_letter(piece.name)}_{{{marks[piece.name]}}}"
        return _symbol(piece)

    found = _written(tree, leaf, 0 if is_alone else 2)
    return "" if r"\text{" in found else found


def numbers_put_in(tree: nodes.Expr, evaluate: Evaluate, *, is_alone: bool) -> str:
    """A piece of an expression with the numbers that its names stand for; `ValueError` for a matrix."""
    if not is_alone and not isinstance(tree, nodes.BinExpr):
        return _number(evaluate(tree))
    return _written(tree, lambda leaf: _number(evaluate(leaf)), 0 if is_alone else 2)


def _shown(value: Any) -> str:
    from quizgen.telling.notation import latex

    return latex(value)


def _number(value: Any) -> str:
    if type(value) in EXACT:
        return signed(value)  # by far the most
    if hasattr(value, "shape") and value.shape:
        raise ValueError("a matrix")
    if isinstance(value, (str, list, tuple)):
        raise ValueError("not a number")
    return signed(value)


def _array_or_number(value: Any) -> str:
    return _shown(value) if getattr(value, "shape", ()) else _number(value)


def _sizes(tree: nodes.Expr, evaluate: Evaluate) -> tuple[int, ...]:
    """Of a vector or matrix that sums and multiples come to, () of a number; `ValueError` for another way.

    A product or power of entries, or what is added to each row, would be read as something else; and
    lists, which are no vectors, are joined by `+`.
    """
    if isinstance(tree, (nodes.Pos, nodes.Neg)):
        return _sizes(tree.node, evaluate)
    if isinstance(tree, nodes.BinExpr) and type(tree) in _LEVELS:
        left, right = _sizes(tree.left, evaluate), _sizes(tree.right, evaluate)
        if not (left or right):
            return ()  # by far the most
        sums = isinstance(tree, (nodes.Add, nodes.Sub)) and left == right
        multiples = isinstance(tree, nodes.Mul) and not (left and right)
        if not (sums or multiples or (isinstance(tree, nodes.Div) and left)):
            raise ValueError("entry by entry")
        return left or right
    value = evaluate(tree)
    if type(value) in EXACT:
        return ()  # by far the most
    if isinstance(value, (list, tuple)):
        raise ValueError("joined, not added")
    return tuple(getattr(value, "shape", ()))


def _symbol(leaf: nodes.Expr) -> str:
    match leaf:
        case nodes.Const(value=value):
            return number(value)
        case nodes.Name(name=name):
            return _letter(name)
        case nodes.Getitem(node=nodes.Name(name=name), arg=nodes.Const(value=int(place))):
            return f"{_letter(name)}_{{{place + 1}}}"
        case (
            nodes.Getattr(attr=name)
            | nodes.Call(node=nodes.Getattr(attr=name) | nodes.Name(name=name))
        ):
            return rf"\text{{{name.replace('_', ' ')}}}"
        case _:
            return r"\text{entry}"


def _letter(name: str) -> str:
    return letter(name) or rf"\text{{{name.replace('_', ' ')}}}"


def _bare(text: str) -> str:
    """A negative number that stands alone, above a fraction bar or between commas: without parentheses."""
    return text[1:-1] if text.startswith("(-") and text.endswith(")") else text


def _written(tree: nodes.Expr, leaf: Callable[[nodes.Expr], str], level: int = 0) -> str:
    if isinstance(tree, nodes.BinExpr) and type(tree) in _LEVELS:
        return _operation(tree, leaf, level)
    if isinstance(tree, (nodes.Name, nodes.Const)):
        return leaf(tree) if level > 0 else _bare(leaf(tree))  # by far the most of the rest
    if isinstance(tree, nodes.Pos):
        return _written(tree.node, leaf, level)
    if isinstance(tree, nodes.Neg):
        text = f"-{_written(tree.node, leaf, 2)}"
        return f"({text})" if level > 0 else text
    if isinstance(tree, nodes.Call) and _is_quotient(tree):
        return _written(nodes.Div(*tree.args), leaf, level)
    if isinstance(tree, nodes.Call) and not tree.kwargs and isinstance(tree.node, nodes.Name):
        around = _AROUND.get(tree.node.name)
        if around and tree.args and (len(tree.args) == 1 or tree.node.name in _OF_SEVERAL):
            return around[0] + ", ".join(_written(arg, leaf) for arg in tree.args) + around[1]
    return leaf(tree) if level > 0 else _bare(leaf(tree))


def _operation(tree: nodes.BinExpr, leaf: Callable[[nodes.Expr], str], level: int) -> str:
    own = _LEVELS[type(tree)]
    if isinstance(tree, nodes.Div):
        text = rf"\frac{{{_written(tree.left, leaf)}}}{{{_written(tree.right, leaf)}}}"
        return f"({text})" if level > own + 1 else text
    if isinstance(tree, nodes.FloorDiv):
        text = rf"\frac{{{_written(tree.left, leaf)}}}{{{_written(tree.right, leaf)}}}"
        return rf"\lfloor {text} \rfloor"
    if isinstance(tree, nodes.Pow):
        base = _written(tree.left, leaf, 5)
        base = f"({base})" if base.startswith(r"\frac") else base
        text = f"{base}^{{{_written(tree.right, leaf)}}}"
        return f"({text})" if level > own else text
    if isinstance(tree, nodes.Mod):
        text = rf"{_written(tree.left, leaf, 3)} \bmod {_written(tree.right, leaf, 3)}"
        return f"({text})" if level > own else text
    right = _written(tree.right, leaf, own + (isinstance(tree, nodes.Sub) or own == 2))
    text = f"{_written(tree.left, leaf, own)}{_SIGNS[type(tree)]}{right}"
    return f"({text})" if own < level else text
