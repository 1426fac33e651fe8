"""Texts that are drawn with their quotes: an entry of a drawn list is no expression, as a pinned one is."""

from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding


def quoted(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Entries such as `'square'` of drawn lists, of which the quotes are a part: nothing is equal to them."""
    for level in drawn:
        of_level = exercise.level.get(level.level, {})
        for variant in () if level.instance else level.variants[:1]:
            for name, value in variant.values.items():
                texts = [text for text in value if _has_quotes(text)] if _is_list(value) else []
                if texts:
                    yield Finding(
                        f"level.{level.level}.{name}" if name in of_level else f"draw.{name}",
                        f"{name} is drawn with its quotes: {texts[0]}{level.named}",
                        f'write the whole list in quotes, {name} = "[{", ".join(texts)}]", or its texts without a second pair',
                    )


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _has_quotes(text: object) -> bool:
    return isinstance(text, str) and len(text) > 2 and text[0] == text[-1] and text[0] in "'\""
