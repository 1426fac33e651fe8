"""What is told of formulas in matrices: shapes that do not fit, slips, signs that may mean two things."""

from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.matrix_equality import drawn_sizes

SHAPES = {
    "W": "m, n",
    "x": "n",
    "b": "m",
    "g": "m",
    "A": "n, n",
    "B": "n, n",
    "X": "k, n",
    "y": "k",
}
SETTINGS: dict[str, Any] = {"shapes": SHAPES, "functions": ["sigma"]}


def judged(key: str, text: str, **more: Any) -> Any:
    return answer_kind("matrix_expression", key, **{**SETTINGS, **more}).judge(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("W g", "W g: (m, n) times (m)"),
        ("W^T g + b", "Wᵀ g + b: (n) plus (m)"),
        ("W^T g - b", "Wᵀ g − b: (n) minus (m)"),
        ("W^T ⊙ g", "Wᵀ ⊙ g: (n, m) entry by entry times (m)"),
        ("g x", "g x: (m) times (n)"),
        ("x^T g", "xᵀ g: (1, n) times (m)"),
        ("inv(W) g", "the inverse or power of W: (m, n) is not square"),
        ("trace(W) x", "trace of W: (m, n) is not square"),
        ("sum_i g_i x_i", "the index i of x: it runs to m, and x is (n)"),
    ],
)
def test_shapes_that_do_not_fit_are_told_in_the_declared_letters(text: str, told: str) -> None:
    verdict = judged("W^T g", text)
    assert verdict.status == "wrong"
    assert verdict.feedback.startswith(f"The shapes do not fit: {told}.")


def test_one_index_of_a_matrix_is_asked_about() -> None:
    verdict = judged("W^T ones(m)", "sum_i W_i")
    assert verdict.status == "unreadable"
    assert verdict.feedback.startswith("W_i may be a row or a column of W; write entries W_{i,j}")


def test_of_a_one_that_may_be_two_things_the_vector_is_named() -> None:
    with pytest.raises(ValueError, match=r"the vector of ones; write ones\(n\)"):
        judged("W^T 1", "W^T ones(m)")


def test_a_shape_that_is_not_asked_is_told() -> None:
    verdict = judged("W^T g", "g x^T")
    assert verdict.feedback == "The shape of your formula is (m, n), asked is (n)."


@pytest.mark.parametrize(
    ("key", "text", "slip"),
    [
        ("g x^T", "x g^T", "transposed-answer"),
        ("W^T g", "g^T W", "transposed-answer"),
        ("W^T g", "W g", "factor-transposed"),
        ("A^T B", "A B", "factor-transposed"),
        ("A^T B", "A^T B^T", "factor-transposed"),
        ("X^T (X x - y)", "X (X x - y)", "factor-transposed"),
        ("W^T g", "g W^T", "order-exchanged"),
        ("A B", "B A", "order-exchanged"),
        ("A^T B x", "B A^T x", "order-exchanged"),
        ("A .* B", "A B", "product-for-entrywise"),
        ("W^T g .* sigma'(x)", "W^T g sigma'(x)", "product-for-entrywise"),
        ("W^T g .* sigma'(x)", "(W^T g)^T sigma'(x)", "product-for-entrywise"),
        ("trace(A B)", "A B", "sum-missing"),
        ("A B", "A .* B", "entrywise-for-product"),
        ("W^T g", "W^T .* g", "entrywise-for-product"),
        ("X^T ones(k)", "X^T", "sum-missing"),
        ("sum(x .* x)", "x .* x", "sum-missing"),
        ("W^T g .* sigma'(x)", "W^T g", "factor-missing"),
        ("2 * X^T (X x - y)", "X^T (X x - y)", "number-missing"),
        ("2/k * X^T (X x - y)", "2 X^T (X x - y)", "number-missing"),
        ("X^T (X x - y)", "X^T X x", "term-missing"),
        ("X^T (X x - y)", "X^T (X x + y)", "sign-of-term"),
        ("X^T (X x - y)", "X^T (y - X x)", "sign-of-answer"),
        ("W^T g .* sigma'(x)", "W^T g .* sigma(x)", "function-for-derivative"),
        ("sigma(W x)", "sigma'(W x)", "derivative-for-function"),
        ("A^T B", "inv(A) B", "inverse-for-transpose"),
    ],
)
def test_slips_are_named(key: str, text: str, slip: str) -> None:
    verdict = judged(key, text)
    assert (verdict.status, verdict.mistake) == ("wrong", slip)
    assert verdict.feedback.endswith(".")


@pytest.mark.parametrize(
    ("key", "text"),
    [("W^T g", "W^T b"), ("A B", "A A"), ("g x^T", "b x^T"), ("sigma(x)", "x"), ("2 A", "3 A")],
)
def test_what_is_no_slip_gets_no_name(key: str, text: str) -> None:
    verdict = judged(key, text)
    assert (verdict.status, verdict.mistake) == ("wrong", None)


class TestStar:
    """`*` is the product that fits, is entrywise in NumPy, and is asked about where nothing decides."""

    @pytest.mark.parametrize("key", ["A @ B", "A .* B"])
    def test_squares_are_asked_about(self, key: str) -> None:
        verdict = judged(key, "A * B")
        assert verdict.status == "unreadable"
        assert verdict.feedback == (
            "A * B may be a product of matrices or entry by entry; write A @ B or A ⊙ B"
        )

    @pytest.mark.parametrize(
        ("key", "text"),
        [
            ("W^T g", "W^T * g"),
            ("g x^T", "g * x^T"),
            ("x .* sigma(x)", "x * sigma(x)"),
            ("x^T x", "x^T * x"),
            ("(A @ B) .* A", "A @ B * A"),  # NumPy
            ("np.exp(A) .* B", "np.exp(A) * B"),
            ("(A B) .* A", "(A * B) .* A"),  # MATLAB
            ("A .* B", "(A * B) @ I"),
        ],
    )
    def test_what_fits_is_read(self, key: str, text: str) -> None:
        assert judged(key, text).status == "correct"

    def test_over_a_matrix_is_asked_about(self) -> None:
        assert "write its inverse" in judged("A^{-1}", "1/A").feedback

    def test_powers_are_asked_about(self) -> None:
        assert judged("A^2", "A**2").status == "unreadable"
        assert judged("x .* x", "x**2").status == "correct"
        assert judged("A .* A", "np.square(A)").status == "correct"


class TestFunctions:
    """Nothing is known of a declared function, or what the question says."""

    def test_a_function_and_its_slope_are_two(self) -> None:
        assert judged("sigma'(x)", "sigma(x) .* (1 - sigma(x))").status == "wrong"
        assert judged("sigma'(x)", "sigma'(x + 0*x)").status == "correct"

    @pytest.mark.parametrize(
        ("word", "slope"),
        [
            ("sigmoid", "sigma(x) .* (1 - sigma(x))"),
            ("tanh", "1 - sigma(x).^2"),
            ("relu", "1[x > 0]"),
            ("exp", "sigma(x)"),
            ("softplus", "1/(1 + exp(-x))"),
        ],
    )
    def test_a_known_one_has_its_slope(self, word: str, slope: str) -> None:
        known = {"functions": {"sigma": word}}
        assert judged("sigma'(x)", slope, **known).status == "correct"
        assert judged("sigma'(x)", "sigma(x) .* x", **known).status == "wrong"

    def test_defined_names_stand_for_their_formula(self) -> None:
        defined = {"z": "W x + b", "h": "sigma(z)"}
        assert judged("h x^T", "sigma(W x + b) x^T", defined=defined).status == "correct"
        assert judged("h x^T", "z x^T", defined=defined).status == "wrong"


class TestSizes:
    """Sizes are pairwise different, larger than 1, and others for every point."""

    def test_they_differ(self) -> None:
        shapes: list[tuple[str | int, str | int]] = [("m", "n"), ("k", 1), (3, "d")]
        drawn = [drawn_sizes(shapes, "key", place) for place in range(20)]
        assert all(len({*sizes.values(), 3, 1}) == 6 for sizes in drawn)
        assert len({tuple(sizes.items()) for sizes in drawn}) > 10

    @pytest.mark.parametrize("number", range(2, 9))
    def test_no_number_is_a_size(self, number: int) -> None:
        assert judged("x / n", f"x / {number}").status == "wrong"
        assert judged("x * (n - m)", f"{number} x").status == "wrong"


WRONG_SETTINGS = [
    ({}, "shapes are missing"),
    ({"shapes": {"W": 3}}, "shapes.W = 3 is no text"),
    ({"shapes": {"W": "m, n, k"}}, "shapes.W = 'm, n, k' is no shape; write \"m, n\""),
    ({"shapes": {"W": "m; n"}}, "is no shape"),
    ({"shapes": {"W^2": "m"}}, "'W^2' is no name such as W"),
    ({"shapes": {"W": "n", "n": "m"}}, "n is a name and a size"),
    ({"shapes": {"W_1": "n", "W1": "m"}}, "two names are one"),
    ({"shapes": {"W": "n"}, "functions": ["W"]}, "W is a function and a name"),
    ({"shapes": {"W": "n"}, "functions": "sigma"}, "functions = 'sigma' is no list"),
    ({"shapes": {"W": "n"}, "functions": {"f": "sin"}}, "functions.f = 'sin'; known are"),
    ({"shapes": {"W": "n"}, "defined": {"z": "V W"}}, "defined.z = 'V W': the name 'V' is not used"),
    ({"shapes": {"W": "n"}, "defined": {"z": "W W"}}, "defined.z = 'W W': W W: (n) times (n)"),
    ({"shapes": {"W": "n", "z": ""}, "defined": {"z": "2 W"}}, "its shape is (n), not that in shapes"),
    ({"shapes": {"W": "n"}, "sizes": 3}, "unknown setting 'sizes'"),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "said"), WRONG_SETTINGS)
def test_wrong_settings_are_told(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match="matrix_expression") as error:
        answer_kind("matrix_expression", "W", **settings)
    assert said in str(error.value)


def test_a_key_that_does_not_fit_is_told() -> None:
    with pytest.raises(ValueError, match=r"the key does not fit: W g: \(m, n\) times \(m\)"):
        answer_kind("matrix_expression", "W g", **SETTINGS)


def test_values_that_do_not_exist_are_no_values() -> None:
    verdict = judged("x", "x * det(x x^T - x x^T)^{-1}")
    assert verdict.status == "wrong"


@pytest.mark.parametrize("index", ["i+j", "2i", "i^2", "i(j", "i;j", "i,i", "ii", ","])
def test_what_is_no_index_of_a_sum_is_told(index: str) -> None:
    verdict = judged("W^T g", rf"\sum_{{{index}}} W_{{ij}} g_i")
    assert verdict.status == "unreadable"
    assert repr(index) in verdict.feedback
    assert "no index of a sum" in verdict.feedback


@pytest.mark.parametrize(("text", "bracket"), [("W^{T g", "{"), ("W^(T g", "("), ("(W g", "(")])  # fmt: skip
def test_the_bracket_that_is_not_closed_is_named(text: str, bracket: str) -> None:
    verdict = judged("W^T g", text)
    assert verdict.status == "unreadable"
    assert f"{bracket!r} is not closed" in verdict.feedback


def test_the_first_of_a_class_is_judged_as_the_next() -> None:
    """What the key takes to compute is not the answer's: whoever is judged first has as much time as the others."""
    settings = {
        "shapes": "X: d, n; W_1: m, d; b_1: m; W_2: k, m; b_2: k; Y: k, n",
        "defined": "Z_1 = W_1 @ X + b_1 @ ones(n)^T; H_1 = sigma(Z_1); Z_2 = W_2 @ H_1 + b_2 @ ones(n)^T",
        "functions": ["sigma"],
    }  # fmt: skip
    key = "(W_2^T @ ((softmax(Z_2^T)^T - Y) / n)) .* sigma'(Z_1)"
    text = r"(W_2^\top \frac{1}{n} (\operatorname{softmax}(Z_2^\top)^\top - Y)) \odot \sigma'(Z_1)"
    first = answer_kind("matrix_expression", key, **settings).judge(text)
    later = answer_kind("matrix_expression", key, **settings)
    later.judge("W_2^T Z_2")
    assert first == later.judge(text)
    assert first.status == "correct"
