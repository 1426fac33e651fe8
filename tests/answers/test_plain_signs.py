"""One form for each sign, digit and blank: what a keyboard, a phone or a word processor makes of it."""

import pytest

from quizgen.answers import Unreadable, answer_kind
from quizgen.answers.text import bare, inside, mixed, plain, without_dollars, without_tags


def why(text: str) -> str:
    with pytest.raises(Unreadable) as found:
        plain(text)
    return found.value.reason


class TestSigns:
    """By their names in Unicode: what each is for."""

    @pytest.mark.parametrize(
        "minus",
        [
            "\N{MINUS SIGN}",
            "\N{EN DASH}",
            "\N{EM DASH}",
            "\N{HYPHEN}",
            "\N{NON-BREAKING HYPHEN}",
            "\N{FIGURE DASH}",
            "\N{SMALL HYPHEN-MINUS}",
            "\N{FULLWIDTH HYPHEN-MINUS}",
        ],
    )
    def test_minus(self, minus: str) -> None:
        assert plain(f"{minus}3") == "-3"
        assert answer_kind("integer", -3).judge(f"{minus}3").status == "correct"

    @pytest.mark.parametrize(
        "dot", ["\N{DOT OPERATOR}", "\N{BULLET OPERATOR}", "\N{BULLET}", "\N{INVISIBLE TIMES}", "·"]
    )
    def test_a_dot_multiplies(self, dot: str) -> None:
        assert plain(f"3{dot}x") == "3·x"
        judge = answer_kind("expression", "3*x", variables=["x"])
        assert judge.judge(f"3{dot}x").status == "correct"
        assert judge.judge(f"3 {dot} x").status == "correct"

    @pytest.mark.parametrize("cross", ["×", "\N{VECTOR OR CROSS PRODUCT}", "\N{MULTIPLICATION X}"])
    def test_a_cross_multiplies(self, cross: str) -> None:
        assert plain(f"3{cross}x") == "3×x"
        assert (
            answer_kind("expression", "3*x", variables=["x"]).judge(f"3{cross}x").status
            == "correct"
        )

    @pytest.mark.parametrize(
        "slash",
        ["\N{FRACTION SLASH}", "\N{DIVISION SLASH}", "\N{DIVISION SIGN}", "\N{FULLWIDTH SOLIDUS}"],
    )
    def test_division(self, slash: str) -> None:
        assert plain(f"1{slash}2") == "1/2"
        assert answer_kind("fraction", "1/2").judge(f"1{slash}2").status == "correct"

    @pytest.mark.parametrize(
        ("sign", "meant"),
        [
            ("\N{ASTERISK OPERATOR}", "*"),
            ("\N{INVISIBLE SEPARATOR}", ","),
            ("\N{MODIFIER LETTER CIRCUMFLEX ACCENT}", "^"),
            ("\N{RATIO}", ":"),
            ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
            ("\N{MODIFIER LETTER APOSTROPHE}", "'"),
            ("\N{IDEOGRAPHIC COMMA}", ","),
            ("\N{FULLWIDTH SEMICOLON}", ";"),
            ("\N{FULLWIDTH COLON}", ":"),
            ("\N{FULLWIDTH PLUS SIGN}", "+"),
            ("\N{FULLWIDTH EQUALS SIGN}", "="),
            ("\N{FULLWIDTH TILDE}", "~"),
            ("\N{FULLWIDTH EXCLAMATION MARK}", "!"),
            ("\N{FULLWIDTH LATIN SMALL LETTER X}", "x"),
        ],
    )
    def test_a_sign_between(self, sign: str, meant: str) -> None:
        assert plain(f"a{sign}b") == f"a{meant}b"

    @pytest.mark.parametrize(
        ("pair", "meant"),
        [("【】", "[]"), ("〔〕", "[]"), ("\uff08\uff09", "()"), ("\uff3b\uff3d", "[]")],
    )
    def test_brackets(self, pair: str, meant: str) -> None:
        assert plain(f"{pair[0]}3, 4{pair[1]}") == f"{meant[0]}3, 4{meant[1]}"

    def test_a_full_stop_of_chinese(self) -> None:
        assert plain("a b\N{IDEOGRAPHIC FULL STOP}") == "a b."

    @pytest.mark.parametrize(
        "blank",
        [
            "\N{NO-BREAK SPACE}",
            "\N{OGHAM SPACE MARK}",
            "\N{EN QUAD}",
            "\N{EM SPACE}",
            "\N{THIN SPACE}",
            "\N{HAIR SPACE}",
            "\N{NARROW NO-BREAK SPACE}",
            "\N{MEDIUM MATHEMATICAL SPACE}",
            "\N{IDEOGRAPHIC SPACE}",
            "\t",
        ],
    )
    def test_blanks(self, blank: str) -> None:
        assert plain(f"a{blank}b") == "a b"
        assert plain(f"{blank}−a{blank}") == "-a"

    @pytest.mark.parametrize(
        "mark",
        [
            "\N{ZERO WIDTH SPACE}",
            "\N{ZERO WIDTH NON-JOINER}",
            "\N{LEFT-TO-RIGHT MARK}",
            "\N{RIGHT-TO-LEFT MARK}",
            "\N{LEFT-TO-RIGHT EMBEDDING}",
            "\N{POP DIRECTIONAL FORMATTING}",
            "\N{LEFT-TO-RIGHT OVERRIDE}",
            "\N{WORD JOINER}",
            "\N{FUNCTION APPLICATION}",
            "\N{LEFT-TO-RIGHT ISOLATE}",
            "\N{FIRST STRONG ISOLATE}",
            "\N{POP DIRECTIONAL ISOLATE}",
            "\N{ZERO WIDTH NO-BREAK SPACE}",
            "\N{SOFT HYPHEN}",
        ],
    )
    def test_what_nobody_sees_is_left_out(self, mark: str) -> None:
        assert plain(f"{mark}5{mark}0{mark}") == "50"

    def test_other_invisible_characters_are_told(self) -> None:
        assert why("5\N{NULL}0") == "contains the invisible character U+0000"
        assert why("5\N{RIGHT-TO-LEFT OVERRIDE}0") == "contains the invisible character U+202E"
        assert why("5\ue0000") == "contains the invisible character U+E000"
        assert why("5\udc80") == "contains bytes that are no text; save or type it as UTF-8"

    @pytest.mark.parametrize("line", ["\n", "\r\n", "\r", "\N{LINE SEPARATOR}"])
    def test_ends_of_lines(self, line: str) -> None:
        assert plain(f"a{line}b") == "a\nb"


class TestDigits:
    """Raised, lowered, in fractions of one sign and in alphabets of mathematics."""

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("x²", "x^(2)"),
            ("x⁻¹⁰", "x^(-10)"),
            ("x⁺³", "x^(+3)"),
            ("eˣ", "e^(x)"),
            ("2ⁿ", "2^(n)"),
            ("aʸ + aᶻ", "a^(y) + a^(z)"),
            ("x⁴⁵⁶⁷⁸⁹", "x^(456789)"),
            ("w₁₂", "w_12"),
            ("w₃₄₅₆₇₈₉₀", "w_34567890"),
            ("v₁2", "v_{1}2"),
            ("v₁,₂", "v_{1,2}"),
            ("v₁, ₂", "v_1, _2"),
            ("½", "(1/2)"),
            ("−⅞", "-(7/8)"),
            ("⅒ + ⅑", "(1/10) + (1/9)"),
            ("⅓x", "(1/3)x"),
            ("³⁄₂", "(3/2)"),
            ("³/₂", "(3/2)"),
            ("¹⁰∕₁₃", "(10/13)"),
            ("\N{MATHEMATICAL ITALIC SMALL X} = \N{MATHEMATICAL BOLD DIGIT TWO}", "x = 2"),
            ("３", "3"),
        ],
    )
    def test_typed_out(self, text: str, meant: str) -> None:
        assert plain(text) == meant

    @pytest.mark.parametrize(
        ("signs", "value"),
        [
            ("½", "1/2"), ("⅓", "1/3"), ("⅔", "2/3"), ("¼", "1/4"), ("¾", "3/4"), ("⅕", "1/5"), ("⅖", "2/5"),
            ("⅗", "3/5"), ("⅘", "4/5"), ("⅙", "1/6"), ("⅚", "5/6"), ("⅐", "1/7"), ("⅛", "1/8"), ("⅜", "3/8"),
            ("⅝", "5/8"), ("⅞", "7/8"), ("⅑", "1/9"), ("⅒", "1/10"),
        ],
    )  # fmt: skip
    def test_fractions_of_one_sign(self, signs: str, value: str) -> None:
        assert answer_kind("fraction", value).judge(signs).status == "correct"

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("1½", "3/2"),  # 1 + 1/2
            ("2 ¾", "11/4"),  # 2 + 3/4
            ("11 ½", "23/2"),
            ("1 ²⁄₃", "5/3"),  # 1 + 2/3
        ],
    )
    def test_mixed_numbers_are_asked_back(self, text: str, meant: str) -> None:
        assert why(text) == f"a mixed number; did you mean {meant}?"

    def test_what_is_mixed_with_no_number_or_a_long_one(self) -> None:
        assert mixed("U = ", "1/2").reason == "a mixed number; did you mean 1/2?"
        long = "1/" + "1" * 18
        assert mixed("2", long).reason == f"a mixed number; did you mean {long}?"


class TestLengths:
    """Nothing long is worked on."""

    def test_characters(self) -> None:
        assert plain("1" * 4000) == "1" * 4000
        assert why("1" * 4001) == "the answer has 4001 characters; at most 4000 are read"

    def test_fractions_written_out(self) -> None:
        # Five characters for one: 1600 signs are 8000, which is as long as such an answer may be.
        assert plain("½" * 1600) == "(1/2)" * 1600
        assert why("½" * 1601) == "the answer has 8005 characters when its fractions are written out"  # fmt: skip

    def test_blanks_and_empty_lines(self) -> None:
        assert plain("a" + " " * 40 + "b") == "a" + " " * 40 + "b"
        assert plain("a" + " " * 60 + "b") == "a" + " " * 40 + "b"
        assert plain("a" + "\n" * 9 + "b") == "a" + "\n" * 9 + "b"
        assert plain("a" + "\n  " * 30 + "b") == "a" + "\n" * 9 + "  b"

    @pytest.mark.parametrize(
        "text", ["", "   ", "\n", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"]
    )
    def test_nothing(self, text: str) -> None:
        assert why(text) == "nothing was written"

    def test_no_text(self) -> None:
        assert why(3) == "expected text, not int"  # type: ignore[arg-type]


class TestAround:
    """What stands around a whole answer is no part of it."""

    @pytest.mark.parametrize(
        "text",
        [
            "**50**", "__50__", "*50*", "“50”", "„50“", "„50”", "«50»", "»50«", "‘50’", '"50"', "'50'", "```50```",
            "「50」", "”50”", "$50$", "$$50$$", r"\(50\)", r"\[50\]", "`50`", "$50$.", "**50**.", "**$50$**",
            r"\boxed{50}", r"\fbox{50}", r"\displaystyle 50", r"$\displaystyle \boxed{50}$", r"\textbf{50}",
            r"\color{red}{50}", r"\mathrm{50}", "<p>50</p>", "<b>50</b>", "<span class='a'>50</span>",
        ],
    )  # fmt: skip
    def test_is_left_out(self, text: str) -> None:
        assert bare(text) == "50"

    @pytest.mark.parametrize(
        "text",
        [
            "2 **3** 2",  # a power, and another one
            '"a" and "b"',  # two texts, not one
            "$a$ and $b$",
            r"\frac{1}{2} + \frac{3}{4}",
            r"\boxed{1}, \boxed{2}",
            "* 3 *",  # a bullet
            "50",
            "3.",  # not in signs: the reader of numbers knows what to do
        ],
    )
    def test_stays(self, text: str) -> None:
        assert inside(text) == text

    def test_bold_words(self) -> None:
        assert inside("the answer is **50**") == "the answer is 50"
        assert inside("**Answer:** 50") == "Answer: 50"

    def test_a_matrix_in_dollars_with_a_distance_between_rows(self) -> None:
        matrix = r"\begin{bmatrix}1\\[2pt]2\end{bmatrix}"
        assert without_dollars(rf"\[{matrix}\]") == matrix

    @pytest.mark.parametrize(
        ("text", "meant"),
        [
            ("x<sup>2</sup>", "x^(2)"),
            ("h<sub>1</sub>", "h_{1}"),
            ("3<br>4", "3\n4"),
            ("<p>3</p><p>4</p>", "3\n4\n"),
            ("<tr><td>3</td><td>4</td></tr>", "3\t4\t\n"),
            ("<TH>3</TH>4", "3\t4"),
            ("3&nbsp;&lt;&nbsp;4", "3 < 4"),
            ("3 &#8804; 4", "3 ≤ 4"),
            ("3 &#x2264; 4", "3 ≤ 4"),
            ("x < 3 and y > 4", "x < 3 and y > 4"),
            ("a & b; c", "a & b; c"),
        ],
    )
    def test_html(self, text: str, meant: str) -> None:
        assert without_tags(text) == meant
