"""Sheets as LaTeX source: plain `article`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from quizgen.answers.description import Box, Choose
from quizgen.document import sheet as document
from quizgen.document import tree, wording
from quizgen.document.figures import NOTHING, Scene, draw, scene_tikz
from quizgen.document.figures.scene import Image
from quizgen.document.figures.tikz import picture_file
from quizgen.document.frame import USUAL
from quizgen.document.logo import latex_file
from quizgen.document.markdown import inline
from quizgen.document.measure import width
from quizgen.document.messages import Messages, pieces
from quizgen.document.part import Option, Part, Watch
from quizgen.document.printers.latex_form import (
    QR_SIDE,
    box_of,
    choice_of,
    code_field,
    form_fields,
    modules,
)
from quizgen.document.printers.latex_text import escape
from quizgen.document.printers.latex_tree import blocks, inlines
from quizgen.document.qr import code as qr_code
from quizgen.document.templates import fill
from quizgen.document.together import SMALLEST
from quizgen.figure import Figure

# Size of type in points and side margin in millimetres, of a sheet and of a key.
SHEET, KEY = (USUAL, 22), (10.0, 18)
# The class has type of whole sizes.
CLASS = 10
# Letters of an answer that its frame takes on one line.
FRAME = 70


def sheet(sheet: document.Sheet, *, key: bool) -> str:
    """A sheet, or its answer key, as LaTeX source."""
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
        parts.insert(0, rf"\named{{{escape(sheet.words.left_out)}}}")
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
    qr = qr_code(sheet.code) if is_form and sheet.code else None
    frame = sheet.frame
    digits = max((len(str(question.number)) for question in sheet.questions), default=1)
    return fill(
        "latex/sheet.tex.j2",
        frame.templates,
        title=escape(title, frame.fonts),
        language=escape(frame.words.language),
        name=escape(f"{frame.words.name}:", frame.fonts),
        student=escape(sheet.student, frame.fonts),
        code=escape(sheet.code),
        code_field=code_field(sheet.code) if is_form else "",
        qr=modules(qr) if qr else "",
        qr_size=qr.size if qr else 0,
        qr_module=round(QR_SIDE / qr.size, 4) if qr else 0,
        points=escape(wording.total(sheet)),
        above=r"\\".join(escape(line, frame.fonts) for line in wording.above(sheet)),
        below=escape(" · ").join(
            rf"\mbox{{{escape(line, frame.fonts)}}}" for line in wording.below(sheet)
        ),
        logo=latex_file(frame.logo)[0] if frame.logo else "",
        page=_page_number(frame.words),
        paper=f"{frame.paper}paper",
        size=CLASS,
        # Sizes that the class does not have are set by hand; 0 where it has them.
        code_size=round(max(7, 7.5 * frame.scale), 2),
        exact=0 if size * frame.scale == CLASS else round(size * frame.scale, 2),
        margin=margin,
        number_width=round(0.8 + 0.55 * digits, 2),
        body="\n\n".join(filter(None, parts)),
    )


def files(sheet: document.Sheet) -> dict[str, bytes]:
    """The pictures that its source includes, by their names."""
    return pictures(
        figure
        for question in sheet.questions
        for figure in (
            *question.figures,
            *(f for part in question.parts for f in (*part.figures, *part.drawn.pictures)),
        )
    )


def pictures(figures: Iterable[Figure]) -> dict[str, bytes]:
    """The authors' own pictures among figures, by the names under which LaTeX includes them."""
    scenes = (draw(figure) for figure in figures if figure.kind == "picture")
    return dict(picture_file(e) for s in scenes for e in s.elements if isinstance(e, Image))


def _page_number(words: Messages) -> str:
    """The page and how many there are."""
    counted = {"page": r"\thepage{}", "pages": r"\pageref{last}"}
    texts = enumerate(pieces(words.page))
    # What stands beside a command keeps its blank.
    return "".join(counted[text] if i % 2 else escape(text) for i, text in texts)


def question(question: document.Question, *, key: bool, ends: bool = False) -> str:
    """One question; where a key ends, its last part stays on one page, so that no line is left alone."""
    together = question.together
    percent = SMALLEST if key else together.percent
    text = [blocks(question.text), _conventions("", question.conventions)]
    own = [[] if key else form_fields(question.number, part) for part in question.parts]
    boxes = {
        p.label: f[0] for p, f in zip(question.parts, own, strict=True) if p.is_in_figure and f
    }
    scenes = question.filled_scenes if key else question.scenes
    figures = [_figure(scene, percent, boxes) for scene in scenes]
    heading = rf"\question{_head(question)}"
    if key and (origin := wording.origin(question)):
        heading += f"\n\\origin{{{escape(origin)}}}"
    parted = not key and not together.figures
    bodies = [text, figures] if parted else [text + figures]
    printed = ["\n\n".join(filter(None, body)) for body in bodies]
    if together.statement:
        row = together.figures or together.row
        whole = [True, row] if parted else [row]
        printed = [
            f"\\begin{{together}}\n{body}\n\\end{{together}}" if stays else body
            for body, stays in zip(printed, whole, strict=True)
            if body
        ]
    body = "\n".join(printed)
    if body and not key and together.first:
        body += "\\par\\nobreak"
    stay = together.parts if not key else (False,) * len(question.parts)
    parts = [
        _part(part, fields, key=key, stays=s)
        for part, fields, s in zip(question.parts, own, stay, strict=True)
    ]
    if ends and question.parts and question.parts[-1].is_whole_in_key:
        parts[-1] = f"\\begin{{together}}\n{parts[-1]}\n\\end{{together}}"
    new = r"\clearpage" if question.begins_page and not key else ""
    return "\n".join(filter(None, (new, heading, body, *parts)))


def _head(question: document.Question) -> str:
    head = (str(question.number), question.title, wording.worth(question), question.code)
    return "".join(f"{{{escape(entry)}}}" for entry in head)


def _short(question: document.Question) -> Iterator[str]:
    yield rf"\asked{_head(question)}"
    for part in question.parts:
        label = f"({part.label})" if part.label else ""
        said = _answer(part.answer)
        if part.watch:
            named = "; ".join(rf"{_named(w)} \emph{{{_slip(w, part.words)}}}" for w in part.watch)
            said += rf"\hspace{{1.2em}}\named{{{escape(part.words.slips)}: {named}}}"
        said += "".join(rf"\shortly{{{display.latex}}}" for display in part.worked)
        yield rf"\answered{{{label}}}{{{said}}}"


def _named(watch: Watch) -> str:
    return escape(wording.LEFT_OUT) if watch.is_long else inlines(watch.answer)


def _slip(watch: Watch, words: Messages) -> str:
    return escape(wording.named(watch, words))


def _how_to_type(sheet: document.Sheet) -> str:
    said = " ".join(
        rf"\textbf{{{escape(places)}:}} {escape(line)}." for places, line in sheet.how_to_type
    )
    return rf"{{\small \textbf{{{escape(sheet.words.how_to_type)}.}} {said}\par}}" if said else ""


def _conventions(title: str, sentences: tuple[str, ...]) -> str:
    if not sentences:
        return ""
    said = " ".join(inlines(inline(sentence)) for sentence in sentences)
    return (
        rf"{{\small \textbf{{{escape(title)}.}} {said}\par}}"
        if title
        else rf"{{\small\itshape {said}\par}}"
    )


def _figure(scene: Scene, percent: int, fields: Mapping[str, str] = NOTHING) -> str:
    drawing = scene_tikz(scene, fields)
    if percent < 100:
        drawing = f"\\scalebox{{{percent / 100}}}{{%\n{drawing}}}"
    return f"{{\\centering\n{drawing}\\par}}"


def _part(part: Part, fields: Sequence[str], *, key: bool, stays: bool) -> str:
    """A part, with its fields; without `fields` nothing can be filled in."""
    worth = wording.asked(part)
    asked = [blocks(part.prompt) + (rf"\points{{{escape(worth)}}}" if worth else "")]
    asked.extend(_figure(scene, SMALLEST if key else 100) for scene in part.scenes)
    if part.options:
        asked.append(_options(part, fields, key=key))
    if part.table:
        asked.append(_filled(part, fields, key=key))
    if key:
        frame = r"\keyedlines" if width(part.answer) > FRAME else r"\keyed"
        asked.append(rf"{frame}{{{escape(part.words.answer)}}}{{{_answer(part.answer)}}}")
    elif part.box and part.has_box_beside:
        asked = [_beside(asked[0], part.box, fields[0])]
    elif part.box and not part.table and not part.is_in_figure:
        asked.append(_box(part.box, fields[0]))
    if part.leads and len(asked) > 1:
        asked[0] += "\n\n\\nobreak"
    begin, end = (
        (rf"\begin{{labelled}}{{{part.label}}}", r"\end{labelled}") if part.label else ("", "")
    )
    body = "\n\n".join(asked)
    printed = [begin, body, end]
    if part.is_whole:
        printed = [r"\begin{together}", *printed, r"\end{together}"]
    if key and (marking := _marking(part)):
        indent = ("\\begin{indented}", marking, "\\end{indented}") if part.label else (marking,)
        printed.extend(("\\nobreak", *indent))
    if stays:
        printed.append("\\nobreak")
    return "\n".join(filter(None, printed))


def _beside(prompt: str, box: Box, field: str) -> str:
    room = rf"\dimexpr\linewidth-{box.width}mm-1.5em\relax"
    printed = rf"\besidebox{box_of(box, field)}"
    return f"\\begin{{minipage}}[t]{{{room}}}\\raggedright\n{prompt}\n\\end{{minipage}}\\hfill{printed}"


def _box(box: Box, field: str) -> str:
    return rf"\answerbox{box_of(box, field)}"


def _filled(part: Part, fields: Sequence[str], *, key: bool) -> str:
    """A table with a box in each cell that is asked, or with what the key has there."""
    own, lists = iter(fields), (field.options for field in part.fields)
    rows = [" & ".join(rf"\textbf{{{inlines(cell)}}}" for cell in part.table_head)]
    for name, row in part.table:
        cells = [inlines(name)]
        for cell in row:
            if cell.field and not key:
                options, box = next(lists), Box(cell.width, 7)
                cells.append(
                    rf"\choicebox{choice_of(box, next(own), options)}"
                    if options
                    else _box(box, next(own))
                )
            else:
                said = inlines(cell.content)
                cells.append(rf"\textbf{{{said}}}" if cell.field else said)
        rows.append(" & ".join(cells))
    body = r" \\\hline".join(f"\n{row}" for row in rows)
    columns = "|l" * len(part.table_head) + "|"
    return f"\\begin{{tabular}}{{{columns}}}\\hline{body} \\\\\\hline\n\\end{{tabular}}"


def _options(part: Part, fields: Sequence[str], *, key: bool) -> str:
    own = fields if len(fields) == len(part.options) else [""] * len(part.options)
    bodies = [_hanging(p) for p in part.pictures] or [inlines(o.content) for o in part.options]
    printed = [
        _option(part, option, body, field, key=key)
        for option, body, field in zip(part.options, bodies, own, strict=True)
    ]
    if part.has_bare_options:
        return r"\hspace{2.5em}".join(printed)
    across = part.options_across
    if across == 1:
        return "\n\n".join(rf"\hangindent=3.2em {option}" for option in printed)
    rows = (" & ".join(printed[i : i + across]) for i in range(0, len(printed), across))
    body = "\\\\\n".join(rows)
    # Not tabularx: it sets everything twice, and each field would be there twice.
    each = rf"p{{\dimexpr(\linewidth-{2 * (across - 1)}\tabcolsep)/{across}\relax}}"
    return f"\\begin{{tabular}}{{@{{}}*{{{across}}}{{{each}}}@{{}}}}\n{body}\n\\end{{tabular}}"


def _option(part: Part, option: Option, body: str, field: str, *, key: bool) -> str:
    if part.choose is Choose.ORDER:
        return rf"{escape(option.letter)}\hspace{{0.8em}}{body}"
    marked = key and option.right
    text = rf"\textbf{{{body}}}" if marked else body
    letter = rf"\makebox[1.4em][l]{{{escape(option.letter)}}}" if option.letter else ""
    sign = ("\\tick" if part.choose is Choose.SEVERAL else "\\pick") + ("ed" if marked else "")
    drawn = rf"\optionfield{field}{{{sign}}}" if field else sign
    return rf"{drawn}\hspace{{0.6em}}{letter}{text}"


def _hanging(scene: Scene) -> str:
    """A picture whose upper edge is level with the letter before it."""
    drawing = f"\\scalebox{{{SMALLEST / 100}}}{{%\n{scene_tikz(scene)}}}"
    return rf"\raisebox{{\dimexpr 0.8em-\height\relax}}{{{drawing}}}"


def _marking(part: Part) -> str:
    """What only the key has below a part: the worked solution and the slips to look for."""
    pieces = []
    if part.solution:
        pieces.append(f"\\begin{{solution}}\n{_solution(part.solution)}\n\\end{{solution}}")
    if part.watch:
        *before, last = (_watch(watch, part.words) for watch in part.watch)
        marks = [r"\aslip"] * len(before) + [r"\lastslip" if before else r"\aslip"]
        marks[0] += rf" \textbf{{{escape(part.words.slips)}.}}"
        slips = (f"{mark} {said}" for mark, said in zip(marks, (*before, last), strict=True))
        pieces.append("\n".join((r"\begin{slips}", *slips, r"\end{slips}")))
    return "\n".join(pieces)


def _solution(nodes: tuple[tree.Block, ...]) -> str:
    """Blocks whose displays start at the left, in line with the words around them.

    A display stays with the words before it; between two displays a page may end.
    """
    printed = []
    for before, node in zip((None, *nodes), nodes, strict=False):
        if isinstance(node, tree.Display):
            stays = "" if isinstance(before, tree.Display) else r"\nobreak"
            printed.append(rf"{stays}\worked{{{node.latex}}}")
        else:
            printed.append(blocks((node,)))
    return "\n\n".join(printed)


def _watch(watch: Watch, words: Messages) -> str:
    hint = f": {inlines(watch.hint)}" if watch.hint else ""
    return rf"{inlines(watch.answer)} \emph{{{_slip(watch, words)}}}{hint}"


def _answer(nodes: tuple[tree.Inline, ...]) -> str:
    """An answer: formulas in full size, as they would stand on a line of their own."""
    return "".join(
        rf"$\displaystyle {node.latex}$" if isinstance(node, tree.Math) else inlines((node,))
        for node in nodes
    )
