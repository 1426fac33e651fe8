"""JSON lines for language models: one part a line, as `quizgen.env` gives them."""

import json
from collections.abc import Callable
from typing import BinaryIO

from quizgen.targets.entry import entries
from quizgen.targets.loss import Loss
from quizgen.targets.question import Pack


def write(pack: Pack, file: BinaryIO, lose: Callable[[Loss], None]) -> None:
    """Every part that a program can judge."""
    index = 0
    for pool in pack.pools:
        for question in pool.questions:
            found = list(entries(question.variant))
            if len(found) < len(question.asked):
                lose(Loss(question.code, "parts that a person marks", "left out"))
            for one in found:
                one["metadata"]["source_index"] = index
                index += 1
                file.write(json.dumps(one, sort_keys=True, ensure_ascii=False).encode() + b"\n")
