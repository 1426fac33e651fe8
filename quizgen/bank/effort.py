r"""How much work a drawn exercise is: what is read, computed and written, and the minutes that takes.

The minutes are a linear model of counts, fitted to the minutes that the authors of the shipped exercises
gave; half of those lie within a third of it. It orders exercises and finds what is far off; it is no
measurement of students.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizgen.answers import kind_class
from quizgen.answers.description import Form
from quizgen.bank.statement import heads, options
from quizgen.variant import Part, Variant

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_OPERATION = re.compile(
    r"\\cdot|\\times|\\odot|\\[dt]?frac|\\sqrt|\\ln|\\log|\\exp|\\max|\\sum|[-+/^]"
)
# Minutes for an exercise, and for each of what there is to do.
START, PART, WORD, ENTRY, OPERATION, DIGIT, INVENTED = 0.9, 0.45, 0.016, 0.01, 0.009, 0.002, 1.6


@dataclass(frozen=True, slots=True)
class Effort:
    """Counts of one variant.

    Words read, numbers and options written, operations and digits of the worked solution, parts, and
    those of them whose answer is found rather than computed.
    """

    parts: int
    words: int
    entries: int
    operations: int
    digits: int
    invented: int

    @property
    def minutes(self) -> float:
        """What a student on paper needs, by the model.

        >>> Effort(parts=1, words=40, entries=1, operations=5, digits=12, invented=0).minutes
        2.07
        """
        found = START + PART * self.parts + WORD * self.words + ENTRY * self.entries
        found += OPERATION * self.operations + DIGIT * self.digits + INVENTED * self.invented
        return round(found, 2)


def effort(variant: Variant) -> Effort:
    """The counts of a variant."""
    read = [variant.text, *(text for part in variant.parts for text in _read(part))]
    worked = [side for part in variant.parts for side in _worked(part)]
    return Effort(
        parts=len(variant.parts),
        words=sum(len(_WORD.findall(text)) for text in read),
        entries=sum(_entries(part.key) for part in variant.parts),
        operations=sum(len(_OPERATION.findall(side)) for side in worked),
        digits=sum(len(_DIGIT.findall(side)) for side in worked),
        invented=sum(_is_invented(part) for part in variant.parts),
    )


def _read(part: Part) -> Iterator[str]:
    yield from (part.prompt, *options(part), *heads(part))


def _worked(part: Part) -> Iterator[str]:
    """Of each step the side with the numbers."""
    for step in part.solution:
        yield step.substitution or step.formula
    yield part.explanation


def _entries(key: object) -> int:
    if isinstance(key, dict):
        return sum(map(_entries, key.values()))
    return sum(map(_entries, key)) if isinstance(key, list) else 1


def _is_invented(part: Part) -> bool:
    kind = kind_class(part.kind)
    return part.holds is not None or kind.by_person or kind.form is Form.CODE
