"""What the instructor reads about the class, in a terminal and in `report.txt`."""

from collections import Counter
from collections.abc import Callable, Iterator

from quizgen.answers.escape import for_terminal_line
from quizgen.answers.verdict import BLANK, CORRECT, PARTIAL, ROUNDED, UNREADABLE, WAITING, WRONG
from quizgen.grading.mark import Mark, exact_points
from quizgen.grading.marked import Marked
from quizgen.how_many import how_many

COUNTED = {
    CORRECT: "right", PARTIAL: "partly right", ROUNDED: "right but rounded",
    WRONG: "wrong", UNREADABLE: "not read", WAITING: "waiting for a person", BLANK: "left blank",
}  # fmt: skip
# So many pairs of classmates are listed.
LISTED = 20
# Of an answer, so many characters are shown in the report.
SHOWN = 200


def class_report(marked: Marked, most: int | None = None) -> str:
    """The lines of the report as one text."""
    return "".join(f"{line}\n" for line in report_lines(marked, most))


def report_lines(marked: Marked, most: int | None = None) -> Iterator[str]:
    """The class in a few lines: totals, what could not be read, slips by how often, classmates' keys.

    At most so many of the answers that were not read are listed; all, where it is None.
    """
    yield f"{'student':<30} points"
    names = shown_names(marked)
    for key, (got, maximum) in marked.totals().items():
        name = for_terminal_line(names[key] or "-")[:30]
        yield f"{name:<30} {exact_points(got)} of {exact_points(maximum)}"
    yield from ("", counted(marked), *told_late(*marked.late()), *_unread(marked, most))
    if slips := marked.mistakes():
        yield from ("", "Slips, the most frequent first:")
        yield from (f"{count:>4} × {exercise}: {name}" for exercise, name, count in slips)
    yield from _classmates(marked)


def shown_names(marked: Marked) -> dict[str, str]:
    """By key what each student is called; the key too where two have one name."""
    names = {key: own.who.student for key, own in marked.by_student().items()}
    shared = Counter(names.values())
    return {
        key: f"{name} ({key})" if shared[name] > 1 or not name else name
        for key, name in names.items()
    }


def counted(marked: Marked) -> str:
    """How many parts are right, wrong and the rest, in one line."""
    counts = marked.counts()
    said = ", ".join(f"{count} {COUNTED[status]}" for status, count in counts.items())
    return f"{how_many(sum(counts.values()), 'part')}: {said or 'none'}"


def told_late(parts: int, students: int, without: int) -> list[str]:
    """How much came late, in a line; none where nothing did.

    >>> told_late(3, 2, 1)
    ['handed in late: 3 parts of 2 students lose points; 1 came after the last day, without points']
    """
    if not parts:
        return []
    some = f"{parts} part{'s' if parts != 1 else ''} of {students} student{'s' if students != 1 else ''}"
    gone = f"; {without} came after the last day, without points" if without else ""
    return [f"handed in late: {some} lose{'s' if parts == 1 else ''} points{gone}"]


def _unread(marked: Marked, most: int | None) -> list[str]:
    """The answers nobody could read and those that are only rounded: they have no points yet."""
    unread = marked.unread()
    rounded = marked.where(lambda mark: mark.verdict.status == ROUNDED)
    told = [
        (
            "Not read, so without points until a person decides:",
            [f"{m.student or '-'}, {m.question}: {_one_line(t)}: {why}" for m, t, why in unread],
        ),
        (
            "For a person to mark by the rubric, so without points until then:",
            [
                f"{m.student or '-'}, {m.question}: {_one_line(m.answer) or m.verdict.feedback}"
                for m in marked.where(lambda mark: mark.waits)
            ],
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
                lines.append(f"  and {len(found) - most} more, see review.csv")
    return lines


def _one_line(answer: str) -> str:
    text = " ⏎ ".join(answer.split("\n"))
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def undecided(marked: Marked, review: str = "review.csv") -> str:
    """What a person has to decide about, in one line; empty where there is nothing."""
    counts = [
        (len(marked.unread()), "could not be read", "could not be read"),
        (
            _how_many(marked, lambda mark: mark.undecided and mark.verdict.status == ROUNDED),
            "is right but rounded",
            "are right but rounded",
        ),
        (
            _how_many(marked, lambda mark: mark.waits),
            "is for a person to mark by the rubric",
            "are for a person to mark by the rubric",
        ),
        (len(marked.unmatched), "belongs to nobody", "belong to nobody"),
    ]
    said = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
    if not said:
        return ""
    return (
        f"answers without points until a person decides: {', '.join(said)}; enter marks in {review}"
    )


def _how_many(marked: Marked, test: Callable[[Mark], bool]) -> int:
    return sum(1 for _ in marked.where(test))


def _classmates(marked: Marked) -> list[str]:
    """Students with the classmates whose keys they gave, those with the most such answers first."""
    found: dict[tuple[str, str], list[str]] = {}
    names = shown_names(marked)
    for mark in marked.where(lambda mark: bool(mark.classmates)):
        for owner in mark.classmates:
            pair = names[mark.key], names.get(owner, owner)
            found.setdefault(pair, []).append(mark.question)
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
