"""What draws a variant, helper by helper: bounds, order, and what is said of what cannot be."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from quizgen.answers import answer_kind, kind_class
from quizgen.bank.cells import without_right_cells
from quizgen.bank.chosen import option_texts, with_choices
from quizgen.bank.credit import _mentioned, _numbers, copied, given_values, with_credit
from quizgen.bank.drawing import Decimal, draw_functions
from quizgen.bank.effort import Effort, effort
from quizgen.bank.exercise import Exercise, MistakeSpec, PartSpec
from quizgen.bank.field import NEVER, NOT_REDRAWN, BankError, FieldError, at_field
from quizgen.bank.lettered import in_drawn_order
from quizgen.bank.lints.finding import Drawn
from quizgen.bank.measures import least_number, measures
from quizgen.bank.mistakes import (
    NO_HINT,
    Rejected,
    _is_no_count,
    _says_nothing,
    checked,
    hint_text,
    same,
    told_apart,
    wrong_order,
)
from quizgen.bank.part import _check_size, _filled_settings, _symbols
from quizgen.bank.randomness import Generator
from quizgen.bank.recipes import follow, needed, recipe
from quizgen.bank.slip_values import Truth, _asked_name
from quizgen.bank.solution import _named, _not_given, _of_path, without_given
from quizgen.bank.solving import _without, pieces_of, truth_of
from quizgen.bank.statement import formulas, heads, identity, options, texts
from quizgen.bank.survey import _draws_something
from quizgen.bank.trivial import trivial_answers
from quizgen.bank.variants import _coincidence, _draws, _has_options, _level, _pins, _twice, pinned
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.language import budget
from quizgen.language.budget import Exhausted
from quizgen.language.expression import Scope
from quizgen.language.worked import Worked
from quizgen.telling import Step
from quizgen.variant import Follow, Mistake, Part, Recipe, Variant
from tests.bank.made import variant


def number(key: int = 7, **fields: Any) -> Part:
    return Part("a", fields.pop("prompt", ""), fields.pop("kind", "integer"), key, **fields)


def lettered(letters: str) -> dict[str, list[str]]:
    return {"choices": list(letters), "choice_texts": [f"option {letter}" for letter in letters]}


def refusal(call: Callable[[], object], kind: type[Exception] = UserError) -> tuple[str, str]:
    with pytest.raises(kind) as found:
        call()
    return str(found.value.args[0]), getattr(found.value, "fix", "")


def word(key: str, i: int) -> int:
    """Word number i of the stream, by its definition."""
    digest = blake2b(key.encode(), digest_size=32).digest()
    return int.from_bytes(blake2b(i.to_bytes(8, "big"), key=digest, digest_size=8).digest(), "big")


class TestGenerator:
    """The stream of numbers."""

    def test_by_its_definition(self) -> None:
        assert [word("Ada", i) % 10 for i in (1, 2, 3)] == [g.below(10) for g in [Generator("Ada")] for _ in range(3)]  # fmt: skip
        assert Generator("Ada").integer(3, 12) == 3 + word("Ada", 1) % 10
        assert Generator("Ada").integers(2, -4, 5) == [word("Ada", i) % 10 - 4 for i in (1, 2)]

    def test_shuffled(self) -> None:
        expected = ["a", "b", "c"]
        i = word("Ada", 1) % 3
        expected[2], expected[i] = expected[i], expected[2]
        i = word("Ada", 2) % 2
        expected[1], expected[i] = expected[i], expected[1]
        items = ("a", "b", "c")
        assert Generator("Ada").shuffled(items) == expected
        assert Generator("Ada").shuffled([]) == []

    def test_bounds(self) -> None:
        assert Generator("Ada").below(1) == 0
        assert Generator("Ada").below(1 << 64) == word("Ada", 1)
        assert Generator("Ada").integer(5, 5) == 5
        assert Generator("Ada").integer(0, (1 << 64) - 1) == word("Ada", 1)
        assert refusal(lambda: Generator("Ada").below(0), ValueError)[0] == "nothing can be drawn from 0 values"  # fmt: skip
        assert refusal(lambda: Generator("Ada").below((1 << 64) + 1), ValueError)[0] == "nothing can be drawn from 18446744073709551617 values"  # fmt: skip
        assert refusal(lambda: Generator("Ada").integer(0, 1 << 64), ValueError)[0] == "nothing can be drawn from 18446744073709551617 values"  # fmt: skip
        assert refusal(lambda: Generator("Ada").integer(3, 2), ValueError)[0] == "integer(3, 2) is an empty range; the smaller number comes first"  # fmt: skip

    def test_words_that_would_favour_some_are_left_out(self) -> None:
        """Of n > 2^63 values one multiple of n is below 2^64: a word from n on is none of them."""
        key = next(k for k in map(str, range(99)) if word(k, 1) > 1 << 63)
        first, then = word(key, 1), [word(key, i) for i in range(2, 30)]
        assert Generator(key).below(first) == next(w for w in then if w < first)
        assert Generator(key).below(first + 1) == first

    def test_what_a_draw_costs(self) -> None:
        """Each number, and each item of an order, is 20 of the budget's work."""
        with budget.in_force():
            running = budget.current()
            assert running
            left = [running.left]
            generator = Generator("Ada")
            for drawn in (lambda: generator.below(9), lambda: generator.integer(1, 9), lambda: generator.integers(3, 1, 9), lambda: generator.shuffled("abcd"), lambda: generator.shuffled("")):  # fmt: skip
                drawn()
                left.append(running.left)
            assert [a - b for a, b in pairwise(left)] == [20, 20, 60, 80, 0]


class TestDrawFunctions:
    """The functions of the bank language."""

    def call(self, name: str, *args: object, **named: object) -> Any:
        return draw_functions(Generator("Ada"))[name](*args, **named)

    def many(self, name: str, *args: object, **named: object) -> list[Any]:
        function = draw_functions(Generator("Ada"))[name]
        found = [function(*args, **named) for _ in range(60)]
        return [one.tolist() if hasattr(one, "tolist") else one for one in found]

    @pytest.mark.parametrize(
        ("name", "args", "said"),
        [
            ("choice", ([],), "choice of an empty list"),
            ("vector", (2, 0, 0), "the only value is 0, and entries are not zero (nonzero=false allows it)"),
            ("vector", (0, 1, 2), "0 entries; 1 to 10000 can be drawn"),
            ("vector", (10_001, 1, 2), "10001 entries; 1 to 10000 can be drawn"),
            ("matrix", (0, 1, 1, 2), "0 entries; 1 to 10000 can be drawn"),
            ("matrix", (1, 0, 1, 2), "0 entries; 1 to 10000 can be drawn"),
            ("matrix", (101, 100, 1, 2), "10100 entries; 1 to 10000 can be drawn"),
            ("distinct", (3, 1, 2), "distinct(3, 1, 2): there are only 2 values"),
            ("distinct", (3, -1, 1), "distinct(3, -1, 1): there are only 2 values"),
            ("distinct", (1, 1, 10_001), "values are taken from 10,001; at most 10,000"),
            ("sample", ([1], 2), "sample of 2 from 1"),
            ("decimal", (1, 2, 7), "decimal(…, 7): a decimal has 0 to 6 places"),
            ("decimal", (1, 2, -1), "decimal(…, -1): a decimal has 0 to 6 places"),
            ("decimal", (2, 1, 1), "decimal(2, 1, 1): there is no such number of 1 places; the smaller number comes first"),
            ("logits", (2, 10_001), "values are taken from 10,001; at most 10,000"),
            ("logits", (0,), "0 entries; 1 to 10000 can be drawn"),
            ("integer", (Fraction(1, 4), Fraction(3, 4)), "there is no whole number from 1/4 to 3/4"),
            ("integer", (3, 2), "integer(3, 2) is an empty range; the smaller number comes first"),
        ],
    )  # fmt: skip
    def test_refusals(self, name: str, args: tuple[object, ...], said: str) -> None:
        assert refusal(lambda: self.call(name, *args), ValueError)[0] == said

    def test_values(self) -> None:
        assert set(self.many("integer", 0.5, 2.5)) == {1, 2}
        assert set(self.many("choice", "ab")) == {"a", "b"}
        assert set(self.many("sign")) == {1, -1}
        assert {entry for one in self.many("vector", 2, -1, 2) for entry in one} == {-1, 1, 2}
        assert {entry for one in self.many("vector", 2, -1, 2, nonzero=False) for entry in one} == {-1, 0, 1, 2}  # fmt: skip
        assert {entry for one in self.many("vector", 2, 0, 1) for entry in one} == {1}
        assert {entry for one in self.many("vector", 2, -1, 0) for entry in one} == {-1}
        assert {entry for one in self.many("vector", 2, 0, 0, nonzero=False) for entry in one} == {
            0
        }
        assert {(len(one), len(one[0])) for one in self.many("matrix", 2, 3, 0, 1)} == {(2, 3)}
        assert {e for one in self.many("matrix", 2, 3, 0, 1) for row in one for e in row} == {1}
        assert {e for one in self.many("matrix", 2, 3, 0, 1, nonzero=False) for row in one for e in row} == {0, 1}  # fmt: skip
        assert {tuple(sorted(one)) for one in self.many("distinct", 2, -1, 1)} == {(-1, 1)}
        assert {tuple(sorted(one)) for one in self.many("distinct", 3, -1, 1, nonzero=False)} == {(-1, 0, 1)}  # fmt: skip
        assert {tuple(one) for one in self.many("shuffle", [1, 2])} == {(1, 2), (2, 1)}
        assert {tuple(one) for one in self.many("sample", [1, 2], 1)} == {(1,), (2,)}
        assert {tuple(one) for one in self.many("sample", [1, 2], 0)} == {()}
        assert set(self.many("fraction", 3)) == {Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)}
        assert set(map(str, self.many("decimal", 0.1, Fraction(1, 4), 1))) == {"0.1", "0.2"}
        assert set(map(str, self.many("decimal", 1, 2, 0))) == {"1", "2"}
        assert str(self.call("decimal", Fraction(1, 10**6), Fraction(1, 10**6), 6)) == "0.000001"
        assert {str(e) for one in self.many("logits", 2, 3) for e in one} == {"0", "ln(2)", "ln(3)"}
        assert max(len(set(map(str, one))) for one in self.many("logits", 9)) == 9

    def test_as_many_as_can_be(self) -> None:
        assert len(self.call("vector", 10_000, 1, 2)) == 10_000
        assert len(self.call("distinct", 1, 1, 10_000)) == 1

    def test_decimals(self) -> None:
        assert [str(Decimal(*of)) for of in ((5, 1), (-1, 2), (1, 1000), (0, 1), (12345, 100))] == ["5", "-0.5", "0.001", "0", "123.45"]  # fmt: skip


class TestFields:
    """Where something goes wrong."""

    EXERCISE = Exercise("e", "b.toml", "b", (), lines={"": 2, "let.D": 5})

    def test_errors(self) -> None:
        error = BankError(self.EXERCISE, FieldError("let.D", UserError("is wrong", "mend it")))
        assert (error.args[0], error.fix) == ("b.toml:5: e: let.D: is wrong", "mend it")
        assert str(error.problem) == "b.toml:5: e.let.D: is wrong\n    fix: mend it"
        assert str(error.with_share(2, 9)) == "b.toml:5: e.let.D: is wrong (in 2 of 9 draws)\n    fix: mend it"  # fmt: skip
        assert error.always == error.problem
        assert not error.is_exhausted
        never = BankError(self.EXERCISE, FieldError("", UserError("is wrong", NOT_REDRAWN)))
        assert never.args[0] == "b.toml:2: e: is wrong"
        assert (never.problem.field, never.problem.fix, never.always.fix) == ("e", NOT_REDRAWN, NEVER)  # fmt: skip
        assert BankError(self.EXERCISE, FieldError("", Exhausted("much", ""))).is_exhausted

    @pytest.mark.parametrize(
        ("error", "text", "said", "fix"),
        [
            (ValueError("no"), "a / 0", "'a / 0': no", NOT_REDRAWN),
            (ValueError("no"), "", "no", NOT_REDRAWN),
            (ZeroDivisionError("x"), "a / 0", "'a / 0': a division by zero", NOT_REDRAWN),
            (OverflowError("no"), "", "no", NOT_REDRAWN),
            (TypeError("no"), "", "no", NOT_REDRAWN),
            (KeyError("no"), "", "'no'", NOT_REDRAWN),
            (UserError("no", "f"), "a", "no", "f"),
        ],
    )
    def test_at_a_field(self, error: Exception, text: str, said: str, fix: str) -> None:
        with pytest.raises(FieldError) as found, at_field("draw.D", text):
            raise error
        assert (found.value.field, found.value.args[0], found.value.fix) == ("draw.D", said, fix)

    def test_what_is_none_of_ours(self) -> None:
        with pytest.raises(RuntimeError), at_field("draw.D"):
            raise RuntimeError
        inner = FieldError("let.D", UserError("no"))
        with pytest.raises(FieldError) as found, at_field("draw.D"):
            raise inner
        assert found.value is inner

    def test_the_let_that_failed(self) -> None:
        scope = Scope({}, {"D": "1 / 0"})
        with pytest.raises(FieldError) as found, at_field("ask", "D + 1", scope):
            scope.evaluate("D + 1")
        assert found.value.field == "let.D"


class TestEffort:
    """What there is to do, counted."""

    def test_counts(self) -> None:
        steps = Step("x", r"a + b", r"12 \cdot 3 - 4", "32"), Step("y", r"\frac{1}{2}", "", "9")
        shown = variant(
            number(prompt="How many?", solution=steps, explanation=r"So $5^2$."),
            Part("b", "Choose it now", "choice", "B", settings={"choices": ["A", "B"], "choice_texts": ["one", "two three"]}),
            Part("c", "", "matrix", [[1, 2], [3, 4]]),
            Part("d", "", "text", "", settings={"rubric": [["x", "1"]]}),
            text="Look at this",
        )  # fmt: skip
        found = effort(shown)
        assert found == Effort(parts=4, words=11, entries=7, operations=4, digits=8, invented=1)
        assert found.minutes == round(0.9 + 4 * 0.45 + 11 * 0.016 + 7 * 0.01 + 4 * 0.009 + 8 * 0.002 + 1.6, 2)  # fmt: skip

    def test_keys_by_name(self) -> None:
        shown = Part("a", "", "order", {"A": [], "B": ["A"], "C": ["A", "B"]}, settings={"choices": ["A", "B", "C"], "items": ["x", "y", "z"]})  # fmt: skip
        assert effort(variant(shown)).entries == 3


class TestMeasures:
    """Shares of the draws of a level."""

    def of(self, *variants: Variant, **fields: Any) -> Any:
        (found,) = measures(fields.pop("exercise", Exercise("e", "", "", ())), [Drawn("E", "", variants, **fields)])  # fmt: skip
        return found

    def test_shares(self) -> None:
        shown = [variant(number(key), text=text) for key, text in ((1, "x"), (1, "x"), (1, "y"), (2, "z"))]  # fmt: skip
        found = self.of(*shown, refused=4, failed=2, seconds=0.0123456)
        assert (found.exercise, found.level, found.draws, found.looked_at) == ("e", "E", 4, 4)
        assert (found.accepted, found.failed) == (0.6, 0.3333)
        assert (found.different, found.repeated, found.instances) == (3, 1, 3)
        assert found.agreeing == 2 / 6
        assert (found.answers, found.commonest, found.guessed) == (2, 0.75, 0.75)
        assert (found.milliseconds, found.minutes, found.predicted) == (12.35, None, 1.4)
        assert self.of(shown[0]).agreeing == 1.0
        assert self.of(shown[0], exercise=Exercise("e", "", "", (), minutes="5/2")).minutes == 2.5

    def test_nothing_of_instances(self) -> None:
        drawn = [Drawn("E", "", ()), Drawn("", "i", (variant(number()),))]
        assert not list(measures(Exercise("e", "", "", ()), drawn))

    def test_ambiguous(self) -> None:
        two = (Mistake("p", 1, ""), Mistake("q", 1, ""))
        apart = (Mistake("p", 1, ""), Mistake("q", 2, ""))
        found = self.of(
            variant(number(mistakes=two)),
            variant(number(mistakes=apart)),
            variant(number(mistakes=two[:1])),
        )
        assert found.ambiguous == 0.3333

    @pytest.mark.parametrize(
        ("part", "share"),
        [
            (Part("a", "", "choice", "A", settings=lettered("ABCD")), 0.25),
            (Part("a", "", "multi", ["A"], settings=lettered("ABC")), 0.125),
            (
                Part(
                    "a",
                    "",
                    "order",
                    ["A", "B", "C"],
                    settings={"choices": ["A", "B", "C"], "items": ["x", "y", "z"]},
                ),
                0.1667,
            ),
            (Part("a", "", "text", "", settings={"rubric": [["x", "1"]]}), 0.0),
            (number(7), 0.0),
        ],
    )
    def test_guesses(self, part: Part, share: float) -> None:
        assert self.of(variant(part), variant(part)).guessed == share

    def test_guesses_by_points(self) -> None:
        choice = Part("a", "", "choice", "A", points="3", settings=lettered("ABCD"))
        assert self.of(variant(choice, number(7))).guessed == 0.1875
        assert self.of(variant(replace(choice, points="0"))).guessed == 0.0

    def test_least_number(self) -> None:
        from collections import Counter

        assert least_number(Counter("abc")) == 3 + 3 * 2 // 2
        assert least_number(Counter("aabbcde")) == 5 + 3 * 2 // (2 * 3)
        assert least_number(Counter()) == 0


class TestMistakes:
    """Values that are mistakes, and those that are none."""

    @pytest.mark.parametrize(
        ("one", "other", "is_same"),
        [
            (1, 1, True), (1, 2, False), ("1/2", "1/2", True), ([1, [2]], [1, [2]], True), ([1, 2], [1], False), ([1], [2], False), ([1], 1, False),
            (0.5, "1/2", True), ("1/2", 0.5, True), (0.5, 0.5000001, False), (0.5, 0.5 + 1e-12, True), (0.5, "x", False), (0.5, None, False), (2, 2.0, True),
        ],
    )  # fmt: skip
    def test_same(self, one: object, other: object, *, is_same: bool) -> None:
        assert same(one, other) is is_same

    def test_told_apart(self) -> None:
        values: list[object] = [10, 11, "21/2", [10], "x"]
        mistakes = [Mistake(str(i), value, "") for i, value in enumerate(values)]
        assert told_apart(mistakes, 10, {}) == tuple(mistakes)
        assert [m.value for m in told_apart(mistakes, 10, {"atol": "1/2"})] == [11, [10], "x"]
        assert [m.value for m in told_apart(mistakes, 10, {"atol": "1"})] == [[10], "x"]
        lists = [Mistake("m", value, "") for value in ([1, 3], [1, 4], [1], [1, "x"])]
        assert [m.value for m in told_apart(lists, [1, 2], {"atol": "1"})] == [
            [1, 4],
            [1],
            [1, "x"],
        ]

    def test_counts(self) -> None:
        assert _is_no_count(-1, 0)
        assert not _is_no_count(0, 0)
        assert not _is_no_count(-1, -1)
        assert not _is_no_count("-1", 3)
        assert _is_no_count([2, 0], [1, 1])
        assert not _is_no_count([2, 1], [1, 1])
        assert not _is_no_count([0], 3)

    def test_nothing(self) -> None:
        assert [v for v in (None, [None], [[None], [None, None]], [], [None, 1], 0) if _says_nothing(v)] == [None, [None], [[None], [None, None]]]  # fmt: skip

    def test_hints(self) -> None:
        spec = PartSpec("a", path="part.0")
        assert hint_text(spec, "m", MistakeSpec("1", "Said.")) == "Said."
        assert hint_text(spec, "m", MistakeSpec("1", "Said.", slip="x")) == "Said."
        assert hint_text(spec, "m", MistakeSpec("1")) == NO_HINT
        with pytest.raises(FieldError) as found:
            hint_text(spec, "m", MistakeSpec("1", slip="zzzzzz"))
        assert (found.value.field, found.value.args[0], found.value.fix) == ("part.0.mistakes.m", "no slip is called 'zzzzzz'", 'write the hint: hint = "…"')  # fmt: skip

    def of(
        self, mistakes: dict[str, MistakeSpec], *, is_pinned: bool = False, **fields: Any
    ) -> dict[str, Any]:
        truth = Truth(5, 5, (), (), Worked())
        spec = PartSpec("a", "n", "5", mistakes=mistakes, path="part.0", **fields)
        return dict(checked(spec, Scope({}), truth, pinned=is_pinned).own)

    def test_checked(self) -> None:
        specs = {
            "p": MistakeSpec("6"),
            "q": MistakeSpec("1 / 0"),
            "r": MistakeSpec("none"),
            "s": MistakeSpec("", holds="answer > 1"),
        }
        assert self.of(specs) == {"p": 6}
        right = {"right": MistakeSpec("2 + 3"), "wrong": MistakeSpec("4")}
        assert self.of(right, is_pinned=True) == {"wrong": 4}
        assert self.of(right, without=("right",)) == {"wrong": 4}
        with pytest.raises(Rejected) as found:
            self.of(right)
        assert (found.value.rule, found.value.field) == ("a: mistake right gives the right answer", "part.0.mistakes.right")  # fmt: skip
        assert self.of(right, items=("x", "y")) == {}

    def test_wrong_order(self) -> None:
        letters = {0: "B", 1: "A", 2: "C"}
        assert wrong_order(MistakeSpec("[2, 0, 1]"), Scope({}), letters) == ["C", "B", "A"]
        assert wrong_order(MistakeSpec("none"), Scope({}), letters) is None
        assert refusal(lambda: wrong_order(MistakeSpec("[3]"), Scope({}), letters)) == ("not an order of the items (3)", "places go from 0 to 2")  # fmt: skip

    def test_cells(self) -> None:
        (found,) = without_right_cells(
            [Mistake("m", [[1, 2], [3, 3]], "h", "1/2")], [[1, 0], [0, 3]]
        )
        assert found == Mistake("m", [[None, 2], [3, None]], "h", "1/2")


class TestOptions:
    """Texts with letters."""

    def test_texts(self) -> None:
        scope = Scope({"D": 3})
        assert option_texts("choices", ("{{ D }} units", "none"), scope) == ["3 units", "none"]
        assert option_texts("choices", "[D, 'x']", scope) == ["3", "x"]
        with pytest.raises(FieldError) as found:
            option_texts("choices", "D / 0", scope)
        assert (found.value.field, found.value.args[0]) == ("choices", "'D / 0': a division by zero")  # fmt: skip

    def test_choices_in_an_answer(self) -> None:
        scope = Scope({"D": 3})
        spec = PartSpec("a", "n", "choices[1]", choices=("x", "y"))
        assert with_choices(spec, scope)["choices"] == ["x", "y"]
        assert with_choices(replace(spec, answer="'x'"), scope) is scope
        assert with_choices(replace(spec, answer="'choices'"), scope) is scope
        assert with_choices(replace(spec, choices=()), scope) is scope
        by_mistake = replace(spec, answer="'x'", mistakes={"m": MistakeSpec("choices[1]")})
        assert with_choices(by_mistake, scope)["choices"] == ["x", "y"]
        for own in (Scope({"choices": [1, 2]}), Scope({}, {"choices": "[1, 2]"})):
            assert with_choices(spec, own) is own

    def order(self, before: Any, **fields: Any) -> Any:
        spec = PartSpec("a", "n", items=("x", "y", "z"), before=before, path="part.0", **fields)
        return in_drawn_order(spec, Scope({"D": 3}), Generator("Ada"))

    def test_items(self) -> None:
        places = Generator("Ada").shuffled(range(3))
        if places == [0, 1, 2]:
            places = [1, 2, 0]
        letter = {place: "ABC"[i] for i, place in enumerate(places)}
        found = self.order(
            (),
            mistakes={"m": MistakeSpec("[2, 1, 0]", "No.", "1/2"), "n": MistakeSpec("none")},
            settings={"partial": "off"},
        )
        assert (found.kind, found.key) == ("order", [letter[0], letter[1], letter[2]])
        assert found.settings == {
            "partial": "off",
            "choices": ["A", "B", "C"],
            "items": ["xyz"[p] for p in places],
        }
        assert found.mistakes == (Mistake("m", [letter[2], letter[1], letter[0]], "No.", "1/2"),)
        after = {letter[0]: [], letter[1]: [letter[0]], letter[2]: sorted([letter[0], letter[1]])}
        assert self.order(((0, 1), (1, 2), (0, 2))).key == after
        assert self.order("[(0, 1), (1, 2), (0, 2)]").key == after

    @pytest.mark.parametrize("before", [((0, 3),), ((0, "x"),)])
    def test_places_there_are_not(self, before: Any) -> None:
        with pytest.raises(FieldError) as found:
            self.order(before)
        assert (found.value.field, found.value.args[0], found.value.fix) == ("part.0.before", f"{before!r} are not pairs of places", "places go from 0 to 2")  # fmt: skip

    @pytest.mark.parametrize("count", [1, 27])
    def test_how_many(self, count: int) -> None:
        spec = PartSpec("a", "n", items=tuple(map(str, range(count))))
        with pytest.raises(FieldError) as found:
            in_drawn_order(spec, Scope({}), Generator("Ada"))
        assert (found.value.field, found.value.args[0], found.value.fix) == ("items", f"{count} texts", "there are letters for 2 to 26")  # fmt: skip


class TestCredit:
    """Numbers that are given, and answers that are copies."""

    def test_numbers(self) -> None:
        assert _numbers(5, "Of 12, -3 and 1/2 or 5", [7, [8, "3/4"], True]) == ["7", "8", "-3", "12", "1/2", "3/4"]  # fmt: skip
        assert len(_numbers(0, " ".join(map(str, range(60))), [])) == 40

    def test_mentioned(self) -> None:
        assert _mentioned(("a + bc", "x_1"), ("bc", "a", "b", "x_1")) == ("bc", "a", "x_1")

    def test_given_values(self) -> None:
        exercise = Exercise("e", "", "", (), let={"a": "1 + 1", "b": "5", "c": "1 / 0", "f": "7", "g": "8", "h": "9"}, text="a and c", figure=("f",))  # fmt: skip
        spec = PartSpec("p", "the h of it", "1", figure=("g",))
        scope = Scope({"D": 3, "profile": {"bias": "on"}}, exercise.let)
        assert given_values(spec, exercise, scope) == [3, 2, 7, 8, 9]

    def test_copied(self) -> None:
        assert copied(5, [[5]]) == []
        assert copied([[1, 2, 3]], [[[1], [2], [4]], [1, 2, 3]]) == [[[1, 2, 4]]]
        assert copied([1, 2], [[3, 4], [3, 4], ["1/2", 4], ["x", 4], [True, 4], [[3], [5]], "ab", {}]) == [[3, 4], ["1/2", 4], [3, 5]]  # fmt: skip
        assert copied([1, 2], [(3, 4), [[], []], [[1, 2], [3]]]) == [[3, 4]]
        assert copied([[1, 2], [3]], [[[1, 2], [4]]]) == []

    def test_settings(self) -> None:
        def of(kind: str, key: object, given: list[object], **settings: object) -> dict[str, Any]:
            return dict(with_credit(settings, kind_class(kind), key, "", lambda: given, [[8, 9]]))

        assert of("vector", [1, 2], [[3, 4]], partial="per_entry") == {"partial": "per_entry", "trivial": [[3, 4], [8, 9]]}  # fmt: skip
        assert "trivial" not in of("vector", [1, 2, 3], [[3, 4]], partial="per_entry")
        assert of("integer", 5, [7, 5]) == {"given": ["7"]}
        assert of("integer", 5, [5], atol="1") == {"atol": "1"}

    def test_trivial(self) -> None:
        def of(kind: str, key: object, given: list[object], **settings: object) -> list[Any]:
            return trivial_answers(answer_kind(kind, key, (), **settings), given)

        assert of("integer", 0, [3, 3, "4", True, 1]) == [1, -1, 3]
        assert of("vector", [0, 0], []) == [[1, 1], [-1, -1]]
        assert of("matrix", [[2, 3]], []) == [[[0, 0]], [[1, 1]], [[-1, -1]]]
        assert of("multi", ["A"], [], choices=["A", "B"]) == [["A", "B"], []]
        assert of("choice", "A", [], choices=["A", "B"]) == []


class TestRecipes:
    """What a variant keeps."""

    LET = {"a": "b + 1", "b": "D", "c": "7", "p": "D"}  # noqa: RUF012 - never changed

    def test_needed(self) -> None:
        assert needed(("a",), (), self.LET) == (
            {"a": "b + 1", "b": "D"},
            frozenset({"a", "b", "D"}),
        )
        assert needed((), ("{{ c }} and {{ x }}",), self.LET) == ({"c": "7"}, frozenset({"c", "x"}))

    def test_follow(self) -> None:
        assert follow(PartSpec("q", "n", "1"), self.LET, {}) is None
        found = follow(PartSpec("q", "n", "1", follow="p + a + r"), self.LET, {"p": 1, "r": 2, "s": 3})  # fmt: skip
        assert found == Follow("p + a + r", ("p", "r"), {"a": "b + 1", "b": "D"})

    def test_recipe(self) -> None:
        spec = PartSpec("q", "n", "c", mistakes={"m": MistakeSpec("b"), "n": MistakeSpec("a")})
        assert recipe(spec, self.LET, "integer", {"m"}) == Recipe("c", {"b": "D", "c": "7"}, {"m": "b"})  # fmt: skip
        assert recipe(spec, self.LET, "choice", {"m"}) is None

    def test_pieces(self) -> None:
        spec = PartSpec("q", "n", "p + a + s")
        assert pieces_of(spec, self.LET, {"p": 1, "s": 2, "c": 3}) == {"p": 1}
        assert pieces_of(replace(spec, items=("x", "y")), self.LET, {"p": 1}) == {}
        assert _without({"a": "1", "b": "2"}, {"b": 0}) == {"a": "1"}

    def test_what_is_worked_out_on_the_way_is_kept(self) -> None:
        """Not what comes from an earlier part's answer, which stands in its place for this part alone."""
        scope = Scope({"n": 3}, {"v": "n + 1"})
        assert truth_of(PartSpec("a", "n", "v * 2"), scope).value == 8
        scope.let = {"v": "1 / 0"}
        assert scope["v"] == 4
        scope = Scope({"n": 3}, {"p": "n + 1", "v": "p * 10"})
        assert truth_of(PartSpec("a", "n", "v + p"), scope, {"p": 7}).value == 77
        assert (scope["v"], scope["p"]) == (40, 4)

    @pytest.mark.parametrize(
        ("text", "name"),
        [("f(x)", "f"), ("f", "f"), ("net.f", "f"), ("net.f(x)", "f"), ("U", "zeros"), ("U(x)", "U"), ("V", "zeros"), ("f(x)[0]", ""), ("-U", ""), ("3", "")],
    )  # fmt: skip
    def test_asked_name(self, text: str, name: str) -> None:
        assert _asked_name(text, {"U": "conv.zeros(D)", "V": "U"}) == name

    def test_names_of_steps(self) -> None:
        assert _named("c", "Is $a$ or $ c_{12}' $?") == "c_{12}'"
        assert _named("c", "Is $c$?") == "c"
        assert _named("c", "Is $cd$?") == ""
        assert _named("cd", "Is $cd$?") == ""

    def test_paths(self) -> None:
        let = {"h": "path_of(f, 3)", "g": "[1, 2]"}
        assert [_of_path(text, let) for text in ("h", "h[1:]", "g[1:]", "g", "x[1:]", "path_of(f, 2)[-1:]", "h[i]")] == [
            "path_of(f, 3)", "path_of(f, 3)", "g[1:]", "[1, 2]", "x[1:]", "path_of(f, 2)", "h[i]"
        ]  # fmt: skip

    def test_given_steps(self) -> None:
        steps = Step("U", "", "", "29"), Step("V", "", "", "3")
        assert _not_given(steps, ("Here $U = 29$ is.",)) == steps[1:]
        assert _not_given(steps, ("Here U = 29 is, and $V = 30$.",)) == steps
        assert _not_given(steps, ("None.",)) is steps


class TestGiven:
    """A solution does not work out what the student has read."""

    STEPS = Step("U", "", "", "29"), Step("V", "", "", "3")

    def kept(self, *parts: Part, text: str = "") -> list[list[str]]:
        shown = without_given(variant(*parts, text=text))
        return [[step.symbol for step in part.solution] for part in shown.parts]

    @pytest.mark.parametrize(
        ("text", "first", "second", "kept"),
        [
            ("", "", "", ["UV", "UV"]),
            ("Here $U = 29$.", "", "", ["V", "V"]),
            ("", "Here $U = 29$.", "", ["V", "V"]),
            ("", "", "Here $ U = 29 $.", ["UV", "V"]),
            # Another number, no formula, a longer one.
            ("Here $U = 2$, U = 29, $U = 290$.", "", "", ["UV", "UV"]),
            # Nothing would be left.
            ("$U = 29$ and $V = 3$", "", "", ["UV", "UV"]),
        ],
    )
    def test_prompts(self, text: str, first: str, second: str, kept: list[str]) -> None:
        parts = [number(prompt=prompt, solution=self.STEPS) for prompt in (first, second)]
        assert self.kept(*parts, text=text) == [list(one) for one in kept]

    def test_options_are_those_of_the_part(self) -> None:
        settings = {"choices": ["A", "B"], "choice_texts": ["$U = 29$", "$U = 3$"]}
        choice = Part("b", "", "choice", "A", settings=settings, solution=self.STEPS)
        assert self.kept(number(solution=self.STEPS), choice, number(solution=self.STEPS)) == [["U", "V"], ["V"], ["U", "V"]]  # fmt: skip

    def test_nothing_to_leave_out(self) -> None:
        shown = variant(number(solution=self.STEPS), number())
        assert without_given(shown) is shown


class TestStatements:
    """What is printed."""

    CHOICE = Part(
        "b", "Which?", "choice", "A", settings={"choices": ["A", "B"], "choice_texts": ["y", "x"]}
    )

    def test_texts(self) -> None:
        shown = variant(number(prompt="One?"), self.CHOICE, number(prompt="Three?"), text="T")
        assert texts(shown, 0) == ("T", "One?")
        assert texts(shown, 1) == ("T", "One?", "Which?", "x", "y")
        assert texts(shown, 2) == ("T", "One?", "Which?", "Three?")
        assert options(self.CHOICE) == ("x", "y")
        assert options(Part("a", "", "order", ["A"], settings={"items": ["q", "p"]})) == ("p", "q")
        assert options(number()) == heads(number()) == ()

    def test_formulas(self) -> None:
        assert list(formulas("$$a\nb$$ and $c$ and $d")) == ["a\nb", "c"]

    def test_identity(self) -> None:
        turned = replace(self.CHOICE, settings={"choices": ["B", "A"], "choice_texts": ["x", "y"]})
        assert identity(variant(self.CHOICE)) == identity(variant(turned))
        one, two = (Figure("plane", {"n": n}, "") for n in (1, 2))
        base = variant(number(pictures=(one, two)))
        assert identity(base) == identity(variant(number(pictures=(two, one), key=9)))
        others = [
            variant(number(pictures=(one,))), variant(number(pictures=(one, two), prompt="x")), variant(number(pictures=(one, two)), text="x"),
            variant(number(pictures=(one, two)), figures=(one,)), variant(number(pictures=(one, two), figures=(two,))),
        ]  # fmt: skip
        assert len({identity(other) for other in [base, *others]}) == 6


class TestVariants:
    """Small decisions of a draw."""

    EXERCISE = Exercise(
        "e",
        "",
        "",
        (),
        draw={"a": "1", "b": "2"},
        level={"E": {"c": "3"}, "M": {"d": "4"}},
        instance={"i": {"a": 1}, "j": {}},
    )

    def test_levels_and_instances(self) -> None:
        bare = Exercise("e", "", "", ())
        assert [_level(self.EXERCISE, level) for level in (None, "E", "")] == ["M", "E", ""]
        assert [_level(bare, level) for level in (None, "")] == ["", ""]
        assert refusal(lambda: _level(self.EXERCISE, "x")) == ("e has no level 'x'", "its levels are: E, M")  # fmt: skip
        assert refusal(lambda: _level(bare, "x")) == ("e has no level 'x'", "its levels are: none")
        assert _pins(self.EXERCISE, "i") == {"a": 1}
        assert _pins(self.EXERCISE, "") == _pins(self.EXERCISE, None) == {}
        assert refusal(lambda: _pins(self.EXERCISE, "x")) == ("e has no instance 'x'", "its instances are: i, j")  # fmt: skip
        assert refusal(lambda: _pins(bare, "x")) == ("e has no instance 'x'", "its instances are: none")  # fmt: skip
        assert _draws(self.EXERCISE, "E", {"a": 1}) == ["b", "c"]
        assert _draws(self.EXERCISE, "", {"a": 1, "b": 2}) == []

    def test_twice(self) -> None:
        assert _twice([1, 2, 1])
        assert _twice([[1], [1]])
        assert not _twice([1, 2])
        assert not _twice([])
        exercise = Exercise(
            "e", "", "", (PartSpec("a", mistakes={"p": MistakeSpec("1"), "q": MistakeSpec("1")}),)
        )
        both = (Mistake("p", 1, ""), Mistake("q", 1, ""))
        assert _coincidence(variant(number(mistakes=both)), exercise)
        assert not _coincidence(variant(number(mistakes=(both[0], Mistake("s", 1, "")))), exercise)

    def test_options(self) -> None:
        assert _has_options(PartSpec("a", choices=("x", "y")))
        assert _has_options(PartSpec("a", items=("x", "y")))
        assert _has_options(PartSpec("a", kind="choice"))
        assert _has_options(PartSpec("a", kind="multi"))
        assert not _has_options(PartSpec("a", kind="order"))
        assert not _has_options(PartSpec("a"))

    def test_something_to_draw(self) -> None:
        def of(*parts: PartSpec, **fields: Any) -> bool:
            return _draws_something(Exercise("e", "", "", parts, **fields))

        assert of(draw={"a": "1"})
        assert of(level={"E": {}, "M": {"a": "1"}})
        assert not of(level={"E": {}})
        assert of(PartSpec("a", kind="choice"))
        assert not of(PartSpec("a", kind="choice", choices=("x", "y")))
        assert not of(PartSpec("a", kind="order"))

    def test_pinned(self) -> None:
        assert pinned("1 + 1") == 2
        assert pinned(Fraction(4, 2)) == 2
        assert type(pinned(Fraction(4, 2))) is int
        assert pinned(Fraction(1, 2)) == Fraction(1, 2)
        assert pinned(["'a'", 2]) == ["a", 2]
        assert pinned([1, 2]).tolist() == [1, 2]
        assert pinned(True) is True  # noqa: FBT003

    def test_sizes(self) -> None:
        _check_size([10**13 - 1, 1 - 10**13, 1e20, "x"], "f")
        _check_size([0] * 999, "f")
        for key in (10**13, [[-(10**13)]]):
            with pytest.raises(Rejected) as found:
                _check_size(key, "f")
            assert (
                found.value.rule
                == "a whole number of more than 13 digits; decimals such as 1e20 may be larger"
            )
            assert found.value.field == "f"
        assert refusal(lambda: _check_size([0] * 1000, "f")) == ("an answer of more than 1000 entries", "ask for what a person can write")  # fmt: skip

    def test_settings(self) -> None:
        spec = PartSpec(
            "a",
            settings={"x": "{{ D }} m", "y": [1, "{{ D }}"], "z": {"w": "{ D }"}, "any_size": True},
        )
        assert _filled_settings(spec, Scope({"D": 3})) == {
            "x": "3 m",
            "y": [1, "3"],
            "z": {"w": "{ D }"},
            "any_size": True,
        }
        assert "any_size" not in _filled_settings(replace(spec, holds="h"), Scope({"D": 3}))

    def test_letters_of_formulas(self) -> None:
        from sympy import symbols

        y, x = symbols("y x")
        assert _symbols([x + y, [3]]) == ["x", "y"]
        assert _symbols(y) == ["y"]
        assert _symbols(3) == []


def test_places_of_files(tmp_path: Path) -> None:
    from quizgen.bank.figures import _content
    from quizgen.bank.file_bytes import file_bytes

    (tmp_path / "net.svg").write_bytes(b"<svg/>")
    (tmp_path / "link.svg").symlink_to(tmp_path / "net.svg")
    assert _content(tmp_path, "net.svg") == b"<svg/>"
    missing = "put it into " + str(tmp_path)
    assert refusal(lambda: _content(tmp_path, "no.png")) == ("picture: there is no file no.png beside the bank", missing)  # fmt: skip
    assert refusal(lambda: _content(tmp_path, "link.svg")) == ("picture: there is no file link.svg beside the bank", missing)  # fmt: skip
    own = 'put a .png or .svg into the folder of the bank and write its name: "net.svg"'
    for name in ("../net.svg", ".net.svg", "net.gif", 3):
        assert refusal(lambda name=name: _content(tmp_path, name)) == (f"picture: {name!r} is no name of a picture", own)  # type: ignore[misc]  # fmt: skip
    (tmp_path / "b.toml").write_bytes(b"x" * 400_000)
    assert len(file_bytes(tmp_path / "b.toml")) == 400_000
    (tmp_path / "b.toml").write_bytes(b"x" * 400_001)
    assert refusal(lambda: file_bytes(tmp_path / "b.toml")) == (
        "more than 400,000 bytes",
        "split the bank",
    )
