"""Where the shipped folders `templates/` and `banks/` are."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def shipped(folder: str) -> Path:
    """Path of a shipped folder, from a wheel (inside the package) and a checkout (beside it) alike.

    >>> shipped("banks").is_dir(), shipped("templates").is_dir()
    (True, True)
    """
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder
