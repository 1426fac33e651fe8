"""Private addresses: how a printer's source says that a field of a form stands somewhere, and which.

A printer draws a link to the address; `document.form` makes a field of the link.
"""

import re
from typing import NamedTuple

from quizgen.document.fields import CODE, Field

SCHEME = "quizgen:"
# What a field takes: a line of text, several, an option's mark as a check or a disc, nothing (the code).
TEXT, LINES, TICK, PICK, READ_ONLY = "text", "lines", "tick", "pick", "code"
_ADDRESS = re.compile(
    rf"{SCHEME}({TEXT}|{LINES}|{TICK}|{PICK}|{READ_ONLY}):([\w.-]+):(.*)", re.DOTALL
)


class Link(NamedTuple):
    """What an address says: the kind of the field, its full name, and its tooltip, or the code."""

    kind: str
    name: str
    said: str


def address(field: Field, tooltip: str, *, alone: bool = False) -> str:
    """The address of a field; an option is ticked, or picked `alone`.

    >>> address(Field("q1.a"), "Question 1: a whole number")
    'quizgen:text:q1.a:Question 1: a whole number'
    """
    written = LINES if field.is_multiline else TEXT
    kind = (PICK if alone else TICK) if field.option else written
    return f"{SCHEME}{kind}:{field.name}:{tooltip}"


def code_address(code: str) -> str:
    """The address of the field that says whose sheet it is."""
    return f"{SCHEME}{READ_ONLY}:{CODE}:{code}"


def link_of(text: str) -> Link | None:
    """What an address says; None for any other."""
    found = _ADDRESS.fullmatch(text)
    return Link(*found.groups()) if found else None
