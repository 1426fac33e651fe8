"""Random model files: loops, branches, lists, arithmetic, shared and unused modules, several outputs."""

import random
from dataclasses import dataclass, field


@dataclass
class Program:
    """A text that is being written: `width` is the number of features the next layer reads."""

    seed: int
    lines: list[str] = field(default_factory=list)
    helpers: list[str] = field(default_factory=list)
    make: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - programs, not secrets

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def size(self) -> int:
        return self.random.randint(1, 6)


def number(program: Program, value: int) -> str:
    """An expression for a number, in one of the ways people write them."""
    pick = program.random.random()
    if pick < 0.4:
        return str(value)
    if pick < 0.5:
        return f"int(math.ceil({2 * value - 1} / 2))"
    if pick < 0.6:
        return f"len({[0] * value})"
    if pick < 0.7:
        name = program.name("n")
        start = program.random.randint(0, value)
        program.lines += [f"{name} = {start}", f"while {name} < {value}:", f"    {name} += 1"]
        return name
    if pick < 0.78:
        name = program.name("sizes")
        program.lines.append(f"{name} = [{value + 1}, *[{value}] * 2, 3]")
        program.lines.append(f"{name}.append({name}.pop(1))")
        return f"{name}[-1]"
    if pick < 0.86:
        name = program.name("table")
        program.lines.append(f"{name} = dict(a={value}, **{{'b': {value + 2}}})")
        program.lines.append(f"{name}['b'] -= 1")
        return f"({name}.get('b', 0) - 1)"
    if pick < 0.93:
        name = program.name("pick")
        program.lines += [
            f"def {name}(a, b=1, *rest, k={value}):",
            f"    if a > {value}:",
            "        return a",
            "    return k if b else len(rest)",
        ]
        return f"{name}({value - 1})"
    return f"sum(i for i in [{value - 1}, 1] if i >= 0)"


def activation(program: Program) -> str:
    return program.random.choice(
        ["F.relu({})", "torch.tanh({})", "{}.sigmoid()", "F.leaky_relu({}, 0.1)", "({} * 0.5)", "(1 - {})", "F.dropout({}, training=self.training)", "{}.clamp(min=0)"]
    )  # fmt: skip


def linear(program: Program, source: str, width: int) -> tuple[str, int]:
    """One layer, or a loop or branch of some."""
    out = program.size()
    pick = program.random.random()
    name = program.name("fc")
    bias = program.random.choice(
        ["", ", bias=False", f", bias=bool({program.random.randint(0, 1)})"]
    )
    target = program.name("x")
    if pick < 0.3:
        program.make.append(
            f"self.{name} = nn.Linear({number(program, width)}, {number(program, out)}{bias})"
        )
        program.run.append(f"{target} = {activation(program).format(f'self.{name}({source})')}")
        return target, out
    if pick < 0.45:
        many = program.random.randint(0, 3)
        program.make += [
            f"self.{name} = nn.ModuleList()",
            f"for i in range({many}):",
            f"    if i % 2 == {program.random.randint(0, 1)}:",
            f"        self.{name}.append(nn.Linear({width}, {width}))",
            "    else:",
            f"        self.{name} += [nn.Sequential(nn.Linear({width}, 3), nn.ReLU(), nn.Linear(3, {width}))]",
        ]
        program.run += [f"{target} = {source}", f"for i, layer in enumerate(self.{name}):"]
        program.run.append(
            f"    {target} = layer({target}) + {target}"
            if program.random.random() < 0.5
            else f"    {target} = layer({target})"
        )
        return target, width
    if pick < 0.6:
        plan = [program.size() for _ in range(program.random.randint(1, 3))]
        program.make += [
            f"plan = {plan}",
            "parts, w = [], " + number(program, width),
            "for p in plan:",
            f"    parts.extend([nn.Linear(w, p), {program.random.choice(['nn.ReLU()', 'nn.Tanh()', 'nn.LayerNorm(p)', 'nn.Dropout(0.2)'])}])",
            "    w = p",
            "    if p == 1:",
            f"        {program.random.choice(['continue', 'break', 'pass'])}",
            f"    parts.append(nn.{program.random.choice(['ReLU', 'Identity', 'GELU'])}())",
            f"self.{name} = nn.Sequential(*parts)",
        ]
        stop = next((p for i, p in enumerate(plan) if p == 1), None)
        breaks = any("        break" in line for line in program.make[-4:])
        program.run.append(f"{target} = self.{name}({source})")
        return target, 1 if breaks and stop == 1 else plan[-1]
    if pick < 0.7:
        test = program.random.choice(
            ["1 < 2", "len([]) > 0", "'a' in 'bag'", "not None", "3 in (1, 2)"]
        )
        holds = test in ("1 < 2", "'a' in 'bag'", "not None")
        other = program.size()
        program.make += [
            f"if {test}:",
            f"    self.{name} = nn.Linear({width}, {out})",
            "else:",
            f"    self.{name} = nn.Linear({width}, {other}{bias})",
        ]
        program.run.append(f"{target} = self.{name}({source})")
        return target, out if holds else other
    if pick < 0.8:
        program.make.append(f"self.{name} = nn.Parameter(torch.randn({width}, {out}))")
        form = program.random.choice(
            ["{} @ self.{}", "torch.matmul({}, self.{})", "F.linear({}, self.{}.t())"]
        )
        program.run.append(f"{target} = {form.format(source, name)}")
        return target, out
    if pick < 0.9:
        program.make.append(f"self.{name} = nn.Linear({width}, {width}{bias})")
        program.run += [
            f"{target} = {source}",
            f"for _ in range({program.random.randint(1, 3)}):",
            f"    {target} = self.{name}({target})",
        ]
        return target, width
    kinds = [
        ("nn.LayerNorm({w})", width),
        ("nn.BatchNorm1d({w})", width),
        ("nn.Bilinear({w}, {w}, 2)", 2),
    ]
    text, found = program.random.choice(kinds)
    program.make.append(f"self.{name} = {text.format(w=width)}")
    given = f"{source}, {source}" if "Bilinear" in text else source
    program.run.append(f"{target} = self.{name}({given})")
    return target, found


def joined(program: Program, source: str, width: int) -> tuple[str, int]:
    """Branches put together, cut or reduced."""
    target = program.name("x")
    pick = program.random.random()
    if pick < 0.25:
        left, a = linear(program, source, width)
        right, b = linear(program, source, width)
        program.run.append(
            f"{target} = torch.cat([{left}, {right}], dim={program.random.choice(['1', '-1'])})"
        )
        return target, a + b
    if pick < 0.45:
        program.run.append(
            f"{target} = {source} {program.random.choice('+-*')} {source}{program.random.choice(['', ' ** 2', '.mean(1, keepdim=True)'])}"
        )
        return target, width
    if pick < 0.6 and width > 1:
        cut = program.random.randint(1, width - 1)
        program.run.append(f"{target} = {source}[:, {program.random.choice(['', '0'])}:{cut}]")
        return target, cut
    if pick < 0.7 and width > 1:
        program.run.append(f"{target}, *_ = {source}.split([{width - 1}, 1], dim=1)")
        return target, width - 1
    if pick < 0.8:
        program.run.append(f"{target} = {source}.unsqueeze(1).repeat(1, 2, 1).flatten(1)")
        return target, 2 * width
    if pick < 0.9:
        program.run.append(
            f"{target} = {source}.view({source}.size(0), 1, -1).transpose(1, 2).{program.random.choice(['squeeze(2)', 'squeeze(-1)', 'reshape(-1, ' + str(width) + ')', 'max(dim=2).values', 'sum(-1)'])}"
        )
        return target, width
    program.run.append(
        f"{target} = torch.stack([{source}, {source}], dim=1).{program.random.choice(['mean(1)', 'sum(dim=1)', 'amax(1)'])}"
    )
    return target, width


def write(seed: int) -> tuple[str, tuple[int, ...]]:
    """A program and the shape of its input."""
    program = Program(seed)
    chance = program.random
    first = width = program.size()
    source = "x"
    for _ in range(chance.randint(1, 5)):
        step = linear if chance.random() < 0.6 else joined
        source, width = step(program, source, width)
        if chance.random() < 0.2:
            program.outputs.append(source)
    if chance.random() < 0.3:
        program.make.append(f"self.{program.name('unused')} = nn.Linear(3, {program.size()})")
    if chance.random() < 0.2:
        program.make.append(
            f"self.{program.name('unused')} = nn.ParameterList([nn.Parameter(torch.zeros(2)) for _ in range(2)])"
        )
    if chance.random() < 0.2:
        program.run.append(f"y = self.{_known(program)}" if _known(program) else "y = None")
    returned = _returned(program, source)
    body = [
        "import math",
        "import torch",
        "from torch import nn",
        "import torch.nn.functional as F",
        "",
        *program.lines,
        "class Net(nn.Module):",
        "    def __init__(self):",
        "        super().__init__()",
        *("        " + line for line in program.make),
        "        self.last = nn.Identity()",
        "    def forward(self, x):",
        *("        " + line for line in program.run),
        f"        return {returned}",
        "",
        *_ending(program),
    ]
    return "\n".join(body) + "\n", (first,)


def _known(program: Program) -> str:
    named = [line.split()[0][5:] for line in program.make if line.startswith("self.")]
    return program.random.choice(named) if named else ""


def _returned(program: Program, source: str) -> str:
    others = [name for name in dict.fromkeys(program.outputs) if name != source]
    if not others:
        return f"self.last({source})"
    pick = program.random.random()
    if pick < 0.4:
        return ", ".join([f"self.last({source})", *others])
    if pick < 0.7:
        pairs = ", ".join(f"'{name}': {name}" for name in others)
        return f"{{'last': {source}, {pairs}}}"
    return f"[{source}, ({', '.join(others)},)]"


def _ending(program: Program) -> list[str]:
    """How the network is made at the end of the file."""
    return program.random.choice(
        [
            ["net = Net()"],
            ["def build():", "    return Net()", "net = build()"],
            ["net = Net().eval()", "n = sum(p.numel() for p in net.parameters())", "print(f'{n:,} parameters')"],
            ["if __name__ == '__main__':", "    net = Net()", "    opt = torch.optim.SGD([*net.parameters(), torch.zeros(1)], lr=0.1)"],
            ["nets = [Net()]", "net = nets[0]", "net.extra = nn.Linear(2, 1)"],
            ["net = Net()", "for p in net.parameters():", "    p.requires_grad = False"],
            ["net = Net()", "data = open('data.txt').read() if False else [1]", "loss = nn.MSELoss()"],
        ]
    )  # fmt: skip
