"""The listing of an exercise: as a student sees it, with blanks ①, ②, ③, and what is asked of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.language.listings import BLANK

NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩"
# The name of the listing in expressions.
NAME = "listing"


def blanks(listing: str) -> tuple[str, ...]:
    r"""The ids of the parts that ask for blanks, in the order of the listing.

    >>> blanks("a = <<n>>\nb = <<step>> + <<n>>")
    ('n', 'step')
    """
    return tuple(dict.fromkeys(BLANK.findall(listing)))


def with_listing(text: str, listing: str) -> str:
    """The statement as Markdown: the text, and below it the listing with its blanks by numbers."""
    if not listing:
        return text
    numbers = dict(zip(blanks(listing), NUMBERS, strict=False))
    code = BLANK.sub(lambda blank: f"__{numbers[blank[1]]}__", listing.strip("\n"))
    return f"{text.rstrip()}\n\n```python\n{code}\n```\n".lstrip("\n")


def asked(ask: str, identifier: str, listing: str) -> str:
    """What a part asks, the number of its blank in front.

    >>> asked("", "n", "a = <<n>>"), asked("How many?", "n", "a = <<n>>"), asked("Why?", "b", "a = <<n>>")
    ('What belongs at ①?', '① How many?', 'Why?')
    """
    found = blanks(listing)
    if identifier not in found:
        return ask
    number = NUMBERS[found.index(identifier)]
    return f"{number} {ask}" if ask else f"What belongs at {number}?"


def problems(listing: str, ids: list[str], names: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a listing beside parts of these ids, and how it would be right."""
    found = blanks(listing)
    if "```" in listing:
        yield "has a fence of Markdown in it", "write the code alone"
    if len(found) > len(NUMBERS):
        yield f"has {len(found)} blanks; at most {len(NUMBERS)}", "ask for fewer"
    for name in found:
        if name not in ids:
            yield f"the blank <<{name}>> has no part", f'give it a part with id = "{name}"'
    if NAME in names:
        yield f"the name {NAME!r} is that of the listing", "draw under another name"
