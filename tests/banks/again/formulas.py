"""Formulas in vectors and matrices as a bank writes them, put into numbers by a small reader of its own.

Blanks are products, `.*`, `./` and `.^` go entry by entry, `^T` transposes; signs of one rank are worked out from the left.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

torch = pytest.importorskip("torch")
TOKEN = re.compile(r"\s*(\.[*/^]|\^T|\^|[-+*/@()]|\d+|[A-Za-z]\w*'?)")
Names = Mapping[str, Any]

FUNCTIONS: Names = {
    "softmax": lambda z: torch.softmax(z, 0 if z.shape[1] == 1 else 1),
    "diag": lambda z: torch.diag(z.flatten()),
    "ones": lambda n: torch.ones(int(n), 1, dtype=torch.float64),
    "sum": lambda z: z.sum(),
    "norm": torch.linalg.norm,
    "eye": lambda n: torch.eye(int(n), dtype=torch.float64),
    "relu": torch.relu,
    "relu'": lambda z: (z > 0).double(),
    "exp": torch.exp,
    "sqrt": torch.sqrt,
    # A bend that has a slope everywhere and is its own of these tests.
    "sigma": torch.tanh,
    "sigma'": lambda z: 1 - torch.tanh(z) ** 2,
}


def times(left: Any, right: Any) -> Any:
    """A product of matrices, or of a number and a matrix."""
    number = left.numel() == 1 or right.numel() == 1
    return left * right if number else left @ right


class Reader:
    """Reads a formula once from the left to the right."""

    def __init__(self, text: str, names: Names) -> None:
        self.tokens, self.names = TOKEN.findall(text), {**FUNCTIONS, **names}
        assert "".join(self.tokens) == re.sub(r"\s", "", text), text

    def next(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def take(self) -> str:
        found: str = self.tokens.pop(0)
        return found

    def sum(self) -> Any:
        found = self.product()
        while self.next() in {"+", "-"}:
            found = found + self.product() if self.take() == "+" else found - self.product()
        return found

    def product(self) -> Any:
        found = self.factor()
        while self.next() not in {"", "+", "-", ")"}:
            sign = self.take() if self.next() in {"*", "@", "/", ".*", "./"} else ""
            other = self.factor()
            found = (
                found * other
                if sign == ".*"
                else found / other
                if sign in {"/", "./"}
                else times(found, other)
            )
        return found

    def factor(self) -> Any:
        if self.next() == "-":
            self.take()
            return -self.factor()
        first = self.take()
        if first == "(":
            found = self.inside()
        elif first.isdigit():
            found = torch.tensor(float(first), dtype=torch.float64)
        elif self.next() == "(" and callable(self.names[first]):
            self.take()
            found = self.names[first](self.inside())
        else:
            found = self.names[first]
        while self.next() in {"^T", ".^", "^"}:
            found = found.T if self.take() == "^T" else found ** self.factor()
        return found

    def inside(self) -> Any:
        found = self.sum()
        assert self.take() == ")"
        return found


def value_of(text: str, names: Names) -> Any:
    """The value of a formula where its names have these values."""
    reader = Reader(text, names)
    found = reader.sum()
    assert not reader.tokens, text
    return found


def gives(wanted: Any, names: Names) -> Callable[[Any], bool]:
    """Whether a formula has this value, in this shape."""

    def does(formula: Any) -> bool:
        try:
            found = value_of(str(formula), names)
        except RuntimeError:  # torch: shapes that do not fit
            return False
        return bool(found.shape == wanted.shape and torch.allclose(found, wanted, atol=1e-9))

    return does
