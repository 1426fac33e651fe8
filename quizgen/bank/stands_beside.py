r"""What may stand beside an answer to a part: its names, the nouns of what is counted, the names of axes.

They come from the part itself, never from the rest of the statement: `D = 7` says nothing about U.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import dropwhile, takewhile
from typing import Any

from quizgen.answers import kind_class
from quizgen.answers.nouns import COUNTED, FILLERS, folded, nouns_for
from quizgen.pattern import pattern
from quizgen.solver.quantity import Call

# The nouns of a solver quantity that the question may put in other words.
_NOUNS = {
    "parameter_count": ("parameters", "weights"),
    "parameters_per_layer": ("parameters", "weights"),
    "weight_count": ("weights", "parameters"),
    "bias_count": ("biases",),
    "connections": ("connections", "edges"),
    "zeros": ("zeros", "entries"),
    "output_size": ("outputs", "units", "size", "windows"),
    "macs": ("multiplications",),
    "steps_per_epoch": ("steps", "batches"),
    "total_steps": ("steps",),
    "layer_count": ("layers", "functions"),
    "hidden_layer_count": ("layers",),
    "hidden_unit_count": ("units",),
}
_MATH = pattern(r"\$([^$]{1,60})\$")
_HOW_MANY = pattern(
    r"\bhow many\s+(?:of\s+(?:the|its|these|those)\s+)?(.*?)(?:[,;:?]|\b(?:is|are|was|were|does|do|did|has|have|will|can|may|must|should"
    r"|there|learn|as|of|in|with|at|for|from|to|on|over|after)\b)",
    re.IGNORECASE,
)
# Counted, and no noun of a list: `observations`, `KiB`.
_PLURAL = pattern(r"[A-Za-z]{3,}s|[KMG]iB")
_ASKED = pattern(
    r"(?:\b(?:what is|what are|compute|call this number|give|write|find|is|gradient|derivative|slope|output|outputs|size|stride|matrix|prediction"
    r"|shape of|kernels are there,|how many [a-z ]{0,30}))\s*\$([^$]{1,60})\$",
    re.IGNORECASE,
)
_WHICH = pattern(
    r"(?:^|[.:?!]\s+)(?:(?:at|in|on|from|after|before)\s+)?(?:which|what\s+(?:line|row|column|number\s+has))\b|\bgive\s+(?:its|the)\s+number\s+of\s+the\s+(?:line|row|column|option)",
    re.IGNORECASE,
)
# What is numbered: line 3.
_WHICH_NOUN = pattern(
    r"\b(?:which|what)\s+(line|row|column|layer|step|epoch|unit|panel|option|statement|class|token|node)\b",
    re.IGNORECASE,
)
# The partial derivative of z in x is dz/dx.
_DERIVATIVE = pattern(r"\bderivative of \$([A-Za-z])\$ (?:in|by|with respect to) \$([A-Za-z])\$")
# A function at a place: the value of `\sigma(z)` at `z = \ln(15)` is that of `\sigma(\ln(15))`.
_AT = pattern(r"\$([^$()]{1,20})\(([a-z])\)\$ at \$\2 = ([^$]{1,30})\$")
_AXES = pattern(r"\(([a-z]+(?:, [a-z]+)+)\)")
_LISTED = pattern(r"\[([^\[\]$]{3,80})\]")
# The name of an entry: a symbol, or words.
_ENTRY = pattern(
    r"\\?[A-Za-z][A-Za-z]*(?:[_^][A-Za-z0-9]|[_^]\{[A-Za-z0-9-]{1,8}\})*(?: [a-z]+){0,2}"
)
_SYMBOL = pattern(r"\\?[A-Za-z][A-Za-z]*(?:[_^{}()'\\A-Za-z0-9 -])*")
_LONGEST = 24
_GENERAL = frozenset({"values", "entries", "numbers"})


def stands_beside(
    part_id: str, kind: str, prompt: str, calls: Sequence[Call], key: object
) -> dict[str, Any]:
    r"""The settings `names`, `units`, `axes` and `arithmetic` of a part.

    >>> stands_beside("U", "integer", "How many outputs $U$ are there?", [], 6)
    {'names': ['U'], 'units': ['outputs'], 'arithmetic': True}
    >>> stands_beside("W", "matrix", r"What is the gradient $\nabla_W J$, in the shape of $W$?", [], [[1]])
    {'names': ['W', '\\nabla_W J']}
    """
    beside = kind_class(kind).beside
    found: dict[str, Any] = (
        {"names": [part_id, *_names(part_id, prompt)]} if "names" in beside else {}
    )
    if "units" in beside:
        units = _units(prompt, calls)
        if units:
            found["units"] = units
    axes = _axes(prompt, key) if "axes" in beside else []
    axes = axes or (_entries(prompt, key) if "entries" in beside else [])
    if axes:
        found["axes"] = axes
    if "arithmetic" in beside:
        found["arithmetic"] = True
    if "label" in beside and _asks_which(prompt):
        found["label"] = True
        if of := _WHICH_NOUN.search(prompt):
            found.setdefault("units", [of[1].lower()])
    return found


@lru_cache(maxsize=4096)  # most questions print nothing that is drawn
def _asks_which(prompt: str) -> bool:
    """Whether a number is a label: of a line, a column, an option. Its neighbours are no closer than others."""
    return _WHICH.search(_MATH.sub("", prompt)) is not None and "nearest" not in prompt


@lru_cache(maxsize=4096)
def _names(part_id: str, prompt: str) -> tuple[str, ...]:
    """The names besides the part's own."""
    names: list[str] = []
    for math in _ASKED.findall(prompt):
        symbol = math.split("=")[0].strip()
        if "times" in symbol or symbol == part_id or symbol in names:
            continue
        if _SYMBOL.fullmatch(symbol) and len(symbol) <= _LONGEST:
            names.append(symbol)
    names += [f"d{of}/d{by}" for of, by in _DERIVATIVE.findall(prompt)]
    names += [f"{function}({place.strip()})" for function, _, place in _AT.findall(prompt)]
    return tuple(names)


def _units(prompt: str, calls: Sequence[Call]) -> list[str]:
    found = _counted(prompt)
    if found is None:
        return []
    top = [call.quantity for call in calls if call.depth == 0]
    nouns = list(_NOUNS.get(top[-1], ())) if top else []
    # What the expression asks the solver last may only be a step of the answer.
    if found and found[0] not in _GENERAL and not nouns_for(found) & set(nouns):
        return list(found)
    return list(dict.fromkeys([*found, *nouns]))


@lru_cache(maxsize=4096)
def _counted(prompt: str) -> tuple[str, ...] | None:
    """The noun after how many, the last of `weight updates`; None for another question.

    >>> _counted("How many weight updates are there?"), _counted("How many KiB do the parameters take?")
    (('updates',), ('KiB',))
    >>> _counted("How many do the others learn?"), _counted("How large is it?")
    ((), None)
    """
    asked = _HOW_MANY.search(_MATH.sub("", prompt))
    if not asked:
        return None
    words = re.findall(r"[A-Za-z-]+", asked[1])
    nouns = takewhile(_is_noun, dropwhile(lambda word: not _is_noun(word), words))
    return tuple(word.lower() if folded(word) in COUNTED else word for word in nouns)[-1:]


def _is_noun(word: str) -> bool:
    return folded(word) in COUNTED or (
        _PLURAL.fullmatch(word) is not None and folded(word) not in FILLERS
    )


def _entries(prompt: str, key: object) -> list[str]:
    """The names of the entries where the question lists them in brackets: [w_1, w_2, b], [batch, stochastic]."""
    for inner in reversed(_LISTED.findall(prompt)):
        names = [name.strip() for name in inner.split(",")]
        fits = isinstance(key, list) and len(names) == len(key) > 1
        if fits and len(set(names)) == len(names) and all(map(_ENTRY.fullmatch, names)):
            return names
    return []


def _axes(prompt: str, key: object) -> list[str]:
    listed = _AXES.search(prompt)
    axes = listed[1].split(", ") if listed else []
    return axes if isinstance(key, (list, tuple)) and len(axes) == len(key) else []
