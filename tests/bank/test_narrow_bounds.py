"""At a bound and one beyond it; what is said where several things are wrong at once."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import draw
from quizgen.bank.alike import _is_doubtful, alike_problems
from quizgen.bank.by_profile import profile_problems
from quizgen.bank.check import find_problems
from quizgen.bank.drawing import PLACES, Decimal
from quizgen.bank.exercise import Exercise
from quizgen.bank.field import BankError, FieldError
from quizgen.bank.library import load_banks
from quizgen.bank.lines import lines_of
from quizgen.bank.lints import LINTS, Drawn
from quizgen.bank.lints.arithmetic import evaluate
from quizgen.bank.load import load_text
from quizgen.bank.measures import measures
from quizgen.bank.sheets import KNOWN, sheet_problems
from quizgen.bank.survey import Survey, _draws_something
from quizgen.bank.tables import EXERCISES, FEW
from quizgen.bank.wording import own_wordings, wordings
from quizgen.errors import UserError
from quizgen.variant import Variant

HEAD = "[[exercise]]\nid = 'slip'\n"
N = f"{HEAD}ask = 'n'\nanswer = '2'\n"
AB = f'{HEAD}draw = {{ a = "integer(2, 400)", b = "integer(401, 900)" }}\ntext = "Here are $a = {{{{ a }}}}$ and $b = {{{{ b }}}}$."\n'


def exercise(text: str) -> Exercise:
    loaded = load_text(text, "bank.toml")
    assert not loaded.problems
    return loaded.exercises[0]


class TestFiles:
    """How much a bank may hold."""

    def test_exercises(self) -> None:
        one = "[[exercise]]\nid = 'e{}'\nask = 'n'\nanswer = '2'\n"
        fits = load_text("".join(map(one.format, range(EXERCISES))), "b.toml")
        assert (len(fits.exercises), fits.problems) == (200, ())
        more = load_text("".join(map(one.format, range(EXERCISES + 1))), "b.toml")
        assert not more.exercises
        (said,) = more.problems
        assert (said.field, said.message, said.fix) == ("exercise", "201 exercises; at most 200", "split the bank")  # fmt: skip

    def test_unknown_tables(self) -> None:
        found = load_text("".join(f"t{i} = 1\n" for i in range(FEW + 5)), "b.toml").problems
        assert [problem.field for problem in found] == [f"t{i}" for i in range(20)]

    @pytest.mark.parametrize(("blanks", "is_read"), [(186, True), (187, False)])
    def test_headers(self, blanks: int, *, is_read: bool) -> None:
        """A header of up to 200 characters is one, a longer line is looked at no further."""
        header = f"[[{' ' * blanks}exercise]]"
        header += " " * (200 - len(header)) if is_read else " " * (201 - len(header))
        lines = lines_of(f"{header}\nid = 'a'\n")
        assert len(header) == (200 if is_read else 201)
        assert ("exercise.0.id" in lines) == is_read


class TestTexts:
    """Messages and numbers as they are printed."""

    @pytest.mark.parametrize("length", [599, 600, 601, 5000])
    def test_long_messages_lose_their_middle(self, length: int) -> None:
        said = "a" * (length // 2) + "b" * (length - length // 2)
        problem = BankError(exercise(N), FieldError("ask", UserError(said))).problem
        expected = said if length <= 600 else f"{'a' * 300} … {'b' * 300}"
        assert problem.message == expected

    @pytest.mark.parametrize("places", range(PLACES + 1))
    def test_decimals(self, places: int) -> None:
        assert str(Decimal(7, 10**places)) == ("7" if not places else f"0.{'0' * (places - 1)}7")
        assert str(Decimal(-123 * 10**places - 3, 10**places)) == (
            "-126" if not places else f"-123.{'0' * (places - 1)}3"
        )

    @pytest.mark.parametrize("key", ["{}", "-({})", "[1, {}]", "[[-({}), 2]]"])
    def test_keys_of_too_many_digits(self, key: str) -> None:
        part = f"{HEAD}ask = 'n'\nanswer = '{key}'"
        assert draw(exercise(part.format("10 ** 13 - 1")), "1")
        with pytest.raises(UserError, match="a whole number of more than 13 digits"):
            draw(exercise(part.format("10 ** 13")), "1")


def test_wordings_of_a_course_end_with_it(tmp_path: Path) -> None:
    (tmp_path / "wording").mkdir()
    (tmp_path / "wording" / "mse.md.j2").write_text("Mine.\n", encoding="utf-8")
    shipped = wordings()["mse"]
    with own_wordings(tmp_path):
        assert wordings()["mse"] == "Mine."
    assert wordings()["mse"] == shipped != "Mine."


BROKEN = f"""{AB}[[exercise.part]]
ask = "x"
answer = "nothing"
[[exercise.part]]
ask = "y"
answer = "a + b"
settings = {{ bogus = 1 }}
[[exercise.part]]
ask = "z"
answer = "a + b"
kind = "intger"
[[exercise.part]]
ask = "w"
answer = "sqr(a)"
[[exercise.part]]
ask = "v"
answer = "a * b"
follow = "b * nothing"
[[exercise.part]]
ask = "u"
answer = "a * b"
mistakes = {{ x = {{ value = "a", slip = "unknown" }} }}
"""


def said(tmp_path: Path, text: str, draws: int = 5) -> list[str]:
    bank = tmp_path / "bank.toml"
    bank.write_text(text, encoding="utf-8")
    return [f"{p.line}: {p.field}: {p.message}|{p.fix}" for p in find_problems([bank], draws=draws)]


def test_every_broken_part_is_told(tmp_path: Path) -> None:
    assert said(tmp_path, BROKEN) == [
        "7: slip.part.0.answer: unknown name 'nothing'|define it in draw or let",
        "11: slip.part.1.settings: integer: unknown setting 'bogus'; settings are arithmetic, axes, decimal_comma, given, label, names, rounding, units|",
        "15: slip.part.2.kind: unknown answer kind 'intger'; did you mean 'integer'?|",
        "18: slip.part.3.answer: unknown name 'sqr'|did you mean 'sqrt'?",
        "22: slip.part.4.follow: unknown name 'nothing'|define it in draw or let",
        "26: slip.part.5.mistakes.x: no slip is called 'unknown'|write the hint: hint = \"…\"",
    ]  # fmt: skip


class TestSurvey:
    """What is drawn of an exercise, and what of it is counted."""

    LEVELS = (
        f"{HEAD}text = 'Here is $a = {{{{ a }}}}$.'\nask = 'What is its double?'\nanswer = '2 * a'\n"
        "[exercise.level]\nE = { a = 'integer(1, 20)' }\nM = { a = 'integer(1, 10 ** 6)' }\n"
    )

    def test_further_draws_are_of_the_same_level(self, tmp_path: Path) -> None:
        (found,) = said(tmp_path, self.LEVELS, draws=200)
        assert found.startswith("7: slip.level.E: only 20 different statements in 300 draws at level E|")  # fmt: skip

    def test_an_instance_that_fails_is_told_and_not_looked_at(self) -> None:
        text = f"{self.LEVELS}[exercise.instance]\nslide = {{ a = 5 }}\nbroken = {{ a = 'text' }}\n"
        survey = Survey(exercise(text), 3).run()
        assert [(d.level, d.instance) for d in survey.drawn] == [("E", ""), ("M", ""), ("", "slide")]  # fmt: skip
        assert all(isinstance(v, Variant) for d in survey.drawn for v in d.variants)
        assert len(survey.problems) == 1

    def test_draws_that_fail_are_counted(self) -> None:
        text = f"{HEAD}draw = {{ a = 'integer(0, 3)' }}\ntext = 'Here is {{{{ a }}}}.'\nask = 'n'\nanswer = '6 / a'\n"
        survey = Survey(exercise(text), 40).run()
        (level,) = survey.drawn
        assert level.failed == 40 - len(level.variants) > 0
        assert [p.message for p in survey.problems] == [
            f"'6 / a': a division by zero (in {level.failed} of 40 draws)"
        ]

    @pytest.mark.parametrize(
        ("text", "is_drawn"),
        [
            (N, False),
            (f"{N}mistakes = {{ other = ['3', 'No.'] }}\n", False),
            (f"{HEAD}ask = 'n'\nanswer = \"'x'\"\nchoices = ['x', 'y']\n", False),
            (f"{HEAD}ask = 'n'\nanswer = '2'\nkind = 'choice'\nmistakes = {{ a = ['3', 'No.'] }}\n", True),
            (f"{HEAD}ask = 'n'\nitems = ['x', 'y', 'z']\n", False),
            (f"{AB}ask = 'n'\nanswer = '2'\n", True),
            (LEVELS, True),
        ],
    )  # fmt: skip
    def test_whether_two_draws_can_differ(self, text: str, *, is_drawn: bool) -> None:
        assert _draws_something(exercise(text)) == is_drawn


def test_a_class_of_300_has_44_850_pairs() -> None:
    """One pair in twenty classes is doubtful: a chance above 1 / (20 · 44,850) for each pair."""
    questions = [(exercise(N), "E"), (exercise(N.replace("slip", "slap")), "M")]
    bound = 1 / (20 * 44_850)
    for factor, is_doubtful in ((1.01, True), (0.99, False)):
        shares = {("slip", "E"): bound * 100 * factor, ("slap", "M"): 0.01}
        assert _is_doubtful(questions, shares) == is_doubtful
    assert _is_doubtful(questions, {("slip", "E"): 2e-6})  # the other one was not measured
    assert not _is_doubtful(questions, {("slip", "E"): 2e-6, ("slap", "M"): 0.5})


# A lint, a text of the part that it finds fault with, and of how many draws of a level it reads that.
READ: list[tuple[str, dict[str, Any], int]] = [
    ("names", {"explanation": "So $total_sum = 1$."}, 20),
    ("terms", {"hint": "A kernel is meant."}, 20),
    ("unexplained", {"hint": "Think of $q$."}, 20),
    ("worked", {"explanation": "So $1 + 1 = 3$."}, 60),
]


@pytest.mark.parametrize(("lint", "wrong", "most"), READ, ids=[lint for lint, *_ in READ])
def test_how_many_draws_a_lint_reads(lint: str, wrong: dict[str, Any], most: int) -> None:
    (spec,) = [exercise(f"{AB}ask = 'What is the sum?'\nanswer = 'a + b'\n")]
    good = draw(spec, "1")
    bad = replace(good, parts=(replace(good.parts[0], **wrong),))

    def found(*variants: Variant) -> bool:
        return bool(list(LINTS[lint](spec, [Drawn("", "", variants)])))

    assert found(*[good] * (most - 1), bad)
    assert not found(*[good] * most, bad)
    assert not found(*[good] * most)


def test_what_a_lint_finds_by_another_profile() -> None:
    """The level is said, and by which convention."""
    text = (
        "[[exercise]]\nid = 'slip'\nprofile = { bias = ['off', 'on-units'] }\n"
        "text = 'Here is $a = {{ a }}$.{% if profile.bias == \"on-units\" %} And a bias.{% endif %}'\n"
        "ask = 'How many are there?'\nanswer = \"a + (1 if profile.bias == 'on-units' else 0)\"\n"
        "explanation = '$1 + 1 = {{ 3 if profile.bias == \"on-units\" else 2 }}$.'\n"
        "[exercise.level]\nE = { a = 'integer(2, 400)' }\n"
    )
    found = [f"{p.field}: {p.message}" for p in profile_problems(exercise(text))]
    assert found == ["slip.explanation: by bias = 'on-units': says 1 + 1 = 3 at level E"]


class TestSheets:
    """What is wrong with a sheet is said at its line; one sheet says nothing of the next."""

    def test_questions_that_are_not_there(self, tmp_path: Path) -> None:
        (tmp_path / "bank.toml").write_text(TestSurvey.LEVELS, encoding="utf-8")
        questions = '{ id = "slip", level = "Z" }, { id = "slip", instance = "Z" }, "slap", "other-exercise"'
        sheet = tmp_path / "sheet.toml"
        sheet.write_text(f'title = "T"\nquestions = [{questions}]\n', encoding="utf-8")
        library = load_banks([tmp_path], shipped_too=False)
        found = [(p.line, p.field, p.message, p.fix) for p in sheet_problems(library, library)]
        assert found == [
            (2, "questions", "slip has no level 'Z'", "its levels are E, M"),
            (2, "questions", "slip has no instance 'Z'", "its instances are none"),
            (2, "questions", "no exercise is called 'slap'", "did you mean 'slip'?"),
            (2, "questions", "no exercise is called 'other-exercise'", KNOWN),
        ]

    def test_each_sheet_is_drawn_for_a_class(self, tmp_path: Path) -> None:
        """Of 2 · 3 statements all are shared; of a number up to 10¹² none, and what is always the same is meant so."""
        few = N.replace("slip", "same") + 'few = true\nfew_reason = "It is one question."\n'
        small = "[[exercise]]\nid = 'small'\ndraw = { a = 'integer(1, 6)' }\ntext = '{{ a }}'\nask = 'n'\nanswer = 'a'\n"
        large = small.replace("small", "large").replace("6)", "10 ** 12)")
        (tmp_path / "bank.toml").write_text(few + small + large, encoding="utf-8")
        for name, ids in (
            ("a", '"same"'),
            ("b", '"large"'),
            ("c", '"same", "small"'),
            ("d", '"no"'),
        ):
            (tmp_path / f"{name}.toml").write_text(
                f"title = 'T'\nquestions = [{ids}]\n", encoding="utf-8"
            )
        library = load_banks([tmp_path], shipped_too=False)
        measured = [
            m for e in library.exercises.values() for m in measures(e, Survey(e, 60).run().drawn)
        ]
        found = [
            (Path(p.file).stem, p.line, p.field, p.message, p.fix)
            for p in alike_problems(library, library, measured)
        ]
        said = "of 300 students 300 get a sheet that another has too"
        assert found == [
            (
                "c",
                2,
                "questions",
                said,
                "add a question with more to draw, or widen the draws of one",
            )
        ]


class TestMeasures:
    def test_of_one_draw(self) -> None:
        (one,) = measures(
            exercise(AB + "ask = 'n'\nanswer = 'a'\n"),
            Survey(exercise(AB + "ask = 'n'\nanswer = 'a'\n"), 1).run().drawn,
        )
        assert (one.draws, one.looked_at, one.different, one.repeated, one.instances) == (
            1,
            1,
            1,
            0,
            1,
        )
        assert (one.answers, one.commonest, one.guessed, one.agreeing) == (1, 1.0, 0.0, 1.0)

    def test_the_work_is_that_of_the_first_50_draws(self) -> None:
        """One operation in the first 25 and from the 51st on, three in between: the median is between both."""
        spec = exercise(AB + "ask = 'n'\nanswer = 'a'\n")
        short, long = draw(spec, "1"), draw(spec, "1")
        short, long = (
            replace(v, parts=(replace(v.parts[0], solution=(), explanation=text),))
            for v, text in ((short, "+"), (long, "+++"))
        )
        (one,) = measures(spec, [Drawn("", "", (*[short] * 25, *[long] * 25, *[short] * 250))])
        assert one.operations == 2
        (one,) = measures(spec, [Drawn("", "", (*[short] * 24, *[long] * 26, *[short] * 250))])
        assert one.operations == 3


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\log_2(8)", 3), (r"\log_{2}(\frac{1}{4})", -2), (r"\log_3(81)", 4), (r"\log_{10}(1000)", 3),
        (r"\sqrt{49}", 7), (r"e^{0}", 1), (r"\frac{6}{4}", Fraction(3, 2)), (r"2^{-2}", Fraction(1, 4)),
    ],
)  # fmt: skip
def test_whole_results_of_formulas_are_exact(latex: str, value: Fraction) -> None:
    found = evaluate(latex)
    assert found == value
    assert isinstance(found, Fraction)


@pytest.mark.parametrize("count", [2, 3])
def test_items_never_stand_in_their_order(count: int) -> None:
    """All other orders are drawn."""
    spec = exercise(f"{HEAD}ask = 'n'\nitems = {list('xyz'[:count])}\n")
    orders = {"".join(draw(spec, str(i)).parts[0].settings["items"]) for i in range(60)}
    assert orders == {"".join(order) for order in permutations("xyz"[:count])} - {"xyz"[:count]}
