"""Parameters that PyTorch's newer exporter takes away: zeros that are added, and what it folds into others."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from quizgen.architecture.onnx_file.steps import Step

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
        if RULES not in said:
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
