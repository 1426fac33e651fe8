"""The check of second computations sees a wrong key, a recognised mistake that is right and a part left out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from quizgen.bank import draw, load_banks
from tests.banks.again.orders import these
from tests.banks.again.second import (
    Keys,
    Values,
    agree,
    check,
    few,
    in_places,
    library,
    number,
    together,
)
from tests.banks.again.shallow import member


def weights(v: Values) -> Keys:
    return {"total": sum(a * b for a, b in zip(v["u"], v["u"][1:], strict=False))}


def test_it_passes_what_is_right() -> None:
    check("dense-params", weights, 3)


@pytest.mark.parametrize("wrong", [lambda v: {"total": sum(v["u"])}, lambda _: {}])
def test_it_fails_what_is_wrong(wrong: object) -> None:
    with pytest.raises(AssertionError):
        check("dense-params", wrong, 3)  # type: ignore[arg-type]


@pytest.mark.parametrize(("most", "levels"), [(150, ["E"]), (10**6, [])])
def test_few_statements_are_counted_in_what_was_drawn_and_beyond(
    tmp_path: Path, most: int, levels: list[str]
) -> None:
    """200 draws of E, whose statements are few, and none of M, which has enough."""
    bank = tmp_path / "bank.toml"
    bank.write_text(f"""[[exercise]]
id = "wide"
ask = "What is twice {{{{ a }}}}?"
answer = "2 * a"
level.E = {{ a = "integer(1, {most})" }}
level.M = {{ a = "integer(1, 10 ** 6)" }}
""")
    exercise = load_banks([bank]).exercise("wide")
    made = [draw(exercise, f"again-{i}", "E") for i in range(200)]
    found = few(exercise, made)
    assert list(found) == levels
    # 150 are seen by 300 draws but for some 20.
    assert all(120 < number <= 150 for number in found.values())


@pytest.mark.parametrize(
    ("key", "expected", "same"),
    [
        ("3/2", 1.5, True),
        (["1/3", 2], [1 / 3, 2.0], True),
        ([1, 2], [[1, 2]], False),
        ([1, 2], [1, 2, 3], False),
        ("ln(3/2)", 0.4054651081081644, True),
        ("1/3*ln(27/4)", 0.6365141682948128, True),
        ("-1/2*ln(2) - 3/2", -1.8465735902799727, True),
        ("-7*sqrt(33)/66", -0.6092717958449424, True),
        ("-2+28*sqrt(3)/9", 3.388602512436508, True),
        ("sqrt(3) - 1/2", 1.2320508075688772, True),
        ("none", "none", True),
        ("none", 0, False),
        (2, 3, False),
        ("[0, 1)", lambda text: text == "[0, 1)", True),
        ("[0, 1]", lambda text: text == "[0, 1)", False),
    ],
)
def test_agreement(key: object, expected: object, *, same: bool) -> None:
    assert agree(key, expected) is same


def test_multiples_of_pi() -> None:
    assert number("2*pi/3") == pytest.approx(2.0943951023931953)
    assert number("-pi") == pytest.approx(-3.141592653589793)


def test_an_order_has_its_items_in_their_places() -> None:
    assert in_places({"A": ["C"], "B": [], "C": ["B"]}) == ["B", "C", "A"]
    assert in_places({"A": [], "B": [], "C": ["B"]}) is None


def judged(family: str, part: str, instance: str = "") -> Callable[[object], bool]:
    """What a second computation says of answers to a part of one draw."""
    exercise = library().exercise(family)
    variant = draw(
        exercise, "judged", None if instance else exercise.default_level(), instance or None
    )
    values = {name: number(value) for name, value in variant.values.items()}
    found: Callable[[object], bool] = together("KEYS")[family](values)[part]
    return found


@pytest.mark.parametrize(
    ("family", "part", "instance", "right", "wrong"),
    [
        ("matrix-linear-layer", "weights", "rows", "x^T g", "g x^T"),
        ("matrix-linear-layer", "weights", "rows", "-(-x)^T g", "x^T g / 2"),
        ("matrix-quadratic-form", "hessian", "letters", "A/2 + 1/2 A^T", "A"),
        ("matrix-softmax-jacobian", "jacobian", "letters", "diag(p) - p p^T", "diag(p) - p .* p"),
        ("gd-surface", "formula", "slide", "cos(y) * 3", "3*sin(y)"),
        ("torch-write-module", "net", "slide", "nn.Sequential(nn.Linear(12, 5), nn.ReLU(), nn.Linear(5, 1))", "nn.Linear(12, 5)"),
        ("torch-write-module", "net", "slide", "nn.Sequential(nn.Linear(12, 5), nn.ReLU(), nn.Linear(5, 1, bias=True))", "nn.Sequential(nn.Linear(12, 5), nn.Tanh(), nn.Linear(5, 1))"),
    ],
)  # fmt: skip
def test_what_can_be_written_in_many_ways(
    family: str, part: str, instance: str, right: str, wrong: str
) -> None:
    is_right = judged(family, part, instance)
    assert is_right(right)
    assert not is_right(wrong)


@pytest.mark.parametrize(
    ("text", "value", "inside"),
    [
        ("(0, 2/3)", 0.5, True),
        ("(0, 2/3)", 2 / 3, False),
        ("(0, 2/3]", 2 / 3, True),
        ("(-inf, -1/2) or (3, inf)", 4, True),
        ("(-inf, -1/2) or (3, inf)", 0, False),
        ("[-2*sqrt(3)/3, 0)", -1.1547005383792515, True),
    ],
)
def test_sets_are_read(text: str, value: float, *, inside: bool) -> None:
    assert member(text, value) is inside


def test_orders_are_those_of_what_is_needed() -> None:
    right = these({"a": set(), "b": {"a"}, "c": {"b"}, "d": set()}, ["a", "c", "d"])
    assert right(["d", "a", "c"])
    assert not right(["c", "a", "d"])
    assert not right(["a", "c"])
    assert right({"a": [], "c": ["a"], "d": []})
    assert not right({"a": [], "c": [], "d": []})
