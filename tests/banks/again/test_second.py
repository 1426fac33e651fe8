"""The check of second computations sees a wrong key, a recognised mistake that is right and a part left out."""

import pytest

from tests.banks.again.second import Keys, Values, agree, check, in_places, number


def weights(v: Values) -> Keys:
    return {"total": sum(a * b for a, b in zip(v["u"], v["u"][1:], strict=False))}


def test_it_passes_what_is_right() -> None:
    check("dense-params", weights, 3)


@pytest.mark.parametrize("wrong", [lambda v: {"total": sum(v["u"])}, lambda _: {}])
def test_it_fails_what_is_wrong(wrong: object) -> None:
    with pytest.raises(AssertionError):
        check("dense-params", wrong, 3)  # type: ignore[arg-type]


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
