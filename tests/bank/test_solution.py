"""A worked solution goes as far as the answer asked, starts from the parts before, and says every line."""

import pytest

from quizgen.bank import draw
from quizgen.bank.load import load_text
from quizgen.document.sheet import sheet
from quizgen.solver.activations import sigmoid
from quizgen.solver.backpropagation import weight_gradient
from quizgen.solver.chains import mlp
from quizgen.solver.layers.joining import MatMul
from quizgen.solver.layers.max_pooling import MaxPool2d
from quizgen.telling import Step, recording
from quizgen.variant import Variant


def drawn(body: str) -> Variant:
    (exercise,) = load_text(f"[[exercise]]\nid = 'a'\n{body}", "b.toml").exercises
    variant: Variant = draw(exercise, 1)
    return variant


GRADIENTS = r"""let = { net = "mlp((2, 2, 1))", b = "backprop(net, [1, 2], [1], weights=[[[1, -2], [3, 1]], [[2, -1]]])" }
[[exercise.part]]
id = "one"
ask = 'What is $\nabla_{a^{(1)}} J$?'
answer = "b.grad_a[1]"
[[exercise.part]]
id = "two"
ask = 'What is $\nabla_{W^{(1)}} J$?'
answer = "b.grad_W[1]"
"""


def test_it_ends_with_what_the_question_prints() -> None:
    """∇_a J = (0, 12) stands in ∇_W J = ((0, 0), (12, 24)) too, which is not asked."""
    one, two = drawn(GRADIENTS).parts
    assert one.key == [0, 12]
    assert two.key == [[0, 0], [12, 24]]
    assert str(one.solution[-1]).startswith(r"\nabla_{a^{(1)}_{2}} J")
    assert str(two.solution[-1]).startswith(r"\nabla_{W^{(1)}_{2 2}} J")


TWICE = """let = { conv = "Conv1d(1, 1, 2, bias=false)", a = "conv.output([1, 2, 4], [1, 1])" }
[[exercise.part]]
id = "a"
ask = "What does the convolution give?"
answer = "conv.output([1, 2, 4], [1, 1])"
[[exercise.part]]
id = "bent"
ask = "What comes out of ReLU?"
answer = "relu(a)"
"""


def test_an_earlier_part_is_not_worked_out_again() -> None:
    a, bent = drawn(TWICE).parts
    assert [step.symbol for step in a.solution] == ["h_{1}", "h_{2}"]
    assert [step.symbol for step in bent.solution] == [r"\sigma(3)", r"\sigma(6)"]


SUM = """let = { one = "Linear(3, 2).parameter_count", two = "Linear(2, 2).parameter_count" }
[[exercise.part]]
id = "one"
ask = "How many in the first layer?"
answer = "Linear(3, 2).parameter_count"
[[exercise.part]]
id = "two"
ask = "How many in the second?"
answer = "Linear(2, 2).parameter_count"
[[exercise.part]]
id = "all"
ask = "How many in both?"
answer = "one + two"
"""


def test_a_sum_of_earlier_parts_is_one_line_with_a_hint_of_its_own() -> None:
    *_, total = drawn(SUM).parts
    assert [str(step) for step in total.solution] == ["8 + 6 = 14"]
    assert total.hint.startswith("Earlier parts")


SLOPE = """let = { x = "symbol('x')", y = "symbol('y')" }
ask = "The derivative in y?"
answer = "gradient(x**2 + 3*y**2, [x, y])[1]"
"""


def test_what_stands_beside_the_answer_is_left_out() -> None:
    (part,) = drawn(SLOPE).parts
    (step,) = part.solution
    assert str(step) == r"\frac{\partial}{\partial y} \left(x^{2} + 3 y^{2}\right) = 6 y"


PATH = """ask = "Where after three steps?"
answer = "gd_quadratic_path(1, 0, 8, 1/4, 3)[2]"
"""


def test_what_the_answer_is_computed_from_stays() -> None:
    (part,) = drawn(PATH).parts
    symbols = [step.symbol for step in part.solution]
    assert [symbol for symbol in symbols if symbol.startswith("w")] == ["w_{1}", "w_{2}", "w_{3}"]


def test_two_equal_entries_are_two_lines_and_one_quantity_is_worked_out_once() -> None:
    with recording() as steps:
        sigmoid([0, 0])
        sigmoid([0, 0])
    assert [step.symbol for step in steps] == [r"\sigma(0)", r"\sigma(0)"]


def test_a_window_of_one_value_is_no_step() -> None:
    with recording() as steps:
        assert MaxPool2d(1).output_shape((2, 4, 4)) == (2, 4, 4)
    assert steps == []
    with recording() as steps:
        MaxPool2d(1, stride=2).output_shape((2, 4, 4))
    assert len(steps) == 3


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            Step("p", "", r"\frac{1}{1 + e^{-2}}", "0.880797"),
            r"p = \frac{1}{1 + e^{-2}} \approx 0.880797",
        ),
        (Step("p", "", r"\ln(3)", "1.1"), r"p = \ln(3) \approx 1.1"),
        (Step(r"\frac{2 \pi}{3}", "", "", "2.0944"), r"\frac{2 \pi}{3} \approx 2.0944"),
        (Step("a", "", r"2 \cdot 0.25", "0.5"), r"a = 2 \cdot 0.25 = 0.5"),
        (Step("n", "", "17", "17"), "n = 17"),
    ],
)
def test_a_rounded_value_is_about_equal(step: Step, said: str) -> None:
    assert str(step) == said


def test_observations_have_an_index_everywhere() -> None:
    with recording() as steps:
        mlp([2, 1]).output([[1, 2], [3, 4]], [[[5], [6]]], layout="rows")
    assert [step.formula for step in steps][:2] == [
        r"\sum_j W^{(1)}_{j 1} h^{(0)}_{1 j}",
        r"\sum_j W^{(1)}_{j 1} h^{(0)}_{2 j}",
    ]
    with recording() as steps:
        weight_gradient([[1, 2]], [[3, 4], [5, 6]])
    assert [step.formula for step in steps] == [
        r"\sum_n \nabla_{a_{1 n}} J \cdot h_{1 n}",
        r"\sum_n \nabla_{a_{1 n}} J \cdot h_{2 n}",
    ]


GIVEN = """[[exercise]]
id = "given"
draw = { D = "integer(20, 40)", P = "integer(2, 9)" }
let = { conv = "Conv1d(1, 1, kernel_size=P, bias=false)" }
text = "A kernel of size $P = {{ P }}$ moves over $D = {{ D }}$ inputs%s."
[[exercise.part]]
ask = "How many connections are there?"
answer = "conv.connections(D)"
"""


@pytest.mark.parametrize(
    ("said", "symbols"),
    [
        ("", ["U", r"\text{connections}"]),
        (" and gives $U = {{ D - P + 1 }}$ outputs", [r"\text{connections}"]),
        (" and gives $U = {{ D - P }}$ outputs and one more", ["U", r"\text{connections}"]),
    ],
)
def test_what_the_statement_gives_is_not_worked_out(said: str, symbols: list[str]) -> None:
    (exercise,) = load_text(GIVEN % said, "b.toml").exercises
    for i in range(5):
        (part,) = draw(exercise, f"given-{i}").parts
        assert [step.symbol for step in part.solution] == symbols


def test_a_value_without_its_numbers_is_no_line() -> None:
    """It stands above as the answer; entries that are worked out have a line each."""
    (part,) = drawn(
        'draw = { w = "[2, 3]" }\nask = "Squares?"\nanswer = "array(w) * array(w)"'
    ).parts
    assert part.key == [4, 9]
    assert part.solution == ()
    (part,) = drawn('draw = { w = "[2, 3]" }\nask = "Twice?"\nanswer = "2 * array(w)"').parts
    (line,) = map(str, part.solution)
    assert (
        line == r"2 \cdot \begin{bmatrix} 2 & 3 \end{bmatrix} = \begin{bmatrix} 4 & 6 \end{bmatrix}"
    )
    (part,) = drawn('ask = "Largest?"\nanswer = "map_of(max(r), r=[[1, 2], [5, 3]])"').parts
    assert part.key == [2, 5]
    assert part.solution == ()
    (part,) = drawn('ask = "Squares?"\nanswer = "map_of(r ** 2, r=[3, 4])"').parts
    assert list(map(str, part.solution)) == ["3^{2} = 9", "4^{2} = 16"]


def test_a_matrix_that_one_line_gives_stands_without_the_lines_above() -> None:
    """Not as many lines are said again as the matrix has entries."""
    variant = drawn(
        """let = { A = "[[0, 1], [1, 0]]", H = "[[2], [4]]" }
[[exercise.part]]
id = "mean"
ask = "The matrix?"
answer = "normalized_adjacency(A, 'mean')"
[[exercise.part]]
id = "mixed"
ask = "Times H?"
answer = "graph_convolution(A, H, none, 'mean')"
"""
    )
    (question,) = sheet([variant], title="").questions
    own = [step.symbol for part in question.parts for step in part.new_steps]
    assert own == ["A + I", r"\hat A", r"\hat A H"]


def test_a_product_of_matrices_has_a_line_for_each_entry() -> None:
    with recording() as steps:
        MatMul().output(([[1, 2], [3, -4]], [[5], [-6]]))
    assert [str(step) for step in steps] == [
        r"1 \cdot 5 + 2 \cdot (-6) = -7",
        r"3 \cdot 5 + (-4) \cdot (-6) = 39",
    ]


def test_values_of_a_repetition_are_not_told_after_the_steps_to_them() -> None:
    (part,) = drawn(
        '''let = { shape = "iterate(MaxPool2d(2).output_shape(s), s=(1, 8, 8), times=2)" }
ask = "Which shape?"
answer = "shape"'''
    ).parts
    assert str(part.solution[-1]) == r"\text{shape} = (1, 2, 2)"
    assert all("s_" not in step.symbol for step in part.solution)


@pytest.mark.parametrize(
    ("answer", "lines"),
    [
        ("Fraction(a, a + b)", [r"\frac{a}{a + b} = \frac{3}{3 + 8} = \frac{3}{11}"]),
        ("a / (a + b) if a < b else 0", [r"\frac{a}{a + b} = \frac{3}{3 + 8} = \frac{3}{11}"]),
        ("0 if a < b else a + b", []),
        ("[a + b, a * b]", ["a + b = 3 + 8 = 11", r"a \cdot b = 3 \cdot 8 = 24"]),
        ("[a + b, a * b if a < b else 0]", ["a + b = 3 + 8 = 11", r"a \cdot b = 3 \cdot 8 = 24"]),
        ("[a + b, a]", []),
    ],
)
def test_fractions_cases_and_lists_are_worked_out(answer: str, lines: list[str]) -> None:
    body = f'instance.one = {{ a = 3, b = 8 }}\nask = "How much, for $a$ and $b$?"\nanswer = "{answer}"\n'
    (exercise,) = load_text(f"[[exercise]]\nid = 'a'\n{body}", "b.toml").exercises
    (part,) = draw(exercise, 1, instance="one").parts
    assert [str(step) for step in part.solution] == lines
