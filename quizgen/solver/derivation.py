"""The steps of a computation, recorded while it is computed.

The worked solution of a question is what the solver recorded while computing its key.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass

_DECIMAL = re.compile(r"\d+\.\d+")
# What is no finite decimal at almost every argument.
_IRRATIONAL = re.compile(r"e\^|\\(?:exp|ln|log|sqrt|sin|cos|tan|tanh|pi|Phi)\b")
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
        >>> Step("x", "", r"2 \cdot 0.25", "0.5").sign
        '='
        """
        decimals = _DECIMAL.findall(self.value)
        long = any(len(d.replace(".", "").lstrip("0")) >= _DIGITS for d in decimals)
        before = f"{self.symbol} {self.formula} {self.substitution}"
        return r"\approx" if long or (decimals and _IRRATIONAL.search(before)) else "="

    def __str__(self) -> str:
        *before, last = self.sides or ("",)
        return f"{' = '.join(before)} {self.sign} {last}" if before else last


_steps: ContextVar[list[Step] | None] = ContextVar("steps", default=None)
# How many steps there were when the quantity that is being computed was asked for.
_before: ContextVar[int | None] = ContextVar("before", default=None)


@contextmanager
def recording() -> Iterator[list[Step]]:
    """Collect the steps of everything computed inside.

    >>> with recording() as steps:
    ...     record("D", "", "2 + 3", "5")
    >>> [str(step) for step in steps]
    ['D = 2 + 3 = 5']
    """
    steps: list[Step] = []
    token, before = _steps.set(steps), _before.set(None)
    try:
        yield steps
    finally:
        _steps.reset(token)
        _before.reset(before)


def begin() -> Token[int | None] | None:
    """Say that a quantity is asked for; hand what comes back to `end`."""
    steps = _steps.get()
    return None if steps is None else _before.set(len(steps))


def end(token: Token[int | None] | None) -> None:
    """Say that the quantity is computed."""
    if token is not None:
        _before.reset(token)


def is_recording() -> bool:
    """Whether somebody wants the steps: ask before building their text."""
    return _steps.get() is not None


def record(symbol: str, formula: str, substitution: str, value: str, note: str = "") -> None:
    """Append a step if somebody is recording.

    A quantity asked for twice is worked out once; two equal entries of one quantity are two lines.
    """
    steps = _steps.get()
    if steps is None:
        return
    step = Step(symbol, formula, substitution, value, note)
    if step not in steps[: _before.get()]:
        steps.append(step)


class silent:  # noqa: N801 - used like the functions above; as a generator it took twice as long
    """Compute without recording, for the small print a derivation should not repeat."""

    __slots__ = ("_token",)

    def __enter__(self) -> None:
        self._token = _steps.set(None)

    def __exit__(self, *_: object) -> None:
        _steps.reset(self._token)
