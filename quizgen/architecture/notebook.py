"""The code of a notebook: its code cells, one after the other."""

import json
import re
from bisect import bisect_right
from itertools import accumulate

from quizgen.errors import UserError

# A line for the notebook itself; a rest of a division begins with `%`, too, but with no word behind it.
_MAGIC = re.compile(r"\s*(%{1,2}[A-Za-z]|!|\?)")
# A question for the notebook, such as `nn.Linear?`.
_ASKED = re.compile(r"\s*[\w.]+\?{1,2}\s*")
_TEXT = re.compile(r"""("{3}|'{3})(?s:.*?)\1|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])*'|#.*""")
# Cells that begin so hold Python that is run; others hold another language, or text.
_RUN = re.compile(r"%%(time|timeit|capture|prun|px|memit|mprun)\b")


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
    begin = len(cell) - len(cell.lstrip())
    if cell.startswith("%%", begin) and not _RUN.match(cell, begin):
        return "\n" * (cell.count("\n") + 1)
    # Without texts and remarks, but with as many lines; one that goes on within a text begins with a mark.
    bare = _TEXT.sub(lambda found: "\0" + "\n\0" * found[0].count("\n"), cell).split("\n")
    lines, depth, goes_on, notes = [], 0, False, False
    for line, said in zip(cell.split("\n"), bare, strict=True):
        indent = line[: len(line) - len(line.lstrip())]
        if not goes_on:
            inside = depth > 0 or said.startswith("\0")
            notes = not inside and bool(_MAGIC.match(line) or _ASKED.fullmatch(line))
        # In a block that has nothing else something must stand.
        alone = f"{indent}pass" if indent and not goes_on else ""
        lines.append(alone if notes else line)
        depth += 0 if notes else sum(map(said.count, "([{")) - sum(map(said.count, ")]}"))
        goes_on = said.endswith("\\")
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

    if not ends:
        return message
    message = re.sub(rf"^{re.escape(file)}:(\d+)", lambda m: f"{file}: {told(m[1])}", message)
    return re.sub(r"(?<!, )(?<!\.py: )\bline (\d+)\b(?! of)", lambda m: told(m[1]), message)
