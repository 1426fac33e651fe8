"""Private addresses: how a printer's source says that a field of a form stands somewhere, and which.

A printer draws a link to the address; `document.form` makes a field of the link.
"""

import re
from typing import NamedTuple

from quizgen.document.fields import CODE, Field

SCHEME = "quizgen:"
# What a field takes: a line of text, several, an option's mark as a check or a disc, one of a list, nothing (the code).
TEXT, LINES, TICK, PICK, LIST, READ_ONLY = "text", "lines", "tick", "pick", "list", "code"
_ADDRESS = re.compile(
    rf"{SCHEME}({TEXT}|{LINES}|{TICK}|{PICK}|{LIST}|{READ_ONLY}):([\w.-]+):(.*)", re.DOTALL
)
# Between the options of a list, and before the tooltip behind them: no option has it.
_BETWEEN = "|"


class Link(NamedTuple):
    """What an address says: the kind of the field, its full name, its tooltip or the code, what is to choose from."""

    kind: str
    name: str
    said: str
    options: tuple[str, ...] = ()


def address(field: Field, tooltip: str, *, alone: bool = False) -> str:
    """The address of a field; an option is ticked, or picked `alone`.

    >>> address(Field("q1.a"), "Question 1: a whole number")
    'quizgen:text:q1.a:Question 1: a whole number'
    """
    if field.options:
        said = (str(len(field.options)), *field.options, tooltip)
        return f"{SCHEME}{LIST}:{field.name}:{_BETWEEN.join(said)}"
    written = LINES if field.is_multiline else TEXT
    kind = (PICK if alone else TICK) if field.option else written
    return f"{SCHEME}{kind}:{field.name}:{tooltip}"


def code_address(code: str) -> str:
    """The address of the field that says whose sheet it is."""
    return f"{SCHEME}{READ_ONLY}:{CODE}:{code}"


def link_of(text: str) -> Link | None:
    """What an address says; None for any other.

    >>> link_of(address(Field("q1.a.1.2", options=("grows", "shrinks")), "Row | column"))
    Link(kind='list', name='q1.a.1.2', said='Row | column', options=('grows', 'shrinks'))
    """
    found = _ADDRESS.fullmatch(text)
    if not found:
        return None
    kind, name, said = found.groups()
    if kind != LIST:
        return Link(kind, name, said)
    count, _, rest = said.partition(_BETWEEN)
    *options, tooltip = rest.split(_BETWEEN, int(count))
    return Link(kind, name, tooltip, tuple(options))
