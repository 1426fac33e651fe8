"""What a statement introduces, and what the legends of its worked solutions say besides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quizgen.bank.statement import asked_symbols, common_symbols
from quizgen.telling.legend import defined, introduced, step_symbols
from quizgen.variant import Variant


def with_legends(variant: Variant, meanings: Sequence[Mapping[str, str]]) -> Variant:
    """The variant whose solutions introduce their letters; `meanings` are those of each part.

    A formula with a letter that nobody introduces and nothing explains is left out: the line
    keeps its numbers.
    """
    parts = list(variant.parts)
    solved: set[str] = set()  # what earlier solutions computed
    common: frozenset[str] | None = None
    for number, part in enumerate(variant.parts):
        if any(step_symbols(step) for step in part.solution):
            common = common_symbols(variant) if common is None else common
            known = solved | common | asked_symbols(variant, number)
            steps = introduced(part.solution, known, meanings[number])
            solved |= frozenset().union(*map(defined, steps))
            if steps != part.solution:
                parts[number] = replace(part, solution=steps)
    found = tuple(parts)
    return variant if found == variant.parts else replace(variant, parts=found)
