"""Worked solutions of bags of words and byte pairs."""

from quizgen.solver.trace import Call
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("words counted")
def _(call: Call) -> Told:
    pairs = zip(call.arguments["vocabulary"], call.result, strict=True)
    each = ", ".join(f"`{word}` {count}" for word, count in pairs)
    counts = ", ".join(map(str, call.result))
    yield Step(r"\text{counts}", "", "", f"[{counts}]", f"Words of the vocabulary: {each}.")


@teller("pair merged")
def _(call: Call) -> Told:
    (first, second), count = call.arguments["pair"], call.arguments["count"]
    note = f"Step {call.arguments['step']}: `{first}` and `{second}` stand together most often and become `{call.result}`."
    yield Step(r"\text{times together}", "", "", str(count), note)


@teller("pair counted")
def _(call: Call) -> Told:
    (first, second), terms = call.arguments["pair"], call.arguments["terms"]
    note = f"The most frequent pair is `{first}` and `{second}`:"
    yield Step(r"\text{times together}", "", " + ".join(map(str, terms)), str(call.result), note)


@teller("tokens counted")
def _(call: Call) -> Told:
    pieces, times, lengths = (call.arguments[key] for key in ("pieces", "times", "lengths"))
    parted = ", ".join(f"`{' '.join(piece)}`" for piece in pieces)
    terms = " + ".join(rf"{n} \cdot {k}" for n, k in zip(times, lengths, strict=True))
    yield Step(r"\text{tokens}", "", terms, str(call.result), f"The words in tokens: {parted}.")
