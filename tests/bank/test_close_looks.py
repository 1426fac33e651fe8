"""Small things of banks, each seen by itself: what is listed, what is printed, and what is said of it."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from quizgen.answers import kind_class
from quizgen.bank import draw
from quizgen.bank.by_profile import _texts
from quizgen.bank.credit import with_credit
from quizgen.bank.each import failing
from quizgen.bank.exercise import Exercise, Sheet, SheetQuestion
from quizgen.bank.field import BankError, FieldError
from quizgen.bank.library import Library, load_banks
from quizgen.bank.lints.arithmetic import evaluate
from quizgen.bank.lints.finding import Drawn
from quizgen.bank.lints.terms import terms
from quizgen.bank.lints.unexplained import unexplained
from quizgen.bank.lints.unseen import unseen
from quizgen.bank.lints.visible import _flat
from quizgen.bank.lints.worked import worked, wrong_equation
from quizgen.bank.load import load_text
from quizgen.bank.printing import printing
from quizgen.bank.rechecking import Rechecking, shown_draws
from quizgen.bank.sheets import intro, sheet_problems, unknown_questions
from quizgen.bank.solution import _operands
from quizgen.bank.stands_beside import stands_beside
from quizgen.bank.statement import figures, question_symbols
from quizgen.bank.symbols import of_text, printed
from quizgen.bank.toml_repairs import repair
from quizgen.bank.variants import pinned
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.telling import Step
from quizgen.variant import Mistake, Part, Variant

HEAD = "[[exercise]]\nid = 'slip'\n"


def loaded(text: str) -> Exercise:
    found = load_text(f"{HEAD}{text}", "bank.toml")
    assert not found.problems
    return found.exercises[0]


def said(text: str) -> list[str]:
    """What is wrong with a bank, or with a draw of its first exercise."""
    found = load_text(f"{HEAD}{text}", "bank.toml")
    problems = found.problems or tuple(failing(found.exercises[0]))
    return [f"{p.line}: {p.field}: {p.message}|{p.fix}" for p in problems]


class TestBesideABox:
    """Names of entries and axes that a prompt lists."""

    @pytest.mark.parametrize(
        ("prompt", "key", "axes"),
        [
            ("Give the shape (channels, width).", [2, 3], ["channels", "width"]),
            ("Give the shape (channels, width).", [2, 3, 4], None),
            ("Give the shape.", [2, 3], None),
        ],
    )
    def test_axes(self, prompt: str, key: list[int], axes: list[str] | None) -> None:
        assert stands_beside("s", "shape", prompt, [], key).get("axes") == axes

    @pytest.mark.parametrize(
        ("prompt", "key", "axes"),
        [
            ("Give [w_1, w_2].", [2, 3], ["w_1", "w_2"]),
            # The last list that fits.
            ("From [a, b], give [c, d].", [2, 3], ["c", "d"]),
            ("From [a, b], give [c, d, e].", [2, 3], ["a", "b"]),
            ("Give [a, a].", [2, 3], None),
            ("Give [1, 2].", [2, 3], None),
            ("Give [a, b].", [2], None),
        ],
    )
    def test_entries(self, prompt: str, key: list[int], axes: list[str] | None) -> None:
        assert stands_beside("s", "vector", prompt, [], key).get("axes") == axes

    @pytest.mark.parametrize(
        ("prompt", "names"),
        [
            ("Compute $z$.", ["z"]),
            ("What is $z = 3$, and what is $ y $?", ["z", "y"]),
            # The part's own name, and one twice, stand there once.
            ("What is $s$? Give $z$, is $z$.", ["z"]),
            # No name: arithmetic, a product, more than 24 signs.
            ("Compute $3 + 4$.", []),
            (r"Compute $a \times b$.", []),
            (f"Compute ${'a' * 24}$, compute ${'b' * 25}$.", ["a" * 24]),
            ("Take $z$.", []),
            ("What is the derivative of $z$ by $x$?", ["dz/dx"]),
            (r"What is the value of $f(x)$ at $x = 3$?", ["f(3)"]),
        ],
    )
    def test_names(self, prompt: str, names: list[str]) -> None:
        found = stands_beside("s", "integer", prompt, [], 3)["names"]
        assert found == ["s", *names]

    def test_nouns_of_what_the_solver_is_asked(self) -> None:
        call = SimpleNamespace(quantity="macs", depth=0)
        inner = SimpleNamespace(quantity="total_steps", depth=1)
        units: list[Any] = [
            stands_beside("n", "integer", prompt, cast("Any", calls), 3).get("units")
            for prompt, calls in (
                ("How many values are there?", [call, inner]),
                ("How many entries are there?", [call]),
                ("How many numbers are there?", [call]),
                ("How many edges are there?", [call]),
                ("How many edges are there?", []),
                ("How large is it?", [call]),
            )
        ]
        assert units == [
            ["values", "multiplications"],
            ["entries", "multiplications"],
            ["numbers", "multiplications"],
            ["edges"],
            ["edges"],
            None,
        ]


def figure(alt: str, data: dict[Any, Any] | None = None) -> Figure:
    return Figure("plane", data or {}, alt)


def variant(*parts: Part, text: str = "", figures: tuple[Figure, ...] = ()) -> Variant:
    return Variant(
        id="slip", revision=1, bank="b", title="", level="", instance="", seed="1", generator="",
        profile={}, values={}, text=text, parts=parts, figures=figures,
    )  # fmt: skip


class TestWhatWasSeen:
    """The figures before a question, and their symbols."""

    def test_figures(self) -> None:
        own, first, second, third = map(figure, "abcd")
        shown = variant(
            Part("a", "", "integer", 1, figures=(first,), pictures=(second,)),
            Part("b", "", "integer", 1, pictures=(third,)),
            figures=(own,),
        )
        assert figures(shown, 0) == (own, first, second)
        assert figures(shown, 1) == (own, first, second, third)

    def test_symbols(self) -> None:
        drawn = figure(
            "The value of $A$.", {"B": ["C", {"D": ("E", 3)}], "n": "F" * 41, "": r"\alpha"}
        )
        part = Part("a", "What is $x$?", "integer", 1, figures=(drawn,))
        assert question_symbols(part) == {"A", "B", "C", "D", "E", "alpha", "n", "x"}


class TestSymbols:
    """Code is no prose, but parts what stands beside it."""

    @pytest.mark.parametrize(
        ("text", "symbols"),
        [
            ("The size P`x = 3`is large.", {"P"}),
            ("```\nD = 3\n```\nP is the size.", {"P"}),
            ("$U = 3$`S`", {"U"}),
        ],
    )
    def test_printed(self, text: str, symbols: set[str]) -> None:
        assert printed(text) == symbols
        assert of_text(text).printed == symbols


def given(kind: str, key: object, prompt: str, values: list[object], **settings: object) -> Any:
    return with_credit(settings, kind_class(kind), key, prompt, lambda: values, [])


class TestGivenNumbers:
    """The numbers a student could have put in are kept with a number's part."""

    def test_kept(self) -> None:
        assert given("integer", 6, "Of 2 and 3?", [7])["given"] == ["2", "3", "7"]

    def test_none(self) -> None:
        assert given("integer", 6, "How many?", []) == {}

    def test_of_an_entry(self) -> None:
        settings = given("vector", [1, 2], "?", [[3, 4], [1, 2]], partial="per_entry")
        assert settings == {"partial": "per_entry", "trivial": [[3, 4]]}
        assert given("vector", [1, 2], "?", [[3, 4]], partial="all") == {"partial": "all"}


class TestWorked:
    """What a worked solution says, and where it ends."""

    @staticmethod
    def found(key: Any, *steps: Step, kind: str = "integer") -> list[str]:
        exercise = loaded("ask = 'n'\nanswer = '6'\n")
        drawn = Drawn("", "", (variant(Part("slip", "n", kind, key, solution=steps)),))
        return [f"{one.field}: {one.message}" for one in worked(exercise, [drawn])]

    def test_an_equation(self) -> None:
        assert self.found(6, Step("", "", "2 + 3", "6")) == [
            "answer: the worked solution says 2 + 3 = 6"
        ]

    def test_the_end(self) -> None:
        assert self.found(6, Step("", "", "2 + 3", "5")) == [
            "answer: the worked solution ends with 5, but the key is 6"
        ]
        assert self.found(6, Step("n", "", "", "")) == []
        assert self.found("0.3333", Step("", "", "", "\\frac{1}{3}"), kind="real") == []
        assert self.found([5], Step("", "", "2 + 3", "5"), kind="vector") == []

    def test_a_rounded_number(self) -> None:
        """A value with a point, or behind ≈, agrees with what it is rounded from; an exact one does not."""
        assert wrong_equation(r"\frac{1}{3} \approx 0.3333") == ""
        assert wrong_equation(r"\sqrt{2} \approx \frac{14142}{10000}") == ""
        assert wrong_equation(r"\sqrt{2} = \frac{14142}{10000}") != ""
        assert wrong_equation(r"\frac{1}{3} = \frac{3333}{10000}") != ""

    def test_roots_as_powers(self) -> None:
        assert evaluate(r"2^{\frac{1}{2}}") == pytest.approx(1.41421356)
        assert evaluate("9^{0.5}") == 3


def test_terms_of_the_solver_are_left_out_by_their_names() -> None:
    exercise = loaded("ask = 'n'\nanswer = '6'\n")
    part = Part(
        "slip", "How many?", "integer", 6,
        mistakes=(Mistake("b", 1, "Every gate has one."), Mistake("a", 2, "Mind the stride.")),
    )  # fmt: skip
    (found,) = terms(exercise, [Drawn("", "", (variant(part),))])
    assert found.message == "the solver's hints of a, b speak of 'gate', 'stride', which nothing in the statement does"  # fmt: skip
    assert found.fix.endswith('without = ["a", "b"]')


PROPERTY = "ask = 'A number?'\nanswer = '5'\n"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "ask = 'n'\nanswer = '6'\nmistakes = { six = { holds = 'answer == 6', hint = 'No.' } }\n",
            ["5: slip: mistakes.six: a: mistake six holds for the right answer"],
        ),
        (
            "ask = 'n'\nkind = 'nothing'\nanswer = '6'\nmistakes = { six = { holds = 'answer == 7', hint = 'No.' } }\n",
            ["4: slip: kind: unknown answer kind 'nothing'"],
        ),
    ],
)
def test_signs_beside_a_key(text: str, problems: list[str]) -> None:
    try:
        draw(loaded(text), "1")
        found = ["nothing"]
    except UserError as error:
        found = [str(error).partition("\n")[0].removeprefix("bank.toml:")]
    assert [one[: len(two)] for one, two in zip(found, problems, strict=True)] == problems


def test_names_of_loops_in_what_is_said() -> None:
    body = PROPERTY + "holds = 'answer in [range(9)[i] for i in range(9)]'\n"
    with pytest.raises(UserError):
        draw(loaded(body), "1")
    says = "says = '{% for i in range(2) %}{{ loop.index }}{% endfor %}'\n"
    assert draw(loaded(f"{PROPERTY}holds = 'answer > 1'\n{says}"), "1").parts[0].holds is not None


class TestOptions:
    """Options that the mistakes give."""

    def test_five_at_most(self) -> None:
        mistakes = ", ".join(f"m{n} = '{n}'" for n in range(1, 9))
        part = draw(loaded(f"ask = 'n'\nanswer = '20'\nkind = 'choice'\nmistakes = {{ {mistakes} }}\n"), "1").parts[0]  # fmt: skip
        assert part.settings["choices"] == list("ABCDE")
        assert len(set(part.settings["choice_texts"])) == 5
        assert "$20$" in part.settings["choice_texts"]
        assert len(part.mistakes) == 4

    @pytest.mark.parametrize("kind", ["choice", "multi"])
    def test_no_box_of_their_own(self, kind: str) -> None:
        answer = "'a'" if kind == "choice" else "['a']"
        exercise = loaded(f"ask = 'Which?'\nkind = '{kind}'\nchoices = ['a', 'b']\nanswer = \"{answer}\"\n")  # fmt: skip
        assert draw(exercise, "1").parts[0].kind == kind


class TestLibrary:
    """Two files, and what stands in both."""

    def test_one_id_in_two_files(self, tmp_path: Path) -> None:
        for name in "ab":
            (tmp_path / f"{name}.toml").write_text(f"{HEAD}ask = 'n'\nanswer = '6'\n", "utf-8")
        library = load_banks([tmp_path], shipped_too=False)
        with pytest.raises(UserError, match="slip"):
            library.find("slip")

    def test_questions_of_a_sheet_without_lines(self) -> None:
        sheet = Sheet("s", "s.toml", "S", (SheetQuestion("nothing"),))
        (problem,) = unknown_questions(sheet, Library())
        assert (problem.line, problem.field) == (1, "questions")

    def test_two_sheets_of_a_week(self) -> None:
        one, two = (Sheet(name, f"{name}.toml", "S", (), part_of="c", week=3) for name in "ab")
        library = Library(sheets={"a": one, "b": two})
        assert [(p.file, p.line, p.field, p.message) for p in sheet_problems(library, library)] == [
            ("a.toml", 1, "week", "week 3 of 'c' is also b"),
            ("b.toml", 1, "week", "week 3 of 'c' is also a"),
        ]


def printed_of(problems: Callable[[Variant], list[str]], sheet: Sheet | None) -> str:
    exercise = loaded("ask = 'n'\nanswer = '6'\n")
    shown = variant(text="broken")
    with (
        pytest.raises(UserError) as error,
        printing(Library(exercises={"slip": exercise}), [shown], problems, sheet),
    ):
        raise UserError("as it was")
    return str(error.value).partition("\n")[0]


def test_what_cannot_be_printed() -> None:
    sheet = Sheet("s", "s.toml", "S", (), intro="broken", lines={"intro": 7})
    wrong: Callable[[Variant], list[str]] = lambda shown: ["no end"] * (shown.text == "broken")  # noqa: E731
    assert printed_of(wrong, sheet) == "s.toml:7: intro: no end"
    assert printed_of(wrong, None) == "bank.toml:1: slip: text: no end"
    assert printed_of(lambda _: [], sheet) == "as it was"


class TestRepairs:
    """What would be right for a line that is no TOML."""

    @pytest.mark.parametrize(
        ("line", "right"),
        [
            ("answer = D - P", 'answer = "D - P"'),
            (f"answer = D + {'x' * 70}", 'answer = "…"'),
            (f"{'k' * 90} = D - P", f'{"k" * 80} = "…"'),
            ("let = { a = D - P }", 'a = "…"'),
        ],
    )
    def test_quotes(self, line: str, right: str) -> None:
        assert repair(line, 1) == f"put texts and expressions between quotes: {right}"


@pytest.mark.parametrize(
    ("escaped", "command", "line"),
    [("\\f", "\\frac", 3), ("\\b", "\\beta", 3), ("\\r", "\\rho", 3)],
)
def test_commands_in_double_quotes(escaped: str, command: str, line: int) -> None:
    text = f'ask = "{escaped}{command[2:]}"\nanswer = "1"\n'
    assert said(text) == [
        f'{line}: TOML: {command} in double quotes is a control character and "{command[2:]}"|write a text with backslashes between single quotes, or each of them twice'
    ]  # fmt: skip


def test_a_command_at_the_very_beginning() -> None:
    """Also where the file begins with it."""
    found = load_text('"\\f" = 1\n"\\frac" = "x\\frac"', "b.toml").problems
    assert [problem.line for problem in found] == [2]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("work = { ask = 3 }", "is not text|put it into quotes"),
        ("work = { model = 3 }", "is not text|put it into quotes"),
    ],
)
def test_working(text: str, problem: str) -> None:
    (found,) = said(f"ask = 'n'\nanswer = '6'\n{text}\n")
    assert found.endswith(problem)


def test_defaults_that_are_no_table() -> None:
    found = load_text(f"defaults = 3\n{HEAD}ask = 'n'\nanswer = '6'\n", "b.toml")
    assert [(p.line, p.field, p.message) for p in found.problems] == [(1, "defaults", "is not a table")]  # fmt: skip


def test_what_needs_a_let_that_fails_is_not_told_again() -> None:
    body = "let = { a = '1 / 0', b = 'a + 1' }\ntext = '{{ b }}'\nask = 'What is {{ a }}?'\nanswer = 'b + nothing'\n"
    assert [problem.split(": ")[1] for problem in said(body)] == ["slip.let.a"]


def test_every_text_is_looked_at() -> None:
    body = (
        "text = 't'\nlisting = 'l <<m>>'\nfigure = ['f']\nrequire = ['r > 0']\nlet = { a = '1' }\ndraw = { r = 'integer(1, 2)' }\n"
        "[[exercise.part]]\nid = 'm'\nask = 'q'\nanswer = '6'\nmistakes = { m = ['7', 'hint'] }\nchoices = ['x', 'y']\n"
    )
    found = set(_texts(loaded(body)))
    assert found >= {"t", "l <<m>>", "f", "r > 0", "1", "integer(1, 2)", "6", "7", "hint", "x", "y"}  # fmt: skip


def test_a_level_is_said_but_not_beside_an_instance() -> None:
    exercise = loaded("ask = '{{ a }}?'\nanswer = 'a'\nlevel.E = { a = 'integer(1, 9)' }\ninstance.one = { a = 3 }\n")  # fmt: skip
    assert [(v.level, v.instance) for v in (draw(exercise, "1"), draw(exercise, "1", instance="one"))] == [("E", ""), ("", "one")]  # fmt: skip


def test_the_error_of_a_field_says_where() -> None:
    assert FieldError("let.a", UserError("x")).field == "let.a"


def test_an_instance_says_nothing_of_mistakes_that_never_come() -> None:
    exercise = loaded("ask = 'n'\nanswer = '6'\nmistakes = { m = ['none', 'hint'] }\n")
    shown = (variant(Part("a", "n", "integer", 6)),)
    assert list(unseen(exercise, [Drawn("", "one", shown * 300)])) == []
    assert list(unseen(exercise, [Drawn("", "", shown * 299)])) == []
    (found,) = unseen(exercise, [Drawn("", "", shown * 300), Drawn("", "one", shown)])
    assert found.message == "mistake m has no value in any of 301 draws"


def test_an_intro_is_the_text_of_a_question() -> None:
    shown = intro(Sheet("s", "s.toml", "Title", (), intro="Read."))
    assert shown == replace(variant(text="Read."), id="s", bank="", title="Title", seed="")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("w - alpha * g", ("alpha", "g", "w")),
        ("w - net.size", ()),
        ("w - relu(a)", ()),
        ("w[0]", ("w",)),
        ("2", ()),
    ],
)
def test_operands_of_an_expression_that_asks_nothing(text: str, names: tuple[str, ...]) -> None:
    assert _operands(text) == names


@pytest.mark.parametrize(
    ("found", "vector"),
    [
        ([[1, 2]], [1, 2]),
        ([[1], [2]], [1, 2]),
        ([[1, 2], [3, 4]], [[1, 2], [3, 4]]),
        ([1, 2], [1, 2]),
        ([1], [1]),
    ],
)
def test_a_matrix_of_one_row_or_column_is_a_vector(found: list[Any], vector: list[Any]) -> None:
    assert _flat(found) == vector


def test_a_shuffle_that_is_neither() -> None:
    text = "ask = 'Which?'\nanswer = \"'a'\"\nchoices = ['a', 'b']\nsettings = { shuffle = 3 }\n"
    with pytest.raises(UserError, match=r"^bank.toml:6: slip: settings: "):
        draw(loaded(text), "1")


@pytest.mark.parametrize("sign", ["\t", "\n"])
def test_a_tab_before_letters_is_a_tab(sign: str) -> None:
    """Only where the command stands in the file, too, has somebody meant it."""
    quotes = '"""' if sign == "\n" else '"'
    assert load_text(f"{HEAD}ask = {quotes}x{sign}heta{quotes}\nanswer = '1'\n", "b.toml").problems == ()  # fmt: skip


def test_unknown_keys_of_a_question_in_the_order_of_the_alphabet() -> None:
    sheet = "id = 's'\ntitle = 'S'\nquestions = [{ id = 'a', z = 1, b = 2, y = 3, c = 4, x = 5 }]\n"
    found = [problem.message for problem in load_text(sheet, "s.toml").problems]
    assert [message.rpartition("'")[0].rpartition("'")[2] for message in found] == list("bcxyz")


def test_letters_of_a_solution_that_nothing_explains() -> None:
    exercise = loaded("[[exercise.part]]\nask = 'n'\nanswer = '6'\n[[exercise.part]]\nask = 'm'\nanswer = '7'\n")  # fmt: skip
    plain = Part("a", "How many?", "integer", 6, solution=(Step("", "", "2 \\cdot 3", "6"),))
    other = Part("b", "How many?", "integer", 7, solution=(Step("", "Q + Z", "3 + 4", "7"),))
    (found,) = unexplained(exercise, [Drawn("", "", (variant(plain, other),))])
    assert found.field == "part.1.answer"
    assert "Q" in found.message
    assert "Z" in found.message


def test_what_is_shown_beside_a_check() -> None:
    exercise = loaded(
        "ask = '{{ a }}?'\nanswer = 'a'\nlevel.E = { a = 'integer(1, 9)' }\nlevel.M = { a = 'integer(10, 99)' }\ninstance.one = { a = 3 }\n"
    )
    shown = [(v.level, v.instance, v.seed) for v in shown_draws(exercise)]
    assert [one[:2] for one in shown] == [("E", "")] * 3 + [("M", "")] * 3 + [("", "one")]
    assert [seed for *_, seed in shown[:6]] == [f"check-{i}" for i in range(6)]


def test_an_error_of_no_field_is_one_of_the_exercise() -> None:
    exercise = loaded("ask = 'n'\nanswer = '6'\n")
    of_none, of_one = (BankError(exercise, FieldError(field, UserError("no", "yes"))).problem for field in ("", "answer"))  # fmt: skip
    assert (of_none.field, of_one.field, of_one.line) == ("slip", "slip.answer", 4)
    assert (of_none.message, of_none.fix) == ("no", "yes")


def test_a_pinned_value_is_what_it_says() -> None:
    values = [pinned(value) for value in (Fraction(4, 2), Fraction(1, 2), "4/2", 3, True)]
    assert values == [2, Fraction(1, 2), 2, 3, True]
    assert [type(value) for value in values[:2]] == [int, Fraction]
    assert pinned([1, 2]).tolist() == [1, 2]
    assert pinned(["1/2", 3]) == [Fraction(1, 2), 3]


@pytest.mark.parametrize(("hint", "kept"), [("hint = 'Try 2.'\n", "Try 2."), ("", "")])
def test_the_hint_of_a_property_is_the_authors(hint: str, kept: str) -> None:
    body = (
        f"ask = 'A number?'\nanswer = 'Linear(2, 1).parameter_count'\nholds = 'answer > 1'\n{hint}"
    )
    part = draw(loaded(body), "1").parts[0]
    assert (part.hint, part.solution, part.recipe, part.follow) == (kept, (), None, None)


def test_a_check_that_goes_on_takes_as_many_draws_as_asked(tmp_path: Path) -> None:
    bank = tmp_path / "b.toml"
    bank.write_text(f"{HEAD}draw.a = 'integer(1, 99)'\nask = '{{{{ a }}}}?'\nanswer = 'a'\n", "utf-8")  # fmt: skip
    first, last = Rechecking((bank,), 7).run()
    assert [looked.report for looked in first.exercises] == [None]
    (report,) = [looked.report for looked in last.exercises]
    assert report is not None
    assert [measured.looked_at for measured in report.measures] == [7]
