"""Trees of exact numbers as LaTeX."""

from fractions import Fraction

from quizgen.answers.tree import (
    Call,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Tree,
)
from quizgen.answers.written import without_sign, written

_NAMES = {"pi": r"\pi", "ln": r"\ln", "exp": r"\exp"}


def number_latex(value: Fraction) -> str:
    r"""A rational number.

    >>> print(number_latex(Fraction(-1, 2)), number_latex(Fraction(3)))
    -\frac{1}{2} 3
    """
    if value.denominator == 1:
        return str(value.numerator)
    return rf"{'-' if value < 0 else ''}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def tree_latex(tree: Tree, level: int = 0) -> str:
    r"""A tree with as few brackets as there need to be; what has no sign of its own as it is typed.

    >>> from quizgen.answers.syntax import formula_in
    >>> print(tree_latex(formula_in(()).read("-2*sqrt(3)/(1 + ln(2))")))
    -\frac{2 \sqrt{3}}{1 + \ln(2)}
    """
    match tree:
        case Number(value):
            own = 1 if value < 0 else 9 if value.denominator == 1 else 2
            return _within(number_latex(value), own=own, level=level)
        case Negative(inner):
            return _within(f"-{tree_latex(inner, 2)}", own=1, level=level)
        case Sum(left, right) if (positive := without_sign(right)) is not None:
            return _within(f"{tree_latex(left, 1)} - {tree_latex(positive, 2)}", own=1, level=level)
        case Sum(left, right):
            behind = tree_latex(right, 1)
            behind = tree_latex(right, 2) if behind.startswith("-") else behind
            return _within(f"{tree_latex(left, 1)} + {behind}", own=1, level=level)
        case Product() | Quotient() if (positive := without_sign(tree)) is not None:
            return tree_latex(Negative(positive), level)
        case Quotient(left, right):
            found = rf"\frac{{{tree_latex(left)}}}{{{tree_latex(right)}}}"
            return _within(found, own=2, level=level)
        case Product(left, right):
            behind = tree_latex(right, 2)
            sign = r" \cdot " if behind[:1].isdigit() or behind.startswith(r"\frac") else " "
            return _within(f"{tree_latex(left, 2)}{sign}{behind}", own=2, level=level)
        case Power(base, exponent):
            found = rf"{tree_latex(base, 3)}^{{{tree_latex(exponent)}}}"
            return _within(found, own=2, level=level)
        case Call("sqrt", (inner,)):
            return rf"\sqrt{{{tree_latex(inner)}}}"
        case Call(function, arguments):
            name = _NAMES.get(function, rf"\mathrm{{{function}}}")
            return f"{name}({', '.join(map(tree_latex, arguments))})"
        case _:
            text = written(tree)
            return _NAMES.get(text, text)


def _within(text: str, *, own: int, level: int) -> str:
    return rf"\left({text}\right)" if own < level else text
