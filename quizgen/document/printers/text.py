"""Sheets and trees for the terminal: formulas as Unicode, colour only when asked for."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from quizgen.answers.description import Choose
from quizgen.document import sheet as document
from quizgen.document import tree, wording
from quizgen.document.grid import Grid, beside, columns, line, table
from quizgen.document.markdown import inline
from quizgen.document.part import Cell, Option, Part
from quizgen.document.printers.math_text import fitted
from quizgen.figure import Figure
from quizgen.pattern import pattern

WIDTH = 80
# Columns of the options of a cell that are printed in it.
OPTIONS = 24
# Where one option may be chosen, and where several.
_SIGNS: Mapping[Choose | None, str] = {Choose.ONE: "○", Choose.SEVERAL: "□"}
_BOLD, _ITALIC, _CYAN, _DIM, _GREEN, _RESET = (f"\x1b[{code}m" for code in (1, 3, 36, 2, 32, 0))
# What a terminal would obey instead of showing.
_CONTROL = pattern(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def sheet(sheet: document.Sheet, *, key: bool, width: int = WIDTH, colour: bool = False) -> str:
    """A sheet, or its answer key, as text."""
    printer = _Printer(width, colour)
    name = sheet.student or "_" * 30
    parts = [
        printer.strong(wording.title(sheet, key=key)),
        "\n".join(
            f"{label}: {_clean(text)}"
            for label, text in (("Name", name), ("Sheet", sheet.code))
            if text
        ),
        wording.total(sheet),
        printer.blocks(sheet.intro),
        printer.conventions(sheet.conventions),
        "" if key else printer.how_to_type(sheet),
    ]
    parts.extend(
        question(q, width=width, colour=colour, key=key).rstrip("\n") for q in sheet.questions
    )
    return "\n\n".join(filter(None, parts)) + "\n"


def question(
    question: document.Question, *, width: int = WIDTH, colour: bool = False, key: bool = False
) -> str:
    """A question; `key` adds answers, worked solutions and the slips to look for."""
    printer = _Printer(width, colour)
    parts = [statement(question, width=width, colour=colour, key=key).rstrip("\n")]
    if key and (origin := wording.origin(question)):
        parts.append(printer.inlines((tree.Text(origin),)))
    for part in question.parts:
        parts.append(part_prompt(part, width=width, colour=colour).rstrip("\n"))
        if key:
            indent = 4 if part.label else 0
            parts.append(_indented(_Printer(width - indent, colour).answer(part), indent))
            parts.append(
                _indented(solution(part, width=width - indent, colour=colour).rstrip("\n"), indent)
            )
            parts.append(_indented(_Printer(width - indent, colour).watch(part), indent))
    return "\n\n".join(filter(None, parts)) + "\n"


def how_to_type(sheet: document.Sheet, *, width: int = WIDTH, colour: bool = False) -> str:
    """How the answers of a sheet are typed, part by part; empty where all are ticked."""
    said = _Printer(width, colour).how_to_type(sheet)
    return f"{said}\n" if said else ""


def statement(
    question: document.Question, *, width: int = WIDTH, colour: bool = False, key: bool = False
) -> str:
    """Heading, text, conventions and figures: what comes before the first thing asked."""
    printer = _Printer(width, colour)
    figures = _filled(question, printer) if key else question.figures
    parts = [
        printer.heading(question),
        printer.blocks(question.text),
        printer.conventions(question.conventions),
        *map(printer.figure, figures),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _filled(question: document.Question, printer: "_Printer") -> Iterator[Figure]:
    """The figures of the statement with the right answers in their boxes, by the letters of these."""
    asked = (part for part in question.parts if part.is_in_figure)
    answers = {part.label: printer.inlines(part.answer) for part in asked}
    for figure in question.figures:
        yield replace(figure, data={**figure.data, "answers": answers}) if answers else figure


def part_prompt(part: Part, *, width: int = WIDTH, colour: bool = False) -> str:
    """What a part asks, with its options."""
    indent = 4 if part.label else 0
    printer = _Printer(width - indent, colour)
    choose = wording.choose(part) if part.options else ""
    asked = printer.blocks(_ending(part.prompt, f" ({choose})" if choose else ""))
    sign = _SIGNS.get(part.choose, "")
    options = [printer.option(option, sign) for option in part.options if option.letter]
    pictures = zip(options, part.drawn.pictures, strict=False)
    options = [
        f"{option}\n{_indented(_Printer(printer.width - 5, colour).figure(picture), 5)}\n"
        for option, picture in pictures
    ] or options
    truth = " or ".join(printer.inlines(o.content) for o in part.options if not o.letter)
    filled = printer.filled(part) if part.table else ""
    parts = [asked, *map(printer.figure, part.figures), filled, "\n".join(options), truth]
    body = _indented("\n\n".join(filter(None, parts)), indent)
    return f"({part.label}){body[len(part.label) + 2 :]}\n" if part.label else f"{body}\n"


def _ending(blocks: tuple[tree.Block, ...], words: str) -> tuple[tree.Block, ...]:
    """Blocks with words at the end of the last paragraph, or after what is none."""
    if not words:
        return blocks
    if blocks and isinstance(blocks[-1], tree.Paragraph):
        return (*blocks[:-1], tree.Paragraph((*blocks[-1].content, tree.Text(words))))
    return (*blocks, tree.Paragraph((tree.Text(words.strip()),)))


def solution(part: Part, *, width: int = WIDTH, colour: bool = False) -> str:
    """The worked solution of a part; empty when there is none."""
    body = _Printer(width, colour).blocks(part.solution)
    return f"{body}\n" if body else ""


def text(content: Iterable[tree.Inline], *, width: int = WIDTH, colour: bool = False) -> str:
    """Inlines, an option or a hint for example, as wrapped lines."""
    return _Printer(width, colour).inlines(tuple(content))


def _clean(text: str) -> str:
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _indented(text: str, columns: int) -> str:
    blank = " " * columns
    return "\n".join(f"{blank}{row}" if row else "" for row in text.split("\n")) if text else ""


class _Printer:
    """Prints trees for one width, with or without colour."""

    def __init__(self, width: int, colour: bool) -> None:  # noqa: FBT001 - private
        self.width = max(width, 20)
        self.colour = colour

    def styled(self, text: str, style: str) -> str:
        return f"{style}{text}{_RESET}" if self.colour and text.strip() else text

    def strong(self, text: str) -> str:
        return self.styled(_clean(text), _BOLD)

    def blocks(self, nodes: tuple[tree.Block, ...]) -> str:
        return "\n\n".join(map(self.block, nodes))

    def block(self, node: tree.Block) -> str:
        match node:
            case tree.Paragraph(content):
                return self.inlines(content)
            case tree.Heading(_, content):
                return self.inlines((tree.Strong(content),))
            case tree.Display(latex):
                parts = fitted(latex, self.width - 4, display=True)
                between = "\n\n" if any(part.height > 1 for part in parts) else "\n"
                return _indented(between.join(map(str, parts)), 4)
            case tree.CodeBlock(code):
                rows = code.expandtabs(4).split("\n")
                return _indented("\n".join(self.styled(_clean(row), _CYAN) for row in rows), 4)
            case tree.List(items, start):
                return "\n".join(self.item(item, start, i) for i, item in enumerate(items))
            case tree.Table():
                return self.table(node)
            case tree.Quote(inner):
                quoted = _Printer(self.width - 2, self.colour).blocks(inner)
                return "\n".join(f"│ {row}" for row in quoted.split("\n"))
            case tree.Rule():
                return "─" * self.width

    def item(self, blocks: tuple[tree.Block, ...], start: int | None, index: int) -> str:
        mark = "  • " if start is None else f"{start + index:>3}. "
        body = _Printer(self.width - len(mark), self.colour).blocks(blocks)
        return mark + _indented(body, len(mark))[len(mark) :]

    def table(self, node: tree.Table) -> str:
        cells = [[_one_line(self.chunks(cell)) for cell in row] for row in (node.head, *node.rows)]
        grid = table(cells, node.align)
        if grid.width > self.width:
            return self.stacked(node)
        head, *rows = grid.lines
        return "\n".join(
            row.rstrip() for row in (self.styled(head, _BOLD), "─" * columns(head), *rows)
        )

    def stacked(self, node: tree.Table) -> str:
        """A table wider than the page: a row's first cell, and the others below with their heads."""
        inside = _Printer(self.width - 2, self.colour)
        said = []
        for first, *others in node.rows:
            said.append(self.inlines(first))
            for head, cell in zip(node.head[1:], others, strict=True):
                said.append(_indented(inside.inlines((*head, tree.Text(": "), *cell)), 2))
        return "\n".join(said)

    def filled(self, part: Part) -> str:
        """A table with room in each cell that is asked."""
        rows = (
            (head, *(_room(cell) if cell.field else cell.content for cell in row))
            for head, row in part.table
        )
        return self.table(
            tree.Table(part.table_head, tuple(rows), ("left",) * len(part.table_head))
        )

    def inlines(self, nodes: tuple[tree.Inline, ...]) -> str:
        """A paragraph: chunks laid into lines no wider than the page."""
        rows: list[Grid] = []
        current: list[Grid] = []
        used = 0
        for chunk in self.chunks(nodes):
            if chunk is None or (current and used + 1 + chunk.width > self.width):
                rows.append(beside(current))
                current, used = [], 0
            if chunk is None:
                continue
            if current:
                current.append(line(" "))
                used += 1
            current.append(chunk)
            used += chunk.width
        if current:
            rows.append(beside(current))
        return "\n".join(map(str, rows))

    def chunks(self, nodes: tuple[tree.Inline, ...]) -> Iterator[Grid | None]:
        """Pieces without a blank inside, None for a new line."""
        current: list[Grid] = []
        for piece in self.pieces(nodes, ""):
            if isinstance(piece, Grid):
                current.append(piece)
                continue
            if current:
                yield beside(current)
                current = []
            if piece == "\n":
                yield None
        if current:
            yield beside(current)

    def pieces(self, nodes: tuple[tree.Inline, ...], style: str) -> Iterator[Grid | str]:
        """Words and formulas as grids, a blank where a line may end, a newline where it must."""
        for node, following in zip(nodes, (*nodes[1:], None), strict=False):
            match node:
                case tree.Text(text):
                    yield from self.words(_clean(text.replace("\n", " ")), style)
                case tree.Math(latex):
                    for i, part in enumerate(fitted(latex, self.width - _stuck(following))):
                        yield from ((" ", part) if i else (part,))
                case tree.Code(text):
                    yield from self.code(_clean(text))
                case tree.Emphasis(content):
                    yield from self.pieces(content, style + _ITALIC)
                case tree.Strong(content):
                    yield from self.pieces(content, style + _BOLD)
                case tree.Link(content, target):
                    yield from self.pieces(content, style)
                    if target != tree.plain(content):
                        yield from self.words(f" <{_clean(target)}>", style)
                case tree.Break():
                    yield "\n"

    def code(self, code: str) -> Iterator[Grid | str]:
        """Code as one piece, at its blanks as several where it is wider than the page."""
        shown = code if self.colour else f"`{code}`"
        pieces = [shown] if columns(shown) <= self.width else re.split(r"( +)", shown)
        for piece in filter(None, pieces):
            yield line(self.styled(piece, _CYAN)) if piece.strip() else " "

    def words(self, text: str, style: str) -> Iterator[Grid | str]:
        for piece in re.split(r"( +)", text):
            if piece.strip():
                yield line(self.styled(piece, style) if style else piece)
            elif piece:
                yield " "

    def heading(self, question: document.Question) -> str:
        worth = wording.worth(question)
        title = (
            f"{question.number}. {_clean(question.title)}"
            if question.number
            else _clean(question.title)
        )
        room = self.width - columns(title) - columns(worth)
        code = self.styled(_clean(question.code), _DIM)
        head = (
            f"{self.styled(title, _BOLD)}{' ' * room}{worth}"
            if room >= 2
            else f"{self.inlines((tree.Strong((tree.Text(title),)),))}\n{worth}"
        )
        return f"{head}\n{code}" if question.code else head

    def conventions(self, sentences: tuple[str, ...]) -> str:
        said = (inline(sentence) for sentence in sentences)
        return self.inlines(
            tuple(node for sentence in said for node in (*sentence, tree.Text(" ")))
        )

    def how_to_type(self, sheet: document.Sheet) -> str:
        said = "".join(f" {places}: {line}." for places, line in sheet.how_to_type)
        head = tree.Strong((tree.Text(f"{sheet.words.how_to_type}."),))
        return self.inlines((head, tree.Text(said))) if said else ""

    def figure(self, figure: Figure) -> str:
        from quizgen.document.figures import scene_text

        return scene_text(figure, self.width)

    def option(self, option: Option, sign: str) -> str:
        mark = f"  {f'{sign} ' if sign else ''}{option.letter}. "
        body = _Printer(self.width - len(mark), self.colour).inlines(option.content)
        return mark + _indented(body, len(mark))[len(mark) :]

    def answer(self, part: Part) -> str:
        head = line(self.styled(f"{part.words.answer}: ", _BOLD + _GREEN))
        row = _one_line(self.chunks(part.answer))
        if head.width + row.width <= self.width:
            return str(beside([head, row]))
        below = _Printer(self.width - 2, self.colour).inlines(part.answer)
        return f"{str(head).rstrip()}\n{_indented(below, 2)}"

    def watch(self, part: Part) -> str:
        """The slips a marker may meet: answer, name, then what to say."""
        if not part.watch:
            return ""
        rows = []
        for watch in part.watch:
            name = tree.Text(f" · {_clean(wording.named(watch, part.words))}")
            head = _Printer(self.width - 2, self.colour).inlines((*watch.answer, name))
            hint = _indented(_Printer(self.width - 4, self.colour).inlines(watch.hint), 4)
            rows.append("\n".join(filter(None, (_indented(head, 2), hint))))
        return f"{self.styled(f'{part.words.slips}:', _BOLD)}\n" + "\n".join(rows)


def _stuck(following: tree.Inline | None) -> int:
    """Columns of what follows without a blank, such as a full stop."""
    text = following.text if isinstance(following, tree.Text) else ""
    return columns(re.split(r"\s", text, maxsplit=1)[0])


def _one_line(chunks: Iterator[Grid | None]) -> Grid:
    """Chunks in a row, however wide."""
    row: list[Grid] = []
    for chunk in chunks:
        row += [line(" "), chunk or line("")] if row else [chunk or line("")]
    return beside(row) if row else line("")


def _room(cell: Cell) -> tuple[tree.Inline, ...]:
    """Where a cell is filled in: a line, or the options where they are short."""
    between = " / ".join(cell.field.options if cell.field else ())
    return (tree.Text(between if 0 < len(between) <= OPTIONS else "____"),)
