r"""Moodle XML: numerical, multiple choice, short answer, cloze and essay questions, one category for each pool.

Read by Moodle 4 and 5. Several parts are one cloze question, in which each blank has its own mark; what a
cloze cannot hold (several options to tick, texts for a person) is a question of its own beside it.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from fractions import Fraction
from html import escape
from typing import BinaryIO

from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.document.figures import Scene
from quizgen.targets import page
from quizgen.targets.cloze import blank, outside, scale, typing
from quizgen.targets.grades import percent
from quizgen.targets.loss import Loss
from quizgen.targets.pictures import Picture, picture
from quizgen.targets.question import (
    Asked,
    Pack,
    Question,
    Slot,
    several_options,
    shared_losses,
    split,
)
from quizgen.targets.xml import legal

# What Moodle's tables hold.
NAME, IDNUMBER = 255, 100


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """The questions of all pools; what is lost is told to `lose`."""
    file.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    for pool in pack.pools:
        path = "/".join(_category(name) for name in (pack.title, pool.title))
        file.write(
            f'<question type="category"><category><text>$course$/top/{path}</text></category></question>\n'.encode()
        )
        for question in pool.questions:
            for loss in (*shared_losses(question), *_losses(question)):
                lose(loss)
            file.write("".join(_questions(question)).encode())
    file.write(b"</quiz>\n")


def _category(name: str) -> str:
    """A name in the path of categories: a slash there is written twice."""
    return escape(name[:NAME].replace("/", "//"))


def _losses(question: Question) -> Iterator[Loss]:
    together, _ = split(question)
    times = scale(slot for asked in together for slot in asked.slots)
    if times > 1:
        mark = sum((asked.points for asked in together), Fraction(0))
        yield Loss(question.code, "blanks of less than a point", f"the question counts in smaller units: give it a maximum of {mark} in the quiz")  # fmt: skip
    for asked in question.asked:
        where = question.where(asked)
        for slot in asked.slots:
            for wrong in slot.wrong:
                if percent(wrong.credit)[1]:
                    yield Loss(
                        where, f"{wrong.credit} of the points", f"{percent(wrong.credit)[0]} %"
                    )
    yield from several_options(question)


def _questions(question: Question) -> Iterator[str]:
    """The question, and those beside it that ask what it cannot."""
    together, alone = split(question)
    if together:
        yield _cloze(question, together)
    for asked in alone:
        yield _single(question, asked)


class _Pictures:
    """Pictures of one question: shown by name, and written into it as files."""

    def __init__(self) -> None:
        self.found: dict[str, Picture] = {}

    def show(self, scene: Scene) -> str:
        """The tag of a drawing."""
        made = picture(scene)
        self.found[made.name] = made
        return f'<p><img src="@@PLUGINFILE@@/{made.name}" alt="{escape(made.alt)}" width="{made.width}"></p>'

    def files(self) -> str:
        """The files inside the text that shows them."""
        return "".join(
            f'<file name="{one.name}" path="/" encoding="base64">{b64encode(one.data).decode()}</file>'
            for one in self.found.values()
        )


def _cloze(question: Question, together: list[Asked]) -> str:
    pictures, times = _Pictures(), scale(slot for asked in together for slot in asked.slots)
    pieces = [outside(page.statement(question, pictures.show))]
    for asked in together:
        pieces.append(outside(page.prompt(question, asked, pictures.show)))
        pieces.append(f"<p>{said}</p>" if (said := typing(asked.slots)) else "")
        pieces.append(page.arranged(asked, [blank(slot, times) for slot in asked.slots]))
    return _element("cloze", question, "", "\n".join(pieces) + "\n", pictures, "")


def _single(question: Question, asked: Asked) -> str:
    pictures = _Pictures()
    text = f"{page.statement(question, pictures.show, alone=asked)}\n{page.prompt(question, asked, pictures.show)}\n"
    suffix = f" ({asked.letter})" if len(question.asked) > 1 else ""
    if not asked.slots or len(asked.slots) > 1:
        return _element("essay", question, suffix, text, pictures, _essay(asked), asked.points)
    slot = asked.slots[0]
    match slot.blank.asks:
        case Numeric(value, within):
            text += f"<p>{said}</p>\n" if (said := typing(asked.slots)) else ""
            body = _near(value, within, Fraction(1), "")
            body += "".join(
                _near(w.value, w.within, w.credit, w.hint)
                for w in slot.wrong
                if isinstance(w.value, Fraction)
            )
            return _element("numerical", question, suffix, text, pictures, body, asked.points)
        case Spelled(accepted):
            body = "<usecase>0</usecase>" + "".join(
                _answer(_literal(one), Fraction(1), "") for one in accepted
            )
            body += "".join(_answer(_literal(str(w.value)), w.credit, w.hint) for w in slot.wrong)
            return _element("shortanswer", question, suffix, text, pictures, body, asked.points)
        case Pick():
            return _element(
                "multichoice",
                question,
                suffix,
                text,
                pictures,
                _options(slot, slot.blank.asks),
                asked.points,
            )


def _near(value: Fraction, within: Fraction, share: Fraction, hint: str) -> str:
    """An answer that is a number, with how far away it may be."""
    return _answer(decimal(value, within), share, hint, f"<tolerance>{decimal(within)}</tolerance>")


def _options(slot: Slot, asks: Pick) -> str:
    hints = {wrong.value: wrong for wrong in slot.wrong}
    right = sum(option.right for option in asks.options)
    single = str(not asks.several).lower()
    pieces = [f"<single>{single}</single><shuffleanswers>false</shuffleanswers><answernumbering>ABCD</answernumbering>"]  # fmt: skip
    for option in asks.options:
        wrong = hints.get(option.letter or option.text)
        if asks.several:
            share = Fraction(1, right or 1) if option.right else -Fraction(1, right or 1)
        else:
            share = Fraction(1) if option.right else wrong.credit if wrong else Fraction(0)
        pieces.append(
            _answer(
                f"<p>{page.words(option.text)}</p>", share, wrong.hint if wrong else "", form="html"
            )
        )
    return "".join(pieces)


def _essay(asked: Asked) -> str:
    """A text for a person, who sees the key and the rubric."""
    lines = max(3, round((asked.typeset.box.height if asked.typeset.box else 20) / 8))
    answer = page.inlines(asked.typeset.answer)
    told = f"<p>{answer}</p>\n{page.blocks(asked.typeset.solution)}"
    return (
        f"<responseformat>plain</responseformat><responserequired>0</responserequired>"
        f"<responsefieldlines>{lines}</responsefieldlines><attachments>0</attachments>"
        f'<graderinfo format="html">{_text(told)}</graderinfo>'
    )


def _literal(text: str) -> str:
    """A short answer without wildcards."""
    return text.replace("*", r"\*")


def _answer(text: str, share: Fraction, hint: str, more: str = "", form: str = "plain_text") -> str:
    said = f'<feedback format="html">{_text(page.words(hint))}</feedback>' if hint else ""
    return (
        f'<answer fraction="{percent(share)[0]}" format="{form}">{_text(text)}{said}{more}</answer>'
    )


def _element(
    kind: str,
    question: Question,
    suffix: str,
    text: str,
    pictures: _Pictures,
    body: str,
    points: Fraction | None = None,
) -> str:
    name = f"{question.title} [{question.code}]{suffix}"
    own = f"qg-{question.code}{suffix.replace(' ', '-').replace('(', '').replace(')', '')}"
    grade = f"<defaultgrade>{float(points):.7g}</defaultgrade>" if points is not None else ""
    tags = "".join(f"<tag>{_text(tag)}</tag>" for tag in question.variant.tags)
    return (
        f'<question type="{kind}"><name>{_text(name[-NAME:])}</name>'
        f'<questiontext format="html">{_text(text)}{pictures.files()}</questiontext>'
        f'<generalfeedback format="html">{_text(page.solution(question))}</generalfeedback>'
        f"{grade}<penalty>0</penalty><idnumber>{escape(own[-IDNUMBER:])}</idnumber>{body}"
        f"<tags>{tags}</tags></question>\n"
    )


def _text(html: str) -> str:
    """Any text inside XML: the end of a section of characters is cut in two."""
    return f"<text><![CDATA[{legal(html).replace(']]>', ']]]]><![CDATA[>')}]]></text>"
