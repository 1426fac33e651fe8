"""Variants and sheets written by hand, so that every expected mark can be computed by hand."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from quizgen.assignment import Assignment
from quizgen.variant import Follow, Mistake, Part, Recipe, Variant

Build = Callable[..., Any]


def _part(name: str, kind: str, key: Any, **more: Any) -> Part:
    follow = more.pop("follow", None)
    recipe = more.pop("recipe", None)
    mistakes = more.pop("mistakes", {})
    return Part(
        name,
        f"What is {name}?",
        kind,
        key,
        follow=Follow(follow, tuple(more.pop("uses")), more.pop("let", {})) if follow else None,
        recipe=Recipe(*recipe) if recipe else None,
        mistakes=tuple(
            Mistake(slip, value, f"Hint of {slip}.") for slip, value in mistakes.items()
        ),
        **more,
    )


def _variant(
    *parts: Part,
    values: Mapping[str, Any] | None = None,
    name: str = "by-hand",
    profile: Mapping[str, str] | None = None,
) -> Variant:
    return Variant(
        id=name, revision=1, bank="hand.toml", title="By hand", level="", instance="", seed="1",
        generator="0", profile=profile or {}, values=values or {}, text="", parts=parts, code=f"{name}·aaaa",
    )  # fmt: skip


@pytest.fixture
def part() -> Build:
    return _part


@pytest.fixture
def variant() -> Build:
    return _variant


@pytest.fixture
def sheet() -> Build:
    def build(student: str, *variants: Variant) -> Assignment:
        return Assignment(student, f"hand·{student}", "By hand", "", variants)

    return build
