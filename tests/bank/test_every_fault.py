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
