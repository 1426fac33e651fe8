"""A worked solution that goes on after a part above says so once: not before a step with words of its own."""

from itertools import pairwise

import pytest

from quizgen.bank import draw, load_banks
from quizgen.document import tree
from quizgen.document.sheet import question

LIBRARY = load_banks()


@pytest.mark.parametrize("family", ["adam-steps", "receptive-field-chain", "byte-pair-merges"])
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
