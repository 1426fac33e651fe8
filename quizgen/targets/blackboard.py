"""Blackboard: a tab-separated text, one question a line, as its upload of questions takes it.

There is no client to try it on: the format is the published one. Figures cannot be in it, formulas are text.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import BinaryIO

from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.document.figures import Scene
from quizgen.document.printers.math_text import formula
from quizgen.errors import UserError
from quizgen.targets import page
from quizgen.targets.loss import Loss
from quizgen.targets.question import Asked, Pack, Question, shared_losses
from quizgen.targets.spelling import spellings
from quizgen.targets.xml import digest

# Questions of one file, and blanks of one question.
MOST, BLANKS = 500, 10
_CODE = re.compile("<pre>.*?</pre>", re.DOTALL)


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """A line for each question; `UserError` for more than Blackboard takes."""
    count = 0
    for pool in pack.pools:
        for question in pool.questions:
            for loss in (*shared_losses(question), *_losses(question)):
                lose(loss)
            for record in _records(question):
                count += 1
                if count > MOST:
                    raise UserError(
                        f"more than {MOST} questions: Blackboard takes no more from one file",
                        "fewer with --variants, or a file for each exercise",
                    )
                file.write(("\t".join(map(_cell, record)) + "\n").encode())


def _losses(question: Question) -> Iterator[Loss]:
    scenes = [
        *question.typeset.scenes,
        *(scene for asked in question.asked for scene in asked.typeset.scenes),
    ]
    if scenes:
        yield Loss(question.code, "figures", "their description")
    yield Loss(question.code, "worked solutions, remarks on slips and their points", "none")
    together, _ = _split(question)
    if any(isinstance(slot.blank.asks, Numeric) for asked in together for slot in asked.slots):
        yield Loss(question.code, "numbers in blanks", "their usual spellings")


def _split(question: Question) -> tuple[list[Asked], list[Asked]]:
    """The parts of a question with blanks, and those that are lines of their own."""
    together: list[Asked] = []
    for asked in question.asked:
        several = any(isinstance(s.blank.asks, Pick) and s.blank.asks.several for s in asked.slots)
        room = BLANKS - sum(len(one.slots) for one in together)
        if asked.slots and not several and len(asked.slots) <= room:
            together.append(asked)
    if len(together) == 1 and len(together[0].slots) == 1:
        together = []
    return together, [asked for asked in question.asked if asked not in together]


def _records(question: Question) -> Iterator[list[str]]:
    together, alone = _split(question)
    if together:
        pieces, cells = [page.statement(question, _described, _math)], []
        for asked in together:
            names = [f"b{digest(slot.id)[:6]}" for slot in asked.slots]
            pieces.append(page.prompt(question, asked, _described, _math))
            pieces.append(_options(asked))
            pieces.append(f"<p>{' '.join(f'[{name}]' for name in names)}</p>")
            for name, slot in zip(names, asked.slots, strict=True):
                cells += ["", name, *spellings(slot.blank.asks)]
        yield ["FIB_PLUS", "".join(pieces), *cells[1:]]
    for asked in alone:
        text = page.statement(question, _described, _math, alone=asked) + page.prompt(
            question, asked, _described, _math
        )
        yield _single(asked, text)


def _single(asked: Asked, text: str) -> list[str]:
    if len(asked.slots) != 1:
        return ["ESS", text, page.inlines(asked.typeset.answer, _math)]
    match asked.slots[0].blank.asks:
        case Numeric(value, within):
            return ["NUM", text, decimal(value, within), decimal(within)]
        case Spelled(accepted):
            return ["FIB", text, *accepted]
        case Pick(options, several):
            marks = [
                cell
                for o in options
                for cell in (page.words(o.text or o.letter, _math), _right(is_right=o.right))
            ]
            return ["MA" if several else "MC", text, *marks]


def _right(*, is_right: bool) -> str:
    return "correct" if is_right else "incorrect"


def _options(asked: Asked) -> str:
    lines = "".join(
        f"<li>{escape(o.letter)} {page.inlines(o.content, _math)}</li>"
        for o in asked.typeset.options
    )
    return f"<ul>{lines}</ul>" if lines else ""


def _described(scene: Scene) -> str:
    return f"<p>[{escape(scene.alt)}]</p>"


def _math(latex: str, *, display: bool = False) -> str:
    """A formula as a line of text; one that has no such form as LaTeX, which Blackboard sets too."""
    del display
    text = str(formula(latex))
    return page.delimited(latex) if "\n" in text else f"<em>{escape(text)}</em>"


def _cell(text: str) -> str:
    """A cell on one line; lines of code keep their ends."""
    return " ".join(_CODE.sub(lambda code: code[0].replace("\n", "<br>"), text).split())
