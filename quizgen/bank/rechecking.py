"""Bank files checked again and again while somebody writes them: only what has changed is looked at anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quizgen.bank.check import Report, exercise_report, file_problems
from quizgen.bank.exercise import Exercise
from quizgen.bank.survey import DocumentProblems
from quizgen.bank.variants import draw
from quizgen.errors import Problem, UserError
from quizgen.variant import Variant

# Draws of each level that are shown.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Looked:
    """An exercise, some draws of it, and its report, which is None until it has been checked."""

    exercise: Exercise
    draws: tuple[Variant, ...]
    report: Report | None


@dataclass(frozen=True, slots=True)
class Checked:
    """How far a check has come: the problems of the files themselves, and each exercise."""

    problems: tuple[Problem, ...]
    exercises: tuple[Looked, ...]

    @property
    def all_problems(self) -> list[Problem]:
        """Those of files and exercises, in the order of lines."""
        reports = [looked.report for looked in self.exercises if looked.report]
        return sorted({*self.problems, *(p for report in reports for p in report.problems)})


@dataclass(slots=True)
class Rechecking:
    """The check of some bank files, and what it found the last time."""

    paths: tuple[Path, ...]
    draws: int
    document_problems: DocumentProblems | None = None
    _known: dict[str, Looked] = field(default_factory=dict)

    def run(self) -> Iterator[Checked]:
        """First the files with some draws of each exercise, then the same with one more report each time."""
        library, known, problems = file_problems(self.paths, self.document_problems)
        own = list(library.exercises.values())
        asked = [q.id for sheet in library.sheets.values() for q in sheet.questions]
        others = [known.exercises[name] for name in dict.fromkeys(asked) if name in known.exercises]
        looked = [self._looked(exercise) for exercise in own]
        # What a sheet asks for is shown; it is checked where it stands.
        looked += [Looked(e, shown_draws(e), Report([], [])) for e in others if e not in own]
        self._known = {each.exercise.id: each for each in looked}
        yield Checked(tuple(problems), tuple(looked))
        for i, each in enumerate(looked):
            if each.report is None:
                report = exercise_report(
                    each.exercise, draws=self.draws, document_problems=self.document_problems
                )
                looked[i] = Looked(each.exercise, each.draws, report)
                self._known[each.exercise.id] = looked[i]
                yield Checked(tuple(problems), tuple(looked))

    def _looked(self, exercise: Exercise) -> Looked:
        before = self._known.get(exercise.id)
        # Lines are not compared with the rest, but problems are told with them.
        if before and before.exercise == exercise and before.exercise.lines == exercise.lines:
            return before
        return Looked(exercise, shown_draws(exercise), None)


def shown_draws(exercise: Exercise) -> tuple[Variant, ...]:
    """Some draws of each level, and each instance; those that fail are told by the report."""
    wanted = [(level, "") for level in exercise.levels for _ in range(SHOWN)]
    wanted += [("", instance) for instance in exercise.instance]
    found = []
    for i, (level, instance) in enumerate(wanted):
        try:
            found.append(draw(exercise, f"check-{i}", level or None, instance or None))
        except UserError:
            continue
    return tuple(found)
