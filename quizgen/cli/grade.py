"""`quizgen grade`: marks and feedback."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options

if TYPE_CHECKING:
    from quizgen.assignment import Assignment


@click.command(name="grade")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument(
    "submissions", metavar="SUBMISSIONS", type=click.Path(path_type=Path, allow_dash=True)
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder for marks and feedback; DIR/marks if not given.",
)
@click.option("--force", is_flag=True, help="Replace marks of another run.")
@options.as_json
def command(
    folder: Path, submissions: Path, output: Path | None, *, force: bool, as_json: bool
) -> None:
    r"""Grade the answers to a homework.

    \b
    Examples:
      quizgen grade hw4 answers.csv
      quizgen grade hw4 answers.jsonl -o marks --force
      cat answers.csv | quizgen grade hw4 - --json

    DIR is the folder `quizgen homework` wrote. SUBMISSIONS is a CSV with the columns student,
    question, answer, or JSON objects with these names. A question is called 1a, 1(a) or by its
    exercise, conv1d-arch/P. Written are marks.csv, a feedback file for each student, and
    report.txt about the class. Unknown students and questions are reported (exit code 1); the
    other lines are graded all the same.
    """
    from quizgen.answers.escape import for_terminal
    from quizgen.files import write_all
    from quizgen.grading.feedback import class_report, marks_csv, student_feedback
    from quizgen.grading.marks import grade, rows
    from quizgen.grading.submissions import read_submissions
    from quizgen.homework.assignment import file_names

    assignments = load_assignments(folder)
    marked = grade(assignments, read_submissions(*_data(submissions)))
    files = {"marks.csv": marks_csv(marked), "report.txt": class_report(marked)}
    names = file_names([a.student for a in assignments])
    for assignment, name in zip(assignments, names, strict=True):
        own = [mark for mark in marked.marks if mark.student == assignment.student]
        files[f"{name}.txt"] = student_feedback(own)
    place = output or folder / "marks"
    paths = write_all(place, {name: text.encode() for name, text in files.items()}, force=force)
    for problem in marked.problems:
        click.echo(for_terminal(f"{submissions}: {problem}"), err=True)
    if as_json:
        import json

        data = {
            "format": 1,
            "marks": rows(marked),
            "totals": {
                student: {"points": float(got), "maximum": float(most)}
                for student, (got, most) in marked.totals().items()
            },
            "mistakes": [
                {"exercise": e, "mistake": m, "count": n} for e, m, n in marked.mistakes()
            ],
            "problems": list(marked.problems),
            "files": [str(path) for path in paths],
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        click.echo(files["report.txt"], nl=False)
        click.echo(f"wrote {len(paths)} files to {place}", err=True)
    if any("unknown" in problem for problem in marked.problems):
        raise SystemExit(1)


def load_assignments(folder: Path) -> "list[Assignment]":
    """The class of a homework folder; `UserError` for a folder that is none."""
    from quizgen.errors import UserError
    from quizgen.grading.marks import read_assignments

    path = folder / "variants.jsonl"
    try:
        return read_assignments(path.read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        raise UserError(
            f"{folder}: no variants.jsonl, so this is no homework folder",
            "name the folder that `quizgen homework -o` wrote",
        ) from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path}: is damaged or from another version: {error}",
            "write the homework again with the same seed",
        ) from None


def _data(path: Path) -> tuple[bytes, str]:
    from quizgen.errors import UserError

    if str(path) == "-":
        return sys.stdin.buffer.read(), "stdin"
    try:
        return path.read_bytes(), str(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}") from None
