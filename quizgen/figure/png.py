"""Whether a file is a PNG, and how large."""

from zlib import crc32

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels."""
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def is_whole_png(png: bytes) -> bool:
    """Whether a file is a PNG with a size, and every piece of it is as it was written."""
    if not png.startswith(_SIGNATURE) or len(png) < 33 or not min(png_size(png)):
        return False
    at, kind = len(_SIGNATURE), b""
    while at + 12 <= len(png) and kind != b"IEND":
        length = int.from_bytes(png[at : at + 4], "big")
        kind, end = png[at + 4 : at + 8], at + 8 + length
        if crc32(png[at + 4 : end]) != int.from_bytes(png[end : end + 4], "big"):
            return False
        at = end + 4
    return kind == b"IEND"
