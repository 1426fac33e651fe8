"""Out again: TOML and torch code read back as the same network, and torch runs the code."""

from typing import Any

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.architecture.zoo import zoo
from quizgen.solver.layers.linear import Linear
from quizgen.solver.network import Network, Node


@pytest.mark.parametrize("name", sorted(zoo()))
class TestZoo:
    def test_toml_reads_back(self, name: str) -> None:
        net = read(name)
        assert read_toml(to_toml(net)) == net

    def test_torch_code_reads_back(self, name: str) -> None:
        net = read(name)
        again = read_torch(to_torch(net))
        left, right = (summarise(n, s) for n, s in ((net, None), (again, net.input_shape)))
        assert left.total("parameters") == right.total("parameters")
        assert left.total("connections") == right.total("connections")
        assert left.output_shape == right.output_shape

    def test_torch_runs_the_code(self, name: str) -> None:
        torch = pytest.importorskip("torch")
        net = read(name)
        scope: dict[str, Any] = {}
        with torch.device("meta"):
            exec(to_torch(net), scope)  # noqa: S102 - code we wrote, run by torch
        count = sum(p.numel() for p in scope["net"].parameters())
        assert count == net.parameter_count


def test_inputs_with_signs_in_their_names_are_written_in_quotes() -> None:
    net = Network((Node("out", Linear(3, 2), ("onnx::Slice_0",)),), (3,), ("onnx::Slice_0",))
    assert read_toml(to_toml(net)).inputs == ("onnx::Slice_0",)
