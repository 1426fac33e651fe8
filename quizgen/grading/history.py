"""How a mark came about, told from the record of what was graded."""

from quizgen.answers.escape import for_terminal_line
from quizgen.errors import UserError
from quizgen.grading.mark import Mark, exact_points
from quizgen.grading.record import Graded, Record
from quizgen.grading.submissions import place


def told_marks(record: Record, code: str, part: int | None = None) -> list[tuple[str, Mark]]:
    """The marks of the question with a code, each with its history in lines; of one part, if named.

    `UserError` where nobody with this question was graded.
    """
    found = []
    for one in record.graded:
        for number, question in enumerate(one.questions, start=1):
            if question.code == code:
                own = [mark for mark in one.marks if mark.number == str(number)]
                chosen = own if part is None else own[part : part + 1]
                found += [(_told(one, mark), mark) for mark in chosen]
    if not found:
        raise UserError(f"{code} was not graded", "name an answer to judge it now")
    return found


def _told(one: Graded, mark: Mark) -> str:
    verdict = mark.verdict
    lines = [f"{one.student or one.key}, {mark.question} ({mark.exercise})"]
    for given in one.given.get(mark.question, ()):
        when = f", {given.date:%Y-%m-%d %H:%M}" if given.date else ""
        counts = " <- counts" if given.text == mark.answer else ""
        lines.append(f"  handed in: {given.text} ({place(given.file, given.line)}{when}){counts}")
    lines += [f"  read as: {verdict.reading}"] if verdict.reading else []
    lines.append(f"  judged: {verdict.status}{f', {verdict.mistake}' if verdict.mistake else ''}")
    lines += [f"  said: {verdict.feedback}"] if verdict.feedback else []
    lines += [f"  not read: {u.answer}: {u.reason}" for u in mark.unread]
    lines += [f"  late: {exact_points(100 * mark.late)}% lost"] if mark.late else []
    lines += [f"  decided: {mark.decided}"] if mark.decided else []
    lines.append(f"  points: {exact_points(mark.points)} of {exact_points(mark.maximum)}")
    return "\n".join(map(for_terminal_line, lines))
