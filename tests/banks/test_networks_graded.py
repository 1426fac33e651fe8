"""What a student would type for the key is right; for a named slip it is wrong and named."""

from typing import Any

import pytest

from quizgen.answers import answer_kind, kind_class
from quizgen.bank import draw, load_banks
from quizgen.resources import shipped
from quizgen.variant import Part

FILES = (
    "dense",
    "activation",
    "forward",
    "loss",
    "descent",
    "backprop",
    "torch_code",
    "attention",
)
LIBRARY = load_banks([shipped("banks") / f"{name}.toml" for name in FILES], shipped_too=False)


def typed(kind: str, value: Any) -> str:
    """A value as a student would type it."""
    if kind == "order" and isinstance(value, dict):
        done: list[str] = []
        while len(done) < len(value):
            done.append(next(i for i in value if i not in done and set(value[i]) <= set(done)))
        return ", ".join(done)
    if kind == "table":
        return str(kind_class(kind).typed(value))
    if kind in {"multi", "order"}:
        return ", ".join(value)
    if not isinstance(value, list):
        return str(value)
    inside = ", ".join(typed(kind, entry) for entry in value)
    return f"({inside})" if kind == "shape" else f"[{inside}]"


def whole(part: Part, value: Any) -> Any:
    """A mistake; of a table with the right cells where it says nothing."""
    if part.kind != "table":
        return value
    return [
        [right if cell is None else cell for cell, right in zip(row, rights, strict=True)]
        for row, rights in zip(value, part.key, strict=True)
    ]


def check(part: Part) -> None:
    kind = answer_kind(part.kind, key=part.key, mistakes=part.mistakes, **part.settings)
    verdict = kind.judge(typed(part.kind, part.key))
    assert verdict.status == "correct", (part.id, part.key, verdict)
    for mistake in part.mistakes:
        verdict = kind.judge(typed(part.kind, whole(part, mistake.value)))
        assert verdict.status in {"wrong", "partial"}, (part.id, mistake, verdict)
        assert mistake.name in str(verdict.mistake), (part.id, mistake, verdict)


@pytest.mark.parametrize("family", LIBRARY.exercises)
def test_keys_are_right_and_slips_are_named(family: str) -> None:
    exercise = LIBRARY.exercise(family)
    for level in exercise.levels:
        for seed in range(3):
            for part in draw(exercise, f"graded-{seed}", level).parts:
                check(part)
