"""What went wrong where no single slip explains an answer: two slips made together.

They are computed when a class is graded, not when a sheet is drawn: few answers need it.
"""

import json
from functools import lru_cache
from itertools import permutations
from typing import Any

from quizgen.answers.description import Form
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import CORRECT, ROUNDED, UNREADABLE, Unreadable, Verdict
from quizgen.grading.solving import given, solved
from quizgen.language.restored import FAILURES, restored
from quizgen.slips.conventions import other_convention
from quizgen.variant import Part, Variant

# More slips than this make so many pairs that some pair meets any small number by chance.
SLIPS = 10
# An answer that this many pairs explain is explained by none of them.
AMBIGUOUS = 3


def diagnosed(
    variant: Variant, part: Part, kind: AnswerKind, text: str, verdict: Verdict
) -> Verdict:
    """The verdict with the convention it would be right under, or the two slips it shows."""
    if verdict.status in (CORRECT, ROUNDED, UNREADABLE):
        return verdict
    if verdict.mistake:
        other = other_convention(variant.profile, verdict.mistake)
        return verdict._replace(feedback=f"{other} {verdict.feedback}") if other else verdict
    # A sign, a decimal point, one off: a simpler explanation than two slips.
    if part.recipe is None or (verdict.feedback and kind.form is Form.NUMBER):
        return verdict
    try:
        value = kind.read(text)
    except Unreadable:  # pragma: no cover - it has been read before
        return verdict
    found = [names for names, wrong in pairs(variant, part) if _same(kind, value, wrong)]
    if not found or len(found) > AMBIGUOUS:
        return verdict
    hints = {mistake.name: mistake.hint for mistake in part.mistakes}
    together = " or ".join(" + ".join(names) for names in found)
    made = list(dict.fromkeys(name for names in found for name in names))
    said = [
        verdict.feedback,
        f"This looks like two slips together: {together}.",
        *dict.fromkeys(hints[name] for name in made),
    ]
    feedback = " ".join(filter(None, said))
    return verdict._replace(mistake=together, feedback=feedback)


def _same(kind: AnswerKind, value: object, wrong: object) -> bool:
    try:
        return kind.same(value, kind.known(wrong))
    except (ValueError, TypeError, Unreadable):
        return False


def pairs(variant: Variant, part: Part) -> tuple[tuple[tuple[str, str], Any], ...]:
    """Two of the part's slips and, as JSON, the answer of somebody who makes both.

    Left out are answers that one slip alone, or none, would give.
    """
    if part.recipe is None or not 2 <= len(part.mistakes) <= SLIPS:
        return ()
    names = tuple(sorted(mistake.name for mistake in part.mistakes))
    single = json.dumps([part.key, *(mistake.value for mistake in part.mistakes)], sort_keys=True)
    values = json.dumps(given(variant), sort_keys=True)
    recipe = part.recipe
    let = json.dumps([dict(recipe.let), dict(recipe.mistakes)], sort_keys=True)
    found: tuple[tuple[tuple[str, str], Any], ...] = _pairs(
        recipe.expression, let, values, names, single
    )
    return found


@lru_cache(maxsize=512)
def _pairs(
    expression: str, let: str, values: str, names: tuple[str, ...], single: str
) -> tuple[tuple[tuple[str, str], Any], ...]:
    """By texts, so that students with the same numbers share the work.

    All of them together may take what a draw may; where they need more, there are none.
    """
    from quizgen.language import budget

    try:
        with budget.in_force():
            return _within_budget(expression, let, values, names, single)
    except budget.Exhausted:
        return ()


def _within_budget(
    expression: str, let: str, values: str, names: tuple[str, ...], single: str
) -> tuple[tuple[tuple[str, str], Any], ...]:
    from quizgen.language.expression import Scope
    from quizgen.language.worked import Recording, Worked
    from quizgen.slips import all_rules
    from quizgen.solver.quantity import in_force, tracing

    lets, own = json.loads(let)
    known = {name: restored(value) for name, value in json.loads(values).items()}
    worked = Worked()
    try:
        with tracing() as calls:
            Scope(known, lets, recording=Recording(calls, [], worked)).evaluate(expression)
    except FAILURES:
        return ()
    asked = {call.quantity for call in calls}
    # That they apply was found when the sheet was drawn.
    rules = [
        rule
        for rule in all_rules()
        if rule.name in names and rule.name not in own and asked & set(rule.quantities)
    ]
    spoken_of = {quantity for rule in rules for quantity in rule.quantities}
    known |= worked.apart_from(spoken_of)
    alone = {json.dumps(value) for value in json.loads(single)}
    found: dict[str, set[tuple[str, str]]] = {}

    def met(first: str, second: str, value: object) -> None:
        text = json.dumps(value)
        if value is not None and text not in alone:
            found.setdefault(text, set()).add((min(first, second), max(first, second)))

    for first, second in permutations(rules, 2):
        with in_force(first, second):
            met(first.name, second.name, solved(expression, known, lets))
    for name, text in own.items():
        for rule in rules:
            with in_force(rule):
                met(name, rule.name, solved(text, known, lets))
    return tuple(
        (pair, json.loads(text)) for text, named in found.items() for pair in sorted(named)
    )
