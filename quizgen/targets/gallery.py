"""Every exercise at every level to leaf through: a page for each bank, and one to find them by.

Each page stands alone: no other file, no address, and it reads without its script.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from quizgen.bank.exercise import Exercise
from quizgen.bank.measures import Measures
from quizgen.document.printers import html
from quizgen.document.sheet import question
from quizgen.document.templates import fill
from quizgen.errors import UserError
from quizgen.variant import Variant

INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Hung:
    """An exercise with one draw of each level, its measures, and how much is wrong with it."""

    exercise: Exercise
    draws: tuple[Variant, ...]
    measures: tuple[Measures, ...]
    problems: int = 0


def gallery(exercises: Sequence[Hung]) -> dict[str, bytes]:
    """The pages by file name: one for each bank, and `index.html`."""
    banks: dict[str, list[Hung]] = {}
    for hung in exercises:
        banks.setdefault(hung.exercise.bank, []).append(hung)
    pages = {_file(bank): _bank_page(bank, inside) for bank, inside in banks.items()}
    return {INDEX: _index(banks).encode(), **{name: page.encode() for name, page in pages.items()}}


def _file(bank: str) -> str:
    return f"bank-{bank}.html"


def _index(banks: dict[str, list[Hung]]) -> str:
    every = [hung for inside in banks.values() for hung in inside]
    tags = sorted({tag for hung in every for tag in hung.exercise.tags})
    levels = list(dict.fromkeys(level for hung in every for level in hung.exercise.level))
    return fill(
        "html/gallery.html.j2",
        title="Exercises",
        said=f"{_counted(len(every), 'exercise')} in {_counted(len(banks), 'bank')}",
        banks=_choices(sorted(banks)),
        levels=_choices(sorted(levels)),
        tags=_choices(tags),
        body=_rows(every),
        is_index=1,
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _choices(names: Sequence[str]) -> str:
    return "".join(f"<option>{escape(name)}</option>" for name in names)


def _rows(exercises: Sequence[Hung]) -> str:
    heads = ("Exercise", "Bank", "Levels", "Minutes", "Bloom", "Tags", "What is learned")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join(map(_row, exercises))
    table = f'<table class="wide"><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>'
    return f'<div class="scroll" role="region" aria-label="Exercises" tabindex="0">{table}</div>'


def _row(hung: Hung) -> str:
    one = hung.exercise
    words = " ".join((one.id, one.title, one.bank, *one.tags, one.objective, one.source)).lower()
    link = f'<a href="{escape(_file(one.bank))}#{escape(one.id)}">{escape(one.title)}</a>'
    cells = (
        f"{link}<br><code>{escape(one.id)}</code>",
        escape(one.bank),
        escape(" ".join(one.level)) or "–",
        escape(one.minutes) or "–",
        escape(one.bloom) or "–",
        escape(", ".join(one.tags)),
        escape(one.objective),
    )
    data = "".join(
        f' data-{name}="{escape(value)}"'
        for name, value in (
            ("bank", one.bank),
            ("levels", " ".join(one.level)),
            ("tags", "|".join(one.tags)),
            ("words", words),
        )
    )
    return f"<tr{data}>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _bank_page(bank: str, exercises: Sequence[Hung]) -> str:
    links = "".join(
        f'<li><a href="#{escape(hung.exercise.id)}">{escape(hung.exercise.title)}</a></li>'
        for hung in exercises
    )
    counted = 0
    sections = []
    for hung in exercises:
        sections.append(_section(hung, counted))
        counted += len(hung.draws)
    return fill(
        "html/gallery.html.j2",
        title=f"Exercises: {escape(bank)}",
        said=f'{_counted(len(exercises), "exercise")} · <a href="{INDEX}">all banks</a>',
        banks="",
        levels="",
        tags="",
        body=f'<nav aria-label="Exercises of this bank"><ul>{links}</ul></nav>\n'
        + "\n".join(sections),
        is_index="",
    )


def _section(hung: Hung, before: int) -> str:
    """One exercise; `before` draws stand above it on the page."""
    one = hung.exercise
    needs = ", ".join(one.prerequisites)
    facts = (
        ("id", one.id),
        ("learned", one.objective),
        ("comes after", needs),
        ("tags", ", ".join(one.tags)),
        ("Bloom", one.bloom),
        ("source", one.source),
        ("conventions", ", ".join(f"{key}: {value}" for key, value in one.profile.items())),
        ("few statements because", one.few_reason),
        ("problems", str(hung.problems) if hung.problems else ""),
    )
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value
    )
    drawn = {(m.level): m for m in hung.measures}
    levels = (
        _level(variant, before + i + 1, drawn.get(variant.level))
        for i, variant in enumerate(hung.draws)
    )
    return "\n".join(
        (
            f'<article id="{escape(one.id)}" aria-label="{escape(one.title)}">',
            f'<dl class="facts">{listed}</dl>',
            *levels,
            "</article>",
        )
    )


def _level(variant: Variant, number: int, measures: Measures | None) -> str:
    try:
        printed = html.question(question(variant, number), key=True)
    except (UserError, LookupError, TypeError, ValueError) as error:
        printed = f"<p>cannot be printed: {escape(str(error))}</p>"
    told = _measures(measures) if measures else ""
    return f'<div class="level"><p class="quiet">level {escape(variant.level) or "–"}</p>{told}{printed}</div>'


def _measures(one: Measures) -> str:
    minutes = "–" if one.minutes is None else f"{one.minutes:g}"
    facts = (
        ("draws taken", f"{one.accepted:.0%}"),
        ("different statements", f"{one.different} of {one.looked_at}"),
        ("statements there are", f"at least {one.instances:,}"),
        ("different answers", f"{one.answers} of {one.draws}"),
        ("commonest answer", f"{one.commonest:.0%}"),
        ("ambiguous mistakes", f"{one.ambiguous:.0%}"),
        ("points of a guess", f"{one.guessed:.0%}"),
        ("operations, digits", f"{one.operations}, {one.digits}"),
        ("minutes said, likely", f"{minutes}, {one.predicted:g}"),
    )
    listed = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return f'<dl class="facts measures">{listed}</dl>'
