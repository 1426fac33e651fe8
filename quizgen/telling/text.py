"""Worked solutions about text: where characters stand, how often, where two texts agree."""

from quizgen.solver.trace import Call
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("one_hot_positions", "zero_columns")
def _(call: Call) -> Told:
    """The characters numbered, a blank as the sign for it."""
    numbered = enumerate(call.arguments["text"], start=1)
    shown = ", ".join(f"`{_shown(here)}` {place}" for place, here in numbered)
    places = ", ".join(map(str, call.result))
    yield Step(r"\text{columns}", "", "", f"({places})", f"Numbered: {shown}.")


@teller("characters counted")
def _(call: Call) -> Told:
    counts = call.arguments["counts"]
    terms = " + ".join(map(str, counts.values())) or "0"
    each = ", ".join(f"`{letter}` {count}" for letter, count in counts.items()) or "none"
    note = f"Characters of the alphabet: {each}."
    yield Step(r"\text{ones}", "", terms, str(call.result), note)


@teller("places compared")
def _(call: Call) -> Told:
    agree = call.arguments["agree"]
    places = zip(call.arguments["window"], call.arguments["word"], agree, strict=True)
    pairs = ", ".join(f"{_shown(a)} {'=' if same else '≠'} {_shown(b)}" for a, b, same in places)
    terms = " + ".join(map(str, agree))
    yield Step("h", "", terms, str(call.result), f"Place by place: {pairs}.")


def _shown(character: str) -> str:
    return "␣" if character == " " else character
