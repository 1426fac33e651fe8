"""The steps of a computation, recorded while it is computed.

The worked solution of a question is what the solver recorded while computing its key.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


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

    def __str__(self) -> str:
        sides = (self.symbol, self.formula, self.substitution, self.value)
        return " = ".join(side for side in sides if side)


_steps: ContextVar[list[Step] | None] = ContextVar("steps", default=None)


@contextmanager
def recording() -> Iterator[list[Step]]:
    """Collect the steps of everything computed inside.

    >>> with recording() as steps:
    ...     record("D", "", "2 + 3", "5")
    >>> [str(step) for step in steps]
    ['D = 2 + 3 = 5']
    """
    steps: list[Step] = []
    token = _steps.set(steps)
    try:
        yield steps
    finally:
        _steps.reset(token)


def is_recording() -> bool:
    """Whether somebody wants the steps: ask before building their text."""
    return _steps.get() is not None


def record(symbol: str, formula: str, substitution: str, value: str, note: str = "") -> None:
    """Append a step if somebody is recording; a step already there is not said twice."""
    steps = _steps.get()
    if steps is None:
        return
    step = Step(symbol, formula, substitution, value, note)
    if step not in steps:
        steps.append(step)


class silent:  # noqa: N801 - used like the functions above; as a generator it took twice as long
    """Compute without recording, for the small print a derivation should not repeat."""

    __slots__ = ("_token",)

    def __enter__(self) -> None:
        self._token = _steps.set(None)

    def __exit__(self, *_: object) -> None:
        _steps.reset(self._token)
