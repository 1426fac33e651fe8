"""One line of a worked solution."""

import re
from dataclasses import dataclass

_DECIMAL = re.compile(r"\d+\.\d+")
# What is no finite decimal at almost every argument.
_IRRATIONAL = re.compile(r"e\^|\\(?:exp|ln|log|sqrt|sin|cos|tan|tanh|pi|Phi)\b")
# What is no whole number: one behind it was rounded.
_NEVER_WHOLE = re.compile(r"e\^\{-?[1-9][0-9.]*\}|\\tanh\(-?[1-9][0-9.]*\)")
_LOGARITHM = re.compile(r"\\(?:ln|log)\b")
# A decimal of so many digits was rounded when it was printed.
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Step:
    r"""One line of a derivation, `symbol = formula = substitution = value`, each as LaTeX math.

    `formula` and `substitution` may be empty; `note` is a few plain words that come before the line,
    `legend` a sentence before those that says what the letters mean.

    >>> print(Step("h_1", "v_1 x_1 + v_2 x_2", r"(-2) \cdot 0 + 1 \cdot 3", "3"))
    h_1 = v_1 x_1 + v_2 x_2 = (-2) \cdot 0 + 1 \cdot 3 = 3
    """

    symbol: str
    formula: str
    substitution: str
    value: str
    note: str = ""
    legend: str = ""

    @property
    def sides(self) -> tuple[str, ...]:
        """What the line says to be equal, one after the other, nothing twice in a row."""
        given = [s for s in (self.symbol, self.formula, self.substitution, self.value) if s]
        return tuple(side for i, side in enumerate(given) if not i or side != given[i - 1])

    @property
    def sign(self) -> str:
        r"""The sign before the value: `=`, or `\approx` where a decimal was rounded.

        >>> Step(r"\sigma(1)", "", r"\frac{1}{1 + e^{-1}}", "0.731059").sign
        '\\approx'
        >>> Step("x", "", r"2 \cdot 0.25", "0.5").sign, Step("w", "", r"2.1 - 0.1 \cdot 0.140028", "2.086").sign
        ('=', '\\approx')
        >>> Step(r"\sigma(19)", "", r"\frac{1}{1 + e^{-19}}", "1").sign
        '\\approx'
        """
        decimals = _DECIMAL.findall(self.value)
        before = f"{self.symbol} {self.formula} {self.substitution}"
        rounded = _IRRATIONAL.search(before) or _is_long(self.substitution)
        whole = self.value.lstrip("-").isdigit() and _NEVER_WHOLE.search(self.substitution)
        if whole and not _LOGARITHM.search(before):
            return r"\approx"
        return r"\approx" if _is_long(self.value) or (decimals and rounded) else "="

    def __str__(self) -> str:
        *before, last = self.sides or ("",)
        return f"{' = '.join(before)} {self.sign} {last}" if before else last


def _is_long(text: str) -> bool:
    """Whether it has a decimal that was rounded when it was printed."""
    return any(len(d.replace(".", "").lstrip("0")) >= _DIGITS for d in _DECIMAL.findall(text))
