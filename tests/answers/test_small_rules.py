"""Small rules that readers and kinds share, each by hand: at its bound, below and above."""

from collections.abc import Sequence
from fractions import Fraction
from operator import eq
from typing import Any

import pytest

from quizgen.answers import answer_kind, kind_class, kind_names, matrix_written
from quizgen.answers.array_working import terms_of
from quizgen.answers.credit import known_by_chance, marked
from quizgen.answers.description import Latex, Words
from quizgen.answers.mathml import without_mathml
from quizgen.answers.matrix_tokens import plain_signs
from quizgen.answers.matrix_tree import Node, Op, name
from quizgen.answers.modular import value_modulo
from quizgen.answers.options import _bones
from quizgen.answers.rounding import accepted, fits
from quizgen.answers.syntax import Formula
from quizgen.answers.tail import tail
from quizgen.answers.text import bare, without_dollars
from quizgen.answers.typst_text import without_typst
from quizgen.answers.verdict import Unreadable

CHANCE = "An answer of zeros, of one number repeated or of given numbers has as many: that earns nothing."


class TestMarks:
    """What entries earn: those beyond an answer that shows no knowledge."""

    @pytest.mark.parametrize(
        ("right", "partial", "trivial", "score", "said"),
        [
            ("+-+", "per_entry", 0, "2/3", "2 of 3 entries are right. Entry 2 is not right."),
            ("+-+", "per_entry", 1, "1/2", "2 of 3 entries are right. Entry 2 is not right."),
            ("+-+", "per_entry", 2, "0", f"2 of 3 entries are right. Entry 2 is not right. {CHANCE}"),
            ("+--", "per_entry", 2, "0", f"1 of 3 entries is right. Entries 2, 3 are not right. {CHANCE}"),
            ("---", "per_entry", 0, "0", "Entries 1, 2, 3 are not right."),
            ("+++-", "net", 2, "1/2", "3 of 4 entries are right. Entry 4 is not right."),
            ("++--", "net", 0, "0", "2 of 4 entries are right. Entries 3, 4 are not right."),
            ("+---", "net", 0, "0", "1 of 4 entries is right. Entries 2, 3, 4 are not right."),
            ("+-+", "each", 2, "2/3", "2 of 3 entries are right. Entry 2 is not right."),
            ("+-+", "all", 0, "0", "Entry 2 is not right."),
            ("+-+", "off", 0, "0", "Entry 2 is not right."),
            ("+------", "each", 0, "1/7", "1 of 7 entries is right. Entries 2, 3, 4, 5, 6, 7 are not right."),
            ("+-------", "each", 0, "1/8", "1 of 8 entries is right. Entries 2, 3, 4, 5, 6, 7, … are not right."),
        ],
    )  # fmt: skip
    def test_score(self, right: str, partial: str, trivial: int, score: str, said: str) -> None:
        found = marked([sign == "+" for sign in right], partial, trivial=lambda: trivial)
        assert found[:2] == (Fraction(score), said)

    def test_of_a_matrix(self) -> None:
        right = [True, False, True, True, True, False]
        assert marked(right, "each", 3)[1] == "4 of 6 entries are right. Entries (1, 2), (2, 3) are not right."  # fmt: skip
        assert marked(right, "each", 2)[1] == "4 of 6 entries are right. Entries (1, 2), (3, 2) are not right."  # fmt: skip

    def test_one_number_repeated(self) -> None:
        assert marked([True, True, False], "per_entry", constant=True)[0] == 0
        assert marked([True, True, False], "each", constant=True)[0] == Fraction(2, 3)

    @pytest.mark.parametrize(
        ("key", "given", "count"),
        [
            ([1, 2], [], 0), ([1, 0], [], 1), ([0, 0], [], 0), ([5], [], 0), ([0], [], 0), ([3, 3], [], 0), ([3, 3, 1], [], 1), ([3, 3, 3, 1], [], 2), ([3, 3, 0, 0], [], 2),
            ([1, 2, 3], [[1, 2, 4]], 2), ([1, 2, 3], [[1, 2, 3], [4, 2, 5]], 1), ([1, 2, 3], [[1, 2], [1, 2, 4, 5]], 0),
            ([Fraction(2), 2, Fraction(1, 2)], [], 1), ([Fraction(1, 2), Fraction(1, 2), 1], [], 1),
        ],
    )  # fmt: skip
    def test_by_chance(self, key: Sequence[Any], given: Sequence[Any], count: int) -> None:
        assert known_by_chance(key, 0, given, eq) == count


@pytest.mark.parametrize(
    ("about", "exact", "written", "is_true"),
    [
        ("0", "0", 0, True), ("0", "1/10", 0, False), ("1/3", "1/3", 0, True), ("1/3", "0.3333", 0, False),
        ("0.1", "0.15", 0, True), ("0.1", "0.151", 0, False), ("0.2", "0.15", 0, True), ("3", "7/2", 0, True), ("3", "3.51", 0, False),
        # Cut off: from three digits on.
        ("0.66", "2/3", 0, False), ("0.666", "2/3", 0, True), ("0.665", "2/3", 0, False), ("1.6", "5/3", 0, False), ("1.66", "5/3", 0, True), ("16.6", "50/3", 0, True),
        # A zero at the end is a digit, too.
        ("3", "3.2", 1, True), ("3", "3.2", 2, False), ("3", "3.04", 2, True), ("-3", "3", 0, False),
    ],
)  # fmt: skip
def test_what_an_approximation_fits(about: str, exact: str, written: int, is_true: bool) -> None:  # noqa: FBT001 - a case
    assert fits(Fraction(about), Fraction(exact), written) is is_true


FEW = "Give {} significant figures."


@pytest.mark.parametrize(
    ("key", "figures", "text", "is_right", "said"),
    [
        ("0", 3, "0", True, ""), ("0", 3, "0.001", False, None),
        # Half a unit of the third figure is 0.0005.
        ("0.123456", 3, "0.123", True, ""), ("0.123456", 3, "0.1235", True, ""), ("0.123456", 3, "0.124", False, None), ("0.123456", 3, "10/81", True, ""), ("0.123456", 3, "1/8", False, None),
        ("0.1235", 3, "0.123", True, ""), ("0.1235", 3, "0.124", True, ""), ("0.1235", 3, "0.12", False, FEW.format(3)), ("0.1235", 3, "0.13", False, None),
        # At powers of ten: 0.005, 50, 5.
        ("0.1", 2, "0.105", True, ""), ("0.1", 2, "0.1051", False, None), ("1000", 2, "1050", True, ""), ("1000", 2, "1051", False, None), ("999", 2, "1004", True, ""), ("999", 2, "1005", False, None), ("-999", 2, "-1004", True, ""),
        # Exactly the key needs no further figures.
        ("0.5", 3, "0.5", True, ""), ("0.504", 3, "0.5", False, FEW.format(3)), ("0.5004", 3, "0.50", False, FEW.format(3)), ("0.5004", 3, "0.500", True, ""), ("0.5004", 3, "1/2", True, ""),
    ],
)  # fmt: skip
def test_significant_figures(key: str, figures: int, text: str, is_right: bool, said: str | None) -> None:  # noqa: FBT001 - a case  # fmt: skip
    verdict = answer_kind("real", key, sigfigs=figures).judge(text)
    assert (verdict.status == "correct") is is_right
    assert (verdict.feedback == said) if said is not None else "figures" not in verdict.feedback


class TestTail:
    """Words behind a number, up to eighty signs of them."""

    @pytest.mark.parametrize(
        ("text", "before", "words"),
        [
            ("50 weights", "50", ["weights"]), ("50 of its weights.", "50", ["of", "its", "weights"]), ("7 (weights)", "7", ["weights"]), ("7 [weights]!", "7", ["weights"]),
            (r"7 \text{ weights}", "7", ["weights"]), (r"$7$ \mathrm{weights}", "$7$", ["weights"]), ("7~units", "7", ["units"]), ("7\nunits", "7", ["units"]), ("7. units", "7.", ["units"]),
            ("50", "50", []), ("[1, 2] units", "[1, 2]", ["units"]), ("7 student’s units", "7", ["student", "s", "units"]),
            # What is no number, and brackets that nothing opens.
            ("x units", "x units", []), ("7 + units", "7 + units", []), ("7 weights)", "7 weights)", []), ("7 (3 weights)", "7 (3 weights)", []), ("units", "units", []),
            ("7 " + "a" * 80, "7", ["a" * 80]), ("7 " + "a" * 81, "7 " + "a" * 81, []),
        ],
    )  # fmt: skip
    def test_tail(self, text: str, before: str, words: list[str]) -> None:
        assert tail(text) == (before, words)


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ('" 5 "', "5"), ("“ 5 ”", "5"), ("‘5’", "5"), ("„5“", "5"), ("«5»", "5"), ("»5«", "5"), ("「5」", "5"), ("'x'", "x"), ("```5```", "5"), ("*5*", "5"), ("__5__", "5"), ("**5**", "5"),
        # A sign of a product, one that stands inside as well, and nothing inside.
        ("* 5 *", "* 5 *"), ("'a' + 'b'", "'a' + 'b'"), ('""', '""'), ("**", "**"),
        ("`5`", "5"), ("$5$", "5"), ("$$5$$", "5"), (r"\(5\)", "5"), (r"\[5\]", "5"), ("$5$ + $6$", "$5$ + $6$"), ("*`5`*.", "5"), ("$5$.", "5"), (r"\boxed{5}", "5"), (r"\boxed{5} + \boxed{6}", r"\boxed{5} + \boxed{6}"),
    ],
)  # fmt: skip
def test_what_stands_around_all_of_it(text: str, inner: str) -> None:
    assert bare(text) == inner


@pytest.mark.parametrize("text", ["5", "", "$", "$$", "`5", "5`", "$5", r"\(5", r"\(5\) \(6\)"])
def test_no_dollars(text: str) -> None:
    assert without_dollars(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [("ŷ", "y_hat "), ("y\u0302", "y_hat "), ("x\u0304", "x_bar "), ("ã + b\u0302", "a_tilde  + b_hat "), (r"\hat{y}", "y_hat "), (r"\bar x", "x_bar "), ("é", "é")],
)  # fmt: skip
def test_accents(text: str, plain: str) -> None:
    assert plain_signs(text) == plain


class TestSources:
    """What a browser or a typesetter holds."""

    def test_annotations_are_not_printed(self) -> None:
        note = "<annotation>x</annotation>"
        assert without_mathml(f"<math><mn>2</mn>{note}</math>") == "2"
        assert without_mathml(f"<math><msqrt><mn>2</mn>{note}</msqrt></math>") == without_mathml("<math><msqrt><mn>2</mn></msqrt></math>")  # fmt: skip

    def test_what_is_no_answer_of_typst(self) -> None:
        with pytest.raises(Unreadable) as found:
            without_typst('#"A: ";#nothing')
        assert found.value.reason == "this Typst source is not understood"


class TestTerms:
    """Sums of arrays: seven signs between eight of them."""

    def test_how_many(self) -> None:
        assert len(terms_of(" + ".join(["[1, 2]"] * 8))) == 8
        assert terms_of(" + ".join(["[1, 2]"] * 9)) == []
        assert terms_of("[1] + [" + "2" * 4000 + "]") == []

    def test_names_of_entries_in_brackets(self) -> None:
        for text in ("(h_1 = 3, h_2 = 4)", "([h_2 = 4; h_1 = 3])", "h_1 = 3; h_2 = 4", "[h_1 = 3, h_2 = 4]"):  # fmt: skip
            assert answer_kind("vector", [3, 4], names=["h"]).judge(text).status == "correct", text


class TestKinds:
    """What single kinds promise."""

    def test_a_fraction_is_no_rounded_slip(self) -> None:
        kind = answer_kind("fraction", "1/2", [{"name": "m", "value": "2/3", "hint": "No."}])
        assert [kind.judge(text).mistake for text in ("2/3", "0.667", "667/1000", "0.67")] == ["m", "m", None, None]  # fmt: skip

    @pytest.mark.parametrize("name", ["choices", "choice_texts", "items"])
    def test_options_are_in_an_order(self, name: str) -> None:
        """A set has none."""
        settings: dict[str, Any] = {"choices": ["A"], name: {"A"}}
        with pytest.raises(ValueError, match=rf"^choice: {name} = \{{'A'\}} is no list$"):
            answer_kind("multi", ["A"], **settings)

    @pytest.mark.parametrize("text", ["A-C", "A - C.", "(A) to (C)", "A bis C", "A → C", "A … C"])
    def test_a_range_of_options(self, text: str) -> None:
        verdict = answer_kind("multi", ["A", "C"], choices=["A", "B", "C"]).judge(text)
        assert verdict.status == "unreadable"
        assert "an order or a range; list every option that is meant, as A, C" in verdict.feedback

    def test_an_order_is_shown_with_arrows(self) -> None:
        order = kind_class("order")
        assert order.typeset(["B", "A"], {}) == (Latex(r"\text{B} \to \text{A}"),)
        assert order.on_one_line(["B", "A"], {}) == (Words("B → A"),)
        assert order.typed(["B", "A"]) == "B, A"

    def test_layers_that_do_nothing(self) -> None:
        kind = answer_kind("code", "nn.Linear(1, 2)")
        assert kind.judge("nn.Sequential(nn.Linear(1, 2), nn.Identity())").status == "correct"
        assert kind.judge("nn.Identity()").status == "wrong"
        assert answer_kind("code", "nn.Identity()").judge("nn.Identity()").status == "correct"

    def test_layers_that_pytorch_refuses_are_none(self) -> None:
        kind = answer_kind("code", "nn.Linear(1, 2)")
        refused = kind.read("nn.Conv1d(3, 4, 3, groups=2)")
        with pytest.raises(ValueError, match=r"^PyTorch refuses this: "):
            kind.exact(refused)

    def test_sides_that_are_not_equal(self) -> None:
        verdict = answer_kind("expression", "2*x", variables=["x"]).judge("x + x = 3*x")
        assert verdict.status == "unreadable"
        assert verdict.feedback.lower().startswith("the equals signs do not hold: x + x is not 3")


class TestModular:
    """Formulas modulo 7, by hand: 2 · 4 = 1, so 1/2 is 4 and 1/4 is 2."""

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("x", 3), ("x + 5", 1), ("x*5", 1), ("-x", 4), ("x - 3", 0), ("9", 2), ("1/2", 4), ("x/2", 5), ("1/x", 5), ("x^2", 2), ("x^(-1)", 5), ("(x - 3)^2", 0), ("(x + 1)^(-2)", 4),
            # Nothing is divided by 0, nor by a multiple of 7.
            ("1/(x - 3)", None), ("1/(x + 4)", None), ("(x - 3)^(-1)", None), ("1/7", None), ("x/7", None), ("2^x", None), ("ln(x)", None), ("1 + 1/(x - 3)", None),
        ],
    )  # fmt: skip
    def test_value(self, text: str, value: int | None) -> None:
        assert value_modulo(Formula(["x"]).read(text), {"x": 3}, 7) == value


def test_rows_that_are_shown_whole_are_not_read_back() -> None:
    columns = {"a": "integer", "b": "integer"}
    shown = [["y", "a"], ["y", "b"], ["z", "a"]]
    kind = answer_kind("table", [[1, 2], [3, 4], [5, 6]], rows=["x", "y", "z"], columns=columns, shown=shown)  # fmt: skip
    verdict = kind.judge("1 | 2; 3 | 4; 5 | 6")
    assert (verdict.status, verdict.reading) == ("correct", "1 | 2; 6")


@pytest.mark.parametrize("name", kind_names())
def test_a_kind_has_the_name_by_which_it_is_found(name: str) -> None:
    assert kind_class(name).name == name


@pytest.mark.parametrize("digits", ["1", "12345678901234567", "123456789012345678901234"])
def test_zeros_behind_a_comma(digits: str) -> None:
    """What is quoted of a number is twenty signs of it."""
    said = f"{f'{digits},0'[:20]} is {digits[:20]} with a decimal comma, or a number of thousands that lacks zeros; write {digits[:20]} if that is meant"
    assert said in answer_kind("integer", 1).judge(f"{digits},0").feedback


@pytest.mark.parametrize(
    ("value", "key", "figures", "written_", "is_right"),
    [
        ("2/3", "2/3", 9, 0, True), ("0.667", "2/3", 3, 0, True), ("0.667", "2/3", 4, 0, False), ("-0.667", "2/3", 3, 0, False), ("0.667", "-2/3", 3, 0, False), ("-0.667", "-2/3", 3, 0, True),
        ("0.666", "2/3", 3, 0, False), ("0.001", "0", 1, 0, False), ("0", "0.001", 1, 0, False), ("1/3", "0.3333", 3, 0, False),
        # 1100 may be rounded to two figures or three, not to four; 1097.0 says more than 1097.3 is.
        ("1100", "1097", 2, 0, True), ("1100", "1097", 3, 0, True), ("1100", "1097", 4, 0, False), ("1097", "1097.3", 4, 0, True), ("1097", "1097.3", 4, 5, False),
    ],
)  # fmt: skip
def test_rounded_as_is_allowed(value: str, key: str, figures: int, written_: int, is_right: bool) -> None:  # noqa: FBT001 - a case  # fmt: skip
    assert accepted(Fraction(value), Fraction(key), figures, written_) is is_right


class TestOptionsOfKinds:
    """Options by letters, by their texts, and those that are two words."""

    @pytest.mark.parametrize("key", ["Z", "AB", 3])
    def test_a_key_that_is_none(self, key: object) -> None:
        with pytest.raises(ValueError, match=f"^choice: the key {key!r} is none of the options A, B$"):  # fmt: skip
            answer_kind("choice", key, choices=["A", "B"])

    def test_two_words(self) -> None:
        for key in (True, False):
            offered = kind_class("boolean").offered(key, {})
            assert [(o.letter, o.text, o.right) for o in offered] == [("", "true", key), ("", "false", not key)]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "bones"),
        [
            ("<code>nn.ReLU()</code>", "nnrelu"), ("<em>x</em> &lt; 3", "x<3"), ("a <strong>b</strong>", "ab"), ("1 < 2", "1<2"), ("x < y > z", "x<y>z"),
            (r"$\text{the}\ x^\top$", "thext"), ("x\u22121", "x-1"), ("A, B!", "ab"),
        ],
    )  # fmt: skip
    def test_bones(self, text: str, bones: str) -> None:
        assert _bones(text) == bones


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("nn.Linear(1, 2", "this is not Python: '(' was never closed"), ("nn.Linear(1, 2)\nx = = 3", "line 2: this is not Python: invalid syntax"), ("nn.Linear(1, 2); nn.ReLU()", "there are 2 statements"),
        ("", "nothing"),
    ],
)  # fmt: skip
def test_code_that_is_none(code: str, said: str) -> None:
    verdict = answer_kind("code", "nn.Linear(1, 2)").judge(code)
    assert verdict.status == "unreadable"
    assert said in verdict.feedback


@pytest.mark.parametrize(
    ("indices", "plain", "set_"),
    [((), "‖x‖", r"\lVert x \rVert"), (("",), "‖x‖", r"\lVert x \rVert"), (("1",), "‖x‖_1", r"\lVert x \rVert_{1}")],
)  # fmt: skip
def test_norms(indices: tuple[str, ...], plain: str, set_: str) -> None:
    norm = Node(Op.CALL, (name("x"),), word="norm", indices=indices)
    assert (matrix_written.written(norm), matrix_written.latex(norm)) == (plain, set_)
