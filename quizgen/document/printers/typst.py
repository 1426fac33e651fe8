"""Sheets and trees as Typst source, total on the tree; text goes in as code strings."""

from collections.abc import Iterator, Mapping, Sequence

from quizgen.answers.description import Box, Choose
from quizgen.document import sheet as document
from quizgen.document import tree, wording
from quizgen.document.address import address, code_address
from quizgen.document.apart import is_tall
from quizgen.document.figures import NOTHING, Scene, scene_typst
from quizgen.document.frame import USUAL
from quizgen.document.measure import is_short, is_whole
from quizgen.document.messages import Messages, pieces
from quizgen.document.part import Option, Part, Watch
from quizgen.document.printers.math_typst import formula
from quizgen.document.printers.speech import say
from quizgen.document.printers.typst_strings import string
from quizgen.document.qr import svg
from quizgen.document.templates import fill
from quizgen.document.together import SMALLEST

# Size of type in points and side margin in millimetres, of a sheet and of a key.
SHEET, KEY = (USUAL, 22), (9.5, 20)
NO_BREAK = "\N{NO-BREAK SPACE}"
# What Typst calls the papers.
PAPERS = {"a4": "a4", "letter": "us-letter"}


def sheet(sheet: document.Sheet, *, key: bool) -> str:
    """A sheet, or its answer key, as Typst source."""
    parts = [
        blocks(sheet.intro if key else (*sheet.frame.instructions, *sheet.intro)),
        _conventions(sheet.words.conventions, sheet.conventions),
    ]
    parts.append("" if key else _how_to_type(sheet))
    last = len(sheet.questions)
    parts.extend(
        question(asked, key=key, ends=key and number == last)
        for number, asked in enumerate(sheet.questions, start=1)
    )
    title = wording.title(sheet, key=key)
    return _page(sheet, title, parts, KEY if key else SHEET, is_form=not key)


def short_key(sheet: document.Sheet) -> str:
    """The answers of a sheet and the names of the slips, on few pages."""
    parts = ["\n".join(_short(question)) for question in sheet.questions]
    if any(w.is_long for q in sheet.questions for part in q.parts for w in part.watch):
        parts.insert(0, f"#grey[#{string(sheet.words.left_out)}]")
    return _page(sheet, wording.title(sheet, key=True, short=True), parts, KEY)


def _page(
    sheet: document.Sheet,
    title: str,
    parts: Sequence[str],
    layout: tuple[float, int],
    *,
    is_form: bool = False,
) -> str:
    size, margin = layout
    frame = sheet.frame
    digits = max((len(str(question.number)) for question in sheet.questions), default=1)
    return fill(
        "typst/sheet.typ.j2",
        frame.templates,
        title=string(title),
        language=string(frame.words.language),
        name=string(f"{frame.words.name}:"),
        student=string(sheet.student) if sheet.student else "",
        code=string(sheet.code),
        code_field=string(code_address(sheet.code)) if is_form and sheet.code else "",
        qr=string(svg(sheet.code)) if is_form and sheet.code else "",
        footer=string(sheet.student),
        points=string(wording.total(sheet)),
        above=string("\n".join(wording.above(sheet))),
        below="#[ · ]".join(f"#box[#{string(line)}]" for line in wording.below(sheet)),
        whose=string(frame.institution or frame.course or title),
        logo=string(frame.logo.svg) if frame.logo else "",
        page=_page_number(frame.words),
        paper=string(PAPERS[frame.paper]),
        size=round(size * frame.scale, 2),
        scale=round(frame.scale, 3),
        margin=margin,
        number_width=round(0.7 + 0.55 * digits, 2),
        body="\n".join(filter(None, parts)),
    )


def _page_number(words: Messages) -> str:
    """The page and how many there are, inside a `context`."""
    counted = {"page": "counter(page).get().first()", "pages": "counter(page).final().first()"}
    texts = pieces(words.page)
    return "".join(
        f"#{counted[text]}" if i % 2 else f"#{string(text)};"
        for i, text in enumerate(texts)
        if text
    )


def question(question: document.Question, *, key: bool, ends: bool = False) -> str:
    """One question; where a key ends, its last part stays on one page, so that no line is left alone."""
    together = question.together
    percent = SMALLEST if key else together.percent
    text = [blocks(question.text), _conventions("", question.conventions)]
    own = [[] if key else _addresses(question.number, part) for part in question.parts]
    boxes = {
        p.label: f[0] for p, f in zip(question.parts, own, strict=True) if p.is_in_figure and f
    }
    scenes = question.filled_scenes if key else question.scenes
    figures = [_figure(scene, percent, boxes) for scene in scenes]
    if origin := wording.origin(question) if key else "":
        text.insert(0, f"#origin[#{string(origin)}]")
    # On a key the first part may follow on the next page, unless the heading would stand alone.
    is_bare = key and not any(filter(None, text[1:] if origin else text)) and not figures
    parted = not key and not together.figures
    body = "\n".join(filter(None, text if parted else text + figures))
    stays = f"sticky: {'true' if is_bare or (not key and together.first) else 'false'}"
    # A statement breaks with its figures where no page holds them.
    is_whole = together.statement and (parted or together.figures or together.row)
    breaks = "" if is_whole else ", breakable: true"
    breaks += f", {'sticky: false' if parted else stays}"
    asked = f"#question({_head(question)}, {f'[{body}]' if body else 'none'}{breaks})"
    if parted:
        whole = "false" if together.row else "true"
        asked += f"\n#block({stays}, breakable: {whole}, width: 100%)[{' '.join(figures)}]"
    stay = together.parts if not key else (False,) * len(question.parts)
    parts = [
        _part(part, fields, key=key, stays=s)
        for part, fields, s in zip(question.parts, own, stay, strict=True)
    ]
    if ends and question.parts and question.parts[-1].is_whole_in_key:
        parts[-1] = f"#block(breakable: false, width: 100%)[{parts[-1]}]"
    break_ = ["#pagebreak(weak: true)"] if question.begins_page and not key else []
    return "\n".join([*break_, asked, *parts])


def _head(question: document.Question) -> str:
    worth = wording.worth(question)
    return (
        f"[{question.number}], [#{string(question.title)}], [#{string(worth)}], "
        f"[#{string(question.code)}]"
    )


def _short(question: document.Question) -> Iterator[str]:
    yield f"#asked({_head(question)})"
    for part in question.parts:
        named = '#"; ";'.join(f"{_named(w)} #emph[{_slip(w, part.words)}]" for w in part.watch)
        said = f"[#{string(part.words.slips)}: {named}]" if named else "none"
        tall = ", tall: true" if _is_tall(part.answer) else ""
        worked = " ".join(map(_block, part.worked))
        brief = f", worked: [{worked}]" if worked else ""
        yield f"#answered({string(part.label)}, [{_answer(part.answer)}], {said}{tall}{brief})"


def _named(watch: Watch) -> str:
    return wording.LEFT_OUT if watch.is_long else inlines(watch.answer)


def _slip(watch: Watch, words: Messages) -> str:
    return f"#{string(wording.named(watch, words))};"


def _how_to_type(sheet: document.Sheet) -> str:
    said = " ".join(
        f"#strong[#{string(f'{places}:')}] #{string(f'{line}.')}"
        for places, line in sheet.how_to_type
    )
    if not said:
        return ""
    return f"#block(width: 100%, text(size: small(9pt), lang: language)[#strong[#{string(sheet.words.how_to_type)}.] {said}])"


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
            listing = f"raw(block: true, {string(text)})"
            return (
                f"#block(breakable: false, width: 100%, {listing})"
                if is_short(text)
                else f"#{listing}"
            )
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
        f"#block(width: 100%, text(size: small(9.5pt))[{head}{said}])"
        if title
        else f'#block(text(size: 9.5pt, style: "italic")[{said}])'
    )


def _figure(scene: Scene, percent: int, fields: Mapping[str, str] = NOTHING) -> str:
    drawing = scene_typst(scene, fields)
    if percent < 100:
        drawing = f"scale({percent}%, reflow: true, {drawing})"
    return f"#align(center, {drawing})"


def _addresses(number: int, part: Part) -> list[str]:
    """The addresses of a part's fields, as Typst strings."""
    alone = part.choose is Choose.ONE
    return [
        string(address(field, wording.tooltip(number, part, field), alone=alone))
        for field in part.fields
    ]


def _part(part: Part, fields: Sequence[str], *, key: bool, stays: bool) -> str:
    """A part, with the addresses of its fields; without `fields` nothing can be filled in."""
    label = string(part.label)
    worth = wording.asked(part)
    asked = [blocks(part.prompt) + (_points(worth) if worth else "")]
    asked.extend(_figure(scene, SMALLEST if key else 100) for scene in part.scenes)
    if part.options:
        asked.append(_options(part, fields, key=key))
    beside = ""
    if part.table:
        asked.append(_filled(part, fields, key=key))
    if key:
        asked.append(f"#keyed[#strong[#{string(part.words.answer)}:] {_answer(part.answer)}]")
    elif part.box and part.has_box_beside:
        beside = f", box: ({part.box.width}mm, {part.box.height}mm), field: {fields[0]}"
    elif part.box and not part.table and not part.is_in_figure:
        asked.append(_box(part.box, fields[0]))
    lead = f", lead: [{asked.pop(0)}]" if part.leads and len(asked) > 1 else ""
    body = "\n\n".join(asked)
    marking = _marking(part) if key else ""
    breaks = ", sticky: true" if marking or stays else ""
    breaks += "" if part.is_whole else ", breakable: true"
    return "\n".join(filter(None, (f"#part({label}{beside}{breaks}{lead})[{body}]", marking)))


def _points(worth: str) -> str:
    """Points behind a prompt, which stay on one line; how to choose may break, lest the line before is stretched."""
    chosen, dot, points = worth.rpartition(" · ")
    said = chosen + (dot + points).replace(" ", NO_BREAK)
    return f"#points({string(said)})"


def _box(box: Box, field: str) -> str:
    size = f"{box.width}mm, {box.height}mm"
    return f"#ruled({field}, {size}, {box.lines})" if box.lines > 1 else f"#below({field}, {size})"


def _filled(part: Part, fields: Sequence[str], *, key: bool) -> str:
    """A table with a box in each cell that is asked, or with what the key has there."""
    head = ", ".join(f"[#strong[{inlines(cell)}]]" for cell in part.table_head)
    own, cells = iter(fields), []
    for name, row in part.table:
        cells.append(f"[{inlines(name)}]")
        for cell in row:
            if cell.field and not key:
                cells.append(f"answer-box({next(own)}, {cell.width}mm, 7mm)")
            else:
                said = inlines(cell.content)
                cells.append(f"[#strong[{said}]]" if cell.field else f"[{said}]")
    columns = len(part.table_head)
    return f"#table(columns: {columns}, align: horizon, inset: 3pt, table.header({head}), {', '.join(cells)})"


def _options(part: Part, fields: Sequence[str], *, key: bool) -> str:
    if part.choose is Choose.ORDER:
        entries = [f"item({string(o.letter)}, [{inlines(o.content)}])" for o in part.options]
    else:
        sign = "tick" if part.choose is Choose.SEVERAL else "pick"
        entries = [
            f"choice({sign}, {_mark(option) if key else field}, {string(option.letter)}, [{body}])"
            for option, field, body in zip(
                part.options, fields or ("",) * len(part.options), _bodies(part), strict=True
            )
        ]
    listed = f"({', '.join(entries)},)"
    if part.has_bare_options:
        return f"#truth({listed})"
    return f"#choices({part.options_across}, {listed})"


def _bodies(part: Part) -> list[str]:
    """What stands behind the letter of each option."""
    if part.pictures:
        return [f"#scale({SMALLEST}%, reflow: true, {scene_typst(p)})" for p in part.pictures]
    return [inlines(option.content) for option in part.options]


def _mark(option: Option) -> str:
    """Whether an option is marked, where there is no field to mark it."""
    return "true" if option.right else "false"


def _marking(part: Part) -> str:
    """What only the key has below a part: the worked solution and the slips to look for."""
    body = []
    if part.solution:
        body.append(f"#solution[{_solution(part.solution)}]")
    if part.watch:
        slips = [_watch(watch, part.words) for watch in part.watch]
        slips[0] = f"#strong[#{string(part.words.slips)}.] {slips[0]}"
        first, last = ("\n\n".join(some) for some in (slips[:-2], slips[-2:]))
        body.append(f"#slips[{first}#stays[{last}]]")
    return f"#under({string(part.label)})[{' '.join(body)}]" if body else ""


def _solution(nodes: tuple[tree.Block, ...]) -> str:
    """Blocks of a solution; words before a formula stay with it."""
    printed = []
    for node, following in zip(nodes, (*nodes[1:], None), strict=True):
        leads = isinstance(node, tree.Paragraph) and isinstance(following, tree.Display)
        printed.append(f"#note[{_block(node)}]" if leads else _block(node))
    return "\n\n".join(printed)


def _watch(watch: Watch, words: Messages) -> str:
    hint = f": {inlines(watch.hint)}" if watch.hint else ""
    return f"{''.join(map(_whole, watch.answer))} #emph[{_slip(watch, words)}]{hint}"


def _answer(nodes: tuple[tree.Inline, ...]) -> str:
    """An answer: formulas in full size, as they would stand on a line of their own."""
    return "".join(
        _whole(node, f"#m({string(say(node.latex))}, $display({formula(node.latex)})$)")
        if isinstance(node, tree.Math)
        else _inline(node)
        for node in nodes
    )


def _whole(node: tree.Inline, printed: str = "") -> str:
    """A tall formula with the room that it takes, so that no frame or other line touches it."""
    printed = printed or _inline(node)
    if isinstance(node, tree.Math) and (r"\frac" in node.latex or is_tall(node.latex)):
        return f"#tall[{printed}]"
    return printed


def _is_tall(nodes: tuple[tree.Inline, ...]) -> bool:
    return any(isinstance(node, tree.Math) and is_tall(node.latex) for node in nodes)
