"""Trees of formulas as text, with as few brackets as there need to be."""

from collections.abc import Mapping

from quizgen.answers.scalar import shown
from quizgen.answers.tree import (
    Call,
    Equation,
    Name,
    Negative,
    Number,
    Pair,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
)

# How tightly an operation binds, its sign, and how tightly what stands left and right of it has to.
_SIGNS: Mapping[type[Pair], tuple[int, str, int, int]] = {
    Sum: (1, " + ", 1, 1),
    Product: (2, "·", 2, 2),
    Quotient: (2, "/", 2, 3),
    Power: (4, "^", 5, 5),
}


def typed(tree: Tree) -> str:
    """A tree as it can be read again.

    >>> from quizgen.answers.tree import Name, Negative
    >>> typed(Negative(Name("x")))
    '-x'
    """
    return written(tree).replace("−", "-")


def without_sign(tree: Tree) -> Tree | None:
    """What is left of a product or quotient without the minus sign it begins with; None where it has none.

    >>> from quizgen.answers.syntax import formula_in
    >>> formula = formula_in(("x",))
    >>> without_sign(formula.read("(-2)*x/3")) == formula.read("2*x/3")
    True
    """
    if isinstance(tree, Negative):
        return tree.inner
    if isinstance(tree, Product | Quotient):
        inner = without_sign(tree.left)
        return None if inner is None else type(tree)(inner, tree.right)
    return None


def written(tree: Tree, level: int = 0) -> str:
    """A tree as text.

    >>> from quizgen.answers.syntax import formula_in
    >>> formula = formula_in(("x",))
    >>> written(formula.read("2(x+1)")), written(formula.read("(-2)*x/3")), written(formula.read("1+(-2)*x"))
    ('2·(x + 1)', '−2·x/3', '1 − 2·x')
    """
    if type(tree) is Number:
        return shown(tree.value)
    if type(tree) is Name:
        return tree.name
    if level <= 1 and isinstance(tree, Product | Quotient):
        positive = without_sign(tree)
        if positive is not None:
            return f"−{written(positive, 2)}"
    if isinstance(tree, Pair):
        own, sign, left, right = _SIGNS[type(tree)]
        behind = tree.right
        if own == 1 and (positive := without_sign(behind)) is not None:
            sign, right, behind = " − ", 2, positive
        last = written(behind, right)
        if own == 1 and last.startswith("−"):
            last = f"({last})"
        text = f"{written(tree.left, left)}{sign}{last}"
        return f"({text})" if own < level else text
    if type(tree) is Negative:
        text = f"−{written(tree.inner, 3)}"
        return f"({text})" if level > 1 else text
    if type(tree) is Call:
        return f"{tree.function}({', '.join(map(written, tree.arguments))})"
    if type(tree) is Equation:
        return f"{written(tree.left)} = {written(tree.right)}"
    return tree.name
