"""The bytes of a person's own file, read within bounds."""

from pathlib import Path

from quizgen.errors import UserError

FILE_BYTES = 400_000


def file_bytes(path: Path) -> bytes:
    """What a file holds; `UserError` for what is no file, such as a pipe that never ends, or too long."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UserError("is neither a file nor a folder", "name a TOML file")
    with path.open("rb") as file:
        data = file.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise UserError(f"more than {FILE_BYTES:,} bytes", "split the bank")
    return data
