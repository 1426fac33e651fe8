"""Questions about an architecture: they load as a bank, can be drawn, and their keys are the table's."""

import os
import random
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.quiz import Quiz, quiz
from quizgen.architecture.zoo import zoo
from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.errors import UserError
from quizgen.variant import Variant

ARCHITECTURES = [
    ("Conv1d(1, 1, 3, stride=2)", (20,)),
    ("Sequential(Linear(4, 3), ReLU(), Linear(3, 2))", None),
    ("nn.Sequential(nn.Conv2d(3, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(180, 5))", (3, 10, 10)),
    ("Sequential(MaxPool1d(2), AvgPool1d(3))", (1, 30)),
    *((name, None) for name in zoo()),
]  # fmt: skip


def variants(found: Quiz) -> list[Variant]:
    loaded = load_text(found.bank, "quiz.toml")
    assert not loaded.problems, loaded.problems
    return [draw(exercise, "1") for exercise in loaded.exercises]


@pytest.mark.parametrize(
    ("text", "shape"), ARCHITECTURES, ids=[text[:30] for text, _ in ARCHITECTURES]
)
def test_keys_are_those_of_the_table(text: str, shape: tuple[int, ...] | None) -> None:
    summary = summarise(read(text), shape)
    found = quiz(summary, "net", seed="1", count=6)
    for variant in variants(found):
        if not variant.id.endswith("-counts"):
            continue
        line = summary.line(variant.id.split("-")[1])
        truth = {
            "parameters": line.parameters,
            "shape": list(line.output_shape or ()),
            "connections": line.connections,
            "zeros": line.zeros,
        }
        for part in variant.parts:
            assert part.key == truth[part.id], (variant.id, part.id)


@pytest.mark.parametrize("name", zoo())
def test_every_answer_is_worked_out(name: str) -> None:
    """The steps come to the key, with every size of a shape."""
    for variant in variants(quiz(summarise(read(name)), "net", seed="2", count=12)):
        for part in variant.parts:
            if part.kind == "choice":
                assert part.explanation
                continue
            numbers = part.key if isinstance(part.key, list) else [part.key]
            steps = part.solution if isinstance(part.key, list) else part.solution[-1:]
            said = {number for step in steps for number in re.findall(r"-?\d+", step.value)}
            flat = [str(entry) for entry in numbers if not isinstance(entry, list)]
            missing = [text for text in flat if not said.issuperset(text.split("/"))]
            assert not missing, f"{variant.id} {part.id}: {missing} not in {said}"


def test_what_reads_no_input_or_several_says_so() -> None:
    found = {v.id: v.text for v in variants(quiz(summarise(read("vit_b_16")), "vit"))}
    assert found["vit-4-counts"] == r"Layer 4 of vit is a learned tensor of shape $1 \times 768$."
    assert found["vit-7-counts"].endswith(
        r"its inputs have the shapes $197 \times 768$ and $197 \times 768$."
    )
    assert not [text for text in found.values() if "$$" in text]


def test_the_lectures_layer() -> None:
    """Hocking (2021), second "Architecture exercises": 5 parameters, 4 outputs, 20 edges, 60 zeros."""
    (variant,) = variants(quiz(summarise(read("Conv1d(1, 1, 5, stride=5)"), (20,)), "strided"))
    assert {part.id: part.key for part in variant.parts} == {
        "parameters": 5, "shape": [1, 4], "connections": 20, "zeros": 60,
    }  # fmt: skip
    assert all(part.solution for part in variant.parts)
    assert "ignores-stride" in {mistake.name for mistake in variant.parts[1].mistakes}


def test_values_are_windows_times_kernel() -> None:
    found = variants(quiz(summarise(read("Conv1d(1, 1, 3, stride=2)"), (20,)), "net"))
    values = next(variant for variant in found if variant.id == "net-1-values")
    x, k = values.values["x"], values.values["k"]
    expected = [sum(a * b for a, b in zip(x[at : at + 3], k, strict=True)) for at in (0, 2, 4)]
    assert values.parts[0].key == expected


def test_means_are_exact() -> None:
    found = variants(quiz(summarise(read("AvgPool1d(3)"), (1, 30)), "net"))
    values = next(variant for variant in found if variant.id == "net-1-values")
    x = values.values["x"]
    means = [Fraction(sum(x[at : at + 3]), 3) for at in (0, 3, 6)]
    assert [Fraction(entry) for entry in values.parts[0].key] == means


class TestChoice:
    """`count` questions, the same for the same seed, in the network's order."""

    def test_count(self) -> None:
        summary = summarise(read("lenet5"))
        assert len(variants(quiz(summary, "lenet5", seed="3", count=4))) == 4

    def test_seed(self) -> None:
        summary = summarise(read("alexnet"))
        sheets = {quiz(summary, "alexnet", seed=str(seed), count=3).sheet for seed in range(8)}
        assert len(sheets) > 3
        assert quiz(summary, "a", seed="1", count=3) == quiz(summary, "a", seed="1", count=3)

    def test_order(self) -> None:
        found = variants(quiz(summarise(read("vgg16")), "vgg16", seed="2", count=5))
        places = [int(n) for n in (variant.id.split("-")[1] for variant in found) if n.isdigit()]
        assert places == sorted(places)

    @pytest.mark.parametrize("name", ["lenet5", "alexnet", "vgg16", "resnet18", "densenet121"])
    @pytest.mark.parametrize("seed", "1234")
    def test_no_two_alike(self, name: str, seed: str) -> None:
        """Six questions ask six things: of what a layer has, is with twice as many filters, …"""
        found = variants(quiz(summarise(read(name)), "net", seed=seed, count=6))
        asked = ["/".join(part.prompt for part in variant.parts) for variant in found]
        assert len(found) == 6
        themes = {variant.id.rpartition("-")[2] for variant in found}
        assert len(themes) >= 4, asked
        assert len({variant.text for variant in found}) == 6

    def test_nothing_to_ask(self) -> None:
        with pytest.raises(UserError, match="nothing to ask about"):
            quiz(summarise(read("ReLU()"), (4,)), "activation")


def test_practice_and_homework_take_it(tmp_path: Path) -> None:
    def quizgen(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "quizgen", *arguments], input=typed, capture_output=True, text=True,
            check=False, timeout=120, cwd=tmp_path, env={**os.environ, "QUIZGEN_HOME": str(tmp_path / "home")},
        )  # fmt: skip

    done = quizgen(
        "quiz",
        "Conv1d(1, 1, 5, stride=5)",
        "--input",
        "20",
        "--name",
        "strided",
        "--seed",
        "1",
        "-o",
        "q",
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    again = quizgen(
        "quiz", "Conv1d(1, 1, 5)", "--input", "20", "--name", "strided", "--seed", "1", "-o", "q"
    )
    assert again.returncode == 1
    assert "is there already" in again.stderr
    asked = quizgen(
        "practice",
        "strided-quiz",
        "--bank",
        "q",
        "--seed",
        "1",
        "--count",
        "1",
        typed="5\n1x4\n20\n60\n",
    )
    assert asked.stdout.rstrip().endswith("4 answered: 4 right."), asked.stdout + asked.stderr
    made = quizgen("homework", "strided-quiz", "--bank", "q", "--student", "Ada", "-o", "hw")
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "hw" / "private" / "variants.jsonl").is_file()


def random_code(seed: int) -> tuple[str, tuple[int, ...]]:
    """A small stack of layers as torch code, and the shape of its input."""
    rng = random.Random(seed)  # noqa: S311 - test data, no secret
    channels, size = rng.randint(1, 4), rng.randint(24, 30)
    shape, layers = (channels, size, size), []
    for _ in range(rng.randint(1, 3)):
        out, kernel = rng.randint(2, 6), rng.randint(1, 3)
        more = rng.choice(["", ", stride=2", ", padding=1", ", bias=False"])
        layers += [f"nn.Conv2d({channels}, {out}, {kernel}{more})", rng.choice(["nn.ReLU()", f"nn.BatchNorm2d({out})", "nn.MaxPool2d(2, stride=1)"])]  # fmt: skip
        channels = out
    features = rng.randint(2, 9)
    layers += [
        "nn.AdaptiveAvgPool2d(2)", "nn.Flatten()", f"nn.Linear({4 * channels}, {features})", f"nn.Linear({features}, 3)",
    ]  # fmt: skip
    return f"nn.Sequential({', '.join(layers)})", shape


class TestRandomArchitectures:
    """Keys are torch's; nearly every question has two mistakes or more; the seed fixes all."""

    @pytest.mark.parametrize("seed", range(30))
    def test_keys_are_torchs(self, seed: int) -> None:
        torch = pytest.importorskip("torch")
        code, shape = random_code(seed)
        modules = eval(code, {"nn": torch.nn})  # noqa: S307 - the text is this test's own
        x, shapes = torch.zeros((2, *shape)), []
        for module in modules:
            x = module(x)
            shapes.append(list(x.shape[1:]))
        found = variants(quiz(summarise(read(code), shape), "net", seed="1"))
        assert [v.to_json() for v in found] == [
            v.to_json() for v in variants(quiz(summarise(read(code), shape), "net", seed="1"))
        ]
        for variant in found:
            place = variant.id.split("-")[1]
            for part in variant.parts:
                if part.id == "parameters":
                    module = modules[int(place) - 1]
                    assert part.key == sum(p.numel() for p in module.parameters())
                if part.id == "shape":
                    assert part.key == (shapes[-1] if place == "total" else shapes[int(place) - 1])
                if part.id == "total":
                    assert part.key == sum(p.numel() for p in modules.parameters())
                if part.kind == "integer":
                    assert len(part.mistakes) >= 2, (code, variant.id, part.id)
                assert all(mistake.hint for mistake in part.mistakes)


@pytest.mark.parametrize("name", sorted(zoo()))
def test_questions_of_the_zoo_have_mistakes(name: str) -> None:
    for variant in variants(quiz(summarise(read(name)), name, seed="1", count=12)):
        for part in variant.parts:
            assert part.mistakes or part.id in {"each", "output"}, (variant.id, part.id)


def counted(code: str) -> int:
    """PyTorch's number of parameters of a layer written as text."""
    torch = pytest.importorskip("torch")
    layer = eval("nn." + code, {"nn": torch.nn})  # noqa: S307 - the text is this test's own
    return sum(p.numel() for p in layer.parameters())


@pytest.mark.again
@pytest.mark.parametrize("name", ["lenet5", "alexnet", "vgg16"])
def test_changed_networks_are_counted_as_torch_counts_them(name: str) -> None:
    found = {v.id: v for v in variants(quiz(summarise(read(name)), "net"))}
    doubled = [v for v in found.values() if v.id.endswith("-doubled")]
    halves = [v for v in found.values() if v.id.endswith("-in-two")]
    for variant in doubled:
        first, second = re.findall(r"`(\w+\(.*?\))`", variant.text)
        kind, rest = first.split("(", 1)
        inputs, outputs, more = re.fullmatch(r"(\d+), (\d+)(.*)", rest).groups()  # type: ignore[union-attr]
        assert variant.parts[0].key == counted(f"{kind}({inputs}, {2 * int(outputs)}{more}")
        kind, rest = second.split("(", 1)
        inputs, more = rest.split(",", 1)
        assert variant.parts[1].key == counted(f"{kind}({2 * int(inputs)},{more}")
    for variant in halves:
        whole, first, second = map(counted, re.findall(r"`(\w+\(.*?\))`", variant.text))
        assert variant.parts[0].key == ("A" if whole > first + second else "B")
        assert variant.parts[1].key == abs(whole - first - second)
    assert doubled or halves


def test_the_largest_layer_is_torchs() -> None:
    (variant,) = (
        v for v in variants(quiz(summarise(read("alexnet")), "net")) if v.id == "net-largest"
    )
    codes = re.findall(r"layer (\d+): `(.*?)` reads", variant.text)
    sizes = {place: counted(code) for place, code in codes}
    most = max(sizes, key=lambda place: sizes[place])
    said = dict(zip("ABCD", variant.parts[0].settings["choice_texts"], strict=False))
    assert said[variant.parts[0].key] == f"layer {most}"
    assert variant.parts[1].key == sizes[most]


def test_where_a_shape_goes_wrong_is_where_torch_refuses_it() -> None:
    torch = pytest.importorskip("torch")
    (variant,) = (
        v for v in variants(quiz(summarise(read("lenet5")), "net")) if v.id == "net-misfit"
    )
    codes = re.findall(r"\d+\. `(.*?)`", variant.text)
    layers = [eval("nn." + code, {"nn": torch.nn}) for code in codes]  # noqa: S307 - this test's own
    x = torch.zeros(1, 1, 32, 32)
    place = 0
    for place, layer in enumerate(layers, start=1):  # noqa: B007 - where it stops is the answer
        try:
            x = layer(x)
        except RuntimeError:
            break
    said = dict(zip("ABCDEFGHIJKLMN", variant.parts[0].settings["choice_texts"], strict=False))
    assert said[variant.parts[0].key] == str(place)
    assert variant.parts[1].key == x.shape[1]
