"""What a statement introduces, and what the legends of its worked solutions say besides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quizgen.bank.statement import common_symbols, option_symbols, question_symbols
from quizgen.telling.legend import defined, introduced, step_symbols
from quizgen.variant import Variant


def with_legends(variant: Variant, meanings: Sequence[Mapping[str, str]]) -> Variant:
    """The variant whose solutions introduce their letters; `meanings` are those of each part.

    A formula with a letter that nobody introduces and nothing explains is left out: the line
    keeps its numbers.
    """
    with_letters = [any(map(step_symbols, part.solution)) for part in variant.parts]
    if not any(with_letters):
        return variant
    seen = common_symbols(variant)
    solved: set[str] = set()  # what earlier solutions computed
    parts = []
    for part, has_letters, own in zip(variant.parts, with_letters, meanings, strict=True):
        seen |= question_symbols(part)
        steps = part.solution
        if has_letters:
            steps = introduced(steps, solved | seen | option_symbols(part), own)
            solved = solved.union(*map(defined, steps))
        parts.append(part if steps == part.solution else replace(part, solution=steps))
    found = tuple(parts)
    return variant if found == variant.parts else replace(variant, parts=found)
