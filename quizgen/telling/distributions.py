"""Worked solutions of entropy, divergence and cross-entropy."""

from collections.abc import Mapping

from quizgen.solver.trace import Call
from quizgen.telling.notation import number
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

# The symbol, and the sum with LOG for the logarithm; p has the weights, q is the other distribution.
FORMULAS: Mapping[str, tuple[str, str]] = {
    "entropy": ("H(p)", r"-\sum_i p_i LOG p_i"),
    "cross-entropy": ("H(p, q)", r"-\sum_i p_i LOG q_i"),
    "divergence": ("D(p, q)", r"\sum_i p_i LOG \frac{p_i}{q_i}"),
}

# The divergence the other way round, of q from p.
EXCHANGED = str.maketrans("pq", "qp")


@teller("expected logarithm")
def _(call: Call) -> Told:
    """Outcomes that never happen have no term: nothing times a logarithm is nothing."""
    what, base, pairs = (call.arguments[name] for name in ("what", "base", "pairs"))
    logarithm = r"\log_2" if base == 2 else r"\ln"
    symbol, formula = FORMULAS[what]
    if call.arguments["called"] == "q":
        symbol, formula = symbol.translate(EXCHANGED), formula.translate(EXCHANGED)
    terms = " + ".join(rf"{number(w)} \cdot {logarithm}({number(a)})" for w, a in pairs)
    numbers = terms if what == "divergence" else f"-({terms})"
    missing = len(call.arguments["p"]) > len(pairs)
    note = "Outcomes that never happen count nothing:" if missing else ""
    yield Step(symbol, formula.replace("LOG", logarithm), numbers, number(call.result), note)
