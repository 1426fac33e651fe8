"""`--run`: files executed in a process of their own, for the module they make."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quizgen.architecture.run_file import run_file
from quizgen.errors import UserError

pytest.importorskip("torch")

NET = """
import argparse, math, sys
import torch
from torch import nn

options = argparse.ArgumentParser()
options.add_argument("--width", type=int, default=6)
width = options.parse_args().width
print("this is said by the file")

class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        sizes = [4]
        while len(sizes) < 3:
            sizes.append(sizes[-1] + math.ceil(width / 4))
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.head, self.aux = nn.Linear(sizes[-1], classes), nn.Linear(5, 5)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x).relu()
        return {"label": self.head(x), "score": x.sin().mean(1)}

if __name__ == "__main__":
    raise SystemExit("training starts here")
"""
# 4·6 + 6, 6·8 + 8, 8·3 + 3, and 5·5 + 5 of the layer that is never called.
COUNT = 30 + 56 + 27 + 30


def file(folder: Path, text: str) -> Path:
    path = folder / "case.py"
    path.write_text(text)
    return path


def test_a_class(tmp_path: Path) -> None:
    name, net = run_file(file(tmp_path, NET), (4,))
    assert name == "Net"
    assert net.parameter_count == COUNT
    assert net.labels == ("label", "score")
    assert [net.shapes()[result] for result in net.results] == [(3,), ()]
    assert [unused.name for unused in net.unused] == ["aux"]
    assert net.left_out == ("sin (sin)",)


@pytest.mark.parametrize(
    ("more", "called"),
    [
        ("other = nn.Linear(4, 2)\nnet = Net(7)\n", "net"),
        ("first = Net()\nlast = Net(2)\nnumber = 3\n", "last"),
    ],
)
def test_which_module_is_read(tmp_path: Path, more: str, called: str) -> None:
    assert run_file(file(tmp_path, NET + more), (4,))[0] == called


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import torch\n\nprint(1 / 0)\n", "line 3: ZeroDivisionError: division by zero"),
        ("import torch\nraise SystemExit(3)\n", "line 2: SystemExit: 3"),
        ("def f(:\n", "line 1: SyntaxError"),
        ("x = 3\n", "the file does not import torch"),
        ("import torch\n", "no module is made"),
        (
            "import torch\nclass N(torch.nn.Module):\n    def __init__(self, k): pass\n",
            "no module is made (N: ",
        ),
        ("import os, torch\nos._exit(7)\n", "the process ended with code 7"),
        ("import torch\nx = bytearray(40 << 30)\n", "line 2: MemoryError"),
    ],
)
def test_refusals(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UserError) as error:
        run_file(file(tmp_path, text), (4,))
    assert said in error.value.args[0]
    assert error.value.fix


def test_time_is_bounded(tmp_path: Path) -> None:
    endless = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'while True: pass'])\n"
    with pytest.raises(UserError, match="not done after 2 s"):
        run_file(file(tmp_path, endless), (4,), seconds=2)


def solve(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "quizgen", "solve", str(path), "--input", "4", *more],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, "COLUMNS": "100"},
    )  # fmt: skip


def test_the_command_says_that_it_executes(tmp_path: Path) -> None:
    path = file(tmp_path, NET)
    done = solve(path, "--run", "--json")
    found = json.loads(done.stdout)
    assert found["parameters"] == COUNT
    assert found["left_out"] == ["sin (sin)"]
    assert "this is said by the file" in done.stderr
    assert f"note: {path} was executed; its 'Net' is read" in done.stderr


def test_only_python_files_are_executed(tmp_path: Path) -> None:
    path = tmp_path / "net.toml"
    path.write_text("")
    done = solve(path, "--run")
    assert done.returncode == 1
    assert "--run executes a Python file" in done.stderr


def test_what_text_alone_does_not_say_points_to_it(tmp_path: Path) -> None:
    path = file(tmp_path, "import torch\nnet = torch.nn.Linear(4, int(open('sizes').read()))\n")
    done = solve(path)
    assert done.returncode == 1
    assert "for a file you trust, --run executes it" in done.stderr
    assert "--run" not in solve(tmp_path / "nowhere.py").stderr


MAIN = """
import argparse
import torch
from torch import nn

width = 4
depth: int = 1

class Net(nn.Module):
    def __init__(self, features, classes):
        super().__init__()
        options = argparse.ArgumentParser()
        options.add_argument("--hidden-units", type=int, default=width)
        hidden = options.parse_args().hidden_units
        self.body = nn.Sequential(nn.Linear(features, hidden), *[nn.Linear(hidden, hidden) for _ in range(depth)])
        self.head = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.head(self.body(x).relu())

if __name__ == "__main__":
    noise = nn.Dropout(0.1)
    x = noise(torch.randn(50, 7))
    net = Net(7, 3)
    print(net(x).shape)
    raise SystemExit("training starts here")
"""


def counted(features: int, hidden: int, depth: int) -> int:
    return features * hidden + hidden + depth * (hidden * hidden + hidden) + 3 * hidden + 3


def test_a_file_that_makes_no_module_runs_as_far_as_the_first_one_it_calls(tmp_path: Path) -> None:
    name, network = run_file(file(tmp_path, MAIN))
    assert (name, network.input_shape) == ("Net", (7,))
    assert network.parameter_count == counted(7, 4, 1)


def test_names_and_options_are_set_from_outside(tmp_path: Path) -> None:
    path = file(tmp_path, MAIN)
    settings = {"width": 9, "depth": 2}
    assert run_file(path, settings=settings)[1].parameter_count == counted(7, 9, 2)
    settings = {"hidden_units": 5, "depth": 0}
    assert run_file(path, settings=settings)[1].parameter_count == counted(7, 5, 0)
    with pytest.raises(UserError, match="--set wdth: nothing in the file is called so") as error:
        run_file(path, settings={"wdth": 9})
    assert error.value.fix == "did you mean 'width'?"


def test_what_the_main_program_lacks_does_not_hide_what_is_wanted(tmp_path: Path) -> None:
    text = MAIN.replace("    net = Net(7, 3)", "    open('no such data')")
    with pytest.raises(UserError, match=r"no module is made \(Net: .*missing 2 required"):
        run_file(file(tmp_path, text))


def test_the_command_sets_names_of_a_file_that_it_executes(tmp_path: Path) -> None:
    done = solve(file(tmp_path, MAIN), "--input", "7", "--run", "--set", "width=6", "--json")
    assert json.loads(done.stdout)["parameters"] == counted(7, 6, 1)
