"""Notebooks: their cells as one text, what is said of lines by cell, and scripts that train beside their networks."""

import json
from pathlib import Path

import pytest

from quizgen.architecture import read
from quizgen.errors import UserError

NET = """import torch
from torch import nn
import numpy as np
class Net(nn.Module):
    def __init__(self, width=4):
        super().__init__()
        self.fc = nn.Linear(3, width)

    def forward(self, x):
        return torch.cumsum(self.fc(x), 1)
"""
TRAIN = """%matplotlib inline
! pip install torch
?nn.Linear
for step in range(3):
    print('Epoch: %03d (' 'and %d'
          %(step + 1,
            len([1,
    !dir
                 2])))  # (
    %timeit step
"""


def notebook(folder: Path, *cells: str) -> Path:
    """A notebook of these code cells, with a text between them."""
    told: list[dict[str, object]] = [{"cell_type": "code", "source": cell} for cell in cells]
    told.insert(1, {"cell_type": "markdown", "source": ["# A title"]})
    path = folder / "net.ipynb"
    path.write_text(json.dumps({"cells": told, "nbformat": 4}), encoding="utf-8")
    return path


def test_a_rest_or_a_text_put_together_is_no_line_for_the_notebook(tmp_path: Path) -> None:
    """`%(…)` in a line of its own is common in printing; it was left out, and the code no Python."""
    train = TRAIN.replace("    !dir\n", "")
    found = read(notebook(tmp_path, NET, train, "%%bash\nls (\n", "net = Net(5)"))
    assert found.parameter_count == 20
    assert found.left_out == ("code cell 1, line 10: cumsum",)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((NET, "a = 1\n\nb = "), "code cell 2, line 3, column 5: this is not Python: b ="),
        ((NET, "n = 1", "x = 2\nnet = Nett()"), "code cell 3, line 2: net is not known: unknown name 'Nett'"),
        ((NET.replace("3, width", "width, 1 / 0"), "net = Net()"), "code cell 1, line 7: "),
        ((NET, TRAIN), "code cell 2, line 8, column 5: this is not Python: !dir"),
    ],
)  # fmt: skip
def test_lines_are_those_of_cells(tmp_path: Path, cells: tuple[str, ...], said: str) -> None:
    with pytest.raises(UserError) as raised:
        read(notebook(tmp_path, *cells))
    assert said in raised.value.args[0]


def test_losses_of_training_do_not_hide_the_network() -> None:
    training = "def cost(out):\n    return nn.BCELoss()(out, data())\nnet = Net()\ng_loss = cost(net)\nloss = nn.MSELoss()(net, load())\n"
    assert read(NET + training).parameter_count == 16


def test_arrays_of_arrays_have_all_their_axes() -> None:
    """Weights set by hand: the size of a kernel comes from an array of arrays."""
    made = "rows = np.array([[1, 2, 3], [4, 5, 6]])\nboth = np.array([rows, -rows])\nnet = Net(both.shape[2] * 10 + both.shape[1])\n"
    assert read(NET + made).parameter_count == 4 * 32


LAST = "net = nn.Linear(3, 5)"
CELLS = {
    "timed": "%%time\n" + LAST,
    "captured": "\n%%capture said\n" + LAST,
    "behind a text with brackets": 'def f():\n    """Open (yet\n    %more :(\n    """\n%matplotlib inline\n' + LAST,
    "behind an apostrophe": "a = 'it\\'s ('  # (\n!ls\n" + LAST,
    "alone in a block": "try:\n    import zz\nexcept ImportError:\n    !pip install zz\n" + LAST,
    "over two lines": "!pip install \\\n    zz\na = 7 \\\n    %b\n" + LAST,
    "questions": "nn.Linear?\nnn??\n" + LAST,
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_lines_for_the_notebook_stand_anywhere(tmp_path: Path, name: str) -> None:
    """A cell that is timed is run like any other; what is for the notebook is left out, and no line of Python is."""
    assert read(notebook(tmp_path, NET, "b = 2\nnet = Net()", CELLS[name])).parameter_count == 20


def test_a_notebook_without_code_and_lines_of_neighbours(tmp_path: Path) -> None:
    path = tmp_path / "net.ipynb"
    path.write_text('{"cells": []}', encoding="utf-8")
    with pytest.raises(UserError, match="no layers here"):
        read(path)
    (tmp_path / "blocks.py").write_text("n = 1\n\ndef f(:\n", encoding="utf-8")
    with pytest.raises(
        UserError, match=r"code cell 1, line 8: net .* blocks\.py: line 3, column 7"
    ):
        read(
            notebook(
                tmp_path, NET.rpartition("class")[0] + "\n" * 4 + "from blocks import f\nnet = f()"
            )
        )
