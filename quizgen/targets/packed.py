"""Files put into one zip: the same bytes for the same files, whenever and wherever it is made."""

import shutil
from collections.abc import Iterable
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The first day a zip can tell.
_DATE = (1980, 1, 1, 0, 0, 0)


def pack(
    file: BinaryIO,
    members: Iterable[tuple[str, bytes | IO[bytes]]],
    *,
    runs: frozenset[str] = frozenset(),
) -> None:
    """Write named members, in order; those named `runs` are programs. Of two with one name the first is kept.

    A member that is a file is copied from its start, piece by piece.
    """
    seen: set[str] = set()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, data in members:
            if name in seen:
                continue
            seen.add(name)
            info = ZipInfo(name, _DATE)
            info.create_system = 3  # as on Unix, also on Windows
            info.external_attr = (0o755 if name in runs else 0o644) << 16
            info.compress_type = ZIP_DEFLATED
            if isinstance(data, bytes):
                archive.writestr(info, data)
                continue
            data.seek(0)
            with archive.open(info, "w") as member:
                shutil.copyfileobj(data, member)
