"""One thing asked as it reads on paper and on a key; how much room it takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from quizgen import variant as drawn
from quizgen.answers import how_to_type, kind_class
from quizgen.answers.description import Box, Choose
from quizgen.document import markdown, tree
from quizgen.document.derivation import solution
from quizgen.document.fields import Field
from quizgen.document.frame import PLAIN, Frame
from quizgen.document.measure import DISTANCE, LINE_HEIGHT, fits, height, width
from quizgen.document.messages import Messages
from quizgen.document.together import SMALLEST, leads, stays_whole, surely_fits
from quizgen.document.typing_words import how_to_type_in
from quizgen.document.value import inlines, mistaken, shown
from quizgen.figure import Figure
from quizgen.telling import Step
from quizgen.telling.brief import brief
from quizgen.telling.stopping import unindexed

if TYPE_CHECKING:
    from quizgen.document.figures import Scene


# Millimetres around a figure or a box.
AROUND = 4.0
# Letters of a wrong answer that a short key has room for.
ROOM = 48
# Letters on a line, what an option takes besides its text, and the most options beside each other.
LINE, MARK, ACROSS = 84, 8, 5
# Millimetres for options that are pictures, for the sign and letter of one; pictures are somewhat smaller.
PICTURES, SIGN, SHRUNK = 158.0, 12.0, SMALLEST / 100
# A box stands at the right of its prompt if it is at most so wide (millimetres), or at most so wide
# beside a prompt of one line of so many letters.
SMALL, BESIDE, SHORT = 50, 62, 56


@dataclass(frozen=True, slots=True)
class Option:
    """An option to tick: its letter (empty for true or false) and its text."""

    letter: str
    content: tuple[tree.Inline, ...]
    right: bool


@dataclass(frozen=True)  # without slots: a short key asks for no hints
class Watch:
    """A wrong answer the marker may meet: what it looks like, its name; `said` is what is said to it."""

    answer: tuple[tree.Inline, ...]
    name: str
    said: str
    credit: str = "0"

    @property
    def hint(self) -> tuple[tree.Inline, ...]:
        """What is said to it, typeset."""
        return markdown.inline(self.said)

    @cached_property
    def is_long(self) -> bool:
        """Whether the answer is too long for a short key, which then only names the slip."""
        return not fits(self.answer, ROOM)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: what stands in it (on a key, where it is asked), its field, its width in millimetres."""

    content: tuple[tree.Inline, ...]
    field: Field | None
    width: int


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
    # Whether its solution is told in brief.
    briefly: bool = False

    @property
    def words(self) -> Messages:
        """The words of the frame, in its language."""
        return self.frame.words

    @cached_property
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

    @property
    def is_in_figure(self) -> bool:
        """Whether it is answered in a box of a figure of the statement, where that can be done."""
        return self.drawn.box is not None

    @cached_property
    def table(self) -> tuple[tuple[tuple[tree.Inline, ...], tuple[Cell, ...]], ...]:
        """The rows of a table to be filled in, each behind its head; none where an answer has one box."""
        grid = kind_class(self.kind).grid(self.drawn.key, self.drawn.settings)
        own = iter(self.fields)
        return tuple(
            (
                markdown.inline(head),
                tuple(
                    Cell(inlines(cell.key), next(own) if cell.is_asked else None, cell.width)
                    for cell in row
                ),
            )
            for head, row in (grid.rows if grid else ())
        )

    @cached_property
    def table_head(self) -> tuple[tuple[tree.Inline, ...], ...]:
        """The heads of its columns, above those of the rows an empty one."""
        grid = kind_class(self.kind).grid(self.drawn.key, self.drawn.settings)
        return ((), *map(markdown.inline, grid.columns)) if grid else ()

    @cached_property
    def answer(self) -> tuple[tree.Inline, ...]:
        """The right answer as it reads on the key; where several are right, one for example."""
        found = shown(self.kind, self.drawn.key, self.drawn.settings)
        if self.drawn.holds is None:
            return found
        return (tree.Text(f"{self.words.for_example} "), *found)

    @cached_property
    def solution(self) -> tuple[tree.Block, ...]:
        """The worked solution, in full or in brief, and what the bank's author says to it."""
        if self.briefly and self.brief:
            return self.brief
        new = self.new_steps
        # A step with words of its own needs no others before them.
        continued = 0 < len(new) < len(self.drawn.solution) and not new[0].note
        before = (tree.Paragraph((tree.Text(self.words.continued),)),) if continued else ()
        drawn = self.drawn
        beside = kind_class(self.kind).beside_key(drawn.points, drawn.settings)
        said = (*markdown.parse(beside), *markdown.parse(drawn.explanation))
        return (*before, *solution(new), *said)

    @cached_property
    def brief(self) -> tuple[tree.Block, ...]:
        """The worked solution in brief: the line that comes to the answer, and the one it stands on."""
        return solution(brief(self.drawn.solution, self.drawn.key))

    @property
    def worked(self) -> tuple[tree.Display, ...]:
        """The formulas of its solution in brief, without their words: for a short key."""
        return tuple(block for block in self.brief if isinstance(block, tree.Display))

    @property
    def new_steps(self) -> Sequence[Step]:
        """The steps after those at the start that parts above have shown; one an entry of the answer at least.

        A line in the middle stays, though it stood above: its neighbours there were others. No line comes again
        before one that begins with words of its own, nor where all stood above and the author says what follows.
        """
        steps = self.drawn.solution
        new = (i for i, step in enumerate(steps) if without_legend(step) not in self.above)
        first = next(new, len(steps))
        if steps[first].note if first < len(steps) else self.drawn.explanation:
            return steps[first:]
        whole = bool(steps) and steps[-1].value.startswith(("[", r"\begin{"))
        entries = 1 if whole else _entries(self.drawn.key)
        # Between them there may be others: a weight and a velocity in turn.
        asked = [step for step in steps if unindexed(step.symbol) == unindexed(steps[-1].symbol)]
        if first == len(steps) and len(asked) == entries > 1:
            return asked
        most = max(len(steps) - entries, 0)
        return steps[min(first, most) :]

    @cached_property
    def watch(self) -> tuple[Watch, ...]:
        """The wrong answers to look for."""
        return tuple(_watch(self.drawn, mistake) for mistake in self.drawn.mistakes)

    @cached_property
    def pictures(self) -> "tuple[Scene, ...]":
        """Its options, where those are pictures."""
        return scenes_of(self.drawn.pictures)

    @property
    def options_across(self) -> int:
        """How many options stand beside each other: as many as are sure to fit, in even rows."""
        if self.pictures:
            widest_picture = max(scene.width for scene in self.pictures)
            fit = max(1, min(ACROSS, int(PICTURES / (SIGN + SHRUNK * widest_picture))))
            return -(-len(self.options) // -(-len(self.options) // fit))
        widest = max((width(option.content) for option in self.options), default=0) + MARK
        fit = max(1, min(ACROSS, int(LINE / self.frame.scale / widest), len(self.options)))
        rows = -(-len(self.options) // fit)
        return -(-len(self.options) // rows) if rows else 1

    @cached_property
    def has_box_beside(self) -> bool:
        """Whether the answer's box stands at the right of what is asked, not below it."""
        if (
            not self.box
            or self.is_in_figure
            or self.options
            or self.table
            or self.figures
            or len(self.prompt) != 1
        ):
            return False
        (asked,) = self.prompt
        if not isinstance(asked, tree.Paragraph) or self.box.lines > 1:
            return False
        return self.box.width <= SMALL or (
            self.box.width <= BESIDE and fits(asked.content, SHORT / self.frame.scale)
        )

    @cached_property
    def scenes(self) -> "tuple[Scene, ...]":
        """Its figures as drawings."""
        return scenes_of(self.figures)

    @cached_property
    def height(self) -> float:
        """Millimetres of the part on paper, roughly."""
        rows = -(-len(self.options) // self.options_across)
        lines = height(self.prompt, self.frame.scale) + DISTANCE + rows * (LINE_HEIGHT + 1)
        asked = self.frame.scale * lines + height_of(self.scenes)
        if self.pictures:
            highest = SHRUNK * max(scene.height for scene in self.pictures)
            asked += rows * (highest + AROUND)
        if not self.box or self.is_in_figure:
            return asked
        box = self.box.height + AROUND
        return max(asked, box) if self.has_box_beside else asked + box

    @property
    def is_whole(self) -> bool:
        """Whether no page ends inside it."""
        return stays_whole(self.height, self.frame.page_height)

    @property
    def leads(self) -> bool:
        """Whether no page ends just below its prompt, though one may end inside it."""
        lines = self.frame.scale * height(self.prompt, self.frame.scale)
        return not self.is_whole and leads(lines, self.frame.page_height)

    @property
    def is_whole_in_key(self) -> bool:
        """Whether the part with its solution and slips is sure to fit on one page of a key."""
        formulas = 3 * LINE_HEIGHT * len(self.new_steps)
        below = height(self.solution) + formulas + 2 * LINE_HEIGHT * len(self.watch)
        return surely_fits(self.height + below, self.frame.page_height)


def height_of(scenes: "Iterable[Scene]") -> float:
    """Millimetres that figures take, one below the other."""
    return sum(scene.height + AROUND for scene in scenes)


def without_legend(step: Step) -> Step:
    """The step as a later part has it: its letters are known there and have no legend."""
    return replace(step, legend="") if step.legend else step


def _entries(key: Any) -> int:
    return sum(map(_entries, key)) if isinstance(key, list) else 1


def scenes_of(figures: tuple[Figure, ...]) -> "tuple[Scene, ...]":
    """Figures as drawings."""
    if not figures:
        return ()
    from quizgen.document.figures import draw

    return tuple(map(draw, figures))


def typeset_part(
    part: drawn.Part,
    label: str,
    own: tuple[Field, ...],
    above: frozenset[Step],
    frame: Frame,
    *,
    briefly: bool,
) -> Part:
    """A part of a variant as it reads: its label, its own fields, the steps that stand above it."""
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
        None if ticked else kind.room(part.key, part.settings),
        options,
        part,
        own,
        frame,
        markdown.inline(part.hint),
        part.figures,
        above,
        briefly,
    )


def _watch(part: drawn.Part, mistake: drawn.Mistake) -> Watch:
    answer = mistaken(part.kind, mistake.value, part.key, part.settings)
    return Watch(answer, mistake.name, mistake.hint, mistake.credit)
