"""Jupyter notebooks for nbgrader and for Otter: a variable for each part, tests that need nothing of ours.

A zip with a notebook for each variant of the sheet in `nbgrader/` and in `otter/`, as their authors write them: with
solutions and hidden tests, which the two programs take out of what students get.
"""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from typing import IO, Any, BinaryIO

from quizgen.answers import kind_class
from quizgen.answers.blank import Numeric, Pick, Spelled
from quizgen.document.figures import draw
from quizgen.document.printers.text import text
from quizgen.figure import Figure
from quizgen.resources import shipped
from quizgen.targets.loss import Loss
from quizgen.targets.packed import pack as put
from quizgen.targets.pictures import picture
from quizgen.targets.question import Asked, Pack, Question, Slot, several_options, shared_losses
from quizgen.targets.shelf import Shelf, put_all, waiting
from quizgen.targets.xml import digest

# What stands around the cells of a notebook that has nothing else.
_BEFORE, _BEHIND = b'{\n "cells": [\n', b"\n ]\n}"
# What tells linters something, and students nothing.
_REMARK = re.compile("  # noqa.*")


@dataclass(frozen=True, slots=True)
class Task:
    """A part of a notebook: the name of its variable, what is asked, the answer as Python, the test of it."""

    name: str
    asked: Asked
    markdown: str
    attachments: dict[str, bytes]
    answer: str
    test: str


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """The notebooks: the first has the first variant of each question, and so on."""
    with ExitStack() as stack:
        put(file, _members(pack, lose, Shelf(stack)))


def _members(
    pack: Pack, lose: Callable[[Loss], None], cells: Shelf[tuple[str, int, int]]
) -> Iterator[tuple[str, IO[bytes]]]:
    """Notebooks of `cells`, which stand there by program, question and version until all are known."""
    counts: list[int] = []
    for pool in pack.pools:
        number, versions = len(counts) + 1, 0
        for question in pool.questions:
            for loss in (*shared_losses(question), *_losses(question)):
                lose(loss)
            tasks = list(_tasks(number, question))
            cells.put(("nbgrader", number, versions), _written(_nbgrader(tasks)))
            cells.put(("otter", number, versions), _written(_otter(tasks)))
            versions += 1
        counts += [versions] if versions else []
    count = max(counts, default=0)
    for version in range(count):
        name = f"{pack.id}-{version + 1:02d}" if count > 1 else pack.id
        title = _markdown_cell(
            "title", f"# {pack.title}\n\nWrite each answer into its variable, and run the cell.", {}
        )
        config = _raw("config", f"# ASSIGNMENT CONFIG\nname: {json.dumps(name)}")
        for program, head in (("nbgrader", [title]), ("otter", [config, title])):
            # A pinned question has one variant, which stands in every notebook.
            body = (cells[program, i, min(version, own - 1)] for i, own in enumerate(counts, 1))
            with ExitStack() as stack:
                file = waiting(stack)
                put_all(file, _notebook(chain([_written(head)], body)))
                yield f"{program}/{name}.ipynb", file


def _losses(question: Question) -> Iterator[Loss]:
    yield from several_options(question, "all or nothing")
    for asked in question.asked:
        if len(asked.slots) > 1:
            yield Loss(question.where(asked), "points for each entry", "all or nothing")
        if any(wrong.credit for slot in asked.slots for wrong in slot.wrong):
            yield Loss(
                question.where(asked), "points for typical slips", "none; the remark is shown"
            )


def _tasks(number: int, question: Question) -> Iterator[Task]:
    for place, asked in enumerate(question.asked):
        name = f"q{number}_{asked.letter}" if len(question.asked) > 1 else f"q{number}"
        figures = [*(question.variant.figures if not place else ()), *asked.drawn.figures]
        pictures = list(map(_attachment, figures))
        head = _statement(number, question) if not place else ""
        letter = f"({asked.letter}) " if len(question.asked) > 1 else ""
        options = "\n".join(
            f"- {o.letter}: {o.text}"
            for o in kind_class(asked.drawn.kind).offered(asked.drawn.key, asked.drawn.settings)
            if o.letter
        )
        pieces = [
            head,
            *(shown for shown, _, _ in pictures),
            f"{letter}{asked.drawn.prompt}",
            options,
            _typed(name, asked),
        ]
        markdown = "\n\n".join(piece for piece in pieces if piece)
        yield Task(
            name,
            asked,
            markdown,
            {file: data for _, file, data in pictures},
            _answer(asked),
            _test(name, asked),
        )


def _statement(number: int, question: Question) -> str:
    told = [
        f"## {number}. {question.title}",
        question.variant.text.strip(),
        " ".join(question.variant.conventions),
    ]
    return "\n\n".join(filter(None, (*told, f"`[qg {question.code}]`")))


def _attachment(figure: Figure) -> tuple[str, str, bytes]:
    """The Markdown of a picture, its name and data."""
    made = picture(draw(figure))
    return (
        f"![{made.alt.replace('[', '(').replace(']', ')')}](attachment:{made.name})",
        made.name,
        made.data,
    )


def _typed(name: str, asked: Asked) -> str:
    if not asked.slots:
        return "*Answer below in words; a person marks it.*"
    return f"*Answer:* `{name} = {_example(asked)}`"


def _example(asked: Asked) -> str:
    match asked.slots[0].blank.asks:
        case Numeric():
            return "[…]" if len(asked.slots) > 1 else "…"
        case Spelled():
            return '["…"]' if len(asked.slots) > 1 else '"…"'
        case Pick(_, several):
            return '["A", …]' if several or len(asked.slots) > 1 else '"A"'


def _answer(asked: Asked) -> str:
    """The right answer as a Python expression."""
    found = list(map(_python, asked.slots))
    return found[0] if len(found) == 1 else f"[{', '.join(found)}]"


def _python(slot: Slot) -> str:
    match slot.blank.asks:
        case Numeric(value):
            return (
                str(value.numerator)
                if value.denominator == 1
                else repr(value.numerator / value.denominator)
            )
        case Spelled(accepted):
            return repr(accepted[0])
        case Pick(options, several):
            right = [option.letter or option.text for option in options if option.right]
            return repr(right) if several else repr(right[0])


def _test(name: str, asked: Asked) -> str:
    if not asked.slots:
        return ""
    checker = (shipped("templates") / "notebook" / "check.py").read_text(encoding="utf-8")
    checker = _REMARK.sub("", checker.partition("\n\n")[2]).strip()
    return f"{checker}\n\ncheck({name}, {json.dumps(list(map(_slot, asked.slots)), ensure_ascii=True)!r})"


def _slot(slot: Slot) -> dict[str, Any]:
    """A blank and its slips as `check` compares them."""
    wrong = [
        {**_known(slot, w.value, w.within), "hint": w.remark if w.hint else w.name}
        for w in slot.wrong
    ]
    match slot.blank.asks:
        case Numeric(value, within):
            return {**_known(slot, value, within), "wrong": wrong}
        case Spelled(accepted):
            return {"any": list(accepted), "wrong": wrong}
        case Pick(options, several):
            right = [option.letter or option.text for option in options if option.right]
            return {"all" if several else "any": right, "wrong": wrong}


def _known(slot: Slot, value: Fraction | str, within: Fraction) -> dict[str, Any]:
    if isinstance(value, Fraction):
        return {"value": str(value), "within": str(max(within, (1 + abs(value)) / 10**9))}
    several = isinstance(slot.blank.asks, Pick) and slot.blank.asks.several
    return {"all" if several else "any": [value]}


def _nbgrader(tasks: Iterable[Task]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        yield _markdown_cell(f"{task.name}-text", task.markdown, task.attachments)
        points = float(task.asked.points)
        if not task.test:
            words = _markdown_cell(task.name, "YOUR ANSWER HERE", {})
            yield _graded(words, task.name, points=points, grade=True, solution=True, locked=False)
            continue
        source = f"### BEGIN SOLUTION\n{task.name} = {task.answer}\n### END SOLUTION"
        yield _graded(
            _code(f"{task.name}-answer", source),
            f"{task.name}-answer",
            points=0,
            grade=False,
            solution=True,
            locked=False,
        )
        hidden = f"### BEGIN HIDDEN TESTS\n{task.test}\n### END HIDDEN TESTS"
        yield _graded(
            _code(f"{task.name}-test", hidden),
            f"{task.name}-test",
            points=points,
            grade=True,
            solution=False,
            locked=True,
        )


def _graded(
    cell: dict[str, Any], name: str, *, points: float, grade: bool, solution: bool, locked: bool
) -> dict[str, Any]:
    own = {
        "grade_id": name,
        "schema_version": 3,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    cell["metadata"]["nbgrader"] = {**own, "points": points} if grade else own
    return cell


def _otter(tasks: Iterable[Task]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        manual = "" if task.test else "\nmanual: true"
        yield _raw(
            f"{task.name}-begin",
            f"# BEGIN QUESTION\nname: {task.name}\npoints: {float(task.asked.points):g}{manual}",
        )
        yield _markdown_cell(f"{task.name}-text", task.markdown, task.attachments)
        yield _raw(f"{task.name}-solution", "# BEGIN SOLUTION")
        if task.test:
            yield _code(f"{task.name}-answer", f"{task.name} = {task.answer} # SOLUTION")
        else:
            yield _markdown_cell(f"{task.name}-answer", text(task.asked.typeset.answer), {})
        yield _raw(f"{task.name}-solved", "# END SOLUTION")
        if task.test:
            yield _raw(f"{task.name}-tests", "# BEGIN TESTS")
            config = '""" # BEGIN TEST CONFIG\nhidden: true\n""" # END TEST CONFIG'
            yield _code(f"{task.name}-test", f"{config}\n{task.test}")
            yield _raw(f"{task.name}-tested", "# END TESTS")
        yield _raw(f"{task.name}-end", "# END QUESTION")


def _code(name: str, source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": digest(name),
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def _raw(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "raw", "id": digest("raw", name), "metadata": {}, "source": source}


def _markdown_cell(name: str, source: str, attachments: dict[str, bytes]) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": "markdown",
        "id": digest("text", name),
        "metadata": {},
        "source": source,
    }
    if attachments:
        cell["attachments"] = {
            file: {"image/png": b64encode(data).decode()} for file, data in attachments.items()
        }
    return cell


def _notebook(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """A notebook of cells as `_written` gives them."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    tail = {"metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    yield _BEFORE
    for place, piece in enumerate(pieces):
        yield b",\n" if place else b""
        yield piece
    yield b"\n ]," + _json(tail)[1:] + b"\n"


def _written(cells: Iterable[dict[str, Any]]) -> bytes:
    """Cells as they stand in the list of a notebook."""
    return _json({"cells": list(cells)})[len(_BEFORE) : -len(_BEHIND)]


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()
