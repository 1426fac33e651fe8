"""Pictures that are files: who reads their words instead finds the same curves, region and points."""

import re
from fractions import Fraction

import pytest

from quizgen.bank import draw, load_banks
from tests.banks.again.pictures import SVG, Place, drawing, labels, places, scale

EXERCISES = load_banks().exercises


def words_of(name: str, which: str, value: str) -> str:
    """The words of the picture of the first draw that shows this file."""
    for seed in range(200):
        variant = draw(EXERCISES[name], f"words-{seed}")
        if variant.values[which] == value:
            (figure,) = variant.figures
            return str(figure.alt)
    raise AssertionError(f"{name} never draws {value}")


def points(words: str) -> list[Place]:
    return [(Fraction(x), Fraction(y)) for x, y in re.findall(r"\((-?\d+), (-?\d+)\)", words)]


@pytest.mark.parametrize("run", "abc")
def test_the_words_of_curves_have_every_loss(run: str) -> None:
    root = drawing(f"training-curves-{run}.svg")
    # The numbers of the losses stand two units below their lines.
    loss = scale([(number, at - 2) for number, at in labels(root, "end")])
    _, training, validation = re.split(
        r"Training, with dots: |Validation, with squares: ", words_of("curves-picture", "run", run)
    )
    said = {"training": training, "validation": validation}
    for line in root.iter(f"{SVG}polyline"):
        read = [Fraction(n) for n in re.findall(r"\d\.\d", said.pop(line.attrib["id"]))]
        assert read == [loss(y) for _, y in places(line)]
    assert not said


@pytest.mark.parametrize("net", "abc")
def test_the_words_of_regions_have_every_corner_and_point(net: str) -> None:
    root = drawing(f"decision-regions-{net}.svg")
    across, up = (
        scale(list(labels(root, "middle"))),
        scale([(n, y - 2) for n, y in labels(root, "end")]),
    )
    region, crosses, circles = re.split("Crosses|Circles", words_of("regions-picture", "net", net))
    (border,) = [places(polygon) for polygon in root.iter(f"{SVG}polygon")]
    assert points(region) == [(across(x), up(y)) for x, y in border]
    dots = [(dot.attrib["cx"], dot.attrib["cy"]) for dot in root.iter(f"{SVG}circle")]
    assert points(circles) == [(across(Fraction(x)), up(Fraction(y))) for x, y in dots]
    begun = [
        re.match(r"M(\d+) (\d+)h4", path.attrib["d"])
        for path in root.iter(f"{SVG}path")
        if path.get("class") == "one"
    ]
    # A cross begins at its left end, two units from its middle.
    drawn = [(across(Fraction(m[1]) + 2), up(Fraction(m[2]))) for m in begun if m]
    assert points(crosses) == drawn
    assert len(drawn) == len(begun) > 4
