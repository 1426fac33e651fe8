"""docs/exercises.md, made from the banks: every exercise, sheet and course that is shipped."""

from collections.abc import Iterator, Sequence

from quizgen.bank import draw, load_banks
from quizgen.bank.exercise import Exercise, Sheet
from quizgen.bank.library import Library
from quizgen.document.wording import slip

TOP = """# The exercises

Every exercise that is shipped, by bank: its levels (E easy, M medium, H hard), the minutes on paper, what is learned,
which exercises come before, and the wrong answers that are recognised, each with a hint of its own. Made from the banks;
`quizgen show ID --key` draws one, `quizgen gallery -o DIR` shows all of them as web pages.

## How numbers are drawn

- A recognised wrong answer never equals the right one: such numbers are drawn again. Two wrong answers of one value are avoided where that can be; where it cannot, the feedback names both.
- No accidental structure: no zeros among inputs and weights, no equal largest values in a window, no kernel that reads the same backwards, no symmetric matrix, no equal sizes that an exchange would not show.
- By hand: factors of at most two digits where values are computed, vectors of at most nine entries, matrices of at most four rows and columns, small denominators. Counts may be larger.
- Sigmoid, softmax and logistic loss get logarithms of small whole numbers, so that the answers are fractions; norms get right triangles; batches lie evenly around their mean.
- E applies one formula once; M has one trap (a remainder, padding, a bias, two channels); H asks back, goes through several layers or reconciles two conventions.
- What the answer depends on stands in the statement: as a sentence of its own where it is a convention of the course.
- A level has at least 200 different statements in 300 draws, or the bank says why it cannot.
"""


def page() -> str:
    """The page as Markdown."""
    library = load_banks()
    return "\n".join((TOP, *_sheets(library), *_banks(library))) + "\n"


def _sheets(library: Library) -> Iterator[str]:
    yield "## Sheets and courses\n"
    yield "Minutes are the sum of those of the exercises.\n"
    groups = [("", [s for s in library.sheets.values() if not s.part_of])]
    groups += [(name, library.course(name)) for name in library.courses()]
    for name, sheets in groups:
        if name:
            yield f"### Course `{name}`\n"
        yield "| sheet | title | minutes | exercises |"
        yield "|---|---|---|---|"
        for sheet in sheets:
            yield _sheet(sheet, library)
        yield ""


def _sheet(sheet: Sheet, library: Library) -> str:
    asked = [library.exercises[question.id] for question in sheet.questions]
    minutes = sum(float(exercise.minutes or 0) for exercise in asked)
    names = ", ".join(f"`{exercise.id}`" for exercise in asked)
    return f"| `{sheet.id}` | {_cell(sheet.title)} | {minutes:g} | {names} |"


def _banks(library: Library) -> Iterator[str]:
    banks: dict[str, list[Exercise]] = {}
    for exercise in library.exercises.values():
        banks.setdefault(exercise.bank, []).append(exercise)
    for bank in sorted(banks):
        yield f"## Bank `{bank}`\n"
        yield "| exercise | levels | minutes | what is learned | comes after | wrong answers recognised |"
        yield "|---|---|---|---|---|---|"
        yield from map(_exercise, banks[bank])
        yield ""


def _exercise(exercise: Exercise) -> str:
    before = ", ".join(f"`{name}`" for name in exercise.prerequisites)
    learned = exercise.objective or exercise.title
    cells = (
        f"`{exercise.id}`",
        " ".join(exercise.level),
        exercise.minutes,
        _cell(learned),
        before,
        _cell(", ".join(_mistakes(exercise))),
    )
    return f"| {' | '.join(cells)} |"


def _mistakes(exercise: Exercise) -> Sequence[str]:
    """The names, as people read them, of the mistakes that one draw of each level recognises."""
    found: dict[str, None] = {}
    for level in exercise.levels:
        for part in draw(exercise, "page", level or None).parts:
            found |= dict.fromkeys(slip(mistake.name) for mistake in part.mistakes)
    return list(found)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "∣").split())
