"""What is said of a wrong expression is the repair that works: tried by making it."""

import pytest

from quizgen.answers.values import encode
from quizgen.bank.drawing import draw_functions
from quizgen.bank.load import load_text
from quizgen.bank.randomness import Generator
from quizgen.bank.survey import Survey
from quizgen.errors import Problem, UserError
from quizgen.language.expression import Scope
from quizgen.language.repairs import DRAWS, ELSEWHERE
from quizgen.language.vocabulary import known_names


def problem(answer: str, more: str = "") -> Problem:
    text = f"""[[exercise]]
id = "x"
draw = {{ w = "integer(2, 900)", x = "vector(3, 1, 5)" }}
ask = "What is it for {{{{ w }}}}?"
answer = "{answer}"
{more}
"""
    loaded = load_text(text, "b.toml")
    assert not loaded.problems
    (found,) = Survey(loaded.exercises[0], 12).run().problems
    return found


@pytest.mark.parametrize(
    ("answer", "fix"),
    [
        ("mse_los(w, 2)", "'mse'"),
        ("log(w)", "ln(x)"),
        ("math.sqrt(w)", "no prefix"),
        ("torch.relu(w)", "no prefix"),
        ("int(w)", "floor"),
        ("round(w)", "rounding = 3"),
        ("integer(1, 4)", "draw = {"),
        ("fraction(1, 4)", "Fraction(a, b)"),
        ("w ^ 2", "a ** 2"),
        ("2 w", "2 * w"),
        ("x @ x", "weight=W"),
        ("mse(w)", "mse(f, y, reduction='mean')"),
        ("mse(w, 1, 'mean', 4, 5)", "mse(f, y, reduction='mean')"),
        ("step_decay(w, 3, 2, gama=2)", "'gamma'"),
        ("adam_path([w], 1, lr=1/10)", "alpha="),
        ("Conv1d(1, 1, kernelsize=2).parameter_count", "'kernel_size'"),
        ("Conv1d(1, 1, 2, bias=false).output(x, weights=x)", "'weight'"),
        ("RNN(1, 1).output(array([[1], [2]]))", "weight_ih_l0=…"),
        ("GRU(1, 1).output(array([[1], [2]]))", "weight_ih_l0=…"),
        ("LSTM(2, 2).output([[1, 2]], weight_ih=[[w]])", "'weight_ih_l0'"),
        ("MultiheadAttention(2, 1).output([[1, 2]])", "in_proj_weight=…"),
        ("Linear(2, 1).output([1, 2])", "output(x, weight, bias=none)"),
        ("activation('rellu', w)", "'relu'"),
        ("mse(x, x, reduction='men')", "'mean'"),
        ("loss_gradient('cross_entrpy', x, x)", "'cross_entropy'"),
    ],
)
def test_the_repair(answer: str, fix: str) -> None:
    found = problem(answer)
    assert fix in found.fix, found
    assert found.line == 5
    assert "widen" not in found.fix
    assert "<locals>" not in found.message


def test_what_fails_in_every_draw_is_no_matter_of_draws() -> None:
    assert "no draw can be computed" in problem("Linear(2, 2).output(x, weight=x)").fix
    now_and_then = problem("Linear(2 + w % 2, 1, bias=false).output(x, weight=[[1, 2, 3]])[0]")
    assert "require" in now_and_then.fix


@pytest.mark.parametrize("answer", ["[ln(w), 2]", "array([sqrt(w + 0), ln(2)])"])
def test_an_exact_value_where_decimals_are_asked(answer: str) -> None:
    found = problem(answer, 'kind = "vector"\nsettings = { atol = "0.01" }')
    assert "numeric(…)" in found.message


@pytest.mark.parametrize("answer", ["ln(w)", "sqrt(w)", "w ** (1/2)", "w ** 0.5", "numeric(ln(w))"])
@pytest.mark.parametrize("atol", ["0.0005", '"0.0005"'])
def test_real_takes_exact_values_and_settings_without_quotes(answer: str, atol: str) -> None:
    text = f"""[[exercise]]
id = "x"
draw = {{ w = "integer(2, 900)" }}
ask = "What is it for {{{{ w }}}}?"
kind = "real"
answer = "{answer}"
settings = {{ atol = {atol} }}
"""
    (exercise,) = load_text(text, "b.toml").exercises
    assert Survey(exercise, 12).run().problems == []


def test_a_setting_that_is_no_number_is_told_as_such() -> None:
    found = problem("w / 7", 'kind = "real"\nsettings = { atol = "abc" }')
    assert "'abc' is no number" in found.message


def test_names_are_those_there_are() -> None:
    """No draw function is missing, and no name that banks have is called another language's."""
    assert set(draw_functions(Generator(""))) - known_names() <= DRAWS
    assert not ELSEWHERE.keys() & known_names()


@pytest.mark.parametrize(
    ("text", "said", "fix"),
    [
        ("array()", "'array()': array() missing 1 required positional argument: 'values'", "array(values)"),
        ("sorted([1], reverse=true)", "'sorted([1], reverse=true)': sorted has no argument 'reverse'", "sorted(values)"),
        ("tuple()", "'tuple()': tuple() missing 1 required positional argument: 'values'", "tuple(values)"),
    ],
)  # fmt: skip
def test_a_function_is_called_as_a_bank_calls_it(text: str, said: str, fix: str) -> None:
    with pytest.raises(UserError) as error:
        Scope({}).evaluate(text)
    assert (error.value.args[0], error.value.fix) == (said, fix)
    with pytest.raises(ValueError, match=r"max is not called: write max\("):
        encode(Scope({}).evaluate("max"))
