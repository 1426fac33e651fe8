"""Draws that take too long are told after a few of them; the first one of all loads what the others need."""

from collections.abc import Callable, Iterator
from itertools import chain, repeat
from types import SimpleNamespace
from typing import Any

import pytest

from quizgen.bank.load import load_text
from quizgen.bank.survey import Survey
from quizgen.bank.variants import draw_counted

TEXT = "[[exercise]]\nid = 'slip'\ndraw = { a = 'integer(1, 400)' }\ntext = 'Here is {{ a }}.'\nask = 'n'\nanswer = 'a'\n"
LEVELS = TEXT.replace("draw = { a = 'integer(1, 400)' }\n", "") + "[exercise.level]\nE = { a = 'integer(1, 400)' }\nM = { a = 'integer(1, 400)' }\n"  # fmt: skip
Surveyed = Callable[..., Survey]


@pytest.fixture
def surveyed(monkeypatch: pytest.MonkeyPatch) -> Surveyed:
    """`surveyed(text, seconds)`: each draw takes its seconds on a clock that nothing else moves."""

    def run(text: str, seconds: Iterator[float], draws: int = 30) -> Survey:
        now = [0.0]

        def slowly(*given: Any) -> Any:
            now[0] += next(seconds)
            return draw_counted(*given)

        monkeypatch.setattr("quizgen.bank.survey.draw_counted", slowly)
        monkeypatch.setattr(
            "quizgen.bank.survey.time", SimpleNamespace(process_time=lambda: now[0])
        )
        return Survey(load_text(text, "b.toml").exercises[0], draws).run()

    return run


@pytest.mark.parametrize(
    ("seconds", "looked_at", "said"),
    [
        ([0.25] * 30, 4, "a draw takes 0.2 s of the processor; 3 were looked at"),
        ([9] + [0.5] * 29, 3, "a draw takes 0.5 s of the processor; 2 were looked at"),
        ([0.0] + [0.1, 0.7] * 14, 30, ""),
        ([0.0] + [0.7, 0.1, 0.7] * 9, 4, "a draw takes 0.5 s of the processor; 3 were looked at"),
        ([9] + [0.2] * 29, 30, ""),
        ([9] + [0.7] + [0.01] * 28, 30, ""),
    ],
)
def test_a_draw_of_more_than_a_fifth_of_a_second(
    surveyed: Surveyed, seconds: list[float], looked_at: int, said: str
) -> None:
    survey = surveyed(TEXT, iter(chain(seconds, repeat(0.0))))
    assert [p.message for p in survey.problems] == ([said] if said else [])
    assert [(p.field, p.line) for p in survey.problems] == ([("slip", 1)] if said else [])
    assert [p.fix for p in survey.problems] == (["ask for less: at most 0.2 s"] if said else [])
    assert [len(level.variants) for level in survey.drawn] == [looked_at]


def test_no_other_level_is_drawn_then(surveyed: Surveyed) -> None:
    survey = surveyed(LEVELS, repeat(1.0))
    assert [level.level for level in survey.drawn] == ["E"]


def test_the_seconds_of_a_draw(surveyed: Surveyed) -> None:
    """The mean, without the first of all; of the next level with its first."""
    survey = surveyed(LEVELS, iter(chain([5.0], [0.1] * 9, repeat(0.15))), draws=10)
    assert [round(level.seconds, 9) for level in survey.drawn] == [0.1, 0.15]
    alone = surveyed(TEXT, iter([0.3]), draws=1)
    assert alone.drawn[0].seconds == pytest.approx(0.3)


def test_what_fails_every_time_is_tried_ten_times(surveyed: Surveyed) -> None:
    asked = []

    def counted() -> Iterator[float]:
        while True:
            asked.append(1)
            yield 0.0

    survey = surveyed(TEXT.replace("answer = 'a'", "answer = '1 / (a - a)'"), counted())
    assert len(asked) == 10
    assert not survey.drawn
    (problem,) = survey.problems
    assert problem.message == "'1 / (a - a)': a division by zero"
    assert problem.fix.startswith("no draw can be computed: look at what the expression is given")
