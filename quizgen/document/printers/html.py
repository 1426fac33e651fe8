"""Sheets and trees as one HTML page: semantic, MathML, no script, nothing from the network."""

import re
from html import escape
from typing import Protocol

from quizgen.answers.description import Box, Choose
from quizgen.document import sheet as document
from quizgen.document import tree, wording
from quizgen.document.figures import Scene, scene_svg
from quizgen.document.markdown import inline
from quizgen.document.math import mathml_source
from quizgen.document.messages import Messages, said
from quizgen.document.part import Cell, Option, Part, Watch
from quizgen.document.printers.html_wide import REACHED, narrowest, reached, reached_table
from quizgen.document.templates import fill

# Millimetres of an answer box for one character of an input field.
CHARACTER = 2.6
LINE = 8
# What a style sheet calls the papers.
PAPERS = {"a4": "A4", "letter": "letter"}
# Signs that open or close what a formula stands in.
_OPENING, _CLOSING = re.compile(r"[(\[]+\Z"), re.compile(r"\A[.,;:!?)\]]+")
_CLASSES = {"left": "left", "right": "right-aligned", "center": "center"}
_HEADS_COLUMN, _HEADS_ROW = ' scope="col"', ' scope="row"'
# Addresses a reader may be sent to; `javascript:` is not among them.
_SCHEMES = ("http://", "https://", "mailto:", "#")


class SetMath(Protocol):
    """How a formula is written: as MathML, or as another reader of the page wants it."""

    def __call__(self, latex: str, *, display: bool = False) -> str:
        """A formula's HTML."""


def sheet(sheet: document.Sheet, *, key: bool) -> str:
    """A sheet, or its answer key, as an HTML page."""
    frame = sheet.frame
    parts = [
        blocks(sheet.intro if key else (*frame.instructions, *sheet.intro)),
        _conventions(f"{sheet.words.conventions}. ", sheet.conventions),
        "" if key else _how_to_type(sheet),
        *(question(question_, key=key) for question_ in sheet.questions),
    ]
    return fill(
        "html/sheet.html.j2",
        frame.templates,
        title=escape(wording.title(sheet, key=key)),
        language=escape(frame.words.language),
        name=escape(f"{frame.words.name}:"),
        your_name=escape(frame.words.your_name),
        student=escape(sheet.student),
        code=escape(sheet.code),
        points=escape(wording.total(sheet)),
        above="<br>".join(map(escape, wording.above(sheet))),
        below=escape(" · ".join(wording.below(sheet))),
        logo=frame.logo.address if frame.logo else "",
        paper=PAPERS[frame.paper],
        size=round(frame.font_size, 2),
        body="\n".join(filter(None, parts)),
    )


def question(question: document.Question, *, key: bool) -> str:
    """One question as a section."""
    name = f"q{question.number}"
    return "\n".join(
        (
            f'<section class="question{" new-page" if question.begins_page else ""}" lang="en" aria-labelledby="{name}">',
            statement(question, key=key),
            *(_part(part, question.number, key=key) for part in question.parts),
            "</section>",
        )
    )


def statement(question: document.Question, *, key: bool = False) -> str:
    """Heading, text, conventions and figures: what comes before the first thing asked."""
    name = f"q{question.number}"
    worth = f'<span class="worth"><code>{escape(question.code)}</code> {escape(wording.worth(question))}</span>'
    told = [
        blocks(question.text),
        _conventions("", question.conventions),
        *map(_figure, question.filled_scenes if key else question.scenes),
    ]
    told.insert(0, f'<p class="quiet">{escape(wording.origin(question))}</p>' if key else "")
    return "\n".join(
        (
            f'<div class="row"><h2 id="{name}">{question.number}. {escape(question.title)}</h2>{worth}</div>',
            f'<div class="statement">{"".join(filter(None, told))}</div>',
        )
    )


def prompt(part: Part, name: str) -> str:
    """What a part asks, with its options, the right ones ticked: for whoever may see the key."""
    options = _options(part, name, key=True) if part.options else ""
    return "".join((blocks(part.prompt), *map(_figure, part.scenes), options))


def blocks(nodes: tuple[tree.Block, ...], math: SetMath = mathml_source) -> str:
    """Blocks one after the other."""
    return "\n".join(_block(node, math) for node in nodes)


def inlines(nodes: tuple[tree.Inline, ...], math: SetMath = mathml_source) -> str:
    """Inlines as HTML; browsers break lines between MathML and a sign beside it, unless told not to.

    >>> print(inlines((tree.Math("x"), tree.Text(", y"))))
    <span class="together"><math><mi>x</mi></math>,</span> y
    """
    pieces = [_inline(node, math) for node in nodes]
    for i, node in enumerate(nodes):
        if isinstance(node, tree.Math) and math is mathml_source:
            before = _signs(_OPENING, nodes[i - 1]) if i else ""
            behind = _signs(_CLOSING, nodes[i + 1]) if i + 1 < len(nodes) else ""
            if before or behind:
                pieces[i] = f'<span class="together">{before}{pieces[i]}{behind}</span>'
            if before:
                pieces[i - 1] = pieces[i - 1].removesuffix(before)
            if behind:
                pieces[i + 1] = pieces[i + 1].removeprefix(behind)
    return "".join(pieces)


def paragraph(before: str, content: tuple[tree.Inline, ...], more: str = "") -> str:
    """A paragraph of ours, such as an answer behind its name; the keyboard reaches one that may be too wide.

    >>> print(paragraph("<strong>Answer:</strong> ", (tree.Text("7"),), ' class="answer"'))
    <p class="answer"><strong>Answer:</strong> 7</p>
    """
    return f"<p{more}{reached(content)}>{before}{inlines(content)}</p>"


def _signs(which: re.Pattern[str], node: tree.Inline) -> str:
    """The signs at the end of a text that a formula stands beside."""
    found = which.search(node.text) if isinstance(node, tree.Text) else None
    return found[0] if found else ""


def _block(node: tree.Block, math: SetMath) -> str:
    # Only our pages move what is wide; other readers of formulas have ways of their own.
    ours = math is mathml_source
    match node:
        case tree.Paragraph(content):
            return f"<p{reached(content) if ours else ''}>{inlines(content, math)}</p>"
        case tree.Heading(_, content):
            return f"<h3{reached(content) if ours else ''}>{inlines(content, math)}</h3>"
        case tree.Display(latex):
            wide = reached((tree.Math(latex),)) if ours else ""
            return f"<p{wide}>{math(latex, display=True)}</p>"
        case tree.CodeBlock(text):
            return f"<pre{REACHED if ours else ''}><code>{escape(text)}</code></pre>"
        case tree.List(items, start):
            body = "".join(f"<li>{blocks(item, math)}</li>" for item in items)
            return f"<ul>{body}</ul>" if start is None else f'<ol start="{start}">{body}</ol>'
        case tree.Table():
            return _table(node, math)
        case tree.Quote(inner):
            return f"<blockquote>{blocks(inner, math)}</blockquote>"
        case tree.Rule():
            return "<hr>"


def _inline(node: tree.Inline, math: SetMath) -> str:
    match node:
        case tree.Text(text):
            return escape(text)
        case tree.Math(latex):
            return math(latex)
        case tree.Code(text):
            return f"<code>{escape(text)}</code>"
        case tree.Emphasis(content):
            return f"<em>{inlines(content, math)}</em>"
        case tree.Strong(content):
            return f"<strong>{inlines(content, math)}</strong>"
        case tree.Link(content, target):
            safe = target if target.startswith(_SCHEMES) else "#"
            return f'<a href="{escape(safe)}">{inlines(content, math)}</a>'
        case tree.Break():
            return "<br>"


def head_cell(content: str, more: str = "") -> str:
    """What heads a row or column; the corner of a table heads none.

    >>> head_cell("loss", ' scope="col"'), head_cell("")
    ('<th scope="col">loss</th>', '<td></td>')
    """
    return f"<th{more}>{content}</th>" if content else "<td></td>"


def _table(table: tree.Table, math: SetMath) -> str:
    sides = [_CLASSES[side] for side in table.align]

    def row(tag: str, cells: tuple[tuple[tree.Inline, ...], ...]) -> str:
        printed = (
            head_cell(inlines(cell, math), f'{_HEADS_COLUMN} class="{side}"')
            if tag == "th"
            else f'<td class="{side}">{inlines(cell, math)}</td>'
            for side, cell in zip(sides, cells, strict=True)
        )
        return f"<tr>{''.join(printed)}</tr>"

    body = "".join(row("td", cells) for cells in table.rows)
    wide = reached_table(map(narrowest, cells) for cells in (table.head, *table.rows))
    return f"<table{wide if math is mathml_source else ''}><thead>{row('th', table.head)}</thead><tbody>{body}</tbody></table>"


def _conventions(title: str, sentences: tuple[str, ...]) -> str:
    if not sentences:
        return ""
    head = f"<strong>{escape(title)}</strong>" if title else ""
    return paragraph(head, inline(" ".join(sentences)), ' class="conventions"')


def _how_to_type(sheet: document.Sheet) -> str:
    said = " ".join(
        f"<strong>{escape(places)}:</strong> {escape(line)}." for places, line in sheet.how_to_type
    )
    head = f"<strong>{escape(sheet.words.how_to_type)}.</strong>"
    return f'<p class="how-to-type">{head} {said}</p>' if said else ""


def _figure(scene: Scene) -> str:
    return f"<figure>{scene_svg(scene)}</figure>"


def _part(part: Part, number: int, *, key: bool) -> str:
    name = f"{number}.{part.label}" if part.label else str(number)
    said = wording.asked(part)
    worth = f'<p class="quiet">({escape(said)})</p>' if said else ""
    pieces = [blocks(part.prompt), worth, *map(_figure, part.scenes)]
    if part.options:
        pieces.append(_options(part, name, key=key))
    if part.table:
        pieces.append(_filled(part, name, key=key))
    if key:
        answer = f"<strong>{escape(part.words.answer)}:</strong> "
        pieces.append(paragraph(answer, part.answer, ' class="answer"'))
        pieces.append(_marking(part))
    elif part.box and not part.table:
        pieces.append(_box(part.box, name, part.words))
    body = f"<div>{''.join(filter(None, pieces))}</div>"
    if not part.label:
        return f'<div class="part alone">{body}</div>'
    return f'<div class="part"><span>({part.label})</span>{body}</div>'


def _box(box: Box, name: str, words: Messages) -> str:
    columns = round(box.width / CHARACTER)
    rows = round(box.height / LINE)
    said_ = escape(said(words.answer_field, place=name))
    label = f'class="box" name="{name}" aria-label="{said_}"'
    return (
        f'<textarea {label} rows="{rows}" cols="{columns}"></textarea>'
        if rows > 1
        else f'<input {label} size="{columns}">'
    )


def _filled(part: Part, name: str, *, key: bool) -> str:
    """A table with an input in each cell that is asked, or with what the key has there."""
    head = "".join(head_cell(inlines(cell), _HEADS_COLUMN) for cell in part.table_head)
    body = "".join(
        f"<tr>{head_cell(inlines(head), _HEADS_ROW)}{''.join(_cell(cell, name, key=key) for cell in row)}</tr>"
        for head, row in part.table
    )
    cells = ((narrowest(head), *map(_columns, row)) for head, row in part.table)
    wide = reached_table((tuple(map(narrowest, part.table_head)), *cells))
    return f"<table{wide}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _columns(cell: Cell) -> int:
    """Columns of text that a cell takes, with its field."""
    return max(narrowest(cell.content), round(cell.width / CHARACTER) if cell.field else 0)


def _cell(cell: Cell, name: str, *, key: bool) -> str:
    if cell.field is None or key:
        said = inlines(cell.content)
        return f"<td><strong>{said}</strong></td>" if cell.field else f"<td>{said}</td>"
    row_and_column = ".".join(cell.field.name.split(".")[-2:])
    label = f'class="box" name="{name}.{row_and_column}" aria-label="{escape(cell.field.place)}"'
    if cell.field.options:
        listed = "".join(f"<option>{escape(one)}</option>" for one in ("", *cell.field.options))
        return f"<td><select {label}>{listed}</select></td>"
    return f'<td><input {label} size="{round(cell.width / CHARACTER)}"></td>'


def _options(part: Part, name: str, *, key: bool) -> str:
    if part.choose is Choose.ORDER:
        items = "".join(
            f"<li{reached(o.content)}>{escape(o.letter)} {inlines(o.content)}</li>"
            for o in part.options
        )
        return f'<ul class="options">{items}</ul>'
    kind = "checkbox" if part.choose is Choose.SEVERAL else "radio"
    bodies = [scene_svg(scene) for scene in part.pictures] or [
        inlines(o.content) for o in part.options
    ]
    items = "".join(
        _option(option, body, kind, name, key=key)
        for option, body in zip(part.options, bodies, strict=True)
    )
    return f'<ul class="options">{items}</ul>'


def _option(option: Option, body: str, kind: str, name: str, *, key: bool) -> str:
    right = key and option.right
    state = f"{' checked' if right else ''}{' disabled' if key else ''}"
    field = f'<input type="{kind}" name="{name}" value="{escape(option.letter)}"{state}>'
    text = f"{escape(option.letter)} {body}".strip()
    looks = f"{' class=right' if right else ''}{reached(option.content)}"
    return f"<li{looks}><label>{field} {text}</label></li>"


def _marking(part: Part) -> str:
    """What only the key has below a part: the worked solution and the slips to look for."""
    pieces = []
    if part.solution:
        pieces.append(f'<div class="solution">{blocks(part.solution)}</div>')
    if part.watch:
        items = "".join(_watch(watch, part.words) for watch in part.watch)
        pieces.append(
            f'<p class="quiet">{escape(part.words.slips)}</p><ul class="slips">{items}</ul>'
        )
    return "".join(pieces)


def _watch(watch: Watch, words: Messages) -> str:
    name = (tree.Text(" "), tree.Emphasis((tree.Text(wording.named(watch, words)),)))
    hint = (tree.Text(": "), *watch.hint) if watch.hint else ()
    content = (*watch.answer, *name, *hint)
    # The mark of an item stands outside what is moved.
    return f"<li><div{reached(content)}>{inlines(content)}</div></li>"
