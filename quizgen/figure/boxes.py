"""Boxes to fill in: the places of a figure at which an answer is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, joined
from quizgen.figure.graphs import layer_places, states
from quizgen.figure.graphs import places as nodes
from quizgen.figure.network import places as units
from quizgen.figure.network import plain
from quizgen.figure.stack import places as shapes

# Millimetres of a box: for a number, and for what has brackets.
NARROW, WIDE = 17, 32

# The names of the places that the data of a kind of figure have.
PLACES: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "computation_graph": layer_places,
    "expression_graph": nodes,
    "layer_stack": shapes,
    "network": units,
    "recurrence": states,
}
# So many places are named where one is not found.
NAMED = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for at a place: the letter of its part (empty for the only one), its box's width."""

    place: str
    letter: str
    width: int


def with_boxes(figure: Figure, asked: Iterable[Asked]) -> Figure:
    """The figure with empty boxes; `UserError` for a place it does not have, or has a box at.

    >>> from quizgen.figure import BUILDERS
    >>> graph = BUILDERS["expression_graph"]([["x", 3], ["y", 4], ["f", "+", "x", "y"]])
    >>> with_boxes(graph, [Asked("f", "a", 17)]).data["boxes"]
    [['f', 'a', 17]]
    """
    found: dict[str, Asked] = {}
    for box in asked:
        add_box(found, replace(box, place=place_in(figure, box.place)))
    return boxes_drawn(figure, found)


def add_box(found: dict[str, Asked], box: Asked) -> None:
    """One more box, by its place; `UserError` where there is one."""
    if box.place in found:
        raise UserError(
            f"there is a box at {box.place} already", "each box is at a place of its own"
        )
    found[box.place] = box


def boxes_drawn(figure: Figure, found: Mapping[str, Asked]) -> Figure:
    """The figure with these boxes, by places as it calls them; the figure itself where there are none."""
    if not found:
        return figure
    boxes = [[place, box.letter, box.width] for place, box in found.items()]
    said = joined(
        [f"({b.letter}) at {_told(p)}" if b.letter else f"at {_told(p)}" for p, b in found.items()]
    )
    alt = f"{figure.alt} {'Boxes' if len(boxes) > 1 else 'A box'} to fill in: {said}."
    return replace(figure, data={**figure.data, "boxes": boxes}, alt=alt)


def place_in(figure: Figure, name: str) -> str:
    """A place as the figure calls it; `UserError` names those it has.

    Braces, blanks, `_` and `^` may be left out.
    """
    places = PLACES[figure.kind](figure.data) if figure.kind in PLACES else []
    asked = _folded(name)
    for place in places:
        if _folded(place) == asked:
            return place
    if not places:
        boxed = ", ".join(sorted(PLACES))
        raise UserError(
            f"{figure.kind} has no places for boxes", f"figures with places are {boxed}"
        )
    shown = ", ".join(places[:NAMED]) + (", …" if len(places) > NAMED else "")
    raise UserError(f"{name!r} is no place of {figure.kind}", f"its places are {shown}")


def _told(place: str) -> str:
    """A place as the rest of a figure's description calls it."""
    return " -> ".join(plain(name) for name in place.split(" -> "))


@lru_cache(maxsize=1024)
def _folded(name: str) -> str:
    """A name without what differs between two ways of writing it."""
    return "".join(sign for sign in name if sign.isalnum() or sign in "->'")
