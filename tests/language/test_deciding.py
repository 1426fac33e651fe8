"""Answers decided by a property: right, wrong with a sentence, or for a person; never an exception."""

import gc
import random
import time
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, ClassVar

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.kind import FAILED, AnswerKind
from quizgen.answers.property import Property, Sign
from quizgen.answers.verdict import CORRECT, PARTIAL, UNREADABLE, WRONG
from quizgen.language import budget
from quizgen.language.deciding import TOO_MUCH, UNDECIDED, Decider
from quizgen.solver.quantity import tracing

CORNERS = tuple({"x": list(x), "t": x[0] ^ x[1]} for x in ((0, 0), (0, 1), (1, 0), (1, 1)))
NET = "1 if answer[0] * x[0] + answer[1] * x[1] + answer[2] > 0 else 0"
OR = tuple({**case, "t": max(case["x"])} for case in CORNERS)  # type: ignore[call-overload]
UNIT = Property("net == t", let={"net": NET}, cases=OR, says="For {{ x | plain }} it gives {{ net }}, not {{ t }}.")  # fmt: skip


def judge(kind: str, key: object, asked: Property, **settings: Any) -> AnswerKind:
    return answer_kind(kind, key, **settings).decided_by(Decider(asked))


class TestRight:
    """Every answer that has the property is right, the sample or another."""

    @pytest.mark.parametrize("answer", ["[1, 1, 0]", "(2, 3, -1/2)", "0.1 0.2 0", "[1e9; 1e9; -1]"])
    def test_weights(self, answer: str) -> None:
        assert judge("vector", [2, 2, -1], UNIT).judge(answer).status == CORRECT

    def test_the_first_case_that_fails_is_told(self) -> None:
        verdict = judge("vector", [2, 2, -1], UNIT).judge("[1, 0, 0]")
        assert (verdict.status, verdict.feedback) == (WRONG, "For (0, 1) it gives 0, not 1.")

    def test_layers(self) -> None:
        asked = Property("answer.output_shape((3, 9, 9)) == (4, 9, 9) and answer.parameter_count <= n", values={"n": 60})  # fmt: skip
        kind = judge("code", "nn.Conv2d(3, 4, 1)", asked)
        rights = {
            "nn.Conv2d(3, 4, 1)": True,
            "torch.nn.Conv2d(in_channels=3, out_channels=4, kernel_size=(1, 1), bias=False)": True,
            "nn.Sequential(nn.Conv2d(3, 3, 3, padding=1, groups=3), nn.Conv2d(3, 4, 1))": True,
            "nn.Conv2d(3, 4, 3, padding=1)": False,
            "nn.Conv2d(3, 4, 3)": False,
        }
        for code, right in rights.items():
            assert (kind.judge(code).status == CORRECT) == right, code

    def test_options_are_their_texts(self) -> None:
        asked = Property("len(answer) == 2 and 'pooling' not in answer")
        settings = {"choices": ["A", "B", "C"], "choice_texts": ["linear", "pooling", "conv"]}
        kind = judge("multi", ["A", "C"], asked, **settings)
        assert [kind.judge(text).status for text in ("A, C", "A, B", "A")] == ["correct", "wrong", "wrong"]  # fmt: skip

    def test_a_formula_is_computed_at_numbers(self) -> None:
        asked = Property("answer.at(x=0) == 1 and answer.at(x=2) == 5", says="At 0 it is {{ answer.at(x=0) }}.")  # fmt: skip
        kind = judge("expression", "x^2 + 1", asked, variables=["x"])
        assert kind.judge("2x + 1").status == CORRECT
        assert kind.judge("x^2 + 1").status == CORRECT
        assert kind.judge("x + 1").feedback == "At 0 it is 1."
        assert kind.judge("1/x").status == WRONG
        assert kind.judge("exp(x)").feedback == UNDECIDED

    def test_numbers_are_exact(self) -> None:
        """Nothing overflows: as 64-bit numbers these products would be 0."""
        asked = Property("(answer * answer * answer * answer).sum() == 0")
        kind = judge("vector", [0, 0, 0, 0], asked)
        assert kind.judge("[65536, 65536, 65536, 65536]").status == WRONG
        third = judge("fraction", "1/3", Property("3 * answer == 1"))
        assert third.judge("2/6").status == CORRECT
        assert third.judge("0.3333333333333").status == WRONG


class TestCredit:
    def test_cases_beyond_the_trivial_earn(self) -> None:
        asked = Property(UNIT.holds, UNIT.let, cases=OR, partial="cases", trivial=1)
        kind = judge("vector", [2, 2, -1], asked)
        half = kind.judge("[1, 0, 0]")
        assert (half.status, half.score) == (PARTIAL, Fraction(2, 3))
        assert half.feedback.startswith("3 of 4 cases are right.")
        assert kind.judge("[0, 0, 0]").score == 0
        assert kind.judge("[0, 0, 0]").feedback.startswith("1 of 4 cases is right.")

    def test_without_partial_credit_it_is_all_or_nothing(self) -> None:
        assert judge("vector", [2, 2, -1], UNIT).judge("[1, 0, 0]").score == 0

    def test_the_first_mistake_that_applies_is_named(self) -> None:
        signs = (
            Sign("fails", "1 / answer > 0", "Never said."),
            Sign("negative", "answer < 0", "{{ answer }} is below 0.", "1/4"),
            Sign("odd", "answer % 2 == 1", "It is odd."),
        )
        kind = judge("integer", 4, Property("answer > 0 and answer % 2 == 0", signs=signs))
        assert (kind.judge("-3").mistake, kind.judge("-3").score) == ("negative", Fraction(1, 4))
        assert "-3 is below 0." in kind.judge("-3").feedback
        assert kind.judge("0").mistake is None


class TestOnceForAll:
    """What a case says without an answer is worked out once, whatever number of answers is looked at."""

    def test_lets_of_a_case(self) -> None:
        cases = tuple({"x": x} for x in (-1, 2, 3))
        let = {"on": "relu(x)", "given": "answer + on"}
        with tracing() as calls:
            decider = Decider(Property("given == 2 * on", let=let, cases=cases))
            assert [decider.right(answer) for answer in (0, 2, 3)] == [1, 1, 1]
            assert [dict(case) for case, _ in decider.scopes(3)] == [*cases]
            assert [scope["given"] for _, scope in decider.scopes(3)] == [3, 5, 6]
        assert [call.quantity for call in calls] == ["relu"] * 3

    def test_one_that_fails_fails_its_case_alone(self) -> None:
        """It is no reason to refuse an answer in the others."""
        cases = tuple({"x": x} for x in (0, 2))
        decider = Decider(Property("answer == share", let={"share": "6 / x"}, cases=cases))
        assert [decider.right(answer) for answer in (3, 6)] == [1, 0]


class TestFailing:
    """An expression that fails on an answer is wrong with a sentence; the bank's words are not told."""

    FAILING: ClassVar[dict[str, tuple[str, object, str, str]]] = {
        "6 / answer == 2": ("integer", 3, "0", "it divides by zero"),
        "answer[2] > 0": ("vector", [1, 2, 3], "[1, 2]", "2 entries where 3 entries are asked for"),
        "Conv1d(1, 1, answer).output_shape((1, 5)) == (1, 3)": ("integer", 3, "9", "kernel_size"),
        "[1, 2, 3][answer] == 2": ("integer", 1, "7", "cannot be computed."),
        "answer.kernel_size == 3": ("code", "nn.Conv1d(1, 1, 3)", "nn.ReLU()", "cannot be computed."),
        "answer.sum() == 3": ("matrix", [[1, 2]], "[[1, 2], [3, 4]]", "2 × 2 matrix"),
        "answer.at(x=0) == 1": ("expression", "x + 1", "1/x", "it divides by zero"),
    }  # fmt: skip

    @pytest.mark.parametrize("holds", FAILING)
    def test_it_is_wrong_and_says_why(self, holds: str) -> None:
        kind, key, answer, why = self.FAILING[holds]
        settings = {"variables": ["x"]} if kind == "expression" else {}
        judged = judge(kind, key, Property(holds, says="{{ 1 / 0 }}"), **settings)
        assert judged.judge(judged.typed(judged.exact(judged.key))).status == CORRECT
        verdict = judged.judge(answer)
        assert verdict.status == WRONG
        assert why in verdict.feedback
        assert holds not in verdict.feedback

    def test_what_takes_too_long_is_for_a_person(self) -> None:
        asked = Property("range(answer) | sum >= 0 and range(900) | sum > 0 and range(900) | sum > 0")  # fmt: skip
        few = Property("(((range(answer) | list) * 20) | sum) >= 0")
        assert judge("integer", 3, asked).judge("5").status == CORRECT
        for longer in ("990", "5000"):
            verdict = judge("integer", 3, few).judge(longer)
            assert (verdict.status, verdict.feedback) == (UNREADABLE, TOO_MUCH)

    def test_neither_true_nor_false_is_for_a_person(self) -> None:
        verdict = judge("integer", 3, Property("true if answer == 3 else answer")).judge("4")
        assert (verdict.status, verdict.feedback) == (UNREADABLE, UNDECIDED)

    def test_what_cannot_be_read_stays_unread(self) -> None:
        kind = judge("vector", [2, 2, -1], UNIT)
        assert {kind.judge(text).status for text in ("", "two", "[1, 2", "nan 1 2")} == {UNREADABLE}

    def test_a_text_that_fails_gives_way_to_a_plain_sentence(self) -> None:
        asked = Property("answer > 3", says="{{ answer.nothing }}")
        assert (
            judge("integer", 4, asked).judge("2").feedback == "What is asked does not hold for it."
        )

    def test_another_version_is_refused(self) -> None:
        with pytest.raises(ValueError, match="version 9"):
            Decider(Property("answer > 0", version=9))


@pytest.mark.timed
class TestFuzz:
    """Any text to any property: no exception, no false accept, no more than 50 ms."""

    ASKED: ClassVar[dict[str, tuple[object, Property]]] = {
        "integer": (3, Property("100 // answer == 33 and answer in range(-20, 20)")),
        "fraction": ("1/2", Property("1 / answer == 2")),
        "real": (0.5, Property("abs(1 - 2 * answer) < 1/100 and answer ** 2 < 1")),
        "vector": ([1, 2], Property("answer[0] / answer[1] == 1/2 and sum(answer) > 0")),
        "matrix": ([[1, 0], [0, 1]], Property("same(answer * answer, answer) and answer.trace() == 2")),
        "shape": ((2, 6), Property("prod(answer) == 12 and min(answer) > 1")),
        "expression": ("x", Property("answer.at(x=3) == 3 and answer.at(x=0) == 0")),
        "code": ("nn.Linear(3, 2)", Property("answer.output_shape((3,)) == (2,)")),
    }  # fmt: skip
    PIECES = (
        "0", "1", "2", "3", "-1", "1/2", "1/0", "9" * 30, "1e400", "1e15", "x", "[", "]", "(", ")", ",", ";", " ", "\n", "nan", "∞", "^", "*", "-",
        "nn.", "Linear", "Conv2d", "Sequential", "ReLU()", "(3, 2)", "(10**9, 10**9)", "kernel_size=99999999", "answer", "{{", "}}", "__class__", "²", "𝟙",
    )  # fmt: skip

    @pytest.fixture(autouse=True)
    def uncollected(self) -> Iterator[None]:
        """In a process with many objects one collection takes half a second."""
        gc.disable()
        yield
        gc.enable()

    @pytest.mark.parametrize("name", ASKED)
    def test_any_text(self, name: str) -> None:
        key, asked = self.ASKED[name]
        settings = {"variables": ["x"]} if name == "expression" else {}
        kind = judge(name, key, asked, **settings)
        assert kind.judge(kind.typed(kind.exact(kind.key))).status == CORRECT
        rng = random.Random(name)  # noqa: S311 - which texts are tried
        slowest = 0.0
        for _ in range(400):
            text = "".join(rng.choice(self.PIECES) for _ in range(rng.randint(1, 9)))
            started = time.process_time()
            verdict = kind.judge(text)
            slowest = max(slowest, time.process_time() - started)
            assert FAILED not in verdict.feedback, (text, verdict)
            assert 0 <= verdict.score <= 1
        assert slowest < 0.1  # a slow machine counts double

    def test_large_values_do_not_take_the_time(self) -> None:
        """Sizes no layer has, powers, digits: told or left to a person within the time of an answer."""
        asked = Property("answer.output_shape((3, 9, 9)) == (4, 9, 9) and answer.macs((3, 9, 9)) > 0")  # fmt: skip
        kind = judge("code", "nn.Conv2d(3, 4, 1)", asked)
        kind.judge("nn.Conv2d(3, 4, 1)")
        for code in (
            "nn.Conv2d(3, 4, 1, padding=999999999)",
            "nn.Conv2d(3, 999999999, 1)",
            f"nn.Sequential({', '.join(['nn.Conv2d(3, 3, 3, padding=1)'] * 150)})",
            "nn.Conv2d(3, 4, 3, dilation=2**40, padding=2**40)",
        ):
            started = time.process_time()
            assert kind.judge(code).status in (WRONG, UNREADABLE), code
            assert time.process_time() - started < 4 * budget.SECONDS_OF_ANSWER, code
