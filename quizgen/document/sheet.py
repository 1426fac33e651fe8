"""A homework sheet as plain data: what a printer needs, and nothing it has to look up.

`question` typesets a variant, `sheet` puts typeset variants under one title. Paper and answer key
are the same value: a printer is told which of the two to print.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from quizgen import variant as drawn
from quizgen.answers import how_to_type, kind_class
from quizgen.answers.description import Box, Choose
from quizgen.document import markdown, tree
from quizgen.document.derivation import solution
from quizgen.document.fields import Field, fields, part_letters
from quizgen.document.frame import PLAIN, Frame
from quizgen.document.measure import lines, width
from quizgen.document.messages import Messages
from quizgen.document.places import listed
from quizgen.document.typing_words import how_to_type_in
from quizgen.document.value import shown, typed
from quizgen.figure import Figure
from quizgen.solver.conventions import convention
from quizgen.telling import Step

# Lines of a figure, and of a text that must not be torn; a page has about fifty.
FIGURE, LONG = 12, 36
# Lines of a part that fits on a page of a key.
KEY_PAGE = 40
# Lines of a part that must not be alone on a page, and of parts that stay together with their statement.
SMALL_PART, BLOCK = 8, 18
# Letters of a wrong answer that a short key has room for.
ROOM = 48
# Letters on a line, what an option takes besides its text, and the most options beside each other.
LINE, MARK, ACROSS = 84, 8, 5
# A box stands at the right of its prompt if it is at most so wide (millimetres), or at most so wide
# beside a prompt of one line of so many letters.
SMALL, BESIDE, SHORT = 50, 62, 56


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
    def is_long(self) -> bool:
        """Whether the answer is too long for a short key, which then only names the slip."""
        return width(self.answer) > ROOM


@dataclass(frozen=True)  # without slots: what only the key says is worked out when it is asked for
class Part:
    """One thing asked. `label` is empty when the question has only this part.

    `kind` is the answer kind; `options` are ticked, or put into an order that is written into `box`.
    `fields` are what a fillable sheet has instead: one for each option to tick, or one for the box.
    `answer`, `solution` and `watch` are for the key of `drawn`. `frame` is that of the sheet.
    """

    id: str
    kind: str
    label: str
    prompt: tuple[tree.Block, ...]
    points: Fraction
    box: Box | None
    options: tuple[Option, ...]
    drawn: drawn.Part
    fields: tuple[Field, ...]
    frame: Frame = PLAIN
    hint: tuple[tree.Inline, ...] = ()
    figures: tuple[Figure, ...] = ()
    # Steps that stand in the solutions above, without their legends, and are not repeated.
    above: frozenset[Step] = frozenset()

    @property
    def words(self) -> Messages:
        """The words of the frame, in its language."""
        return self.frame.words

    @property
    def how_to_type(self) -> str:
        """How its answer is typed, in the language of the frame."""
        return how_to_type_in(self.words, how_to_type(self.kind, self.drawn.settings))

    @property
    def choose(self) -> Choose | None:
        """What is done with the options."""
        return kind_class(self.kind).choose

    @property
    def has_bare_options(self) -> bool:
        """Whether the options are words without letters, which stand in one row."""
        return bool(self.options) and not any(option.letter for option in self.options)

    @cached_property
    def answer(self) -> tuple[tree.Inline, ...]:
        """The right answer as it reads on the key."""
        return shown(self.kind, self.drawn.key, self.drawn.settings)

    @cached_property
    def solution(self) -> tuple[tree.Block, ...]:
        """The worked solution and what the bank's author says to it."""
        new = self.new_steps
        continued = len(new) < len(self.drawn.solution)
        before = (tree.Paragraph((tree.Text(self.words.continued),)),) if continued else ()
        return (*before, *solution(new), *markdown.parse(self.drawn.explanation))

    @property
    def new_steps(self) -> Sequence[Step]:
        """The steps after those at the start that parts above have shown; one an entry of the answer at least.

        A line in the middle stays, though it stood above: its neighbours there were others.
        """
        steps = self.drawn.solution
        most = max(len(steps) - _entries(self.drawn.key), 0)
        start = next((i for i in range(most) if _line(steps[i]) not in self.above), most)
        return steps[start:]

    @cached_property
    def watch(self) -> tuple[Watch, ...]:
        """The wrong answers to look for."""
        return tuple(_watch(self.drawn, mistake) for mistake in self.drawn.mistakes)

    @property
    def options_across(self) -> int:
        """How many options stand beside each other: as many as are sure to fit, in even rows."""
        widest = max((width(option.content) for option in self.options), default=0) + MARK
        fit = max(1, min(ACROSS, int(LINE / self.frame.scale / widest), len(self.options)))
        rows = -(-len(self.options) // fit)
        return -(-len(self.options) // rows) if rows else 1

    @property
    def has_box_beside(self) -> bool:
        """Whether the answer's box stands at the right of what is asked, not below it."""
        if not self.box or self.options or self.figures or len(self.prompt) != 1:
            return False
        (asked,) = self.prompt
        if not isinstance(asked, tree.Paragraph) or self.box.lines > 1:
            return False
        return self.box.width <= SMALL or (
            self.box.width <= BESIDE and width(asked.content) <= SHORT / self.frame.scale
        )

    @property
    def is_long(self) -> bool:
        """Whether a page break may come inside: it would not fit on what is left of most pages."""
        return self.lines > LONG

    @property
    def is_short_in_key(self) -> bool:
        """Whether the part with its solution and slips is sure to fit on one page of a key."""
        formulas = 3 * len(self.new_steps)
        return self.lines + lines(self.solution) + formulas + 2 * len(self.watch) <= KEY_PAGE

    @property
    def lines(self) -> int:
        """Lines of the part on paper, roughly."""
        rows = -(-len(self.options) // self.options_across)
        below = 3 if self.box and not self.has_box_beside else 0
        return lines(self.prompt) + FIGURE * len(self.figures) + rows + below


def _line(step: Step) -> Step:
    """The step as a later part has it: its letters are known there and have no legend."""
    return replace(step, legend="")


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
    frame: Frame = PLAIN
    source: str = ""
    level: str = ""

    @property
    def words(self) -> Messages:
        """The words of the frame, in its language."""
        return self.frame.words

    @property
    def begins_page(self) -> bool:
        """Whether a page begins with it; the first has the title above."""
        return self.number > 1 and self.number in self.frame.new_pages

    @property
    def is_long(self) -> bool:
        """Whether a page break may come inside its statement."""
        return lines(self.text) + FIGURE * len(self.figures) > LONG

    @property
    def stay(self) -> tuple[bool, ...]:
        """For each part whether the next follows on the same page: no small part stands alone.

        The first goes with the second, unless that makes a block of more than a third of a page,
        the last with the one before.
        """
        last = len(self.parts) - 1
        small = [part.lines <= SMALL_PART for part in self.parts]
        head = lines(self.text) + FIGURE * len(self.figures)
        first = head + sum(part.lines for part in self.parts[:2]) <= BLOCK
        return tuple(
            i < last and small[i] and small[i + 1] and (first if i == 0 else i + 1 == last)
            for i in range(len(self.parts))
        )

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
    frame: Frame = PLAIN
    version: str = ""

    @property
    def words(self) -> Messages:
        """The words of the frame, in its language."""
        return self.frame.words

    @property
    def points(self) -> Fraction:
        """Points of all questions."""
        return sum((question.points for question in self.questions), Fraction(0))

    @property
    def how_to_type(self) -> tuple[tuple[str, str], ...]:
        """Where answers are written, and how: the places of each way, in the order they come."""
        found: dict[str, list[tuple[int, str]]] = {}
        for question_ in self.questions:
            for part in question_.parts:
                if part.box:
                    said = part.how_to_type
                    found.setdefault(said, []).append((question_.number, part.label))
        whole = {q.number: sum(part.box is not None for part in q.parts) for q in self.questions}
        return tuple((listed(places, whole), said) for said, places in found.items())


def question(
    variant: drawn.Variant, number: int, *, repeats: bool = True, frame: Frame = PLAIN
) -> Question:
    """A variant as it reads on paper, `number` its place on the sheet.

    Unless the solution of a part `repeats` what stands in those above, it has its own steps only.
    """
    alone = len(variant.parts) == 1
    labels = [""] if alone else list(map(part_letters, range(len(variant.parts))))
    above: list[frozenset[Step]] = [frozenset()]
    for part in variant.parts:
        above.append(above[-1] | (frozenset() if repeats else frozenset(map(_line, part.solution))))
    return Question(
        number,
        variant.title,
        variant.code,
        variant.minutes,
        markdown.parse(variant.text),
        variant.conventions,
        variant.figures,
        tuple(
            _part(part, label, fields(number, index, part), known, frame)
            for index, (part, label, known) in enumerate(
                zip(variant.parts, labels, above[:-1], strict=True)
            )
        ),
        frame,
        variant.source,
        "" if variant.instance else variant.level,
    )


def sheet(
    variants: Sequence[drawn.Variant],
    *,
    title: str,
    student: str = "",
    code: str = "",
    intro: str = "",
    frame: Frame = PLAIN,
    version: str = "",
) -> Sheet:
    """Variants as one sheet. `intro` is Markdown; conventions that questions share are said once, on top."""
    questions = [
        question(variant, number, repeats=False, frame=frame)
        for number, variant in enumerate(variants, 1)
    ]
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
        frame,
        version,
    )


def _shared(variants: Iterable[drawn.Variant]) -> tuple[str, ...]:
    """Conventions of two questions or more, unless another question fixes the same thing differently.

    A question fixes it by its profile, or by a value it draws under the profile's name.
    """
    count: dict[str, int] = {}
    values: dict[str, set[str]] = {}
    for variant in variants:
        for sentence in variant.conventions:
            count[sentence] = count.get(sentence, 0) + 1
        for key, value in variant.profile.items():
            values.setdefault(key, set()).add(value)
    for variant in variants:
        for key in values.keys() & variant.values.keys():
            if isinstance(variant.values[key], str):
                values[key].add(variant.values[key])
    disputed = {sentence for variant in variants for sentence in _disputed(variant, values)}
    return tuple(
        sentence for sentence, times in count.items() if times > 1 and sentence not in disputed
    )


def _disputed(variant: drawn.Variant, values: Mapping[str, set[str]]) -> set[str]:
    """Sentences of a variant about what another question fixes differently."""
    if all(len(values[key]) == 1 for key in variant.profile):
        return set()
    undisputed = {
        sentence
        for key, value in variant.profile.items()
        if len(values[key]) == 1 and (sentence := _sentence(key, value))
    }
    return set(variant.conventions) - undisputed


def _sentence(key: str, value: str) -> str:
    """What a convention says; empty for one that another version of quizgen knew."""
    try:
        return convention(key, value)
    except (LookupError, ValueError):
        return ""


def _part(
    part: drawn.Part, label: str, own: tuple[Field, ...], above: frozenset[Step], frame: Frame
) -> Part:
    kind = kind_class(part.kind)
    options = tuple(
        Option(option.letter, markdown.inline(option.text), option.right)
        for option in kind.offered(part.key, part.settings)
    )
    ticked = options and kind.choose is not Choose.ORDER
    return Part(
        part.id,
        part.kind,
        label,
        markdown.parse(part.prompt),
        Fraction(part.points),
        None if ticked else kind.box(part.key),
        options,
        part,
        own,
        frame,
        markdown.inline(part.hint),
        part.figures,
        above,
    )


def _watch(part: drawn.Part, mistake: drawn.Mistake) -> Watch:
    answer = typed(part.kind, mistake.value, part.settings)
    return Watch(answer, mistake.name, markdown.inline(mistake.hint), mistake.credit)
