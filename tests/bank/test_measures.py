"""What `check` measures of an exercise, against values counted by hand."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from quizgen.bank.check import examine
from quizgen.bank.effort import Effort
from quizgen.bank.load import load_text
from quizgen.bank.measures import Measures, _guessed
from quizgen.bank.variants import draw
from quizgen.cli.group import group

BANK = """
[[exercise]]
id = "coins"
title = "Sum of coins"
minutes = "{minutes}"
few = true
few_reason = "a test"
text = "Two coins show {{{{ a }}}} and {{{{ b }}}}, of which one is odd or both are."
draw = {{ a = "choice([3, 4])", b = "choice([5, 7])" }}
require = ["a != 4 or b != 7"]
[[exercise.part]]
id = "sum"
ask = "What is their sum?"
answer = "a + b"
mistakes = {{ difference = {{ value = "b - a", hint = "Add." }}{more} }}
explanation = "The sum is ${{{{ a }}}} + {{{{ b }}}}$."
[[exercise.part]]
id = "odd"
ask = "Is the sum odd?"
answer = "(a + b) % 2 == 1"
explanation = "The sum is {{{{ a + b }}}}."
[[exercise.part]]
id = "larger"
points = 2
kind = "choice"
ask = "Which coin is larger?"
choices = ["the first", "the second", "neither", "both"]
answer = "'the second'"
explanation = "The second."
"""


def measured(
    folder: Path, minutes: str = "2", draws: int = 400, more: str = ""
) -> tuple[Measures, list[str]]:
    file = folder / "coins.toml"
    file.write_text(BANK.format(minutes=minutes, more=more))
    report = examine([file], draws=draws)
    (one,) = report.measures
    return one, [f"{p.field}: {p.message}" for p in report.problems]


def test_counts_and_shares(tmp_path: Path) -> None:
    one, _ = measured(tmp_path)
    # Three of four pairs are taken: (3, 5), (3, 7), (4, 5).
    assert (one.exercise, one.level, one.draws, one.failed) == ("coins", "", 400, 0)
    assert one.accepted == pytest.approx(3 / 4, abs=0.08)
    assert (one.looked_at, one.different, one.repeated, one.instances) == (300, 3, 297, 3)
    assert one.answers == 3
    assert one.commonest == pytest.approx(1 / 3, abs=0.08)
    # One in three for the sum, two in three that it is even, one of four options with two points.
    assert one.guessed == pytest.approx((1 / 3 + 2 / 3 + 2 / 4) / 4, abs=0.05)
    assert (one.minutes, one.ambiguous) == (2, 0)
    assert one.milliseconds > 0


def test_two_mistakes_of_one_value_are_ambiguous(tmp_path: Path) -> None:
    always = ', turned = { value = "abs(a - b)", hint = "Add them." }'
    assert measured(tmp_path, draws=5, more=always)[0].ambiguous == 1


def test_unbelievable_minutes_are_a_problem(tmp_path: Path) -> None:
    one, fine = measured(tmp_path, "2", 20)
    assert fine == []
    _, long = measured(tmp_path, "30", 20)
    assert long == [f"coins.minutes: 30 minutes are said, and about {one.predicted:.0f} are likely"]
    _, short = measured(tmp_path, "1/2", 20)
    assert short == [
        f"coins.minutes: 1/2 minutes are said, and about {one.predicted:.0f} are likely"
    ]


def test_minutes_grow_with_the_work() -> None:
    less = Effort(parts=2, words=50, entries=3, operations=10, digits=20, invented=0)
    more = Effort(parts=2, words=50, entries=9, operations=60, digits=200, invented=1)
    assert less.minutes == pytest.approx(
        0.9 + 2 * 0.45 + 50 * 0.016 + 3 * 0.01 + 10 * 0.009 + 20 * 0.002
    )
    assert more.minutes > less.minutes + 2


def test_table_and_json(tmp_path: Path) -> None:
    measured(tmp_path, "2", 2)
    run = CliRunner().invoke(
        group, ["check", str(tmp_path), "--draws", "300", "--measures", "--jobs", "1"]
    )
    heads, row, legend = run.stdout.splitlines()[-3:]
    assert heads.split()[:4] == ["exercise", "level", "taken", "failed"]
    assert row.split()[0] == "coins"
    assert row.split()[4:6] == ["3/300", "3"]
    assert legend.startswith("taken: tries")
    run = CliRunner().invoke(
        group, ["check", str(tmp_path), "--draws", "300", "--json", "--jobs", "1"]
    )
    (one,) = json.loads(run.stdout)["measures"]
    assert (one["exercise"], one["different"], one["answers"]) == ("coins", 3, 3)


@pytest.mark.parametrize(
    ("part", "share"),
    [
        ("answer = 'n'", 1 / 2),
        ("answer = '5'", 0),  # one answer to one question is known or not
        ("answer = \"'a'\"\nchoices = ['a', 'b', 'c']", 1 / 3),
        ("answer = \"['a']\"\nchoices = ['a', 'b', 'c']", 1 / 8),
        ("items = ['a', 'b', 'c']", 1 / 6),
        ("answer = 'n'\nholds = 'answer >= n'", 0),
    ],
)
def test_what_a_blind_guess_earns(part: str, share: float) -> None:
    head = "[[exercise]]\nid = 'one'\ndraw = { n = 'choice([3, 8])' }\nask = 'What of {{ n }}?'\n"
    (exercise,) = load_text(head + part, "bank.toml").exercises
    variants = [draw(exercise, seed) for seed in range(12)]
    half = [variant for variant in variants if variant.values["n"] == 3][:2]
    other = [variant for variant in variants if variant.values["n"] == 8][:2]
    assert _guessed(half + other) == pytest.approx(share)
