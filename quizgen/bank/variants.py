"""One exercise, one seed, one variant: values drawn, key computed, mistakes found, texts filled."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeAlias

from quizgen.answers import encode
from quizgen.answers.description import Choose
from quizgen.bank.boxes import boxed
from quizgen.bank.declared import PROFILE, whole
from quizgen.bank.drawing import draw_functions
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.field import BankError, FieldError, at_field
from quizgen.bank.figures import figure
from quizgen.bank.legend import with_legends
from quizgen.bank.listing import NAME as LISTING
from quizgen.bank.listing import with_listing
from quizgen.bank.mistakes import Rejected, named
from quizgen.bank.part import draw_part
from quizgen.bank.pictured import pictured
from quizgen.bank.randomness import GENERATOR, Generator
from quizgen.bank.solution import without_given
from quizgen.bank.solving import solve_part
from quizgen.errors import UserError
from quizgen.language import budget
from quizgen.language.expression import Scope
from quizgen.language.listings import load as load_listings
from quizgen.language.worked import RecordedApart, Worked
from quizgen.solver.conventions import convention
from quizgen.solver.other_convention import as_names
from quizgen.variant import Part, Variant

if TYPE_CHECKING:
    from quizgen.bank.solved import Solved

TRIES = 1_000
# Draws that rules refused before the budget ended: so many are why it did.
BLAMED = 10
_OF_PART = (
    "{} is a part, which follow may name; here write its expression, or give that a name in let"
)
# Draws in which two mistakes give one value are used only when this many others were no better.
PREFERRED = 1
# Field and words of a rule, and how many draws it refused.
Refusals: TypeAlias = Counter[tuple[str, str]]


def draw(
    exercise: Exercise,
    seed: str | int,
    level: str | None = None,
    instance: str | None = None,
    profile: Mapping[str, str] | None = None,
) -> Variant:
    """The variant of a seed at a level, or of a pinned instance.

    `profile` are conventions of a course. Key and statement follow those that the exercise can take;
    it keeps the others that it depends on: `quizgen.bank.declared.kept`.

    The same arguments give the same variant everywhere. `UserError` for an unknown level or
    instance, for a mistake in the bank (with its line), and for an exercise whose rules refuse
    every draw (which rule refused how often).
    """
    return draw_counted(exercise, seed, level, instance, profile)[0]


def draw_counted(
    exercise: Exercise,
    seed: str | int,
    level: str | None = None,
    instance: str | None = None,
    profile: Mapping[str, str] | None = None,
) -> tuple[Variant, Refusals]:
    """The same, and how often which rule refused a draw before it."""
    chosen = _level(exercise, level)
    pins = _pins(exercise, instance)
    if instance:
        chosen = exercise.default_level()  # what an instance leaves open is drawn in one way
    refused: Refusals = Counter()
    if exercise.listing:
        load_listings()
    try:
        with budget.in_force(), at_field(""):
            drawing = (exercise, str(seed), chosen, instance or "", profile or {}, pins)
            return _drawn(*drawing, refused), refused
    except FieldError as error:
        raise BankError(exercise, error) from None
    except MemoryError:
        said = "takes too much memory"
    except RecursionError:
        said = "is nested too deeply"
    too_much = budget.Exhausted(said, "ask for something smaller")
    raise BankError(exercise, FieldError("", too_much))


def _drawn(
    exercise: Exercise,
    seed: str,
    chosen: str,
    instance: str,
    profile: Mapping[str, str],
    pins: Mapping[str, object],
    refused: Refusals,
) -> Variant:
    waiting: list[_Drawing] = []  # in which two mistakes give one value
    for attempt in range(TRIES):
        generator = Generator("\0".join((exercise.id, seed, chosen, instance, str(attempt))))
        drawing = _Drawing(exercise, generator, chosen, instance, seed, profile)
        try:
            drawing.solve(pins)
            if pins or not (drawing.coincides or _coincidence(drawing.variant, exercise)):
                return drawing.variant
        except Rejected as rejected:
            refused[rejected.field, rejected.rule] += 1
            if pins and not _draws(exercise, chosen, pins):
                break
            continue
        except FieldError as error:
            # All attempts have one budget: where it ends, the rules before are to blame, not a field.
            if error.is_exhausted and sum(refused.values()) >= BLAMED:
                break
            raise
        waiting.append(drawing)
        if attempt >= PREFERRED and (variant := _first(waiting, refused)):
            return variant
    if variant := _first(waiting, refused):
        return variant
    if len(refused) == 1:
        ((field, rule),) = refused
        if "mistakes" in field:
            always = budget.Exhausted(
                f"{rule} in every draw", "mend its expression, or leave it out"
            )
            raise FieldError(field, always)
    counts = ", ".join(f"{rule}: {count} times" for (_, rule), count in refused.most_common(4))
    said = f"{f'level {chosen} ' if chosen else ''}cannot be drawn; refused by {counts}"
    never = budget.Exhausted(said, "widen the draw ranges, or relax the rule")
    raise FieldError("draw", never)


def _first(waiting: list["_Drawing"], refused: Refusals) -> Variant | None:
    """The first of these that makes a variant; the others before it are refused."""
    while waiting:
        try:
            return waiting[0].variant
        except Rejected as rejected:
            refused[rejected.field, rejected.rule] += 1
            del waiting[0]
    return None


def _coincidence(variant: Variant, exercise: Exercise) -> bool:
    """Whether two mistakes the author names give one value."""
    for part, spec in zip(variant.parts, exercise.parts, strict=True):
        if _twice(m.value for m in part.mistakes if m.name in spec.mistakes):
            return True
    return False


def _twice(values: Iterable[object]) -> bool:
    """Whether one value stands among them twice."""
    found = list(values)
    return len(found) > 1 and len(set(map(str, found))) < len(found)


def _has_options(spec: PartSpec) -> bool:
    """Whether the mistakes of a part become letters of options or items."""
    return bool(spec.choices or spec.items) or spec.choose in (Choose.ONE, Choose.SEVERAL)


def _level(exercise: Exercise, level: str | None) -> str:
    if level is None:
        return exercise.default_level()
    if level and level not in exercise.levels:
        known = ", ".join(exercise.level) or "none"
        raise UserError(f"{exercise.id} has no level {level!r}", f"its levels are: {known}")
    return level


def _pins(exercise: Exercise, instance: str | None) -> Mapping[str, Any]:
    if not instance:
        return {}
    if instance not in exercise.instance:
        known = ", ".join(exercise.instance) or "none"
        raise UserError(
            f"{exercise.id} has no instance {instance!r}", f"its instances are: {known}"
        )
    return exercise.instance[instance]


def _draws(exercise: Exercise, level: str, pins: Mapping[str, object]) -> list[str]:
    specs = {**exercise.draw, **exercise.level.get(level, {})}
    return [name for name in specs if name not in pins]


class _Drawing:
    """One attempt at a variant."""

    def __init__(
        self,
        exercise: Exercise,
        generator: Generator,
        level: str,
        instance: str,
        seed: str,
        profile: Mapping[str, str],
    ) -> None:
        self.exercise = exercise
        self.generator = generator
        self.level = level
        self.instance = instance
        self.seed = seed
        self.profile = whole(exercise, profile)

    def solve(self, pins: Mapping[str, object]) -> None:
        """Draw the values and solve every part; `Rejected` for a draw that must not be used.

        Texts, solutions and most slips are left to `variant`: many draws are refused before.
        """
        exercise = self.exercise
        # What a drawn value or a rule needed of the lets the parts need not work out again.
        recording = RecordedApart(Worked())
        self.values = self._values(pins, recording)
        self.scope = Scope(self.values, exercise.let, recording=recording)
        self.scope.repairs = {part.id: _OF_PART.format(part.id) for part in exercise.parts}
        if not pins:
            self._require(self.scope)
        self.solved: list[Solved] = []
        self.keys: dict[str, Any] = {}
        for spec in exercise.parts:
            with at_field(spec.field()):
                part = solve_part(spec, self.scope, self.keys, pinned=bool(pins))
            self.keys[spec.id] = part.truth.value
            self.solved.append(part)

    @property
    def coincides(self) -> bool:
        """Whether two mistakes the author names give one value; options are compared when they are drawn."""
        return any(
            _twice(part.checked.own.values()) for part in self.solved if not _has_options(part.spec)
        )

    @cached_property
    def variant(self) -> Variant:
        """The variant of the solved parts; `Rejected` where options cannot be told apart, say."""
        exercise, values = self.exercise, self.values
        parts: list[Part] = []
        keys: dict[str, Any] = {}
        legends: list[Mapping[str, str]] = []
        for solved in self.solved:
            spec = solved.spec
            with at_field(spec.field()):
                part, meanings = draw_part(
                    solved, exercise, self.profile, self.scope, keys, self.generator
                )
                part = pictured(part, spec, self.scope, exercise)
            parts.append(part)
            keys[spec.id] = self.keys[spec.id]
            legends.append(meanings)
        figures = [figure(text, self.scope, "figure", exercise) for text in exercise.figure]
        variant = Variant(
            id=exercise.id,
            revision=exercise.revision,
            bank=exercise.bank,
            title=exercise.title,
            level="" if self.instance else self.level,
            instance=self.instance,
            seed=self.seed,
            generator=GENERATOR,
            profile=self.profile,
            values={name: encode(value) for name, value in values.items() if name != PROFILE},
            text=with_listing(
                named("text", exercise.text, self.scope), str(values.get(LISTING, ""))
            ),
            parts=tuple(parts),
            figures=boxed(figures, parts, exercise.parts),
            conventions=self._conventions(),
            source=exercise.source,
            tags=exercise.tags,
            bloom=exercise.bloom,
            minutes=exercise.minutes,
            code=self._code(),
        )
        return with_legends(without_given(variant), legends)

    def _values(self, pins: Mapping[str, object], recording: RecordedApart) -> dict[str, Any]:
        exercise = self.exercise
        functions = draw_functions(self.generator)
        # Grading knows them from the variant's profile.
        values: dict[str, Any] = {PROFILE: as_names(self.profile)} if exercise.takes else {}
        values |= {name: self._pinned(name, value) for name, value in pins.items()}
        of_level = exercise.level.get(self.level, {})
        scope = Scope(values, exercise.let, functions, recording=recording)
        with at_field("", scope=scope) as said:
            for name, text in {**exercise.draw, **of_level}.items():
                if name in values:
                    continue
                said.field = f"level.{self.level}.{name}" if name in of_level else f"draw.{name}"
                said.text = text
                values[name] = value = scope.evaluate(text)
                scope.give(name, value)
        if exercise.listing:
            values[LISTING] = named("listing", exercise.listing, Scope(values, exercise.let))
            scope.give(LISTING, values[LISTING])
        return values

    def _pinned(self, name: str, value: object) -> Any:
        with at_field(f"instance.{self.instance}.{name}"):
            return pinned(value)

    def _require(self, scope: Scope) -> None:
        with at_field("require", scope=scope) as said:
            for rule in self.exercise.require:
                said.text = rule
                if not scope.evaluate(rule):
                    raise Rejected(f"require {rule!r}", "require")

    def _conventions(self) -> tuple[str, ...]:
        return tuple(convention(key, self.profile[key]) for key in self.exercise.profile)

    def _code(self) -> str:
        exercise = self.exercise
        named = "\0".join(
            (
                exercise.id, str(exercise.revision), self.seed, self.level, self.instance,
                *(f"{k}={v}" for k, v in self.profile.items() if v != exercise.profile.get(k, v)),
            )
        )  # fmt: skip
        digits = int.from_bytes(blake2b(named.encode(), digest_size=8).digest(), "big")
        letters = "23456789abcdefghjkmnpqrstuvwxyz"
        short = "".join(letters[digits // len(letters) ** i % len(letters)] for i in range(4))
        return f"{exercise.id}·{short}"


def pinned(value: object) -> Any:
    """A pinned value: numbers as they are, lists as arrays, texts are expressions.

    >>> pinned(3), pinned("1/2"), pinned([1, 2])
    (3, Fraction(1, 2), array([1, 2]))
    """
    if isinstance(value, str):
        return Scope({}).evaluate(value)
    if isinstance(value, list):
        if any(isinstance(entry, str) for entry in value):
            return [pinned(entry) for entry in value]
        from quizgen.solver.values import as_array

        return as_array(value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else value
    return value
