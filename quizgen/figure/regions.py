"""Decision regions of a small network with two inputs, exactly: it is affine on each piece of the plane."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.contour_lines import joined_pieces
from quizgen.figure.data import Figure, listed, measured
from quizgen.figure.plane import dots, outline, spans, told, told_dots
from quizgen.figure.polygons import Affine, Point, Polygon, parts, rational, rectangle, span

PIECES, CLASSES = 300, 4
# The slope left of 0 of activations that are two pieces of line; none for two constants.
SLOPES = {"relu": Fraction(0), "leaky_relu": Fraction(0), "identity": Fraction(1), "step": None}
# Where these come last, the greatest score stays the greatest, and 0 the boundary.
LAST = frozenset({"sigmoid", "tanh", "step"})
# Where units are affine, and how.
Piece = tuple[Polygon, list[Affine]]


def regions(
    net: Any,
    weights: Any,
    biases: Any = None,
    x: Any = (-5, 5),
    y: Any = (-5, 5),
    points: Any = (),
) -> Figure:
    """Where a network with two inputs decides for which class.

    With one output it is class 1 where that is positive, else class 0; with more the class of the
    largest. Units are fully connected, hidden ones with ReLU, leaky ReLU, step or no activation.

    >>> from quizgen.solver import mlp
    >>> regions(mlp((2, 1)), [[[1, 0]]], x=(-2, 2), y=(-2, 2)).alt
    'Decision regions, x_1 from -2 to 2, x_2 from -2 to 2. Class 0 at (-1, 0). Class 1 (tinted) at (1, 0). Boundary: (0, -2) to (0, 2).'
    """
    across, up = span("x", x), span("y", y)
    one, zero = Fraction(1), Fraction(0)
    pieces: list[Piece] = [(rectangle(across, up), [(one, zero, zero), (zero, one, zero)])]
    pieces = _through(net, weights, biases, pieces)
    count = len(pieces[0][1])
    if count > CLASSES:
        raise UserError(f"regions: {count} outputs", f"draw at most {CLASSES} classes")
    areas = _areas(pieces)
    lines = _boundary(areas)
    classes = sorted({label for label, _ in areas})
    found = dots(points)
    marks = [
        [label, *outline([_middle([p for c, p in areas if c == label])])[0]] for label in classes
    ]
    said = [f"Decision regions, {spans(across, up, ('x_1', 'x_2'))}."]
    said += [f"Class {c}{' (tinted)' if c else ''} at {told((u, v))}." for c, u, v in marks]
    said += (
        [f"Boundary: {'; '.join(' to '.join(map(told, line)) for line in lines)}."] if lines else []
    )
    data = {
        "x": [measured(end) for end in across],
        "y": [measured(end) for end in up],
        "areas": [[label, outline(area)] for label, area in areas],
        "boundary": [outline(line) for line in lines],
        "classes": marks,
        "points": found,
    }
    return Figure("regions", data, " ".join([*said, *told_dots(found)]))


def _through(net: Any, weights: Any, biases: Any, pieces: list[Piece]) -> list[Piece]:
    """The pieces on which the scores of a network are affine."""
    from quizgen.solver.forward import activation_of, aligned, parameters_of
    from quizgen.solver.node import is_dense

    if not getattr(net, "is_chain", False):
        raise UserError(f"regions: {net!r} is no chain of layers", "give it mlp((2, 3, 1))")
    matrices, intercepts = (iter(found) for found in aligned(net, weights, biases))
    last = net.nodes[-1].name
    for node in net.nodes:
        activation = activation_of(node.layer)
        if is_dense(node.layer):
            W, b = listed(next(matrices)), next(intercepts)
            shift = [0] * len(W) if b is None else listed(b)
            pieces = [(area, _summed(W, shift, scores)) for area, scores in pieces]
        elif activation is None or (activation.name not in SLOPES and node.name != last):
            raise UserError(
                f"regions: {type(node.layer).__name__} is not straight on pieces",
                "use fully connected layers with ReLU, LeakyReLU or step between them",
            )
        elif activation.name not in LAST or node.name != last:
            own = parameters_of(node.layer, activation).get("negative_slope")
            pieces = _bent(pieces, SLOPES[activation.name] if own is None else rational(own))
    return pieces


def _summed(W: list[list[Any]], shift: list[Any], scores: list[Affine]) -> list[Affine]:
    """Weighted sums; `UserError` for weights that do not fit."""
    if any(len(row) != len(scores) for row in W) or len(shift) != len(W):
        raise UserError(
            f"regions: a matrix with rows of {len(W[0])} for {len(scores)} units",
            "give weights that fit the network",
        )
    found = []
    for row, b in zip(W, shift, strict=True):
        x, y, value = Fraction(0), Fraction(0), rational(b)
        for w, score in zip(map(rational, row), scores, strict=True):
            x, y, value = x + w * score[0], y + w * score[1], value + w * score[2]
        found.append((x, y, value))
    return found


def _bent(pieces: list[Piece], slope: Fraction | None) -> list[Piece]:
    """Units after an activation: as they are above 0, times the slope below; without one 1 and 0."""
    one, zero = Fraction(1), Fraction(0)
    for unit in range(len(pieces[0][1])):
        cut: list[Piece] = []
        for area, scores in pieces:
            a, b, c = scores[unit]
            above = (zero, zero, one) if slope is None else (a, b, c)
            below = (zero, zero, zero) if slope is None else (a * slope, b * slope, c * slope)
            for kept, inside in zip((above, below), _halves(area, (a, b, c)), strict=True):
                if inside:
                    cut.append((inside, [*scores[:unit], kept, *scores[unit + 1 :]]))
        pieces = cut
        if len(pieces) > PIECES:
            raise UserError(f"regions: more than {PIECES} pieces", "draw a smaller network")
    return pieces


def _halves(area: Polygon, score: Affine) -> tuple[Polygon, Polygon]:
    """The parts of an area where a score is above 0 and below; where it is 0 all over, all is below."""
    a, b, c = score
    if not (a or b):
        return (area, ()) if c > 0 else ((), area)
    return parts(area, score)


def _areas(pieces: list[Piece]) -> list[tuple[int, Polygon]]:
    """The pieces of each class."""
    found = []
    for area, scores in pieces:
        if len(scores) == 1:
            above, below = _halves(area, scores[0])
            found += [(0, below), (1, above)]
            continue
        for label, own in enumerate(scores):
            inside = area
            for place, other in enumerate(scores):
                if place != label and inside:
                    ahead = (own[0] - other[0], own[1] - other[1], own[2] - other[2])
                    # Of equal scores the first wins.
                    tied = not any(ahead)
                    inside = (
                        (inside if label < place else ()) if tied else _halves(inside, ahead)[0]
                    )
            found.append((label, inside))
    return [(label, area) for label, area in found if area]


def _boundary(areas: Sequence[tuple[int, Polygon]]) -> list[list[Point]]:
    """Sides between areas of different classes, those in one line put together."""
    sides: dict[tuple[Point, Point], set[int]] = {}
    for label, area in areas:
        for i, end in enumerate(area):
            start = area[i - 1]
            sides.setdefault((min(start, end), max(start, end)), set()).add(label)
    between = [side for side, labels in sides.items() if len(labels) > 1 and side[0] != side[1]]
    return [_straightened(line) for line in joined_pieces(sorted(between))]


def _straightened(line: Sequence[Point]) -> list[Point]:
    """A line without the points at which it does not turn."""
    kept = [line[0]]
    for before, at, after in zip(line, line[1:], line[2:], strict=False):
        turn = (at[0] - before[0]) * (after[1] - at[1]) - (at[1] - before[1]) * (after[0] - at[0])
        if turn:
            kept.append(at)
    return [*kept, line[-1]]


def _middle(areas: Sequence[Polygon]) -> Point:
    """The middle of the largest of some areas."""
    largest = max(areas, key=_size)
    return (
        sum((point[0] for point in largest), Fraction(0)) / len(largest),
        sum((point[1] for point in largest), Fraction(0)) / len(largest),
    )


def _size(area: Polygon) -> Fraction:
    return abs(
        sum(
            (area[i - 1][0] * q[1] - q[0] * area[i - 1][1] for i, q in enumerate(area)), Fraction(0)
        )
    )
