"""Words that only announce the options: what is said before and behind them, and what is an option itself."""

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.options import announced

LETTERS = {"choices": ["A", "B", "C", "X"]}


class TestAnnounced:
    """The options without the words around them."""

    @pytest.mark.parametrize(
        "front",
        [
            "Answer: ",
            "Answer = ",
            "**Answer:** ",
            "**Answer**: ",
            "(answer): ",
            "`answer`: ",
            "Answer/Antwort: ",
            "- answer: ",
            "final answer (letter): ",
            "Options = ",
            "答案 = ",
            "only ",
            "I would choose ",
            "I'd pick ",
            "ich nehme ",
            "je choisis ",
            "elijo ",
            "it's the ",
            "c'est la ",
        ],
    )
    @pytest.mark.parametrize("options", ["X, B", "A, C, X", "X"])
    def test_in_front(self, front: str, options: str) -> None:
        # What follows stays whole, also where it begins with the last letter of the options.
        assert announced(front + options) == options

    @pytest.mark.parametrize("front", ["**Answer**: ", "(answer): ", "the letter: ", "option: "])
    def test_what_is_bold_alone(self, front: str) -> None:
        judge = answer_kind("choice", "X", **LETTERS)
        assert judge.judge(f"{front}**X**").status == "correct"
        assert judge.judge(f"{front}**B**").status == "wrong"

    @pytest.mark.parametrize(
        "text",
        [
            "B is correct",
            "B is the right",
            "B is true",
            "B ist richtig",
            "B est juste",
            "B es correcta",
            "B è giusta",
            "B only",
            "B only.",
            "la B",
            "B!",
            "only B!",
            "B选项",
        ],
    )
    def test_behind(self, text: str) -> None:
        assert announced(text) == "B"

    @pytest.mark.parametrize(
        "text",
        [
            "not C",
            "Answer:",  # nothing follows
            "C",
            "x: C",  # x is no word for an answer
            "weights = C",
            ": C",
            "= C",
            "la mediana",  # an article before a word, not before a letter alone
        ],
    )
    def test_nothing_is_announced(self, text: str) -> None:
        assert announced(text) == text

    def test_two_equals_signs_and_an_arrow_announce_nothing(self) -> None:
        assert announced("the letter == B").endswith("== B")
        assert announced("the letter => B").endswith("=> B")


class TestSeveral:
    """Several options: readings in the order of the options, whatever separates them."""

    @pytest.mark.parametrize(
        ("text", "reading"),
        [
            ("**Answer:** X, B", "B, X"),
            ("(answers): X; A", "A, X"),
            ("the options = A / C", "A, C"),
            ("A & C", "A, C"),
            ("A und C", "A, C"),
            ("A et C", "A, C"),
            ("A y C", "A, C"),
            ("A·C", "A, C"),
            ("A和C", "A, C"),
            ("AC", "A, C"),
            ("a c", "A, C"),
            ("(A)(C)", "A, C"),
            ("[A, C]", "A, C"),
            ("{A, C}", "A, C"),
            ("1. A\n2. C", "A, C"),
            ("- A\n- C", "A, C"),
            ("* [x] A\n* [ ] B\n* [x] C", "A, C"),
            ("☑ A ☐ B ☒ C", "A, C"),
            ("A, A, C", "A, C"),
        ],
    )
    def test_read(self, text: str, reading: str) -> None:
        assert answer_kind("multi", ["A", "C"], **LETTERS).judge(text).reading == reading

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("A - C", "an order or a range; list every option that is meant, as A, C"),
            ("A to C", "an order or a range; list every option that is meant, as A, C"),
            ("A bis C", "an order or a range; list every option that is meant, as A, C"),
            ("A -> C", "an order or a range; list every option that is meant, as A, C"),
            ("A … C", "an order or a range; list every option that is meant, as A, C"),
            ("not A", "list the options only"),
            ("A or C", "list the options only"),
            ("all except B", "list the options only"),
            ("2. A\n3. C", "the numbers before the items do not count from 1; list the letters"),
            ("A, D", "'D' is none of the options A, B, C, X"),
            ("AD", "'AD' is none of the options A, B, C, X"),
            ("[ ] A\n[ ] B\n[ ] X", "no box is ticked; write the letters of the options"),
        ],
    )
    def test_not_read(self, text: str, why: str) -> None:
        verdict = answer_kind("multi", ["A", "C"], **LETTERS).judge(text)
        assert (verdict.status, verdict.feedback) == ("unreadable", why)

    def test_letters_run_together_only_where_every_option_is_one_letter(self) -> None:
        numbered = {"choices": ["A", "B", "C1"]}
        assert answer_kind("multi", ["A", "B"], **numbered).judge("AB").status == "unreadable"
        assert answer_kind("multi", ["A", "B"], **numbered).judge("A, B").status == "correct"

    def test_letters_with_blanks_between_them(self) -> None:
        five = {"choices": ["A", "B", "C", "D", "E"]}
        judge = answer_kind("multi", ["A", "C"], **five)
        assert judge.judge("a e c").feedback == (
            "'e' may be an option or mean 'and'; write the letters with commas, as A, C"
        )
        assert judge.judge("a, e, c").reading == "A, C, E"
        assert judge.judge("A E C").reading == "A, C, E"
        assert judge.judge("e a").reading == "A, E"
