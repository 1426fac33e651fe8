"""Every example of the author's guide and the bank language drawn once, with all that a variant has.

`golden/variants.txt` has it line by line: values, texts, keys, mistakes with their hints, worked solutions,
settings, figures. `QUIZGEN_VARIANTS=write` writes the file anew: read the difference.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quizgen.bank import draw
from quizgen.bank.load import load_text

DOCS = Path(__file__).parents[2] / "docs"
KEPT = Path(__file__).with_name("golden") / "variants.txt"
# What no example of the pages shows.
BESIDES = r"""
[[exercise]]
id = "several"
draw = { n = "integer(3, 9)" }
figure = "plane(points=[[n, 1]])"
[[exercise.part]]
id = "which"
kind = "multi"
ask = "Which of these are more than {{ n }}?"
choices = ["{{ n + 1 }}", "{{ n - 1 }}", "{{ 2 * n }}", "one"]
answer = "[choices[0], choices[2]]"
mistakes = { less = { value = "[choices[1]]", hint = "That is less than {{ n }}.", credit = "1/4" } }
[[exercise.part]]
id = "fixed"
ask = "Which panel has the larger number?"
choices = ["the left one", "the right one"]
settings = { shuffle = false }
answer = "choices[1]"
[[exercise.part]]
id = "order"
ask = "Put them into an order."
items = ["first", "second", "third"]
before = "[(0, 1), (1, 2)]"
mistakes = { back = { value = "[2, 1, 0]", hint = "The other way round." } }
[[exercise.part]]
id = "is_more"
ask = "Is $2 \\cdot {{ n }}$ more than {{ n }}?"
answer = "2 * n > n"
fact = "Twice a number above zero is more."
[[exercise]]
id = "solver"
draw = { x = "vector(3, -5, 9)", w = "matrix(2, 3, -3, 3)", D = "integer(20, 40)" }
let = { layer = "Linear(3, 2, bias=false)", conv = "Conv1d(1, 2, 3, stride=2, padding=1)", net = "mlp((3, 2, 1), bias=true)" }
text = "A layer has the weights $W = {{ w }}$ and reads $x = {{ x }}$."
[[exercise.part]]
id = "out"
ask = "What is $W x$?"
answer = "layer.output(x, w)"
points = 3
settings = { partial = "per_entry" }
[[exercise.part]]
id = "bent"
ask = "What comes out of ReLU, in the order [first, second]?"
answer = "relu(layer.output(x, w))"
follow = "relu(out)"
[[exercise.part]]
id = "counts"
ask = "conv.parameter_count"
without = ["forgets-intercepts"]
[[exercise.part]]
id = "shape"
ask = "Give the shape (channels, width) behind a convolution with two kernels of size 3, stride 2 and padding 1 over {{ D }} inputs."
answer = "conv.output_shape(D)"
watch = ["D"]
[[exercise.part]]
id = "loss"
ask = "How large is the loss $\\frac{(1 - {{ D }})^2}{2}$?"
answer = "(1 - D) ** 2 / 2"
hint = "Halve the square of ${{ D - 1 }}$."
[[exercise.part]]
id = "net"
ask = "How many parameters has a network of 3, 2 and 1 units with intercepts?"
answer = "net.parameter_count"
fact = "The sizes are given."
mistakes = { weights = { value = "net.weight_count", slip = "forgets-intercepts" } }
[[exercise]]
id = "listing"
draw = { n = "integer(2, 9)", m = "integer(10, 99)" }
listing = '''
layer = nn.Linear(<<inputs>>, {{ n }})
print(layer(torch.zeros({{ m }}, 4)).shape)  # <<shape>>
'''
[[exercise.part]]
id = "inputs"
answer = "4"
fact = "The input has four features."
[[exercise.part]]
id = "shape"
answer = "(m, n)"
[[exercise]]
id = "letters"
draw = { a = "integer(2, 9)" }
let = { x = "symbol('x')", f = "a * x ** 2" }
ask = "What is the derivative of $f$ in $x$, where $f = {{ f }}$?"
answer = "gradient(f, [x])[0]"
mistakes = { keeps = ["a * x", "The power comes to the front."] }
"""


def banks() -> Iterator[tuple[str, str]]:
    for page in ("authors-guide", "bank-language"):
        text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
        blocks = re.findall(r"^```toml.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        yield from ((page, block) for block in blocks if "[[exercise]]" in block)
    yield "besides", BESIDES


def lines(name: str, value: Any, depth: int = 1) -> Iterator[str]:
    """What is not empty, one entry of a table a line."""
    if value in ("", None, [], {}):
        return
    if isinstance(value, dict):
        yield f"{'  ' * depth}{name}"
        for key in sorted(value):
            yield from lines(key, value[key], depth + 1)
    elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
        for number, entry in enumerate(value):
            yield from lines(f"{name} {number}", entry, depth)
    else:
        yield f"{'  ' * depth}{name}: {str(value)!r}"


def drawn() -> Iterator[str]:
    for page, text in banks():
        loaded = load_text(text, f"{page}.toml")
        assert loaded.problems == ()
        for exercise in loaded.exercises:
            asked = [(level, None) for level in exercise.levels]
            for level, instance in [*asked, *((None, name) for name in exercise.instance)]:
                variant = draw(exercise, "whole", level, instance).to_json()
                yield "\n".join([f"{exercise.id} {level or instance or ''}".strip(), *lines("variant", variant)])  # fmt: skip


def test_rewriting_on_request() -> None:
    """Not a check: the switch described above."""
    if os.environ.get("QUIZGEN_VARIANTS") == "write":
        KEPT.write_text("\n\n".join(drawn()) + "\n", encoding="utf-8", newline="\n")


def test_a_variant_is_as_before() -> None:
    kept = KEPT.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    for found, before in zip(drawn(), kept, strict=True):
        assert found.split("\n") == before.split("\n")
