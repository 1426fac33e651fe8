"""What a student reads about the own sheet, and what the instructor reads about the class."""

from collections.abc import Sequence
from fractions import Fraction

from quizgen.answers.escape import for_terminal, for_terminal_line
from quizgen.answers.verdict import BLANK, CORRECT, PARTIAL, ROUNDED, UNREADABLE, WRONG
from quizgen.grading.mark import Mark, Marked, exact_points

SIGNS = {
    CORRECT: "✓", PARTIAL: "◐", ROUNDED: "≈", WRONG: "✗", UNREADABLE: "?", BLANK: "–",
}  # fmt: skip
COUNTED = {
    CORRECT: "right", PARTIAL: "partly right", ROUNDED: "right but rounded",
    WRONG: "wrong", UNREADABLE: "not read", BLANK: "left blank",
}  # fmt: skip
# So many pairs of classmates are listed.
LISTED = 20
# Of an answer, so many characters are shown in the report.
SHOWN = 200


def student_feedback(marks: Sequence[Mark]) -> str:
    """One student's feedback as plain text; a classmate's key is not mentioned."""
    got = sum((mark.points for mark in marks), Fraction(0))
    most = sum((mark.maximum for mark in marks), Fraction(0))
    student = for_terminal_line(marks[0].student) if marks else ""
    lines = [f"{student or 'Homework'}: {exact_points(got)} of {exact_points(most)} points", ""]
    for mark in marks:
        verdict = mark.verdict
        lines.append(
            f"{SIGNS[verdict.status]} {mark.question}  {exact_points(mark.points)} of {exact_points(mark.maximum)}"
        )
        if mark.answer:
            read = (
                f" (read as {verdict.reading})" if verdict.reading not in ("", mark.answer) else ""
            )
            lines.append(f"    your answer: {_indented(mark.answer)}{for_terminal_line(read)}")
        said = f"{verdict.mistake}: {verdict.feedback}" if verdict.mistake else verdict.feedback
        if said:
            lines.append(f"    {for_terminal_line(said)}")
        lines += [
            f"    not read: {_indented(one.answer)} ({for_terminal_line(one.reason)})"
            for one in mark.unread
            if one.answer != mark.answer
        ]
    return "\n".join(lines) + "\n"


def _indented(answer: str) -> str:
    """An answer of several lines stays inside its place."""
    lines = for_terminal(answer.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return lines[0] if len(lines) == 1 else "".join(f"\n      │ {line}" for line in lines)


def class_report(marked: Marked, most: int | None = None) -> str:
    """The class in a few lines: totals, what could not be read, slips by how often, classmates' keys.

    At most so many of the answers that were not read are listed; all, where it is None.
    """
    totals = marked.totals()
    lines = [f"{'student':<30} points"]
    lines += [
        f"{for_terminal_line(name or '-')[:30]:<30} {exact_points(got)} of {exact_points(most)}"
        for name, (got, most) in totals.items()
    ]
    lines += ["", counted(marked), *_unread(marked, most)]
    slips = marked.mistakes()
    if slips:
        lines += ["", "Slips, the most frequent first:"]
        lines += [f"{count:>4} × {exercise}: {name}" for exercise, name, count in slips]
    return "\n".join([*lines, *_classmates(marked)]) + "\n"


def counted(marked: Marked) -> str:
    """How many parts are right, wrong and the rest, in one line."""
    counts = marked.counts()
    said = ", ".join(f"{count} {COUNTED[status]}" for status, count in counts.items())
    return f"{sum(counts.values())} parts: {said or 'none'}"


def _unread(marked: Marked, most: int | None) -> list[str]:
    """The answers nobody could read and those that are only rounded: they have no points yet."""
    unread = marked.unread()
    rounded = [mark for mark in marked.marks if mark.verdict.status == ROUNDED]
    told = [
        (
            "Not read, so without points until a person decides:",
            [f"{m.student or '-'}, {m.question}: {_one_line(t)}: {why}" for m, t, why in unread],
        ),
        (
            "Right but rounded where an exact value is asked, so without points:",
            [f"{m.student or '-'}, {m.question}: {_one_line(m.answer)}" for m in rounded],
        ),
    ]
    lines: list[str] = []
    for title, found in told:
        if found:
            lines += ["", title, *(f"  {for_terminal_line(line)}" for line in found[:most])]
            if most is not None and len(found) > most:
                lines.append(f"  and {len(found) - most} more, see report.txt")
    return lines


def _one_line(answer: str) -> str:
    text = " ⏎ ".join(answer.split("\n"))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def undecided(marked: Marked) -> str:
    """What a person has to decide about, in one line; empty where there is nothing."""
    unread = len(marked.unread())
    rounded = marked.counts().get(ROUNDED, 0)
    said = [f"{unread} answer{'s' if unread != 1 else ''} could not be read"] if unread else []
    if rounded:
        said.append(f"{rounded} {'are' if rounded != 1 else 'is'} right but rounded")
    return f"{' and '.join(said)}: no points yet, a person decides; see report.txt" if said else ""


def _classmates(marked: Marked) -> list[str]:
    """Students with the classmates whose keys they gave, those with the most such answers first."""
    found: dict[tuple[str, str], list[str]] = {}
    for mark in marked.marks:
        for owner in mark.classmates:
            found.setdefault((mark.student, owner), []).append(mark.question)
    if not found:
        return []
    lines = [
        "",
        "Wrong answers that are one classmate's keys, more of them than chance explains:",
    ]
    ordered = sorted(found, key=lambda pair: (-len(found[pair]), pair))
    for student, owner in ordered[:LISTED]:
        questions = found[student, owner]
        said = f"{student}: {', '.join(questions)} equal the keys of {owner}"
        lines.append(f"  {for_terminal_line(said)}")
    if len(found) > LISTED:
        lines.append(f"  and {len(found) - LISTED} more such pairs, see marks.csv")
    return lines
