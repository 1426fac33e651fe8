"""What a student is told about one mark: a few words that every form of the feedback has."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from quizgen.answers.verdict import BLANK, CORRECT, PARTIAL, ROUNDED, UNREADABLE, WAITING, WRONG
from quizgen.document import wording
from quizgen.document.messages import Messages, english, phrase, pieces, said, translated
from quizgen.grading.mark import Mark, exact_points

# A status of a mark, for the looks of a page.
LOOKS = {
    CORRECT: "right", PARTIAL: "partly", ROUNDED: "right", WRONG: "wrong",
    UNREADABLE: "could", WAITING: "could", BLANK: "blank",
}  # fmt: skip
SIGNS = {
    CORRECT: "✓", PARTIAL: "◐", ROUNDED: "≈", WRONG: "✗", UNREADABLE: "?", WAITING: "…", BLANK: "–",
}  # fmt: skip
STATUS = {
    CORRECT: "right", PARTIAL: "partly right", ROUNDED: "right but rounded",
    WRONG: "wrong", UNREADABLE: "could not be read", WAITING: "waits for a person", BLANK: "no answer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One mark in words. `reading` is empty where it says no more than the answer.

    `slip` names what went wrong, `said` are the remarks, `unread` other answers that could not be
    read, each with the reason, `why` what made the points other than the answer; `rubric` are the
    lines a person went by, as Markdown, each with its points in words.
    """

    sign: str
    looks: str
    status: str
    points: str
    answer: str
    reading: str
    slip: str
    said: str
    unread: tuple[tuple[str, str], ...]
    why: tuple[str, ...]
    rubric: tuple[tuple[str, str], ...] = ()


def told(mark: Mark, words: Messages | None = None) -> Told:
    """What is said of a mark, in the language of the homework; nothing of classmates or the instructor's files.

    Hints and names of slips are of the exercise, and in its language.
    """
    words = words or english()
    verdict = mark.verdict
    names = verdict.mistake.split(" or ") if verdict.mistake else []
    either = pieces(words.feedback[_OR])[2]
    slip = either.join(_and(words).join(map(wording.slip, name.split(" + "))) for name in names)
    return Told(
        SIGNS[mark.status],
        LOOKS[mark.status],
        phrase(words, STATUS[mark.status]),
        points(words, mark.points, mark.maximum),
        mark.answer,
        _reading(verdict.reading, words) if verdict.reading != mark.answer.strip() else "",
        slip,
        _remark(verdict.feedback, words),
        tuple(
            (one.answer, _remark(one.reason, words))
            for one in mark.unread
            if one.answer != mark.answer
        ),
        tuple(_why(mark, partial(phrase, words))),
        tuple(
            (line, points(words, Fraction(got), Fraction(most)))
            for (line, most), got in zip(mark.rubric, mark.rubric_points, strict=False)
            if got
        ),
    )


def points(words: Messages, got: Fraction, most: Fraction) -> str:
    """Points and those there are.

    >>> points(english(), Fraction(1, 2), Fraction(2))
    '0.5 of 2 points'
    """
    return phrase(words, "{got} of {most} points", got=exact_points(got), most=exact_points(most))


_OR = "{first} or {last}"
# No remark begins with a small letter; what was understood belongs to the one before.
_SENTENCES = re.compile(r"(?<=[.?!]) (?=[^a-z(]|\((?!understood))")
# Between the letters of parts.
_AND = re.compile(r"(?<=\)) and (?=\()")
UNDERSTOOD = "{reason} (understood so far: {text})"
_UNDERSTOOD = re.compile(r"(?P<reason>.*) \(understood so far: (?P<text>.*)\)", re.DOTALL)
_NOT_RIGHT_ARE = "Not right: {}."
_NOT_RIGHT = re.compile(r"Not right: (.*)\.")
_CELL = re.compile(r"(?<= )\((.+)\)$")
_BETWEEN = re.compile(r"; (?![^(]*\))")
_FOLLOWS = re.compile(r"Follows from your answer to (?P<parts>.*)\.")


# Readings that say more than what was written.
READINGS = (
    "a {rows} × {columns} matrix {entries}",
    "a number of {digits} digits",
    "code that PyTorch refuses",
)


def _reading(reading: str, words: Messages) -> str:
    return translated({text: words.remarks[text] for text in READINGS}, reading)


def _remark(feedback: str, words: Messages) -> str:
    """A remark of the judge; sentences that are about no exercise are translated."""
    if follows := _FOLLOWS.fullmatch(feedback):
        parts = _AND.sub(_and(words), follows["parts"])
        return phrase(words, "Follows from your answer to {parts}.", parts=parts)
    if words.language == "en":
        return feedback
    if understood := _UNDERSTOOD.fullmatch(feedback):
        reason = _remark(understood["reason"], words)
        return said(words.remarks[UNDERSTOOD], reason=reason, text=understood["text"])
    feedback = _AND.sub(_and(words), feedback)
    # Other phrases of the feedback may be half of a remark, or what a student wrote.
    told = {text: own for text, own in words.feedback.items() if text.endswith(".")}
    say = partial(translated, {**words.remarks, **told})
    return " ".join(_cells(sentence, say) for sentence in _SENTENCES.split(feedback))


def _cells(sentence: str, say: Callable[[str], str]) -> str:
    """A remark, or of a table the cells that are not right, some with a remark of their own."""
    cells = _NOT_RIGHT.fullmatch(sentence)
    if not cells:
        return say(sentence)
    each = [
        _CELL.sub(lambda cell: f"({say(cell[1] + '.').rstrip('.')})", one)
        for one in _BETWEEN.split(cells[1])
    ]
    return say(_NOT_RIGHT_ARE.format("; ".join(each)))


def _and(words: Messages) -> str:
    return pieces(words.typing["{first} and {last}"])[2]


def _why(mark: Mark, say: Callable[..., str]) -> list[str]:
    why = []
    if mark.late and (not mark.decided or mark.rubric_points):
        why.append(
            say(
                "Handed in late: {share} of the points are lost.",
                share=f"{exact_points(100 * mark.late)}%",
            )
        )
    if mark.points < 0:
        why.append(say("A wrong answer costs points here; none costs nothing."))
    if mark.is_void:
        why.append(say("This question is void: it counts for nobody."))
    elif mark.by_hand:
        why.append(say("Marked by your instructor."))
    elif mark.decided:
        why.append(say("Full marks, whatever the answer."))
    elif mark.undecided:
        why.append(say("A person will look at this answer; it has no points yet."))
    if mark.note:
        why.append(say("Your instructor's note: {note}", note=mark.note))
    return why
