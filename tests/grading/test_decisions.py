"""What a file of overrides may say, and the whole of what is said of one that may not; small rules beside it."""

from dataclasses import replace
from fractions import Fraction
from typing import Literal

import pytest

from quizgen.answers.verdict import CORRECT, PARTIAL, UNREADABLE, WRONG, Verdict
from quizgen.errors import UserError
from quizgen.grading.answered import Given
from quizgen.grading.collecting import TOLD, Lines, _in_order
from quizgen.grading.counting import counting
from quizgen.grading.gradebook_canvas import canvas
from quizgen.grading.mark import Mark, total
from quizgen.grading.marked import Marked
from quizgen.grading.overrides import points, read_overrides
from quizgen.grading.policy import Policy
from quizgen.grading.questions import Questions
from quizgen.grading.review import of_unmatched
from quizgen.grading.submissions import Unmatched
from tests.grading.conftest import Build

Attempts = Literal["last", "best", "first"]
START = '[[override]]\nquestion = "2b"\n'
EXAMPLE = 'write\n[[override]]\nquestion = "2b"\naccept = ["0.67"]'


@pytest.mark.parametrize(
    ("text", "said", "fix"),
    [
        ('question = "2b"', "o.toml:1: question: is no table of overrides", EXAMPLE),
        ("override = 3", "o.toml:1: override: is no list of tables", EXAMPLE),
        ("override = [3]", "o.toml:1: override: is no list of tables", EXAMPLE),
        (f"{START}voidd = true", "o.toml:3: override.0.voidd: is no field of an override\no.toml:1: override.0: decides nothing", "did you mean void?"),
        (
            f"{START}void = true\nqqq = 1",
            "o.toml:4: override.0.qqq: is no field of an override",
            "fields are question, student, accept, accept_computed, key, void, full, absent, mark, note",
        ),
        (f"{START}void = 1", "o.toml:3: override.0.void: 1 is neither true nor false", "void = true"),
        (f'{START}full = "yes"', "o.toml:3: override.0.full: 'yes' is neither true nor false", "full = true"),
        (f'{START}accept = "7"', "o.toml:3: override.0.accept: is no list of answers", 'accept = ["3/2", "1.5"]'),
        (f"{START}accept = []", "o.toml:3: override.0.accept: is no list of answers", 'accept = ["3/2", "1.5"]'),
        (f'{START}accept = ["7", true]', "o.toml:3: override.0.accept: is no list of answers", 'accept = ["3/2", "1.5"]'),
        (f"{START}accept_computed = [[1]]", "o.toml:3: override.0.accept_computed: is no list of answers", 'accept_computed = ["3/2", "1.5"]'),
        (f"{START}key = true", "o.toml:3: override.0.key: True is no text", 'key = "…"'),
        ("[[override]]\nvoid = true", "o.toml:1: override.0: names no question", 'question = "2b"'),
        ("[[override]]\nquestion = ' '\nvoid = true", "o.toml:1: override.0: names no question", 'question = "2b"'),
        (START, "o.toml:1: override.0: decides nothing", "add one of accept, accept_computed, key, void, full, mark"),
        (f"{START}mark = 1", "o.toml:3: override.0.mark: is a mark for nobody", 'add student = "…", or write full = true'),
        (f"{START}void = true\nabsent = true", "o.toml:4: override.0.absent: says who else gets full marks", "add full = true"),
        (f"{START}void = true\nfull = true", "o.toml:3: override.0.void: a void question has no marks", "leave the other fields out"),
    ],
)  # fmt: skip
def test_refused(text: str, said: str, fix: str) -> None:
    with pytest.raises(UserError) as error:
        read_overrides(text, "o.toml")
    assert (str(error.value.args[0]), error.value.fix) == (said, fix)


def test_read() -> None:
    text = '[[override]]\nquestion = 2\nstudent = " Ada "\naccept = ["7", 8]\nmark = 1.5\nnote = "x"\n\n[[override]]\nquestion = "3"\nfull = true\nabsent = true'
    one, other = read_overrides(text, "o.toml")
    assert (one.where, one.question, one.student, one.mark, one.note) == ("o.toml:1", "2", "Ada", "3/2", "x")  # fmt: skip
    assert list(map(str, one.accept)) == ["7", "8"]
    assert (one.void, one.full, one.absent, one.key, one.accept_computed) == (False, False, False, "", ())  # fmt: skip
    assert (one.at("mark"), one.at("key")) == ("o.toml:5", "o.toml:1")
    assert (other.where, other.full, other.absent, other.mark) == ("o.toml:8", True, True, "")


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", "0"), ("2", "2"), ("1.5", "3/2"), ("0,25", "1/4"), ("1/3", "1/3"), (" 50 % ", "1"), ("100%", "2"), ("12,5%", "1/4")],
)  # fmt: skip
def test_points(text: str, value: str) -> None:
    assert points(text, Fraction(2)) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x", "'x' is no mark; write points from 0 to 2"),
        ("1/0", "'1/0' is no mark; write points from 0 to 2"),
        ("-1", "'-1' is no mark; write points from 0 to 2"),
        ("2.01", "'2.01' is more than the 2 there are"),
        ("101%", "'101%' is more than the 2 there are"),
    ],
)
def test_no_points(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        points(text, Fraction(2))
    assert str(error.value) == said
    with pytest.raises(ValueError, match=r"write points from 0 to 0\.33$"):
        points("x", Fraction(1, 3))


VERDICTS = {
    "7": Verdict(CORRECT, Fraction(1), "7"),
    "half": Verdict(PARTIAL, Fraction(1, 2), "half"),
    "5": Verdict(WRONG, Fraction(0), "5"),
    "?": Verdict(UNREADABLE, Fraction(0), "", "no number"),
    "!": Verdict(UNREADABLE, Fraction(0), "", "no number"),
}


@pytest.mark.parametrize(
    ("attempts", "texts", "counts", "unread"),
    [
        ("last", ["?", "!"], "!", ["!", "?"]),
        ("first", ["?", "!"], "?", ["?", "!"]),
        ("best", ["?", "!"], "!", ["?", "!"]),
        ("last", ["", " "], " ", []),
        ("last", ["5", "?", "7", "!"], "7", ["!"]),
        ("first", ["?", "5", "7", "!"], "5", ["?"]),
        ("best", ["?", "5", "half", "!"], "half", ["?", "!"]),
        ("best", ["half", "?", "7", "5"], "7", []),
        ("best", ["half", "half"], "half", []),
        ("last", ["5", ""], "5", []),
    ],
)
def test_which_answer_counts(
    attempts: Attempts, texts: list[str], counts: str, unread: list[str]
) -> None:
    """What could not be read waits for a person only where it might count instead."""
    given = [Given(text, i, "a.csv") for i, text in enumerate(texts, start=1)]
    one, waiting = counting(given, Policy(attempts), VERDICTS.__getitem__)
    assert one.text == counts
    assert [(u.answer, u.reason, u.file, u.line) for u in waiting] == [
        (text, "no number", "a.csv", texts.index(text) + 1) for text in unread
    ]


def test_a_text_given_twice_counts_where_it_came_last_only_if_the_last_counts() -> None:
    expected: dict[Attempts, list[str]] = {"last": ["7", "5"], "first": ["5", "7", "5"], "best": ["5", "7", "5"]}  # fmt: skip
    for attempts, kept in expected.items():
        given = [Given(text, i, "") for i, text in enumerate(["5", "7", "5"])]
        _in_order(given, Policy(attempts))
        assert [one.text for one in given] == kept


def test_a_hundred_remarks_are_told() -> None:
    lines = Lines()
    for i in range(TOLD):
        lines.say(f"line {i}")
    assert lines.all() == tuple(f"line {i}" for i in range(100))
    lines.say("one more")
    lines.say("another")
    assert lines.all()[99:] == ("line 99", "… and 2 more such lines")


def test_a_line_of_a_review_has_the_name_it_always_had() -> None:
    """Who entered a mark in an earlier `review.csv` finds it again."""
    row = of_unmatched(Unmatched("a.csv", 3, "Ada", "1a", "7", "nobody"))
    assert row.entry == "ijlfpcgoqozn"
    assert (row.file, row.line, row.student, row.question, row.answer, row.reason) == (
        "a.csv", 3, "Ada", "1a", "7", "nobody",
    )  # fmt: skip


def test_a_question_is_known_by_its_title_where_it_has_one_part(
    part: Build, variant: Build, sheet: Build
) -> None:
    two = replace(variant(part("a", "integer", 7), part("b", "integer", 8)), title="Two sizes")
    alone = replace(variant(part("v", "integer", 5), name="other"), title="One size")
    questions = Questions([sheet("Ada", two, alone)])
    assert [questions.named(text) for text in ("One size?", "Two sizes", "Two sizes (b)", "What is v?", "what is  A")] == ["2", "", "1b", "2", "1a"]  # fmt: skip
    assert questions.labels == ("1a", "1b", "2")
    code = two.code
    for text in (f"[{code}/b]", f"Q1 {code.upper()} (B)", f"{code}/B: sizes"):
        assert questions.named(text) == f"{code}/b", text
    assert questions.named(f"see [{code.upper()}]") == code
    assert questions.parts == {"1": {2}, "2": {1}}


def test_who_is_on_one_side_only_is_said() -> None:
    verdict = Verdict(CORRECT, Fraction(1), "5")
    marked = Marked(
        tuple(
            Mark(name, "1", "e", "5", verdict, Fraction(5), Fraction(8), id=id_)
            for name, id_ in (("Ada", "1"), ("Bob", "2"), ("", "3"))
        )
    )
    export = "Student,ID,SIS User ID,SIS Login ID,Section,Homework (12)\n    Points Possible,,,,,8\nAda,1,1,a,S,\nEve,9,9,e,S,\nMallory,8,8,m,S,\n"
    book = canvas(marked, "Homework", export.encode(), "e.csv")
    assert book.said == (
        "left as they are, without marks here: Eve; Mallory",
        "not in e.csv, so in a file of their own: Bob; 3",
    )
    assert book.others == "Student,SIS User ID,Email,Points,Points Possible\nBob,2,,5,8\n,3,,5,8\n"


def test_sums_of_points() -> None:
    values = [Fraction(text) for text in ("1/2", "1/3", "2", "1/3", "-5/6", "1/2", "-1")]
    assert total(values) == sum(values, Fraction(0))
    assert total([]) == 0
    assert total([Fraction(2), Fraction(3)]) == 5
