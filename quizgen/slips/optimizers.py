"""Wrong ways with momentum, weight decay, clipping, schedules."""

from collections.abc import Callable, Sequence
from typing import Any

from quizgen.slips.functions import Test, each, exact, slip
from quizgen.solver.optimizers import Path, momentum_path
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array


def _form(*forms: str) -> Test:
    return lambda call: call.arguments["form"] in forms


@slip("ema-for-torch", "momentum_path", when=_form("torch"))
def _(call: Call) -> Any:
    return call.compute(form="ema")


@slip("torch-for-ema", "momentum_path", when=_form("ema"))
def _(call: Call) -> Any:
    return call.compute(form="torch")


@slip("no-momentum", "momentum_path")
def _(call: Call) -> Any:
    plain = 1 - call.arguments["mu"] if call.arguments["form"] == "ema" else 1
    return (
        call.compute(mu=0, form="torch", alpha=call.arguments["alpha"])
        if plain == 1
        else call.compute(mu=0)
    )


@slip("sign", "momentum_path", when=_form("torch"))
def _(call: Call) -> Any:
    """The velocity with -g, which is then subtracted again."""
    return call.compute(gradients=each(lambda g: -g, call.arguments["gradients"]))


@slip("forgets-mu", "momentum_path", when=_form("torch"))
def _(call: Call) -> Any:
    return call.compute(mu=1)


@slip("forgets-penalty", "weight_decay_step")
def _(call: Call) -> Any:
    return call.compute(lam=0)


@slip("double", "weight_decay_step", when=lambda call: call.arguments["penalty"] == "half")
def _(call: Call) -> Any:
    return call.compute(penalty="whole")


@slip(
    "wrong-sign",
    "weight_decay_step",
    hint="The penalty is added to the loss: it pulls the weights towards 0.",
)
def _(call: Call) -> Any:
    return call.compute(lam=-call.arguments["lam"])


def _numbers(values: Any) -> Sequence[Any]:
    return list(as_array(values).astype(object).ravel().tolist())


def _decayed(call: Call, step: Callable[[Any, Any, Any, Any], Any]) -> Any:
    alpha, lam = call.arguments["alpha"], call.arguments["lam"]
    weights, slopes = _numbers(call.arguments["w"]), _numbers(call.arguments["g"])
    found = [step(w, g, alpha, lam) for w, g in zip(weights, slopes, strict=True)]
    return as_array(found) if as_array(call.arguments["w"]).ndim else found[0]


@slip("adds-lambda", "weight_decay_step")
def _(call: Call) -> Any:
    return _decayed(call, lambda w, g, alpha, lam: w - alpha * (g + lam))


@slip("not-scaled", "weight_decay_step")
def _(call: Call) -> Any:
    return _decayed(call, lambda w, g, alpha, lam: w - alpha * g - lam * w)


@slip("clip-by-value", "clip_by_norm")
def _(call: Call) -> Any:
    c = call.arguments["max_norm"]
    return each(lambda g: min(max(g, -c), c), call.arguments["g"])


@slip("scale-by-c", "clip_by_norm")
def _(call: Call) -> Any:
    return each(lambda g: call.arguments["max_norm"] * g, call.arguments["g"])


@slip("l1-norm", "clip_by_norm")
def _(call: Call) -> Any:
    total = sum(abs(g) for g in _numbers(call.arguments["g"]))
    return each(lambda g: exact(call.arguments["max_norm"] * g, total), call.arguments["g"])


@slip("unclipped", "clip_by_norm")
def _(call: Call) -> Any:
    return as_array(call.arguments["g"])


def _rate(call: Call, power: Any) -> Any:
    return call.arguments["alpha0"] * call.arguments["gamma"] ** power


@slip("ceil", "step_decay")
def _(call: Call) -> Any:
    return _rate(call, -(-call.arguments["t"] // call.arguments["every"]))


@slip("every-epoch", "step_decay")
def _(call: Call) -> Any:
    return _rate(call, call.arguments["t"])


@slip("no-floor", "step_decay")
def _(call: Call) -> Any:
    t, every = call.arguments["t"], call.arguments["every"]
    return float(call.arguments["alpha0"]) * float(call.arguments["gamma"]) ** (t / every)


@slip("as-if-zeroed", "accumulated_path")
def _(call: Call) -> Any:
    return momentum_path(
        call.arguments["gradients"], call.arguments["w0"], call.arguments["alpha"], 0
    ).w


@slip("never-updates", "accumulated_path")
def _(call: Call) -> Any:
    start = call.arguments["w0"]
    return as_array([start for _ in as_array(call.arguments["gradients"])])


def _adam(
    call: Call,
    *,
    correction: Callable[[Any, int], Any] = lambda beta, t: 1 - beta**t,
    square: bool = True,
    root: bool = True,
) -> Path:
    """Adam with one of its pieces changed, for a scalar or a vector problem."""
    alpha, beta1, beta2 = (call.arguments[name] for name in ("alpha", "beta1", "beta2"))
    start = as_array(call.arguments["w0"])
    w = start.ravel().tolist()
    m = v = [0] * len(w)
    path: list[tuple[list[Any], ...]] = []
    for t, slopes in enumerate(as_array(call.arguments["gradients"]).tolist(), start=1):
        g = slopes if start.ndim else [slopes]
        m = _averaged(m, g, beta1)
        v = _averaged(v, [s * s for s in g] if square else g, beta2)
        below1, below2 = correction(beta1, t), correction(beta2, t)
        m_hat, v_hat = [exact(a, below1) for a in m], [exact(a, below2) for a in v]
        below = [abs(a) ** 0.5 for a in v_hat] if root else v_hat
        w = [a - alpha * exact(b, c) for a, b, c in zip(w, m_hat, below, strict=True)]
        path.append((w, v, m, m_hat, v_hat))
    columns = zip(*path, strict=True)
    return Path(*(as_array([r if start.ndim else r[0] for r in rows]) for rows in columns))


def _averaged(old: list[Any], new: list[Any], beta: Any) -> list[Any]:
    rest = 1 - beta
    return [beta * a + rest * b for a, b in zip(old, new, strict=True)]


@slip("no-bias-correction", "adam_path")
def _(call: Call) -> Any:
    return _adam(call, correction=lambda beta, t: 1)  # noqa: ARG005 - a correction takes both


@slip("t-not-used", "adam_path", when=lambda call: len(as_array(call.arguments["gradients"])) > 1)
def _(call: Call) -> Any:
    return _adam(call, correction=lambda beta, t: 1 - beta)  # noqa: ARG005 - a correction takes both


@slip("no-sqrt", "adam_path")
def _(call: Call) -> Any:
    return _adam(call, root=False)


@slip("no-square", "adam_path")
def _(call: Call) -> Any:
    return _adam(call, square=False)
