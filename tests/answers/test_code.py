"""Code answers: the table of signatures is PyTorch's, equal codes build equal layers, nothing runs."""

import inspect
import random
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.torch_arguments import RefusedError, is_required, signature
from quizgen.answers.torch_code import read_layers
from quizgen.solver.layers.table import OURS, is_in_torch

torch: Any = pytest.importorskip("torch")
torch.set_num_threads(1)  # the inputs are small; threads only wait for each other
LAYERS = sorted(filter(is_in_torch, OURS))

# Layers whose signature torch hides behind *args: three recurrent ones, which have a test of their own.
HIDDEN = {
    "RNN",
    "LSTM",
    "GRU",
    "Identity",
    "Sigmoid",
    "Tanh",
    "LogSigmoid",
    "Softsign",
    "Tanhshrink",
}


class TestSignatures:
    @pytest.mark.parametrize("name", sorted(set(LAYERS) - HIDDEN))
    def test_arguments_and_defaults_are_those_of_torch(self, name: str) -> None:
        theirs = inspect.signature(getattr(torch.nn, name)).parameters
        ours = signature(name)
        assert list(ours) == list(theirs)
        for argument, parameter in theirs.items():
            if parameter.default is parameter.empty:
                assert is_required(ours[argument]), argument
            elif not callable(parameter.default):
                # The solver's defaults are exact: 1/100 where torch has 0.01.
                given = ours[argument]
                assert (float(given) if isinstance(given, Fraction) else given) == parameter.default

    @pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU"])
    def test_recurrent_arguments_are_attributes(self, name: str) -> None:
        module = getattr(torch.nn, name)(3, 4)
        for argument, default in signature(name).items():
            if not is_required(default) and argument not in ("device", "dtype"):
                assert getattr(module, argument) == default, argument

    def test_no_layer_of_the_solver_is_forgotten(self) -> None:
        assert {name for name in OURS if not hasattr(torch.nn, name)} == (
            {name for name in OURS if not is_in_torch(name)} - {"Parameter"}
        )


# Not True for 1, and not 0 channels, which torch lets pass and nobody means.
SIZES = [
    "1",
    "2",
    "3",
    "2",
    "3",
    "1",
    "2",
    "3",
    "(2,)",
    "(1, 2)",
    "(3, 3)",
    "0",
    "-1",
    "2.0",
    "None",
    "'same'",
]
PADS = [
    "0",
    "1",
    "2",
    "0",
    "1",
    "0",
    "1",
    "(1, 2)",
    "(0, 0)",
    "'same'",
    "'valid'",
    "'full'",
    "-1",
    "1.5",
]


def random_code(rng: random.Random) -> str:
    """A call of a sliding layer, right or wrong, written in one of many ways."""
    name = rng.choice(["Conv2d", "Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d", "Conv1d"])
    convolution = name.startswith("Conv")
    given = (
        [rng.choice(["1", "2", "4", "4", "2", "4", "-1"]) for _ in range(2)] if convolution else []
    )
    given.append(rng.choice(SIZES))
    named = {}
    if rng.random() < 0.5:
        named["stride"] = rng.choice(SIZES)
    if rng.random() < 0.6:
        named["padding"] = rng.choice([p for p in PADS if "1d" not in name or "(" not in p])
    if convolution and rng.random() < 0.2:
        named["groups"] = rng.choice(["1", "2", "3"])
    # Negative padding crops where it is not zeros: an accident of torch.
    if convolution and rng.random() < 0.2 and named.get("padding") != "-1":
        named["padding_mode"] = rng.choice(["'zeros'", "'reflect'", "'circular'"])
    if rng.random() < 0.3:
        named["dilation" if name != "AvgPool2d" else "count_include_pad"] = rng.choice(["1", "2"])
    items = [*given, *(f"{key}={value}" for key, value in named.items())]
    return f"{rng.choice(['', 'nn.', 'torch.nn.'])}{name}({', '.join(items)})"


def built(code: str) -> Any:
    """What torch makes of the code, applied once so that what it refuses late counts too."""
    torch.manual_seed(0)
    return eval(code, {"nn": torch.nn, "torch": torch, **vars(torch.nn)})  # noqa: S307 - our own code


def outputs(module: Any, rank: int) -> list[Any]:
    """The outputs for inputs of several sizes."""
    channels = getattr(module, "in_channels", 2)
    generator = torch.Generator().manual_seed(1)
    found = []
    for size in (9, 12, 13):
        x = torch.randn((1, channels, *([size] * rank)), generator=generator)
        found.append(module(x).detach())
    return found


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
class TestAgainstTorch:
    def test_calls_are_refused_exactly_where_torch_refuses(self) -> None:
        rng = random.Random(7)  # noqa: S311 - test data
        refused = 0
        for _ in range(600):
            code = random_code(rng)
            rank = 1 if "1d" in code else 2
            try:
                outputs(built(code), rank)
                right = True
            except Exception:  # noqa: BLE001 - torch refuses in many ways
                right = False
            try:
                read_layers(code)
                ours = True
            except RefusedError:
                ours = False
            assert ours == right, code
            refused += not right
        assert 120 < refused < 480

    def test_codes_are_equal_exactly_where_outputs_are(self) -> None:
        rng = random.Random(11)  # noqa: S311 - test data
        codes: list[str] = []
        while len(codes) < 150:
            code = random_code(rng)
            try:
                read_layers(code)
            except RefusedError:
                continue
            codes.append(code)
        made = [(code, read_layers(code), built(code)) for code in codes]
        values = [outputs(module, 1 if "1d" in code else 2) for code, _, module in made]
        equal = 0
        for (i, (a, mine, one)), (j, (b, yours, other)) in product(enumerate(made), repeat=2):
            if i >= j or type(one) is not type(other):
                continue
            if getattr(one, "in_channels", 0) != getattr(other, "in_channels", 0):
                continue
            same = all(
                x.shape == y.shape and torch.equal(x, y)
                for x, y in zip(values[i], values[j], strict=True)
            )
            # Seeds give equal weights to equal shapes; two layers that differ may agree by their sizes.
            if [layer.behaviour for layer in mine] == [layer.behaviour for layer in yours]:
                assert same, (a, b)
                equal += 1
        assert equal > 20

    @pytest.mark.parametrize("name", [name for name in LAYERS if "Pad" in name])
    def test_one_number_pads_every_side(self, name: str) -> None:
        """`ReflectionPad2d(1)` is `ReflectionPad2d((1, 1, 1, 1))`, in PyTorch and as an answer."""
        value = ", 0.0" if name.startswith("Constant") else ""
        sides = 2 * int(name[-2])
        one = f"{name}(2{value})"
        for padding in ((2,) * sides, (*(2,) * (sides - 1), 1)):
            each = f"{name}({padding}{value})"
            status = "correct" if built(one).padding == built(each).padding else "wrong"
            assert answer_kind("code", one).judge(each).status == status, each


class TestVerdicts:
    @pytest.mark.parametrize(
        ("key", "text", "status"),
        [
            ("Conv2d(3, 8, 3)", "nn.Conv2d(3, 8, kernel_size=(3, 3), stride=1)", "correct"),
            ("Conv2d(3, 8, 3)", "conv = torch.nn.Conv2d(3, 8, 3)  # first layer", "correct"),
            ("Conv2d(3, 8, 3)", "self.conv1 = nn.Conv2d(3, 8, 3),", "correct"),
            ("Conv2d(3, 8, 3)", "```python\nnn.Conv2d(\n    3,\n    8,\n    3,\n)\n```", "correct"),
            ("Conv2d(3, 8, 3, padding=1)", "nn.Conv2d(3, 8, 3, padding='same')", "correct"),
            ("Conv2d(3, 8, 3)", "nn.Conv2d(3, 8, 3, padding='valid')", "correct"),
            ("Conv2d(3, 8, 3)", "nn.Conv2d(8, 3, 3)", "wrong"),
            ("Conv2d(3, 8, 3)", "nn.Conv2d(3, 8, 3, bias=False)", "wrong"),
            ("Conv2d(3, 8, 3)", "nn.Conv2d(3, 8)", "wrong"),
            ("Conv2d(3, 8, 3)", "nn.Conv2D(3, 8, 3)", "unreadable"),
            ("Conv2d(3, 8, 3)", "nn.Conv2d(c, 8, 3)", "unreadable"),
            ("Conv2d(3, 8, 3)", "a convolution with 8 filters", "unreadable"),
            ("Conv2d(3, 8, 3)", "nn.Conv2d(3, 8, 3) or nn.Conv2d(3, 8, 5)", "unreadable"),
            ("Conv2d(3, 8, 3)", "nn.Conv2d(3, 8, 3); nn.ReLU()", "unreadable"),
            ("MaxPool2d(2)", "nn.MaxPool2d(2, stride=2)", "correct"),
            ("MaxPool2d(2, stride=1)", "nn.MaxPool2d(2)", "wrong"),
            ("ReLU()", "nn.ReLU(inplace=True)", "correct"),
            ("Sequential(Flatten(), Linear(4, 2))", "nn.Sequential(nn.Flatten(1), nn.Linear(4, 2))", "correct"),
            ("Sequential(Flatten(), Linear(4, 2))", "nn.Sequential(nn.Linear(4, 2), nn.Flatten())", "wrong"),
            ("Sequential(Flatten(), Linear(4, 2))", "nn.Linear(4, 2)", "wrong"),
            ("Sequential(Flatten(), Linear(4, 2))", "nn.Sequential(OrderedDict([('a', nn.Flatten()), ('b', nn.Linear(4, 2))]))", "correct"),
        ],
    )  # fmt: skip
    def test_table(self, key: str, text: str, status: str) -> None:
        assert answer_kind("code", key=key).judge(text).status == status

    def test_exchanged_arguments_are_named(self) -> None:
        verdict = answer_kind("code", key="nn.Linear(5, 2)").judge("nn.Linear(2, 5)")
        assert verdict.feedback == "Linear: in_features and out_features are exchanged."

    def test_mistakes_are_compared_by_meaning(self) -> None:
        slip = {
            "name": "no-bias",
            "value": "nn.Linear(5, 2, bias=False)",
            "hint": "With intercepts.",
        }
        verdict = answer_kind("code", key="nn.Linear(5, 2)", mistakes=[slip]).judge(
            "Linear(in_features=5, out_features=2, bias=False)"
        )
        assert (verdict.mistake, verdict.feedback) == ("no-bias", "With intercepts.")

    @pytest.mark.parametrize(
        "text",
        [
            "__import__('os').system('touch owned')",
            "nn.Linear(__import__('os').getpid(), 2)",
            "nn.Linear(9**9**9, 2)",
            "nn.Linear(10**400000, 2)",
            "nn.Linear(" + "9" * 3000 + ", 2)",
            "-" * 4000,
            "not " * 900,
            "(" * 3000,
            "[" * 30 + "]" * 30,
            "a" + ".b" * 1900,
            "lambda: " * 400,
            "nn.Linear(*[1, 2])",
            "nn.Linear(**{})",
            "f'{nn.Linear(1, 2)}'",
            "nn.Linear(1, 2)\0",
            "\N{RIGHT-TO-LEFT OVERRIDE}nn.Linear(1, 2)",
            "nn.Linеar(5, 2)",  # a Cyrillic e
            "x := nn.Linear(5, 2)",
            "nn.Linear(5, 2)" * 200,
        ],
    )
    def test_hostile_text_is_not_read(self, text: str) -> None:
        assert answer_kind("code", key="nn.Linear(5, 2)").judge(text).status == "unreadable"


PRINTED = [
    "nn.Sequential(nn.Linear(4, 2), nn.ReLU())",
    "nn.Sequential(nn.Conv2d(3, 8, 5, padding=2, bias=False), nn.BatchNorm2d(8), nn.LeakyReLU(0.1), nn.MaxPool2d(2))",
    "nn.Sequential(nn.Sequential(nn.Linear(4, 3), nn.Tanh()), nn.Sequential(nn.Linear(3, 1)))",
    "nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(12, 5), nn.Softmax(dim=1))",
    "nn.Sequential(nn.Embedding(10, 4), nn.LayerNorm(4), nn.GELU())",
]


@pytest.mark.parametrize("code", PRINTED)
@pytest.mark.parametrize("on_one_line", [False, True])
def test_what_torch_prints_is_read(code: str, on_one_line: bool) -> None:  # noqa: FBT001 - a parameter
    text = str(eval(code, {"nn": torch.nn}))  # noqa: S307 - the codes above
    text = " ".join(text.split()) if on_one_line else text
    assert answer_kind("code", code).judge(text).status == "correct"
    other = text.replace("4", "6").replace("8", "6").replace("12", "6")
    assert answer_kind("code", code).judge(other).status in {"wrong", "unreadable"}
