"""Sets of real numbers: as people write them, judged as sets, end by end, and never by chance."""

import random
import time
from fractions import Fraction

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.interval_syntax import read_set
from quizgen.answers.real_sets import complement, intersection, is_same, union, written
from quizgen.answers.verdict import Unreadable

HALF = "(0, 1/2]"
OUTSIDE = "(-inf, -2] or (3, inf)"
ROOTS = "(-sqrt(2), sqrt(2))"
SAME = {
    HALF: [
        "(0,1/2]", "]0, 0.5]", "0 < x <= 1/2", "0<x≤0.5", "1/2 >= x > 0", r"\left(0, \frac{1}{2}\right]", "(0; 0,5]",
        r"$\{x \in \mathbb{R} \mid 0 < x \leq \tfrac{1}{2}\}$", "{x : 0 < x <= 1/2}", "x > 0 and x <= 1/2", "x ∈ (0, ½]",
        "for 0 < x <= 1/2", "I = (0, 1/2]", "Answer: (0, 1/2]", "The interval (0, 1/2]", "(0, 1/4) U [1/4, 1/2]", "(0,0.50]", "(-1, 1/2] ∩ (0, 5)", "(0 < x and x <= 1/2)",
    ],
    OUTSIDE: [
        "(-∞, -2] ∪ (3, ∞)", "]-oo; -2] U ]3; +oo[", "x <= -2 or x > 3", r"(-\infty, -2] \cup (3, \infty)", "x > 3 || x <= -2",
        "(3, inf) or (-infinity, -2]", "x at most -2 or x greater than 3", "R \\ (-2, 3]", r"\mathbb{R} \setminus (-2, 3]",
        r"\{x \mid x \le -2 \text{ or } x > 3\}",
    ],
    ROOTS: ["(-√2, √2)", r"\left(-\sqrt{2}, \sqrt{2}\right)", "|x| < sqrt(2)", "-2^(1/2) < x < 2/sqrt(2)", "]-sqrt(8)/2, sqrt(2)["],
    "(-inf, 0) or (0, inf)": ["x != 0", "x ≠ 0", "R \\ {0}", r"\mathbb{R}\setminus\{0\}", "x < 0 or x > 0", "|x| > 0"],
    "(-inf, inf)": ["R", "ℝ", r"\mathbb{R}", "(-∞, ∞)", "all real numbers"],
    "empty set": ["∅", r"\emptyset", "{}", "(2, 2)"],
    "{3}": ["{3}", "x = 3", "[3, 3]"],
}  # fmt: skip
OTHER = {
    HALF: ["(0, 1/2)", "[0, 1/2]", "(0, 1/3]", "x > 0", "x <= 1/2", "(0, 1/2] U {1}", "(0, 1/4) U (1/4, 1/2]", "∅", "R", "(1/2, 2]", "(0, 2]"],
    OUTSIDE: ["(-2, 3]", "(-inf, -2) or (3, inf)", "x > 3", "x <= -2 or x >= 3", "R", "x != 3"],
    ROOTS: ["(-2, 2)", "[-sqrt(2), sqrt(2)]", "(0, sqrt(2))", "|x| > sqrt(2)", "(-sqrt(3), sqrt(3))"],
}  # fmt: skip
UNREAD = [
    "", "x", "5", "(0, 1,5)", "(0)", "(1, 0)", "[1, ∞]", "(0, 1", "0 < x > 1", "x < y", "2x > 1", "x > 2, x < 1", "(0, 1) and (2, 3)",
    "x < 0 and x > 1", "(0, a)", "0 < 1", "x <= inf", "between 0 and 1", "not (0, 1)", "(0, 1)?", "(0, 1)^2", "0 < x < 1 < 2", "(0, 1) U",
    "0 < x < 1 or y > 2", "-(0, 1)", "2(0, 1)", "(0, 1) or maybe (0, 2)",
]  # fmt: skip


@pytest.mark.parametrize(("key", "text"), [(k, t) for k, texts in SAME.items() for t in texts])
def test_one_set_in_many_ways(key: str, text: str) -> None:
    assert answer_kind("interval", key).judge(text).status == "correct"


@pytest.mark.parametrize(("key", "text"), [(k, t) for k, texts in OTHER.items() for t in texts])
def test_other_sets_are_wrong(key: str, text: str) -> None:
    assert answer_kind("interval", key).judge(text).status == "wrong"


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_no_set_costs_no_attempt(text: str) -> None:
    found = answer_kind("interval", HALF).judge(text)
    assert (found.status, "program fails" in found.feedback) == ("unreadable", False)


def test_the_letter_is_that_of_the_question() -> None:
    kind = answer_kind("interval", HALF, variables=["eta"])
    assert {kind.judge(t).status for t in ("0 < η <= 1/2", r"0 < \eta \le 1/2", "0<eta<=.5")} == {
        "correct"
    }
    assert kind.judge("0 < x <= 1/2").status == "unreadable"


@pytest.mark.parametrize(
    ("key", "text", "score"),
    [
        ("(1, 4)", "(1, 5)", Fraction(1, 2)),
        ("(1, 4)", "[1, 4)", Fraction(3, 4)),
        ("(1, 4)", "[1, 4]", Fraction(1, 2)),
        ("(1, 4)", "[1, 5)", Fraction(1, 4)),
        ("(1, 4)", "(2, 5)", 0),
        ("(0, 4)", "(0, 5)", 0),
        ("(0, 4)", "(0, 4]", Fraction(1, 2)),
        ("(0, inf)", "[0, inf)", 0),
        ("(3, inf)", "(-inf, 3)", 0),
        ("(-inf, 1) or (2, inf)", "(-inf, 1) or (3, inf)", Fraction(1, 2)),
        ("(-inf, 1) or (2, inf)", "(-inf, 1)", 0),
    ],
)
def test_credit_by_ends(key: str, text: str, score: Fraction) -> None:
    found = answer_kind("interval", key, partial="per_entry").judge(text)
    assert found.score == score
    assert answer_kind("interval", key).judge(text).score == 0
    assert is_told(key, text) == ("belong" in found.feedback)


def is_told(key: str, text: str) -> bool:
    """Whether an end of the key stands in the answer with the other bracket; read off the texts."""
    pairs = [("[1", "(1, 4)"), ("4]", "(1, 4)"), ("4]", "(0, 4)"), ("[0", "(0, inf)")]
    return any(end in text and key == of for end, of in pairs)


def test_what_is_said() -> None:
    ends = answer_kind("interval", "(-7/8, 2*sqrt(3)/5)").judge("[-7/8, 2*sqrt(3)/5]").feedback
    assert "whether −7/8, 2·sqrt(3)/5 belong" in ends
    assert "belongs to the set" in answer_kind("interval", HALF).judge("(0, 1/2)").feedback
    assert "does not hold" in answer_kind("interval", OUTSIDE).judge("(-2, 3]").feedback
    assert answer_kind("interval", "(0, 2/3)").judge("(0, 0.667)").status == "rounded"
    assert answer_kind("interval", ROOTS).judge("(-1.414, 1.414)").status == "rounded"
    assert answer_kind("interval", ROOTS, rounding=3).judge("(-1.41, 1.41)").status == "correct"
    mistake = [{"name": "closed", "value": "[0, 1/2]", "hint": "Not at 0."}]
    found = answer_kind("interval", HALF, mistake).judge("0 <= x <= 1/2")
    assert (found.mistake, "Not at 0." in found.feedback) == ("closed", True)


def test_sets_agree_with_their_points() -> None:
    """Union, intersection and complement, point by point, against comparisons of numbers."""
    drawn = random.Random(5)  # noqa: S311 - numbers for a test

    def some() -> tuple[str, list[tuple[int, int, bool, bool]]]:
        rows = []
        for _ in range(drawn.randint(1, 3)):
            low = drawn.randint(-4, 3)
            high = drawn.randint(low + 1, 4)
            rows.append((low, high, drawn.random() < 0.5, drawn.random() < 0.5))
        return " or ".join(f"{'[' if a else '('}{low}, {high}{']' if b else ')'}" for low, high, a, b in rows), rows  # fmt: skip

    def has(rows: list[tuple[int, int, bool, bool]], x: Fraction) -> bool:
        return any((low < x < high) or (x == low and a) or (x == high and b) for low, high, a, b in rows)  # fmt: skip

    for _ in range(150):
        (one, first), (other, second) = some(), some()
        left, right = read_set(one), read_set(other)
        for place in range(-10, 11):
            x = Fraction(place, 2)
            point = read_set(f"{{{x}}}")
            inside = [has(first, x), has(second, x)]
            assert bool(intersection(left, point)) == inside[0]
            assert bool(intersection(complement(left), point)) != inside[0]
            assert bool(intersection(union([*left, *right]), point)) == any(inside)
            assert bool(intersection(intersection(left, right), point)) == all(inside)
        assert is_same(read_set(written(left)), left)
        assert is_same(complement(complement(left)), left)


PIECES = ["(", ")", "[", "]", "{", "}", ",", ";", " or ", "∪", "U", "and", "<", "<=", ">", "≥", "=", "x", "y", "|", "-", "0", "1", "2", "1/2", "sqrt(2)", "∞", "inf", "\\cup", "\\frac{1}{2}", "\\left", ".", "5", "^", "∖", "R", "not", "\\", "~", "\0"]  # fmt: skip


def mutated(drawn: random.Random, text: str) -> str:
    for _ in range(drawn.randint(1, 4)):
        at = drawn.randint(0, len(text))
        end = at + drawn.choice([0, 0, 1, 1, 2, 5])
        text = text[:at] + drawn.choice([*PIECES, ""]) + text[end:]
    return text


def fuzz(count: int, seed: int) -> tuple[list[str], float, list[tuple[str, str]]]:
    """Texts the program failed on, the longest time, and what was accepted with the key it had."""
    drawn = random.Random(seed)  # noqa: S311 - texts for a test
    starts = [(key, text) for key, texts in SAME.items() for text in (key, *texts)]
    kinds = {key: answer_kind("interval", key, partial="per_entry") for key in SAME}
    failed, longest, accepted = [], 0.0, []
    for _ in range(count):
        key, start = drawn.choice(starts)
        text = mutated(drawn, start)
        begun = time.process_time()
        found = kinds[key].judge(text)
        longest = max(longest, time.process_time() - begun)
        if "program fails" in found.feedback:
            failed.append(text)
        if found.status == "correct":
            accepted.append((key, text))
    return failed, longest, accepted


@pytest.mark.timed
def test_mutated_texts() -> None:
    failed, longest, accepted = fuzz(1500, 7)
    assert failed == []
    assert longest < 0.05
    for key, text in accepted:  # what is right is right for no other key
        others = [k for k in SAME if k != key and answer_kind("interval", k).judge(text).status == "correct"]  # fmt: skip
        assert others == []


@pytest.mark.timed
def test_a_long_text_is_refused() -> None:
    for text in (
        "(0,1) or " * 2000,
        "{" * 390,
        "(x>0" * 90,
        "(0, " + "sqrt(" * 70 + "2",
        "|" * 399,
    ):
        begun = time.process_time()
        assert answer_kind("interval", HALF).judge(text).status == "unreadable"
        assert time.process_time() - begun < 0.2


def test_unreadable_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        answer_kind("interval", "(0, 1")
    with pytest.raises(ValueError, match="is no set"):
        answer_kind("interval", 5)
    with pytest.raises(Unreadable):
        read_set("(0, 1) U (2, 1)")


POSITIVE = {"within": "(0, inf)", "variables": ["eta"], "partial": "per_entry"}


@pytest.mark.parametrize(
    ("key", "within", "text", "score"),
    [
        ("(0, 1/5)", "(0, inf)", "eta < 1/5", 1),
        ("(0, 1/5)", "(0, inf)", "(-inf, 1/5)", 1),
        ("(0, 1/5)", "(0, inf)", "0 < eta < 0.2", 1),
        ("(0, 1/5)", "(0, inf)", "|eta| < 1/5", 0),
        ("(0, 1/5)", "(0, inf)", "[0, 1/5)", Fraction(1, 2)),
        ("(0, 1/5)", "(0, inf)", "eta <= 1/5", Fraction(1, 2)),
        ("(0, 1/5)", "(0, inf)", "eta > 1/5", 0),
        ("(0, 1/5)", "(0, inf)", "eta > 0", 0),
        ("(0, 1/5)", "(0, inf)", "R", 0),
        ("(2/5, 1]", "[0, 1]", "eta > 2/5", 1),
        ("(2/5, 1]", "[0, 1]", "(2/5, 1)", Fraction(1, 2)),
        ("(2/5, 1]", "[0, 1]", "eta > 1/2", 0),
        ("(0, 1) or (1, 2)", "(0, 2)", "eta != 1", 1),
        ("(0, 1) or (3, inf)", "(0, inf)", "eta < 1 or eta > 3", 1),
        ("(0, inf)", "(0, inf)", "all real numbers", 1),
        ("empty set", "(0, inf)", "eta < 0", 1),
    ],
)  # fmt: skip
def test_what_the_statement_says_of_the_unknown_need_not_be_repeated(
    key: str, within: str, text: str, score: Fraction
) -> None:
    kind = answer_kind("interval", key, **{**POSITIVE, "within": within})
    assert (kind.judge(text).score, kind.judge(text).status == "correct") == (score, score == 1)


def test_an_answer_is_echoed_with_what_is_known_of_the_unknown() -> None:
    kind = answer_kind(
        "interval",
        "(0, 1/5)",
        [{"name": "too-far", "value": "(-inf, 2)", "hint": "Halve it."}],
        **POSITIVE,
    )
    assert kind.judge("eta < 1/5").reading == "(0, 0.2)"
    assert kind.judge("(0, 2)").mistake == "too-far"
    assert "where it does not hold" in kind.judge("eta >= 1/5").feedback


def test_a_mistake_that_within_makes_right_is_told() -> None:
    below = {"name": "below", "value": "(-inf, 1/5)", "hint": "It is positive."}
    assert answer_kind("interval", "(0, 1/5)", [below]).faulty_mistake() is None
    faulty = answer_kind("interval", "(0, 1/5)", [below], **POSITIVE).faulty_mistake()
    assert faulty == ("below", "(0, 0.2) is the right answer")


@pytest.mark.parametrize(
    ("key", "within", "said"),
    [
        ("(-1, 1/5)", "(0, inf)", r"the key \(-1, 0.2\) is not inside within = \(0, inf\)"),
        ("(0, 1)", "x < 0 or x > 2", "is not one interval"),
        ("(0, 1)", "positive", "within = 'positive' cannot be read"),
    ],
)
def test_what_is_known_of_the_unknown_is_one_interval_around_the_key(
    key: str, within: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        answer_kind("interval", key, within=within)
