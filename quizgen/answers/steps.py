"""Working in several steps: `5*14 = 70; 70*2 = 140`, in which every step but the last is used by a later one."""

import re
from collections.abc import Callable
from fractions import Fraction

from quizgen.answers.names import EQUALS, Labels, split_outside

_BETWEEN = re.compile(r";|\n|,(?=\s)")
_APART = re.compile(r"[;\n]")
_NUMBER = re.compile(r"(?<![0-9.,])[0-9]+(?:[.,][0-9]+)*")
_MOST = 8


def steps_of(text: str, labels: Labels) -> list[str]:
    """The chains of equals signs in a text, one behind the other; none where it is no working in steps.

    >>> steps_of("5*14=70; 70*2=140", Labels()), steps_of("U = 70; 70*2=140", Labels())
    (['5*14=70', '70*2=140'], [])
    """
    parts = [part.strip() for part in split_outside(text, _BETWEEN) if part.strip()]
    if not 1 < len(parts) <= _MOST:
        return []
    chains = [split_outside(part, EQUALS) for part in parts]
    if any(len(chain) < 2 for chain in chains):
        return []
    named = any(labels.is_name(side) for chain in chains[:-1] for side in chain)
    return [] if named else parts  # U = 70 would be an answer of its own


def one_chain(text: str, labels: Labels) -> str:
    """Several equations of one name as one: `U = 10*5` and below it `U = 50`; any other text as it is.

    >>> one_chain("U = 10*5; U = 50", Labels()), one_chain("U = 7; V = 7", Labels())
    ('U = 10*5 = 50', 'U = 7; V = 7')
    """
    if "=" not in text or not _APART.search(text):
        return text
    sides = [split_outside(part, EQUALS) for part in split_outside(text, _APART) if part.strip()]
    name = sides[0][0].strip()
    if not 1 < len(sides) <= _MOST or not labels.is_name(name):
        return text
    if any(len(side) < 2 or side[0].strip() != name for side in sides):
        return text
    return " = ".join([name, *(one.strip() for side in sides for one in side[1:])])


def are_connected(
    values: list[Fraction], parts: list[str], read: Callable[[str], Fraction]
) -> bool:
    """Whether the value of every step but the last stands in the working of a later one.

    >>> are_connected([Fraction(70), Fraction(140)], ["5*14=70", "7*20=140"], Fraction)
    False
    >>> values = [Fraction(70), Fraction(140), Fraction(280)]
    >>> are_connected(values, ["5*14=70", "70*2=140", "140*2=280"], Fraction)
    True
    >>> are_connected(values, ["5*14=70", "2*70=140", "4*70=280"], Fraction)
    False
    """
    used = [{read(number[0]) for number in _NUMBER.finditer(part)} for part in parts]
    return all(
        any(abs(value) in later for later in used[at + 1 :]) for at, value in enumerate(values[:-1])
    )
