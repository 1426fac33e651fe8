"""A draw in which a watched slip comes to the key tells nothing about the slip, so it is not taken."""

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.errors import UserError

# Each body, and the slip that now and then gives the right answer: first of a layer's, of a function's.
COINCIDING = [
    (
        """draw = { v = 'vector(2, 1, 2)' }
           let = { c = 'Conv1d(1, 1, 2, bias=false)' }
           ask = 'Output?'
           answer = 'c.output(array([1, 3, 7]), v)'""",
        "flips-kernel",
    ),
    (
        """draw = { x = 'vector(4, -2, 1)' }
           let = { p = 'MaxPool1d(2)' }
           ask = 'Output?'
           answer = 'p.output(x)'""",
        "clips-at-zero",
    ),
    (
        """draw = { H = 'integer(7, 8)' }
           let = { c = 'Conv2d(1, 2, 2, stride=2)' }
           ask = 'Shape?'
           answer = 'c.output_shape((1, H, H + 1))'""",
        "swapped-HW",
    ),
    (
        """draw = { z = 'vector(2, -1, 1)' }
           ask = 'ReLU?'
           answer = 'relu(z)'""",
        "passes-negatives",
    ),
]
BODIES = "[[exercise]]\nid = 'a'\n{body}\n{watch}"


def slips(body: str, watch: str) -> list[bool]:
    """For draws of 40 seeds: whether a slip is told apart from the key."""
    text = BODIES.format(body=body, watch=f"watch = [{watch!r}]" if watch else "")
    (exercise,) = load_text(text, "b.toml").exercises
    named = watch or next(slip for known, slip in COINCIDING if known == body)
    parts = [draw(exercise, seed).parts[0] for seed in range(40)]
    return [named in {mistake.name for mistake in part.mistakes} for part in parts]


@pytest.mark.parametrize(("body", "slip"), COINCIDING)
def test_a_watched_slip_is_told_from_the_key_in_every_draw(body: str, slip: str) -> None:
    assert all(slips(body, slip))
    assert not all(slips(body, ""))  # unwatched, some draws cannot tell


def test_a_slip_that_never_differs_is_named() -> None:
    body = "draw = { a = 'integer(1, 9)' }\nask = 'ReLU?'\nanswer = 'relu(a)'"
    (exercise,) = load_text(
        BODIES.format(body=body, watch="watch = ['passes-negatives']"), "b.toml"
    ).exercises
    with pytest.raises(UserError, match="mistake passes-negatives gives the right answer"):
        draw(exercise, 1)


def test_a_slip_about_something_else_refuses_nothing() -> None:
    """A square image has no height to exchange for its width, a stride of 1 none to ignore."""
    body = (
        "draw = { H = 'integer(5, 9)' }\nlet = { c = 'Conv2d(1, 2, 3)' }\n"
        "ask = 'Shape?'\nanswer = 'c.output_shape((1, H, H))'"
    )
    for name in ("swapped-HW", "ignores-stride", "pads-once"):
        assert not any(slips(body, name))
