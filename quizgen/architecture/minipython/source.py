"""Files of code beside the one that is read: what they say, and lines that know their file."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from quizgen.architecture.literal import parsed


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file, and its path from the folder of the file that is read first."""

    path: str
    text: str


# The file that an import means, by its words ("model.blocks", "..parts") and the path of the file they
# stand in; None where there is none.
Beside = Callable[[str, str], Source | None]


class Line(int):
    """The number of a line in another file than the one that is read first; it is told with it.

    >>> line = Line(7, "blocks.py")
    >>> f"line {line}", line + 1
    ('line 7 of blocks.py', 8)
    """

    file: str

    def __new__(cls, number: int, file: str) -> Self:
        """That line of that file."""
        line = super().__new__(cls, number)
        line.file = file
        return line

    def __str__(self) -> str:
        return f"{int(self)} of {self.file}"


def place(file: str, line: int) -> str:
    """File and line, as errors begin with them.

    >>> place("net.py", 3), place("net.py", Line(7, "blocks.py"))
    ('net.py:3', 'blocks.py:7')
    """
    return f"{line.file}:{int(line)}" if isinstance(line, Line) else f"{file}:{line}"


def tree_of(source: Source) -> ast.AST:
    """The syntax tree of a file, whose lines know it; `UserError` where it is too long or not Python."""
    tree = parsed(source.text, "exec")
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr):
            node.lineno = Line(node.lineno, source.path)
    return tree
