"""One exercise, one seed, one variant: values drawn, key computed, mistakes found, texts filled."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from hashlib import blake2b
from typing import Any

from quizgen.answers import encode
from quizgen.bank import budget
from quizgen.bank.credit import with_credit
from quizgen.bank.drawing import draw_functions
from quizgen.bank.exercise import Exercise
from quizgen.bank.expression import Scope
from quizgen.bank.legend import with_legends
from quizgen.bank.mistakes import Rejected
from quizgen.bank.part import NOT_REDRAWN, draw_part
from quizgen.bank.randomness import GENERATOR, Generator
from quizgen.bank.vocabulary import figure_names
from quizgen.bank.wording import filled
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.solver.conventions import convention
from quizgen.solver.errors import ShapeError
from quizgen.variant import Part, Variant

TRIES = 1_000
# Draws in which two mistakes give one value are used only when this many others were no better.
PREFERRED = 1


class FieldError(Exception):
    """An expression or text of an exercise that cannot be used, and the field it stands in."""

    def __init__(self, field: str, error: UserError) -> None:
        super().__init__(field, error)
        self.field = field
        self.error = error


def draw(
    exercise: Exercise,
    seed: str | int,
    level: str | None = None,
    instance: str | None = None,
    profile: Mapping[str, str] | None = None,
) -> Variant:
    """The variant of a seed at a level, or of a pinned instance.

    The same arguments give the same variant everywhere. `UserError` for an unknown level or
    instance, for a mistake in the bank (with its line), and for an exercise whose rules refuse
    every draw (which rule refused how often).
    """
    chosen = _level(exercise, level)
    pins = _pins(exercise, instance)
    try:
        with budget.in_force():
            return _drawn(exercise, str(seed), chosen, instance or "", profile or {}, pins)
    except budget.Exhausted as error:
        found = str(error.args[0])
        if found.startswith(f"{exercise.file}:"):
            raise
        message, fix = found, error.fix
    except (MemoryError, RecursionError) as error:
        message = (
            "takes too much memory" if isinstance(error, MemoryError) else "is nested too deeply"
        )
        fix = "ask for something smaller"
    raise budget.Exhausted(f"{exercise.file}:{exercise.line('')}: {exercise.id}: {message}", fix)


def _drawn(
    exercise: Exercise,
    seed: str,
    chosen: str,
    instance: str,
    profile: Mapping[str, str],
    pins: Mapping[str, Any],
) -> Variant:
    refused: Counter[str] = Counter()
    second_best: Variant | None = None
    for attempt in range(TRIES):
        generator = Generator("\0".join((exercise.id, seed, chosen, instance, str(attempt))))
        try:
            variant = _Drawing(exercise, generator, chosen, instance, seed, profile).variant(pins)
        except Rejected as rejected:
            refused[rejected.rule] += 1
            if pins and not _draws(exercise, chosen, pins):
                break
            continue
        except FieldError as error:
            line = exercise.line(error.field)
            message = f"{exercise.file}:{line}: {exercise.id}: {error.field}: {error.error.args[0]}"
            raise error.error.saying(message) from None
        if pins or not _coincidence(variant, exercise):
            return variant
        second_best = second_best or variant
        if attempt >= PREFERRED:
            return second_best
    if second_best is not None:
        return second_best
    counts = ", ".join(f"{rule}: {count} times" for rule, count in refused.most_common(4))
    raise budget.Exhausted(
        f"{exercise.file}:{exercise.line('draw')}: {exercise.id}: draw:"
        f"{f' level {chosen}' if chosen else ''} cannot be drawn; refused by {counts}",
        "widen the draw ranges, or relax the rule",
    )


def _coincidence(variant: Variant, exercise: Exercise) -> bool:
    """Whether two mistakes the author names give one value."""
    for part, spec in zip(variant.parts, exercise.parts, strict=True):
        values = [str(m.value) for m in part.mistakes if m.name in spec.mistakes]
        if len(set(values)) < len(values):
            return True
    return False


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


def _draws(exercise: Exercise, level: str, pins: Mapping[str, Any]) -> list[str]:
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
        self.profile = {
            **exercise.profile,
            **{k: v for k, v in profile.items() if k in exercise.profile},
        }

    def variant(self, pins: Mapping[str, Any]) -> Variant:
        exercise = self.exercise
        values = self._values(pins)
        scope = Scope(values, exercise.let)
        if not pins:
            self._require(scope)
        parts: list[Part] = []
        keys: dict[str, Any] = {}
        legends: list[Mapping[str, str]] = []
        for number, spec in enumerate(exercise.parts):
            where = f"part.{number}" if "part.0" in exercise.lines else ""
            try:
                part, key, meanings = draw_part(
                    spec, values, exercise.let, keys, self.generator, pinned=bool(pins)
                )
            except UserError as error:
                raise _at(where, spec, error) from None
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                raise _at(where, spec, UserError(str(error))) from None
            parts.append(with_credit(part, spec, exercise, values, keys))
            keys[spec.id] = key
            legends.append(meanings)
        variant = Variant(
            id=exercise.id,
            revision=exercise.revision,
            bank=exercise.bank,
            title=exercise.title,
            level="" if self.instance else self.level,
            instance=self.instance,
            seed=self.seed,
            generator=GENERATOR,
            profile=dict(self.profile),
            values={name: encode(value) for name, value in values.items()},
            text=self._filled("text", exercise.text, scope),
            parts=tuple(parts),
            figures=tuple(self._figure(text, values) for text in exercise.figure),
            conventions=self._conventions(),
            source=exercise.source,
            tags=exercise.tags,
            bloom=exercise.bloom,
            minutes=exercise.minutes,
            code=self._code(),
        )
        return with_legends(variant, legends)

    def _values(self, pins: Mapping[str, Any]) -> dict[str, Any]:
        exercise = self.exercise
        functions = draw_functions(self.generator)
        values = {name: self._pinned(name, value) for name, value in pins.items()}
        specs = {
            **{name: (text, f"draw.{name}") for name, text in exercise.draw.items()},
            **{
                name: (text, f"level.{self.level}.{name}")
                for name, text in exercise.level.get(self.level, {}).items()
            },
        }
        for name, (text, field) in specs.items():
            if name in values:
                continue
            try:
                values[name] = Scope(values, exercise.let, functions).evaluate(text)
            except UserError as error:
                raise FieldError(field, error) from None
            except (ShapeError, ValueError, ArithmeticError) as error:
                raise FieldError(field, UserError(f"{text!r}: {error}", NOT_REDRAWN)) from None
        return values

    def _pinned(self, name: str, value: Any) -> Any:
        try:
            return pinned(value)
        except UserError as error:
            raise FieldError(f"instance.{self.instance}.{name}", error) from None

    def _require(self, scope: Scope) -> None:
        for rule in self.exercise.require:
            try:
                holds = bool(scope.evaluate(rule))
            except UserError as error:
                raise FieldError("require", error) from None
            except (ShapeError, ValueError, ArithmeticError) as error:
                raise FieldError("require", UserError(f"{rule!r}: {error}", NOT_REDRAWN)) from None
            if not holds:
                raise Rejected(f"require {rule!r}")

    def _filled(self, field: str, text: str, scope: Scope) -> str:
        try:
            return filled(text, scope)
        except UserError as error:
            raise FieldError(field, error) from None

    def _figure(self, text: str, values: Mapping[str, Any]) -> Figure:
        try:
            found = Scope(values, self.exercise.let, figure_names()).evaluate(text)
        except (UserError, ValueError) as error:
            found_error = error if isinstance(error, UserError) else UserError(str(error))
            raise FieldError("figure", found_error) from None
        if not isinstance(found, Figure):
            raise FieldError("figure", UserError(f"{text!r} is not a figure"))
        return found

    def _conventions(self) -> tuple[str, ...]:
        sentences = []
        for key, value in self.profile.items():
            try:
                sentences.append(convention(key, value))
            except (KeyError, ShapeError, ValueError) as error:
                raise FieldError("profile", UserError(str(error).strip("'\""))) from None
        return tuple(sentences)

    def _code(self) -> str:
        exercise = self.exercise
        named = "\0".join(
            (exercise.id, str(exercise.revision), self.seed, self.level, self.instance)
        )
        digits = int.from_bytes(blake2b(named.encode(), digest_size=8).digest(), "big")
        letters = "23456789abcdefghjkmnpqrstuvwxyz"
        short = "".join(letters[digits // len(letters) ** i % len(letters)] for i in range(4))
        return f"{exercise.id}·{short}"


def _at(where: str, spec: Any, error: UserError) -> FieldError:
    """The field of a part an error speaks of: the one whose text it quotes, else the answer."""
    message = str(error.args[0])
    prefix = f"{where}." if where else ""
    for name in ("follow", "explanation", "answer", "ask", "hint"):
        text = getattr(spec, name)
        if text and repr(text) in message:
            return FieldError(prefix + name, error)
    named = message.partition(": ")[0]
    if named in (
        "follow",
        "before",
        "explanation",
        "answer",
        "ask",
        "hint",
        "figure",
        "choices",
        "items",
        "kind",
        "settings",
    ) or named.startswith("mistakes."):
        return FieldError(prefix + named, error.saying(message.partition(": ")[2]))
    return FieldError(prefix + ("answer" if spec.answer else "ask"), error)


def pinned(value: Any) -> Any:
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
