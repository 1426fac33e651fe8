"""A PDF of Typst with objects added and replaced: an incremental update, as the PDF standard calls it.

To read a file whole and write it again takes a library ten times as long as what changes is worth.
Typst writes a table of references and plain objects; a file that looks otherwise is refused.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise

_TRAILER = re.compile(
    rb"trailer\n<</Size (\d+)/Root (\d+) 0 R/Info (\d+) 0 R/ID\[\((\S+?)\)\(\S+?\)\]>>\nstartxref\n(\d+)\n%%EOF\s*$"
)
_TABLE = re.compile(rb"xref\n0 \d+\n")
# Bytes of an entry in the table of references, and of the offset at its beginning.
_ENTRY, _OFFSET = 20, 10
_PLAIN = re.compile(r"[ -~]*")
_SPECIAL = re.compile(r"[\\()]")


class Increment:
    """Objects of `pdf` by number, and those that are put in their place or beside them."""

    def __init__(self, pdf: bytes) -> None:
        found = _TRAILER.search(pdf, max(0, len(pdf) - 1024))
        table = _TABLE.match(pdf, int(found[5])) if found else None
        if found is None or table is None:
            raise ValueError("the PDF does not end as Typst's do")
        self._pdf, self._found = pdf, found
        self._size = int(found[1])
        self._first = table.end()
        self._new: dict[int, bytes] = {}
        self.root = int(found[2])

    def objects(self) -> Iterator[tuple[int, bytes]]:
        """The number of each object of the file and what it holds; of a stream only the beginning."""
        ends = [*sorted(map(self._offset, range(1, int(self._found[1])))), len(self._pdf)]
        following = dict(pairwise(ends))
        for number in range(1, int(self._found[1])):
            begin = self._offset(number)
            whole = self._pdf[begin : following[begin]]
            yield number, whole.partition(b" 0 obj\n")[2].partition(b"\nendobj")[0]

    def object(self, number: int) -> bytes:
        """What an object of the file holds."""
        begin = self._offset(number)
        end = self._pdf.index(b"\nendobj", begin)
        return self._pdf[begin:end].partition(b" 0 obj\n")[2]

    def _offset(self, number: int) -> int:
        begin = self._first + number * _ENTRY
        return int(self._pdf[begin : begin + _OFFSET])

    def reserve(self) -> int:
        """A number for a new object."""
        self._size += 1
        return self._size - 1

    def put(self, number: int, held: bytes) -> None:
        """Let an object hold something else, or a new one something."""
        self._new[number] = held

    def add(self, held: bytes) -> int:
        """A new object; its number."""
        number = self.reserve()
        self.put(number, held)
        return number

    def add_stream(self, entries: bytes, data: bytes) -> int:
        """A new stream, `entries` of its dictionary; its number."""
        return self.add(b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(data), data))

    def written(self) -> bytes:
        """The file with what is new at its end. The same objects give the same bytes."""
        parts, at = [self._pdf, b"\n"], len(self._pdf) + 1
        table = [b"xref\n"]
        for number in sorted(self._new):
            whole = b"%d 0 obj\n%b\nendobj\n" % (number, self._new[number])
            table.append(b"%d 1\n%010d 00000 n\r\n" % (number, at))
            parts.append(whole)
            at += len(whole)
        digest = blake2b(b"".join(parts[1:]), digest_size=12).hexdigest().encode()
        root, info, identity, before = self._found.group(2, 3, 4, 5)
        parts.extend(table)
        parts.append(
            b"trailer\n<</Size %d/Root %b 0 R/Info %b 0 R/ID[(%b)(%b)]/Prev %b>>\nstartxref\n%d\n%%%%EOF\n"
            % (self._size, root, info, identity, digest, before, at)
        )
        return b"".join(parts)


def text(value: str) -> bytes:
    r"""A text as a string of a PDF.

    >>> text("a (b)"), text("ü")
    (b'(a \\(b\\))', b'<FEFF00FC>')
    """
    if _PLAIN.fullmatch(value):
        return b"(%b)" % _SPECIAL.sub(r"\\\g<0>", value).encode()
    return b"<FEFF%b>" % value.encode("utf-16-be").hex().upper().encode()


def read_text(string: bytes) -> str:
    r"""The text of a string as Typst writes it.

    >>> read_text(text("a (b)")), read_text(text("ü"))
    ('a (b)', 'ü')
    """
    if string.startswith(b"<"):
        return bytes.fromhex(string[1:-1].decode()).decode("utf-16")
    return re.sub(r"\\([\\()])", r"\1", string[1:-1].decode())
