"""What a call is given beside its tensor is read as PyTorch takes it, or said; nothing of it is lost.

Torch runs each text too: parameters, shapes and values are its own.
"""

from typing import Any

import pytest

torch: Any = pytest.importorskip("torch")

from quizgen.architecture import summarise  # noqa: E402
from quizgen.architecture.fake_torch import read_torch  # noqa: E402
from quizgen.architecture.writing import to_torch  # noqa: E402
from quizgen.errors import UserError  # noqa: E402
from tests.architecture.module_values import check_values, flat  # noqa: E402 - torch is needed for it

HEAD = "import argparse\nimport numpy as np\nimport torch\nfrom torch import nn\nimport torch.nn.functional as F\nfrom torch.utils.checkpoint import checkpoint\n"
NET = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        {layers}
    def forward(self, x):
        {forward}
net = Net()
"""
ATTENTION = "self.a = nn.MultiheadAttention(8, 2, batch_first=True)"
LINEAR = "self.a = nn.Linear(6, 6)"
UP = "self.up = nn.ConvTranspose2d(2, 3, 3, stride=2, padding=1)"
TWICE = "self.a, self.c = nn.Linear(6, 6), nn.Linear(6, 6)\n    def both(self, x, twice=False):\n        return self.c(self.a(x)) if twice else self.a(x)"
# Layers, what forward does with x, and the shape of x.
EQUAL: dict[str, tuple[str, str, tuple[int, ...]]] = {
    "an output size by place": (UP, "return self.up(x, [8, 7])", (2, 4, 4)),
    "an output size by name": (UP, "return self.up(x, output_size=(x.size(2) * 2, 8))", (2, 4, 4)),
    "the whole size of another tensor": (
        f"{UP}; self.down = nn.Conv2d(2, 2, 3, 2, 1)",
        "return self.up(self.down(x), output_size=x.size())",
        (2, 8, 7),
    ),
    "no output size": (UP, "return self.up(x, output_size=None)", (2, 4, 4)),
    "arguments of a checkpoint": (
        TWICE,
        "return checkpoint(self.both, x, twice=True, use_reentrant=False)",
        (6,),
    ),
    "a sum of products with factors": (
        LINEAR,
        "return torch.baddbmm(x, self.a(x), x, beta=0.5, alpha=2)",
        (6, 6),
    ),
    "a sum of products without its first": (
        LINEAR,
        "return torch.baddbmm(x, self.a(x), x, beta=0)",
        (6, 6),
    ),
    "stack with numpy's name of the axis": (
        LINEAR,
        "return torch.stack((x, self.a(x)), axis=-1)",
        (4, 6),
    ),
    "mean with numpy's names": (
        LINEAR,
        "return self.a(x).mean(axis=1, keepdims=True)",
        (4, 6),
    ),
    "ceil_mode of a function by place": (
        "self.a = nn.Conv2d(2, 2, 1)",
        "return F.max_pool2d(self.a(x), 2, 2, 0, 1, True)",
        (2, 5, 5),
    ),
    "places of the largest, which nobody uses": (
        "self.a, self.p = nn.Conv2d(2, 2, 1), nn.MaxPool2d(2, return_indices=True)",
        "return F.max_pool2d(self.p(self.a(x))[0], 2, return_indices=True)[0]",
        (2, 9, 9),
    ),
    "eps of norms": (
        LINEAR,
        "return F.instance_norm(self.a(x), eps=1.0) + F.layer_norm(x, (6,), eps=0.5)",
        (3, 6),
    ),
}
SAID: dict[str, tuple[str, str, tuple[int, ...], str]] = {
    "a mask by place": (
        ATTENTION,
        "return self.a(x, x, x, None, True, torch.ones(5, 5).triu(1).bool())",
        (5, 8),
        "MultiheadAttention with a mask",
    ),
    "weights of each head by name": (
        ATTENTION,
        "return self.a(x, x, x, average_attn_weights=False)",
        (5, 8),
        "weights of attention",
    ),
    "weights of each head by place": (
        ATTENTION,
        "return self.a(x, x, x, None, True, None, False)",
        (5, 8),
        "weights of attention",
    ),
    "no weights by place": (
        ATTENTION,
        "return self.a(x, x, x, torch.zeros(x.size(0), 5).bool(), False)",
        (5, 8),
        "MultiheadAttention with a mask",
    ),
    "few heads of keys": (
        "self.a = nn.Linear(8, 16)",
        (
            "y = self.a(x).view(x.size(0), 5, 8, 2).transpose(1, 2)\n"
            "        return F.scaled_dot_product_attention(y[:, :4], y[:, 4:6], y[:, 6:], enable_gqa=True)"
        ),
        (5, 8),
        "repeat_interleave",
    ),
    "a grid with its axes as in a picture": (
        "self.a = nn.Conv2d(4, 2, 1)",
        (
            "g = torch.meshgrid(torch.linspace(0, 1, x.size(3)), torch.linspace(0, 1, x.size(2)), indexing='xy')\n"
            "        return self.a(torch.cat([x, torch.stack(g)[None].expand(x.size(0), -1, -1, -1)], 1))"
        ),
        (2, 3, 4),
        "meshgrid",
    ),
    "rows of a table made shorter": (
        "self.w = nn.Parameter(torch.rand(9, 4))",
        "return F.embedding(x.long(), self.w, None, 0.1)",
        (5,),
        "rows are made shorter",
    ),
    "a rounded quotient": (
        LINEAR,
        "return torch.div(self.a(x), 2, rounding_mode='trunc')",
        (6,),
        "divided and cut",
    ),
    "smoothing before a picture gets smaller": (
        "self.a = nn.Conv2d(2, 2, 1)",
        "return F.interpolate(self.a(x), size=(3, 3), mode='bilinear', antialias=True)",
        (2, 6, 6),
        "antialias",
    ),
}


def by_torch(code: str, shape: tuple[int, ...]) -> tuple[Any, list[Any]]:
    """The network of a text and an input of two observations."""
    space: dict[str, Any] = {}
    exec(HEAD + code, space)  # noqa: S102 - the code of this test
    return space["net"].eval(), [torch.rand(2, *shape)]


@pytest.mark.parametrize("name", EQUAL)
def test_read_as_torch_takes_it(name: str) -> None:
    layers, forward, shape = EQUAL[name]
    code = NET.format(layers=layers, forward=forward)
    module, given = by_torch(code, shape)
    network = read_torch(HEAD + code, input_shape=shape)
    assert network.parameter_count == sum(p.numel() for p in module.parameters())
    assert network.output_shape(shape) == tuple(module(*given).shape[1:])
    check_values(network, module, given)
    again: dict[str, Any] = {}
    exec(to_torch(network), again)  # noqa: S102 - what we have just written
    assert again["net"](*given).shape == module(*given).shape


@pytest.mark.parametrize("name", SAID)
def test_said_with_its_shapes(name: str) -> None:
    layers, forward, shape, said = SAID[name]
    code = NET.format(layers=layers, forward=forward)
    module, given = by_torch(code, shape)
    network = read_torch(HEAD + code, input_shape=shape)
    assert any(said in entry for entry in network.left_out)
    shapes = [found for _, _, found in summarise(network, shape).outputs()]
    assert shapes == [tuple(tensor.shape[1:]) for tensor in flat(module(*given))]


@pytest.mark.parametrize(
    ("layers", "call", "why"),
    [
        (UP, "self.up(x, [99, 99])", "ConvTranspose2d gives no output of size (99, 99)"),
        (LINEAR, "self.a(x, x)", "Linear is called with more than a tensor"),
    ],
)
def test_what_torch_refuses_is_refused(layers: str, call: str, why: str) -> None:
    shape = (2, 4, 4) if layers == UP else (6,)
    code = NET.format(layers=layers, forward=f"return {call}")
    module, given = by_torch(code, shape)
    with pytest.raises((TypeError, ValueError)):
        module(*given)
    with pytest.raises(UserError) as error:
        read_torch(HEAD + code, input_shape=shape)
    assert why in error.value.args[0]


# Numbers that are known decide the widths of layers.
NUMBERS = {
    "linspace cut": "int(torch.linspace(1, 6, 3).int().tolist()[1] * 2)",
    "numpy's astype": "int(np.linspace(1, 6, 3).astype(int)[1] * 2)",
    "a type of torch by name": "int(torch.tensor(3.7, dtype=torch.int64).item() * 2)",
    "a type of torch by method": "int(torch.tensor([2.6]).to(torch.long)[0] * 2)",
    "a type of numpy": "int(np.array([2.6], dtype=np.int64)[0] * 2)",
    "a number of numpy": "int(np.int64(2.6) * 2)",
    "sums of numpy": "int(np.array((0, *np.cumsum([2, 3, 4])[:-1]))[-1]) + int(np.cumsum((2, 3, 4))[2])",
    "no whole type": "int(torch.tensor([2.6]).to(torch.float64)[0] * 2)",
}


@pytest.mark.parametrize("name", NUMBERS)
def test_whole_numbers_have_nothing_behind_the_point(name: str) -> None:
    code = f"net = nn.Linear(4, {NUMBERS[name]})"
    module, _ = by_torch(code, (4,))
    assert read_torch(HEAD + code).output_shape((4,)) == (module.out_features,)


OPTIONS = {
    "a function": 'p.add_argument("--n", type=lambda s: int(s) * 2, default="3")',
    "a function of the file": 'p.add_argument("--n", type=doubled, default="3")',
    "no text": 'p.add_argument("--n", type=lambda s: int(s) * 2, default=3)',
    "set apart": 'p.add_argument("--n", type=lambda s: int(s) * 2)\np.set_defaults(n="3")',
}


@pytest.mark.parametrize("name", OPTIONS)
def test_a_default_that_is_a_text_is_read_as_a_word(name: str) -> None:
    code = f"def doubled(s):\n    return 2 * int(s)\np = argparse.ArgumentParser()\n{OPTIONS[name]}\nnet = nn.Linear(4, p.parse_args([]).n)"
    module, _ = by_torch(code, (4,))
    assert read_torch(HEAD + code).output_shape((4,)) == (module.out_features,)


def test_the_network_is_the_one_that_is_bound_last() -> None:
    """A name that is given a second value names the later network, whatever was made between."""
    code = "net = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 3))\nold = net\nnet = nn.Sequential(old[0], nn.Linear(5, 7))"
    module, given = by_torch(code, (4,))
    network = read_torch(HEAD + code, input_shape=(4,))
    assert network.parameter_count == sum(p.numel() for p in module.parameters())
    check_values(network, module, given)


@pytest.mark.parametrize(
    ("made", "output"),
    [
        ("x.new_zeros(size=(x.size(0), 3))", (9,)),
        ("x.new_full(size=(x.size(0), 2), fill_value=0)", (8,)),
        ("torch.zeros(size=(x.size(0), 4))", (10,)),
        ("x @ torch.eye(m=5, n=6)", (11,)),
    ],
)
def test_sizes_by_name(made: str, output: tuple[int, ...]) -> None:
    code = HEAD + NET.format(layers=LINEAR, forward=f"return torch.cat([self.a(x), {made}], 1)")
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - written above
    assert tuple(names["net"](torch.zeros(2, 6)).shape) == (2, *output)
    assert read_torch(code, input_shape=(6,)).output_shape((6,)) == output
