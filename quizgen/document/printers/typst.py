"""Sheets and trees as Typst source, total on the tree; text goes in as code strings."""

from quizgen.document import sheet as document
from quizgen.document import tree, wording
from quizgen.document.figures import draw, scene_typst
from quizgen.document.frame import fill
from quizgen.document.measure import is_whole
from quizgen.document.printers.math_typst import formula
from quizgen.document.printers.speech import say
from quizgen.document.printers.typst_strings import string
from quizgen.figure import Figure

# A box at most this wide (millimetres) stands at the end of the prompt's last line.
SMALL = 50


def sheet(sheet: document.Sheet, *, key: bool) -> str:
    """A sheet, or its answer key, as Typst source."""
    parts = [blocks(sheet.intro), _conventions("Conventions on this sheet", sheet.conventions)]
    parts.extend(question(question_, key=key) for question_ in sheet.questions)
    return fill(
        "typst/sheet.typ.j2",
        title=string(wording.title(sheet, key=key)),
        student=string(sheet.student) if sheet.student else "",
        code=string(sheet.code),
        footer=string(sheet.student),
        points=string(wording.total(sheet)),
        body="\n".join(filter(None, parts)),
    )


def question(question: document.Question, *, key: bool) -> str:
    """One question."""
    statement = [
        blocks(question.text),
        _conventions("", question.conventions),
        *map(_figure, question.figures),
    ]
    head = ", ".join(
        (
            f"[{question.number}]",
            f"[#{string(question.title)}]",
            f"[#{string(wording.worth(question))}]",
            string(question.code),
        )
    )
    body = "\n".join(filter(None, statement))
    breaks = ", breakable: true" if question.is_long else ""
    breaks += ", sticky: false" if key else ""
    return "\n".join(
        [f"#question({head}{breaks})[{body}]", *(_part(part, key=key) for part in question.parts)]
    )


def blocks(nodes: tuple[tree.Block, ...]) -> str:
    """Blocks with an empty line between them."""
    return "\n\n".join(map(_block, nodes))


def inlines(nodes: tuple[tree.Inline, ...]) -> str:
    """Inlines as Typst markup."""
    return "".join(map(_inline, nodes))


def _block(node: tree.Block) -> str:
    match node:
        case tree.Paragraph(content):
            return inlines(content)
        case tree.Heading(_, content):
            return f"#heading(level: 3)[{inlines(content)}]"
        case tree.Display(latex):
            return f"#d({string(say(latex, display=True))}, ${formula(latex, display=True)}$)"
        case tree.CodeBlock(text):
            return f"#raw(block: true, {string(text)})"
        case tree.List(items, start):
            body = ", ".join(f"[{blocks(item)}]" for item in items)
            return f"#list({body})" if start is None else f"#enum(start: {start}, {body})"
        case tree.Table():
            return _table(node)
        case tree.Quote(inner):
            return f"#quote(block: true)[{blocks(inner)}]"
        case tree.Rule():
            return "#line(length: 100%, stroke: 0.4pt)"


def _inline(node: tree.Inline) -> str:
    match node:
        case tree.Text(text):
            return f"#{string(text)};"
        case tree.Math(latex):
            equation = f"m({string(say(latex))}, ${formula(latex)}$)"
            return f"#box({equation})" if is_whole(latex) else f"#{equation}"
        case tree.Code(text):
            return f"#raw({string(text)})"
        case tree.Emphasis(content):
            return f"#emph[{inlines(content)}]"
        case tree.Strong(content):
            return f"#strong[{inlines(content)}]"
        case tree.Link(content, target):
            return f"#link({string(target)})[{inlines(content)}]"
        case tree.Break():
            return "#linebreak();"


def _table(table: tree.Table) -> str:
    head = ", ".join(f"[#strong[{inlines(cell)}]]" for cell in table.head)
    cells = ", ".join(f"[{inlines(cell)}]" for row in table.rows for cell in row)
    align = ", ".join(table.align)
    return f"#table(columns: {len(table.head)}, align: ({align},), table.header({head}), {cells})"


def _conventions(title: str, sentences: tuple[str, ...]) -> str:
    if not sentences:
        return ""
    from quizgen.document.markdown import inline

    said = " ".join(inlines(inline(sentence)) for sentence in sentences)
    head = f"#strong[#{string(title)}.] " if title else ""
    return (
        f"#block(width: 100%, text(size: 9.5pt)[{head}{said}])"
        if title
        else f'#block(text(size: 9.5pt, style: "italic")[{said}])'
    )


def _figure(figure: Figure) -> str:
    drawing = scene_typst(draw(figure))
    return f"#align(center, {drawing})"


def _part(part: document.Part, *, key: bool) -> str:
    label = string(part.label)
    worth = f"#points[#{string(wording.points(part.points))}]" if part.label else ""
    asked = [blocks(part.prompt) + worth]
    asked.extend(map(_figure, part.figures))
    if part.options:
        asked.append(_options(part, key=key))
    beside = ""
    if key:
        asked.append(f"#keyed[#strong[{wording.ANSWER}:] {_answer(part.answer)}]")
    elif part.box and part.box.width <= SMALL and len(part.prompt) == 1 and len(asked) == 1:
        beside = f", box: ({part.box.width}mm, {part.box.height}mm)"
    elif part.box:
        asked.append(_box(part.box))
    body = "\n\n".join(asked)
    marking = _marking(part) if key else ""
    stays = ", sticky: true" if marking else ""
    stays += ", breakable: true" if part.is_long else ""
    return "\n".join(filter(None, (f"#part({label}{beside}{stays})[{body}]", marking)))


def _box(box: document.AnswerBox) -> str:
    size = f"{box.width}mm, {box.height}mm"
    return f"#ruled({size}, {box.lines})" if box.lines > 1 else f"#below({size})"


def _options(part: document.Part, *, key: bool) -> str:
    if part.kind == "order":
        items = (
            f"item({string(option.letter)}, [{inlines(option.content)}])" for option in part.options
        )
        return f"#choices((auto, 1fr), {', '.join(items)})"
    entries = ", ".join(
        f"choice({'true' if key and option.right else 'false'}, {string(option.letter)}, [{inlines(option.content)}])"
        for option in part.options
    )
    return (
        f"#truth({entries})"
        if part.kind == "boolean"
        else f"#choices((auto, auto, 1fr), {entries})"
    )


def _marking(part: document.Part) -> str:
    """What only the key has below a part: the worked solution and the slips to look for."""
    body = []
    if part.solution:
        body.append(f"#solution[{_solution(part.solution)}]")
    if part.watch:
        body.append(f"#watch({', '.join(_watch(watch) for watch in part.watch)})")
    return f"#under({string(part.label)})[{' '.join(body)}]" if body else ""


def _solution(nodes: tuple[tree.Block, ...]) -> str:
    """Blocks of a solution; words before a formula stay with it."""
    printed = []
    for node, following in zip(nodes, (*nodes[1:], None), strict=True):
        leads = isinstance(node, tree.Paragraph) and isinstance(following, tree.Display)
        printed.append(f"#note[{_block(node)}]" if leads else _block(node))
    return "\n\n".join(printed)


def _watch(watch: document.Watch) -> str:
    credit = f" (credit {watch.credit})" if watch.credit != "0" else ""
    said = f"[#{string(watch.name)};{credit}], [{inlines(watch.hint)}]"
    answer = f"[{_answer(watch.answer)}]"
    # No line between an answer across all columns and what is said about it.
    return f"wide({answer}), [], {said}" if watch.is_wide else f"{answer}, {said}"


def _answer(nodes: tuple[tree.Inline, ...]) -> str:
    """An answer: formulas in full size, as they would stand on a line of their own."""
    return "".join(
        f"#m({string(say(node.latex))}, $display({formula(node.latex)})$)"
        if isinstance(node, tree.Math)
        else _inline(node)
        for node in nodes
    )
