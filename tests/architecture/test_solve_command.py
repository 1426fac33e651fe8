"""`quizgen solve`: the table, JSON, CSV, derivations and matrices; what goes to which stream."""

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

LAYER = ("Conv1d(1, 1, 5, stride=5)", "--input", "20")


def solve(
    *arguments: str, typed: str | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    wide = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.run(
        [sys.executable, "-m", "quizgen", "solve", *arguments],
        input=typed, capture_output=True, text=True, check=False, timeout=60, env={**wide, **variables},
    )  # fmt: skip


class TestTable:
    """Hocking (2021), slide "Architecture exercises" 2: 5 parameters, 4 outputs, 20 connections, 60 zeros."""

    def test_text(self) -> None:
        done = solve(*LAYER)
        assert done.returncode == 0
        assert done.stdout == (
            "   layer                                              output  parameters  connections  zeros  macs\n"
            "1  Conv1d(1, 1, kernel_size=5, stride=5, bias=False)   1 × 4           5           20     60    20\n"
        )
        assert done.stderr == (
            "note: without intercepts, as in formulas; --bias or nn.Conv1d(…) has PyTorch's\n"
        )

    def test_json(self) -> None:
        found = json.loads(solve(*LAYER, "--json").stdout)
        assert {k: found[k] for k in ("parameters", "connections", "zeros", "macs", "output_shape")} == {
            "parameters": 5, "connections": 20, "zeros": 60, "macs": 20, "output_shape": [1, 4],
        }  # fmt: skip
        (layer,) = found["layers"]
        assert (layer["type"], layer["input_shape"]) == ("Conv1d", [1, 20])

    def test_csv(self) -> None:
        head, row = csv.reader(solve(*LAYER, "--csv").stdout.splitlines())
        assert dict(zip(head, row, strict=True))["connections"] == "20"

    def test_totals(self) -> None:
        done = solve("mlp 10 100 1")
        assert done.stdout.splitlines()[-1].split() == [
            "total",
            "1",
            "1,100",
            "1,100",
            "0",
            "1,100",
        ]

    def test_nn_has_intercepts_and_no_note(self) -> None:
        done = solve("nn.Conv1d(1, 1, 5)", "--json")
        assert (json.loads(done.stdout)["parameters"], done.stderr) == (6, "")


class TestMore:
    def test_explain(self) -> None:
        text = solve(*LAYER, "--explain", "1").stdout
        assert "connections = outputs ⋅ kernel size = 4 ⋅ 5 = 20" in text
        assert "zeros = rows ⋅ columns − connections = 4 ⋅ 20 − 20 = 60" in text

    def test_explain_fits_the_terminal(self) -> None:
        text = solve("resnet18", "--explain", "1", COLUMNS="40").stdout
        derived = text[text.index("\n1  conv_1: Conv2d(3") :]
        assert "   pairs of each axis\n     = outputs ⋅ kernel size" in derived
        assert "   zeros = rows ⋅ columns − connections\n     = " in derived
        assert max(map(len, derived.split("\n"))) <= 40

    def test_matrix(self) -> None:
        text = solve("Conv1d(1, 1, 2)", "--input", "3", "--matrix").stdout
        assert text.endswith("1  Conv1d: 2 × 3\nv1  v2   ·\n ·  v1  v2\n")

    def test_standard_input(self) -> None:
        done = solve("-", "--json", typed="nn.Sequential(\n  nn.Linear(3, 2),\n  nn.ReLU())\n")
        assert json.loads(done.stdout)["parameters"] == 8

    def test_other_forms(self, tmp_path: Path) -> None:
        toml = tmp_path / "net.toml"
        toml.write_text(
            solve("Sequential(Conv1d(1, 2, 3), ReLU())", "--input", "9", "--to", "toml").stdout
        )
        found = json.loads(solve(str(toml), "--json").stdout)
        assert (found["parameters"], found["output_shape"]) == (6, [2, 7])
        code = solve(str(toml), "--to", "torch").stdout
        assert (
            code
            == "from torch import nn\n\nnet = nn.Sequential(\n    nn.Conv1d(1, 2, 3, bias=False),\n    nn.ReLU(),\n)\n"
        )


class TestRefusals:
    """Exit code 1 and no traceback; JSON where JSON was asked for."""

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (("Conv1D(1, 1, 5)",), "quizgen: unknown layer 'Conv1D'\n    fix: did you mean 'Conv1d'?\n"),
            ((LAYER[0], "--input", "x"), "quizgen: input shape 'x' is not understood\n    fix: write 20, 1x28x28 or '(3, 224, 224)'\n"),
            ((*LAYER, "--explain", "2"), "quizgen: no layer '2': there are 1 to 1\n    fix: known: Conv1d\n"),
            (("ReLU()", "--matrix"), "quizgen: the input shape is not known\n    fix: ask for a linear layer such as Conv1d(1, 1, 5) and give --input\n"),
        ],
    )  # fmt: skip
    def test_message(self, arguments: tuple[str, ...], message: str) -> None:
        done = solve(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", message)

    def test_misfit(self) -> None:
        done = solve(LAYER[0], "--input", "4")
        assert done.returncode == 1
        assert done.stderr.startswith("quizgen: layer 1 (Conv1d): Conv1d(1, 1, kernel_size=5")

    def test_json(self) -> None:
        done = solve("Conv1D(1, 1, 5)", "--json")
        assert done.returncode == 1
        assert json.loads(done.stderr)["error"] == "unknown layer 'Conv1D'"

    def test_usage(self) -> None:
        assert solve().returncode == 2
        assert solve("ReLU()", "--nope").returncode == 2


def test_numpy_is_not_waited_for() -> None:
    """Counting needs no arrays; `solve` of a layer imports neither NumPy nor SymPy."""
    code = "import sys; from quizgen.architecture import read, summarise; summarise(read('Conv1d(1, 1, 5)'), (20,)); print({'numpy', 'sympy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


class TestTerminal:
    """A colour for each shared weight on a terminal; none in a pipe or with NO_COLOR."""

    @staticmethod
    def on_terminal(**variables: str) -> str:
        master, slave = pty.openpty()
        done = subprocess.Popen(
            [sys.executable, "-m", "quizgen", "solve", "Conv1d(1, 1, 2)", "--input", "3", "--matrix"],
            stdout=slave, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "TERM": "xterm", **variables},
        )  # fmt: skip
        os.close(slave)
        found = b""
        while True:
            try:
                part = os.read(master, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            found += part
        os.close(master)
        assert done.wait(timeout=60) == 0
        return found.decode()

    def test_shared_weights_have_one_colour(self) -> None:
        text = self.on_terminal()
        assert text.count("\x1b[31mv1\x1b[0m") == 2
        assert text.count("\x1b[32mv2\x1b[0m") == 2

    def test_no_color(self) -> None:
        text = self.on_terminal(NO_COLOR="1")
        assert "\x1b" not in text
        assert "v1  v2   ·" in text
