"""Wrong ways with activation functions."""

from typing import Any

from quizgen.slips.functions import Test, Wrong, asked, each, exact, slip
from quizgen.solver.activation_table import activation_named
from quizgen.solver.activations import activation_derivative, sigmoid, tanh
from quizgen.solver.arithmetic import arithmetic_of
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array

PIECEWISE = ("relu", "leaky_relu", "step", "identity")


@slip("absolute", *PIECEWISE, when=asked)
def _(call: Call) -> Any:
    return each(abs, call.arguments["z"])


@slip("passes-negatives", *PIECEWISE, when=asked)
def _(call: Call) -> Any:
    return as_array(call.arguments["z"])


# Of a threshold unit nobody gives it: it is 0 wherever it is.
@slip("derivative", "relu", "leaky_relu", "identity", "sigmoid", when=asked)
def _(call: Call) -> Any:
    rest = {k: v for k, v in call.arguments.items() if k != "z"}
    return activation_derivative(call.quantity, call.arguments["z"], **rest)


@slip(
    "sign",
    *PIECEWISE,
    when=asked,
    hint="That is the sign, 1 for a positive number and −1 for a negative one; look up what the function makes of them.",
)
def _(call: Call) -> Any:
    return each(lambda z: (z > 0) - (z < 0), call.arguments["z"])


@slip("sign-of-exponent", "sigmoid", when=asked)
def _(call: Call) -> Any:
    return call.compute(z=each(lambda z: -z, call.arguments["z"]))


def _power(sign: int) -> Wrong:
    def power(call: Call) -> Any:
        return each(lambda z: arithmetic_of(z).exp(sign * z), call.arguments["z"])

    return power


slip("no-denominator", "sigmoid", when=asked)(_power(1))
slip("odds-as-prob", "sigmoid", when=asked)(_power(-1))


@slip(
    "sign-of-exponent",
    "tanh",
    when=asked,
    hint="The sign is the other way round: tanh has the sign of its argument.",
)
def _(call: Call) -> Any:
    return each(lambda t: -t, call.compute())


@slip("sigmoid-for-tanh", "tanh", when=asked)
def _(call: Call) -> Any:
    return sigmoid(call.arguments["z"])


@slip("tanh-for-sigmoid", "sigmoid", when=asked)
def _(call: Call) -> Any:
    return tanh(call.arguments["z"])


@slip("sigmoid-stretched", "tanh", when=asked)
def _(call: Call) -> Any:
    """2σ(z) - 1, which is tanh at half of z."""
    return each(lambda h: 2 * h - 1, sigmoid(call.arguments["z"]))


@slip("minus-one", "sigmoid", when=lambda call: asked(call) and _nonzero(call))
def _(call: Call) -> Any:
    def wrong(z: Any) -> Any:
        power = arithmetic_of(z).exp(z)
        return exact(power, power - 1)

    return each(wrong, call.arguments["z"])


def _nonzero(call: Call) -> bool:
    return all(z != 0 for z in as_array(call.arguments["z"]).ravel().tolist())


def _logits(call: Call) -> bool:
    """Whether softmax is asked of one vector of exact logits."""
    array = as_array(call.arguments["z"])
    return asked(call) and array.ndim == 1 and array.dtype.kind != "f"


def _powers(call: Call) -> list[Any]:
    return [arithmetic_of(z).exp(z) for z in as_array(call.arguments["z"]).tolist()]


@slip("normalises-logits", "softmax", when=_logits)
def _(call: Call) -> Any:
    logits = [float(z) for z in as_array(call.arguments["z"]).tolist()]
    return as_array([z / sum(logits) for z in logits])


@slip("sigmoid-each", "softmax", when=_logits)
def _(call: Call) -> Any:
    return sigmoid(call.arguments["z"])


@slip("divides-by-max", "softmax", when=_logits)
def _(call: Call) -> Any:
    shares = call.compute().tolist()  # exact where a common factor makes the powers none
    return as_array([exact(share, max(shares)) for share in shares])


@slip("negative-exponent", "softmax", when=_logits)
def _(call: Call) -> Any:
    return call.compute(z=each(lambda z: -z, call.arguments["z"]))


@slip("one-hot-argmax", "softmax", when=_logits)
def _(call: Call) -> Any:
    powers = _powers(call)
    return as_array([int(power == max(powers)) for power in powers])


def _slope_of(*names: str) -> Test:
    return lambda call: asked(call) and call.arguments["name"].lower() in names


SMOOTH = ("sigmoid", "tanh")


def _height(call: Call) -> Any:
    """σ(a) for the activation whose slope is asked."""
    return activation_named(call.arguments["name"])(call.arguments["z"])


@slip("value-not-derivative", "activation_derivative", when=_slope_of("relu", *SMOOTH))
def _(call: Call) -> Any:
    return _height(call)


@slip("derivative-at-h", "activation_derivative", when=_slope_of("sigmoid"))
def _(call: Call) -> Any:
    return call.compute(z=each(float, _height(call)))


@slip("one-minus-h", "activation_derivative", when=_slope_of("sigmoid"))
def _(call: Call) -> Any:
    return each(lambda h: 1 - h, _height(call))


@slip("a-times-one-minus-a", "activation_derivative", when=_slope_of("sigmoid"))
def _(call: Call) -> Any:
    return each(lambda a: float(a) * (1 - float(a)), call.arguments["z"])


@slip("tanh-rule-for-sigmoid", "activation_derivative", when=_slope_of("sigmoid"))
def _(call: Call) -> Any:
    return each(lambda h: 1 - h * h, _height(call))


@slip("sigmoid-rule-for-tanh", "activation_derivative", when=_slope_of("tanh"))
def _(call: Call) -> Any:
    return each(lambda h: h * (1 - h), _height(call))


@slip("square-not-taken-off", "activation_derivative", when=_slope_of("tanh"))
def _(call: Call) -> Any:
    return each(lambda h: h * h, _height(call))
