"""The secret of a homework: what nobody can guess, kept beside the keys.

Sheets print codes and numbers that follow from the secret, so one that can be guessed is found by
trying. This one has 256 random bits and never leaves its file.
"""

import os
import re
import secrets
from pathlib import Path

from quizgen.errors import UserError

PRIVATE = "private"
BYTES = 32
_FORM = re.compile(rf"[0-9a-f]{{{2 * BYTES}}}\n?")


def secret_of(folder: Path) -> str:
    """The secret kept in a homework folder, or a new one; `UserError` for a damaged one."""
    try:
        return _read(folder / PRIVATE / "secret")
    except FileNotFoundError:
        return secrets.token_hex(BYTES)


def keep_secret(folder: Path, secret: str) -> None:
    """Write the secret into the folder, for its owner's eyes only; the same one may be there already.

    `UserError` if another one is there, or the folder cannot be written.
    """
    path = folder / PRIVATE / "secret"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret + "\n")
    except FileExistsError:
        if not path.is_file() or _read(path) != secret:
            raise UserError(
                f"{path} is not the secret these sheets follow from: another homework is written here",
                "wait until it is done, or choose another folder with -o",
            ) from None
    except OSError as error:
        raise UserError(
            f"{path}: cannot be written: {error.strerror}", "choose another folder with -o"
        ) from None


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise
    except NotADirectoryError:
        raise FileNotFoundError(path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if not _FORM.fullmatch(text):
        raise UserError(
            f"{path}: is damaged: a secret is {2 * BYTES} hexadecimal digits",
            "bring it back from a copy, or choose another folder with -o: the sheets follow from it",
        )
    return text.strip()
