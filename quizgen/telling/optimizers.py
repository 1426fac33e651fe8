"""Worked solutions of momentum, Adam, weight decay, clipping and decay of the step size."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

_VELOCITY = {
    "torch": r"\mu v + g",
    "ema": r"\mu v + (1 - \mu) g",
    "inside": r"\mu v - \alpha g",
}


@teller("velocity")
def _(call: Call) -> Told:
    old, gradient, alpha, mu, form, t = (
        call.arguments[name] for name in ("old", "gradient", "alpha", "mu", "form", "t")
    )
    entries = zip(call.result, old, gradient, strict=True)
    for i, (v, before, slope) in enumerate(entries, start=1):
        index = f"^{{({t})}}_{{{i}}}" if len(old) > 1 else f"_{{{t}}}"
        rest = {
            "torch": f"+ {signed(slope)}",
            "ema": rf"+ (1 - {signed(mu)}) \cdot {signed(slope)}",
            "inside": rf"- {signed(alpha)} \cdot {signed(slope)}",
        }[form]
        numbers = rf"{signed(mu)} \cdot {signed(before)} {rest}"
        yield Step(f"v{index}", _VELOCITY[form], numbers, number(v))


@teller("moving mean")
def _(call: Call) -> Told:
    name, old, new, beta, t = (call.arguments[key] for key in ("name", "old", "new", "beta", "t"))
    letter, square = (r"\beta_2", "^2") if name == "v" else (r"\beta_1", "")
    alone = len(old) == 1
    before, slope = (f"{name}_{{{t - 1}}}", f"g_{{{t}}}") if alone else (name, "g")
    formula = rf"{letter} {before} + (1 - {letter}) {slope}{square}"
    for i, (a, s, value) in enumerate(zip(old, new, call.result, strict=True), start=1):
        numbers = rf"{signed(beta)} \cdot {signed(a)} + (1 - {signed(beta)}) \cdot {signed(s)}"
        yield Step(f"{name}{_index(t, i, len(old))}", formula, numbers, number(value))


@teller("corrected mean")
def _(call: Call) -> Told:
    name, mean, beta, t = (call.arguments[key] for key in ("name", "mean", "beta", "t"))
    above = f"{name}_{{{t}}}" if len(mean) == 1 else name
    letter = r"\beta_2" if name == "v" else r"\beta_1"
    formula = rf"\frac{{{above}}}{{1 - {letter}^{{{t}}}}}"
    for i, (value, corrected) in enumerate(zip(mean, call.result, strict=True), start=1):
        power = rf"({number(beta)})^{{{t}}}" if t > 1 else number(beta)
        numbers = rf"\frac{{{number(value)}}}{{1 - {power}}}"
        symbol = rf"\hat{{{name}}}{_index(t, i, len(mean))}"
        yield Step(symbol, formula, numbers, number(corrected))


@teller("corrected quotient")
def _(call: Call) -> Told:
    means, squares, eps, t = (call.arguments[name] for name in ("mean", "square", "eps", "t"))
    sides = zip(means, squares, call.result, strict=True)
    for i, (mean, square, value) in enumerate(sides, start=1):
        index = _index(t, i, len(means))
        letters, numbers = (r" + \varepsilon", f" + {signed(eps)}") if eps else ("", "")
        symbol = rf"\frac{{\hat{{m}}{index}}}{{\sqrt{{\hat{{v}}{index}}}{letters}}}"
        quotient = rf"\frac{{{number(mean)}}}{{\sqrt{{{number(square)}}}{numbers}}}"
        yield Step(symbol, "", quotient, number(value))


def _index(t: int, i: int, size: int) -> str:
    return f"_{{{t}}}" if size == 1 else f"_{{{t},{i}}}"


@teller("decay of weights")
def _(call: Call) -> Told:
    gradient, weights, factor, penalty = (
        call.arguments[name] for name in ("gradient", "weights", "factor", "penalty")
    )
    scale = r"\lambda" if penalty == "half" else r"2 \lambda"
    entries = zip(gradient, weights, call.result, strict=True)
    for i, (slope, weight, total) in enumerate(entries, start=1):
        numbers = rf"{number(slope)} + {signed(factor)} \cdot {signed(weight)}"
        yield Step(f"d_{{{i}}}", rf"g_{{{i}}} + {scale} w_{{{i}}}", numbers, number(total))


@teller("length of a gradient")
def _(call: Call) -> Told:
    squares = " + ".join(f"{signed(entry)}^{{2}}" for entry in call.arguments["entries"])
    formula, numbers = r"\sqrt{\sum_i g_i^2}", rf"\sqrt{{{squares}}}"
    yield Step(r"\|g\|", formula, numbers, number(call.result))


@teller("shortened gradient")
def _(call: Call) -> Told:
    entries, most, norm = (call.arguments[name] for name in ("entries", "max_norm", "norm"))
    for i, (entry, clipped) in enumerate(zip(entries, call.result, strict=True), start=1):
        formula = rf"\frac{{c g_{{{i}}}}}{{\|g\|}}"
        numbers = rf"\frac{{{number(most)} \cdot {signed(entry)}}}{{{number(norm)}}}"
        yield Step(f"g_{{{i}}}'", formula, numbers, number(clipped))


@teller("rate after drops")
def _(call: Call) -> Told:
    alpha, gamma, power, t = (call.arguments[name] for name in ("alpha0", "gamma", "power", "t"))
    formula = r"\alpha_0 \gamma^{\lfloor t / s \rfloor}"
    numbers = rf"{number(alpha)} \cdot ({number(gamma)})^{{{power}}}"
    yield Step(rf"\alpha_{{{t}}}", formula, numbers, number(call.result))
