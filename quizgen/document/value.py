r"""Answers as they read: JSON keys of a variant as formulas, letters, code."""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers import description, kind_class
from quizgen.answers.description import Piece
from quizgen.document import markdown, tree
from quizgen.document.math import MathError, mathml

_NUMBER = re.compile(r"(-?)(\d+(?:\.\d+)?)(?:/(\d+))?")
_PLAIN = re.compile(r"-?\d+(?:/\d+|\.\d+)?")
_TOKEN = re.compile(r"\s*(?:\d+\.?\d*|[A-Za-z]\w*(?:\{[\w, ]*\})?|\*\*|\S)")
_GREEK = frozenset(
    "alpha beta gamma delta epsilon eta theta lambda mu nu pi rho sigma tau phi omega".split()
)
_FUNCTIONS = frozenset("exp log ln sin cos tan max min".split())
_OPERATORS = frozenset("+-/(),<>=[]")
_PLACES = 6
# A multiple of one logarithm, as a variant has it; with so many signs its argument may be long.
_LOGARITHM = re.compile(r"(?:(?P<times>-?\d+(?:/\d+)?)\*)?ln\((?P<argument>\d+(?:/\d+)?)\)")
_LONG = 4


def shown(kind: str, value: Any, settings: Mapping[str, Any]) -> tuple[tree.Inline, ...]:
    r"""An answer of a kind as inlines.

    >>> shown("vector", [3, "-1/2"], {})
    (Math(latex='[3, -\\tfrac{1}{2}]'),)
    >>> shown("choice", "B", {"choices": ["A", "B"], "choice_texts": ["one", "two"]})
    (Text(text='B: '), Text(text='two'))
    """
    return _set(kind_class(kind).typeset(value, settings))


def mistaken(
    kind: str, value: Any, key: Any, settings: Mapping[str, Any]
) -> tuple[tree.Inline, ...]:
    r"""A wrong answer on one line: numbers, vectors and matrices as they are typed, letters as formulas, cells by their heads.

    >>> mistaken("matrix", [[3, "-1/2"], [0, 1]], [[3, 0], [0, 1]], {})
    (Text(text='[[3, −1/2], [0, 1]]'),)
    >>> settings = {"choices": ["A", "B"], "choice_texts": ["x", "y"]}
    >>> mistaken("shape", [3, 32, 32], [3, 16, 16], {}), mistaken("choice", "B", "A", settings)
    ((Text(text='(3, 32, 32)'),), (Text(text='B'),))
    >>> mistaken("symbolic_matrix", [["v_1", 0], [0, "v_1"]], [["v_1", "v_2"], [0, "v_1"]], {})
    (Text(text='['), Math(latex='[v_{1}, 0]'), Text(text=', '), Math(latex='[0, v_{1}]'), Text(text=']'))
    """
    return _set(kind_class(kind).mistaken(value, key, settings), one_line=True)


def inlines(pieces: Iterable[Piece]) -> tuple[tree.Inline, ...]:
    """Pieces of an answer on one line."""
    return _set(pieces, one_line=True)


def _set(pieces: Iterable[Piece], *, one_line: bool = False) -> tuple[tree.Inline, ...]:
    return tuple(node for piece in pieces for node in _inlines(piece, one_line=one_line))


def _inlines(piece: Piece, *, one_line: bool) -> tuple[tree.Inline, ...]:
    match piece:
        case description.Words(words):
            return (tree.Text(words),)
        case description.Markdown(source):
            return markdown.inline(source)
        case description.Latex(source):
            return (tree.Math(source),)
        case description.Code(code):
            return (tree.Code(code),)
        case description.Exact(value, in_parentheses, formula):
            text = _numbers(value) if one_line and not formula else None
            if text is None:
                return _formula(value, tuples=in_parentheses)
            row = in_parentheses and text.startswith("[")
            return (tree.Text(f"({text[1:-1]})" if row else text),)


def _numbers(value: Any) -> str | None:
    """A number, or rows of entries, as text; None for a formula alone."""
    if isinstance(value, list | tuple):
        entries = (_numbers(entry) or str(entry) for entry in value)
        return f"[{', '.join(entries)}]"
    if isinstance(value, bool):
        return None
    text = f"{value:.{_PLACES}g}" if isinstance(value, float) else str(value)
    return text.replace("-", "\N{MINUS SIGN}") if _PLAIN.fullmatch(text) else None


def latex(value: Any, *, tuples: bool = False) -> str:
    r"""An exact JSON value as LaTeX: vectors in brackets, matrices as such, shapes in parentheses.

    >>> print(latex("3/2"), latex([1, -2]), latex([2, 3], tuples=True), latex("v_1*x_1"), latex([["a"], ["b"]]))
    \frac{3}{2} [1, -2] (2, 3) v_{1} \, x_{1} \begin{bmatrix} a \\ b \end{bmatrix}
    >>> print(latex("2*sqrt(3)^2/(1 + sqrt(2))"))
    2 \, \sqrt{3} ^{2} / ( 1 + \sqrt{2} )
    """
    if isinstance(value, list | tuple):
        if any(isinstance(row, list | tuple) for row in value):
            rows = (row if isinstance(row, list | tuple) else [row] for row in value)
            body = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
            return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"
        body = ", ".join(latex(entry).replace(r"\frac", r"\tfrac") for entry in value)
        return f"({body})" if tuples else f"[{body}]"
    if isinstance(value, float):
        return _decimal(value)
    if found := _NUMBER.fullmatch(str(value)):
        sign, whole, below = found.groups()
        return rf"{sign}\frac{{{whole}}}{{{below}}}" if below else f"{sign}{whole}"
    return _expression(_in_primes(str(value)))


def _in_primes(text: str) -> str:
    """A logarithm of a long number as a sum of those of primes, as a solution prints it; any other text as it is.

    >>> _in_primes("1/6*ln(15625/3888)"), _in_primes("ln(4096)"), _in_primes("1/2*ln(9/8)")
    ('ln(5) - 2/3*ln(2) - 5/6*ln(3)', '12*ln(2)', '1/2*ln(9/8)')
    """
    found = _LOGARITHM.fullmatch(text)
    if found is None or len(found["argument"]) < _LONG:
        return text
    from quizgen.solver.logarithm import apart

    terms = apart(Fraction(found["argument"]), Fraction(found["times"] or 1))
    signed = (
        f"{' - ' if factor < 0 else ' + '}{'' if abs(factor) == 1 else f'{abs(factor)}*'}ln({prime})"
        for factor, prime in terms
    )
    whole = "".join(signed).removeprefix(" + ")
    return (f"-{whole[3:]}" if whole.startswith(" - ") else whole) or text


def _formula(value: Any, *, tuples: bool) -> tuple[tree.Inline, ...]:
    try:
        source = latex(value, tuples=tuples)
        mathml(source)
    except MathError:
        return (tree.Code(str(value)),)
    return (tree.Math(source),)


def _decimal(value: float) -> str:
    text = f"{value:.{_PLACES}g}"
    digits, _, power = text.partition("e")
    return rf"{digits} \cdot 10^{{{int(power)}}}" if power else text


def _expression(text: str) -> str:
    """Text a student could type as LaTeX; what is no formula is refused later, by the parser."""
    tokens = [found[0].strip() for found in _TOKEN.finditer(text)]
    line: list[str] = []
    while tokens:
        line.append(_next(tokens))
    return " ".join(filter(None, line))


def _next(tokens: list[str]) -> str:
    """One token as LaTeX, taken off the front; a power takes what it raises to."""
    sign = tokens.pop(0)
    if sign == "*":
        if tokens and tokens[0] in _FUNCTIONS:
            return ""  # a function has space of its own before its name
        return r"\cdot" if tokens and tokens[0][0].isdigit() else r"\,"
    if sign in {"**", "^"}:
        return f"^{{{_exponent(tokens)}}}"
    if sign == "sqrt" and tokens[:1] == ["("]:
        return rf"\sqrt{{{_group(tokens)[1:-1].strip()}}}"
    if sign[0].isdigit() or sign in _OPERATORS:
        return sign
    if sign[0].isalpha():
        return _name(sign)
    raise MathError(sign, 0, f"{sign!r} is not part of an expression")


def _group(tokens: list[str]) -> str:
    """What begins with a parenthesis, up to the one that closes it."""
    line, depth = [], 0
    while tokens:
        depth += {"(": 1, ")": -1}.get(tokens[0], 0)
        line.append(_next(tokens))
        if depth == 0:
            break
    return " ".join(line)


def _exponent(tokens: list[str]) -> str:
    """A sign, one number, name or parenthesis, and a further power of it."""
    line = [tokens.pop(0)] if tokens[:1] == ["-"] else []
    if tokens[:1] == ["("]:
        line.append(_group(tokens))
    elif tokens:
        line.append(_next(tokens))
    if tokens[:1] in (["^"], ["**"]):
        line.append(_next(tokens))
    return " ".join(line)


def _name(name: str) -> str:
    base, _, index = name.replace("{", "").replace("}", "").partition("_")
    if not index and (found := re.fullmatch(r"([A-Za-z]+)(\d+)", base)):
        base, index = found.groups()
    if base in _GREEK or base in _FUNCTIONS:
        base = f"\\{base}"
    elif len(base) > 1:
        base = rf"\mathrm{{{base}}}"
    return f"{base}_{{{index.replace('_', ',')}}}" if index else base
