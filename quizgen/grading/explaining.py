"""How one answer was read and judged, told whole: statement, key, solution, reading, verdict."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

from quizgen.answers import kind_class
from quizgen.answers.escape import for_terminal, for_terminal_line
from quizgen.answers.verdict import Verdict
from quizgen.document.printers import text
from quizgen.document.sheet import question
from quizgen.errors import UserError
from quizgen.grading.judging import judged
from quizgen.grading.rulings import NONE, Ruling
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant


def part_called(variant: Variant, name: str = "") -> Part:
    """The part of a letter or an id; the only one needs no name. `UserError` names those there are."""
    wanted = name or ("a" if len(variant.parts) == 1 else "")
    letters = {chr(ord("a") + i): part for i, part in enumerate(variant.parts)}
    found = letters.get(wanted) or next((p for p in variant.parts if p.id == wanted), None)
    if found is None:
        known = ", ".join(
            letter if part.id == letter else f"{letter} ({part.id})"
            for letter, part in letters.items()
        )
        raise UserError(
            f"{variant.code} has no part {wanted!r}"
            if wanted
            else f"{variant.code} has several parts",
            f"name one of {known}",
        )
    return found


def judge_part(
    variant: Variant,
    part: Part,
    answer: str,
    earlier: Mapping[str, str] | None = None,
    ruling: Ruling = NONE,
) -> Verdict:
    """The verdict on any text, such as an argument of a command whose bytes are no text.

    With earlier answers by part, and what was decided about the part, it is that of a graded sheet.
    """
    text = answer.encode("utf-8", "replace").decode()
    verdict = judged(variant, part, text, earlier or {})[0]
    return ruling.verdict(kind_of(part), text, verdict)


def explanation(
    variant: Variant,
    part: Part,
    answer: str,
    *,
    width: int = text.WIDTH,
    earlier: Mapping[str, str] | None = None,
    ruling: Ruling = NONE,
    said: Sequence[str] = (),
) -> str:
    """Statement, key with derivation, how the answer is read, and the rule that fires.

    `said` are lines about the circumstances: earlier answers, decisions.
    """
    verdict = judge_part(variant, part, answer, earlier, ruling)
    page = question(variant, 1)
    own = page.parts[variant.parts.index(part)]
    mistake = f", mistake {verdict.mistake}" if verdict.mistake else ""
    told = [
        f"Answer: {for_terminal(answer)}",
        f"Read as: {for_terminal(verdict.reading)}" if verdict.reading else "",
        f"Judged: {verdict.status}{mistake}",
        for_terminal(verdict.feedback),
        f"Decided: {for_terminal_line(ruling.why)}" if ruling.why else "",
        *map(for_terminal_line, said),
    ]
    lines = [
        text.statement(page, width=width),
        text.part_prompt(own, width=width),
        *_rows(
            f"Key{', for example' if part.holds else ''}: {kind_class(part.kind).typed(part.key)}",
            width,
        ),
        text.solution(own, width=width),
        *(row for line in told for row in _rows(line, width)),
    ]
    return "\n".join(lines) + "\n"


def _rows(told: str, width: int) -> list[str]:
    """Lines no wider than the page, but for words that are; a program's lines keep their indents."""
    return [row for line in told.split("\n") for row in wrap(line, width, break_long_words=False)]
