"""A test that measures time is marked `timed`, so that coverage does not slow what it measures; `again` tests neither."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCKS = {"process_time", "perf_counter", "monotonic"}
TESTS = Path(__file__).parent


def unmarked(tree: ast.Module) -> Iterator[str]:
    r"""Tests of a module that compare a clock's differences and are not marked, nor their class.

    >>> list(unmarked(ast.parse("def test_a():\n    assert process_time() - begun < 1")))
    ['test_a']
    >>> list(unmarked(ast.parse("@pytest.mark.timed\ndef test_a():\n    assert process_time() - begun < 1")))
    []
    """
    marks = [
        n
        for n in tree.body
        if isinstance(n, ast.Assign) and ast.unparse(n) == "pytestmark = pytest.mark.timed"
    ]
    yield from _unmarked([] if marks else tree.body, _measuring(tree))


def _unmarked(body: list[ast.stmt], clocks: set[str]) -> Iterator[str]:
    for node in body:
        if not isinstance(node, (ast.ClassDef, ast.FunctionDef)) or _marked(node):
            continue
        if isinstance(node, ast.ClassDef):
            yield from _unmarked(node.body, clocks)
        elif node.name.startswith("test_") and _measures(node, clocks):
            yield node.name


def _measuring(tree: ast.Module) -> set[str]:
    """The clocks, and the module's own functions that read one."""
    own = {
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and _measures(node, CLOCKS)
    }
    return CLOCKS | {name for name in own if not name.startswith("test_")}


def _measures(node: ast.FunctionDef, clocks: set[str]) -> bool:
    """Whether the difference of a clock's times is taken; a clock alone is a time limit."""
    names = {
        n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in ast.walk(node)
    }
    differs = any(isinstance(n, ast.BinOp) and isinstance(n.op, ast.Sub) for n in ast.walk(node))
    return bool(names & (clocks - CLOCKS)) or bool(names & CLOCKS and differs)


def _marked(node: ast.ClassDef | ast.FunctionDef) -> bool:
    return any(isinstance(d, ast.Attribute) and d.attr == "timed" for d in node.decorator_list)


@pytest.mark.again
def test_every_test_of_time_is_marked() -> None:
    found = {
        f"{path.relative_to(TESTS)}: {name}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for name in unmarked(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set()


@pytest.mark.parametrize(
    "mark", [pytest.param(m, marks=getattr(pytest.mark, m)) for m in ("timed", "again")]
)
def test_a_marked_test_has_no_tracer(mark: str) -> None:
    assert sys.gettrace() is None, mark
