"""What a student reads about the own sheet, as plain text; `feedback_page` has the same as a page."""

from collections.abc import Sequence

from quizgen.answers.escape import for_terminal, for_terminal_line
from quizgen.assignment import Assignment
from quizgen.document import markdown, tree
from quizgen.document.frame import PLAIN, Frame
from quizgen.document.messages import Messages, phrase
from quizgen.document.part import Part
from quizgen.document.printers import text
from quizgen.document.shown import page_of
from quizgen.grading.grades import got, most
from quizgen.grading.mark import Mark
from quizgen.grading.told import Told, points, told


def student_feedback(assignment: Assignment, marks: Sequence[Mark], frame: Frame = PLAIN) -> str:
    """Questions, answers as they were read, keys, worked solutions, points and why.

    A classmate's key is not mentioned. `marks` are those of the sheet's parts, in order.
    """
    name = for_terminal_line(assignment.student)
    title = for_terminal_line(assignment.title)
    own = iter(marks)
    words = frame.words
    whose = name or phrase(words, "Homework")
    lines = [
        f"{whose}: {points(words, got(marks), most(marks))}",
        *([title] if title else []),
    ]
    for question in page_of(assignment, frame).questions:
        lines += ["", text.statement(question).rstrip("\n")]
        for part in question.parts:
            mark = next(own)
            lines += [
                "",
                text.part_prompt(part).rstrip("\n"),
                "",
                *_mark(mark, told(mark, words), words),
            ]
            lines += _key(part, phrase(words, "Right"))
    return "\n".join(lines) + "\n"


def _mark(mark: Mark, said: Told, words: Messages) -> list[str]:
    def label(english: str) -> str:
        own = phrase(words, english)
        return own[0].lower() + own[1:] if words.language == "en" else own

    lines = [f"{said.sign} {mark.question}  {said.points}: {said.status}"]
    if said.answer.strip():
        read = f"  ({label('Read as')} {for_terminal_line(said.reading)})" if said.reading else ""
        lines.append(f"    {label('Your answer')}: {_indented(said.answer)}{read}")
    if said.slip:
        lines.append(f"    {label('Slip')}: {for_terminal_line(said.slip)}")
    if said.said:
        lines.append(f"    {for_terminal_line(said.said)}")
    for line, worth in said.rubric:
        row = text.text((*markdown.inline(line), tree.Text(f": {worth}")), width=text.WIDTH - 8)
        lines.append("    • " + row.replace("\n", "\n      "))
    lines += [
        f"    {label('Not read')}: {_indented(answer)} ({for_terminal_line(reason)})"
        for answer, reason in said.unread
    ]
    return [*lines, *(f"    {for_terminal_line(why)}" for why in said.why)]


def _key(part: Part, right: str) -> list[str]:
    indent, right = "    ", right.lower()
    answer = text.text(part.answer, width=text.WIDTH - 8).replace("\n", "\n" + indent)
    lines = [
        f"{indent}{right}: {answer}"
        if "\n" not in answer
        else f"{indent}{right}:\n{indent}{answer}"
    ]
    solution = text.solution(part, width=text.WIDTH - 6).rstrip("\n")
    return [*lines, *(f"      {row}".rstrip() for row in solution.split("\n") if solution)]


def _indented(answer: str) -> str:
    """An answer of several lines stays inside its place."""
    lines = for_terminal(answer.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return lines[0] if len(lines) == 1 else "".join(f"\n      │ {line}" for line in lines)
