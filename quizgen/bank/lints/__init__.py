"""What is wrong with an exercise though it loads, draws and sets: each lint a module of its own.

A lint looks at an exercise as written and at the variants drawn from it; it never draws.
"""

from collections.abc import Iterator, Mapping, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.constant import constant
from quizgen.bank.lints.english import english
from quizgen.bank.lints.few import few
from quizgen.bank.lints.finding import Drawn, Finding, Lint
from quizgen.bank.lints.hintless import hintless
from quizgen.bank.lints.idle import idle
from quizgen.bank.lints.letters import letters
from quizgen.bank.lints.listings import listings
from quizgen.bank.lints.minutes import minutes
from quizgen.bank.lints.names import names
from quizgen.bank.lints.penalties import penalties
from quizgen.bank.lints.quoted import quoted
from quizgen.bank.lints.slips import impossible, inseparable
from quizgen.bank.lints.terms import terms
from quizgen.bank.lints.trivial import trivial
from quizgen.bank.lints.two_values import two_values
from quizgen.bank.lints.unexplained import unexplained
from quizgen.bank.lints.unseen import unseen
from quizgen.bank.lints.visible import visible
from quizgen.bank.lints.worked import worked

LINTS: Mapping[str, Lint] = {
    "hintless": hintless,
    "letters": letters,
    "listings": listings,
    "visible": visible,
    "constant": constant,
    "impossible": impossible,
    "minutes": minutes,
    "penalties": penalties,
    "quoted": quoted,
    "inseparable": inseparable,
    "few": few,
    "worked": worked,
    "names": names,
    "unexplained": unexplained,
    "english": english,
    "terms": terms,
    "two_values": two_values,
    "trivial": trivial,
    "unseen": unseen,
    "idle": idle,
}


def findings(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """What all lints find."""
    for lint in LINTS.values():
        yield from lint(exercise, drawn)


__all__ = ["LINTS", "Drawn", "Finding", "findings"]
