"""Worked solutions of losses and of their gradients in the predictions."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from quizgen.solver.trace import Call
from quizgen.telling.activations import shares
from quizgen.telling.descent import symbolic
from quizgen.telling.notation import number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

# The loss of one prediction F with its label Y, and its slope in F.
FORMULAS: Mapping[str, tuple[str, str]] = {
    "square": ("(F - Y)^{2}", r"2 (F - Y)"),
    "mse": ("(F - Y)^{2}", r"2 (F - Y)"),
    "absolute": (r"\left| F - Y \right|", r"\mathrm{sign}(F - Y)"),
    "logistic": (r"\ln(1 + e^{-Y \cdot F})", r"\frac{-Y}{1 + e^{Y \cdot F}}"),
    "binary_cross_entropy": (r"-(Y \ln(F) + (1 - Y) \ln(1 - F))", r"\frac{F - Y}{F \cdot (1 - F)}"),
    "hinge": (r"\max(0, 1 - Y \cdot F)", r"-Y \text{ if } Y F < 1"),
    "squared_hinge": (r"\max(0, 1 - Y \cdot F)^{2}", r"-2 Y \max(0, 1 - Y F)"),
    "huber": (r"\mathrm{huber}(F - Y)", r"\mathrm{huber}'(F - Y)"),
    "poisson": (r"e^{F} - Y \cdot F", r"e^{F} - Y"),
}


def _filled(formula: str, f: str, y: str) -> str:
    return formula.replace("F", f).replace("Y", y)


def _scaled(scale: int | Fraction, terms: list[str]) -> str:
    body = " + ".join(terms)
    return body if scale == 1 else rf"{number(scale)} \cdot ({body})"


def _less(scale: int | Fraction, terms: list[str]) -> str:
    """As `_scaled`, where every term has a minus sign in front: one before the whole instead."""
    if len(terms) == 1:
        return terms[0]
    bare = [term[1:] for term in terms]
    factor = "" if scale == 1 else rf"{number(scale)} \cdot "
    return rf"-{factor}({' + '.join(bare)})"


@teller("loss of predictions")
def _(call: Call) -> Told:
    name, pairs, scale, terms = (call.arguments[k] for k in ("name", "pairs", "scale", "terms"))
    symbols = [("f", "y")]
    if len(pairs) > 1:
        symbols = [(f"f_{{{i}}}", f"y_{{{i}}}") for i in range(1, len(pairs) + 1)]
    scaled = _less if name == "binary_cross_entropy" else _scaled
    said = scaled(scale, [_filled(FORMULAS[name][0], *pair) for pair in symbols])
    numbers = ""
    if not any(symbolic(*pair) for pair in pairs):
        put_in = [_term(name, f, y, term) for (f, y), term in zip(pairs, terms, strict=True)]
        numbers = scaled(scale, put_in)
    yield Step("J", said, numbers, number(call.result))


def _term(name: str, f: Any, y: Any, term: Any) -> str:
    """The loss of one prediction with its numbers put in."""
    if name == "binary_cross_entropy" and y in {0, 1}:
        return rf"-\ln({number(f if y == 1 else 1 - f)})"
    if name == "logistic":
        return rf"\ln(1 + e^{{{number(-y * f)}}})"
    if name == "huber":
        return number(term)
    return _filled(FORMULAS[name][0], signed(f), signed(y))


@teller("cross_entropy")
def _(call: Call) -> Told:
    """The loss needs the share of the true class; the others are in its sum."""
    softmax, loss = call.children
    first, *_ = lines = list(shares(softmax.children[-1]))
    yield replace(lines[loss.arguments["c"]], note=first.note)
    yield loss


@teller("loss of the true class")
def _(call: Call) -> Told:
    place, share = call.arguments["c"] + 1, number(call.arguments["share"])
    yield Step("J", rf"-\ln(p_{{{place}}})", rf"-\ln({share})", number(call.result))


@teller("slopes of a loss")
def _(call: Call) -> Told:
    name, pairs, scale = (call.arguments[key] for key in ("name", "pairs", "scale"))
    factor = "" if scale == 1 else rf"{number(scale)} \cdot "
    for i, ((f, y), slope) in enumerate(zip(pairs, call.result, strict=True), start=1):
        index = "" if len(pairs) == 1 else f"_{{{i}}}"
        said = factor + _filled(FORMULAS[name][1], f"f{index}", f"y{index}")
        arithmetic = "" if symbolic(f, y) else _slope(name, f, y)
        numbers = f"{factor}{arithmetic}" if arithmetic else ""
        yield Step(rf"\nabla_{{f{index}}} J", said, numbers, number(slope))


def _slope(name: str, f: Any, y: Any) -> str:
    if name in {"square", "mse"}:
        return rf"2 \cdot ({number(f)} - {signed(y)})"
    if name == "logistic":
        return rf"\frac{{{number(-y)}}}{{1 + e^{{{number(y * f)}}}}}"
    if name == "poisson":
        return rf"(e^{{{number(f)}}} - {signed(y)})"
    if name == "binary_cross_entropy":
        return _filled(FORMULAS[name][1], signed(f), signed(y))
    return ""


@teller("shares less the true class")
def _(call: Call) -> Told:
    shares, hot = call.arguments["shares"], call.arguments["hot"]
    for i, (share, one, entry) in enumerate(zip(shares, hot, call.result, strict=True), start=1):
        note = "At the true class, 1 is subtracted:" if i == 1 else ""
        numbers = f"{number(share)} - {one}"
        yield Step(rf"\nabla_{{f_{{{i}}}}} J", "", numbers, number(entry), note)
