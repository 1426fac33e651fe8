"""One exercise drawn many times: what fails, what rules refuse, and the variants for the lints to look at."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from statistics import fmean, median_low

from quizgen.answers import answer_kind, kind_class, kind_names
from quizgen.answers.description import Choose
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import CORRECT
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.field import BankError, FieldError
from quizgen.bank.lints import Drawn
from quizgen.bank.lints.few import LOOKED_AT, WANTED
from quizgen.bank.statement import identity
from quizgen.bank.variants import Refusals, draw_counted
from quizgen.errors import Problem, UserError
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant

DRAWS = 200
# Of the draws of a level, this many are also typeset: formulas and figures change little.
TYPESET = 10
# A rule that refuses a larger share makes drawing slow.
REFUSED = 0.9
# Seconds of the processor that a draw may take, told from some draws that took `PATIENCE` together.
SLOW, PATIENCE = 0.2, 0.6
# What differs between draws in what is said of a text: its numbers, and where a mark stands below them.
_DRAWN = re.compile(r"[-−]?[0-9]+| +(?=\^)")
DocumentProblems = Callable[[Variant], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Refused:
    """How many of the draws of a level its rules refused, and the rule that refused most."""

    exercise: str
    level: str
    refused: int
    draws: int
    rule: str

    @property
    def share(self) -> float:
        """Of all draws, those taken and those refused."""
        return self.refused / self.draws


@dataclass(slots=True)
class Survey:
    """An exercise, what was drawn from it and what went wrong: one problem for each field."""

    exercise: Exercise
    draws: int
    document_problems: DocumentProblems | None = None
    drawn: list[Drawn] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    _found: dict[tuple[int, str], Problem] = field(default_factory=dict)
    _failed: dict[str, tuple[BankError, int]] = field(default_factory=dict)
    # Of the processor, for each draw of the level.
    _seconds: list[float] = field(default_factory=list)
    _is_slow: bool = False

    @property
    def problems(self) -> list[Problem]:
        """What was found; an error that comes now and then with its share."""
        now_and_then = any(not level.instance for level in self.drawn)
        planned = self.draws * len(self.exercise.levels) + len(self.exercise.instance)
        failed = [
            error.with_share(count, planned) if now_and_then else error.always
            for error, count in self._failed.values()
        ]
        return [*failed, *self._found.values()]

    def run(self) -> "Survey":
        """Draw each level `draws` times and each instance once."""
        for level in self.exercise.levels:
            if not self._is_slow:
                self._draw_level(level)
        for instance in self.exercise.instance:
            variant = self._one(0, "", instance)
            if isinstance(variant, Variant):
                self.drawn.append(Drawn("", instance, (variant,)))
        return self

    def _draw_level(self, level: str) -> None:
        refusals: Refusals = Counter()
        variants: list[Variant] = []
        self._seconds.clear()
        # The first draw of all loads what the exercise needs: its time says little.
        laps: list[float] = []
        counted, failed = int(not self.drawn), 0
        for i in range(self.draws if _draws_something(self.exercise) else TYPESET):
            if self._is_slow:
                break
            started = time.process_time()
            variant = self._one(i, level, "", refusals)
            if isinstance(variant, BankError):
                failed += 1
                # What fails every time fails always, and what is too much would take as long
                # again; what fails now and then is counted.
                if variant.is_exhausted or (not variants and i + 1 >= TYPESET):
                    break
                continue
            variants.append(variant)
            if i >= counted:
                laps.append(time.process_time() - started)
                self._watch_the_clock(laps)
        if not variants:
            return
        seconds = fmean(self._seconds[counted:] or self._seconds)
        self._count(level, refusals, len(variants))
        if not _draws_something(self.exercise) and self.draws >= DRAWS:
            variants = list(islice(cycle(variants), LOOKED_AT))
        elif self.draws >= DRAWS and not self.exercise.few and not self._is_slow:
            variants.extend(self._more(level, variants))
        said = sum(refusals.values()), failed, seconds
        self.drawn.append(Drawn(level, "", tuple(variants), *said))

    def _one(
        self, i: int, level: str, instance: str, refusals: Refusals | None = None
    ) -> Variant | BankError:
        exercise, started = self.exercise, time.process_time()
        try:
            variant, refused = draw_counted(exercise, f"check-{i}", level or None, instance or None)
            self._seconds.append(time.process_time() - started)
            if i < TYPESET:
                check_judges(variant, exercise)
        except BankError as error:
            first, count = self._failed.get(error.problem.field, (error, 0))
            self._failed[error.problem.field] = first, count + 1
            return error
        if refusals is not None:
            refusals.update(refused)
        if self.document_problems and i < TYPESET:
            for text in self.document_problems(variant):
                problem = Problem(exercise.file, exercise.line("text"), exercise.id, text)
                self._found.setdefault((problem.line, _DRAWN.sub("0", text)), problem)
        return variant

    def _more(self, level: str, variants: list[Variant]) -> Iterator[Variant]:
        """Further draws where those made do not show whether there are enough different statements."""
        seen = {identity(variant) for variant in variants[:LOOKED_AT]}
        for i in range(len(variants), LOOKED_AT):
            if len(seen) >= WANTED:
                return
            try:
                variant, _ = draw_counted(self.exercise, f"check-{i}", level or None)
            except UserError:
                return  # said of the draws before, or too rare to be seen in them
            seen.add(identity(variant))
            yield variant

    def _watch_the_clock(self, laps: Sequence[float]) -> None:
        # Half of the draws are slow: one alone may have loaded what nobody loaded before.
        if sum(laps) < PATIENCE or len(laps) < 2 or median_low(laps) <= SLOW:
            return
        self._is_slow = True
        said = f"a draw takes {fmean(laps):.1f} s of the processor; {len(laps)} were looked at"
        self._find("", said, f"ask for less: at most {SLOW:g} s")

    def _count(self, level: str, refusals: Refusals, taken: int) -> None:
        if not refusals:
            return
        count = sum(refusals.values())
        ((where, rule), _), *_ = refusals.most_common(1)
        found = Refused(self.exercise.id, level, count, count + taken, rule)
        self.refused.append(found)
        if found.share > REFUSED:
            at = f" at level {level}" if level else ""
            said = f"{found.share:.0%} of the draws{at} are refused, most by {rule}"
            self._find(where, said, "draw what the rule allows: drawing takes long")

    def _find(self, where: str, said: str, fix: str) -> None:
        exercise = self.exercise
        name = f"{exercise.id}.{where}" if where else exercise.id
        problem = Problem(exercise.file, exercise.line(where), name, said, fix)
        self._found.setdefault((problem.line, where), problem)


def _draws_something(exercise: Exercise) -> bool:
    """Whether two draws can differ in more than the order of options.

    Options made of mistakes are drawn too.
    """
    made = any(
        part.choose in (Choose.ONE, Choose.SEVERAL) and not part.choices for part in exercise.parts
    )
    return bool(exercise.draw or made or any(exercise.level.values()))


def check_judges(variant: Variant, exercise: Exercise) -> None:
    """Whether every part can be judged.

    `BankError` for an unknown kind or setting, or a key that does not suit it.
    """
    for part, spec in zip(variant.parts, exercise.parts, strict=True):
        try:
            kind = kind_of(part)
        except (ValueError, TypeError) as error:
            own = "settings" if _is_of_settings(part, spec) else "kind"
            raise BankError(exercise, FieldError(spec.field(own), UserError(str(error)))) from None
        if faulty := kind.faulty_mistake():
            name, said = faulty
            place = spec.field(f"mistakes.{name}" if name in spec.mistakes else "")
            raise BankError(exercise, FieldError(place, UserError(said)))
        if part.holds and (fault := _unread_sample(kind)):
            raise BankError(exercise, FieldError(spec.field("answer"), fault))


def _unread_sample(kind: AnswerKind) -> UserError | None:
    """What is wrong where a student who types the sample is not right."""
    typed = kind.typed(kind.exact(kind.key))
    verdict = kind.judge(typed)
    if verdict.status == CORRECT:
        return None
    said = f"the sample, typed as {typed}, is {verdict.status}: {verdict.feedback}"
    return UserError(said, "ask for what is decided with less work")


def _without(part: Part, names: Iterable[str]) -> dict[str, object]:
    return {name: value for name, value in part.settings.items() if name not in names}


def _is_of_settings(part: Part, spec: PartSpec) -> bool:
    """Whether the part could be judged but for its own settings, as far as those can be left out."""
    known = part.kind in kind_names() and kind_class(part.kind).needs
    if known and known <= spec.settings.keys():
        return True
    return _is_judged(replace(part, settings=_without(part, spec.settings)))


def _is_judged(part: Part) -> bool:
    try:
        answer_kind(part.kind, part.key, part.mistakes, **part.settings)
    except (ValueError, TypeError):
        return False
    return True
