"""Several outputs, unused layers and what is left out: in TOML, as torch code, in table and JSON."""

from dataclasses import replace
from typing import Any

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.graph import Graph
from quizgen.architecture.quiz import quiz
from quizgen.architecture.table_rows import cells
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.errors import UserError
from quizgen.solver import Add, Dropout, Linear, Network, ReLU

TEXT = """
input = [4]
layers = [
  { linear = 8 }, { relu = true, save = "body" }, { linear = 3, name = "class", save = "class" },
  { scale = 0.5, from = "body" }, { shift = -1 }, { linear = 2, name = "box", save = "box" },
]
OUTPUTS
unused = [{ Linear = { in_features = 5, out_features = 6 }, name = "aux" }]
"""
HEADS = TEXT.replace("OUTPUTS", 'outputs = { label = "class", place = "box" }')
COUNT = (4 * 8 + 8) + (8 * 3 + 3) + (8 * 2 + 2) + (5 * 6 + 6)


def test_toml() -> None:
    net = read_toml(HEADS)
    assert net.parameter_count == COUNT
    assert net.labels == ("label", "place")
    assert [net.shapes()[name] for name in net.results] == [(3,), (2,)]
    assert read_toml(to_toml(net)) == net
    plain = read_toml(TEXT.replace("OUTPUTS", 'outputs = ["class", "box"]'))
    assert (plain.labels, plain.results) == ((), net.results)
    assert read_toml(to_toml(plain)) == plain


def test_outputs_that_are_inputs_or_inner_layers() -> None:
    net = read_toml(
        'input = [4]\nlayers = [{ linear = 2, save = "a" }, "tanh"]\noutputs = ["a", "input"]'
    )
    assert [net.shapes()[name] for name in net.results] == [(2,), (4,)]
    assert read_toml(to_toml(net)) == net


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('outputs = ["clas"]', r"outputs: nothing is saved as 'clas'"),
        ("outputs = []", r"outputs: \[\] names no outputs"),
        ("outputs = 3", r"outputs: 3 names no outputs"),
        ("unused = 3", "unused: 3 is not a list of layers"),
        ("unused = [{ add = [] }]", r"unused\[0\]"),
        ("unused = [{ Linear = { in_features = 0, out_features = 1 } }]", "in_features=0"),
    ],
)
def test_refusals_name_the_line(line: str, said: str) -> None:
    text = f'input = [4]\nlayers = [{{ linear = 3, save = "class" }}]\n{line}\n'
    with pytest.raises(UserError, match=rf"<toml>:3: {said}|<toml>:3: .*{said}") as error:
        read_toml(text)
    assert error.value.fix


def ran(net: Network, *shapes: tuple[int, ...]) -> tuple[Any, int]:
    """What torch gives for the code we write, and how many parameters it counts."""
    torch = pytest.importorskip("torch")
    space: dict[str, Any] = {}
    exec(to_torch(net), space)  # noqa: S102 - our own code
    module = space["net"]
    found = module(*(torch.ones(1, *shape) for shape in shapes))
    return found, sum(p.numel() for p in module.parameters())


def test_torch_code_of_a_dictionary() -> None:
    found, count = ran(read_toml(HEADS), (4,))
    assert {name: tuple(value.shape) for name, value in found.items()} == {"label": (1, 3), "place": (1, 2)}  # fmt: skip
    assert count == COUNT


def test_torch_code_of_several() -> None:
    net = replace(read_toml(HEADS), labels=())
    assert [tuple(value.shape) for value in ran(net, (4,))[0]] == [(1, 3), (1, 2)]


def test_constants_are_written_as_torch_computes_them() -> None:
    net = read("Sequential(Linear(1, 1, bias=False), Scale(100), Shift(-3))")
    text = to_torch(replace(net, input_shape=(1,)))
    assert "* 100" in text
    assert "+ -3" in text
    torch = pytest.importorskip("torch")
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - our own code
    module = space["net"]
    torch.nn.init.constant_(next(module.parameters()), 2.0)
    assert module(torch.ones(1, 1)).item() == net.output([1.0], [[[2.0]]]).item() == 197


def graph() -> Graph:
    """One layer on the way to the output, one called beside it, one that neither learns nor multiplies."""
    found = Graph({"x": (4,)})
    found.add("main", Linear(4, 3), ["x"])
    found.add("beside", Linear(3, 2), ["main"])
    found.add("dropped", Dropout(), ["beside"])
    return found


def test_a_call_whose_result_is_dropped_counts() -> None:
    net = graph().network("main")
    assert net.names == ("main", "beside")
    assert net.results == ("main",)
    assert net.parameter_count == (4 * 3 + 3) + (3 * 2 + 2)
    assert read_toml(to_toml(net)).results == ("main",)


def test_the_output_stands_last_where_it_can() -> None:
    found = graph()
    found.add("other", ReLU(), ["x"])
    net = found.network("other")
    assert net.names == ("main", "beside", "other")
    assert net.outputs == ()


def test_what_is_left_out_is_said_and_refused() -> None:
    found = graph()
    found.leave_out("line 3: torch.fft.fft(x)")
    found.leave_out("line 3: torch.fft.fft(x)")
    summary = summarise(found.network("beside"))
    assert summary.to_json()["left_out"] == ["line 3: torch.fft.fft(x)"]
    assert list(summary.remarks()) == [
        "left out: line 3: torch.fft.fft(x); shapes and counts hold, values are not computed"
    ]
    for refused in (to_toml, to_torch, lambda _: quiz(summary, "it")):
        with pytest.raises(UserError, match="not read whole"):
            refused(summary.network)


def test_table_and_json() -> None:
    summary = summarise(read_toml(HEADS))
    data = summary.to_json()
    assert data["outputs"] == [
        {"name": "label", "layer": "class", "shape": [3]}, {"name": "place", "layer": "box", "shape": [2]},
    ]  # fmt: skip
    assert [(u["name"], u["parameters"]) for u in data["unused"]] == [("aux", 36)]
    assert data["parameters"] == summary.total("parameters") == COUNT
    assert list(summary.remarks()) == [
        "outputs: label (3), place (2)",
        "unused: aux: Linear(5, 6) is never called; its 36 parameters count",
    ]
    assert any("(unused)" in row[1] and row[3] == "36" for row in cells(summary))


def test_a_quiz_of_several_outputs_asks_about_the_layers() -> None:
    found = quiz(summarise(read_toml(HEADS)), "heads")
    assert "Linear(4, 8)" in found.bank
    assert "heads-total" not in found.bank


def test_one_output_says_nothing_more() -> None:
    summary = summarise(read("mlp 3 2 1"))
    assert summary.to_json()["outputs"] == [{"name": "linear2", "layer": "linear2", "shape": [1]}]
    assert list(summary.remarks()) == []
    assert Add not in map(type, summary.network.nodes)
