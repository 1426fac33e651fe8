"""Where a person's own data lie: the folder of `QUIZGEN_HOME`, or the system's places for them."""

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


def cache_folder() -> Path | None:
    """The place of what is quicker kept than read anew; None where a person has no folder of their own."""
    import os
    import sys

    places = {
        "win32": ("LOCALAPPDATA", "~/AppData/Local"),
        "darwin": ("", "~/Library/Caches"),
    }
    variable, usual = places.get(sys.platform, ("XDG_CACHE_HOME", "~/.cache"))
    own = os.environ.get("QUIZGEN_HOME")
    place = os.path.join(own, "cache") if own else os.environ.get(variable) or usual  # noqa: PTH118 - `~` first
    folder = Path(os.path.expanduser(place), "" if own else "quizgen")  # noqa: PTH111 - refuses nothing
    return folder.absolute() if own or folder.is_absolute() else None
