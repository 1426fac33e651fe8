"""What few banks bring about: draws that use up the machine, pictures at their bound, options that are too few."""

import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sympy import sqrt

import quizgen.bank.variants
from quizgen.answers import encode
from quizgen.bank import draw
from quizgen.bank.by_profile import profile_problems
from quizgen.bank.credit import given_values
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.field import BankError
from quizgen.bank.library import load_banks
from quizgen.bank.load import load_file, load_text
from quizgen.bank.mistakes import Rejected
from quizgen.bank.recognised import _fitting
from quizgen.bank.survey import Survey
from quizgen.bank.variants import _first
from quizgen.errors import UserError
from quizgen.language import budget
from quizgen.language.expression import Scope

HEAD = "[[exercise]]\nid = 'slip'\n"


def one(text: str) -> Exercise:
    loaded = load_text(HEAD + text, "bank.toml")
    assert not loaded.problems
    return loaded.exercises[0]


class TestUsedUp:
    """Python's own refusals are told as problems of the exercise, and no other draw is tried."""

    @pytest.mark.parametrize(("error", "said"), [
        (MemoryError, "takes too much memory"),
        (RecursionError, "is nested too deeply"),
    ])  # fmt: skip
    def test_said(self, monkeypatch: pytest.MonkeyPatch, error: type[Exception], said: str) -> None:
        tried = []

        def spent(*given: Any) -> Any:
            tried.append(given)
            raise error

        monkeypatch.setattr(quizgen.bank.variants, "_drawn", spent)
        with pytest.raises(BankError) as found:
            draw(one("ask = 'n'\nanswer = '2'\n"), "1")
        assert str(found.value.args[0]) == f"bank.toml:1: slip: {said}"
        assert found.value.fix == "ask for something smaller"
        assert found.value.is_exhausted
        assert len(tried) == 1


class TestWaiting:
    """Of draws in which two mistakes come to one value, the first that a rule takes is the variant."""

    class Draw:
        def __init__(self, found: Any) -> None:
            self.found = found

        @property
        def variant(self) -> Any:
            if isinstance(self.found, Rejected):
                raise self.found
            return self.found

    def test_first_that_is_taken(self) -> None:
        refused: Counter[tuple[str, str]] = Counter()
        rule, other = Rejected("a > 1", "require"), Rejected("b", "part.0")
        waiting: list[Any] = [self.Draw(found) for found in (rule, rule, other, "this", "that")]
        taken: Any = _first(waiting, refused)
        assert taken == "this"
        assert refused == {("require", "a > 1"): 2, ("part.0", "b"): 1}
        assert [one.found for one in waiting] == ["this", "that"]

    def test_none(self) -> None:
        refused: Counter[tuple[str, str]] = Counter()
        waiting: list[Any] = [self.Draw(Rejected("b", "part.0"))]
        assert _first(waiting, refused) is None
        assert waiting == []
        assert _first([], refused) is None
        assert refused == {("part.0", "b"): 1}


class TestOptionsFromMistakes:
    def test_three_are_options_and_two_are_none(self) -> None:
        text = "ask = 'n'\nanswer = '2'\nkind = 'choice'\nmistakes = {{ {} }}\n"
        with pytest.raises(UserError) as refused:
            draw(one(text.format("a = '3'")), "1")
        said = r"slip: draw: cannot be drawn; refused by a: fewer than three different options: \d+ times"
        assert re.fullmatch(f"bank.toml:1: {said}", str(refused.value.args[0]))
        part = draw(one(text.format("a = '3', b = '4'")), "1").parts[0]
        assert sorted(part.settings["choice_texts"]) == ["$2$", "$3$", "$4$"]
        assert part.settings["choice_texts"]["ABC".index(part.key)] == "$2$"


class TestPictures:
    def test_as_large_as_allowed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 6 3"><rect width="3" height="3"/></svg>'
        (tmp_path / "net.svg").write_text(svg, encoding="utf-8")
        bank = tmp_path / "bank.toml"
        bank.write_text(
            f"{HEAD}figure = \"picture('net.svg', 'A box', 40)\"\nask = 'n'\nanswer = '2'\n",
            encoding="utf-8",
        )
        (exercise,) = load_file(bank).exercises
        monkeypatch.setattr("quizgen.figure.picture.BYTES", len(svg))
        assert draw(exercise, "1").parts[0].key == 2
        monkeypatch.setattr("quizgen.figure.picture.BYTES", len(svg) - 1)
        with pytest.raises(UserError) as refused:
            draw(exercise, "1")
        said = f"picture: net.svg has {len(svg)} bytes; at most {len(svg) - 1}"
        assert str(refused.value.args[0]) == f"{bank}:3: slip: figure: {said}"
        assert refused.value.fix == "make it smaller: every sheet carries it"


class TestSmallThings:
    def test_an_exercise_says_what_it_is(self) -> None:
        text = "title = 'Twice'\nask = 'n'\nanswer = '2'\n"
        assert repr(one(text)) == "<Exercise slip: Twice>"
        levels = "[exercise.level]\nE = { a = '1' }\nM = { a = '2' }\n"
        assert repr(one(text + levels)) == "<Exercise slip (E M): Twice>"

    def test_a_number_that_python_does_not_read(self) -> None:
        (problem,) = load_text("a = 1" + "0" * 5000, "bank.toml").problems
        assert problem.line == 1
        assert problem.message.startswith("cannot be read: Exceeds the limit (4300 digits)")

    def test_cells_of_no_table(self) -> None:
        """A kind that nobody knows, and one that is no table, follow from no cells of their own."""
        for kind in ("cells", "integer", ""):
            assert not PartSpec(id="t", kind=kind, follow="t").follows_from_cells
        assert PartSpec(id="t", kind="table", follow="t").follows_from_cells
        assert not PartSpec(id="t", kind="table", follow="u").follows_from_cells
        assert not PartSpec(id="t", kind="table").follows_from_cells

    def test_what_is_given(self) -> None:
        """Numbers that were drawn, and those of a `let` that is printed; a table of names is no number."""
        exercise = one("let.U = 'D + 1'\nlet.V = '1 / 0'\nask = '{{ U }}, {{ V }}'\nanswer = '2'\n")
        scope = Scope({"D": 3, "profile": {"layout": "rows"}}, exercise.let)
        assert given_values(exercise.parts[0], exercise, scope) == [3, 4]


class TestSurvey:
    def test_where_nothing_is_drawn_one_is_as_good_as_any(self) -> None:
        """Ten are drawn, and looked at again and again: the lints count draws."""
        text = "few = true\nfew_reason = 'A fact.'\nask = 'n'\nanswer = '2'\n"
        survey, few = (Survey(one(text), draws).run() for draws in (200, 199))
        (level,), (less,) = survey.drawn, few.drawn
        assert len(less.variants) == 10
        assert len(level.variants) > 200 > len({id(variant) for variant in level.variants})
        assert {variant.parts[0].key for variant in level.variants} == {2}

    def test_what_is_wrong_on_paper_by_another_convention(self) -> None:
        """Told once, with the convention by which it was drawn."""
        exercise = one(
            "profile.layout = ['column', 'rows']\nask = 'n'\nanswer = \"2 if profile.layout == 'rows' else 3\"\n"
        )
        shown = []

        def printed(variant: Any) -> list[str]:
            shown.append(variant)
            return ["a formula is too wide"]

        found = [p for p in profile_problems(exercise, printed) if "wide" in p.message]
        assert [(p.field, p.message) for p in found] == [
            ("slip.text", "by layout = 'rows': a formula is too wide")
        ]
        # The first three, and nothing of the usual draws, which are looked at elsewhere.
        assert len(shown) == 3
        assert {variant.parts[0].key for variant in shown} == {2}


class TestCases:
    """A property is looked at in sixty cases at most, of each name as many."""

    TEXT = "ask = 'n'\nanswer = '[0, 1]'\nkind = 'vector'\nholds = 'answer[0] < i + {more}'\ncases = {{ {cases} }}\nsettings = {{ partial = 'cases' }}\n"

    def test_sixty(self) -> None:
        part = draw(one(self.TEXT.format(more="1", cases="i = 'range(0, 60)'")), "1").parts[0]
        assert part.holds is not None
        assert [case["i"] for case in part.holds.cases] == list(range(60))

    @pytest.mark.parametrize(("more", "cases", "field", "said", "fix"), [
        ("1", "i = 'range(0, 61)'", "cases.i", "61 cases; at most 60", "ask for fewer"),
        ("j", "i = '[0, 1]', j = '[1, 2, 3]'", "cases", "2 of i, 3 of j: the lists differ in length", "give each name every case"),
        ("1", "i = '[]'", "cases.i", "'[]' is no list of cases", 'write one such as "[(0, 0), (0, 1)]"'),
        ("1", "i = '3'", "cases.i", "'3' is no list of cases", 'write one such as "[(0, 0), (0, 1)]"'),
    ])  # fmt: skip
    def test_refused(self, more: str, cases: str, field: str, said: str, fix: str) -> None:
        with pytest.raises(BankError) as refused:
            draw(one(self.TEXT.format(more=more, cases=cases)), "1")
        problem = refused.value.problem
        assert (problem.field, problem.fix) == (f"slip.{field}", fix)
        assert problem.message.removeprefix(f"{cases.partition('= ')[2]}: ") == said


class TestWrittenAsAnswersAre:
    """What the key would be by another convention stands in the form of the answers of the part."""

    @pytest.mark.parametrize(("kind", "written"), [
        # The key is 4: whole numbers, and a root is written with its decimals.
        ("", 2**0.5), ("integer", 2**0.5),
        # A formula is compared as one, and of words nothing is computed.
        ("expression", encode(sqrt(2))), ("words", encode(sqrt(2))),
    ])  # fmt: skip
    def test_a_root(self, kind: str, written: object) -> None:
        truth = SimpleNamespace(value=4, encoded=4)
        solved: Any = SimpleNamespace(spec=PartSpec(id="a", kind=kind), truth=truth)
        assert _fitting(solved, sqrt(2)) == written
        assert _fitting(solved, 7) == 7


def test_each_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """Files with the same name and bytes are one, those nobody can look into are not."""
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "large.toml").write_bytes(b"#" * 400_001)
        (folder / "same.toml").write_text(f"{HEAD}ask = 'n'\nanswer = '2'\n", encoding="utf-8")
    library = load_banks([tmp_path / "a", tmp_path / "b"], shipped_too=False)
    assert list(library.exercises) == ["slip"]
    told = [(problem.file, problem.message) for problem in library.problems]
    large = [str(tmp_path / name / "large.toml") for name in ("a", "b")]
    assert told == [(file, "more than 400,000 bytes") for file in large]


def test_what_runs_listings_is_loaded_before_a_bank_s_time_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order: list[str] = []
    in_force = budget.in_force

    def begun() -> Any:
        order.append("time")
        return in_force()

    monkeypatch.setattr(quizgen.bank.variants, "load_listings", lambda: order.append("loaded"))
    monkeypatch.setattr(budget, "in_force", begun)
    draw(one("listing = 'x = 1'\nask = 'n'\nanswer = '2'\n"), "1")
    assert order[:2] == ["loaded", "time"]
    order.clear()
    draw(one("ask = 'n'\nanswer = '2'\n"), "1")
    assert "loaded" not in order


@pytest.mark.parametrize("field", [
    "text = '{{ V }}'", "hint = '{{ V }}'", "explanation = '{{ V }}'", "mistakes.m = ['3', '{{ V }}']",
    "settings.atol = '{{ V }}'", "require = ['V > 1']", "figure = 'activations([V])'", "choices = ['2', '{{ V }}', '3']",
    "rubric = [{ line = '{{ V }}', points = 1 }]", "listing = '{{ V }}'",
    "pictures = \"[activations([V]), activations(['relu'])]\"", "pictures = ['activations([V])', \"activations(['relu'])\"]",
])  # fmt: skip
def test_a_let_that_fails_is_told_and_not_the_field_that_reads_it(field: str) -> None:
    """Wherever it is read: the author mends the expression, which is wrong, not the text, which is not."""
    name = field.partition(" ")[0]
    answers = {"choices": "answer = 'choices[0]'", "rubric": "kind = 'text'\nmodel = 'So.'"}
    answers["pictures"] = "choices = ['a', 'b']\n" + answers["choices"]
    own = answers.get(name, "answer = '2'")
    with pytest.raises(BankError) as refused:
        draw(one(f"let.V = '1 / 0'\nask = 'n'\n{own}\n{field}\n"), "1")
    problem = refused.value.problem
    assert (problem.line, problem.field) == (3, "slip.let.V")
    assert problem.message.endswith("a division by zero")
