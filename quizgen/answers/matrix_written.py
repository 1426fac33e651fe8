r"""Formulas in matrices written out: in plain signs for the student, in LaTeX for a sheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from quizgen.answers.matrix_tree import Node, Op
from quizgen.answers.syntax import GREEK

_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
# How tightly a sign holds its parts together.
_SUM, _ENTRIES, _PRODUCT, _FACTOR, _ATOM = 1, 2, 3, 4, 6
_COMMANDS = frozenset({"exp", "ln", "tanh", "max", "min", "det"})


@dataclass(frozen=True, slots=True)
class _Style:
    """The signs of a way of writing."""

    latex: bool

    def name(self, word: str) -> str:
        base, _, index = word.partition("_")
        index = index.strip("{}")
        if self.latex:
            accent = index if index in ("hat", "bar", "tilde") else ""
            rest = index if not accent else ""
            letter = f"\\{base}" if base in GREEK or base in _LETTERS else base
            letter = letter if len(base) == 1 or letter[0] == "\\" else rf"\mathrm{{{base}}}"
            letter = rf"\{accent}{{{letter}}}" if accent else letter
            return f"{letter}_{{{rest}}}" if rest else letter
        return (
            word
            if index in ("hat", "bar", "tilde")
            else _LETTERS.get(base, base) + word[len(base) :]
        )

    def number(self, value: Fraction) -> str:
        if value.denominator == 1:
            return str(value.numerator)
        if self.latex:
            sign = "-" if value < 0 else ""
            return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
        return f"{value.numerator}/{value.denominator}"

    def bracket(self, text: str) -> str:
        return rf"\left({text}\right)" if self.latex else f"({text})"

    def power(self, base: str, exponent: str) -> str:
        if self.latex:
            return f"{base}^{{{exponent}}}"
        return f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^{{{exponent}}}"


_PLAIN, _LATEX = _Style(latex=False), _Style(latex=True)


def written(node: Node, level: int = 0) -> str:
    """A tree in plain signs, which read back as the tree.

    >>> from quizgen.answers.matrix_tree import name
    >>> written(Node(Op.MATMUL, (Node(Op.TRANSPOSE, (name("W"),)), name("delta"))))
    'Wᵀ δ'
    """
    return _written(node, level, _PLAIN)


def latex(node: Node) -> str:
    r"""A tree in LaTeX.

    >>> from quizgen.answers.matrix_tree import name
    >>> print(latex(Node(Op.HADAMARD, (name("W_1"), name("delta")))))
    W_{1} \odot \delta
    """
    return _written(node, 0, _LATEX)


_JOINED: Mapping[Op, tuple[int, str, str]] = {
    Op.HADAMARD: (_ENTRIES, " ⊙ ", r" \odot "),
    Op.SCALE: (_PRODUCT, " ", r" \, "),
    Op.MATMUL: (_PRODUCT, " ", r" \, "),
    Op.BESIDE: (_PRODUCT, " ", r" \, "),
    Op.STAR: (_PRODUCT, " * ", r" * "),
    Op.AT: (_PRODUCT, " @ ", r" \, "),
    Op.DOT: (_PRODUCT, " · ", r" \cdot "),
}


def _written(node: Node, level: int, style: _Style) -> str:
    own, text = _text(node, style)
    return style.bracket(text) if own < level else text


def _text(node: Node, style: _Style) -> tuple[int, str]:  # noqa: C901, PLR0911, PLR0912 - one case for each sign
    """How tightly a tree holds together, and its text."""
    op, parts = node.op, node.parts

    def of(index: int, level: int = 0) -> str:
        return _written(parts[index], level, style)

    if op in _JOINED:
        own, plain, command = _JOINED[op]
        return own, _joined(node, own, command if style.latex else plain, style)
    match op:
        case Op.NUMBER:
            whole = node.number.denominator == 1 and node.number >= 0
            return (_ATOM if whole else _PRODUCT), style.number(node.number)
        case Op.NAME:
            return _ATOM, style.name(node.word)
        case Op.SIZE:
            return _ATOM, node.word
        case Op.ONE:
            return _ATOM, "1"
        case Op.ONES:
            return _ATOM, _ones(node, style)
        case Op.IDENTITY:
            return _ATOM, _identity(node, style)
        case Op.PLUS:
            return _SUM, _plus(node, style)
        case Op.NEGATIVE:
            return _SUM, ("-" if style.latex else "−") + of(0, _ENTRIES)
        case Op.DIVIDE:
            if style.latex:
                return _FACTOR, rf"\frac{{{of(0)}}}{{{of(1)}}}"
            sign = node.word if node.word == "./" else "/"
            return _PRODUCT, f"{of(0, _PRODUCT)}{sign}{of(1, _FACTOR)}"
        case Op.TRANSPOSE:
            turned = of(0, _FACTOR + 1)
            return _FACTOR + 1, rf"{turned}^{{\top}}" if style.latex else f"{turned}ᵀ"
        case Op.INVERSE:
            return _FACTOR + 1, style.power(of(0, _ATOM), "-1")
        case Op.POWER | Op.MATRIX_POWER | Op.ENTRY_POWER:
            return _FACTOR + 1, _power(node, style)
        case Op.ENTRY:
            indices = ",".join(node.indices)
            return _FACTOR + 1, f"{of(0, _ATOM)}_{{{indices}}}"
        case Op.TOTAL:
            sum_ = rf"\sum_{{{node.word}}} " if style.latex else f"sum_{node.word} "
            return _SUM, f"{sum_}{of(0, _PRODUCT)}"
        case Op.POSITIVE | Op.AT_LEAST:
            sign = ">" if op is Op.POSITIVE else (r" \ge " if style.latex else "≥")
            one = r"\mathbf{1}" if style.latex else "1"
            return _ATOM, f"{one}[{of(0)} {sign.strip()} {of(1)}]"
        case Op.INNER:
            return _call("dot", node, style)
        case Op.OUTER:
            return _call("outer", node, style)
        case Op.MAX | Op.MIN:
            return _call(op.name.lower(), node, style)
    return _call(node.word, node, style)


def _joined(node: Node, own: int, sign: str, style: _Style) -> str:
    """A product; a number behind a factor needs brackets, and a sum its own."""
    left = _written(node.parts[0], own, style)
    loose = node.parts[1].op is Op.TOTAL
    right = _written(node.parts[1], own if node.parts[1].op is node.op else own + 1, style)
    if own == _PRODUCT and not loose and node.parts[1].op is Op.DIVIDE and not style.latex:
        right = f"({right})" if right[0] != "(" or right[-1] != ")" else right
    if own == _PRODUCT and sign.strip() in ("", r"\,") and _begins_with_number(right):
        return f"{left} * {right}" if not style.latex else rf"{left} \cdot {right}"
    return f"{left}{sign}{right}"


def _begins_with_number(text: str) -> bool:
    return text[:1].isdigit() or re.match(r"\\frac\{[-0-9]", text) is not None


def _plus(node: Node, style: _Style) -> str:
    left, right = node.parts
    first = _written(left, _SUM, style)
    if right.op is Op.NEGATIVE:
        return f"{first} {'-' if style.latex else '−'} {_written(right.parts[0], _ENTRIES, style)}"
    if right.op is Op.NUMBER and right.number < 0:
        return f"{first} {'-' if style.latex else '−'} {style.number(-right.number)}"
    return f"{first} + {_written(right, _ENTRIES, style)}"


def _ones(node: Node, style: _Style) -> str:
    if any(isinstance(size, int) and size < 0 for size in node.sizes):
        return "ones"
    if style.latex:
        sizes = r" \times ".join(map(str, node.sizes))
        return rf"\mathbf{{1}}_{{{sizes}}}" if sizes else r"\mathbf{1}"
    return f"ones({', '.join(map(str, node.sizes))})" if node.sizes else "ones"


def _identity(node: Node, style: _Style) -> str:
    if not node.sizes or (isinstance(node.sizes[0], int) and node.sizes[0] < 0):
        return "I"
    return f"I_{{{node.sizes[0]}}}" if style.latex else f"eye({node.sizes[0]})"


def _power(node: Node, style: _Style) -> str:
    value = node.number
    exponent = (
        str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
    )
    base = _written(node.parts[0], _ATOM, style)
    if node.op is Op.ENTRY_POWER and node.word == ".^":
        return f"{base}^{{\\odot {exponent}}}" if style.latex else f"{base}.^({exponent})"
    return style.power(base, exponent)


def _call(word: str, node: Node, style: _Style) -> tuple[int, str]:
    if not node.parts:
        return _ATOM, word
    if word == "norm":
        return _ATOM, _norm(node, style)
    arguments = ", ".join(_written(part, 0, style) for part in node.parts)
    if word in ("sum", "mean") and node.along is not None:
        arguments += f", axis={node.along}"
    name = style.name(word)
    if style.latex and word in _COMMANDS:
        name = f"\\{word}"
    if style.latex and word == "sqrt":
        return _ATOM, rf"\sqrt{{{arguments}}}"
    return _ATOM, f"{name}{chr(39) * node.primes}{style.bracket(arguments)}"


def _norm(node: Node, style: _Style) -> str:
    kind = node.indices[0] if node.indices else ""
    inner = _written(node.parts[0], 0, style)
    bars = (r"\lVert ", r" \rVert") if style.latex else ("‖", "‖")
    return f"{bars[0]}{inner}{bars[1]}" + (
        f"_{{{kind}}}" if kind and style.latex else f"_{kind}" if kind else ""
    )
