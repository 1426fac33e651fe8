"""Questions for language models, with a verifier: as many as are wanted, the same ones for the same seed.

The interface is that of reasoning-gym's data sets: entries are dictionaries with `question`, `answer` and
`metadata`, and `score_answer` gives 0 to 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.answers.kind import AnswerKind
    from quizgen.bank.exercise import Exercise
    from quizgen.targets.entry import Entry

# What an answer that was right but for rounding earns, and one that was not given.
BUT_ROUNDED, NOTHING = 1.0, 0.0
# Judges of questions that were asked last.
KEPT = 256


@dataclass(frozen=True)
class Questions(Sequence["Entry"]):
    """`size` questions of a topic (an exercise, sheet, tag or bank; empty for all) at a level (E, M, H; empty for all).

    >>> questions = Questions(seed=1, size=3, topic="conv1d-arch")
    >>> entry = questions[0]
    >>> questions.score_answer(entry["answer"], entry), questions.score_answer("no idea", entry)
    (1.0, 0.0)
    >>> entry["metadata"]["exercise"], len(questions)
    ('conv1d-arch', 3)
    """

    seed: int = 0
    size: int = 500
    topic: str = ""
    level: str = ""
    _exercises: "list[tuple[Exercise, str]]" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from quizgen.front import exercises

        found = [
            (exercise, level)
            for exercise in exercises(self.topic)
            for level in exercise.levels
            if self.level in ("", level) or (not level and self.level == "M")
        ]
        if not found:
            raise UserError(
                f"{self.topic or 'all banks'}: no exercise has the level {self.level!r}",
                "E, M or H",
            )
        if self.size < 0:
            raise UserError(f"size = {self.size} is below 0")
        object.__setattr__(self, "_exercises", found)

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: Any) -> Any:
        """The entry of an index, or those of a slice."""
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(self.size))]
        place = index + self.size if index < 0 else index
        if not 0 <= place < self.size:
            raise IndexError(f"{index} is none of {self.size} questions")
        return self._entry(place)

    def __iter__(self) -> Iterator["Entry"]:
        return map(self._entry, range(self.size))

    def _entry(self, index: int) -> "Entry":
        """The entry of an index; parts that a person marks are passed over."""
        from quizgen.bank.variants import draw
        from quizgen.targets.entry import entry, judged_parts

        for turn in range(len(self._exercises) + 1):
            bits = blake2b(f"{self.seed}:{index}:{turn}".encode(), digest_size=8).digest()
            number = int.from_bytes(bits, "big")
            exercise, level = self._exercises[number % len(self._exercises)]
            variant = draw(exercise, f"env:{self.seed}:{index}", level or None)
            if found := judged_parts(variant):
                chosen = entry(variant, found[number // len(self._exercises) % len(found)])
                chosen["metadata"]["source_index"] = index
                return chosen
        raise UserError(f"{self.topic}: a person marks all of it", "another topic")

    def score_answer(self, answer: str | None, entry: "Entry") -> float:
        """The share of the points of an answer, as our grading gives it: 0 for none, and for one that cannot be read."""
        if answer is None:
            return NOTHING
        from quizgen.answers.verdict import ROUNDED

        verdict = _judge(_Key(entry)).judge(answer)
        return BUT_ROUNDED if verdict.status == ROUNDED else float(verdict.score)


class _Key:
    """An entry that is found again by what it asks."""

    def __init__(self, entry: "Entry") -> None:
        self.entry = entry
        told = entry["metadata"]
        self._own = (told["variant"]["code"], told["part"], entry["question"])

    def __hash__(self) -> int:
        return hash(self._own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._own == other._own


@lru_cache(maxsize=KEPT)
def _judge(key: _Key) -> "AnswerKind":
    from quizgen.answers import kind_class
    from quizgen.language.judges import kind_beside
    from quizgen.variant import Variant

    told = key.entry["metadata"]
    variant = Variant.from_json(told["variant"])
    part = next(part for part in variant.parts if part.id == told["part"])
    right = {
        one.id: kind_class(one.kind).typed(one.key) for one in variant.parts if one is not part
    }
    return kind_beside(variant, part, right)
