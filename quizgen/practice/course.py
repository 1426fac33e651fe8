"""What to ask next: family by the schedule, level by skill, a variant nobody has seen yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizgen.bank.variants import draw
from quizgen.errors import UserError
from quizgen.practice.reviews import Review, reviews
from quizgen.practice.schedule import cards, choose
from quizgen.practice.skill import begin, level_for, skills

if TYPE_CHECKING:
    from quizgen.bank import exercise as bank
    from quizgen.practice.outcome import Outcome
    from quizgen.practice.rows import Exercise
    from quizgen.variant import Variant

# Sub-seeds tried for a variant with values that were not asked before in this session.
FRESH_TRIES = 6


@dataclass(slots=True)
class Course:
    """The exercises to practise, what is known of the student, and what was posed so far.

    `levels` pins a level for a family, `level` for all; `profile` are the conventions. A course that is not `adaptive` follows from
    its seed, whatever clock and log say: `replay` first, which an adaptive session of that seed posed,
    then the families in turn, each time one level higher.
    """

    exercises: "Sequence[bank.Exercise]"
    seed: str
    level: str | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    profile: Mapping[str, str] = field(default_factory=dict)
    adaptive: bool = True
    replay: "Sequence[Exercise]" = ()
    log: "list[Outcome]" = field(default_factory=list)
    posed: "list[Variant]" = field(default_factory=list)
    broken: dict[str, UserError] = field(default_factory=dict)

    def reviews(self) -> list[Review]:
        """The reviews so far, those of earlier sessions included."""
        return reviews(self.log)

    def next(self, at: float) -> "Variant":
        """A fresh variant; `UserError` when no exercise can be drawn."""
        variant = self._replayed() or self._chosen(at)
        self.posed.append(variant)
        return variant

    def _replayed(self) -> "Variant | None":
        """What comes at this place of the session that is gone through again, as the bank has it now."""
        if len(self.posed) >= len(self.replay):
            return None
        row = self.replay[len(self.posed)]
        found = next((e for e in self.exercises if e.id == row.family), None)
        if found is None or row.level not in found.levels:
            return None
        try:
            return draw(found, row.seed, row.level, profile=self.profile)
        except UserError:
            return None

    def _chosen(self, at: float) -> "Variant":
        while True:
            left = [e for e in self.exercises if e.id not in self.broken]
            if not left:
                raise next(iter(self.broken.values()))
            found = self.reviews() if self.adaptive else []
            family = self._family([e.id for e in left], found, at)
            exercise = next(e for e in left if e.id == family)
            try:
                return self._fresh(exercise, self._level(exercise, found))
            except UserError as error:
                self.broken[family] = error

    def _family(self, families: Sequence[str], found: Sequence[Review], at: float) -> str:
        recent = [variant.id for variant in self.posed]
        if not self.adaptive:
            return families[len(recent) % len(families)]
        return choose(families, cards(found), at, recent).family

    def _level(self, exercise: "bank.Exercise", found: Sequence[Review]) -> str:
        levels = list(exercise.levels)
        wanted = self.level or self.levels.get(exercise.id)
        if wanted in levels:
            return str(wanted)
        if not self.adaptive:
            times = sum(variant.id == exercise.id for variant in self.posed)
            return levels[min(times, len(levels) - 1)]
        known = skills(found)
        return level_for(known.get(exercise.id, begin(known)), levels)

    def _fresh(self, exercise: "bank.Exercise", level: str) -> "Variant":
        """A variant with values of its own, where the family has that many."""
        asked = [dict(variant.values) for variant in self.posed if variant.id == exercise.id]
        for attempt in range(FRESH_TRIES):
            seed = f"{self.seed}/{len(self.posed)}" + (f"/{attempt}" if attempt else "")
            variant = draw(exercise, seed, level, profile=self.profile)
            if dict(variant.values) not in asked:
                break
        return variant
