"""`quizgen new`: what a person begins with, written into a folder."""

from pathlib import Path

import click

from quizgen.cli.group import line_by_line

_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
_file = click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
_force = click.option("--force", is_flag=True, help="Replace files that are there already.")


@click.group(name="new")
def command() -> None:
    r"""Write what to begin with: a homework, an exercise, a bank, a sheet, or templates to change.

    \b
    Examples:
      quizgen new homework hw4
      quizgen new exercise banks/mine.toml
      quizgen new bank mine
      quizgen new sheet mine/sheets/week-3.toml
      quizgen new templates hw4/templates
    """


@command.command(name="homework")
@_folder
@_force
def homework(folder: Path, *, force: bool) -> None:
    r"""Write a commented homework.toml into FOLDER; it works as it is.

    \b
    Examples:
      quizgen new homework hw4
      quizgen homework hw4
    """
    from quizgen.course.starting import new_homework

    path = new_homework(folder, force=force)
    click.echo(str(path))
    click.echo(f"change it as you like; next: quizgen homework {folder}", err=True)


@command.command(name="exercise")
@_file
@_force
def exercise(path: Path, *, force: bool) -> None:
    r"""Write a commented exercise into the file PATH; it works as it is.

    \b
    Examples:
      quizgen new exercise banks/mine.toml
      quizgen check --watch banks/mine.toml
    """
    from quizgen.course.starting import new_exercise

    click.echo(str(new_exercise(path, force=force)))
    click.echo(f"change it as you like; next: quizgen check --watch {path}", err=True)


@command.command(name="bank")
@_folder
@_force
def bank(folder: Path, *, force: bool) -> None:
    r"""Write commented exercises and a sheet into FOLDER; they work as they are.

    \b
    Examples:
      quizgen new bank mine
      quizgen check mine
      quizgen list --bank mine

    Banks in the folder `banks` of where you work are found without --bank.
    """
    from quizgen.course.starting import new_bank

    for path in new_bank(folder, force=force):
        click.echo(str(path))
    click.echo(f"change them as you like; next: quizgen check {folder}", err=True)


@command.command(name="sheet")
@_file
@_force
def sheet(path: Path, *, force: bool) -> None:
    r"""Write a commented sheet into the file PATH; it works as it is.

    \b
    Examples:
      quizgen new sheet mine/sheets/week-3.toml
      quizgen homework mine/sheets/week-3.toml --student Ada
    """
    from quizgen.course.starting import new_sheet

    click.echo(str(new_sheet(path, force=force)))
    click.echo(f"change it as you like; next: quizgen homework {path} --student Ada", err=True)


@command.command(name="templates")
@_folder
@_force
def templates(folder: Path, *, force: bool) -> None:
    r"""Copy the templates into FOLDER, to change them.

    \b
    Examples:
      quizgen new templates hw4/templates

    Name the folder in homework.toml: templates = "templates". A file that is not in it is the
    shipped one, so delete what you leave as it is.
    """
    from quizgen.course.starting import new_templates

    files = new_templates(folder, force=force)
    click.echo(str(folder))
    click.echo(
        f'{len(files)} templates; name the folder in homework.toml: templates = "…"', err=True
    )


for _each in (homework, exercise, bank, sheet, templates):
    _each.help = line_by_line(_each.help or "")
