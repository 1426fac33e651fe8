"""A worked solution that goes on after a part above says so once: not before a step with words of its own."""

from itertools import pairwise

import pytest

from quizgen.bank import draw, load_banks
from quizgen.document import tree
from quizgen.document.sheet import question

LIBRARY = load_banks()


@pytest.mark.parametrize(
    "family", ["adam-steps", "receptive-field-chain", "byte-pair-merges", "hessian-at-a-point"]
)
def test_no_words_announce_words(family: str) -> None:
    exercise = LIBRARY.exercise(family)
    for i in range(10):
        asked = question(draw(exercise, f"continued-{i}", exercise.levels[-1]), 1, repeats=False)
        for part in asked.parts:
            blocks = part.solution
            for block, following in pairwise(blocks):
                announced = isinstance(block, tree.Paragraph) and block.content[:1] == (
                    tree.Text(part.words.continued),
                )
                assert not (announced and isinstance(following, tree.Paragraph)), part.drawn.id


def test_a_corrected_mean_of_squares_is_not_taken_for_an_earlier_one() -> None:
    """Both may be the same number: the steps go on to the one that is asked."""
    for i in range(40):
        variant = draw(LIBRARY.exercise("adam-steps"), f"mean-{i}", "H")
        part = next(part for part in variant.parts if part.id == "square")
        assert part.solution[-1].symbol == r"\hat{v}_{2}"


@pytest.mark.parametrize("seed", range(4))
def test_what_stands_above_does_not_come_again(seed: int) -> None:
    """Of four entries two are the same derivative: its three lines are told, and no other before them."""
    variant = draw(LIBRARY.exercise("hessian-at-a-point"), f"again-{seed}")
    formula, value, curves = question(variant, 1, repeats=False).parts
    assert len(formula.new_steps) == 5
    told = [step.symbol for step in value.new_steps]
    assert told == [step.symbol for step in value.drawn.solution[2:]]
    assert value.new_steps[0].note.startswith("The second derivatives")
    assert list(curves.new_steps) == []
    assert isinstance(curves.solution[0], tree.Paragraph)
    assert curves.solution[0].content[0] == tree.Text("The determinant is ")


def test_lines_that_stood_above_are_those_of_what_is_asked() -> None:
    """A weight and a velocity in turn stood above, for where the run is: then come the weights, and no velocity."""
    variant = draw(LIBRARY.exercise("momentum-steps"), "afresh-1")
    (part,) = (p for p in question(variant, 1, repeats=False).parts if p.drawn.id == "weights")
    assert [step.symbol for step in part.new_steps] == ["w_{1}", "w_{2}", "w_{3}"]
