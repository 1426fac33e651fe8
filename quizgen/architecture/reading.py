"""From any description to a network: found by its form."""

from pathlib import Path

from quizgen.architecture.line import read_line
from quizgen.errors import UserError
from quizgen.solver.network import Network


def read(text_or_path: str | Path, *, bias: bool | None = None) -> Network:
    """The network a line describes.

    >>> read("Sequential(Linear(10, 100), ReLU(), Linear(100, 1))").parameter_count
    1100
    """
    text = str(text_or_path)
    if not text.strip():
        raise UserError("nothing to read", "write a layer such as Conv1d(1, 1, 5)")
    return read_line(text, bias=bias)


def leaves_out_intercepts(text_or_path: str | Path) -> bool:
    """Whether a description says nothing about intercepts, so that the lecture's convention holds."""
    return read(text_or_path, bias=True) != read(text_or_path, bias=False)
