"""Every quantity of the solver has a readable question of its own, for banks that ask nothing else."""

import re

import pytest

from quizgen.bank import draw
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints import LINTS, Drawn
from quizgen.bank.load import load_text
from quizgen.bank.wording import default_wording, wordings
from quizgen.errors import UserError
from quizgen.solver import Linear
from quizgen.solver.quantity import quantity, tracing
from quizgen.telling.first_steps import FIRST_STEPS
from quizgen.variant import Variant

QUANTITIES = sorted({name.rpartition(".")[2] for name in FIRST_STEPS})
# These come with layers and networks whose own values say what they are.
GENERIC = {"backprop", "backward", "trace", "normalize_batch"}
ASKED = [
    ("attention([[1, 0]], [[1, 0], [0, 1]], [[2, 1], [4, 3]])", "What does scaled dot-product attention with softmax give?"),
    ("attention([[1, 0]], [[1, 0]], [[2, 1]], causal=true)", "where a query sees no later keys?"),
    ("attention_scores([[1, 0]], [[1, 0]], scaled=false)", "What are the attention scores?"),
    ("mae([1, 2], [3, 5])", "the labels $y = "),
    ("logistic_loss(1/2, 1)", "What is the logistic loss?"),
    ("hinge_loss([1, 2], [1, -1])", "What is the mean of the hinge losses?"),
    ("huber_loss(1, 3)", r"What is the Huber loss with $\delta = 1$?"),
    ("binary_cross_entropy([1/2, 1/4], [1, 0])", "What is the mean of the cross-entropy?"),
    ("cross_entropy([1, 2], 0)", "the true class is number $0$"),
    ("loss_gradient('mse', [1, 2], [3, 5])", "the gradient of the loss (mse)"),
    ("leaky_relu([1, -2])", r"with the slope $\frac{1}{100}$ below 0"),
    ("step([1, -2])", "At 0 it is 1."),
    ("tanh(1)", "What is the hyperbolic tangent of $z = 1$"),
    ("softplus(1)", r"with $\beta = 1$"),
    ("activation_derivative('relu', 2)", "the derivative of the activation relu at $z = 2$"),
    ("softmax_jacobian([1, 2])", "the matrix of derivatives of the softmax probabilities"),
    ("alphabet_count('a b', 'ab')", 'of the text "`a b`"'),
    ("one_hot_positions('abba', 'b')", "does “b” stand?"),
    ("total_steps(10, 3, 2, drop_last=true)", "if a last, shorter batch is left out (`drop_last`)?"),
    ("last_batch_size(10, 3)", "for 10 observations in batches of 3?"),
    ("epoch_of_step(5, 10, 3)", "in which epoch, counted from 1, is step 5"),
    ("gd_quadratic_path(1, 2, 8, 1/4, 3)", "Where does each of 3 steps lead?"),
    ("gradient_at(symbol('u')**2, [symbol('u')], [2])", "What is the gradient of $u^{2}$ at $u = 2$?"),
    ("jacobian([symbol('x') * 2, symbol('y')], [symbol('x'), symbol('y')])", "with a row for each function and a column for each of $x, y$?"),
    ("hessian(symbol('x') ** 3 * symbol('y'), [symbol('x'), symbol('y')])", r"second partial derivatives of $x^{3} y$, with rows"),
    ("momentum_path([1, 2], 1, 1/10, 9/10).w", r"the momentum $\frac{9}{10}$ starts at $1$"),
    ("adam_path([2, 3], 1, 1/10).w", r"Adam with $\beta_1 = \frac{9}{10}$"),
    ("weight_decay_step(1, 2, 1/10, 1/2)", r"$\frac{\lambda}{2} \lVert w \rVert^2$"),
    ("clip_by_norm([3, 4], 1)", "a norm of at most $1$"),
    ("step_decay(1, 1/2, 5, 2)", "after every 2 epochs"),
    ("mlp([3, 2, 1]).weight_count", "How many weights does the network learn"),
    ("mlp([3, 2, 1]).in_edges(1)", "one unit of layer 1"),
    ("mlp([3, 2, 1]).weight_shape(1)", "with observations as columns?"),
    ("entropy([1/2, 1/4, 1/4], base=2)", "in bits (logarithms to base 2)?"),
    ("kl_divergence([1/2, 1/2], [1/4, 3/4])", "in nats (natural logarithms)?"),
    ("recall([[5, 1], [2, 4]])", "the recall of class 1"),
    ("receptive_field([Conv1d(1, 1, 3)])", "A network has the layer `Conv1d(1, 1, kernel_size=3)`. Far"),
    ("receptive_field([Conv1d(1, 1, 3), MaxPool1d(2)])", "A network has the layers `Conv1d(1, 1, kernel_size=3)` and then `MaxPool1d(2)`. Far"),
    ("perceptron_weights([[1, 2], [1, -1]], [1, -1], [1, 3])", "from the weights $w = "),
    ("perceptron_passes([[1, 2], [1, -1]], [1, -1])", "from zero weights"),
    ("graph_convolution([[0, 1], [1, 0]], [[2], [4]])", "with self-loops"),
    ("normalized_adjacency([[0, 1], [1, 0]], 'mean')", "with self-loops ($A + I$), each row divided by its sum?"),
    ("q_target(1, 1/2, [4, 6], terminal=true)", "and it ends the episode"),
    ("bpe_token_count(['low', 'new'], [3, 5], 1)", "after 1 merge of"),
    ("bpe_pair_count(['low', 'new'], [3, 5], 2)", "single letters as tokens?"),
    ("hopfield_update([[0, 1], [1, 0]], [1, -1])", "one after the other from the first"),
    ("spectral_norm([[1, 2], [2, 1]])", "its largest singular value"),
    ("gradient_shape('W', [3, 2, 1], 1)", r"$3 \to 2 \to 1$ units"),
]  # fmt: skip


def test_every_quantity_has_a_wording() -> None:
    known = {name.rpartition(".")[2] for name in wordings()}
    assert set(QUANTITIES) - known == GENERIC


def asked(expression: str) -> tuple[Exercise, Variant]:
    text = f'[[exercise]]\nid = "a"\nask = "{expression}"'
    (exercise,) = load_text(text, "b.toml").exercises
    return exercise, draw(exercise, 1)


@pytest.mark.parametrize(("expression", "said"), ASKED)
def test_the_question_reads(expression: str, said: str) -> None:
    _, variant = asked(expression)
    prompt = variant.parts[0].prompt
    assert said in prompt
    plain = re.sub(r"\$[^$]*\$|`[^`]*`", "", prompt)
    assert not re.search(r"True|False|None|_|\{|\}", plain)
    assert prompt[0].isupper()
    assert prompt[-1] in ".?"


@pytest.mark.parametrize("expression", [expression for expression, _ in ASKED])
def test_its_hints_and_solution_can_be_read_with_the_question_alone(expression: str) -> None:
    exercise, variant = asked(expression)
    of_another = {"tanh(1)"}  # its slips are values of the sigmoid, and say so
    for name in ("unexplained", "terms"):
        if expression not in of_another:
            assert list(LINTS[name](exercise, [Drawn("", "", (variant,))])) == []


# Their layers are shown in a figure or told by the statement.
TOLD_BY_THE_BANK = "mlp("


@pytest.mark.parametrize("expression", [e for e, _ in ASKED if not e.startswith(TOLD_BY_THE_BANK)])
def test_what_changes_the_answer_stands_in_the_question(expression: str) -> None:
    """Each number of the expression by itself is one more; what then cannot be asked is passed over."""
    _, before = asked(expression)
    for number in re.finditer(r"(?<![\w.'])\d+(?![\w'])", expression):
        other = f"{expression[: number.start()]}{int(number[0]) + 1}{expression[number.end() :]}"
        try:
            _, after = asked(other)
        except (UserError, ValueError):
            continue
        same_question = after.parts[0].prompt == before.parts[0].prompt
        assert not (same_question and after.parts[0].key != before.parts[0].key), other


class TestOfAnything:
    """A quantity without a wording of its own is asked for by its name, with what differs from the default."""

    @staticmethod
    @quantity
    def bent_area(width: int, height: int = 2, *, is_double: bool = False) -> int:
        return width * height * (2 if is_double else 1)

    @pytest.mark.parametrize(("given", "named", "asked"), [
        ((5,), {}, "What is the bent area, for `width` $5$?"),
        ((5, 2), {}, "What is the bent area, for `width` $5$?"),
        ((5, 3), {}, "What is the bent area, for `width` $5$ and `height` $3$?"),
        ((5,), {"is_double": False}, "What is the bent area, for `width` $5$?"),
    ])  # fmt: skip
    def test_of_a_function(
        self, given: tuple[int, ...], named: dict[str, bool], asked: str
    ) -> None:
        with tracing() as calls:
            self.bent_area(*given, **named)
        assert default_wording(calls[0]) == asked

    def test_of_a_layer(self) -> None:
        with tracing() as calls:
            Linear(3, 2, bias=False).backward([1, 2, 3], [4, 5], [[0, 0, 0], [0, 0, 0]])
        found = default_wording(calls[0])
        assert found.startswith("What is the backward of `Linear(3, 2, bias=False)`, for `x` ")
        assert re.findall("`(.*?)`", found)[1:] == ["x", "grad_output", "weight"]
