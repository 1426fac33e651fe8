"""`quizgen new`: what a person begins with, written into a folder."""

from pathlib import Path

import click

from quizgen.cli.group import line_by_line

_folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
_force = click.option("--force", is_flag=True, help="Replace files that are there already.")


@click.group(name="new")
def command() -> None:
    r"""Write what to begin with: a homework, or templates to change.

    \b
    Examples:
      quizgen new homework hw4
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


for _each in (homework, templates):
    _each.help = line_by_line(_each.help or "")
