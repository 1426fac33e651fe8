"""`quizgen show`: one exercise, drawn."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.cli import options, output

if TYPE_CHECKING:
    from quizgen.variant import Variant

FORMS = ("text", "latex", "typst", "html")


@click.command(name="show")
@click.argument("exercise_id", metavar="ID|FILE")
@options.seed
@click.option("--level", help="E (easy), M (medium) or H (hard), as far as the exercise has them.")
@click.option("--instance", help="A pinned instance, such as slide: the lecture's own numbers.")
@click.option("--key", is_flag=True, help="With answers, worked solutions and recognised mistakes.")
@click.option("--brief", is_flag=True, help="With the key, its worked solutions in a line or two.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True)
@click.option(
    "--width",
    type=click.IntRange(40, 400),
    default=None,
    help="Columns of the text form; those of the terminal if not given.",
)
@options.profile
@options.bank
@options.as_json
def command(
    exercise_id: str,
    seed: str | None,
    level: str | None,
    instance: str | None,
    form: str,
    width: int | None,
    profile: str | None,
    banks: tuple[Path, ...],
    *,
    key: bool,
    brief: bool,
    as_json: bool,
) -> None:
    r"""Draw one exercise and print it.

    \b
    Examples:
      quizgen show conv1d-arch --instance slide --key
      quizgen show dense-params --brief
      quizgen show conv1d-compute --seed 7 --level E
      quizgen show dense-params --format latex > question.tex
      quizgen show dense-params --json
      quizgen show dense-params --profile torch --key
      quizgen show banks/mine.toml --key

    A FILE is a bank of one exercise; those of a bank of several are named by their ids.
    """
    from quizgen.bank import draw, load_banks

    library = load_banks(banks, naming=exercise_id)
    exercise = library.exercise(exercise_id)
    course = options.conventions(profile, [exercise])
    drawn = "" if instance and seed is None else options.drawn_seed(seed)
    variant = draw(exercise, drawn, level, instance, course)
    if as_json:
        click.echo(variant.to_line())
        return
    from quizgen.bank.printing import printing

    with printing(library, [variant], _problems):
        click.echo(_printed(variant, form, width, key=key or brief, briefly=brief), nl=False)
        if form == "latex":
            _pictures_beside(variant)


def _pictures_beside(variant: "Variant") -> None:
    """Authors' own pictures are files that LaTeX includes: beside the one that is written here."""
    from quizgen.document.printers import latex
    from quizgen.document.sheet import sheet as typeset

    for name, data in latex.files(typeset([variant], title=variant.title)).items():
        if sys.stdout.isatty():
            click.echo(f"{name} is written where the output goes into a file", err=True)
        elif not Path(name).exists():
            Path(name).write_bytes(data)
            click.echo(f"{name} is what the LaTeX includes", err=True)


def _problems(variant: "Variant") -> list[str]:
    """What cannot be printed of the exercise: looked for only where something could not be."""
    from quizgen.document.check import check_document

    return check_document(variant)


def _printed(variant: "Variant", form: str, width: int | None, *, key: bool, briefly: bool) -> str:
    """The exercise in a form of `FORMS`, with how its answers are typed unless there is the key."""
    from quizgen.document.sheet import sheet as typeset

    page = typeset([variant], title=variant.title, code=variant.code, briefly=briefly)
    if form == "text":
        from quizgen.document.printers import text

        columns = width or output.width()
        said = "" if key else text.how_to_type(page, width=columns)
        asked = text.question(page.questions[0], width=columns, key=key)
        return f"{asked}\n{said}" if said else asked
    from importlib import import_module

    output.as_file()
    printer = import_module(f"quizgen.document.printers.{form}")
    return str(printer.sheet(page, key=key))
