"""Terms of the trade that a hint uses though the statement has not named the thing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.statement import figures, texts
from quizgen.variant import Part, Variant

# Of the draws of a level, so many are read: words change little.
DRAWS = 20

_CONVOLUTION = r"conv\w*|kernel\w*|filter\w*"
# Each term, and what in a statement makes a reader know of the thing.
TERMS: Mapping[str, str] = MappingProxyType(
    {
        r"channels?": r"channels?|conv\w*\d\w*|batchnorm\w*|\w*pool\w*\dd|colou?rs?|torch",
        r"dilations?": r"dilat\w+",
        r"epochs?": r"epochs?",
        r"gates?": r"gates?|lstm\w*|gru\w*",
        r"grouped|groups?": r"group\w*|depthwise\w*",
        r"heads?": r"heads?|num_heads|multihead\w*",
        r"images?|pixels?": r"images?|pixels?|pictures?|conv2d|\w*pool2d|heights?",
        r"intercepts?|bias(?:es)?": r"intercepts?|bias\w*|linear|conv\w*\dd?|parameters?|layers?|\+ ?b\b",
        r"kernels?|filters?": rf"{_CONVOLUTION}|depthwise\w*",
        r"momentum": r"momentum|adam|sgd",
        r"padding|padded|pads?": r"pad\w*|sticks? out|inside the (?:input|image)",
        r"pooling|pooled": r"\w*pool\w*",
        r"drop_last|zero_grad": r"drop_last|zero_grad",
        r"gru|lstm": r"gru\w*|lstm\w*",
        r"relu": r"\w*relu\w*",
        r"sigmoid": r"\w*sigmoid\w*",
        r"softplus": r"softplus\w*",
        r"tanh": r"tanh|hyperbolic tangent",
        r"softmax": r"softmax\w*|probabilit\w+|cross[- ]?entropy\w*|logits?|scores?",
        r"strides?": r"strid\w*|conv\w*\dd?|\w*pool\w*|places? apart",
        r"tokens?": r"tokens?",
    }
)
# Nothing is padded: a reader is told of what is not there.
_DENIED = re.compile(r"\b(?:no|not|nothing is|without) \w+", re.IGNORECASE)
_SAID = MappingProxyType(
    {
        term: (re.compile(rf"\b(?:{term})\b", re.IGNORECASE), re.compile(rf"(?<![A-Za-z])(?:{by})(?![A-Za-z])", re.IGNORECASE))
        for term, by in TERMS.items()
    }
)  # fmt: skip


def terms(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """One finding for each hint of a part, with the terms that nothing before it says.

    Hints that the author did not write are told together, with the slips they belong to.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for level in drawn:
        for variant in level.variants[:DRAWS]:
            for field, words, slip in _unsaid(exercise, variant):
                for word in words:
                    found.setdefault(field, {}).setdefault(word, set()).add(slip)
    for field, slips in found.items():
        named = ", ".join(map(repr, sorted(slips)))
        solvers = sorted(set().union(*slips.values()) - {""})
        if solvers:
            left_out = ", ".join(f'"{slip}"' for slip in solvers)
            yield Finding(
                field,
                f"the solver's hint{'s' if len(solvers) > 1 else ''} of {', '.join(solvers)} "
                f"speak{'' if len(solvers) > 1 else 's'} of {named}, which nothing in the statement does",
                f"name the thing in the statement, or leave out: without = [{left_out}]",
            )
        else:
            yield Finding(
                field,
                f"speaks of {named}, which nothing in the statement does",
                "use the statement's own words, or name the thing in the statement",
            )


def _unsaid(exercise: Exercise, variant: Variant) -> Iterator[tuple[str, set[str], str]]:
    for number, part in enumerate(variant.parts):
        told = said_of(variant, number)
        for field, text, slip in _hints(exercise, number, part):
            words = {
                found[0].lower()
                for term, known in _SAID.values()
                if (found := term.search(_DENIED.sub(" ", text))) and not known.search(told)
            }
            if words:
                yield part_field(exercise, number, field), words, slip


def said_of(variant: Variant, number: int) -> str:
    """Everything a student has read when part `number` is asked, in one text."""
    shown = [f"{figure.kind} {figure.alt} {figure.data}" for figure in figures(variant, number)]
    return "\n".join((variant.title, *texts(variant, number), *variant.conventions, *shown))


def _hints(exercise: Exercise, number: int, part: Part) -> Iterator[tuple[str, str, str]]:
    """Field and text of each hint, and the slip whose the solver's is."""
    yield "hint", part.hint, ""
    for mistake in part.mistakes:
        if mistake.name in exercise.parts[number].mistakes:
            yield f"mistakes.{mistake.name}", mistake.hint, ""
        else:
            yield "mistakes", mistake.hint, mistake.name
