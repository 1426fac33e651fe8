"""The secret of a homework: what nobody can guess, kept beside the record.

Sheets print codes and numbers that follow from the secret, so one that can be guessed is found by
trying. This one has 256 random bits and never leaves its file.
"""

import re
import secrets
from pathlib import Path

from quizgen.course.folder import PRIVATE, put
from quizgen.errors import UserError
from quizgen.how_many import how_many

BYTES = 32
SECRET = f"{PRIVATE}/secret"
_FORM = re.compile(rf"[0-9a-f]{{{2 * BYTES}}}\n?")


def check_secret_kept(folder: Path, count: int) -> None:
    """`UserError` where the secret that `count` sheets follow from is gone: new ones would have other numbers."""
    path = folder / SECRET
    if not path.exists():
        raise UserError(
            f"{path} is gone, and the numbers of {how_many(count, 'sheet')} there follow from it",
            "bring it back from a copy; with --force every sheet is drawn anew, with other numbers",
        )


def secret_of(folder: Path) -> str:
    """The secret kept in a homework folder, or a new one, which is kept from now on.

    `UserError` for a damaged one. The folder is locked by the caller.
    """
    path = folder / SECRET
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        text = secrets.token_hex(BYTES) + "\n"
        put(folder, SECRET, text.encode())
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if not _FORM.fullmatch(text):
        raise UserError(
            f"{path}: is damaged: a secret is {2 * BYTES} hexadecimal digits",
            "bring it back from a copy, or choose another folder with -o: the sheets follow from it",
        )
    return text.strip()
