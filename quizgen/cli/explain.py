"""`quizgen explain`: how one answer was read and judged."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options, output

if TYPE_CHECKING:
    from quizgen.assignment import Assignment
    from quizgen.grading.as_graded import AsGraded
    from quizgen.variant import Part, Variant


# -3 is an answer, not an option.
@click.command(name="explain", context_settings={"ignore_unknown_options": True})
@click.argument("code")
@click.argument("answer", required=False)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    help="The homework's folder, or that of its marks; without it `homework`, then what was practised.",
)
@click.option("--part", "part_name", help="The part's letter or name; also CODE/part.")
@options.as_json
def command(
    code: str, answer: str | None, folder: Path | None, part_name: str | None, *, as_json: bool
) -> None:
    r"""Print statement, key with derivation, how ANSWER is read, and the rule that fires.

    Without ANSWER, what was graded last: what the student handed in, the mark, and why. With it the
    decisions of the homework's overrides.toml count, and the student's earlier answers, as in grading.

    \b
    Examples:
      quizgen explain conv1d-arch·7k3f/b 5 --dir hw4
      quizgen explain conv1d-compute·x2ab '[4, 3]'
      quizgen explain conv1d-arch·7k3f --dir hw4

    CODE is printed at each question of a sheet and in practice (a full stop may stand for the dot).
    """
    from quizgen.grading.explaining import explanation, judge_part, part_called

    if code.startswith("-"):
        raise click.UsageError(f"No such option: {code}")
    _check_code(code)
    name, _, own = code.partition("/")
    with _homework(folder) as sheets:
        variant = _variant(name, folder, sheets)
        if answer is None:
            _marks(variant, folder or Path("homework"), part_name or own, as_json=as_json)
            return
        part = part_called(variant, part_name or own)
        graded = _as_graded(variant, part, folder, sheets)
    part = graded.variant.parts[variant.parts.index(part)]
    variant = graded.variant
    if not as_json:
        told = explanation(
            variant, part, answer, width=output.width(),
            earlier=graded.earlier, ruling=graded.ruling, said=graded.said,
        )  # fmt: skip
        click.echo(told, nl=False)
        return
    import json

    verdict = judge_part(variant, part, answer, graded.earlier, graded.ruling)
    data = {
        "format": 1,
        "code": variant.code,
        "part": part.id,
        "key": part.key,
        "answer": answer.encode("utf-8", "replace").decode(),
        "status": verdict.status,
        "score": float(verdict.score),
        "reading": verdict.reading,
        "feedback": verdict.feedback,
        "mistake": verdict.mistake,
        "decided": graded.ruling.why,
        "said": list(graded.said),
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _as_graded(
    variant: "Variant", part: "Part", folder: Path | None, sheets: "list[Assignment]"
) -> "AsGraded":
    """The circumstances of a question of a homework: decisions, and the student's earlier answers."""
    from quizgen.cli import grading
    from quizgen.grading.as_graded import AsGraded, as_graded
    from quizgen.grading.record import FILE, read_record
    from quizgen.grading.stored import asked

    if not any(asked(sheets, variant.code)):
        return AsGraded(variant)
    place, output = grading.places(folder or Path("homework"))
    marks = output or place
    record = read_record(marks, variant.code) if (marks / FILE).exists() else None
    return as_graded(variant, part, sheets, grading.overrides_of(place), record)


def _marks(variant: "Variant", folder: Path, part_name: str, *, as_json: bool) -> None:
    """The marks of a question as they were given."""
    import json

    from quizgen.grading.explaining import part_called
    from quizgen.grading.history import told_marks
    from quizgen.grading.marked import Marked, rows
    from quizgen.grading.record import read_record

    part = variant.parts.index(part_called(variant, part_name)) if part_name else None
    found = told_marks(read_record(folder, variant.code), variant.code, part)
    if as_json:
        data = {"format": 1, "marks": list(rows(Marked(tuple(mark for _, mark in found))))}
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    for text, _ in found:
        click.echo(text)


def _check_code(code: str) -> None:
    """`UserError` for what is no code of one question: a sheet, a bank or an exercise."""
    from quizgen.errors import UserError

    if Path(code).suffix != ".toml" and any(dot in code for dot in "·.*"):
        return
    raise UserError(
        f"{code!r} is no code of a question: one has a dot, as in conv1d-arch·7k3f",
        f"the code stands at the question of a sheet or of practice; `quizgen show {code} --key` has the key"
        " of an exercise, `quizgen practice` asks the questions of a sheet",
    )


def _variant(code: str, folder: Path | None, sheets: "list[Assignment]") -> "Variant":
    """The variant of a code; `UserError` with the nearest code there is."""
    from quizgen.cli.nearest import nearest
    from quizgen.errors import UserError
    from quizgen.grading.stored import asked, briefs

    wanted = [code.replace(dot, "·") for dot in ("·", ".", "*")]
    for name in wanted:
        if found := next(asked(sheets, name), None):
            sheet, at = found
            return sheet.questions[at]
    of_homework = [brief.code for sheet in sheets for brief in briefs(sheet.questions)]
    practised, codes = (None, []) if folder else _practised(wanted)
    if practised:
        return practised
    where = folder or ("homework" if of_homework else "there is no homework here; practice")
    raise UserError(
        f"{where} has no question {code!r}{nearest(code, [*of_homework, *codes])}",
        "the code stands at the question; --dir names a homework's folder",
    )


@contextmanager
def _homework(folder: Path | None) -> Iterator["list[Assignment]"]:
    """The class of a homework, nobody where no folder was named and the usual one is not there."""
    from quizgen.cli import grading
    from quizgen.course.folder import opened_class
    from quizgen.course.mended import with_mended
    from quizgen.grading.stored import open_class

    if folder is None and not Path("homework").exists():
        yield []
        return
    place, output = grading.places(folder or Path("homework"))
    with opened_class(place, open_class) as sheets:
        yield with_mended(sheets, grading.mended_of(place, output))


def _practised(wanted: "list[str]") -> "tuple[Variant | None, list[str]]":
    """The exercise posed in practice under one of the codes, and all codes of practice."""
    from quizgen.cli.state import log_file
    from quizgen.practice.history import History
    from quizgen.practice.resume import stored

    path = log_file()
    if not os.path.lexists(path):
        return None, []
    history = History(path)
    try:
        found = next(filter(None, map(history.coded, wanted)), None)
        return (stored(found, history) if found else None), history.codes()
    finally:
        history.close()
