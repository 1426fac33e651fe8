"""Options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizgen.bank.exercise import Exercise

# Of more exercises no convention that they keep is told.
FEW = 4

bank = click.option(
    "--bank",
    "banks",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A bank file or folder, besides ./banks and the shipped ones.",
)
profile = click.option(
    "--profile",
    metavar="NAME|FILE",
    help="Conventions: lecture, torch, keras, textbook, or a TOML file of your own.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="The same facts for machines.")
seed = click.option(
    "--seed",
    default=None,
    help="The same seed gives the same bytes; drawn and printed if not given.",
)


def conventions(profile: str | None, exercises: "Iterable[Exercise]") -> "Mapping[str, str]":
    """The conventions of a profile; those that an exercise keeps nevertheless are told on stderr."""
    if profile is None:
        return {}
    from quizgen.bank.declared import kept, notes
    from quizgen.bank.profiles import read_profile
    from quizgen.cli.output import tell
    from quizgen.few import few

    course = read_profile(profile)
    keeping = [exercise for exercise in exercises if kept(exercise, course)]
    if len(keeping) > FEW:
        names = few([exercise.id for exercise in keeping])
        tell(f"{len(keeping)} exercises keep conventions of their own, and say so: {names}.")
    else:
        for line in notes(keeping, course):
            tell(line)
    return course


def drawn_seed(given: str | None) -> str:
    """The seed given, or a new one that is printed on stderr."""
    if given is not None:
        return given
    import secrets

    new = secrets.token_hex(8)
    click.echo(f"seed: {new}", err=True)
    return new
