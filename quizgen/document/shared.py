"""Conventions that questions of a sheet share, to be said once on top."""

from collections.abc import Mapping, Sequence

from quizgen.solver.conventions import convention
from quizgen.variant import Variant


def shared_conventions(variants: Sequence[Variant]) -> tuple[str, ...]:
    """Conventions of two questions or more, unless another question fixes the same thing differently.

    A question fixes it by its profile, or by a value it draws under the profile's name.
    """
    count: dict[str, int] = {}
    values: dict[str, set[str]] = {}
    for variant in variants:
        for sentence in variant.conventions:
            count[sentence] = count.get(sentence, 0) + 1
        for key, value in variant.profile.items():
            values.setdefault(key, set()).add(value)
    for variant in variants:
        for key in values.keys() & variant.values.keys():
            if isinstance(variant.values[key], str):
                values[key].add(variant.values[key])
    disputed = {sentence for variant in variants for sentence in _disputed(variant, values)}
    return tuple(
        sentence for sentence, times in count.items() if times > 1 and sentence not in disputed
    )


def _disputed(variant: Variant, values: Mapping[str, set[str]]) -> set[str]:
    """Sentences of a variant about what another question fixes differently."""
    if all(len(values[key]) == 1 for key in variant.profile):
        return set()
    undisputed = {
        sentence
        for key, value in variant.profile.items()
        if len(values[key]) == 1 and (sentence := _sentence(key, value))
    }
    return set(variant.conventions) - undisputed


def _sentence(key: str, value: str) -> str:
    """What a convention says; empty for one that another version of quizgen knew."""
    try:
        return convention(key, value)
    except (LookupError, ValueError):
        return ""
