"""Exercises with pictures of our own a second time: from the coordinates and words in the files."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import quizgen
from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
FOLDER = Path(quizgen.__file__).parents[1] / "banks"
SVG = "{http://www.w3.org/2000/svg}"
Place = tuple[Fraction, Fraction]


def drawing(name: str) -> ET.Element:
    return ET.fromstring((FOLDER / name).read_text(encoding="utf-8"))  # noqa: S314 - our own


def places(element: ET.Element) -> list[Place]:
    """The corners of a line or polygon."""
    corners = [corner.split(",") for corner in element.attrib["points"].split()]
    return [(Fraction(x), Fraction(y)) for x, y in corners]


def labels(root: ET.Element, anchor: str) -> Iterator[tuple[Fraction, Fraction]]:
    """Numbers along an axis: what is written, and where, of those set in one way."""
    for text in root.iter(f"{SVG}text"):
        said = (text.text or "").replace("−", "-")
        if text.get("text-anchor") == anchor and re.fullmatch(r"-?[\d.]+", said):
            yield Fraction(said), Fraction(text.attrib["x" if anchor == "middle" else "y"])


def scale(found: list[tuple[Fraction, Fraction]]) -> Any:
    """From a coordinate to the number on the axis: along the line through the first and last label."""
    (low, at_low), (high, at_high) = found[0], found[-1]
    return lambda at: low + (high - low) * (at - at_low) / (at_high - at_low)


def curves(v: Values) -> Keys:
    root = drawing(f"training-curves-{v['run']}.svg")
    epoch = scale(list(labels(root, "middle")))
    # The numbers of the losses stand two units below their lines.
    loss = scale([(number, at - 2) for number, at in labels(root, "end")])
    lines = {line.get("id"): places(line) for line in root.iter(f"{SVG}polyline")}
    read = {name: {epoch(x): loss(y) for x, y in line} for name, line in lines.items()}
    training, validation = read["training"], read["validation"]
    best = min(validation.values())
    (stop,) = [int(t) for t, height in validation.items() if height == best]
    return {"gap": validation[v["t"]] - training[v["t"]], "stop": stop}


def within(corners: list[Place], x: Fraction, y: Fraction) -> bool:
    """Whether a ray to the right crosses the border an odd number of times."""
    crossed = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y):
            crossed ^= x < x1 + (x2 - x1) * (y - y1) / (y2 - y1)
    return crossed


def regions(v: Values) -> Keys:
    root = drawing(f"decision-regions-{v['net']}.svg")
    (border,) = [places(polygon) for polygon in root.iter(f"{SVG}polygon")]
    circles = [
        (Fraction(dot.attrib["cx"]), Fraction(dot.attrib["cy"]))
        for dot in root.iter(f"{SVG}circle")
    ]
    crosses = []
    for path in root.iter(f"{SVG}path"):
        if path.get("class") == "one":
            x, y = map(Fraction, re.match(r"M(-?\d+) (-?\d+)", path.attrib["d"]).groups())  # type: ignore[union-attr]
            crosses.append((x + 2, y))
    found = sum(within(border, *cross) for cross in crosses)
    wrong = len(crosses) - found + sum(within(border, *circle) for circle in circles)
    asked = Fraction(60 + 10 * v["q"][0]), Fraction(60 - 10 * v["q"][1])
    decided = within(border, *asked)
    return {
        "decision": f"class {int(decided)}",
        "wrong": wrong,
        "recall": Fraction(found, len(crosses)),
    }


def sketch(v: Values) -> Keys:
    root = drawing(f"net-sketch-{v['net']}.svg")
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    layers, channels = [], v["C"]
    for kind, size, maps in re.findall(r"(conv|pool|dense) (\d+)\S*(?: (\d+) maps)?", words):
        if kind == "conv":
            layers.append(torch.nn.Conv2d(channels, int(maps), int(size)))
            channels = int(maps)
        elif kind == "pool":
            layers.append(torch.nn.MaxPool2d(int(size)))
        else:
            units = int(size)
    image = torch.nn.Sequential(*layers)(torch.zeros(1, v["C"], v["D"], v["D"]))
    dense = torch.nn.Linear(image.numel(), units)

    def count(*modules: Any) -> int:
        return sum(p.numel() for module in modules for p in module.parameters())

    return {"shape": list(image.shape[1:]), "dense": count(dense), "all": count(dense, *layers)}


KEYS: dict[str, Second] = {
    "curves-picture": curves,
    "regions-picture": regions,
    "sketch-picture": sketch,
}
