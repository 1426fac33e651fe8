"""What a student is told about one mark: a few words that every form of the feedback has."""

from dataclasses import dataclass

from quizgen.answers.verdict import BLANK, CORRECT, PARTIAL, ROUNDED, UNREADABLE, WRONG
from quizgen.document import wording
from quizgen.grading.mark import Mark, exact_points

SIGNS = {
    CORRECT: "✓", PARTIAL: "◐", ROUNDED: "≈", WRONG: "✗", UNREADABLE: "?", BLANK: "–",
}  # fmt: skip
STATUS = {
    CORRECT: "right", PARTIAL: "partly right", ROUNDED: "right but rounded",
    WRONG: "wrong", UNREADABLE: "could not be read", BLANK: "no answer",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One mark in words. `reading` is empty where it says no more than the answer.

    `slip` names what went wrong, `said` are the remarks, `unread` other answers that could not be
    read, each with the reason, `why` what made the points other than the answer.
    """

    sign: str
    status: str
    points: str
    answer: str
    reading: str
    slip: str
    said: str
    unread: tuple[tuple[str, str], ...]
    why: tuple[str, ...]


def told(mark: Mark) -> Told:
    """What is said of a mark; nothing of classmates, and no file of the instructor."""
    verdict = mark.verdict
    names = verdict.mistake.split(" or ") if verdict.mistake else []
    slip = " or ".join(" and ".join(map(wording.slip, name.split(" + "))) for name in names)
    return Told(
        SIGNS[verdict.status],
        STATUS[verdict.status],
        f"{exact_points(mark.points)} of {exact_points(mark.maximum)}",
        mark.answer,
        verdict.reading if verdict.reading != mark.answer.strip() else "",
        slip,
        verdict.feedback,
        tuple((one.answer, one.reason) for one in mark.unread if one.answer != mark.answer),
        tuple(_why(mark)),
    )


def _why(mark: Mark) -> list[str]:
    why = []
    if mark.late and not mark.decided:
        why.append(f"Handed in late: {exact_points(100 * mark.late)}% of the points are lost.")
    if mark.is_void:
        why.append("This question is void: it counts for nobody.")
    elif mark.by_hand:
        why.append("Marked by your instructor.")
    elif mark.decided:
        why.append("Full marks, whatever the answer.")
    elif mark.undecided:
        why.append("A person will look at this answer; it has no points yet.")
    if mark.note:
        why.append(f"Your instructor's note: {mark.note}")
    return why
