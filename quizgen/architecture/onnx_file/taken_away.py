"""Parameters that PyTorch's exporters take away, fold together or compute: the file's count is another one, which is said."""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from quizgen.architecture.onnx_file.steps import Step

# ONNX's numbers for floating point, whose tensors can be learned.
LEARNED = frozenset({1, 10, 11, 16})
# Where PyTorch's newer exporter says what a stored tensor is, and what it says of those that are not learned.
KIND = "pkg.torch.export.graph_signature.InputSpec.kind"
FIXED = frozenset({"BUFFER", "CONSTANT_TENSOR"})
# Where it says what a stored tensor was computed from before it was written.
FOLDED_FROM = "pkg.onnxscript.optimizer.folded_from"
# Where the exporter says by which rules it has rewritten an operator, and of which modules it was.
RULES = "pkg.onnxscript.rewriter.rule_name"
SCOPES = "pkg.torch.onnx.name_scopes"


def said_of(entry: Any) -> Mapping[str, str]:
    """What an exporter says beside a part of the file."""
    return {said.key: said.value for said in getattr(entry, "metadata_props", ())}


def taken_away(
    steps: Sequence[Step], learned: Collection[str], stored: Collection[str]
) -> Iterator[str]:
    """For each operator that was rewritten: which parameters of its modules the file does not hold."""
    told: set[str] = set()
    for step in steps:
        said = said_of(step.source)
        rules = said.get(RULES, "")
        if "Bias" not in rules and "BatchNorm" not in rules:
            continue
        owners = {name.rpartition(".")[0] for name in step.inputs if name in learned}
        owners.update(re.findall(r"'([^']*)'", said.get(SCOPES, ""))[-2:-1])
        gone = [
            name
            for name in sorted(learned)
            if name.rpartition(".")[0] in owners and name not in stored and name not in told
        ]
        told.update(gone)
        if gone:
            yield (
                f"not in the file: {', '.join(gone)}, which PyTorch counts; its exporter left out zeros,"
                f" or folded them into {step.where}"
            )


# The older exporter gives such names to tensors that it has computed itself; these operators take a
# weight turned round or several together, which count as before.
_COMPUTED = re.compile(r"onnx::(\w+?)_\d+")
_AS_BEFORE = frozenset({"MatMul", "Gemm", "LSTM", "GRU", "RNN"})
_OWN_NAME = re.compile(r"[A-Za-z_]\w*(\.\w+)*")


def computed(
    real: Mapping[str, int], learned: Collection[str], sources: Mapping[str, str]
) -> Iterator[str]:
    """What PyTorch counts otherwise of stored tensors, given with their numbers of entries.

    `learned` are the parameters that the newer exporter names, `sources` what it computed others from.
    """
    for name, many in real.items():
        own = _COMPUTED.fullmatch(name)
        kept = [each for each in re.findall(r"'([^']*)'", sources.get(name, "")) if each in real]
        if many == 1 and (name in learned or (not learned and _OWN_NAME.fullmatch(name))):
            yield f"{name} is read as a fixed number; if it is learned, PyTorch counts one more"
        elif many > 1 and own and own[1] in {"Conv", "ConvTranspose"}:
            yield (
                f"{name} was computed by the exporter, as where a batch normalization is folded"
                " into a convolution; PyTorch counts both"
            )
        elif many > 1 and ((own and own[1] not in _AS_BEFORE) or kept):
            yield f"{name} was computed by the exporter and counts here; PyTorch does not count it"


def notes(model: Any, steps: Sequence[Step], learned: Collection[str]) -> tuple[str, ...]:
    """All that is to be said of a file that PyTorch has written."""
    if model.producer_name != "pytorch":
        return ()
    tensors = model.graph.initializer
    real = {t.name: math.prod(t.dims) for t in tensors if t.data_type in LEARNED}
    sources = {v.name: said_of(v).get(FOLDED_FROM, "") for v in model.graph.value_info}
    fixed = {v.name for v in model.graph.value_info if said_of(v).get(KIND) in FIXED}
    real = {name: many for name, many in real.items() if name not in fixed}
    return (
        *taken_away(steps, learned, [t.name for t in tensors]),
        *computed(real, learned, sources),
    )
