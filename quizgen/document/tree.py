"""The tree every text becomes: a dozen node types, each printer total on them.

Answer boxes, options and keys are not text: they stay outside, as data of `quizgen.document.sheet`.
"""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """Words, as they are; a printer escapes them."""

    text: str


@dataclass(frozen=True, slots=True)
class Math:
    """A formula in a line of text, as LaTeX source without dollars."""

    latex: str


@dataclass(frozen=True, slots=True)
class Code:
    """Code in a line of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words."""

    content: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Strong:
    """Words a reader must not miss."""

    content: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address."""

    content: "tuple[Inline, ...]"
    target: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line inside a paragraph."""


Inline: TypeAlias = Text | Math | Code | Emphasis | Strong | Link | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a text. Printers set all just below the question's title, whatever the level."""

    level: int
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Display:
    """A formula on lines of its own, as LaTeX source without dollars."""

    latex: str


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """Lines of code, kept as they are."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """Items, numbered from `start` or (`start` None) with bullets; an item is blocks."""

    items: "tuple[tuple[Block, ...], ...]"
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head; `align` has "left", "right" or "center" for each column."""

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    align: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Blocks said by somebody else."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block: TypeAlias = Paragraph | Heading | Display | CodeBlock | List | Table | Quote | Rule


def plain(content: tuple[Inline, ...]) -> str:
    """The words of some inlines without their marking, formulas as LaTeX: for titles and metadata.

    >>> plain((Text("the kernel "), Strong((Math("k"),))))
    'the kernel k'
    """
    return "".join(map(_plain, content))


def _plain(node: Inline) -> str:
    match node:
        case Text(text) | Code(text):
            return text
        case Math(latex):
            return latex
        case Emphasis(content) | Strong(content) | Link(content, _):
            return plain(content)
        case Break():
            return " "
