"""Elements of the XML that learning systems read, and what cannot stand in it."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from hashlib import blake2b

from quizgen.errors import UserError

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def digest(*told: str) -> str:
    """Sixteen letters that follow from what is told: identifiers that no two things share.

    >>> digest("a", "b") == digest("a", "b"), digest("a", "b") == digest("ab")
    (True, False)
    """
    return blake2b("\0".join(told).encode(), digest_size=8).hexdigest()


def legal(text: str) -> str:
    r"""The text; `UserError` names a character that XML does not have.

    >>> legal("a\tb")
    'a\tb'
    """
    if found := _FORBIDDEN.search(text):
        raise UserError(
            f"the text {text[max(0, found.start() - 20) : found.end() + 20]!r} has the character "
            f"U+{ord(found[0]):04X}, which no XML file can hold",
            "remove it from the exercise",
        )
    return text


def element(
    tag: str, text: str = "", children: Iterable[ET.Element] = (), **attributes: str
) -> ET.Element:
    """An element; an attribute whose name Python keeps for itself ends with an underscore: `continue_`."""
    made = ET.Element(tag, {name.rstrip("_"): legal(value) for name, value in attributes.items()})
    made.text = legal(text) or None
    made.extend(children)
    return made


def written(root: ET.Element) -> bytes:
    """The document as UTF-8, with its declaration."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'.encode()
