"""A slip that is watched or left out and never happens says something that is not so."""

from collections.abc import Callable

import pytest

BANK = """[[exercise]]
id = "slide"
draw = {{ P = "integer(2, 3)", D = "integer(P + 5, 400)" }}
let = {{ conv = "Conv1d(1, 1, kernel_size=P, bias=false)" }}
text = "A kernel of size {{{{ P }}}} slides over {{{{ D }}}} inputs."
ask = "How many outputs are there?"
answer = "conv.output_size(D)"
mistakes = {{ half = ["D // 2 if D != P + 6 else D - P + 1", "Windows overlap."], all = ["D", "A window ends inside."] }}
{names}
"""


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ('watch = ["forgets-plus-2"]', "watch: no slip is called 'forgets-plus-2'|did you mean 'forgets-plus-1'?"),
        ('without = ["half", "ignores-strid"]', "without: no slip is called 'ignores-strid'|did you mean 'ignores-stride'?"),
        ('watch = ["no-padding"]', "watch: slip no-padding happens in none of 100 draws"),
        ('watch = ["forgets-plus-1", "swapped-HW"]', "watch: slip swapped-HW happens in none of 100 draws"),
        ('watch = ["all"]', "watch: mistake all is the author's own: it differs from the key anyway"),
        ('without = ["half", "ignores-stride"]', "without: leaving out ignores-stride changes nothing in any of 100 draws"),
        ('without = ["half", "all"]', "without: leaving out all changes nothing in any of 400 draws"),
    ],
)  # fmt: skip
def test_it_is_told(names: str, said: str, check: Callable[..., list[str]]) -> None:
    # An author's mistake is rarely the key: fewer draws do not show that it never is.
    (found,) = check(BANK.format(names=names), draws=400 if "all" in names else 100)
    said, _, fix = said.partition("|")
    assert found == f":9: slide.{said}\n    fix: {fix or 'leave out the name'}"


@pytest.mark.parametrize(
    "names",
    [
        'watch = ["forgets-plus-1"]',
        'without = ["forgets-plus-1"]',
        'without = ["half"]',  # the key now and then: such draws would be refused
    ],
)
def test_what_happens_is_fine(names: str, check: Callable[..., list[str]]) -> None:
    assert check(BANK.format(names=names), draws=100) == []


def test_few_draws_say_nothing(check: Callable[..., list[str]]) -> None:
    assert check(BANK.format(names='watch = ["no-padding"]'), draws=40) == []
    assert check(BANK.format(names='without = ["all"]'), draws=200) == []


BY_CONVENTION = """[[exercise]]
id = "heavy-ball"
profile = {{ momentum = ["torch", "ema", "inside"] }}
draw = {{ g = "vector(2, -40, 40)", w0 = "integer(2, 90)" }}
text = "From {{{{ w0 }}}} the gradients are {{{{ g | row }}}}, momentum 1/2, step size 1/10."
ask = "What are the velocities?"
answer = "momentum_path(g, w0, 1/10, 1/2, profile.momentum).v"
without = [{names}]
"""


def test_a_slip_of_another_convention_is_no_idle_one(check: Callable[..., list[str]]) -> None:
    bank = BY_CONVENTION.format(names='"ema-for-torch", "torch-for-ema", "ceiling"')
    (found,) = [said for said in check(bank, draws=100) if "leaving out" in said]
    assert "leaving out ceiling changes nothing" in found


OF_ONE_NAME = """[[exercise]]
id = "stride"
draw = {{ P = "integer(2, 3)", S = "integer(1, 2)", D = "integer(P + 5, 400)" }}
let = {{ conv = "Conv1d(1, 1, kernel_size=P, stride=S, bias=false)" }}
text = "A kernel of size {{{{ P }}}} slides over {{{{ D }}}} inputs with the stride {{{{ S }}}}."
ask = "How many outputs are there?"
answer = "conv.output_size(D)"
mistakes = {{ ignores-stride = ["{value}", "Mind the stride."] }}
watch = ["ignores-stride"]
"""


def test_where_the_authors_own_says_nothing_the_slip_is_watched(
    check: Callable[..., list[str]],
) -> None:
    now_and_then = "none if D % 2 else D - P + 1 if S > 1 else D"
    assert check(OF_ONE_NAME.format(value=now_and_then), draws=100) == []
    always = "D - P + 1 if S > 1 else D"
    (found,) = check(OF_ONE_NAME.format(value=always), draws=400)
    assert "watch: mistake ignores-stride is the author's own" in found
