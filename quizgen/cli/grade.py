"""`quizgen grade`: marks and feedback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from quizgen.grading.mark import Mark, Marked


@click.command(name="grade")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, allow_dash=True))
@click.argument(
    "submissions",
    metavar="[SUBMISSIONS]",
    required=False,
    type=click.Path(path_type=Path, allow_dash=True),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for marks and feedback, DIR/marks if not given; the file for the verdicts of a table.",
)
@click.option("--force", is_flag=True, help="Replace marks of another run.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes to judge in; the marks are the same.",
)
@options.as_json
def command(
    folder: Path,
    submissions: Path | None,
    output: Path | None,
    jobs: int,
    *,
    force: bool,
    as_json: bool,
) -> None:
    r"""Grade the answers to a homework, or a table of answers with their keys.

    \b
    Examples:
      quizgen grade hw4 answers.csv
      quizgen grade hw4 answers.jsonl -o marks --force --jobs 4
      cat answers.csv | quizgen grade hw4 - --json
      quizgen grade answers-with-keys.csv -o verdicts.csv

    DIR is the folder `quizgen homework` wrote. SUBMISSIONS is a CSV with the columns student,
    question, answer, or JSON objects with these names. A question is called 1a, 1(a) or by its
    exercise, conv1d-arch/P. Written are marks.csv, a feedback file for each student, and
    report.txt about the class. What could not be read has no points yet: it is listed in the report
    with the reason, and a person decides. Unknown students and questions are reported (exit code 1); the
    other lines are graded all the same.

    A table instead of DIR has the columns kind, key, answer, if needed settings as JSON, and any
    others; its verdicts are printed as CSV, or as JSON lines with --json.
    """
    if submissions is None:
        _grade_table(folder, output, jobs, force=force, as_json=as_json)
    else:
        _grade_class(folder, submissions, output, jobs, force=force, as_json=as_json)


def _grade_class(
    folder: Path, submissions: Path, output: Path | None, jobs: int, *, force: bool, as_json: bool
) -> None:
    from quizgen.answers.escape import for_terminal_line
    from quizgen.cli.progress import progress
    from quizgen.course.folder import load_assignments
    from quizgen.files import write_all
    from quizgen.grading.feedback import class_report, undecided
    from quizgen.grading.marks import grade
    from quizgen.grading.reading import read_submissions

    assignments = load_assignments(folder)
    with (
        _opened(submissions) as (stream, name),
        _executor(jobs) as executor,
        progress("Grading", len(assignments) if assignments[0].student else None) as done,
    ):
        marked = grade(assignments, read_submissions(stream, name), executor=executor, done=done)
    place = output or folder / "marks"
    files = _files(marked)
    paths = write_all(place, {name: text.encode() for name, text in files.items()}, force=force)
    for line in (*marked.refused, *marked.notes):
        click.echo(for_terminal_line(line), err=True)
    if said := undecided(marked):
        click.echo(said, err=True)
    if as_json:
        _print_json(marked, paths)
    else:
        click.echo(class_report(marked, most=20), nl=False)
        click.echo(f"wrote {len(paths)} files to {for_terminal_line(str(place))}", err=True)
    if marked.refused:
        raise SystemExit(1)


def _files(marked: "Marked") -> dict[str, str]:
    from quizgen.course.assignment import file_names
    from quizgen.grading.feedback import class_report, marks_csv, student_feedback

    own: dict[str, list[Mark]] = {}
    for mark in marked.marks:
        own.setdefault(mark.student, []).append(mark)
    files = {"marks.csv": marks_csv(marked), "report.txt": class_report(marked)}
    for name, marks in zip(file_names(list(own)), own.values(), strict=True):
        files[f"{name}.txt"] = student_feedback(marks)
    return files


def _print_json(marked: "Marked", paths: list[Path]) -> None:
    import json

    from quizgen.grading.mark import rows

    data = {
        "format": 1,
        "marks": rows(marked),
        "totals": {
            student: {"points": float(got), "maximum": float(most)}
            for student, (got, most) in marked.totals().items()
        },
        "counts": marked.counts(),
        "unreadable": [
            {"student": m.student, "question": m.question, "answer": text, "reason": reason}
            for m, text, reason in marked.unread()
        ],
        "mistakes": [{"exercise": e, "mistake": m, "count": n} for e, m, n in marked.mistakes()],
        "problems": [*marked.refused, *marked.notes],
        "files": [str(path) for path in paths],
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


def _grade_table(path: Path, output: Path | None, jobs: int, *, force: bool, as_json: bool) -> None:
    """Verdicts go to a file beside first, so a mistake in the last line leaves nothing half done."""
    import shutil
    import tempfile

    from quizgen.cli.progress import progress
    from quizgen.errors import UserError
    from quizgen.files import written_beside
    from quizgen.grading.keyed import COLUMNS, verdict_lines
    from quizgen.tables.named import read_table

    if path.is_dir():
        raise UserError(
            f"{path} is a folder, and no answers are named", f"quizgen grade {path} ANSWERS.csv"
        )
    kept = 1 << 20  # bytes of verdicts in memory; the rest waits on the disk
    with (
        _opened(path) as (stream, name),
        _executor(jobs) as executor,
        progress("Grading", None) as done,
        tempfile.SpooledTemporaryFile(kept, "w+", encoding="utf-8", newline="") as spool,
    ):
        count = 0
        rows = read_table(stream, name, COLUMNS, lambda note: click.echo(note, err=True))
        for more, text in verdict_lines(rows, name, as_json=as_json, executor=executor):
            spool.write(text)
            count += more
            done(more)
        if not count:
            raise UserError(f"{name}: there are no answers after the header")
        spool.seek(0)
        if output is None or str(output) == "-":
            while text := spool.read(kept):
                click.echo(text, nl=False)
            return
        with written_beside(output, force=force) as target:
            shutil.copyfileobj(spool, target)
    click.echo(f"wrote {count} verdicts to {output}", err=True)


@contextmanager
def _executor(jobs: int) -> "Iterator[Executor | None]":
    if jobs == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # A new process each: a fork would copy the thread that draws the bar.
    executor = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[BinaryIO, str]]:
    from quizgen.errors import UserError

    if str(path) == "-":
        yield sys.stdin.buffer, "stdin"
        return
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    with stream:
        yield stream, str(path)
