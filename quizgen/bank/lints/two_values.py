r"""A word of a worked solution that stands for two numbers: `outputs` for one kernel's, then for all."""

import re
from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.telling import Step

# Of the draws of a level, so many are read: words change little.
DRAWS = 20
_OPERATOR = re.compile(r"(\\cdot|[-+*/()])")
_WORD = re.compile(r"\\text\{([^{}]+)\}")


def two_values(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """One finding for each word that steps of different quantities put different numbers for.

    Two lines of one quantity may speak of two layers: `parameters = filters · …` for each.
    """
    seen: set[str] = set()
    for level in drawn:
        for variant in level.variants[:DRAWS]:
            said: dict[str, tuple[str, str]] = {}
            for number, part in enumerate(variant.parts):
                for step in part.solution:
                    for word, value in operands(step):
                        symbol, before = said.setdefault(word, (step.symbol, value))
                        if before != value and symbol != step.symbol and word not in seen:
                            seen.add(word)
                            field = "answer" if exercise.parts[number].answer else "ask"
                            yield Finding(
                                part_field(exercise, number, field),
                                f"the worked solution calls two numbers {word!r}: {before} and {value}"
                                f"{level.named}",
                                "call one of them by another name",
                            )


def operands(step: Step) -> Iterator[tuple[str, str]]:
    r"""The words of a formula with the numbers put for them.

    >>> from quizgen.telling import Step
    >>> list(operands(Step("zeros", r"\text{rows} \cdot \text{columns} - 1", r"2 \cdot 3 - 1", "5")))
    [('rows', '2'), ('columns', '3')]
    >>> list(operands(Step("n", r"\text{weights} + 1", r"2 \cdot 3 + 1", "7")))
    []
    """
    words, numbers = (_OPERATOR.split(side) for side in (step.formula, step.substitution))
    if words[1::2] != numbers[1::2]:
        return
    for word, number in zip(words[::2], numbers[::2], strict=True):
        found = _WORD.fullmatch(word.strip())
        if found and number.strip().isdecimal():
            yield found[1], number.strip()
