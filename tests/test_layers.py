"""What is said of a layer is said in its class: a layer from outside, and no table of their names."""

import ast
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from click.testing import CliRunner

import quizgen
from quizgen.architecture import read
from quizgen.architecture.short_names import short_names
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.cli.group import group
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import sheet
from quizgen.errors import UserError
from quizgen.language.vocabulary import known_names
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers import layer_names, register
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one
from quizgen.solver.layers.table import OURS, unregister
from quizgen.solver.network import Network, Node
from quizgen.solver.quantity import Call, quantity
from quizgen.solver.values import as_array, tidy, total
from quizgen.telling import Step, Told, teller

PACKAGE = Path(quizgen.__file__).parent


@dataclass(frozen=True, slots=True)
class ChannelGate(Countable):
    """w x + b with a weight and an intercept for each channel; torch.nn has no such layer."""

    letters: ClassVar[Mapping[str, str]] = {
        "x": "a value",
        "w": "the weight of its channel",
        "b": "the intercept of its channel",
    }
    channels: int
    bias: bool = True

    def __post_init__(self) -> None:
        at_least_one(self, "channels")

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        one = (self.channels,)
        return {"weight": one, "bias": one} if self.bias else {"weight": one}

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        shape = as_shape(input_shape)
        if shape[0] != self.channels:
            raise ShapeError(f"{self}: shape {shape} does not have {self.channels} channels")
        return shape

    @quantity
    def macs(self, input_shape: ShapeLike) -> int:
        return math.prod(self.output_shape(input_shape))

    @quantity
    def output(self, x: Any, weight: Any, bias: Any = None) -> Any:
        values = as_array(x)
        self.output_shape(values.shape)
        found = self._spread(weight, values) * values
        return tidy(found if bias is None else found + self._spread(bias, values))

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any, weight: Any, bias: Any = None) -> dict[str, Any]:
        values, grads = as_array(x), as_array(grad_output)
        found = {
            "input": tidy(grads * self._spread(weight, values)),
            "weight": total((grads * values).reshape(self.channels, -1), axis=1),
        }
        if bias is not None:
            found["bias"] = total(grads.reshape(self.channels, -1), axis=1)
        return found

    def _spread(self, one: Any, values: Any) -> Any:
        return as_array(one).reshape(-1, *(1,) * (values.ndim - 1))


@teller("ChannelGate.output")
def _(call: Call) -> Told:
    formula = "w x + b" if call.subject.bias else "w x"
    yield Step("h", formula, "", str(call.result.tolist()))


@dataclass(frozen=True, slots=True)
class RReLU(Countable):
    """PyTorch's layer of this name as it computes after training: the mean of its slopes below zero."""

    on_units: ClassVar[bool] = True
    lower: Any = 0.125
    upper: Any = 1 / 3

    @quantity
    def output(self, x: Any) -> Any:
        values = as_array(x)
        return tidy(np.where(values > 0, values, values * (self.lower + self.upper) / 2))

    forward = output


@dataclass(frozen=True, slots=True)
class Turned(Countable):
    """The sign of every value turned: no module in torch, an expression."""

    draws_edges: ClassVar[bool] = False

    def torch_expression(self, sources: Any) -> str:
        return f"{sources[0]} * -1"


BANK = """
[[exercise]]
id   = "gated"
let  = { gate = "ChannelGate(C)", net = "sequential([gate, ReLU()])" }
draw = { C = "integer(2, 3)", n = "integer(3, 4)", x = "matrix(C, n, -5, 9)", w = "vector(C, 2, 5)", b = "vector(C, 1, 4)" }
[[exercise.part]]
id  = "learned"
ask = "gate.parameter_count"
[[exercise.part]]
id  = "edges"
ask = "gate.connections((C, n))"
[[exercise.part]]
id  = "zeros"
ask = "gate.zeros((C, n))"
[[exercise.part]]
id  = "values"
ask = "gate.output(x, weight=w, bias=b)"
[[exercise.part]]
id  = "network"
ask = "net.output(x, weights=[w], biases=[b])"
[[exercise.part]]
id  = "slopes"
ask = "How large is the gradient in the weights if that in each output is 2?"
answer = "gate.backward(x, x * 0 + 2, w, b)['weight']"
kind = "vector"
"""
NETWORK = """
input = [4, 8]
layers = [{ channel_gate = { channels = 4 } }, "relu", { ChannelGate = 4 }]
"""


@pytest.fixture(scope="module", autouse=True)
def registered() -> Iterator[None]:
    (
        short_names(),
        known_names(),
        read("from torch import nn\nnet = nn.Sequential(nn.ReLU())\n", input_shape=(3,)),
    )  # what is kept is thrown away
    register(ChannelGate)
    register(RReLU, in_torch=True)
    register(Turned)
    yield
    unregister("ChannelGate", "RReLU", "Turned")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("banks") / "gates.toml"
    file.write_text(BANK, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def variant(bank: Path) -> quizgen.Variant:
    return quizgen.draw("gated", seed=3, banks=[bank])


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(group, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


class TestALayerFromOutside:
    """It goes through the whole house, and only its class says how."""

    def test_it_is_known_behind_ours(self) -> None:
        assert layer_names() == (*OURS, "ChannelGate", "RReLU", "Turned")

    def test_one_line(self) -> None:
        network = read("Sequential(nn.Conv2d(3, 4, 3), ChannelGate(4), ReLU())")
        assert network.parameter_count == 112 + 8
        assert network.output_shape((3, 8, 8)) == (4, 6, 6)

    def test_toml_there_and_back(self) -> None:
        network = read(NETWORK)
        assert [row.parameters for row in network.rows()] == [8, 0, 8]
        assert read(to_toml(network)) == network

    def test_what_is_wrong_with_it_is_said(self) -> None:
        with pytest.raises(UserError, match="unknown argument 'chanels'"):
            read("ChannelGate(chanels=4)")
        with pytest.raises(UserError, match="did you mean 'ChannelGate'"):
            read("ChannelGat(4)")
        with pytest.raises(UserError, match=r"does not have 4 channels"):
            read("input = [3, 8]\nlayers = [{ ChannelGate = 4 }]")

    def test_the_table(self, tmp_path: Path) -> None:
        file = tmp_path / "net.toml"
        file.write_text(NETWORK, encoding="utf-8")
        told = run("solve", file)
        assert told.count("ChannelGate(4)") == 2
        data = json.loads(run("solve", file, "--json"))
        assert (data["parameters"], data["connections"], data["macs"]) == (16, 64, 64)

    def test_a_quiz(self, tmp_path: Path) -> None:
        told = run("quiz", "ChannelGate(4)", "--input", "4, 6", "--seed", "1")
        assert "`ChannelGate(4)`; its input has shape" in told
        assert "How many parameters does the layer learn, intercepts included?" in told
        run("quiz", "ChannelGate(4)", "--input", "4, 6", "--seed", "1", "-o", tmp_path / "quiz")
        assert "exercise" in run("check", *tmp_path.glob("quiz/*.toml"))

    @pytest.mark.timed
    def test_check_draws_it(self, bank: Path) -> None:
        assert "1 exercise" in run("check", bank)

    def test_keys_by_a_second_computation(self, variant: quizgen.Variant) -> None:
        x, w, b = (np.array(variant.values[name]) for name in "xwb")
        learned, edges, zeros, values, network, slopes = (part.key for part in variant.parts)
        units = x.size
        assert (learned, edges, zeros) == (2 * len(w), units, units * units - units)
        assert values == (w[:, None] * x + b[:, None]).tolist()
        assert network == np.maximum(w[:, None] * x + b[:, None], 0).tolist()
        assert slopes == (2 * x).sum(axis=1).tolist()

    def test_worked_solution_legend_and_slips(self, variant: quizgen.Variant) -> None:
        learned, edges, zeros, values, *_ = variant.parts
        assert [step.symbol for step in learned.solution][-1:] == [r"\text{parameters}"]
        assert [step.formula for step in values.solution] == ["w x + b"]  # told in this file
        told = " ".join(step.legend for step in values.solution)
        assert "$w$ is the weight of its channel" in told
        assert {m.name for m in edges.mistakes} >= {"all-joined"}
        assert zeros.mistakes

    @pytest.mark.parametrize("printer", [text, html, latex, typst])
    def test_printers(self, variant: quizgen.Variant, printer: Any) -> None:
        page = sheet([variant], title="Gates", code="c")
        assert "ChannelGate" in str(printer.sheet(page, key=True))

    def test_a_pdf(self, variant: quizgen.Variant) -> None:
        page = sheet([variant], title="Gates", code="c")
        assert typst_pdf(typst.sheet(page, key=True)).startswith(b"%PDF")

    def test_answers_are_judged(self, variant: quizgen.Variant) -> None:
        edges, values = variant.parts[1], variant.parts[3]
        assert quizgen.judge(variant, str(values.key), "values").status == "correct"
        everything = edges.key * edges.key
        verdict = quizgen.judge(variant, str(everything), "edges")
        assert (verdict.status, verdict.mistake) == ("wrong", "all-joined")

    def test_against_torch(self) -> None:
        torch = pytest.importorskip("torch")
        gate, x = ChannelGate(3), torch.randn(3, 5, dtype=torch.float64, requires_grad=True)
        w, b = (torch.randn(3, dtype=torch.float64, requires_grad=True) for _ in range(2))
        found = x * w[:, None] + b[:, None]
        found.sum().backward()
        given = [entry.detach().numpy() for entry in (x, w, b)]
        np.testing.assert_allclose(gate.output(*given), found.detach().numpy())
        ours = gate.backward(given[0], np.ones((3, 5)), *given[1:])
        for name, theirs in (("input", x), ("weight", w), ("bias", b)):
            np.testing.assert_allclose(ours[name].astype(float), theirs.grad.numpy())
        ended = torch.nn.RReLU().eval()(x).detach().numpy()
        np.testing.assert_allclose(RReLU().output(given[0]).astype(float), ended)


class TestTorchText:
    def test_a_layer_that_torch_has_is_read_and_written(self) -> None:
        source = "from torch import nn\n\nnet = nn.Sequential(\n    nn.Linear(3, 4),\n    nn.RReLU(lower=0.25),\n)\n"
        network = read(source, input_shape=(3,))
        assert [node.layer for node in network.nodes][1] == RReLU(lower=0.25)
        assert network.units == (3, 4)  # it works on the units of the layer before
        assert to_torch(network) == source

    def test_so_does_an_answer_in_code(self) -> None:
        from quizgen.answers import answer_kind

        kind = answer_kind("code", RReLU(0.25))
        assert kind.judge("nn.RReLU(lower=0.25)").status == "correct"
        assert kind.judge("nn.RReLU(0.5)").status == "wrong"

    def test_a_layer_that_torch_has_not_is_refused(self) -> None:
        with pytest.raises(UserError, match=r"unknown layer or function 'nn\.ChannelGate'"):
            read(
                "from torch import nn\nnet = nn.Sequential(nn.Linear(3, 4), nn.ChannelGate(4))",
                input_shape=(3,),
            )
        with pytest.raises(UserError, match=r"torch\.nn has no layer ChannelGate"):
            to_torch(read(NETWORK))

    def test_an_expression_is_written(self) -> None:
        network = Network((Node("flat", Turned()), Node("out", RReLU(), ("flat",))), (3,))
        assert "flat = input * -1\n" in to_torch(network)

    def test_a_class_of_its_name_in_a_text_is_the_text_s(self) -> None:
        network = read(
            "import torch\nfrom torch import nn\n\nclass ChannelGate(nn.Module):\n    def __init__(self, n):\n"
            "        super().__init__()\n        self.w = nn.Parameter(torch.ones(n))\n\n"
            "    def forward(self, x):\n        return x * self.w\n\nnet = ChannelGate(5)\n",
            input_shape=(5,),
        )
        assert network.parameter_count == 5


class TestRegister:
    def test_names_that_are_taken(self) -> None:
        for name in ("Linear", "mse"):
            kind: type = dataclass(frozen=True)(type(name, (Countable,), {}))
            with pytest.raises(ValueError, match=f"something called '{name}' already"):
                register(kind)
        again: type = dataclass(frozen=True)(type("ChannelGate", (Countable,), {}))
        with pytest.raises(ValueError, match="'ChannelGate' already"):
            register(again)
        assert register(ChannelGate) is ChannelGate

    def test_no_layer(self) -> None:
        class Plain:
            pass

        @dataclass
        class Changing(Countable):
            pass

        for kind in (Plain, Changing):
            with pytest.raises(ValueError, match="make it a frozen dataclass on Countable"):
                register(kind)


OURS_SET = frozenset(OURS)
# Where names of layers may stand in tables, and why.
ALLOWED: Mapping[str, str] = {
    "solver/layers": "the room of the layers themselves",
    "architecture/fake_torch": "what PyTorch's classes and functions take beyond the solver's fields",
    "architecture/fake_keras": "what Keras's classes and functions are called and take",
    "architecture/onnx_file": "which operators of ONNX a layer is",
    "architecture/aten": "which operators of ATen a layer is",
    "architecture/constructors.py": "what the readers of operators both build",
    "architecture/live_module.py": "how PyTorch keeps the arguments of its modules",
    "architecture/module_layer.py": "under which names a live module keeps them",
    "answers/torch_arguments.py": "what PyTorch takes beyond the solver's fields",
    "architecture/questions/one_layer.py": "which few layers are worked out by hand, and with what numbers",
    "slips": "each slip is about the layers that invite it",
}


def tables(source: str) -> list[int]:
    """Lines that compare with the name of a layer, match one, or list two.

    >>> tables('if kind == "Linear": x'), tables('A = (Linear, "Conv1d", x)'), tables('f("Linear")')
    ([1], [1], [])
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare):
            hit = any(_said(side) for side in (node.left, *node.comparators))
        elif isinstance(node, ast.Match):
            hit = any(_said(case.pattern) for case in node.cases)
        elif isinstance(node, ast.Set | ast.Tuple | ast.List | ast.Dict):
            entries = node.keys if isinstance(node, ast.Dict) else node.elts
            hit = len({name for entry in entries for name in _entry(entry)}) > 1
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            hit = bool(_entry(node.left) and _entry(node.right))
        else:
            continue
        if hit:
            found.append(node.lineno)
    return found


def _said(node: ast.AST) -> set[str]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)} & OURS_SET  # fmt: skip


def _entry(node: ast.AST | None) -> set[str]:
    """The layer that an entry of a table names, as text or as a class."""
    if isinstance(node, ast.Constant):
        return {node.value} & OURS_SET if isinstance(node.value, str) else set()
    return {node.id} & OURS_SET if isinstance(node, ast.Name) else set()


def _is_allowed(path: str) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in ALLOWED)


@cache
def by_module() -> dict[str, list[int]]:
    named = re.compile(rf"\b(?:{'|'.join(OURS)})\b")
    return {
        path.relative_to(PACKAGE).as_posix(): tables(source) if named.search(source) else []
        for path in sorted(PACKAGE.rglob("*.py"))
        for source in [path.read_text(encoding="utf-8")]
    }


@pytest.mark.again
def test_nobody_outside_has_a_table_of_layers() -> None:
    found = [f"{path}:{line}" for path, lines in by_module().items() if not _is_allowed(path) for line in lines]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("place", ALLOWED)
def test_what_is_allowed_is_needed(place: str) -> None:
    assert any(lines for path, lines in by_module().items() if path == place or path.startswith(f"{place}/"))  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        'if type(layer).__name__ == "Linear": x',
        'x = kind in {"Softmax", "Other"}',
        'x = type(layer).__name__ not in ("Flatten", "Identity")',
        'match kind:\n    case "RNN" | "LSTM":\n        x',
        'LIST = frozenset({"Reshape", "Select"})',
        'TABLE = {"Linear": 1, "Conv1d": 2}',
        "x = isinstance(layer, (Linear, Conv1d))",
        "x = isinstance(layer, MaxPool2d | AvgPool2d)",
    ],
)
def test_a_table_is_found(source: str) -> None:
    assert tables(source)
