"""What stands around the questions of a sheet: whose course, until when, on which paper, in which language."""

from dataclasses import dataclass, field
from pathlib import Path

from quizgen.document import tree
from quizgen.document.logo import Logo
from quizgen.document.messages import Messages, english

# The size of type that a sheet has where nothing else is said, in points.
USUAL = 10.5
# How high what stands on a page may be, in millimetres: the papers without their margins.
HEIGHTS = {"a4": 255.0, "letter": 237.0}


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of all sheets of a homework.

    `due` is written out in the language of `words`; `font_size` is in points. `new_pages` are the
    questions that begin a page, by number. `templates` is a folder whose files take the place of
    shipped ones, `fonts` one with fonts for what the built-in ones lack.
    """

    words: Messages = field(default_factory=english)
    course: str = ""
    institution: str = ""
    logo: Logo | None = None
    due: str = ""
    instructions: tuple[tree.Block, ...] = ()
    paper: str = "a4"
    font_size: float = USUAL
    new_pages: frozenset[int] = frozenset()
    templates: Path | None = None
    fonts: Path | None = None

    @property
    def page_height(self) -> float:
        """Millimetres from the first to the last line of a page."""
        return HEIGHTS[self.paper]

    @property
    def scale(self) -> float:
        """How much larger than usual everything written is."""
        return self.font_size / USUAL


PLAIN = Frame()
