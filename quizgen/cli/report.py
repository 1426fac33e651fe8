"""`quizgen report`: what a class got right and wrong."""

from pathlib import Path

import click

from quizgen.cli import options


@click.command(name="report")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for report.html and report.csv, that of the marks if not given.",
)
@options.as_json
def command(folder: Path, output: Path | None, *, as_json: bool) -> None:
    r"""Write a page and a table about what a class got right and wrong.

    \b
    Examples:
      quizgen report hw4
      quizgen report hw4 -o statistics

    DIR is the folder `quizgen grade` graded last, or its -o. The page has the distribution of points;
    facility, discrimination and discriminative efficiency of each question and part, and Cronbach's
    alpha, by Moodle's formulas; slips by name; frequent wrong answers that no slip explains;
    difficulty by drawn numbers; who handed nothing in; and how many answers wait for a decision.
    """
    from quizgen.course.results import finish, tables_of
    from quizgen.files import write_all
    from quizgen.grading.record import read_record
    from quizgen.grading.report import report
    from quizgen.grading.report_page import page, table
    from quizgen.tables.writing import for_spreadsheets

    finish(folder)
    found = report(read_record(folder))
    place = output or tables_of(folder)
    files = {"report.html": page(found).encode(), "report.csv": for_spreadsheets(table(found))}
    paths = write_all(place, files, replaceable=files)
    if as_json:
        import json
        from dataclasses import asdict

        data = {
            "format": 1,
            "students": found.students,
            "absent": list(found.absent),
            "whole": asdict(found.whole),
            "questions": [asdict(item) for item in found.questions],
            "parts": [asdict(item) for item in found.parts],
            "slips": [asdict(slip) for slip in found.slips],
            "undecided": sum(found.undecided.values()),
            "unmatched": found.unmatched,
            "late": dict(zip(("parts", "students", "without_points"), found.late, strict=True)),
            "files": [str(path) for path in paths],
        }
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    for path in paths:
        click.echo(str(path))
