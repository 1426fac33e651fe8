"""A class whose questions ask for a property: marks, what follows, classmates, decisions, what is printed."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.property import Property, Sign
from quizgen.assignment import Assignment
from quizgen.document.frame import Frame
from quizgen.document.messages import shipped_messages
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import sheet as page_of
from quizgen.grading.copied import Compared
from quizgen.grading.explaining import explanation, judge_part
from quizgen.grading.marks import grade
from quizgen.grading.overrides import Override
from quizgen.grading.roster import places
from quizgen.grading.submissions import Submission
from quizgen.language.deciding import Decider
from quizgen.practice.events import Posed, Typed
from quizgen.practice.messages import Note
from quizgen.practice.session import State, step
from quizgen.practice.typed import marked as marked_in_practice
from quizgen.variant import Variant

Build = Callable[..., Any]


def asked(n: int) -> Property:
    return Property(
        "answer % n == 0 and answer > n",
        values={"n": n},
        says="{{ answer }} leaves {{ answer % n }}.",
        signs=(Sign("one-times", "answer == n", "More than once, please."),),
    )


@pytest.fixture
def question(part: Build, variant: Build) -> Callable[[int], Variant]:
    """A multiple of n, freely chosen; then its double, which follows from the choice."""

    def build(n: int) -> Variant:
        first = replace(part("m", "integer", 3 * n), holds=asked(n))
        double = part("d", "integer", 6 * n, follow="2 * m", uses=("m",))
        made = variant(first, double, values={"n": n})
        return Variant.from_json(json.loads(made.to_line()))

    return build


@pytest.fixture
def sheets(question: Callable[[int], Variant], sheet: Build) -> list[Assignment]:
    return [
        sheet(name, question(n)) for name, n in (("Ada", 5), ("Bob", 7), ("Cyd", 5), ("Dan", 5))
    ]


ANSWERS = [
    # student, question, answer, status
    ("Ada", "1a", "20", "correct"),  # not the sample
    ("Ada", "1b", "40", "correct"),  # twice her own
    ("Bob", "1a", "15", "wrong"),  # Ada's sample
    ("Bob", "1b", "30", "correct"),  # follows from what is wrong
    ("Cyd", "1a", "5", "wrong"),
    ("Cyd", "1b", "42", "wrong"),  # Bob's key
    ("Dan", "1a", "some", "unreadable"),
]


def marked(sheets: list[Assignment], **more: Any) -> Any:
    rows = (Submission(*row[:3], line) for line, row in enumerate(ANSWERS, start=1))
    return grade(sheets, rows, **more)


def test_marks(sheets: list[Assignment]) -> None:
    found = {(m.student, m.question): m for m in marked(sheets).marks}
    assert [found[row[:2]].verdict.status for row in ANSWERS] == [row[3] for row in ANSWERS]
    assert found["Bob", "1a"].verdict.feedback == "15 leaves 1."
    assert found["Cyd", "1a"].verdict.mistake == "one-times"
    assert found["Ada", "1b"].follows == ("m",)


def test_a_classmates_sample_is_no_copy(sheets: list[Assignment]) -> None:
    """The sample was on no sheet; other parts are looked at as ever."""
    marks = marked(sheets).marks
    compared = Compared()
    for one in sheets:
        own = [mark for mark in marks if mark.key == one.key]
        compared.add(one.key, zip(own, places(one), strict=True))
    owners = compared.owners()
    by_part = {(m.student, m.question): o for m, o in zip(marks, owners, strict=True)}
    assert by_part["Bob", "1a"] is None
    assert by_part["Cyd", "1b"] == ("Bob",)


def test_decisions(sheets: list[Assignment]) -> None:
    """An accepted answer is right besides; a corrected key takes the place of the property."""

    def right(override: Override) -> set[str]:
        marks = marked(sheets, overrides=[override]).marks
        return {m.student for m in marks if m.question == "1a" and m.points == 1}

    assert right(Override("overrides.toml:1", "1a", accept=("15",))) == {"Ada", "Bob"}
    assert right(Override("overrides.toml:1", "1a", key="n")) == {"Cyd"}


def test_explained(question: Callable[[int], Variant]) -> None:
    variant = question(5)
    told = explanation(variant, variant.parts[0], "7")
    assert "Key, for example: 15" in told
    assert "7 leaves 2." in told
    assert judge_part(variant, variant.parts[0], "1000").status == "correct"


@pytest.mark.parametrize(("language", "said"), [("en", "for example"), ("de", "zum Beispiel")])
@pytest.mark.parametrize("printer", [text, html, latex, typst], ids=lambda p: p.__name__[-5:])
def test_keys_say_that_there_are_others(
    question: Callable[[int], Variant], printer: Any, language: str, said: str
) -> None:
    page = page_of([question(5)], title="T", frame=Frame(shipped_messages(language)))
    key = printer.sheet(page, key=True)
    assert key.count(said) == 1
    assert said not in printer.sheet(page, key=False)


def test_practice(question: Callable[[int], Variant]) -> None:
    state, _ = step(State(), Posed(question(5), "a", 1.0))
    wrong, told = step(state, Typed("answer", 2.0, "7"))
    assert any(isinstance(m, Note) and "7 leaves 2." in m.text for m in told)
    right, _ = step(wrong, Typed("answer", 3.0, "100"))
    assert right.place == 1


def test_practice_marks_no_entries_by_the_sample() -> None:
    """[1, 0] shares an entry with the sample, and is no nearer for it."""
    kind = answer_kind("vector", [1, 2]).decided_by(Decider(Property("sum(answer) == 3")))
    assert marked_in_practice(kind, "[1, 0]") == "[1, 0]"
    assert marked_in_practice(answer_kind("vector", [1, 2]), "[1, 0]") == "[1 ✓, 0 ✗]"
