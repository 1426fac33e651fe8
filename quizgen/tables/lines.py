"""The lines of a file as text, whatever encoding a spreadsheet chose; never more than one is held."""

import io
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import IO, BinaryIO

from quizgen.errors import UserError
from quizgen.tables.record import Bad

# One line; what is longer is no line that a person wrote.
LINE = 1_000_000
# So many bytes tell which kind of file it is.
START = 4096
_SAVE = "save it as CSV UTF-8 or .xlsx"
_MAGIC = {
    b"%PDF-": "a PDF",
    b"\xd0\xcf\x11\xe0": "a workbook of an old Excel (.xls) or locked by a password",
    b"PK\x03\x04": "a workbook or an archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "compressed",
    b"{\\rtf": "a text of a word processor",
}


# Some systems export a page and call it .xls.
_PAGES = (b"<!doctype", b"<html", b"<table", b"<?xml")


class Opened(io.RawIOBase):
    """A stream whose first bytes have been looked at; nothing is lost, and it need not be seekable."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.start = stream.read(START) or b""
        self._left = self.start

    def readable(self) -> bool:
        """A stream is."""
        return True

    def readinto(self, buffer: "memoryview | bytearray", /) -> int:  # type: ignore[override]
        """The bytes looked at, then the others."""
        data = self._left[: len(buffer)] if self._left else self._stream.read(len(buffer)) or b""
        self._left = self._left[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def text_lines(
    opened: Opened, name: str, say: Callable[[str], None]
) -> Iterator[tuple[int, str] | Bad]:
    r"""The lines with their numbers and ends; `say` is told where the encoding had to be guessed.

    >>> import io
    >>> said = []
    >>> list(text_lines(Opened(io.BytesIO(b"Ada\nZo\xeb")), "a.csv", said.append))
    [(1, 'Ada\n'), (2, 'Zoë')]
    >>> said
    ["a.csv:2: not UTF-8, so read as Windows-1252: is 'Zoë' right? ..."]
    """
    start = opened.start
    what = next((what for magic, what in _MAGIC.items() if start.startswith(magic)), "")
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_PAGES):
        what = "a web page or XML, whatever it is called"
    if what:
        raise UserError(f"{name}: the file is {what}, no table", _SAVE)
    wide = _wide_encoding(start)
    if not wide and b"\0" in start.partition(b"\n")[0]:
        raise UserError(f"{name}: the file is neither text nor a workbook", _SAVE)
    stream = io.BufferedReader(opened, 1 << 16)
    if wide:
        text = io.TextIOWrapper(stream, wide, errors="replace", newline="")
        yield from _bounded(text)
    elif b"\r" in start and b"\n" not in start:  # as old Macs end their lines
        encoding = "cp1252" if _is_cp1252(start) else "utf-8-sig"
        if encoding == "cp1252":
            say(f"{name}: not UTF-8, so read as Windows-1252; {_SAVE} if letters are wrong")
        yield from _bounded(io.TextIOWrapper(stream, encoding, errors="replace", newline=None))
    else:
        yield from _decoded(stream, name, say)


def _wide_encoding(start: bytes) -> str:
    """UTF-16 or UTF-32 by its mark, or by the zeros between letters; empty for neither."""
    if start.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Every other byte of Latin letters is zero; one among many is a student's.
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) * 4 <= len(start):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_cp1252(start: bytes) -> bool:
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end < len(start)  # a letter that is cut at the end is none
    return False


def _bounded(text: IO[str]) -> Iterator[tuple[int, str] | Bad]:
    for number in count(1):
        line = text.readline(LINE + 1)
        if not line:
            return
        if len(line) > LINE:
            start = line
            while line and not line.endswith(("\n", "\r")):
                line = text.readline(LINE)
            yield _too_long(number, start)
        else:
            yield number, line.removeprefix("\ufeff") if number == 1 else line


def _decoded(
    stream: "io.BufferedReader[Opened]", name: str, say: Callable[[str], None]
) -> Iterator[tuple[int, str] | Bad]:
    guessed = False
    for number in count(1):
        data = stream.readline(LINE + 1)
        if not data:
            return
        if len(data) > LINE:
            start = data[:200].decode("utf-8", "replace")
            while data and not data.endswith(b"\n"):
                data = stream.readline(LINE)
            yield _too_long(number, start)
            continue
        if b"\0" in data:
            shown = data[:200].replace(b"\0", b"").decode("utf-8", "replace").strip()
            yield Bad(number, shown, f"the line has a NUL byte, so it is damaged; {_SAVE}")
            continue
        try:
            text = data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            try:
                text = data.decode("cp1252")
            except UnicodeDecodeError:
                shown = data[:200].decode("utf-8", "replace").strip()
                yield Bad(number, shown, f"the line is neither UTF-8 nor Windows-1252; {_SAVE}")
                continue
            if not guessed:
                guessed = True
                word = re.search(r"\w*[^\x00-\x7f]\w*", text)
                say(
                    f"{name}:{number}: not UTF-8, so read as Windows-1252: "
                    f"is {word[0] if word else '?'!r} right? If not, {_SAVE}"
                )
        if "\r" not in text or text.find("\r") == len(text) - 2:
            yield number, text
            continue
        for piece in re.findall(r"[^\r]*(?:\r\n?|\Z)", text):
            if piece:
                yield number, piece


def _too_long(number: int, start: str) -> Bad:
    return Bad(number, start[:200], f"the line has more than {LINE} characters")
