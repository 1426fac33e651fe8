"""Terms, texts and working in a bank: what is drawn of them, and what an author reads who wrote them wrong."""

import json
from fractions import Fraction

import pytest

from quizgen.answers import kind_class
from quizgen.bank import draw
from quizgen.bank.field import BankError
from quizgen.bank.lines import key_lines
from quizgen.bank.load import load_text
from quizgen.document.fields import fields_of
from quizgen.document.pdf import typst_pdf
from quizgen.document.printers import html, latex, text, typst
from quizgen.document.sheet import sheet
from quizgen.variant import Variant

RUBRIC = 'rubric = [{ line = "names {{ n }}", points = 1 }, { line = "says why", points = "1/2" }]'


def bank(part: str) -> str:
    return f'[[exercise]]\nid = "one"\ndraw = {{ n = "integer(2, 9)" }}\n[[exercise.part]]\nask = "Is ${{{{ n }}}}$?"\n{part}\n'


def drawn(part: str, seed: int = 1) -> Variant:
    loaded = load_text(bank(part), "b.toml")
    assert not loaded.problems
    variant: Variant = draw(loaded.exercises[0], seed)
    return variant


def told(part: str) -> list[tuple[int, str, str]]:
    return [(one.line, one.message, one.fix) for one in load_text(bank(part), "b.toml").problems]


def test_a_text_is_whole_in_its_variant() -> None:
    variant = drawn(f'model = "It is {{{{ n }}}}."\n{RUBRIC}\nlines = 7')
    (part,) = variant.parts
    n = variant.values["n"]
    assert (part.kind, part.key, part.points) == ("text", f"It is {n}.", "3/2")
    assert part.settings == {"rubric": [[f"names {n}", "1"], ["says why", "1/2"]], "lines": 7}
    assert Variant.from_json(json.loads(variant.to_line())) == variant
    assert kind_class(part.kind).room(part.key, part.settings).lines == 7


def test_working_is_a_part_below_its_own() -> None:
    variant = drawn(
        'answer = "n"\nwork = { points = 2 }\n[[exercise.part]]\nask = "And twice?"\nanswer = "2 * n"'
    )
    assert [part.id for part in variant.parts] == ["a", "a_work", "c"]
    work = variant.parts[1]
    assert work.prompt == "Show the way to your answer to (a)."
    assert (work.points, work.settings["work_of"]) == ("2", "a")
    assert [field.name for field in fields_of([variant])] == ["q1.a", "q1.b", "q1.c"]


def test_an_exercise_that_is_its_own_part_may_have_working() -> None:
    loaded = load_text(
        '[[exercise]]\nid = "one"\nask = "?"\nanswer = "7 * 6"\nwork = { points = 2, ask = "How?" }',
        "b.toml",
    )
    assert not loaded.problems
    assert [part.prompt for part in draw(loaded.exercises[0], 1).parts] == ["?", "How?"]


def test_a_list_of_terms_prints_its_first() -> None:
    variant = drawn("kind = \"words\"\nanswer = \"[['one', 'uno'], ['two']][n % 2]\"")
    page = sheet([variant], title="T").questions[0].parts[0]
    assert text.text(page.answer) == ("one" if variant.values["n"] % 2 == 0 else "two")


@pytest.mark.parametrize(
    ("part", "line", "said", "fix"),
    [
        ('kind = "text"', 4, "no model answer", "model = "),
        ('kind = "text"\nmodel = "x"', 4, "no rubric", "rubric = [{"),
        ('model = "x"\nrubric = "y"', 7, "is not a list of lines", "rubric = [{"),
        ('model = "x"\nrubric = []', 7, "is not a list of lines", "rubric = [{"),
        ('model = "x"\nrubric = [{ lin = "y" }]', 7, "line 1: unknown key 'lin'", "did you mean"),
        ('model = "x"\nrubric = [{ line = "" }]', 7, "line 1 says nothing", "rubric"),
        ('model = "x"\nrubric = [{ line = "y", points = 0 }]', 7, "line 1: 0 is not a number of points", "rubric"),
        ('model = "x"\nrubric = [{ line = "y", points = "many" }]', 7, "line 1: 'many' is not a number", "rubric"),
        (f'model = "x"\npoints = 3\n{RUBRIC}', 7, "are 3, and the lines of the rubric come to 1.5", "points = 1.5"),
        (f'model = "x"\n{RUBRIC}\nanswer = "3"', 8, "is for a part that the program marks", "model and rubric"),
        (f'model = "x"\n{RUBRIC}\nmistakes = {{ a = "3" }}', 8, "is for a part that the program marks", "model and rubric"),
        ('answer = "n"\nkind = "integer"\nmodel = "x"', 8, "is for a part that a person marks", 'kind = "text"'),
        ('model = "x"\nrubric = [{ line = "y" }]\nlines = "six"', 8, "is not a whole number", "lines = 6"),
        ('answer = "n"\nwork = 2', 7, "is not a table", "work = {"),
        ('answer = "n"\nwork = { point = 2 }', 7, "unknown key 'point'", "did you mean"),
        ('answer = "n"\nwork = { points = 0 }', 7, "is not a number of points", "points = 2"),
        ('answer = "n"\nwork = { points = 3, rubric = [{ line = "y", points = 2 }] }', 7, "come to 2", "points = 2"),
        (f'model = "x"\n{RUBRIC}\nwork = {{ points = 1 }}', 8, "a person marks anyway", "rubric"),
    ],
)  # fmt: skip
def test_what_is_written_wrong_is_told_at_its_line(
    part: str, line: int, said: str, fix: str
) -> None:
    found = told(part)
    assert any(
        where == line and said in message and fix in repair for where, message, repair in found
    ), found


@pytest.mark.parametrize(
    ("part", "line", "said"),
    [
        (f'model = "x"\n{RUBRIC}\nlines = 99', 4, "lines = 99"),
        ('model = "{{ m }}"\nrubric = [{ line = "y" }]', 6, "m"),
        ('model = "x"\nrubric = [{ line = "{{ m }}" }]', 7, "m"),
        ('kind = "words"\nanswer = "n"', 6, "no text"),
        ('kind = "words"\nanswer = "\'a? b\'"', 6, "is no term"),
        ("kind = \"words\"\nanswer = \"'abc'\"\nsettings = { free = [\"colour\"] }", 8, "none of case"),
        ("kind = \"words\"\nanswer = \"'abc'\"\nmistakes = { m = { value = \"'ABC'\", hint = \"h\" } }", 6, "both accepted and a mistake"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_told_at_its_line(part: str, line: int, said: str) -> None:
    loaded = load_text(bank(part), "b.toml")
    assert not loaded.problems
    with pytest.raises(BankError) as error:
        draw(loaded.exercises[0], 1)
    assert (error.value.problem.line, said in error.value.problem.message) == (line, True), (
        error.value
    )


PRINTERS = {
    "text": lambda page, key: text.sheet(page, key=key),
    "latex": lambda page, key: latex.sheet(page, key=key),
    "typst": lambda page, key: typst.sheet(page, key=key),
    "html": lambda page, key: html.sheet(page, key=key),
}


@pytest.mark.parametrize("printer", PRINTERS)
def test_keys_have_the_rubric_and_sheets_do_not(printer: str) -> None:
    variant = drawn(
        'model = "modelled & <said>"\nrubric = [{ line = "looks closely", points = 2 }]'
    )
    page = sheet([variant], title="T")
    on_key, on_sheet = (PRINTERS[printer](page, key) for key in (True, False))
    for words in ("modelled", "looks closely"):
        assert words in on_key
        assert words not in on_sheet


def test_the_room_has_the_lines_of_its_author() -> None:
    page = sheet([drawn('model = "x"\nrubric = [{ line = "y" }]\nlines = 6')], title="T")
    assert "54mm, 6)" in typst.sheet(page, key=False)
    assert "{54mm}{multiline=true}" in latex.sheet(page, key=False)
    assert "<textarea" in html.sheet(page, key=False)
    assert typst_pdf(typst.sheet(page, key=True)).startswith(b"%PDF")


def test_a_sheet_that_gives_other_points_shares_them_by_the_rubric() -> None:
    from dataclasses import replace

    from quizgen.answers.rubric import rubric_of

    (part,) = drawn(f'model = "x"\n{RUBRIC}').parts
    scaled = rubric_of(part.settings, replace(part, points="3").points)
    assert [line.points for line in scaled] == [Fraction(2), Fraction(1)]


def test_lines_of_keys_behind_texts_and_lists_of_several_lines() -> None:
    """What looks like a key or a header inside of a text or list is none; what is behind it is one."""
    text = "a = '''\nb = 1\n[t]\n'''\nc = 2\nd = [\n  'e = 1',\n]\nf = 3\n[u]\ng = \"\"\"h\ni = 4\"\"\"\nj = 5\n"
    assert key_lines(text) == {"a": 1, "c": 5, "d": 6, "f": 9, "u": 10, "u.g": 11, "u.j": 13}
