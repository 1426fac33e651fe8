"""What is wrong with several parts of an exercise is said in one run, each at its line."""

from pathlib import Path

from quizgen.bank.check import find_problems

BANK = """
[[exercise]]
id = "many"
source = "x"
draw = { a = "integer(2, 99)", b = "integer(2, 99)" }
text = "Numbers {{ a }} and {{ b }}."
[[exercise.part]]
id = "p"
ask = "p?"
answer = "a + nothing"
[[exercise.part]]
id = "q"
ask = "q?"
answer = "a * b"
follow = "p * b"
[[exercise.part]]
id = "r"
ask = "r?"
answer = "a * sqr(b)"
[[exercise.part]]
id = "s"
ask = "s {{ c }}?"
answer = "b"
"""


def test_every_part_that_fails_is_told(tmp_path: Path) -> None:
    bank = tmp_path / "bank.toml"
    bank.write_text(BANK)
    found = [(p.line, p.field, p.message) for p in find_problems([bank], draws=5)]
    assert found == [
        (10, "many.part.0.answer", "unknown name 'nothing'"),
        (19, "many.part.2.answer", "unknown name 'sqr'"),
        (22, "many.part.3.ask", "unknown name 'c'"),
    ]


EVERYTHING = """
[[exercise]]
id = "all"
source = "x"
draw = { a = "integer(2, 99)", b = "integr(2, 99)", c = "integer(2, lo)", d = "integer(1, 9)" }
let = { u = "a + nothing", v = "sqr(d)", w = "a + d", z = "b + 1" }
require = [
  "a > mm",
  "a != d",
  "w > yy",
]
text = "Numbers {{ a }} and {{ e }}."
[[exercise.part]]
id = "p"
ask = "p {{ f }}?"
answer = "a + nothing2"
follow = "a + g"
mistakes.one = ["a + h", "No."]
mistakes.two = ["a + i", "No {{ j }}."]
[[exercise.part]]
id = "q"
ask = "q?"
answer = "a * d"
follow = "p2 * d"
explanation = "{{ k }}"
mistakes.three = ["a / 0", "No."]
[[exercise.part]]
id = "r"
ask = "r?"
answer = "a * b"
follow = "q * z"
mistakes.three = ["a * sqr(2)", "No."]
[[exercise.part]]
id = "s"
ask = "s?"
answer = "q + 1"
holds = "answer > q"

[[exercise]]
id = "code"
source = "x"
draw = { a = "integer(2, 99)" }
listing = '''
print({{ a }} + <<x>>)
print({{ q }})
'''
[[exercise.part]]
id = "x"
answer = "a + n1"
mistakes.one = ["a + h", "No."]
[[exercise.part]]
id = "y"
ask = "y?"
answer = "a + n2"
"""


def test_every_field_that_fails_is_told(tmp_path: Path) -> None:
    bank = tmp_path / "bank.toml"
    bank.write_text(EVERYTHING)
    found = [(p.line, p.field, p.message) for p in find_problems([bank], draws=5)]
    assert found == [
        (5, "all.draw.b", "unknown name 'integr'"),
        (5, "all.draw.c", "unknown name 'lo'"),
        (6, "all.let.u", "unknown name 'nothing'"),
        (6, "all.let.v", "unknown name 'sqr'"),
        (7, "all.require", "unknown name 'mm'"),
        (7, "all.require", "unknown name 'yy'"),
        (12, "all.text", "unknown name 'e'"),
        (15, "all.part.0.ask", "unknown name 'f'"),
        (16, "all.part.0.answer", "unknown name 'nothing2'"),
        (17, "all.part.0.follow", "unknown name 'g'"),
        (18, "all.part.0.mistakes.one", "unknown name 'h'"),
        (19, "all.part.0.mistakes.two", "unknown name 'i'"),
        (19, "all.part.0.mistakes.two.hint", "unknown name 'j'"),
        (24, "all.part.1.follow", "unknown name 'p2'"),
        (25, "all.part.1.explanation", "unknown name 'k'"),
        (26, "all.part.1.mistakes.three", "'a / 0': a division by zero"),
        (32, "all.part.2.mistakes.three", "unknown name 'sqr'"),
        (43, "code.listing", "unknown name 'q'"),
        (49, "code.part.0.answer", "unknown name 'n1'"),
        (50, "code.part.0.mistakes.one", "unknown name 'h'"),
        (54, "code.part.1.answer", "unknown name 'n2'"),
    ]


TOO_LONG = """
[[exercise]]
id = "long"
source = "x"
draw = { n = "integer(1, 3)" }
let = { a = "sum_of(sum_of(i * j, i=range(900)), j=range(900))", b = "n + 1" }
text = "Say {{ n }}."
[[exercise.part]]
ask = "{{ a }}?"
answer = "a"
hint = "Look at {{ n + 1 }}."
[[exercise.part]]
ask = "{{ n }}?"
answer = "b"
"""


def test_what_comes_behind_a_spent_budget_is_not_blamed(tmp_path: Path) -> None:
    bank = tmp_path / "bank.toml"
    bank.write_text(TOO_LONG)
    found = [(p.field, p.message) for p in find_problems([bank], draws=5)]
    assert found == [("long.let.a", "takes more than 100,000 operations")]


CHOSEN = """
[[exercise]]
id = "chosen"
source = "x"
draw = { n = "integer(1, 3)" }
[[exercise.part]]
ask = "{{ n }}?"
answer = "n"
[[exercise.part]]
ask = "Which?"
answer = "choices[0]"
choices = ["{{ q }}", "b"]
"""


def test_options_are_blamed_in_the_part_that_has_them(tmp_path: Path) -> None:
    bank = tmp_path / "bank.toml"
    bank.write_text(CHOSEN)
    found = {(p.line, p.field, p.message) for p in find_problems([bank], draws=2)}
    assert found == {(12, "chosen.part.1.choices", "unknown name 'q'")}
