"""A part called by the letter of another: an answer to "b" would be taken for the wrong question."""

from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field


def letters(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:  # noqa: ARG001 - as written
    """Ids of parts that are the printed letter of another part."""
    printed = [chr(ord("a") + number) for number in range(len(exercise.parts))]
    for number, part in enumerate(exercise.parts):
        if part.id in printed and part.id != printed[number]:
            yield Finding(
                part_field(exercise, number, "id"),
                f"{part.id!r} is the letter of another part; this one is printed as ({printed[number]})",
                f"call it {printed[number]!r}, or by what it asks for",
            )
