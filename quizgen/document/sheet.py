"""A homework sheet as plain data: what a printer needs, and nothing it has to look up.

`question` typesets a variant, `sheet` puts typeset variants under one title. Paper and answer key
are the same value: a printer is told which of the two to print.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from string import ascii_lowercase
from typing import Any

from quizgen import variant as drawn
from quizgen.document import markdown, tree
from quizgen.document.derivation import solution
from quizgen.document.measure import lines, width
from quizgen.document.value import shown
from quizgen.figure import Figure
from quizgen.solver.derivation import Step

# Letters of a wrong answer beside which name and hint still fit.
WIDE = 30
CONTINUED = "After the steps above:"
# Lines of a figure, and of a text that must not be torn; a page has about fifty.
FIGURE, LONG = 12, 36


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """The room for an answer, in millimetres; `lines` > 1 is ruled for writing code."""

    width: int
    height: int
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Option:
    """An option to tick: its letter (empty for true or false) and its text."""

    letter: str
    content: tuple[tree.Inline, ...]
    right: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """A wrong answer the marker may meet: what it looks like, its name, what to say."""

    answer: tuple[tree.Inline, ...]
    name: str
    hint: tuple[tree.Inline, ...]
    credit: str = "0"

    @property
    def is_wide(self) -> bool:
        """Whether the answer needs a line of its own beside name and hint."""
        return width(self.answer) > WIDE


@dataclass(frozen=True)  # without slots: what only the key says is worked out when it is asked for
class Part:
    """One thing asked. `label` is empty when the question has only this part.

    `kind` is the answer kind; `options` are ticked, or put into an order that is written into `box`.
    `answer`, `solution` and `watch` are for the key of `drawn`.
    """

    id: str
    kind: str
    label: str
    prompt: tuple[tree.Block, ...]
    points: Fraction
    box: AnswerBox | None
    options: tuple[Option, ...]
    drawn: drawn.Part
    hint: tuple[tree.Inline, ...] = ()
    figures: tuple[Figure, ...] = ()
    # Steps that stand in the solutions above and are not repeated.
    above: frozenset[Step] = frozenset()

    @cached_property
    def answer(self) -> tuple[tree.Inline, ...]:
        """The right answer as it reads on the key."""
        return shown(self.kind, self.drawn.key, self.drawn.settings)

    @cached_property
    def solution(self) -> tuple[tree.Block, ...]:
        """The worked solution and what the bank's author says to it."""
        new = self.new_steps
        continued = len(new) < len(self.drawn.solution)
        before = (tree.Paragraph((tree.Text(CONTINUED),)),) if continued else ()
        return (*before, *solution(new), *markdown.parse(self.drawn.explanation))

    @property
    def new_steps(self) -> Sequence[Step]:
        """The steps that no part above has shown, and at the end one for each entry of the answer."""
        steps = self.drawn.solution
        kept = len(steps) - _entries(self.drawn.key)
        return [step for i, step in enumerate(steps) if i >= kept or step not in self.above]

    @cached_property
    def watch(self) -> tuple[Watch, ...]:
        """The wrong answers to look for."""
        return tuple(_watch(self.drawn, mistake) for mistake in self.drawn.mistakes)

    @property
    def is_long(self) -> bool:
        """Whether a page break may come inside: it would not fit on what is left of most pages."""
        return lines(self.prompt) + FIGURE * len(self.figures) + len(self.options) > LONG


def _entries(key: Any) -> int:
    return sum(map(_entries, key)) if isinstance(key, list) else 1


@dataclass(frozen=True, slots=True)
class Question:
    """A typeset variant."""

    number: int
    title: str
    code: str
    minutes: str
    text: tuple[tree.Block, ...]
    conventions: tuple[str, ...]
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]
    source: str = ""

    @property
    def is_long(self) -> bool:
        """Whether a page break may come inside its statement."""
        return lines(self.text) + FIGURE * len(self.figures) > LONG

    @property
    def points(self) -> Fraction:
        """Points of all parts."""
        return sum((part.points for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Questions under a title. An empty `student` leaves a line to write the name on."""

    title: str
    student: str
    code: str
    intro: tuple[tree.Block, ...]
    conventions: tuple[str, ...]
    questions: tuple[Question, ...]

    @property
    def points(self) -> Fraction:
        """Points of all questions."""
        return sum((question.points for question in self.questions), Fraction(0))


def question(variant: drawn.Variant, number: int, *, repeats: bool = True) -> Question:
    """A variant as it reads on paper, `number` its place on the sheet.

    Unless the solution of a part `repeats` what stands in those above, it has its own steps only.
    """
    alone = len(variant.parts) == 1
    labels = [""] if alone else _labels(len(variant.parts))
    above: list[frozenset[Step]] = [frozenset()]
    for part in variant.parts:
        above.append(above[-1] | (frozenset() if repeats else frozenset(part.solution)))
    return Question(
        number,
        variant.title,
        variant.code,
        variant.minutes,
        markdown.parse(variant.text),
        variant.conventions,
        variant.figures,
        tuple(map(_part, variant.parts, labels, above)),  # one more in `above`, after the last
        variant.source,
    )


def sheet(
    variants: Sequence[drawn.Variant],
    *,
    title: str,
    student: str = "",
    code: str = "",
    intro: str = "",
) -> Sheet:
    """Variants as one sheet. `intro` is Markdown; conventions that questions share are said once, on top."""
    questions = [question(v, number, repeats=False) for number, v in enumerate(variants, 1)]
    shared = _shared(variants)
    return Sheet(
        title,
        student,
        code,
        markdown.parse(intro),
        shared,
        tuple(
            replace(q, conventions=tuple(c for c in q.conventions if c not in shared))
            for q in questions
        ),
    )


def _labels(count: int) -> list[str]:
    """Letters for parts: a to z, then aa.

    >>> _labels(28)[25:]
    ['z', 'aa', 'ab']
    """
    letters = ["", *ascii_lowercase]
    return [letters[i // 26] + ascii_lowercase[i % 26] for i in range(count)]


def _shared(variants: Iterable[drawn.Variant]) -> tuple[str, ...]:
    """Conventions of two questions or more, unless another question fixes the same thing differently."""
    count: dict[str, int] = {}
    values: dict[str, set[str]] = {}
    for variant in variants:
        for sentence in variant.conventions:
            count[sentence] = count.get(sentence, 0) + 1
        for key, value in variant.profile.items():
            values.setdefault(key, set()).add(value)
    disputed = {
        sentence
        for variant in variants
        if any(len(values[key]) > 1 for key in variant.profile)
        for sentence in variant.conventions
    }
    return tuple(
        sentence for sentence, times in count.items() if times > 1 and sentence not in disputed
    )


def _part(part: drawn.Part, label: str, above: frozenset[Step]) -> Part:
    options = _options(part)
    return Part(
        part.id,
        part.kind,
        label,
        markdown.parse(part.prompt),
        Fraction(part.points),
        None if options and part.kind != "order" else _box(part),
        options,
        part,
        markdown.inline(part.hint),
        part.figures,
        above,
    )


def _watch(part: drawn.Part, mistake: drawn.Mistake) -> Watch:
    answer = shown(part.kind, mistake.value, part.settings)
    return Watch(answer, mistake.name, markdown.inline(mistake.hint), mistake.credit)


def _options(part: drawn.Part) -> tuple[Option, ...]:
    settings = part.settings
    if part.kind == "boolean":
        return tuple(
            Option("", (tree.Text(str(value).lower()),), right=value == part.key)
            for value in (True, False)
        )
    texts = settings.get("items") if part.kind == "order" else settings.get("choice_texts")
    if part.kind not in {"choice", "multi", "order"} or not texts:
        return ()
    letters = settings.get("choices") or [letter.upper() for letter in _labels(len(texts))]
    right = (
        {part.key} if part.kind == "choice" else set(part.key) if part.kind == "multi" else set()
    )
    return tuple(
        Option(letter, markdown.inline(text), right=letter in right)
        for letter, text in zip(letters, texts, strict=True)
    )


# Width and height in millimetres for one written answer of each kind; those that depend on
# the key's size are rounded up in steps, so that a box does not give the size away.
_BOXES = {
    "integer": AnswerBox(34, 9),
    "real": AnswerBox(40, 9),
    "fraction": AnswerBox(34, 12),
    "shape": AnswerBox(50, 9),
    "expression": AnswerBox(110, 11),
    "order": AnswerBox(70, 9),
    "choice": AnswerBox(20, 9),
    "multi": AnswerBox(40, 9),
    "code": AnswerBox(150, 27, lines=3),
}


def _box(part: drawn.Part) -> AnswerBox:
    match part.kind:
        case "vector":
            return AnswerBox(_steps(_length(part.key), {4: 60, 8: 90}, 130), 10)
        case "matrix" | "symbolic_matrix":
            rows = part.key if isinstance(part.key, list) else [part.key]
            wide = max(map(_length, rows), default=1) * (2 if part.kind == "symbolic_matrix" else 1)
            return AnswerBox(
                _steps(wide, {4: 60, 8: 90}, 130), _steps(len(rows), {2: 18, 4: 28}, 42)
            )
        case kind:
            return _BOXES.get(kind, AnswerBox(110, 11))


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list | tuple) else 1


def _steps(size: int, steps: dict[int, int], largest: int) -> int:
    return next((room for limit, room in steps.items() if size <= limit), largest)
