"""Random code for a blank in a listing: no exception, no long time, nothing accepted that torch computes otherwise.

python benchmarks/fuzz_snippets.py [COUNT]
"""

import contextlib
import gc
import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from quizgen.bank import draw, load_banks
from quizgen.language.judges import kind_of
from quizgen.resources import shipped
from quizgen.variant import Variant

HEAD = "import torch, math, os\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
# Pieces of expressions over the tensor x of shape (batch, maps, size, size).
TENSORS = ("x", "x", "x", "self.conv.weight", "torch.zeros(len(x), {n})", "torch.ones_like(x)", "x[0]", "x.data", "None", "F.relu(x)")  # fmt: skip
METHODS = (
    ".flatten(1)", ".flatten()", ".flatten(2)", ".view(-1)", ".view(x.size(0), -1)", ".view(-1, {n})", ".reshape(len(x), -1)", ".reshape(-1, {n})",
    ".transpose(1, 2)", ".transpose(2, 3)", ".permute(0, 2, 3, 1)", ".permute(1, 0, 2, 3)", ".mean(1)", ".sum((2, 3))", ".contiguous()", ".clone()",
    ".detach()", ".relu()", ".squeeze()", ".unsqueeze(1)", ".T", ".mT", ".flip(1)", ".roll(1)", ".abs()", ".neg()", ".float()", ".max(1).values",
    ".unflatten(1, (-1, 1))", ".chunk(2, 1)[0]", ".repeat(1, 1, 1, 1)", ".expand_as(x)", ".item()", ".tolist()", ".shape", ".sort().values", ".clamp(0)",
)  # fmt: skip
AROUND = (
    "{e}", "{e}", "{e}", "torch.flatten({e}, 1)", "nn.Flatten()({e})", "({e})", "{e} * 2", "{e} + 0", "-{e}", "{e} / 1", "{e} if True else x",
    "(lambda y: y)({e})", "torch.cat([{e}], 0)", "torch.stack([{e}])", "[{e}][0]", "{e} @ {e}", "torch.relu({e})", "F.dropout({e})", "torch.tanh({e})",
    "x = {e}", "{e};", "({e}", "{e} # c", "{e}\n", "exec('1')", "__import__('os').getcwd()", "open('/etc/passwd')", "{e} ** 9 ** 9 ** 9", "[{e}] * 10 ** 9",
    "{e} and 1", "not {e}", "f'{{{e}}}'", "{e}.{e}", "(y := {e})", "[i for i in {e}]", "sum(i for i in range(10 ** 8))", "self.forward({e})", "self({e})",
)  # fmt: skip


@dataclass
class Found:
    """What went wrong, and how many answers were accepted."""

    trouble: list[str] = field(default_factory=list)
    accepted: int = 0
    slowest: float = 0.0


def expression(rng: random.Random, size: int) -> str:
    """One piece of code, right or wrong."""
    text = rng.choice(TENSORS) + "".join(rng.choice(METHODS) for _ in range(rng.randint(0, 3)))
    return (
        rng.choice(AROUND)
        .replace("{e}", text)
        .replace("{n}", str(size))
        .replace("{{", "{")
        .replace("}}", "}")
    )


def outputs(variant: Variant, code: str) -> Any:
    """What torch computes with this code in the blank; None where it refuses."""
    import torch

    values = variant.values
    places = (int(values["D"]) - int(values["P"]) + 1) // 2
    filled = str(values["listing"]).replace("<<channels>>", str(values["C"]))
    filled = filled.replace("<<inputs>>", str(int(values["K"]) * places**2)).replace(
        "<<flat>>", code
    )
    names: dict[str, Any] = {}
    torch.manual_seed(3)
    with contextlib.suppress(Exception), torch.no_grad():
        exec(compile(HEAD + filled, "net", "exec"), names)  # noqa: S102 - made here
        picture = torch.rand(4, int(values["C"]), int(values["D"]), int(values["D"]))
        return names["net"].eval()(picture)
    return None


def chunk(seed: int, count: int) -> Found:
    """Random answers to the blank of the shipped network, the accepted ones computed by torch."""
    import torch

    library = load_banks([shipped("banks") / "listings.toml"], shipped_too=False)
    found, rng = Found(), random.Random(seed)  # noqa: S311 - nothing secret
    variant = draw(library.exercise("cloze-conv-net"), seed)
    part = variant.parts[2]
    name = str(part.key).partition(".")[0]
    kind = kind_of(part)
    kind.judge(str(part.key))
    kind.judge("relu(1)")
    values = variant.values
    size = int(values["K"]) * ((int(values["D"]) - int(values["P"]) + 1) // 2) ** 2
    key = outputs(variant, str(part.key))
    gc.collect()
    gc.disable()  # a look through all that torch has loaded takes 100 ms, at whatever answer it comes
    for _ in range(count):
        code = expression(rng, size)
        if name != "x":
            code = code.replace("max", "m@x").replace("expand", "e@pand").replace("exec", "e@ec")
            code = (
                code.replace("x", name)
                .replace(f"m@{name}", "max")
                .replace("e@pand", "expand")
                .replace("e@ec", "exec")
            )
        begun = time.process_time()
        try:
            verdict = kind.judge(code)
        except BaseException as error:  # noqa: BLE001 - that is what is looked for
            found.trouble.append(f"{code!r} raises {error!r}")
            continue
        spent = time.process_time() - begun
        found.slowest = max(found.slowest, spent)
        if "the program fails" in verdict.feedback:
            found.trouble.append(f"{code!r}: {verdict.feedback}")
        if verdict.status == "correct":
            found.accepted += 1
            own = outputs(variant, verdict.reading)
            if own is None or own.shape != key.shape or not torch.allclose(own, key):
                found.trouble.append(f"{code!r} is accepted and computes something else")
    gc.enable()
    return found


if __name__ == "__main__":
    COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    SUMS = [chunk(seed, COUNT // 5) for seed in range(5)]
    for one in SUMS:
        print(*one.trouble, sep="\n")
    print(
        f"{COUNT} answers, {sum(one.accepted for one in SUMS)} accepted, "
        f"slowest {1000 * max(one.slowest for one in SUMS):.0f} ms, {sum(len(one.trouble) for one in SUMS)} troubles"
    )
