r"""Names of the program printed as mathematics: `4 · parameter count`, `kernelₛ ize`."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.statement import formulas
from quizgen.language.vocabulary import known_names
from quizgen.variant import Part

# Of the draws of a level, so many are read: names change little.
DRAWS = 20
_WORDS = re.compile(r"\\(?:text\w*|math(?:rm|it|sf|tt)|operatorname\*?)\s*\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[clr|]*\})?|\\[A-Za-z]+")
# Letters of a product stand apart or are few: x y, WX. Four in a row are a word.
_RUN = re.compile(r"[A-Za-z]{4,}(?:_[A-Za-z]+)*|[A-Za-z]{2,}_[A-Za-z]{2,}")
_IDENTIFIER = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)+|[A-Za-z]\w*\.[a-z]\w*|\w+\(\w*=")


def names(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Raw identifiers, and names of the bank language, in formulas of solutions and explanations."""
    own = {name for name in (*exercise.let, *exercise.draw) if len(name) > 1}
    own |= {name for level in exercise.level.values() for name in level if len(name) > 1}
    for number, spec in enumerate(exercise.parts):
        field = "answer" if spec.answer else "ask"
        found: dict[str, set[str]] = {}
        for level in drawn:
            for variant in level.variants[:DRAWS]:
                part = variant.parts[number]
                for place, latex in _formulas(part, field):
                    found.setdefault(place, set()).update(_raw(latex, own))
        for place, raw in found.items():
            if raw:
                named = ", ".join(repr(name) for name in sorted(raw))
                yield Finding(
                    part_field(exercise, number, place),
                    f"prints {named} as mathematics",
                    r"say it in words, \text{weights}, or with a letter that the statement introduces",
                )


def _formulas(part: Part, field: str) -> Iterator[tuple[str, str]]:
    for step in part.solution:
        yield from (
            (field, side) for side in (step.symbol, step.formula, step.substitution, step.value)
        )
    yield from (("explanation", latex) for latex in formulas(part.explanation))
    yield from (("hint", latex) for latex in formulas(part.hint))


def _raw(latex: str, own: set[str]) -> set[str]:
    words = {said.strip().replace(r"\_", "_") for said in _WORDS.findall(latex)}
    rest = _COMMAND.sub(" ", _WORDS.sub(" ", latex))
    found = set(_RUN.findall(rest.replace(r"\_", "_")))
    for said in words:
        name = said.replace(" ", "_")
        if (
            _IDENTIFIER.search(said)
            or ("_" in name and (name in _language() or name in own))
            or (name in own and name not in _PLAIN)
        ):
            found.add(said)
    return found


# A word a bank may use as a name and a solution as a word.
_PLAIN = frozenset(
    """inputs outputs weights parameters connections zeros units layers intercepts filters kernels edges shape
    batch epoch steps updates rate loss words letters""".split()
)


@lru_cache(maxsize=1)
def _language() -> frozenset[str]:
    """Names of functions, layers and their members with more than one word."""
    members = ("parameter_count", "output_size", "output_shape", "value_at", "gradient_at")
    return frozenset(name for name in (*known_names(), *members) if "_" in name)
