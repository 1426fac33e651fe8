"""One line: a layer, a Sequential, an mlp; parsed, never run."""

import random
import re
from pathlib import Path
from typing import Any

import pytest

from quizgen.architecture import leaves_out_intercepts, read, read_shape, summarise
from quizgen.architecture.literal import LENGTH
from quizgen.errors import UserError


class TestCounts:
    """The lecture's own numbers; formulas have no intercepts, torch code has them."""

    @pytest.mark.parametrize(
        ("text", "parameters"),
        [
            pytest.param("mlp 10 100 1", 1100, id="S14 quiz"),
            pytest.param("mlp(10, 100, 10)", 2000, id="S14 quiz, 10 outputs"),
            pytest.param("10-100-1", 1100, id="S14 as in exams"),
            pytest.param("4, 10, 5, 3, 1", 108, id="S13"),
            pytest.param("mlp((4, 10, 5, 3, 1), bias=True)", 127, id="S13 with intercepts"),
            pytest.param(
                "Sequential(Linear(10,100), ReLU(), Linear(100,1))", 1100, id="S14 in code"
            ),
            pytest.param(
                "nn.Sequential(nn.Linear(12, 5), nn.Sigmoid(), nn.Linear(5, 1))", 71, id="S11"
            ),
            pytest.param("Conv1d(1, 1, 5, stride=5)", 5, id="S42"),
            pytest.param("torch.nn.Conv1d(1, 1, 5, stride=5)", 6, id="S42 as torch"),
            pytest.param("Conv2d(1, 20, 5)", 500, id="S37, 20 filters"),
            pytest.param("Conv2d(1, 20, 5, bias=True)", 520, id="said"),
            pytest.param("Linear(3, 2, False)", 6, id="said by place"),
            pytest.param("nn.Conv2d(3, 20, 5)", 1520, id="torch"),
            pytest.param("MaxPool1d(3)", 0, id="nothing to learn"),
            pytest.param("  net = Conv1d(1, 1, 2)".removeprefix("  net = "), 2, id="S27"),
        ],
    )
    def test_parameters(self, text: str, parameters: int) -> None:
        assert read(text).parameter_count == parameters

    def test_the_lectures_strided_layer(self) -> None:
        found = summarise(read("Conv1d(1, 1, 5, stride=5)"), (20,))
        assert found.output_shape == (1, 4)
        assert [found.total(name) for name in ("parameters", "connections", "zeros")] == [5, 20, 60]

    def test_intercepts_can_be_asked_for(self) -> None:
        assert read("mlp 10 100 1", bias=True).parameter_count == 1201
        assert read("Conv1d(1, 1, 5)", bias=True).parameter_count == 6
        with pytest.raises(UserError, match=r"nn\. has intercepts unless bias=False is written"):
            read("nn.Conv1d(1, 1, 5)", bias=False)
        assert read("Conv1d(1, 1, 5, bias=False)", bias=True).parameter_count == 5
        for said in ("nn.Conv1d(1, 1, 5, bias=False)", "nn.ReLU()"):
            assert read(said, bias=False) == read(said)

    @pytest.mark.parametrize(
        ("text", "yes"),
        [
            ("Conv1d(1, 1, 5)", True),
            ("Conv1d(1, 1, 5, bias=True)", False),
            ("ReLU()", False),
            ("nn.Conv1d(1, 1, 5)", False),
            ("nn.Sequential(nn.Linear(8, 4), nn.ReLU())", False),
            ("Sequential(nn.Linear(8, 4), Linear(4, 2))", True),
            ("nn.Sequential(Linear(8, 4), nn.ReLU())", True),
            ("mlp 3 1", True),
        ],
    )
    def test_whether_the_convention_decides(self, text: str, *, yes: bool) -> None:
        assert leaves_out_intercepts(text) is yes


class TestTorch:
    """Every layer both have, with random arguments: as many parameters as torch counts."""

    def test_parameters(self) -> None:
        torch = pytest.importorskip("torch")
        generator = random.Random(5)  # noqa: S311 - test inputs
        for _ in range(150):
            name, arguments = drawn_layer(generator)
            module = getattr(torch.nn, name)(**arguments)
            text = f"nn.{name}({', '.join(f'{k}={v!r}' for k, v in arguments.items())})"
            assert read(text).parameter_count == sum(p.numel() for p in module.parameters()), text

    @pytest.mark.parametrize(
        "text",
        [
            "LeakyReLU(0.2, True)",
            "Sequential(nn.Linear(8, 4), nn.ReLU(True))",
            "Sequential(*[nn.Linear(8, 8) for _ in range(3)])",
            "EmbeddingBag(10, 4)",
            "LSTMCell(3, 4)",
            "Dropout2d(0.5)",
            "Identity(54, unused=1)",
            "Bilinear(3, 4, 5)",
            "Conv2d(3, 8, 3, stride=2, padding='same')",
            "LSTM(3, 4, proj_size=9)",
            "RNN(3, 4, nonlinearity='gelu')",
            "Embedding(10, 4, padding_idx=12)",
        ],
    )
    def test_a_line_is_what_pytorch_makes_of_it(self, text: str) -> None:
        torch = pytest.importorskip("torch")
        try:
            module = eval(f"nn.{text}", {"nn": torch.nn})  # noqa: S307 - our own list
        except (ValueError, AssertionError):
            with pytest.raises(UserError, match=r"^nn\."):
                read(f"nn.{text}")
        else:
            counted = sum(p.numel() for p in module.parameters())
            assert read(f"nn.{text}").parameter_count == counted

    def test_a_layer_that_finds_its_sizes(self) -> None:
        assert read("nn.LazyLinear(4)", input_shape=(8,)).parameter_count == 36

    @pytest.mark.parametrize(
        ("text", "parameters"),
        [
            ("Sequential(nn.Linear(8, 4), Linear(4, 2))", 36 + 8),
            ("nn.Sequential(Linear(8, 4), nn.Linear(4, 2))", 32 + 10),
            ("nn.Sequential(nn.Sequential(Linear(8, 4)), nn.ReLU())", 32),
            ("Sequential(nn.LazyLinear(4), Linear(4, 2))", 36 + 8),
            ("Sequential(Linear(8, 4), nn.LazyLinear(2))", 32 + 10),
            ("Sequential(Linear(8, 4), Sequential(ReLU(), nn.LazyLinear(2)), Linear(2, 1))", 32 + 10 + 2),
            ("Sequential(Linear(8, 4), nn.Flatten(), Linear(4, 2))", 32 + 8),
        ],
    )  # fmt: skip
    def test_each_layer_of_a_mixed_line_as_it_is_written(self, text: str, parameters: int) -> None:
        assert read(text, input_shape=(8,)).parameter_count == parameters

    def test_a_layer_behind_others_that_do_not_fit(self) -> None:
        with pytest.raises(
            UserError, match=r"^linear_2: Linear\(4, 3, bias=False\): input of shape \(8,\)"
        ):
            read("Sequential(Linear(8, 8), Linear(4, 3), nn.LazyLinear(2))", input_shape=(8,))

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("nn.mlp(10, 100, 1)", "^nn.mlp"),
            ("nn.Sequential(*[Linear(8, 8) for _ in range(3)])", "is not a layer"),
            ("nn.TransformerEncoder(TransformerEncoderLayer(8, 2), 2)", "is not a layer"),
            ("F.relu(3)", r"did you mean 'ReLU'\?"),
            ("nn.functional.relu(3)", "relu of no tensor"),
            ("nn.Sequential(a=nn.Linear(3, 2))", "argument 'a'$"),
        ],
    )
    def test_what_is_no_layer_of_a_line(self, text: str, said: str) -> None:
        with pytest.raises(UserError) as error:
            read(text)
        assert re.search(said, f"{error.value.args[0]}\n{error.value.fix}", re.MULTILINE)

    def test_a_function_around_a_layer(self) -> None:
        text = "nn.utils.parametrizations.weight_norm(nn.Linear(3, 2))"
        assert read(text, input_shape=(3,)).parameter_count == 10


def drawn_layer(generator: random.Random) -> tuple[str, dict[str, Any]]:
    def number(low: int, high: int) -> int:
        return generator.randint(low, high)

    name = generator.choice(["Linear", "Conv1d", "Conv2d", "Conv3d", "MaxPool2d", "AvgPool1d"])
    if name == "Linear":
        return name, {
            "in_features": number(1, 50),
            "out_features": number(1, 50),
            "bias": number(0, 1) == 1,
        }
    if "Pool" in name:
        return name, {"kernel_size": number(2, 4), "stride": number(1, 4)}
    groups = number(1, 3)
    return name, {
        "in_channels": groups * number(1, 4),
        "out_channels": groups * number(1, 4),
        "kernel_size": number(1, 5),
        "stride": number(1, 3),
        "groups": groups,
        "bias": number(0, 1) == 1,
    }


class TestRefusals:
    """What is wrong and what would be right; nothing is executed."""

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("Conv1D(1, 1, 5)", "unknown layer 'Conv1D'\n    fix: did you mean 'Conv1d'?"),
            ("Conv1d(1, 1, 5, strid=2)", "Conv1d: unknown argument 'strid'\n    fix: did you mean 'stride'?"),
            ("Linear(3)", "Linear: out_features missing\n    fix: write Linear(in_features, out_features, bias)"),
            ("Linear(3, 2, True, 1)", "Linear: 4 arguments are too many\n    fix: write Linear(in_features, out_features, bias)"),
            ("Linear(3, in_features=2)", "Linear: 'in_features' is given twice\n    fix: give it once"),
            ("Linear(3, 2 * 2)", "Linear: 2 * 2 is not a number\n    fix: write plain numbers, (2, 3) or 'same'"),
            ("Linear(3, n)", "Linear: n is not a number\n    fix: write plain numbers, (2, 3) or 'same'"),
            ("Linear(0, 2)", "Linear(0, 2): Linear: in_features=0 must be a whole number of at least 1\n    fix: change that argument"),
            ("Linear", "Linear is not a layer\n    fix: write Linear(…) with its arguments"),
            ("np.Linear(3, 2)", "np.Linear is not a layer\n    fix: write nn.Linear or Linear"),
            ("Sequential()", "Sequential() has no layers\n    fix: write Sequential(Linear(10, 1))"),
            ("vgg17", "no shipped architecture 'vgg17'\n    fix: did you mean 'vgg16'?"),
            ("nowhere.toml", "nowhere.toml: there is no such file\n    fix: check the path"),
            ("", "nothing to read\n    fix: write a layer such as Conv1d(1, 1, 5)"),
            ("mlp(3)", "mlp(3): units=(3,): a network has at least inputs and outputs\n    fix: write mlp(10, 100, 1)"),
            ("mlp(3, 1, activatoin='Tanh')", "mlp: unknown argument 'activatoin'\n    fix: did you mean 'activation'?"),
            ("mlp(3, 1.5)", "mlp: mlp(3, 1.5) needs whole numbers\n    fix: write mlp(10, 100, 1)"),
            ("Linear(99999999999, 2)", "Linear: 99999999999 is too large\n    fix: write at most 1000000000"),
        ],
    )  # fmt: skip
    def test_message(self, text: str, message: str) -> None:
        with pytest.raises(UserError) as error:
            read(text)
        assert str(error.value) == message

    @pytest.mark.parametrize(
        "text",
        [
            "__import__('os').system('touch HERE')",
            "Linear(open('HERE', 'w').write('x'), 1)",
            "(lambda: Linear(1, 1))()",
            "[Linear(1, 1) for _ in range(10**9)]",
            "Linear(1, 1) if True else open('HERE', 'w')",
            "Linear(*[1, 1])",
            "Linear(**{'in_features': 1})",
            "Linear(1, 9**9**9)",
            "Linear(f'{1}', 1)",
            "(" * 500 + ")" * 500,
            "Sequential(" * 200 + "ReLU()" + ")" * 200,
            "Linear(1," + "1" * 5000 + ")",
            "Linear(1, 1)" + " " * LENGTH + "x",
            "\x00",
            "Linear(1, 1)\x1b[31m",
            "Linear(1e999, 1)",
            "Conv1d(1, 1, (1, 2, 3))",
            "Conv1d(1, 1, 5, padding='sam')",
            "Conv1d(1, 1, None)",
        ],
    )
    def test_hostile(self, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(UserError) as error:
            summarise(read(text), (20,))
        assert not list(tmp_path.iterdir())
        assert "\x1b" not in str(error.value)
        assert len(str(error.value)) < 1_000


class TestShapes:
    """The shape of an input as people write it."""

    @pytest.mark.parametrize(
        ("text", "shape"),
        [("20", (20,)), ("1,28,28", (1, 28, 28)), ("(1, 28, 28)", (1, 28, 28)), ("3x224x224", (3, 224, 224)),
         ("3 × 8", (3, 8)), ("[4 5]", (4, 5)), ("(4,)", (4,)), ("1x28x28; 10", ((1, 28, 28), (10,)))],
    )  # fmt: skip
    def test_read(self, text: str, shape: tuple[int, ...]) -> None:
        assert read_shape(text) == shape

    @pytest.mark.parametrize("text", ["", "0", "-3", "3;", "a;4", "a", "1.5", "9" * 300, "3x"])
    def test_refused(self, text: str) -> None:
        with pytest.raises(UserError, match="is not understood"):
            read_shape(text)

    def test_a_misfit_names_the_layer_and_its_place(self) -> None:
        with pytest.raises(UserError) as error:
            summarise(read("Sequential(Conv1d(1, 2, 3), ReLU(), Conv1d(3, 1, 3))"), (20,))
        assert str(error.value) == (
            "layer 3 (conv1d_3): Conv1d(3, 1, kernel_size=3, bias=False): the input has 2 channels, the layer needs 3\n"
            "    fix: change the layer or the shape of its input"
        )

    def test_without_a_shape_only_parameters_are_known(self) -> None:
        found = summarise(read("Sequential(Conv1d(1, 2, 3), ReLU())"))
        assert (found.total("parameters"), found.total("zeros"), found.output_shape) == (
            6,
            None,
            None,
        )


@pytest.mark.parametrize(
    "line",
    ["Upsample(scale_factor='a')", "Mean('a')", "ZeroPad2d('a')", "Concat('a')", "Linear([3], 2)"],
)
def test_text_and_lists_are_no_numbers(line: str) -> None:
    with pytest.raises(UserError, match=r"is text|is no whole number"):
        read(line)
