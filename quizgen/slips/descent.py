"""Wrong ways with steps of gradient descent."""

from typing import Any

from quizgen.slips.functions import asked, exact, slip
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array


@slip(
    "floor",
    "steps_per_epoch",
    "total_steps",
    when=lambda call: asked(call) and not call.arguments.get("drop_last"),
    hint="The last, shorter batch of an epoch makes a step too: round up.",
)
def _(call: Call) -> int:
    n, b = call.arguments["n"], call.arguments["b"]
    return int(n // b * call.arguments.get("epochs", 1))


def _several_batches(call: Call) -> bool:
    return asked(call) and 1 < call.arguments["b"] < call.arguments["n"]


@slip(
    "product",
    "steps_per_epoch",
    when=_several_batches,
    hint="Each batch holds many observations: divide by the size of a batch, do not multiply.",
)
def _(call: Call) -> int:
    return int(call.arguments["n"] * call.arguments["b"])


@slip("batch-size", "steps_per_epoch", when=_several_batches)
def _(call: Call) -> int:
    return int(call.arguments["b"])


@slip(
    "full-is-n",
    "steps_per_epoch",
    when=lambda call: asked(call) and call.arguments["b"] == call.arguments["n"],
)
def _(call: Call) -> int:
    return int(call.arguments["n"])


@slip("sgd-is-1", "steps_per_epoch", when=lambda call: asked(call) and call.arguments["b"] == 1)
def _(call: Call) -> int:  # noqa: ARG001 - a rule takes the call
    return 1


@slip(
    "full-batch",
    "last_batch_size",
    when=lambda call: call.arguments["n"] % call.arguments["b"] != 0,
)
def _(call: Call) -> int:
    return int(call.arguments["b"])


@slip("ceil-of-total", "total_steps", when=lambda call: not call.arguments["drop_last"])
def _(call: Call) -> int:
    n, b, epochs = (call.arguments[name] for name in ("n", "b", "epochs"))
    return -int(-n * epochs // b)


@slip("one-epoch", "total_steps", when=lambda call: call.arguments["epochs"] > 1)
def _(call: Call) -> Any:
    return call.compute(epochs=1)


@slip("epochs-only", "total_steps")
def _(call: Call) -> int:
    return int(call.arguments["epochs"])


@slip("keeps-last", "total_steps", when=lambda call: bool(call.arguments["drop_last"]))
def _(call: Call) -> Any:
    return call.compute(drop_last=False)


@slip("floor-epoch", "epoch_of_step")
def _(call: Call) -> int:
    steps = -(-call.arguments["n"] // call.arguments["b"])
    return int(call.arguments["t"] // steps)


@slip("observations-as-steps", "epoch_of_step")
def _(call: Call) -> int:
    n, b, t = (call.arguments[name] for name in "nbt")
    return -int(-t * b // n)


@slip("zero-based-batch", "batch_of_step")
def _(call: Call) -> Any:
    return call.compute() - 1


PATHS = ("gd_quadratic_path", "gd_given_gradients", "descend")


@slip("ascent", *PATHS)
def _(call: Call) -> Any:
    return call.compute(alpha=-call.arguments["alpha"])


@slip("no-step-size", *PATHS)
def _(call: Call) -> Any:
    return call.compute(alpha=1)


@slip("subtracts-loss", "gd_quadratic_path")
def _(call: Call) -> Any:
    c, m, w, alpha, steps = (call.arguments[k] for k in ("c", "m", "w0", "alpha", "steps"))
    path = []
    for _ in range(steps):
        w = w - alpha * c * (w - m) ** 2
        path.append(w)
    return as_array(path)


@slip("stale-gradient", "gd_quadratic_path", when=lambda call: call.arguments["steps"] > 1)
def _(call: Call) -> Any:
    c, m, w, alpha, steps = (call.arguments[k] for k in ("c", "m", "w0", "alpha", "steps"))
    move = alpha * 2 * c * (w - m)
    return as_array([w - t * move for t in range(1, steps + 1)])


@slip("missing-2", "gd_quadratic_path", "quadratic_slope", when=asked)
def _(call: Call) -> Any:
    return call.compute(c=exact(call.arguments["c"], 2))


def _batches(call: Call) -> int:
    n = len(as_array(call.arguments["gradients"]))
    return -(-n // (call.arguments["batch_size"] or n))


def _batched(call: Call) -> bool:
    return bool(call.arguments["batch_size"] != 1)


@slip(
    "mean-for-total",
    "gd_given_gradients",
    when=lambda call: _batched(call) and call.arguments["reduction"] == "sum",
)
def _(call: Call) -> Any:
    return call.compute(reduction="mean")


@slip(
    "sum-for-mean",
    "gd_given_gradients",
    when=lambda call: _batched(call) and call.arguments["reduction"] == "mean",
)
def _(call: Call) -> Any:
    return call.compute(reduction="sum")


@slip("restarts-each-step", "gd_given_gradients", when=lambda call: _batches(call) > 1)
def _(call: Call) -> Any:
    rows = as_array(call.arguments["gradients"])
    size = call.arguments["batch_size"]
    steps = [
        call.compute(gradients=rows[i : i + size])[0].tolist() for i in range(0, len(rows), size)
    ]
    return as_array(steps)


@slip("first-gradient-only", "gd_given_gradients", when=_batched)
def _(call: Call) -> Any:
    rows = as_array(call.arguments["gradients"])
    return call.compute(gradients=rows[:: call.arguments["batch_size"] or len(rows)], batch_size=1)


@slip("one-coordinate", "descend", when=lambda call: len(call.arguments["point"]) > 1)
def _(call: Call) -> Any:
    path = call.compute()
    path[:, 1:] = list(call.arguments["point"])[1:]
    return path
