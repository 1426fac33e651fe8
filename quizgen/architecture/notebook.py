"""The code of a notebook: its code cells, one after the other."""

import json

from quizgen.errors import UserError


def notebook_code(text: str, file: str) -> str:
    r"""The Python of a notebook's cells; lines for the notebook itself, such as `%matplotlib`, are left empty.

    >>> cells = [{"cell_type": "code", "source": ["%pip install x\n", "n = 1"]}, {"cell_type": "markdown", "source": []}]
    >>> notebook_code(json.dumps({"cells": cells}), "a.ipynb")
    '\nn = 1\n'
    """
    try:
        cells = json.loads(text)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        cells = [text if isinstance(text, str) else "".join(text) for text in sources]
    except (ValueError, LookupError, TypeError):
        raise UserError(
            f"{file}: this is no notebook", "save it again, or give its code as .py"
        ) from None
    return "".join(_plain(cell) for cell in cells)


def _plain(cell: str) -> str:
    if cell.startswith("%%"):
        return "\n" * (cell.count("\n") + 1)
    lines = ("" if line.lstrip().startswith(("%", "!", "?")) else line for line in cell.split("\n"))
    return "\n".join(lines) + "\n"
