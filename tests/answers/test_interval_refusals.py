"""What is no set of numbers is told with the way to write one; a power of a letter is no letter."""

import pytest

from quizgen.answers import answer_kind

REFUSED = {
    "": "nothing was written",
    "(0, 1) and (2, 3)": "'and' between sets may mean both or either",
    "x > 3 and x < 2": "no number is in all of these at once",
    "(0, 1) or " * 20 + "(0, 1)": "more than 12 pieces",
    "(0, 1) or ": "a piece of the set is missing",
    "or (0, 1)": "a piece of the set is missing",
    "{x | " * 7 + "x > 1" + "}" * 7: "the set is nested too deeply",
    "1 < x or " * 12 + "x > 1": "more than 12 pieces",
    "{" + "1, " * 12 + "1}": "are no numbers of a set",
    "{1, inf}": "are no numbers of a set",
    "0, 1": "'0, 1' is no interval; write it as",
    "{a, b}": "'a' is no number",
    "[0, inf]": "infinity is no number that belongs to a set",
    "(3, 1)": "'(3, 1)' begins behind its end; write the smaller end first",
    "(0, 1, 2)": "an interval has two ends",
    "0 < x = 1": "'0 < x = 1' is no inequality that can be read",
    "0 = x = 1": "'0 = x = 1' is no inequality that can be read",
    "0 < x > 1": "the signs of an inequality point the same way",
    "3 < 4": "'3 < 4' does not say between what numbers",
    "2x < 3": "'2x < 3' does not say between what numbers",
    "0 < x < 1 or y > 2": "inequalities about two letters",
    "x > inf": "infinity is no number; leave that side of the inequality out",
    "|x| <= inf": "infinity is no number; leave that side of the inequality out",
    "1" * 500: "a set of more than 400 characters",
    "{x | x^2 < 4}": "'x^2 < 4' does not say between what numbers",
    "x^2 in (0, 1)": "'x^2' is no letter alone",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:20])
def test_what_is_no_set_is_told(text: str) -> None:
    verdict = answer_kind("interval", "(0, 1)").judge(text)
    assert verdict.status == "unreadable"
    assert REFUSED[text] in verdict.feedback


@pytest.mark.parametrize(
    "name", ["x^2", "x²", "x^{2}", "x^3", "x^n", "x^(2)", "f(x)", "x**2", r"\sqrt{x}", "2x", "-x"]
)
def test_the_set_of_a_power_is_not_that_of_the_letter(name: str) -> None:
    """Where x² is below 4, x lies between -2 and 2: whoever solves less has not answered."""
    for key, text in (
        ("(-inf, 4)", f"{name} < 4"),
        ("[1, 4)", f"1 <= {name} < 4"),
        ("(4, inf)", f"4 < {name}"),
        ("(0, 1)", f"{name} in (0, 1)"),
    ):
        assert answer_kind("interval", key).judge(text).status == "unreadable"
        assert answer_kind("interval", key, variables=["x"]).judge(text).status == "unreadable"


@pytest.mark.parametrize("name", ["x", "x_1", "η", r"\eta", r"\lambda_{max}", "alpha", "x'"])
def test_a_letter_may_have_an_index(name: str) -> None:
    assert answer_kind("interval", "[1, 4)").judge(f"1 <= {name} < 4").status == "correct"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("(-2, 2)", "|x| < 2"), ("(-inf, -2) or (2, inf)", "|x| > 2"), ("{-2} or {2}", "|x| = 2"),
        ("(-inf, -2) or (-2, 2) or (2, inf)", "|x| != 2"), ("(-inf, inf)", "x < inf"), ("(-inf, inf)", "x > -inf"),
        ("(-inf, inf)", "R"), ("(-inf, 0) or (0, inf)", "x != 0"), ("(-inf, 0) or (0, inf)", r"R \ {0}"), ("{3}", "x = 3"),
        ("(2, 3)", "(sqrt(4), 3)"), ("(2, 3)", "(4^(1/2), 3)"), ("(-2/3, 1)", "(-2/3, 1)"), ("{1} or {2}", "{1, 2}"),
        ("(1, inf)", "{x | " * 6 + "x > 1" + "}" * 6), ("(1, inf)", "1 < x or " * 11 + "x > 1"), ("{1}", "{" + "1, " * 11 + "1}"),
        ("[0, 1/2) or (1/2, 2/3]", "0 <= x <= 2/3 and x != 1/2"), ("(0, 1)", "1 > x > 0"), ("(0, 1)", "I = (0, 1)"),
    ],
)  # fmt: skip
def test_sets_written_in_other_ways(key: str, text: str) -> None:
    assert answer_kind("interval", key).judge(text).status == "correct"


@pytest.mark.parametrize(("depth", "status"), [(1, "correct"), (6, "correct"), (7, "unreadable")])
def test_brackets_around_an_inequality_with_a_comma(depth: int, status: str) -> None:
    judge = answer_kind("interval", "(1/2, inf)", decimal_comma=True).judge
    verdict = judge(f"{'(' * depth}x > 0,5{')' * depth}")
    assert verdict.status == status, verdict
    assert status == "correct" or verdict.feedback == "the set is nested too deeply"


@pytest.mark.parametrize("text", ["y in (0, 1)", r"y \in (0, 1)", "{y | 0 < y < 1}", "S in (0, 1)"])
def test_what_is_about_another_name_is_told(text: str) -> None:
    verdict = answer_kind("interval", "(0, 1)", variables=["x"]).judge(text)
    assert verdict.status == "unreadable"
    assert "the set is asked for another letter" in verdict.feedback


@pytest.mark.parametrize("text", ["x in (0, 1)", "S = (0, 1)", "I: (0, 1)", "(0, 1)"])
def test_the_set_may_have_a_name(text: str) -> None:
    assert answer_kind("interval", "(0, 1)", variables=["x"]).judge(text).status == "correct"
