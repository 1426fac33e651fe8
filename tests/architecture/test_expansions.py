"""A block that is used again: the same nodes as if it were walked again, with layers of its own."""

from typing import Any

import pytest

from quizgen.architecture.expansions import Expansion, twin
from quizgen.architecture.toml_form import read_toml
from quizgen.errors import UserError
from quizgen.resources import shipped
from quizgen.solver.layers import layer_class, layer_names

ZOO = sorted(path.name for path in (shipped("banks") / "architectures").iterdir())

# What a block may refer to, and where its names may be taken: one text each.
TEXTS = {
    "outside": """
        layers = [{ linear = 4, save = "a" }, { linear = 4 }, "b", "b", { linear = 4, save = "a" }, "b", "b"]
        [blocks.b]
        layers = [{ linear = 4 }, { add = ["a", []] }]""",
    "before is saved": """
        layers = ["b", "b", "b"]
        [blocks.b]
        layers = [{ linear = 4 }, { add = ["input", []] }]""",
    "before is saved, then not": """
        layers = [{ linear = 4, save = "a" }, "b", { linear = 4 }, "b", "b"]
        [blocks.b]
        layers = [{ linear = 4 }, { add = ["a", []] }]""",
    "reused inside": """
        layers = [{ linear = 4 }, "b", "b", "b"]
        [blocks.b]
        layers = [{ linear = 4, save = "one" }, "tanh", { reuse = "one" }]""",
    "reused outside": """
        layers = [{ linear = 4, save = "one" }, { linear = 4 }, "b", "b"]
        [blocks.b]
        layers = [{ reuse = "one" }, "tanh"]""",
    "shared": """
        layers = [{ linear = 4 }, "b", "b"]
        [blocks.b]
        layers = [{ linear = 4, save = "one" }, { linear = 4, share = "one" }]""",
    "names are taken": """
        layers = [{ linear = 4, name = "b_2.tanh_1" }, "b", { linear = 4, name = "b_3.c_1" }, "b", "b"]
        [blocks.b]
        layers = ["tanh", "c"]
        [blocks.c]
        layers = [{ linear = 4 }]""",
    "one name for all": """
        layers = [{ linear = 4 }, { b = 4, name = "x" }, { b = 4, name = "x" }, { b = 5, name = "x" }]
        [blocks.b]
        arguments = { u = "" }
        layers = [{ linear = "=u" }, { linear = 4 }]""",
    "one for each": """
        layers = [{ linear = 4 }, "b", "b"]
        [blocks.b]
        layers = [{ add = [["c"], ["c"], []] }]
        [blocks.c]
        layers = [{ linear = 4 }, "relu"]""",
    "what no layer stands for": """
        layers = [{ linear = 4 }, "b", "b"]
        [blocks.b]
        layers = [{ Computed = { title = "sort", shape = [4] } }]""",
    "nothing in it": """
        layers = [{ linear = 4 }, "b", "tanh", "b", "tanh"]
        [blocks.b]
        layers = [{ save = "x" }]""",
    "a tensor of its own": """
        layers = [{ linear = 4 }, "b", "b"]
        [blocks.b]
        layers = [{ save = "x" }, { parameter = [4], save = "p" }, { from = ["x", "p"], Add = true }]""",
    "several at its end": """
        layers = [{ linear = 4, save = "a" }, { linear = 4 }, "b", "Add", { linear = 4 }, "b", "Add"]
        [blocks.b]
        layers = [{ linear = 4, save = "one" }, { from = ["a", "one"] }]""",
}


def text_of(name: str) -> str:
    if name in TEXTS:
        return "input = [4]\n" + TEXTS[name].replace("\n        ", "\n")
    return (shipped("banks") / "architectures" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*TEXTS, *ZOO])
def test_a_block_used_again_is_as_if_walked_again(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read_toml(text_of(name))
    monkeypatch.setattr(Expansion, "again", lambda *_: "")
    walked = read_toml(text_of(name))
    assert found.nodes == walked.nodes
    assert found == walked
    assert found.repeated == walked.repeated


def test_blocks_are_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    again = Expansion.again

    def noted(*given: Any) -> str:
        asked.append(again(*given))
        return asked[-1]

    monkeypatch.setattr(Expansion, "again", noted)
    network = read_toml(text_of("resnet50.toml"))
    # 16 parts: the first of each of four stages, and 2, 3, 5 and 2 alike behind it.
    assert len(asked) == 1 + 2 + 4 + 1
    assert set(asked) <= set(network.names)


def made_of(kind: Any, sizes: tuple[int, ...]) -> Any:
    """The layer of these arguments, None where it takes others."""
    try:
        return kind(*sizes)
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("name", layer_names())
def test_a_twin_is_the_same_layer_and_another_object(name: str) -> None:
    kind = layer_class(name)
    layer = next(made for count in range(4) if (made := made_of(kind, (4, 4, 3)[:count])))
    assert twin(layer) is not layer
    assert (twin(layer), repr(twin(layer))) == (layer, repr(layer))


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ('{ from = ["a", "b"], k = 1 }', "k takes one value, not 2"),
        ('{ from = ["a", "b"], each = { linear = 2 } }', "each takes one value, not 2"),
        (
            '{ from = ["a", "b"], save = "c" }, { from = ["c", "a"], Add = true }',
            "one of them is a list",
        ),
        ("{ from = { a = 1 }, linear = 3 }", "nothing is saved as"),
        ('{ from = ["a", "b"], linear = 3 }', "2 inputs where one is taken"),
        ('{ from = ["a", "b"], save = "c" }', "the output takes one value, not 2"),
        ('{ from = ["a", "b"], save = "c" }, { add = ["c", "a"] }', "a branch takes one value"),
        ('{ from = ["a", "b"], add = [[], []] }', "a branch takes one value, not 2"),
        ('{ from = ["a", "b"], save = "c" }, { reuse = "c" }', "reuse takes one value, not 2"),
        ("{ from = [], linear = 3 }", "there is nothing in it"),
        ('{ reuse = ["a"] }', "nothing is saved as"),
        ('{ linear = 3, share = ["a"] }', "nothing is saved as"),
        ("{ linear = 3, share = 3 }", "nothing is saved as 3"),
        ("{ linear = [3, 3] }", "in_features|out_features.* is no whole number"),
        ('{ concat = [[], []], axis = "a" }', "dim='a' is no whole number"),
        ("{ each = 3 }", "is not a layer"),
    ],
)
def test_several_values_where_one_is_taken_are_refused(layers: str, message: str) -> None:
    text = f"""input = [3]
layers = [{{ linear = 3, save = "a" }}, {{ linear = 3, save = "b" }}, {layers}]
[blocks.k]
arguments = {{ u = 1 }}
layers = [{{ linear = "=u" }}]"""
    with pytest.raises(UserError, match=message):
        read_toml(text)
