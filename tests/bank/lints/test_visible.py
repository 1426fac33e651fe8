"""A key that stands in the statement is copied, not worked out."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from quizgen.bank.lints.visible import _lists, _numbers

HEAD = '[[exercise]]\nid = "seen"\n'
SEEN = {
    "vector": """draw = { x = "vector(3, -4, 4)" }
text = "The input is $x = {{ x | row }}$."
ask = "What does the identity give?"
answer = "x"
""",
    "column": """draw = { x = "vector(3, -4, 4)" }
text = "The input is $x = {{ x | column }}$."
ask = "What does the identity give?"
answer = "x"
""",
    "as it is": """draw = { x = "vector(3, -4, 40)" }
text = "The input is {{ x }}."
ask = "What does the identity give?"
answer = "x"
""",
    "matrix": """draw = { A = "matrix(2, 2, -4, 4)" }
text = "The weights are $W = {{ A | latex }}$."
ask = "What are the weights?"
answer = "A"
""",
    "now and then": """draw = { x = "vector(2, -1, 1)" }
text = "The input is $x = {{ x | row }}$."
ask = "What does the ReLU give?"
answer = "relu(x)"
""",
    "number": """draw = { P = "integer(2, 900)", D = "integer(1000, 2000)" }
text = "A kernel of size {{ P }} reads {{ D }} inputs."
ask = "How many weights has the kernel?"
answer = "P"
""",
    "code": """draw = { a = "integer(2, 900)", b = "integer(2, 900)" }
text = "The layer `nn.Linear({{ a }}, {{ b }})` is used."
ask = "Write the layer."
answer = "Linear(a, b)"
kind = "code"
""",
}
UNSEEN = {
    "another vector": """draw = { x = "vector(3, 1, 40)" }
text = "The input is $x = {{ x | row }}$."
ask = "What is it doubled?"
answer = "2 * x"
""",
    "a number by chance": """draw = { a = "integer(2, 60)", b = "integer(2, 60)" }
text = "There are {{ a }} inputs and {{ b }} outputs."
ask = "How many weights?"
answer = "a * b"
""",
    "an index": """draw = { a = "integer(2, 900)", b = "integer(2, 900)" }
text = "The inputs are $x_{ {{- a + b -}} } = {{ a }}$ and $y = {{ b }}$, in the {{ a + b }}-d space."
ask = "What is the sum?"
answer = "a + b"
""",
    "letters of options": """draw = { a = "integer(2, 900)" }
text = "Is {{ a }} even or odd?"
ask = "Choose: even or odd?"
answer = "'odd' if a % 2 else 'even'"
kind = "choice"
choices = ["odd", "even"]
""",
}


@pytest.mark.parametrize("case", SEEN)
def test_a_key_in_the_statement_is_said(check: Callable[..., list[str]], case: str) -> None:
    found = [
        problem for problem in check(HEAD + SEEN[case]) if "stands in the statement" in problem
    ]
    line = (
        SEEN[case].splitlines().index(next(t for t in SEEN[case].splitlines() if t[:6] == "answer"))
    )
    assert len(found) == 1
    assert found[0].startswith(f":{line + 3}: seen.answer: the key stands in the statement in ")


@pytest.mark.parametrize("case", UNSEEN)
def test_other_keys_are_not(check: Callable[..., list[str]], case: str) -> None:
    assert check(HEAD + UNSEEN[case]) == []


@pytest.mark.parametrize(
    "text", ["$x = [1e999999999, 2]$", "$" + "9" * 7000 + "$", "$x = [1/0, 2]$"]
)
def test_numbers_that_nobody_writes_out(text: str) -> None:
    """Read as text: `Fraction` would take minutes, or stop at 4,300 digits."""
    assert all(isinstance(entry, str | Fraction) for found in _lists(text) for entry in found)
    assert all(abs(found) < 10**300 for found in _numbers(text))
