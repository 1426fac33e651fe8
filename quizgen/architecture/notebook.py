"""The code of a notebook: its code cells, one after the other."""

import json
import re
from bisect import bisect_right
from itertools import accumulate

from quizgen.errors import UserError

# A line for the notebook itself; a rest of a division begins with `%`, too, but with no word behind it.
_MAGIC = re.compile(r"\s*(%{1,2}[A-Za-z]|!|\?)")
_TEXT = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|#.*")


def notebook_cells(text: str, file: str) -> list[str]:
    r"""The Python of a notebook's code cells; lines for the notebook itself, such as `%matplotlib`, are left empty.

    >>> cells = [{"cell_type": "code", "source": ["%pip install x\n", "n = 1"]}, {"cell_type": "markdown", "source": []}]
    >>> notebook_cells(json.dumps({"cells": cells}), "a.ipynb")
    ['\nn = 1\n']
    """
    try:
        cells = json.loads(text)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        cells = [text if isinstance(text, str) else "".join(text) for text in sources]
    except (ValueError, LookupError, TypeError):
        raise UserError(
            f"{file}: this is no notebook", "save it again, or give its code as .py"
        ) from None
    return [_plain(cell) for cell in cells]


def _plain(cell: str) -> str:
    if cell.startswith("%%"):
        return "\n" * (cell.count("\n") + 1)
    lines, depth = [], 0
    for line in cell.split("\n"):
        lines.append("" if depth <= 0 and _MAGIC.match(line) else line)
        said = _TEXT.sub("", lines[-1])
        depth += sum(map(said.count, "([{")) - sum(map(said.count, ")]}"))
    return "\n".join(lines) + "\n"


def by_cell(message: str, file: str, cells: list[str]) -> str:
    r"""A message about all code with its lines as those of the cells.

    >>> by_cell("a.ipynb:4: odd (line 2)", "a.ipynb", ["a\nb\n", "c\nd\n"])
    'a.ipynb: code cell 2, line 2: odd (code cell 1, line 2)'
    """
    ends = list(accumulate(cell.count("\n") for cell in cells))

    def told(number: str) -> str:
        cell = min(bisect_right(ends, int(number) - 1), len(ends) - 1)
        return f"code cell {cell + 1}, line {int(number) - (ends[cell - 1] if cell else 0)}"

    message = re.sub(rf"^{re.escape(file)}:(\d+)", lambda m: f"{file}: {told(m[1])}", message)
    return re.sub(r"(?<!, )\bline (\d+)\b(?! of)", lambda m: told(m[1]), message)
