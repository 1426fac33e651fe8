"""Options that several commands share."""

from pathlib import Path

import click

bank = click.option(
    "--bank",
    "banks",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A bank file or folder, besides ./banks and the shipped ones.",
)
as_json = click.option("--json", "as_json", is_flag=True, help="The same facts for machines.")
seed = click.option(
    "--seed",
    default=None,
    help="The same seed gives the same bytes; drawn and printed if not given.",
)


def drawn_seed(given: str | None) -> str:
    """The seed given, or a new one that is printed on stderr."""
    if given is not None:
        return given
    import secrets

    new = secrets.token_hex(8)
    click.echo(f"seed: {new}", err=True)
    return new
