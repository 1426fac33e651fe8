"""The helpers of the lints by themselves: at a bound and beside it, each branch, every word that is said."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from quizgen.answers.property import Property
from quizgen.bank.exercise import Exercise, MistakeSpec, PartSpec
from quizgen.bank.lints.arithmetic import (
    DIGITS,
    NotArithmeticError,
    evaluate,
    same,
)
from quizgen.bank.lints.constant import constant, marked_with_others, meant
from quizgen.bank.lints.few import different, few
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.lints.hintless import hintless
from quizgen.bank.lints.letters import letters
from quizgen.bank.lints.listings import filled, listings
from quizgen.bank.lints.minutes import minutes
from quizgen.bank.lints.names import names
from quizgen.bank.lints.penalties import penalties
from quizgen.bank.lints.quoted import quoted
from quizgen.bank.lints.slips import impossible, inseparable
from quizgen.bank.lints.terms import said_of, terms
from quizgen.bank.lints.two_values import operands
from quizgen.bank.lints.unexplained import unexplained
from quizgen.bank.lints.unseen import unseen
from quizgen.bank.lints.visible import visible
from quizgen.bank.lints.worked import worked, wrong_equation
from quizgen.figure import Figure
from quizgen.telling import Step
from quizgen.variant import Mistake, Part, Variant
from tests.bank.made import variant


def asking(*parts: PartSpec, **fields: Any) -> Exercise:
    return Exercise("e", "b.toml", "b", parts or (PartSpec("a", "n", "1"),), **fields)


def number(key: int = 7, **fields: Any) -> Part:
    return Part("a", fields.pop("prompt", "How many?"), "integer", key, **fields)


def level(*variants: Variant, name: str = "", instance: str = "") -> Drawn:
    return Drawn(name, instance, variants)


class TestArithmetic:
    """What is read, and what is refused."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("+3", 3),
            ("--3", 3),
            ("2 - 3 - 4", -5),
            ("2 + 3 - 4", 1),
            ("12 / 2 / 3", 2),
            (r"7 \bmod 4", 3),
            (r"2 \times 3 * 4", 24),
            (r"2 (3)", 6),
            (r"2 \frac{1}{2}", 1),
            (r"2 \lceil \frac{3}{2} \rceil", 4),
            (r"2 \lfloor \frac{3}{2} \rfloor", 2),
            (r"2 \sqrt{9}", 6),
            (r"2 \log_2(8)", 6),
            (r"2 \log_{10}(100)", 4),
            (r"2 \ln(1)", 0),
            (r"\tfrac{3}{4}", Fraction(3, 4)),
            (r"\min(3, 2, 5)", 2),
            (r"\max(3, 2, 5)", 5),
            ("|3 - 5|", 2),
            ("|5 - 3|", 2),
            ("|0|", 0),
            ("e^{0}", 1),
            ("2^{3}", 8),
            ("2^3", 8),
            ("2^{-1}", Fraction(1, 2)),
            ("-2^{2}", -4),
            (r"\left( 1 \right)", 1),
            (r"\displaystyle 1\,+\;1", 2),
            ("1.25", Fraction(5, 4)),
        ],
    )
    def test_exact(self, text: str, value: Fraction) -> None:
        found = evaluate(text)
        assert isinstance(found, Fraction)
        assert found == value

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            (r"\pi", 3.14159265),
            (r"2 \pi", 6.2831853),
            (r"e^{1}", 2.71828183),
            (r"e^{-1}", 0.36787944),
            (r"\ln(2)", 0.69314718),
            (r"\log_2(3)", 1.5849625),
            (r"\tanh(1)", 0.76159416),
            (r"\sin{1}", 0.84147098),
            (r"\cos{1}", 0.54030231),
            (r"\sqrt{2}", 1.41421356),
            (r"2^{\frac{1}{2}}", 1.41421356),
            (r"(\sqrt{2})^{2}", 2.0),
        ],
    )
    def test_decimals(self, text: str, value: float) -> None:
        found = evaluate(text)
        assert isinstance(found, float)
        assert abs(found - value) < 1e-7

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("1 2", "'2' is left over in '1 2'"),
            ("x", "'x' is not a number"),
            ("(1", "'' where ) should be"),
            ("1 +", "'' where a number should be"),
            ("1§2", "cannot read '§2' in '1§2'"),
            (r"\frac{1}{0}", r"'\\frac{1}{0}': Fraction(1, 0)"),
            ("(1, 2)", "'(1, 2)': too many values to unpack (expected 1)"),
            ("e 2", "'2' where ^ should be"),
            ("10^{4097}", "too large a power"),
            ("10^{2049}", "too large a power"),
            ("1^{-4097}", "too large a power"),
            ("1" * 20_001, "more than 20000 signs"),
        ],
    )
    def test_refusals(self, text: str, said: str) -> None:
        with pytest.raises(NotArithmeticError) as found:
            evaluate(text)
        assert str(found.value).startswith(said[:40])

    def test_the_largest_powers(self) -> None:
        assert DIGITS == 4096
        assert evaluate("1^{4096}") == 1
        assert evaluate("10^{2048}") == Fraction(10) ** 2048

    @pytest.mark.parametrize(
        ("left", "right", "rounded", "is_same"),
        [
            (Fraction(1), Fraction(1), False, True),
            (Fraction(1, 10**12), Fraction(0), False, False),
            (Fraction(1, 10**12), Fraction(0), True, True),
            (Fraction(10_000), Fraction(10_002), True, True),
            (Fraction(10_000), Fraction(10_003), True, False),
            (Fraction(0), Fraction(1, 10_001), True, True),
            (Fraction(0), Fraction(2, 10_000), True, False),
            (0.5, Fraction(1, 2), False, True),
            (0.5, 0.5 + 2e-9, False, False),
            (0.5, 0.5 + 5e-10, False, True),
            (Fraction(10) ** 400, Fraction(10) ** 400, True, True),
            (Fraction(10) ** 400, Fraction(10) ** 400 + 1, True, False),
        ],
    )
    def test_same(self, left: Any, right: Any, *, rounded: bool, is_same: bool) -> None:
        assert same(left, right, rounded=rounded) is is_same


class TestFinding:
    """Where a finding stands."""

    def test_levels_and_instances(self) -> None:
        assert level(name="E").named == " at level E"
        assert level(name="E", instance="slide").named == " of instance slide"
        assert level().named == ""

    def test_fields(self) -> None:
        exercise = asking(PartSpec("a"), PartSpec("b", path="part.1"))
        assert [part_field(exercise, 0), part_field(exercise, 0, "hint")] == ["", "hint"]
        assert [part_field(exercise, 1), part_field(exercise, 1, "hint")] == ["part.1", "part.1.hint"]  # fmt: skip


class TestSmallLints:
    """What they say, whole."""

    def test_letters(self) -> None:
        exercise = asking(PartSpec("b", path="part.0"), PartSpec("x", path="part.1"), PartSpec("c"))
        assert list(letters(exercise, ())) == [
            Finding("part.0.id", "'b' is the letter of another part; this one is printed as (a)", "call it 'a', or by what it asks for")
        ]  # fmt: skip

    def test_hintless(self) -> None:
        own = {
            "v": MistakeSpec("D"), "h": MistakeSpec("", holds="answer > 1"), "said": MistakeSpec("D", "No."),
            "slip": MistakeSpec("D", slip="forgot-bias"),
        }  # fmt: skip
        exercise = asking(PartSpec("a", mistakes=own, path="part.0"))
        fix = '{}, hint = "…" }}, or slip = "…" for the hint of a slip the solver knows'
        assert list(hintless(exercise, ())) == [
            Finding("part.0.mistakes.v", "has no hint", fix.format('v = { value = "D"')),
            Finding("part.0.mistakes.h", "has no hint", fix.format('h = { holds = "answer > 1"')),
        ]

    def test_penalties(self) -> None:
        one = PartSpec("a", settings={"penalty": 1})
        assert list(penalties(asking(one), ())) == [
            Finding("settings", "the penalty costs nothing: the question has no other part whose points it could take",
                    "ask several statements in one exercise, or leave penalty out")
        ]  # fmt: skip
        assert not list(penalties(asking(one, one), ()))
        assert not list(penalties(asking(PartSpec("a", settings={"atol": 1})), ()))

    @pytest.mark.parametrize(
        ("value", "field", "said"),
        [
            (["'a'", "b", '"c"'], "draw.v", "v is drawn with its quotes: 'a'"),
            (["x"], "", ""),
            (["''", "'a\"", "a'", 3], "", ""),
            ("'a'", "", ""),
        ],
    )
    def test_quoted(self, value: object, field: str, said: str) -> None:
        found = list(quoted(asking(), [level(variant(number(), values={"v": value}))]))
        fix = (
            'write the whole list in quotes, v = "[\'a\', "c"]", or its texts without a second pair'
        )
        assert found == ([Finding(field, said, fix)] if said else [])

    def test_quoted_of_a_level(self) -> None:
        exercise = asking(level={"E": {"v": "x"}})
        shown = variant(number(), values={"v": ["'a'"]}), variant(number(), values={"w": ["'a'"]})
        (found,) = quoted(exercise, [level(*shown, name="E"), level(*shown, instance="i")])
        assert (found.field, found.message) == ("level.E.v", "v is drawn with its quotes: 'a' at level E")  # fmt: skip

    @pytest.mark.parametrize(
        ("said", "is_far"),
        [("4.08", False), ("4.09", True), ("0.46", False), ("0.45", True), ("", False)],
    )
    def test_minutes(self, said: str, *, is_far: bool) -> None:
        """A part without words, of one number: 0.9 + 0.45 + 0.01 = 1.36 minutes, and a third is 0.4533."""
        bare = variant(number(prompt=""))
        found = list(minutes(asking(minutes=said), [level(bare)]))
        assert found == (
            [Finding("minutes", f"{said} minutes are said, and about 1 are likely", "say how long a student needs on paper, or ask for less")]
            if is_far
            else []
        )  # fmt: skip

    def test_minutes_of_the_middle_level(self) -> None:
        bare = variant(number(prompt=""))
        exercise = asking(minutes="99", level={"E": {}, "M": {}})
        found = minutes(exercise, [level(bare, name="E"), level(bare, name="M"), level(bare, instance="i")])  # fmt: skip
        assert [one.message for one in found] == ["99 minutes are said, and about 1 are likely at level M"]  # fmt: skip

    @pytest.mark.parametrize(("statements", "draws", "is_told"), [(199, 300, True), (200, 300, False), (5, 299, False)])  # fmt: skip
    def test_few(self, statements: int, draws: int, *, is_told: bool) -> None:
        shown = [variant(number(), text=str(i % statements)) for i in range(draws)]
        found = list(few(asking(), [level(*shown, name="E"), level(*shown, instance="i")]))
        fix = 'widen the draws, or say why there cannot be more: few = true and few_reason = "…"'
        said = f"only {statements} different statements in 300 draws at level E"
        assert found == ([Finding("level.E", said, fix)] if is_told else [])
        assert [one.field for one in few(asking(), [level(*shown)])] == ["draw"] * is_told
        assert not list(few(asking(few=True), [level(*shown)]))

    def test_draws_beyond_the_300th_say_nothing(self) -> None:
        shown = [variant(number(), text=str(min(i, 150) if i < 300 else i)) for i in range(400)]
        assert different(shown) == 251
        (found,) = few(asking(), [level(*shown)])
        assert found.message == "only 151 different statements in 300 draws"

    @pytest.mark.parametrize(("draws", "is_told"), [(299, False), (300, True)])
    def test_unseen(self, draws: int, *, is_told: bool) -> None:
        own = {name: MistakeSpec("1") for name in ("never", "left_out", "seen")}
        own |= {"sign": MistakeSpec("", holds="answer > 1")}
        exercise = asking(PartSpec("a", mistakes=own, without=("left_out",)))
        shown = [variant(number(mistakes=(Mistake("seen", 3, ""),)))] * draws
        found = list(unseen(exercise, [level(*shown)]))
        said = "mistake never has no value in any of 300 draws"
        fix = "look at what its expression is given: it is none, or a layer refuses it"
        assert found == ([Finding("mistakes.never", said, fix)] if is_told else [])
        # Those of an instance are no draws, but what they show is seen.
        pinned = [variant(number(mistakes=(Mistake("never", 3, ""),)))] * 5
        assert not list(unseen(exercise, [level(*shown), level(*pinned, instance="i")]))
        assert not list(unseen(exercise, [level(*shown[:298]), level(*pinned, instance="i")]))


class TestConstant:
    """What is the same in every draw."""

    FIX = 'draw what the answer depends on, or ask something that changes; where numbers are not to matter, say why: fact = "…"'

    def test_how_many_draws(self) -> None:
        shown = [variant(number())] * 50
        assert list(constant(asking(), [level(*shown, name="E")])) == [
            Finding("answer", "the key is 7 in each of 50 draws at level E", self.FIX)
        ]
        assert not list(constant(asking(), [level(*shown[:49])]))
        assert not list(constant(asking(), [level(*shown, instance="i")]))
        (found,) = constant(asking(PartSpec("a", "D")), [level(*shown)])
        assert found.field == "ask"

    def test_facts(self) -> None:
        exercise = asking(PartSpec("a", "n", "1", fact="It never moves."))
        shown = [variant(number(7 if i < 49 else 8)) for i in range(50)]
        assert list(constant(exercise, [level(*shown)])) == [
            Finding("fact", "the key is no fact: it is 7 in one draw and 8 in another", "leave fact out")
        ]  # fmt: skip
        assert not list(constant(exercise, [level(*shown[:1] * 50)]))

    def test_few_statements_with_one_answer(self) -> None:
        shown = [variant(number())] * 50
        other = variant(number(), text="Another.")
        assert not list(constant(asking(few=True), [level(*shown)]))
        assert len(list(constant(asking(few=True), [level(*shown, other)]))) == 1

    @pytest.mark.parametrize(
        ("own", "later", "points", "is_marked"),
        [
            (("x",), (), "1", True),
            ((), ("a",), "0", True),
            ((), ("a",), "1", False),
            ((), ("b",), "0", False),
            (None, ("a",), "0", True),
            (None, None, "0", False),
        ],
    )
    def test_properties_of_several_parts(self, own: Any, later: Any, points: str, *, is_marked: bool) -> None:  # fmt: skip
        def of(earlier: Any) -> Property | None:
            return None if earlier is None else Property("answer > 1", earlier=earlier)

        shown = variant(number(points=points, holds=of(own)), replace(number(holds=of(later)), id="b"))  # fmt: skip
        assert marked_with_others(shown, 0) is is_marked

    def test_what_pictures_mean(self) -> None:
        one, two, three = (Figure("plane", {"n": n}, "") for n in (1, 2, 3))
        settings = {"choices": ["B", "A", "C"]}
        part = Part("a", "", "choice", "A", settings=settings, pictures=(one, two, three))
        assert meant(part) == [repr(two)]
        assert meant(replace(part, key=["C", "B"])) == sorted([repr(one), repr(three)])


class TestSlips:
    """Counts below zero, and slips of one value."""

    def counted(self, values: Sequence[object], key: int = 3, name: str = "s") -> list[Finding]:
        shown = [variant(number(key, mistakes=(Mistake(name, value, ""),))) for value in values]
        return list(impossible(asking(), [level(*shown), level(*shown, instance="i")]))

    def test_below_zero(self) -> None:
        (found,) = self.counted([5] * 8 + [-2, -4])
        assert found == Finding(
            "mistakes", "slip s gives -4 for a count of part a in 2 of 10 draws",
            "a count is never negative: change the slip or the draws, or leave it out where it cannot be: "
            '"… if … else none", without = ["s"]',
        )  # fmt: skip
        assert not self.counted([5] * 7 + [-2, -4])

    def test_zeros(self) -> None:
        (found,) = self.counted([5] * 9 + [0])
        assert found.message == "slip s gives 0 for a count of part a in 1 of 10 draws"
        assert not self.counted([0] * 10)
        assert not self.counted([5] * 9 + [0], key=0)
        assert not self.counted([5] * 9 + [-1], key=-1)
        assert self.counted([5] * 9 + [-1], key=0)
        assert not self.counted([5] * 9 + ["0"])
        assert not self.counted([5] * 9 + [False])

    def test_the_authors_own(self) -> None:
        shown = [variant(number(3, mistakes=(Mistake("s", -1, ""),)))] * 10
        exercise = asking(PartSpec("a", "n", "1", mistakes={"s": MistakeSpec("-1")}))
        assert [one.field for one in impossible(exercise, [level(*shown)])] == ["mistakes.s"]

    @pytest.mark.parametrize(("agree", "differ", "is_told"), [(10, 14, True), (10, 15, False), (9, 0, False)])  # fmt: skip
    def test_one_value(self, agree: int, differ: int, *, is_told: bool) -> None:
        """More than two fifths of the draws that have both: 10 of 24, not 10 of 25."""
        shown = [
            variant(number(mistakes=(Mistake("p", 1, ""), Mistake("q", int(i < agree), ""))))
            for i in range(agree + differ)
        ]
        found = list(inseparable(asking(), [level(*shown, name="E"), level(*shown, instance="i")]))
        said = "slips p and q of part a give one value in 10 of 24 draws of level E that have both"
        fix = 'draw the numbers so that they differ, or keep the likelier one, and say both in its hint: without = ["p"]'
        assert found == ([Finding("mistakes", said, fix)] if is_told else [])

    def test_whom_to_leave_out(self) -> None:
        shown = [variant(number(mistakes=(Mistake("p", 1, ""), Mistake("q", 1, ""))))] * 10
        own = PartSpec("a", "n", "1", mistakes={"p": MistakeSpec("1")})
        (found,) = inseparable(asking(own), [level(*shown)])
        assert found.field == "mistakes.p"
        assert found.message == "slips p and q of part a give one value in 10 of 10 draws that have both"  # fmt: skip
        assert found.fix.endswith('without = ["q"]')
        assert not list(inseparable(asking(own, few=True), [level(*shown)]))
        assert list(inseparable(asking(own, few=True, draw={"D": "3"}), [level(*shown)]))
        assert list(inseparable(asking(own, few=True, level={"E": {}}), [level(*shown)]))


class TestNames:
    """Names of the program in formulas."""

    @pytest.mark.parametrize(
        ("latex", "found"),
        [
            ("abcd + 1", "'abcd'"),
            ("abc + 1", ""),
            ("ab_cd", "'ab_cd'"),
            ("a_cd", ""),
            (r"ab\_cd", "'ab_cd'"),
            (r"\text{parameter count}", "'parameter count'"),
            (r"\mathrm{value at}", "'value at'"),
            (r"\text{my size}", ""),
            (r"\text{my\_size}", "'my_size'"),
            (r"\text{conv.zeros}", "'conv.zeros'"),
            (r"\text{f(x=3)}", "'f(x=3)'"),
            (r"\text{width}", "'width'"),
            (r"\text{weights}", ""),
            (r"\text{output size}", "'output size'"),
            (r"\operatorname{argmax}", ""),
            (r"\begin{bmatrix} 1 \end{bmatrix}", ""),
            (r"\begin{array}{lcr} 1 \end{array}", ""),
            (r"\lambda + zyxw + abcde", "'abcde', 'zyxw'"),
        ],
    )
    def test_raw(self, latex: str, found: str) -> None:
        shown = variant(number(explanation=f"So ${latex}$."))
        exercise = asking(draw={"width": "1", "D": "2"}, level={"E": {"weights": "3"}})
        fix = r"say it in words, \text{weights}, or with a letter that the statement introduces"
        expected = [Finding("explanation", f"prints {found} as mathematics", fix)] if found else []
        assert list(names(exercise, [level(shown)])) == expected

    @pytest.mark.parametrize("side", range(4))
    def test_every_side_of_a_step(self, side: int) -> None:
        step = Step(*("abcd" if i == side else "1" for i in range(4)))
        shown = level(variant(number(solution=(step,))))
        assert [one.field for one in names(asking(), [shown])] == ["answer"]
        assert [one.field for one in names(asking(PartSpec("a", "D")), [shown])] == ["ask"]

    def test_names_of_a_level(self) -> None:
        shown = variant(number(hint=r"So $\text{depth of it}$ and $\text{depth}$ of $\text{w}$."))
        exercise = asking(level={"E": {"depth": "3", "w": "2"}})
        assert [(one.field, one.message) for one in names(exercise, [level(shown)])] == [
            ("hint", "prints 'depth' as mathematics")
        ]


class TestTerms:
    """Words that nobody has said."""

    def test_hints_by_whom_they_are(self) -> None:
        mistakes = Mistake("own", 1, "Count the epochs."), Mistake("s", 2, "The stride is 2."), Mistake("r", 3, "A stride and a token.")  # fmt: skip
        shown = variant(number(hint="No padding, but the dilation.", mistakes=mistakes))
        exercise = asking(PartSpec("a", "n", "1", mistakes={"own": MistakeSpec("1")}))
        own = "use the statement's own words, or name the thing in the statement"
        assert list(terms(exercise, [level(shown)])) == [
            Finding("hint", "speaks of 'dilation', which nothing in the statement does", own),
            Finding("mistakes.own", "speaks of 'epochs', which nothing in the statement does", own),
            Finding("mistakes", "the solver's hints of r, s speak of 'stride', 'token', which nothing in the statement does",
                    'name the thing in the statement, or leave out: without = ["r", "s"]'),
        ]  # fmt: skip

    def test_one_hint_of_the_solver(self) -> None:
        shown = variant(number(mistakes=(Mistake("s", 2, "The stride is 2."),)))
        (found,) = terms(asking(), [level(shown)])
        assert found.message == "the solver's hint of s speaks of 'stride', which nothing in the statement does"  # fmt: skip
        assert found.fix == 'name the thing in the statement, or leave out: without = ["s"]'

    def test_what_was_said(self) -> None:
        figure = Figure("plane", {"n": 1}, "A line.")
        shown = variant(number(prompt="First?"), replace(number(prompt="Second?"), id="b"), title="T", text="X", conventions=("C",), figures=(figure,))  # fmt: skip
        assert said_of(shown, 0) == "T\nX\nFirst?\nC\nplane A line. {'n': 1}"
        assert said_of(shown, 1) == "T\nX\nFirst?\nSecond?\nC\nplane A line. {'n': 1}"

    @pytest.mark.parametrize(
        ("term", "by"),
        [
            ("channels", "Colours are added"), ("channel", "BatchNorm2d"), ("dilation", "It is dilated"), ("epochs", "an epoch"),
            ("gate", "an LSTM"), ("groups", "depthwise"), ("grouped", "grouping"), ("heads", "num_heads"), ("pixels", "the height"),
            ("image", "MaxPool2d"), ("bias", "y = a x + b"), ("intercept", "Linear(2, 3)"), ("kernel", "a filter"), ("filters", "Conv1d"),
            ("momentum", "Adam"), ("padded", "it sticks out"), ("pads", "inside the image"), ("pooling", "MaxPool1d"), ("drop_last", "drop_last"),
            ("GRU", "two GRUs"), ("ReLU", "LeakyReLU"), ("sigmoid", "LogSigmoid"), ("softplus", "softplus"), ("tanh", "hyperbolic tangent"),
            ("softmax", "logits"), ("softmax", "cross entropy"), ("strides", "two places apart"), ("stride", "AvgPool1d"), ("tokens", "one token"),
        ],
    )  # fmt: skip
    def test_each_term(self, term: str, by: str) -> None:
        told = variant(number(hint=f"Look at the {term}."), text=by)
        bare = variant(number(hint=f"Look at the {term}."))
        assert not list(terms(asking(), [level(told)]))
        (found,) = terms(asking(), [level(bare)])
        assert found.message == f"speaks of {term.lower()!r}, which nothing in the statement does"


class TestWorked:
    """Equations that do not come out."""

    def told(self, **fields: Any) -> list[Finding]:
        return list(worked(asking(), [level(variant(number(**fields)))]))

    def test_each_place(self) -> None:
        fix = "the printed numbers must come to what is printed: write the expression plainly, with parentheses, or say it in an explanation"
        assert self.told(explanation="As $1 + 1 = 3$.") == [Finding("explanation", "says 1 + 1 = 3", fix)]  # fmt: skip
        assert self.told(hint="As $1 + 1 = 3$.") == [Finding("hint", "says 1 + 1 = 3", fix)]
        step = Step("x", "", "2 + 3", "7")
        assert self.told(solution=(step,)) == [Finding("answer", "the worked solution says 2 + 3 = 7", fix)]  # fmt: skip
        end = Step("x", "", "2 + 4", "6")
        assert self.told(solution=(end,)) == [Finding("answer", "the worked solution ends with 6, but the key is 7", fix)]  # fmt: skip
        assert self.told(explanation="As $1 = 2$.", hint="As $1 = 2$.", solution=(end,)) == [
            Finding("answer", "the worked solution ends with 6, but the key is 7", fix)
        ]

    def test_which_side_is_the_last(self) -> None:
        assert not self.told(solution=(Step("x", "", "", "7"),))
        assert not self.told(solution=(Step("x", "", "3 + 4", ""),))
        assert not self.told(solution=(Step("x", "3 + 4", "", ""),))
        assert not self.told(solution=(Step("7", "", "", ""),))
        assert self.told(solution=(Step("8", "", "", ""),))
        assert not self.told(solution=(Step("x", "", "", "y"),))

    def test_rounded_lines(self) -> None:
        wrong = Step("x", "", "20000 + 1", "20000")
        right = Step("x", "", "", "7")
        assert self.told(solution=(wrong, right))
        assert not self.told(solution=(replace(wrong, note="Rounded to five digits."), right))
        assert self.told(solution=(replace(wrong, note="It is Rounded."), right))

    @pytest.mark.parametrize(
        ("latex", "said"),
        [
            (r"20001 \approx 20000", ""),
            (r"20001 ≈ 20000", ""),
            ("20001 = 20000", "20001 = 20000"),
            ("20001 = 20000.0", ""),
            ("x = 1 = 1 = 2 = 3", "1 = 2"),
            ("1 = y = 2", "1 = 2"),
            ("1", ""),
        ],
    )
    def test_sides(self, latex: str, said: str) -> None:
        assert wrong_equation(latex) == said
        assert wrong_equation("20001 = 20000", rounded=True) == ""


class TestVisible:
    """Keys that can be copied."""

    FIX = "require that it does not, or ask for something that must be worked out"

    def test_numbers_in_more_than_half_of_the_draws(self) -> None:
        stands, other = variant(number(7), text="It is $7$."), variant(number(8), text="No.")
        nine = [stands] * 9 + [other]
        assert list(visible(asking(), [level(*nine, name="E")])) == [
            Finding("answer", "the key stands in the statement in 9 of 10 draws at level E, such as 7", self.FIX)
        ]  # fmt: skip
        assert not list(visible(asking(), [level(*nine[:9])]))
        assert not list(visible(asking(), [level(*nine, instance="i")]))
        assert [one.field for one in visible(asking(PartSpec("a", "D")), [level(*nine)])] == ["ask"]

    @pytest.mark.parametrize(
        ("shown", "drawn", "said"),
        # Tossing a coin 40 times gives 26 heads or fewer in 98 of 100 cases, and 10 times 8 or fewer in 99.
        [(22, 40, False), (26, 40, False), (27, 40, True), (8, 10, False), (9, 10, True), (150, 300, False), (168, 300, True)],
    )  # fmt: skip
    def test_not_by_the_luck_of_the_draws(self, shown: int, drawn: int, *, said: bool) -> None:
        stands, other = variant(number(7), text="It is $7$."), variant(number(8), text="No.")
        few = [stands] * shown + [other] * (drawn - shown)
        assert bool(list(visible(asking(), [level(*few)]))) == said

    def test_yes_or_no(self) -> None:
        def keys(*keys: int) -> list[Finding]:
            shown = [variant(number(keys[i % len(keys)]), text="$0$, $1$, $-1$ or $2$") for i in range(10)]  # fmt: skip
            return list(visible(asking(), [level(*shown)]))

        assert not keys(0, 1)
        assert not keys(-1, 1)
        assert keys(0, 2)
        assert keys(1)
        assert keys(-1, 0)

    @pytest.mark.parametrize(
        ("kind", "key", "text", "stands"),
        [
            ("vector", [1, 2], "Here $[1, 2]$ is.", True),
            ("vector", [1, 2], "Here $(1, 2)$ is.", True),
            ("vector", [1, 2], r"$\begin{bmatrix} 1 \\ 2 \end{bmatrix}$", True),
            ("vector", [1, 2], r"$\begin{pmatrix} 1 & 2 \end{pmatrix}$", True),
            ("vector", [1, 2], "Here $[2, 1]$ is.", False),
            ("vector", ["1/2", 2], r"$[\frac{1}{2}, 2]$", True),
            ("vector", ["1/2", 2], "$[0.5, 2]$", True),
            ("matrix", [[1, 2], [3, 4]], r"$\begin{matrix} 1 & 2 \\ 3 & 4 \end{matrix}$", True),
            ("matrix", [[1, 2], [3, 4]], r"$\begin{matrix} 1 & 2 \\ 3 & 5 \end{matrix}$", False),
        ],
    )
    def test_lists(self, kind: str, key: object, text: str, *, stands: bool) -> None:
        shown = variant(Part("a", "", kind, key), text=text)
        assert bool(list(visible(asking(), [level(shown)]))) is stands

    @pytest.mark.parametrize(
        ("text", "stands"),
        [
            ("$7$", True), ("7 units", True), ("−7", False), ("17", False), ("7.5", False), ("7/2", False), ("x_7", False),
            ("$x_{7}$", False), ("$y^7$", False), ("`7`", False), ("```\n7\n```", False), ("7-d", False), ("A7", False),
            (r"$\frac{14}{2}$", True), (r"$\dfrac{7}{1}$", True), ("7.", True), ("$-7$", False), ("7/0", False),
        ],
    )  # fmt: skip
    def test_numbers(self, text: str, *, stands: bool) -> None:
        shown = [
            variant(number(7), text=text),
            *[variant(number(8 + i), text=text) for i in range(2)],
        ]
        found = list(visible(asking(), [level(*shown[:1] * 9, shown[1])]))
        assert bool(found) is stands

    def test_a_later_question_is_not_read_yet(self) -> None:
        first, second = number(7), replace(number(prompt="Is it 7?"), id="b", key=9)
        shown = [variant(first, second), variant(replace(first, key=6), second)]
        exercise = asking(PartSpec("a", "n", "1", path="part.0"), PartSpec("b", "n", "1"))
        assert not list(visible(exercise, [level(*shown[:1] * 9, shown[1])]))
        assert [one.field for one in visible(exercise, [level(*[variant(replace(first, prompt="7?"), second)] * 10)])] == ["part.0.answer"]  # fmt: skip

    def test_a_sample_is_no_key(self) -> None:
        shown = variant(number(7, holds=Property("answer > 1")), text="$7$")
        assert not list(visible(asking(), [level(*[shown] * 10)]))


class TestUnexplained:
    """Letters from nowhere."""

    @pytest.mark.parametrize(
        ("fields", "field", "symbols"),
        [
            ({"hint": "Divide by $S$."}, "hint", "S"),
            ({"hint": "Divide by the stride $S$."}, "", ""),
            ({"prompt": "How many in $S$?", "hint": "Divide by $S$."}, "", ""),
            ({"explanation": "Divide $U$ by $S$."}, "explanation", "S, U"),
            ({"solution": (Step("y", "x + 1", "", "3"),)}, "answer", "x"),
            ({"solution": (Step("y", "2", "", "3"), Step("z", "y", "", "4"))}, "", ""),
            ({"solution": (Step("y", "2", "", "3"),), "explanation": "So $y$."}, "", ""),
            ({"solution": (Step("y", "2 x", "", "3", legend="$x$ is the input."),)}, "", ""),
            ({"mistakes": (Mistake("own", 1, "By $S$."),)}, "mistakes.own", "S"),
            ({"mistakes": (Mistake("s", 1, "By $S$."),)}, "mistakes", "S"),
        ],
    )
    def test_places(self, fields: dict[str, Any], field: str, symbols: str) -> None:
        exercise = asking(PartSpec("a", "n", "1", mistakes={"own": MistakeSpec("1")}))
        found = list(unexplained(exercise, [level(variant(number(**fields)))]))
        said = f"prints {symbols}, which nothing before it introduces"
        fix = f"say it in words, or say what the symbol is: where ${symbols[:1]}$ is the …"
        assert found == ([Finding(field, said, fix)] if field else [])

    def test_what_an_earlier_part_introduced(self) -> None:
        exercise = asking(PartSpec("a", "n", "1"), PartSpec("b", "n", path="part.1"))
        first = number(solution=(Step("y", "2", "", "3"),), explanation="The slope $m$ of it.")
        later = Part(
            "b", "", "integer", 3, solution=(Step("z", "y + m + k", "", "3"),), hint="By $y$."
        )
        assert [(one.field, one.message[:12]) for one in unexplained(exercise, [level(variant(first, later))])] == [
            ("part.1.hint", "prints y, wh"), ("part.1.ask", "prints k, wh")
        ]  # fmt: skip


class TestListings:
    """The code with its keys."""

    def test_filled(self) -> None:
        n = Part("n", "", "integer", 3)
        choice = Part("f", "", "choice", "B", settings={"choices": ["A", "B"], "choice_texts": ["`x`", "`torch.relu(x)`"]})  # fmt: skip
        shown = variant(n, choice, values={"listing": "y = <<f>>\nz = <<n>> + <<n>>"})
        assert filled(shown) == "y = torch.relu(x)\nz = 3 + 3"

    def test_the_first_fault_alone(self) -> None:
        n = Part("n", "", "integer", 3)
        shown = [variant(n, values={"listing": text}) for text in ("y = <<n>>", "y = <<n>> (")]
        exercise = asking(listing="y = <<n>>")
        assert not list(listings(exercise, [level(*shown[:1])]))
        (found,) = listings(exercise, [level(*shown, shown[1], name="E")])
        assert found.field == "listing"
        assert found.message.startswith("with the keys in its blanks it does not run: ")
        assert found.message.endswith(" at level E")
        assert found.fix == "mend the listing, or the key of the blank"
        assert not list(listings(exercise, [level(*shown[:1] * 10, shown[1])]))
        assert not list(listings(asking(), [level(*shown)]))


@pytest.mark.parametrize(
    ("formula", "numbers", "found"),
    [
        (r"\text{a}", "2", [("a", "2")]),
        (r"\text{a} - \text{b}", "2 - 3", [("a", "2"), ("b", "3")]),
        (r"\text{a} + 1", "2 - 1", []),
        (r"x \cdot \text{b}", r"2 \cdot 3", [("b", "3")]),
        (r"\text{a} / 2", "y / 2", []),
        (r"2 \text{a}", "4", []),
    ],
)
def test_operands(formula: str, numbers: str, found: list[tuple[str, str]]) -> None:
    assert list(operands(Step("n", formula, numbers, "9"))) == found
