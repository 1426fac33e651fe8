"""Architectures as TOML: the five forms, channels inferred, errors with file and line."""

from pathlib import Path

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.arithmetic import integer
from quizgen.architecture.table_rows import cells
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.toml_lines import lines
from quizgen.errors import UserError

LENET = """
input = [1, 32, 32]                                   # LeNet-5
layers = [
  { conv = { out_channels = 6, kernel_size = 5 } }, "tanh", { avg_pool = 2 },
  { conv = { out_channels = 16, kernel_size = 5 } }, "tanh", { avg_pool = 2 },
  { conv = { out_channels = 120, kernel_size = 5 } }, "tanh", "flatten",
  { linear = 84 }, "tanh", { linear = 10 },
]
"""


class TestForms:
    def test_a_list_of_layers(self) -> None:
        net = read_toml(LENET)
        assert net.parameter_count == 61_706  # LeCun (1998)
        assert list(net.shapes().values())[1] == (6, 28, 28)
        assert net.output_shape() == (10,)

    def test_dimensions_follow_from_the_input(self) -> None:
        layers = "layers = [{ conv = { out_channels = 2, kernel_size = 3 } }]"
        kinds = {
            "[4, 9]": "Conv1d", "[4, 9, 9]": "Conv2d", "[4, 9, 9, 9]": "Conv3d",
        }  # fmt: skip
        for shape, kind in kinds.items():
            net = read_toml(f"input = {shape}\n{layers}")
            assert type(net.nodes[0].layer).__name__ == kind
            assert getattr(net.nodes[0].layer, "in_channels", 0) == 4

    def test_repeat(self) -> None:
        net = read_toml("input = [8]\nlayers = [{ repeat = 3, layers = [{ linear = 8 }, 'relu'] }]")
        assert [node.name for node in net.nodes] == [
            "linear_1", "relu_1", "linear_2", "relu_2", "linear_3", "relu_3",
        ]  # fmt: skip
        assert net.parameter_count == 3 * 72

    def test_blocks_with_arguments_and_expressions(self) -> None:
        net = read_toml("""
input = [3, 8, 8]
layers = [{ wide = { w = 4, s = 2 } }, { wide = 5 }]
[blocks.wide]
arguments = { w = 1, s = 1 }
layers = [{ conv = { out_channels = "=4*w", kernel_size = 3, stride = "=s", padding = 1 } }, "relu",
          { conv = { out_channels = "=channels // 2", kernel_size = 1, groups = 2 } }]
""")
        assert [str(node.layer) for node in net.nodes if hasattr(node.layer, "groups")] == [
            "Conv2d(3, 16, kernel_size=3, stride=2, padding=1)",
            "Conv2d(16, 8, kernel_size=1, groups=2)",
            "Conv2d(8, 20, kernel_size=3, padding=1)",
            "Conv2d(20, 10, kernel_size=1, groups=2)",
        ]
        assert net.nodes[3].name == "wide_2.conv_1"

    def test_save_and_from(self) -> None:
        net = read_toml("""
input = [6]
layers = [{ linear = 5, save = "early" }, { linear = 4 }, { from = "early" }, { linear = 3 }]
""")
        # The branch nobody reads is computed all the same, and counts.
        assert [str(n.layer) for n in net.nodes] == ["Linear(6, 5)", "Linear(5, 4)", "Linear(5, 3)"]
        assert net.output_shape() == (3,)

    def test_defaults(self) -> None:
        net = read_toml("""
input = [6]
defaults = { linear = { bias = false } }
layers = [{ linear = { out_features = 5 } }]
""")
        assert net.parameter_count == 30

    def test_tied_weights_count_once(self) -> None:
        net = read_toml("""
input = [4]
layers = [{ linear = 4, name = "a", save = "a" }, { linear = 4, share = "a" }]
""")
        assert net.parameter_count == 16 + 4 + 4


class TestErrors:
    """File, line, place and what would be right."""

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("linear = 84", "linaer = 84", "a.toml:7: layers[9]: unknown layer 'linaer'\n    fix: did you mean 'linear'?"),
            ("out_channels = 16", "out_chanels = 16", "a.toml:5: layers[3].conv: Conv2d: unknown argument 'out_chanels'\n    fix: did you mean 'out_channels'?"),
            ("input", "inputs", "a.toml:2: inputs: unknown key\n    fix: did you mean 'input'?"),
            ("[1, 32, 32]", "'32'", "a.toml:2: input: the shape of the input is '32'\n    fix: write input = [1, 32, 32]"),
            ("{ avg_pool = 2 },\n  { conv = { out_channels = 16", "{ avg_pool = 2, relu = true },\n  { conv = { out_channels = 16",
             "a.toml:4: layers[2]: avg_pool and relu in one table\n    fix: write one layer in each table"),
            ('"flatten"', '{ from = "x" }', "a.toml:6: layers[8]: nothing is saved as 'x'\n    fix: known: input"),
            ('"flatten"', "7", 'a.toml:6: layers[8]: 7 is not a layer\n    fix: write "relu" or { linear = 10 }'),
            ('"flatten"', "{ repeat = 2 }", "a.toml:6: layers[8]: repeat needs layers\n    fix: write { repeat = 3, layers = [ … ] }"),
            ('"flatten"', "{ add = [[]] }", "a.toml:6: layers[8]: add needs a list of branches\n    fix: write { add = [[ … ], []] }"),
            ("{ linear = 10 },\n]", "{ linear = 10 },\n", "a.toml:7: Invalid value, at the end\n    fix: look for a comma, bracket or quote that is missing here"),
            ('"flatten"', "{ relu = 3 }", 'a.toml:6: layers[8].relu: relu takes no value, found 3\n    fix: write "relu"'),
        ],
    )  # fmt: skip
    def test_message(self, old: str, new: str, message: str) -> None:
        assert old in LENET
        with pytest.raises(UserError) as error:
            read_toml(LENET.replace(old, new, 1), "a.toml")
        assert str(error.value) == message

    def test_a_layer_that_does_not_fit(self) -> None:
        text = LENET.replace("120, kernel_size = 5", "120, kernel_size = 6")
        with pytest.raises(
            UserError, match=r"^a.toml:6: layers\[6\]: Conv2d\(16, 120, kernel_size=6\): "
        ):
            read_toml(text, "a.toml")

    def test_inside_a_block(self) -> None:
        text = 'input = [4]\nlayers = [\n  { b = 3 },\n]\n[blocks.b]\narguments = { w = 0 }\nlayers = [\n  "relu",\n  { linear = "=v" },\n]\n'
        with pytest.raises(UserError) as error:
            read_toml(text, "a.toml")
        assert str(error.value) == (
            "a.toml:9: blocks.b.layers[1].linear: unknown name 'v'\n    fix: known: channels, features, w"
        )

    @pytest.mark.parametrize(
        "text",
        [
            'input = [4]\nlayers = [{ a = 1 }]\n[blocks.a]\narguments = { n = 1 }\nlayers = [{ a = "=n" }]',
            "input = [4]\nlayers = [{ repeat = 10000, layers = [{ repeat = 10000, layers = ['relu'] }] }]",
            'input = [4]\nlayers = [{ linear = "=9*9*9*9*9*9*9*9*9*9*9*9*9*9" }]',
            'input = [4]\nlayers = [{ linear = "=__import__(1)" }]',
            'input = [4]\nlayers = [{ linear = "=4 // 0" }]',
            'input = [4]\nlayers = ["a"]\n[blocks.a]\narguments = 3\nlayers = ["relu"]',
            "input = [2, 4]\nlayers = [{ conv = { out_channels = 1, kernel_size = 1, padding = [[1, 2, 3]] } }]",
            "input = [4]\nlayers = " + "[" * 3000 + "]" * 3000,
        ],
    )
    def test_hostile(self, text: str) -> None:
        with pytest.raises(UserError):
            read_toml(text, "a.toml")


class TestArithmetic:
    @pytest.mark.parametrize(
        ("text", "value"), [("4*w", 256), ("w//2 - 1", 31), ("-w % 10", 6), ("(w + 1) * 2", 130)]
    )
    def test_value(self, text: str, value: int) -> None:
        assert integer(text, {"w": 64}) == value

    @pytest.mark.parametrize(
        "text", ["w ** 2", "w / 2", "f(w)", "w.x", "[w]", "w and 1", "True", "1.5", "'a'", ""]
    )
    def test_refused(self, text: str) -> None:
        with pytest.raises(UserError):
            integer(text, {"w": 64})


def test_every_value_has_its_line() -> None:
    text = 'a = """\n[x]\n"""  # "not this ]\n[t.u]\nb = [1, # one\n  [2,\n   3]]\n[[v]]\nc = {d = "]", e = [\n 1]}\n[[v]]\nc = 2024-01-01 10:00:00\n"q.r" = 1\n'
    found = lines(text)
    assert found[("a",)] == 1
    assert found[("t", "u", "b")] == 5
    assert [found[("t", "u", "b", *p)] for p in ((0,), (1,), (1, 0), (1, 1))] == [5, 6, 6, 7]
    assert found[("v", 0, "c", "e", 0)] == 10
    assert found[("v", 1, "c")] == 12
    assert found[("v", 1, "q.r")] == 13


def test_totals_are_the_sums_of_the_rows() -> None:
    found = summarise(read_toml(LENET))
    rows = list(cells(found))
    assert rows[-1][1] == "total"
    for column in (3, 4, 5, 6):
        numbers = [int(row[column].replace(",", "")) for row in rows[1:]]
        assert sum(numbers[:-1]) == numbers[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        'Computed = { title = "a", shape = 4 }',
        'Computed = { title = "a", shape = ["b"] }',
        'Computed = { title = "a", shape = [2.5] }',
        'Computed = { title = "a", shape = [-1] }',
        "Computed = { title = 3, shape = [4] }",
        'Computed = { title = "a", shape = [4], multiply_adds = "b" }',
        'Learned = { title = "a", shape = [4] }',
        'Learned = { title = "a", shape = [4], learned = [["w", 3]] }',
        'Learned = { title = "a", shape = [4], learned = 5 }',
    ],
)
def test_what_stands_for_no_layer_has_a_title_shapes_and_counts(wrong: str) -> None:
    kind = wrong.partition(" ")[0]
    with pytest.raises(UserError) as error:
        read_toml(f"input = [4]\nlayers = [{{ {wrong} }}]")
    # What the message advises is read.
    advised = str(error.value).rpartition("write ")[2]
    assert advised.startswith(f"{kind} = {{ ")
    assert read_toml(f"input = [4]\nlayers = [{{ {advised} }}]").output_shape() == (4,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('input = [4]\nlayers = [\n  "relu",', r"net\.toml:3: Invalid value, at the end\n    fix: look for a comma"),
        ("input = [4]\nlayers = [\n  { linear = 3 }\n\n", r"net\.toml:3: Unclosed array, at the end\n"),
        ("input = [4]\nlayers = ", r"net\.toml:2: Invalid value, at the end\n"),
        ('input = [4]\nlayers = [\n  "relu"\n  { linear = 3 },\n]', r"net\.toml:4: Unclosed array, column 3\n    fix: look for a comma"),
        ("input = [4]\nlayer = [{ linear = 3 }]", r"net\.toml:2: layer: unknown key\n    fix: did you mean 'layers'"),
        ("layers = [{ linear = 3 }]", r"net\.toml:1: input: the shape of the input is missing"),
        ("input = [32, 32, 3]\nlayers = [{ Conv2d = { in_channels = 3, out_channels = 8, kernel_size = 3 } }]", r"needs 3\n    fix: channels come first: input = \[3, 32, 32\]"),
        ("input = [3, 8, 8]\nlayers = [{ conv = 8, kernel_size = 3 }]", r"fix: write its arguments inside: { conv = { kernel_size = …, … } }"),
        ("[layers]\nlinear = 8", r"net\.toml:1: input: the shape of the input is missing"),
        ("", r"net\.toml:1: input: the shape of the input is missing"),
    ],
)  # fmt: skip
def test_mistakes_in_a_file_are_told_as_those_of_toml(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "net.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        read(tmp_path / "net.toml")


def test_layers_may_be_tables_one_below_the_other(tmp_path: Path) -> None:
    text = "input = [4]\n[[layers]]\nlinear = 3\n[[layers]]\nrelu = true\n"
    (tmp_path / "net.toml").write_text(text, encoding="utf-8")
    assert read(tmp_path / "net.toml").parameter_count == read(text).parameter_count == 15
