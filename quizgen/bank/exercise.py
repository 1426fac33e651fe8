"""What a bank says, as values: exercises, parts, mistakes, sheets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quizgen.errors import Problem

if TYPE_CHECKING:
    from quizgen.answers.description import Choose


@dataclass(frozen=True, slots=True)
class MistakeSpec:
    """A wrong answer the author expects: an expression, perhaps with a hint and some credit.

    `slip` names a slip of the solver whose hint is said; a hint is never taken by name alone.
    Of a part that asks for a property a mistake may be one too: `holds` instead of a value.
    """

    value: str = ""
    hint: str = ""
    credit: str = "0"
    slip: str = ""
    holds: str = ""


@dataclass(frozen=True, slots=True)
class PartSpec:
    """One question of an exercise, as written."""

    id: str
    ask: str = ""
    answer: str = ""
    holds: str = ""
    cases: Mapping[str, str] = field(default_factory=dict)
    says: str = ""
    follow: str = ""
    kind: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    points: str = "1"
    mistakes: Mapping[str, MistakeSpec] = field(default_factory=dict)
    watch: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    choices: tuple[str, ...] | str = ()
    pictures: tuple[str, ...] | str = ()
    items: tuple[str, ...] | str = ()
    before: tuple[tuple[int, int], ...] | str = ()
    explanation: str = ""
    # Why the answer is the same in every draw, where it is meant to be.
    fact: str = ""
    hint: str = ""
    figure: tuple[str, ...] = ()
    # The place in a figure of the statement where it is answered.
    box: str = ""
    # Of a part that a person marks: the model answer, lines with points, lines on paper (0: as many as usual).
    model: str = ""
    rubric: tuple[tuple[str, str], ...] = ()
    lines: int = 0
    # The part beside which this one is for the working.
    work_of: str = ""
    # Where its fields stand: `part.1`, or nothing where the exercise is the part.
    path: str = ""

    @property
    def expression(self) -> str:
        """The truth: `answer`, or `ask` itself when it is the expression."""
        return self.answer or self.ask

    @property
    def is_computed(self) -> bool:
        """Whether the truth is an expression: not an order of items, nor a text that a person marks."""
        return not (self.items or self.rubric)

    @property
    def choose(self) -> "Choose | None":
        """What is done with the lettered options of the kind it names; None where it has none.

        Also for a kind that nobody knows, which drawing refuses at its line.
        """
        if not self.kind:
            return None
        from quizgen.answers import kind_class, kind_names

        kind = kind_class(self.kind) if self.kind in kind_names() else None
        return kind.choose if kind and kind.lettered else None

    @property
    def follows_from_cells(self) -> bool:
        """Whether `follow` is a table of expressions over its own cells, which have its own id."""
        if not (self.follow and self.kind):
            return False
        from quizgen.answers import kind_class, kind_names
        from quizgen.language.expression import compiled

        if self.kind not in kind_names():
            return False
        return kind_class(self.kind).has_cells and self.id in compiled(self.follow).names

    def field(self, name: str = "") -> str:
        """A field of the part as `Exercise.line` knows it; without a name that of the truth."""
        name = name or ("answer" if self.answer else "ask")
        return f"{self.path}.{name}" if self.path else name


@dataclass(frozen=True, slots=True, repr=False)
class Exercise:
    """One family of questions, as written; `place` finds a field's line in the file."""

    id: str
    file: str
    bank: str
    parts: tuple[PartSpec, ...]
    revision: int = 1
    title: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    # What the learner can do after it, in one sentence without a stop.
    objective: str = ""
    # Ids of the exercises that come before it.
    prerequisites: tuple[str, ...] = ()
    bloom: str = ""
    minutes: str = ""
    profile: Mapping[str, str] = field(default_factory=dict)
    # Of the conventions in `profile`, further values by which it can be asked.
    takes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    let: Mapping[str, str] = field(default_factory=dict)
    draw: Mapping[str, str] = field(default_factory=dict)
    level: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    instance: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    require: tuple[str, ...] = ()
    text: str = ""
    # Code that the statement shows; its blanks `<<id>>` are asked for by the parts of these ids.
    listing: str = ""
    figure: tuple[str, ...] = ()
    few: bool = False
    few_reason: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        levels = f" ({' '.join(self.level)})" if self.level else ""
        return f"<Exercise {self.id}{levels}: {self.title}>"

    def line(self, field_name: str) -> int:
        """The line where a field such as `part.2.answer` or `draw.D` is written."""
        while field_name:
            if field_name in self.lines:
                return self.lines[field_name]
            field_name = field_name.rpartition(".")[0]
        return self.lines.get("", 1)

    @property
    def levels(self) -> tuple[str, ...]:
        """Names of the levels; one without a name when there are none."""
        return tuple(self.level) or ("",)

    def default_level(self) -> str:
        """M, the middle one, or else the first."""
        return "M" if "M" in self.level else self.levels[0]


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """One line of a sheet: which exercise, at which level or pinned instance."""

    id: str
    level: str = ""
    instance: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ready-made selection of exercises."""

    id: str
    file: str
    title: str
    questions: tuple[SheetQuestion, ...]
    intro: str = ""
    # "all" for a sheet without partial credit; empty where the exercises decide.
    partial: str = ""
    # The course it is a week of, and which.
    part_of: str = ""
    week: int = 0
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file holds, and what is wrong with it."""

    exercises: tuple[Exercise, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()
