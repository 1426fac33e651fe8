"""An id that is another part's letter."""

from collections.abc import Callable

import pytest

PARTS = """[[exercise]]
id = "two"
draw = {{ a = "integer(2, 400)", b = "integer(2, 400)" }}
text = "There are $a = {{{{ a }}}}$ and $b = {{{{ b }}}}$."
[[exercise.part]]
id = "{}"
ask = "How many are there?"
answer = "a + b"
[[exercise.part]]
id = "{}"
ask = "How many pairs?"
answer = "a * b"
"""


@pytest.mark.parametrize("ids", [("b", "c"), ("b", "a"), ("n", "a")])
def test_the_letter_of_another_part(check: Callable[..., list[str]], ids: tuple[str, str]) -> None:
    said = check(PARTS.format(*ids))
    wrong = [i for i, own in zip(ids, "ab", strict=True) if i in "ab" and i != own]
    assert wrong
    for name in wrong:
        assert any(f"{name!r} is the letter of another part" in line for line in said)


@pytest.mark.parametrize("ids", [("a", "b"), ("sum", "product"), ("A", "B"), ("n", "c")])
def test_letters_of_their_own(check: Callable[..., list[str]], ids: tuple[str, str]) -> None:
    assert not any("is the letter of another" in line for line in check(PARTS.format(*ids)))
