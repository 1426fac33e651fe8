"""The legend of a worked solution: what its letters mean, where the statement does not say."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quizgen.bank.statement import statement_symbols
from quizgen.bank.symbols import of_latex
from quizgen.telling import Step
from quizgen.telling.legend import said
from quizgen.variant import Variant


def with_legends(variant: Variant, meanings: Sequence[Mapping[str, str]]) -> Variant:
    """The variant whose solutions introduce their letters; `meanings` are those of each part.

    A formula with a letter that nobody introduces and nothing explains is left out: the line
    keeps its numbers.
    """
    parts = list(variant.parts)
    solved: set[str] = set()  # what earlier solutions computed
    for number, part in enumerate(variant.parts):
        if any(step_symbols(step) for step in part.solution):
            known = solved | statement_symbols(variant, number)
            steps = _told(part.solution, known, meanings[number])
            solved |= frozenset().union(*map(defined, steps))
            if steps != part.solution:
                parts[number] = replace(part, solution=steps)
    found = tuple(parts)
    return variant if found == variant.parts else replace(variant, parts=found)


def _told(steps: Sequence[Step], known: set[str], meanings: Mapping[str, str]) -> tuple[Step, ...]:
    told = []
    for step in steps:
        known |= defined(step)
        new = step_symbols(step) - known
        legend = {symbol: text for symbol, text in meanings.items() if symbol in new}
        known |= legend.keys()
        unknown = of_latex(step.formula) - known and not of_latex(step.substitution) - known
        if unknown or legend:
            formula = "" if unknown else step.formula
            told.append(replace(step, formula=formula, legend=said(legend) if legend else ""))
        else:
            told.append(step)
    return tuple(told)


def step_symbols(step: Step) -> frozenset[str]:
    """Every symbol a step prints in its formulas."""
    sides = (step.symbol, step.formula, step.substitution, step.value)
    return frozenset().union(*map(of_latex, sides))


def defined(step: Step) -> frozenset[str]:
    """The symbol a step computes: what stands alone on its left."""
    found = of_latex(step.symbol)
    return found if len(found) == 1 else frozenset()
