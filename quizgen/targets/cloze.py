r"""The blanks of Moodle's cloze questions, in a text whose braces, tildes and hashes are Moodle's own.

Moodle reads entities in answers and remarks once more than a browser does, and takes `}` and `~` for the end
of an answer: both are written as entities, and entities of the HTML itself with their & doubled.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from quizgen.answers.blank import FIGURES, Numeric, Pick, Spelled, decimal, is_short
from quizgen.targets import page
from quizgen.targets.grades import percent
from quizgen.targets.question import Slot

# The beginning of a blank, and of what stands for one once it is read.
_LIKE_A_BLANK = re.compile(r"\{(?=[0-9]*:|#)")


def typing(slots: Iterable[Slot]) -> str:
    """How numbers are typed of which one has no end as a decimal; empty where none is."""
    asked = [slot.blank.asks for slot in slots]
    endless = any(
        isinstance(a, Numeric) and not a.is_whole and not is_short(a.value) for a in asked
    )
    return f"Type decimals with at least {FIGURES} significant digits." if endless else ""


def scale(slots: Iterable[Slot]) -> int:
    """What makes the points of all blanks whole: weights of a cloze question are."""
    return lcm(*(slot.points.denominator for slot in slots))


def blank(slot: Slot, times: int = 1) -> str:
    r"""A blank as it stands in the text, its points so many times as much.

    >>> from quizgen.answers.blank import Blank
    >>> blank(Slot("a", Blank(Numeric(Fraction(3, 2), Fraction(1, 100))), Fraction(2)))
    '{2:NUMERICAL:=1.5:0.01}'
    """
    weight = slot.points * times
    match slot.blank.asks:
        case Numeric(value, within):
            right = [f"={_margined(value, within)}"]
            wrong = [
                f"{_share(w.credit)}{_margined(w.value, w.within)}{_remark(w.hint)}"
                for w in slot.wrong
                if isinstance(w.value, Fraction)
            ]
            return f"{{{weight}:NUMERICAL:{'~'.join((*right, *wrong))}}}"
        case Spelled(accepted):
            right = [f"={_quoted(_literal(text))}" for text in accepted]
            wrong = [
                f"{_share(w.credit)}{_quoted(_literal(str(w.value)))}{_remark(w.hint)}"
                for w in slot.wrong
            ]
            return f"{{{weight}:SHORTANSWER:{'~'.join((*right, *wrong))}}}"
        case Pick(options):
            known = {w.value: w for w in slot.wrong}
            made = []
            for option in options:
                wrong_ = known.get(option.letter or option.text)
                sign = "=" if option.right else _share(wrong_.credit) if wrong_ else ""
                said = page.words(option.text) if option.text else option.letter
                made.append(f"{sign}{_quoted(said)}{_remark(wrong_.hint) if wrong_ else ''}")
            # Formulas are typeset beside buttons, not in a menu.
            kind = (
                "MULTICHOICE_V"
                if any("\\(" in one or "<" in one for one in made)
                else "MULTICHOICE"
            )
            return f"{{{weight}:{kind}:{'~'.join(made)}}}"


def _margined(value: Fraction, within: Fraction) -> str:
    return f"{decimal(value, within)}{f':{decimal(within)}' if within else ''}"


def outside(html: str) -> str:
    """HTML around blanks, in which nothing looks like one.

    >>> outside("x^{2} {1:NUMERICAL:=3} {#1}")
    'x^{2} &#123;1:NUMERICAL:=3} &#123;#1}'
    """
    return _LIKE_A_BLANK.sub("&#123;", html)


def _share(credit: Fraction) -> str:
    return f"%{percent(credit)[0]}%" if credit else ""


def _remark(hint: str) -> str:
    return f"#{_quoted(page.words(hint))}" if hint else ""


def _literal(text: str) -> str:
    return text.replace("*", r"\*")


def _quoted(html: str) -> str:
    r"""HTML between the signs of a blank.

    >>> _quoted("a &lt; b}~c")
    'a &amp;lt; b&#125;&#126;c'
    """
    return (
        html.replace("#", "\0")
        .replace("&", "&amp;")
        .replace("\0", "&#35;")
        .replace("}", "&#125;")
        .replace("~", "&#126;")
    )
