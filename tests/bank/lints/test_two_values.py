"""A word of a worked solution that stands for two numbers."""

from dataclasses import replace

from quizgen.bank import draw, load_banks
from quizgen.bank.lints.finding import Drawn
from quizgen.bank.lints.two_values import two_values
from quizgen.telling import Step

EXERCISE = load_banks().exercises["conv1d-arch"]


def found(*steps: Step) -> list[str]:
    variant = draw(EXERCISE, "0", "E")
    first, *others = variant.parts
    parts = (replace(first, solution=steps), *(replace(part, solution=()) for part in others))
    drawn = [Drawn("E", "", (replace(variant, parts=parts),))]
    return [finding.message for finding in two_values(EXERCISE, drawn)]


CONNECTIONS = Step("c", r"\text{kernels} \cdot \text{outputs}", r"3 \cdot 9", "27")


def test_one_word_for_two_numbers() -> None:
    zeros = Step("z", r"\text{outputs} \cdot \text{inputs} - c", r"27 \cdot 5 - 27", "108")
    assert found(CONNECTIONS, zeros) == [
        "the worked solution calls two numbers 'outputs': 9 and 27 at level E"
    ]


def test_two_words_or_one_number() -> None:
    zeros = Step("z", r"\text{rows} \cdot \text{outputs} - c", r"27 \cdot 9 - 27", "216")
    assert found(CONNECTIONS, zeros) == []


def test_two_lines_of_one_quantity_may_speak_of_two_layers() -> None:
    other = Step("c", r"\text{kernels} \cdot \text{outputs}", r"4 \cdot 7", "28")
    assert found(CONNECTIONS, other) == []


def test_factors_written_out_are_no_second_number() -> None:
    product = Step("p", r"\text{kernels} + \text{outputs}", r"3 \cdot 3 + 9", "18")
    assert found(CONNECTIONS, product) == []
