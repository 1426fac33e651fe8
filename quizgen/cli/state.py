"""Where a person's own data lie: the folder of `QUIZGEN_HOME`, or the system's place for it."""

from pathlib import Path


def log_file() -> Path:
    """The practice log's place; `~` is the learner's own folder, a relative path counts from here."""
    import os

    import click

    from quizgen.errors import UserError

    home = os.environ.get("QUIZGEN_HOME") or click.get_app_dir("quizgen")
    try:
        return Path(os.path.expanduser(home)).absolute() / "practice.sqlite"  # noqa: PTH111 - refuses nothing
    except OSError as error:
        raise UserError(
            f"{home}: {error.strerror or error}", "set QUIZGEN_HOME to a folder with its whole path"
        ) from None
