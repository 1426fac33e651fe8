"""What may stand beside an answer is the part's own: its names, its nouns, its axes."""

import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import quizgen.solver
from quizgen.answers import answer_kind
from quizgen.bank.library import load_banks
from quizgen.bank.stands_beside import _NOUNS, stands_beside
from quizgen.bank.variants import draw
from quizgen.variant import Part

# Nothing is written beside an option, code, words, a set or a table of cells.
ALONE = {
    "choice",
    "multi",
    "boolean",
    "order",
    "code",
    "snippet",
    "words",
    "terms",
    "text",
    "interval",
    "table",
}
NUMBERS = {"integer", "fraction", "real"}
LIBRARY = load_banks()
SOLVER = Path(quizgen.solver.__file__).parent


def test_what_is_counted_is_a_quantity_of_the_solver() -> None:
    """A quantity that is called otherwise would lose its nouns without a word."""
    sources = [path.read_text(encoding="utf-8") for path in SOLVER.rglob("*.py")]
    defined = {name for source in sources for name in re.findall(r"    def (\w+)\(", source)}
    functions = {
        name for source in sources for name in re.findall(r"^def (\w+)\(", source, re.MULTILINE)
    }
    assert set(_NOUNS) - defined - functions == set()


@cache
def parts(name: str) -> tuple[Part, ...]:
    return draw(LIBRARY.exercises[name], seed="7").parts


@pytest.mark.parametrize("name", LIBRARY.exercises)
def test_a_part_says_what_may_stand_beside_its_answer(name: str) -> None:
    for part in parts(name):
        says_what_may_stand_beside(part)


def says_what_may_stand_beside(part: Part) -> None:
    if part.kind in ALONE:
        assert "names" not in part.settings
        return
    assert part.id in part.settings["names"]
    assert len(str([part.settings.get(k) for k in ("names", "units", "axes")])) < 200
    assert bool(part.settings.get("arithmetic")) == (part.kind in NUMBERS)


@pytest.mark.parametrize("name", LIBRARY.exercises)
def test_counts_with_their_words_and_working(name: str) -> None:
    for part in parts(name):
        if part.kind == "integer" and Fraction(part.key) > 3:
            takes_words_and_working(part)


def takes_words_and_working(part: Part) -> None:
    kind = answer_kind(part.kind, part.key, part.mistakes, **part.settings)
    key = part.key
    assert isinstance(key, int)
    right = [
        f"{key}",
        f"{part.id}: {key}",
        f"The answer is {key}.",
        f"{key - 1} + 1 = {key}",
        f"{key - 1}+1",
    ]
    right += [f"{key} {unit}" for unit in part.settings.get("units", ())]
    for text in right:
        assert kind.judge(text).status == "correct", text
    for text in (f"{key} bananas", f"half: {key}", f"never {part.id}: {key}", f"{key} + 1 = {key}"):
        assert kind.judge(text).status == "unreadable", text


@pytest.mark.parametrize(
    ("prompt", "right", "wrong"),
    [
        ("How many bytes do the parameters take?", "8 bytes", "8 parameters"),
        ("How many KiB do they take?", "8 KiB", "8 bytes"),
        ("How many parameters, biases included, does it have?", "8 parameters", "8 biases"),
        ("How many edges lead into the marked unit?", "8 edges", "8 units"),
        ("How many weight updates are there?", "8 updates", "8 observations"),
        ("How many of the 12 observations are wrong?", "8 observations", "8 classes"),
        ("How many times as many weights does it learn?", "8 times", "8 biases"),
        ("How many numbers are stored?", "8 values", "8 weights"),
        ("How many errors are there?", "8 error", "8 observation"),
        ("How many passes are there?", "8 pass", "8 class"),
    ],
)
def test_what_the_question_counts_may_stand_behind_the_number(
    prompt: str, right: str, wrong: str
) -> None:
    kind = answer_kind("integer", 8, **stands_beside("a", "integer", prompt, [], 8))
    assert (kind.judge(right).status, kind.judge(wrong).status) == ("correct", "unreadable")


def test_every_question_takes_the_noun_that_it_counts() -> None:
    asked = re.compile(r"[Hh]ow many (?:of (?:the|its) (?:\d+ )?|different )?([a-z]+s|KiB)\b")
    refused = []
    for name, part in ((each, part) for each in LIBRARY.exercises for part in parts(each)):
        found = asked.search(part.prompt)
        if part.kind == "integer" and found and found[1] != "does":
            kind = answer_kind(part.kind, part.key, part.mistakes, **part.settings)
            if kind.judge(f"{part.key} {found[1]}").status != "correct":
                refused.append(f"{name}/{part.id}: {found[1]}")
    assert refused == []


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("What is the partial derivative of $z$ in $x$, as a formula?", "dz/dx"),
        ("What is the derivative $f'(w_0)$?", "f'(w_0)"),
        (r"What is the slope $\sigma'(z)$ of the sigmoid at $z = 1$?", r"\sigma'(z)"),
    ],
)
def test_a_derivative_that_is_asked_is_a_name(prompt: str, name: str) -> None:
    assert name in stands_beside("part", "fraction", prompt, [], 1)["names"]


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("Give $[w_1, w_2, b]$ with which it fires.", ["w_1", "w_2", "b"]),
        (r"What are $[\theta, w]$ after a step, and then $[x, y, z]$?", [r"\theta", "w"]),
        ("What is $w$ after each? [batch, stochastic]", ["batch", "stochastic"]),
        ("Give [kernel size, padding].", ["kernel size", "padding"]),
        ("Give $[1, 2]$.", None),
        ("The input is $[x, x]$.", None),
        ("Give $[a, b, c, d]$.", None),
    ],
)
def test_entries_that_the_question_lists(prompt: str, names: list[str] | None) -> None:
    key = [1] * len(names or [1, 2])
    assert stands_beside("a", "vector", prompt, [], key).get("axes") == names
    assert "axes" not in stands_beside("a", "integer", prompt, [], 3)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("w1 = 1, w2 = -2, b = 1/2", "correct"),
        ("b = 0.5; w_2 = -2; w_1 = 1", "correct"),
        ("b: 1/2\nw_{1}: 1\nw_2: -2", "correct"),
        ("w1 = -2, w2 = 1, b = 1/2", "wrong"),
        ("w1 = 1, w2 = -2, c = 1/2", "unreadable"),
        ("w1 = 1, w2 = -2", "unreadable"),
        ("w1 = 1, w1 = -2, b = 1/2", "unreadable"),
        ("w1 = 1 = 2, w2 = -2, b = 1/2", "unreadable"),
        ("w1 = 1, w2 = -2, b = ", "unreadable"),
        ("[1, -2, 1/2]", "correct"),
    ],
)
def test_entries_behind_their_names(text: str, status: str) -> None:
    kind = answer_kind("vector", [1, -2, "1/2"], axes=["w_1", "w_2", "b"], names=["a"])
    assert kind.judge(text).status == status


def test_what_is_numbered_may_be_called_so() -> None:
    found = stands_beside("a", "integer", "In which line is the mistake?", [], 3)
    assert found["units"] == ["line"]
    kind = answer_kind("integer", 3, **found)
    assert [kind.judge(text).status for text in ("line 3", "Line 3.", "row 3", "not line 3")] == [
        "correct", "correct", "unreadable", "unreadable",
    ]  # fmt: skip


def test_a_number_that_is_a_label_has_no_neighbours() -> None:
    """One line further is as wrong as ten; a whole number that is nearest has neighbours."""
    for prompt, unit in [
        ("Which line of the code is wrong?", "line"),
        ("There are layers. In which layer is $h_3$?", "layer"),
        ("Give the number of the line that is wrong.", ""),
    ]:
        found = stands_beside("a", "integer", prompt, [], 12)
        assert (found["label"], found.get("units", [""])[0]) == (True, unit), prompt
        assert answer_kind("integer", 12, **found).judge("13").feedback == "", prompt
    for prompt in (
        "Which whole number is nearest to the loss?",
        "How many lines are there of which one is wrong?",
        "What is the product?",
    ):
        found = stands_beside("a", "integer", prompt, [], 12)
        assert "label" not in found, prompt
        said = answer_kind("integer", 12, **found).judge("13").feedback
        assert said == "Very close: one off.", prompt
