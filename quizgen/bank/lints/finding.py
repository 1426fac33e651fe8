"""What a lint says, and what it is given to look at."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quizgen.bank.exercise import Exercise
from quizgen.variant import Variant


@dataclass(frozen=True, slots=True)
class Drawn:
    """The variants of one level, or of one pinned instance, in the order they were drawn.

    Of a level also how many tries its rules refused, how many ended in an error, and the processor's
    seconds for a draw.
    """

    level: str
    instance: str
    variants: tuple[Variant, ...]
    refused: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def named(self) -> str:
        """` at level E`, ` of instance slide`, or nothing."""
        if self.instance:
            return f" of instance {self.instance}"
        return f" at level {self.level}" if self.level else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of an exercise: the field it is written in, what was found, what would be right."""

    field: str
    message: str
    fix: str


Lint = Callable[[Exercise, Sequence[Drawn]], Iterable[Finding]]


def part_field(exercise: Exercise, number: int, name: str = "") -> str:
    """The field `name` of a part as `Exercise.line` knows it; a lone question has no `part`."""
    return ".".join(piece for piece in (exercise.parts[number].path, name) if piece)
