"""The page an author looks at while writing: what is wrong, and draws with key, solution and slips."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from quizgen.document.printers import html
from quizgen.document.sheet import question
from quizgen.document.templates import fill
from quizgen.errors import Problem, UserError
from quizgen.variant import Variant

# Draws that are open; the others unfold.
OPEN = 1


@dataclass(frozen=True, slots=True)
class Shown:
    """An exercise by its id, with some draws of it and what was found; `problems` is None before it is checked."""

    id: str
    draws: tuple[Variant, ...]
    problems: tuple[Problem, ...] | None


def preview(
    title: str,
    state: str,
    problems: Sequence[Problem],
    exercises: Sequence[Shown],
    *,
    version: str,
    nonce: str,
) -> str:
    """The page as HTML. `problems` are those of the file, besides those of its exercises.

    It asks its server for `version` and loads itself again when that is another; `nonce` lets its
    script, and nothing from a bank, run.
    """
    body = [_findings(problems), *map(_exercise, exercises)]
    return fill(
        "html/preview.html.j2",
        title=escape(title),
        state=escape(state),
        body="\n".join(filter(None, body)),
        version=escape(version),
        nonce=escape(nonce),
    )


def _findings(problems: Sequence[Problem]) -> str:
    if not problems:
        return ""
    items = "".join(
        f"<li><code>{escape(f'{p.file}:{p.line}: {p.field}')}</code>: {escape(p.message)}"
        + (f"<br><em>fix: {escape(p.fix)}</em>" if p.fix else "")
        + "</li>"
        for p in problems
    )
    return f'<ul class="findings">{items}</ul>'


def _exercise(shown: Shown) -> str:
    said = (
        "being checked …" if shown.problems is None else "" if shown.problems else "nothing found"
    )
    return "\n".join(
        (
            f'<section aria-label="{escape(shown.id)}"><h2><code>{escape(shown.id)}</code> <span class="quiet">{said}</span></h2>',
            _findings(shown.problems or ()),
            *(_draw(variant, i) for i, variant in enumerate(shown.draws)),
            "</section>",
        )
    )


def _draw(variant: Variant, place: int) -> str:
    try:
        printed = html.question(question(variant, place + 1), key=True)
    except (UserError, LookupError, TypeError, ValueError) as error:
        printed = f'<p class="findings">cannot be printed: {escape(str(error))}</p>'
    level = variant.level or variant.instance
    name = f"draw {place + 1}{f', {level}' if level else ''}"
    opened = " open" if place < OPEN else ""
    return f'<details class="draw"{opened}><summary>{escape(name)}</summary>{printed}</details>'
