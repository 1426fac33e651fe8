"""Wrong ways with bags of words and byte pairs."""

from typing import Any

from quizgen.slips.functions import slip
from quizgen.solver.quantity import Call
from quizgen.solver.tokens import bpe_token_count
from quizgen.solver.values import as_array


@slip(
    "present-or-not",
    "bag_of_words",
    hint="A bag of words counts: a word that stands there twice counts twice.",
)
def _(call: Call) -> Any:
    return as_array([min(1, n) for n in call.compute().tolist()])


@slip(
    "words-once",
    "bpe_pair_count",
    "bpe_token_count",
    hint="Each word counts as often as it occurs in the text.",
)
def _(call: Call) -> int:
    return int(call.compute(counts=[1] * len(call.arguments["words"])))


@slip(
    "nothing-merged",
    "bpe_token_count",
    when=lambda call: call.arguments["merges"] > 0,
    hint="That is the number before any merge: every pair that is merged is one token less.",
)
def _(call: Call) -> int:
    return int(call.compute(merges=0))


@slip(
    "one-merge-less",
    "bpe_token_count",
    when=lambda call: call.arguments["merges"] > 1,
    hint="One more merge is made before the tokens are counted.",
)
def _(call: Call) -> int:
    return bpe_token_count(**{**call.arguments, "merges": call.arguments["merges"] - 1})


@slip(
    "words-once",
    "bpe_merge",
    hint="Each word counts as often as it occurs in the text.",
)
def _(call: Call) -> str:
    return str(call.compute(counts=[1] * len(call.arguments["words"])))


@slip(
    "step-before",
    "bpe_merge",
    when=lambda call: call.arguments["step"] > 1,
    hint="That token is made one step earlier.",
)
def _(call: Call) -> str:
    return str(call.compute(step=call.arguments["step"] - 1))
