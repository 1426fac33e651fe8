"""`quizgen grade`: marks and feedback."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from quizgen.cli.differences import Difference
    from quizgen.course.responses import Found
    from quizgen.grading.marked import Marked
    from quizgen.grading.policy import Counting, Policy


_COUNTING: "dict[str, Counting]" = {"last": "last", "best": "best", "first": "first"}


@click.command(name="grade")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, allow_dash=True))
@click.argument(
    "submissions",
    metavar="[SUBMISSIONS]...",
    nargs=-1,
    type=click.Path(path_type=Path, allow_dash=True),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for marks and feedback instead of DIR; the file for the verdicts of a table.",
)
@click.option("--force", is_flag=True, help="Replace files that were changed since the last run.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="Processes to judge in; the marks are the same.",
)
@click.option(
    "--attempts",
    type=click.Choice(list(_COUNTING)),
    help="Which of several answers to a part counts; last if the homework does not say.",
)
@click.option(
    "--due",
    metavar="DATE",
    help="When answers were due, with a zone: '2026-11-30 23:59 +0100'.",
)
@click.option(
    "--late",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="What each day begun after that costs, of the points.",
)
@click.option(
    "--dates",
    type=click.Choice(["day/month", "month/day"]),
    help="How dates such as 3/4/2026 are read, where the file itself does not show it.",
)
@click.option(
    "--canvas",
    metavar="EXPORT",
    type=click.Path(path_type=Path),
    help="Your own export of Canvas's gradebook: a copy of it is written with the marks filled in.",
)
@click.option(
    "--feedback/--no-feedback",
    default=True,
    help="Write each student's feedback too.",
)
@options.as_json
def command(
    folder: Path,
    submissions: tuple[Path, ...],
    output: Path | None,
    jobs: int,
    attempts: str | None,
    due: str | None,
    late: float | None,
    dates: str | None,
    canvas: Path | None,
    *,
    feedback: bool,
    force: bool,
    as_json: bool,
) -> None:
    r"""Grade the answers to a homework, or a table of answers with their keys.

    \b
    Examples:
      quizgen grade hw4 answers.csv
      quizgen grade hw4 returned/ forms.xlsx --attempts best
      quizgen grade hw4 moodle.csv --due '2026-11-30 23:59 +0100' --late 10
      quizgen grade hw4 answers.jsonl -o marks --force --jobs 4
      cat answers.csv | quizgen grade hw4 - --json
      quizgen grade answers-with-keys.csv -o verdicts.csv
      quizgen grade week-4.record.jsonl responses.csv

    DIR is the folder `quizgen homework` wrote. SUBMISSIONS are filled sheets (PDF), tables (CSV,
    .xlsx, JSON) and folders of them. A table has one answer a line, with the columns student,
    question, answer; or one student a line, with a column for each question, as Google Forms, Moodle
    and Canvas write them. A student is called by name, id or e-mail, a question 1a, 1(a) or by its
    exercise, conv1d-arch/P.

    Written are DIR/marks/grades.csv, a line a student; marks.csv, a line a part; gradebook-moodle.csv;
    report.txt about the class; and DIR/feedback/NAME.html and .txt for each student. What could not
    be read, is right but rounded, or belongs to nobody has no points yet: it stands in
    DIR/marks/review.csv with the reason and an empty column `mark`. What you enter there wins, and
    stays when the same command is run again. DIR/overrides.toml has further decisions: accepted
    answers, corrected keys, void questions, full marks for all, marks by hand. Unknown students and
    questions are reported (exit code 1); the other lines are graded all the same.

    What `quizgen export` wrote beside its file, a record, grades what a learning system writes: Moodle's
    Responses with the text of the questions, Canvas's Student Analysis, nbgrader's folder of
    submitted notebooks. The class is put into a folder beside the record, or that of -o.

    A table instead of DIR has the columns kind, key, answer, if needed settings as JSON, and any
    others; its verdicts are printed as CSV, or as JSON lines with --json.
    """
    if not submissions:
        _grade_table(folder, output, jobs, force=force, as_json=as_json)
        return
    if folder.suffix == ".jsonl" and folder.is_file():
        folder, students = _class_of_responses(folder, submissions, output)
        submissions, output = (folder / RESPONSES,), None
    else:
        students = []
    rules = _policy(folder, attempts, due, late, dates)
    _grade_class(
        folder, submissions, output, jobs, rules, canvas, students,
        feedback=feedback, force=force, as_json=as_json,
    )  # fmt: skip


def _policy(
    folder: Path, attempts: str | None, due: str | None, late: float | None, dates: str | None
) -> "Policy":
    """The rules of the homework, and what the options say instead."""
    from fractions import Fraction

    from quizgen.course.extension import extended
    from quizgen.course.folder import ROSTER
    from quizgen.course.kept import kept_specification
    from quizgen.course.late import Late
    from quizgen.course.roster import read_roster
    from quizgen.course.specification import DAY_FIRST
    from quizgen.errors import UserError
    from quizgen.grading.policy import Policy
    from quizgen.tables.dates import read_date

    roster = folder / ROSTER
    own = kept_specification(folder)
    date = read_date(due) if due else own.due if own else None
    if due and (date is None or date.tzinfo is None):
        raise UserError(f"--due {due!r} is no date with a zone", "write 2026-11-30 23:59 +0100")
    rule = (
        Late(per_day=Fraction(str(late)) / 100) if late is not None else own.late if own else Late()
    )
    listed = roster.read_bytes() if roster.is_file() else b""
    # Of a sheet for everybody there is the header alone.
    students = read_roster(listed, str(roster)).students if listed.strip().count(b"\n") else ()
    later = extended(students, date, str(roster)) if date else {}
    counts = attempts or (own.attempts.value if own else "last")
    order = dates or (own.dates if own else "")
    day_first = order == DAY_FIRST if order else None
    return Policy(_COUNTING[counts], date, rule.kept, later, day_first)


def _grade_class(
    folder: Path,
    submissions: tuple[Path, ...],
    output: Path | None,
    jobs: int,
    rules: "Policy",
    canvas: Path | None,
    students: "Sequence[Found]",
    *,
    feedback: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Read what was decided, judge, write everything together, and say what is left to decide."""
    from quizgen.cli import grading
    from quizgen.cli.compared import compared
    from quizgen.cli.progress import progress
    from quizgen.course.folder import opened_class
    from quizgen.course.kept import feedback_frame
    from quizgen.course.mended import with_mended
    from quizgen.grading.class_report import report_lines
    from quizgen.grading.collecting import collect
    from quizgen.grading.files import read_files
    from quizgen.grading.marks import grade_collected
    from quizgen.grading.outputs import Class
    from quizgen.grading.roster import Roster
    from quizgen.grading.stored import open_class

    mended = grading.mended_of(folder, output)
    with opened_class(folder, open_class) as handed_out:
        assignments = with_mended(handed_out, mended)
        overrides, review = grading.decisions(folder, output)
        export = (str(canvas), _bytes(canvas)) if canvas else None
        said: list[str] = []
        roster = Roster(assignments)
        found = collect(roster, read_files(submissions, assignments, said.append), rules)
        with (
            _executor(jobs) as executor,
            progress("Grading", len(roster.sheets)) as done,
        ):
            marked = grade_collected(
                roster,
                found,
                policy=rules,
                overrides=overrides,
                review=review,
                executor=executor,
                done=done,
            )
        marked = replace(marked, notes=(*said, *marked.notes))
        names = grading.stems(folder, roster.sheets)
        graded = Class(
            roster.sheets, found.answers, marked, review, names, export, rules.attempts,
            feedback_frame(folder), grading.way_to(folder, output),
        )  # fmt: skip
        paths, told = grading.write(
            graded, folder, output, feedback=feedback, force=force, mended=mended
        )
        place = grading.tables_folder(folder, output)
        grading.tell(marked, told, place / "review.csv")
    differ = compared(folder, students, marked)
    if as_json:
        _print_json(marked, paths, differ)
    else:
        for line in report_lines(marked, most=20):
            click.echo(line)
        click.echo(
            f"wrote {len(paths)} files to {place}; next: quizgen report {output or folder}",
            err=True,
        )
    if marked.refused:
        raise SystemExit(1)


def _bytes(path: Path) -> bytes:
    with _opened(path) as (stream, _):
        return stream.read()


def _print_json(marked: "Marked", paths: list[Path], differ: "Sequence[Difference]") -> None:
    import json
    from dataclasses import asdict

    from quizgen.grading.marked import rows

    data = {
        "format": 1,
        "marks": list(rows(marked)),
        "totals": {
            student: {"points": float(got), "maximum": float(most)}
            for student, (got, most) in marked.totals().items()
        },
        "counts": marked.counts(),
        "late": dict(zip(("parts", "students", "without_points"), marked.late(), strict=True)),
        "unreadable": [
            {"student": m.student, "question": m.question, "answer": text, "reason": reason}
            for m, text, reason in marked.unread()
        ],
        "waiting": [
            {"student": m.student, "question": m.question, "answer": m.answer}
            for m in marked.where(lambda mark: mark.waits)
        ],
        "mistakes": [{"exercise": e, "mistake": m, "count": n} for e, m, n in marked.mistakes()],
        "problems": [*marked.refused, *marked.notes],
        "differences": [asdict(one) for one in differ],
        "files": [str(path) for path in paths],
    }
    click.echo(json.dumps(data, indent=2, ensure_ascii=False))


# The answers that came back from a learning system, as a table of our own.
RESPONSES = "responses.csv"


def _class_of_responses(
    record: Path, files: tuple[Path, ...], output: Path | None
) -> "tuple[Path, Sequence[Found]]":
    """A folder of the class that a learning system's responses tell of: who had what, who answered what."""
    from quizgen.course.folder import VARIANTS, private_folder, put
    from quizgen.course.lock import locked
    from quizgen.course.responses import assignments_of, read_record, read_responses, table_of
    from quizgen.tables.writing import csv_text, for_spreadsheets

    known = read_record(record)
    students = read_responses(files, known, lambda line: click.echo(line, err=True))
    folder = output or record.with_name(
        record.name.removesuffix(".jsonl").removesuffix(".record") + "-class"
    )
    private_folder(folder)
    sheets = assignments_of(students, known, folder.name)
    with locked(folder):
        put(folder, VARIANTS, "".join(f"{sheet.to_line()}\n" for sheet in sheets).encode())
        put(folder, RESPONSES, for_spreadsheets(csv_text(table_of(students))))
    return folder, students


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
            if output.suffix.casefold() == ".csv" and not as_json:
                target.write("\ufeff")  # so that Excel shows every letter
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
