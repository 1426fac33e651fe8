"""What an answer that could not be read most likely means: a guess for whoever decides, never a mark."""

import re
from collections.abc import Mapping

from quizgen.answers import kind_class
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import CORRECT, ROUNDED, UNREADABLE
from quizgen.assignment import Assignment
from quizgen.grading.mark import Mark
from quizgen.grading.roster import places
from quizgen.language.judges import kind_of

# Of a longer text no piece is tried.
LONGEST = 500
# A number beside one of these is not the number that is meant: 10 %, minus 5, 3 million, not 7, 10k, < 5.
_CHANGES = re.compile(
    r"[%‰¬≠<>≤≥±√∛²³!]|\b(?:percents?|per cent|prozent|pourcents?|minus|negative?|plus or minus|not|no|never|isn.?t|nicht|keine?|ohne|"
    r"half|halb\w*|thirds?|quarters?|viertel|twice|double[ds]?|doppelt\w*|triple[ds]?|times|mal|fold|dozens?|dutzend|hundreds?|hundert|thousands?|tausend|"
    r"millions?|millionen|mio|billions?|milliarden?|mrd|squared?|quadrat|cubed?|root|wurzel|sqrt|log|ln|exp|factorial|fakultät|power|hoch|point|komma|"
    r"more|less|at least|at most|under|over|above|below|mehr|weniger|mindestens|höchstens|über|unter|between|zwischen|hex|binary|binär|mod)\b",
    re.IGNORECASE,
)
# 10k, 3 M, 2n.
_UNIT = re.compile(r"\d\s?[a-z]\b", re.IGNORECASE)


def likeliest(sheet: Assignment, mark: Mark) -> Mapping[str, str]:
    """A guess for each answer of a mark that needs a decision; none where several are as likely."""
    part = next((p.part for p in places(sheet) if p.label == mark.question), None)
    if part is None:
        return {}
    kind = kind_of(part)
    found = {one.answer: guess(kind, one.answer) for one in mark.unread}
    if mark.verdict.status == ROUNDED:
        found[mark.answer] = kind_class(part.kind).typed(part.key)
    return {answer: meant for answer, meant in found.items() if meant}


def guess(kind: AnswerKind, text: str) -> str:
    """The reading of the one piece of a text that can be read; empty where there is none, or several.

    >>> from quizgen.answers import answer_kind
    >>> kind = answer_kind("integer", 7)
    >>> guess(kind, "I think it should be 7 pixels wide"), guess(kind, "7 or 8")
    ('7: that would be right', '')
    >>> guess(kind, "7 %"), guess(kind, "minus 7")
    ('', '')
    """
    if len(text) > LONGEST or _CHANGES.search(text):
        return ""
    if not kind.symbolic and _UNIT.search(text):
        return ""
    pieces = [*text.splitlines(), *re.split(r"[;:?!\n]|\.\s|,\s", text), *re.split(r"[^\d\s.,/*^()\[\]+-]+", text)]  # fmt: skip
    if "=" in text:
        pieces.append(text.rpartition("=")[2])
    readings: dict[str, str] = {}
    for piece in dict.fromkeys(piece.strip(" .,") for piece in pieces):
        verdict = kind.judge(piece) if piece else None
        if verdict is not None and verdict.status != UNREADABLE:
            says = ": that would be right" if verdict.status == CORRECT else ""
            readings[verdict.reading] = f"{verdict.reading}{says}"
    return next(iter(readings.values())) if len(readings) == 1 else ""
