"""Cells of a table that are right for the student's own earlier cells, which were wrong.

As with parts, only a readable, wrong and legal cell is followed, and only to one that is still worth reaching.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from quizgen.answers import AnswerKind
from quizgen.answers.verdict import CORRECT, Verdict
from quizgen.grading.effort import is_trivial
from quizgen.grading.solving import as_computed, solved_tree
from quizgen.language.cells import CellExpression, cell_expressions
from quizgen.variant import Follow, Part, Variant


class _Own(NamedTuple):
    """What the student has in the cells that are wrong, as texts and in the JSON form of a key."""

    texts: Mapping[tuple[int, int], str]
    values: Mapping[tuple[int, int], Any]


def followed_cells(
    variant: Variant,
    part: Part,
    follow: Follow,
    kind: AnswerKind,
    answer: str,
    names: Mapping[str, Any],
) -> Verdict | None:
    """The verdict on a table, cells that follow among the right ones; None where no cell does.

    `names` are the values that the expressions have: what was drawn, and earlier parts.
    """
    own = _wrong(kind, answer)
    if not own.texts:
        return None
    rows = [list(row) for row in part.key]
    for (r, c), value in own.values.items():
        rows[r][c] = value
    names = {**names, part.id: as_computed(part, rows)}
    given = list(variant.values.values())
    judges, found = kind.cells(), {}
    expressions = cell_expressions(follow.expression, part.id, len(rows), len(rows[0]))
    for place, cell in expressions.items():
        if place not in own.texts:
            continue
        key = solved_tree(cell.tree, names, follow.let)
        again = _judge(judges[place], key, _before(part.key, cell, own), given)
        if again is not None and again.judge(own.texts[place]).status == CORRECT:
            found[place] = again
    return kind.following(found).judge(answer) if found else None


def _wrong(kind: AnswerKind, answer: str) -> _Own:
    """The cells that are not right by the key; those that can be computed with have a value."""
    texts, values = {}, {}
    judges = kind.cells()
    for place, text in kind.split(answer).items():
        judge = judges[place]
        if judge.judge(text).status == CORRECT:
            continue
        texts[place] = text
        value = judge.exact(judge.read(text))
        if judge.suits(value, judge.exact(judge.key)):
            values[place] = value
    return _Own(texts, values)


def _before(
    rows: Sequence[Sequence[Any]], cell: CellExpression, own: _Own
) -> list[tuple[Any, Any]]:
    """The right values of the wrong cells that a cell is computed from, each beside the student's own."""
    used = [place for place in sorted(cell.uses) if place in own.values]
    return [(rows[r][c], own.values[r, c]) for r, c in used]


def _judge(
    judge: AnswerKind, key: object, before: Sequence[tuple[Any, Any]], given: Sequence[object]
) -> AnswerKind | None:
    """The judge of a cell by a key that follows; None where there is none, or it asks for less."""
    if key is None or any(key == value for _, value in before):
        return None
    if is_trivial(key, judge.exact(judge.key), type(judge), given, before):
        return None
    try:
        return type(judge)(key, **judge.settings)
    except ValueError:
        return None
