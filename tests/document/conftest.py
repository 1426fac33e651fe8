"""Golden files, the corpus of formulas, and one sheet with everything on it."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizgen.document.sheet import Sheet, sheet
from quizgen.telling import Step
from quizgen.variant import Mistake, Part, Variant

HERE = Path(__file__).parent


def corpus() -> list[str]:
    lines = (HERE / "corpus" / "formulas.tex").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("%")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give `formula` to tests that ask for it: each formula of the corpus."""
    if "formula" in metafunc.fixturenames:
        metafunc.parametrize("formula", corpus())


@pytest.fixture(scope="session")
def formulas() -> list[str]:
    return corpus()


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare with a golden file; `QUIZGEN_GOLDEN=write` writes it anew."""

    def compare(name: str, found: str) -> None:
        path = HERE / "golden" / name
        if os.environ.get("QUIZGEN_GOLDEN") == "write":
            path.write_text(found, encoding="utf-8")
        assert found == path.read_text(encoding="utf-8")

    return compare


def variant(name: str, text: str, *parts: Part, **rest: Any) -> Variant:
    known = {
        "revision": 1, "bank": "test", "title": name.replace("-", " ").capitalize(), "level": "M", "instance": "",
        "seed": "1", "generator": "0", "profile": {}, "values": {}, "code": f"{name}·7k3f", "minutes": "2",
    }  # fmt: skip
    return Variant(id=name, text=text, parts=parts, **{**known, **rest})


ARCHITECTURE = variant(
    "conv1d-arch",
    'A layer turns $D = 10$ inputs into $U = 5$ outputs with a single "kernel".',
    Part(
        "P",
        "How many weights does the kernel learn?",
        "integer",
        6,
        mistakes=(Mistake("off-by-one", 5, "Solve $U = D - P + 1$ for $P$: the $+1$ stays."),),
        solution=(Step("P", "D - U + 1", "10 - 5 + 1", "6", "The kernel fits $U$ times."),),
    ),
    Part(
        "connections",
        "How many connections are there?",
        "integer",
        30,
        points="1/2",
        solution=(Step("C", r"P \cdot U", r"6 \cdot 5", "30"),),
    ),
    profile={"bias": "off"},
    conventions=("Units have no intercepts (biases).",),
)
COMPUTATION = variant(
    "conv1d-compute",
    "The input is $x = [0, 3, 10]$, the kernel $k = [-2, 1]$.\n\n$$h_u = \\sum_{p=1}^P k_p x_{u+p-1}$$",
    Part(
        "h",
        "What is the output?",
        "vector",
        [3, 4],
        mistakes=(Mistake("flips-kernel", [-6, -17], "The kernel is not flipped.", "1/4"),),
        solution=(
            Step("h_1", "k_1 x_1 + k_2 x_2", r"(-2) \cdot 0 + 1 \cdot 3", "3"),
            Step("h_2", "k_1 x_2 + k_2 x_3", r"(-2) \cdot 3 + 1 \cdot 10", "4"),
        ),
        explanation="Each output is a **sum of products**.",
    ),
    profile={"bias": "off"},
    conventions=("Units have no intercepts (biases).", "The kernel is not flipped."),
)
KINDS = variant(
    "every-kind",
    "In *torch*, see [the manual](https://pytorch.org):\n\n```python\nlayer = Conv1d(1, 1, 2)  # D -> U\n```\n\n"
    "| layer | units |\n|:--|--:|\n| 1 | 4 |\n| 2 | $u$ |\n\n1. first\n2. second\n   - deeper\n\n> quoted\n\n---\n\n### Heading",
    Part("W", "The matrix $W$?", "symbolic_matrix", [["v_1", "v_2", 0], [0, "v_1", "v_2"]]),
    Part("M", "The matrix?", "matrix", [[1, "1/2"], [-3, 4]]),
    Part(
        "statements",
        "Which are true?",
        "multi",
        ["A", "C"],
        settings={
            "choices": ["A", "B", "C"],
            "choice_texts": ["*shared*", "$W \\ne 0$", "`kernel_size`"],
        },
    ),
    Part(
        "stride",
        "With stride 2 it has",
        "choice",
        "B",
        settings={"choices": ["A", "B"], "choice_texts": ["two outputs", "one output"]},
        mistakes=(Mistake("ignores-stride", "A", "Move by the stride."),),
    ),
    Part("flipped", "The kernel is flipped.", "boolean", key=False),
    Part("shape", "The output shape?", "shape", [1, 2]),
    Part(
        "mean",
        "The mean?",
        "fraction",
        "3/2",
        solution=(Step(r"\bar{x}", "", r"\frac{1 + 2}{2}", r"\frac{3}{2}"),),
    ),
    Part(
        "real",
        "The sigmoid?",
        "real",
        0.731059,
        solution=(
            Step(
                "z",
                "w_1 x_1 + w_2 x_2",
                " + ".join(rf"(-{i}) \cdot {i + 11}" for i in range(1, 13)),
                "1",
            ),
            Step(r"\sigma(z)", r"\frac{1}{1 + e^{-z}}", "", r"0.731059"),
        ),
    ),
    Part("formula", "Write $h_1$.", "expression", "v_1*x_1 + v_2*x_2**2"),
    Part(
        "gradient",
        "The gradient in $W$?",
        "matrix_expression",
        "delta ⊙ sigma'(W x) @ x^T",
        settings={"shapes": {"W": "m, n", "x": "n", "delta": "m"}, "functions": ["sigma"]},
    ),
    Part(
        "order",
        "Put into order.",
        "order",
        {"A": ["B"], "B": [], "C": ["A"]},
        settings={
            "choices": ["A", "B", "C"],
            "items": ["`loss.backward()`", "`loss = f(x)`", "`optimizer.step()`"],
        },
    ),
    Part("code", "Write the layer.", "code", 'Conv1d(1, 1, 2, padding_mode="zeros")'),
)
VARIANTS = (ARCHITECTURE, COMPUTATION, KINDS)


@pytest.fixture(scope="session")
def long_page() -> Sheet:
    """A listing of 120 lines, more than a page holds."""
    listing = "\n".join(f"line_{i} = {i}" for i in range(120))
    asked = variant("long", f"```python\n{listing}\n```", Part("p", "What?", "integer", 1))
    return sheet([asked], title="Long")


@pytest.fixture(scope="session")
def page() -> Sheet:
    return sheet(
        VARIANTS,
        title="Week 4: convolution & co",
        student="Zoë O'Neil_1",
        code="week-4·7k3f",
        intro="A calculator is *not* needed.",
    )
