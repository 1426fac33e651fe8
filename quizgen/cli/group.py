"""The group of all commands."""

import click

from quizgen import __version__


@click.group()
@click.version_option(__version__, prog_name="quizgen")
def group() -> None:
    """Exercises, answer keys and grading for neural networks."""
