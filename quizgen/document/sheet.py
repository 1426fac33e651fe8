"""A homework sheet as plain data: what a printer needs, and nothing it has to look up.

`question` typesets a variant, `sheet` puts typeset variants under one title. Paper and answer key
are the same value: a printer is told which of the two to print.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from quizgen import variant as drawn
from quizgen.document import markdown, tree
from quizgen.document.fields import fields
from quizgen.document.frame import PLAIN, Frame
from quizgen.document.measure import DISTANCE, LINE_HEIGHT, height
from quizgen.document.messages import Messages
from quizgen.document.part import Part, height_of, scenes_of, typeset_part, without_legend
from quizgen.document.penalties import penalties
from quizgen.document.places import listed
from quizgen.document.shared import shared_conventions
from quizgen.document.together import Together, together
from quizgen.document.value import shown
from quizgen.figure import Figure
from quizgen.variant import part_letters

if TYPE_CHECKING:
    from quizgen.document.figures import Scene
    from quizgen.document.figures.scene import Label
    from quizgen.telling import Step

# Millimetres of a question's heading.
HEADING = 12.0


@dataclass(
    frozen=True
)  # without slots: it is measured and its figures are drawn when that is asked for
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

    @cached_property
    def scenes(self) -> "tuple[Scene, ...]":
        """The figures of the statement as drawings."""
        return scenes_of(self.figures)

    @cached_property
    def filled_scenes(self) -> "tuple[Scene, ...]":
        """The same with the right answers in their boxes."""
        answers = {
            part.label: _label(shown(part.kind, part.drawn.key, part.drawn.settings))
            for part in self.parts
            if part.is_in_figure
        }
        return tuple(scene.filled(answers) for scene in self.scenes) if answers else self.scenes

    @cached_property
    def together(self) -> Together:
        """What of it stays on one page."""
        conventions = LINE_HEIGHT + DISTANCE if self.conventions else 0.0
        lines = self.frame.scale * (HEADING + height(self.text, self.frame.scale) + conventions)
        parts = [part.height for part in self.parts]
        return together(lines, height_of(self.scenes), parts, self.frame.page_height)

    @cached_property
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
    variant: drawn.Variant,
    number: int,
    *,
    repeats: bool = True,
    briefly: bool = False,
    frame: Frame = PLAIN,
) -> Question:
    """A variant as it reads on paper, `number` its place on the sheet.

    Unless the solution of a part `repeats` what stands in those above, it has its own steps only.
    Told `briefly`, it is the line or two that come to the answer.
    """
    alone = len(variant.parts) == 1
    labels = [""] if alone else list(map(part_letters, range(len(variant.parts))))
    above: list[frozenset[Step]] = [frozenset()]
    for part in variant.parts:
        above.append(
            above[-1] | (frozenset() if repeats else frozenset(map(without_legend, part.solution)))
        )
    return Question(
        number,
        variant.title,
        variant.code,
        variant.minutes,
        (*markdown.parse(variant.text), *penalties(variant.parts, labels, frame.words)),
        variant.conventions,
        variant.figures,
        tuple(
            typeset_part(part, label, fields(number, index, part), known, frame, briefly=briefly)
            for index, (part, label, known) in enumerate(
                zip(variant.parts, labels, above[:-1], strict=True)
            )
        ),
        frame,
        variant.source,
        "" if variant.instance else variant.level,
    )


def _label(answer: tuple[tree.Inline, ...]) -> "Label":
    """An answer as it is written into a box."""
    from quizgen.document.figures.scene import Label

    if len(answer) == 1 and isinstance(answer[0], tree.Math):
        latex = answer[0].latex.replace(r"\frac", r"\tfrac")
        return Label((0.0, 0.0), latex, style="math")
    return Label((0.0, 0.0), tree.plain(answer), style="words")


def sheet(
    variants: Sequence[drawn.Variant],
    *,
    title: str,
    student: str = "",
    code: str = "",
    intro: str = "",
    briefly: bool = False,
    frame: Frame = PLAIN,
    version: str = "",
) -> Sheet:
    """Variants as one sheet, its solutions in full or told `briefly`.

    `intro` is Markdown; conventions that questions share are said once, on top.
    """
    questions = [
        question(variant, number, repeats=False, briefly=briefly, frame=frame)
        for number, variant in enumerate(variants, 1)
    ]
    shared = shared_conventions(variants)
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
