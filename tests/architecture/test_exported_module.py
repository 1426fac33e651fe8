"""Live modules traced by `torch.export`: torch's parameters, shapes and values."""

from collections.abc import Callable
from typing import Any

import pytest

from quizgen.architecture import from_module, read, summarise
from quizgen.architecture.aten.program import exported
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.architecture.zoo import zoo
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
check_values = pytest.importorskip("tests.architecture.module_values").check_values
nn: Any = pytest.importorskip("torch.nn")
functional: Any = pytest.importorskip("torch.nn.functional")


class Net(nn.Module):  # type: ignore[misc]
    """The parts given, and a forward function of them."""

    def __init__(self, forward: Any, **parts: Any) -> None:
        super().__init__()
        for name, part in parts.items():
            if isinstance(part, torch.Tensor) and not isinstance(part, nn.Parameter):
                self.register_buffer(name, part)
            else:
                setattr(self, name, part)
        self.run = forward

    def forward(self, *x: Any) -> Any:
        return self.run(self, *x)


def token(m: Any, x: Any) -> Any:
    x = m.patches(x).flatten(2).transpose(1, 2)
    x = torch.cat([m.token.expand(x.size(0), -1, -1), x], 1) + m.places
    return m.head(m.norm(x)[:, 0])


def windows(m: Any, x: Any) -> Any:
    b, h, w, c = x.shape
    x = torch.roll(x, (1, 1), (1, 2))
    x = x.view(b, h // 2, 2, w // 2, 2, c).permute(0, 1, 3, 2, 4, 5).reshape(-1, 4, c)
    x = m.fc(x)
    x = torch.softmax(x @ x.transpose(1, 2) + m.table[m.index.view(-1)].view(4, 4), -1) @ x
    return x.view(b, h // 2, w // 2, 2, 2, -1).permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, -1)


def decided(m: Any, x: Any) -> Any:
    """A loop and a branch by sizes, which torch.fx cannot follow."""
    for _ in range(2):
        x = m.shared(x)
    while x.shape[-1] > 6:
        x = x[:, : x.shape[-1] - 1]
    return m.out(x) if x.dim() == 2 else x


def from_zero(m: Any, x: Any) -> Any:
    """Numbers that are the same for every observation, beside values and added to them."""
    state = torch.zeros(x.size(0), 2)
    for t in range(x.size(1)):
        state = torch.tanh(m.fc(torch.cat([x[:, t], state], 1)))
    return state + torch.arange(2).expand(x.size(0), -1)


def attended_behind(m: Any, x: Any) -> Any:
    """Windows of 4 places: (places, observations · windows, features)."""
    windows = x.reshape(-1, 4, 8).transpose(0, 1)
    return m.attention(windows, windows, windows)[0].transpose(0, 1).reshape(-1, 8, 8)


def attended(m: Any, x: Any) -> Any:
    """Attention among the pixels at one place of each window: windows are observations for it."""
    b, c, h, w = x.shape
    y = x.view(b, c, h // 2, 2, w // 2, 2).permute(0, 3, 5, 2, 4, 1).reshape(b * 4, -1, c)
    y = m.attention(y, y, y)[0]
    return y.view(b, 2, 2, h // 2, w // 2, c).permute(0, 5, 3, 1, 4, 2).reshape(b, c, h, w)


def through_a_layer(m: Any, x: Any) -> Any:
    """The states begin with zeros, the same for each observation, and go through a layer of theirs."""
    state = torch.zeros(x.size(0), 2)
    for t in range(x.size(1)):
        state = torch.tanh(m.own(state) + m.fc(x[:, t]))
    return state


def steps(m: Any, x: Any) -> Any:
    """A cell in a loop over time."""
    h, c = x.new_zeros(x.size(0), 6), x.new_zeros(x.size(0), 6)
    for place in range(x.size(1)):
        h, c = m.cell(x[:, place], (h, c))
    return m.fc(h)


def in_place(m: Any, x: Any) -> Any:
    x = m.fc(x)
    functional.relu_(x)
    x += 1
    return x.mul_(2)


# Modules, the shapes of their inputs, and layers that are in the network read.
CASES: dict[str, tuple[Any, list[tuple[int, ...]], set[str]]] = {
    "pair": (Net(lambda m, x: (m.actor(x), m.critic(x)), actor=nn.Linear(4, 2), critic=nn.Linear(4, 1)), [(4,)], {"Linear"}),
    "list": (Net(lambda m, x: [m.a(x), [m.b(x).relu()]], a=nn.Conv2d(3, 4, 1), b=nn.Conv2d(3, 2, 3)), [(3, 5, 5)], {"ReLU"}),
    "two inputs": (Net(lambda m, a, b: m.fc(torch.cat([a, b], 1)), fc=nn.Linear(5, 2)), [(2,), (3,)], {"Concat"}),
    "siamese": (Net(lambda m, a, b: (m.fc(a) - m.fc(b)).abs(), fc=nn.Linear(6, 2)), [(6,), (6,)], {"Subtract"}),
    "scalars": (Net(lambda m, x: 1 - m.fc(x * 100) / 8 + 3, fc=nn.Linear(3, 2)), [(3,)], {"Scale", "Shift"}),
    "in place": (Net(in_place, fc=nn.Linear(3, 2)), [(3,)], {"Scale", "Shift", "ReLU"}),
    "token": (
        Net(token, patches=nn.Conv2d(3, 8, 4, 4), token=nn.Parameter(torch.randn(1, 1, 8)), places=nn.Parameter(torch.randn(1, 5, 8)),
            norm=nn.LayerNorm(8), head=nn.Linear(8, 3)),
        [(3, 8, 8)], {"Parameter", "Concat", "LayerNorm"},
    ),
    "from zero": (Net(from_zero, fc=nn.Linear(5, 2)), [(4, 3)], {"Concat", "Linear"}),
    "windows": (
        Net(windows, fc=nn.Linear(3, 6), table=nn.Parameter(torch.randn(9, 1)), index=torch.arange(16) % 9), [(4, 4, 3)], {"MatMul", "Embedding"},
    ),
    "last state": (Net(lambda m, x: m.fc(m.rnn(x)[1][0][-1]), rnn=nn.LSTM(4, 6, 2, batch_first=True), fc=nn.Linear(6, 3)), [(7, 4)], {"LSTM", "Select"}),
    "both ways": (Net(lambda m, x: m.fc(m.rnn(x)[0].mean(1)), rnn=nn.GRU(4, 6, batch_first=True, bidirectional=True), fc=nn.Linear(12, 3)), [(7, 4)], {"GRU", "Mean"}),
    "cells": (Net(steps, cell=nn.LSTMCell(4, 6), fc=nn.Linear(6, 3)), [(5, 4)], {"LSTM"}),
    "distance": (Net(lambda m, a, b: functional.pairwise_distance(m.fc(a), m.fc(b)), fc=nn.Linear(4, 3)), [(4,), (4,)], {"Subtract", "Mean"}),
    "attention on windows": (Net(attended, attention=nn.MultiheadAttention(8, 2, batch_first=True)), [(8, 4, 6)], {"Each", "Permute"}),
    "through a layer": (Net(through_a_layer, own=nn.Linear(2, 2), fc=nn.Linear(3, 2)), [(4, 3)], {"Linear", "Add", "Tanh"}),
    "graph": (Net(lambda m, x: torch.einsum("ij,bjk->bik", m.sides, m.fc(x)), fc=nn.Linear(4, 4), sides=torch.ones(5, 5)), [(5, 4)], {"MatMul"}),
    "a loss that nobody takes": (Net(lambda m, x: (nn.functional.mse_loss(m.fc(x), x), m.fc(x))[1], fc=nn.Linear(4, 4)), [(4,)], {"Linear"}),
    "einsum": (Net(lambda m, x: torch.einsum("btc,bsc->bts", m.fc(x), x), fc=nn.Linear(4, 4)), [(5, 4)], {"MatMul"}),
    "attention on windows behind their places": (Net(attended_behind, attention=nn.MultiheadAttention(8, 2)), [(8, 8)], {"Each", "Permute"}),
    "three terms": (Net(lambda m, x: torch.einsum("btc,bsc,cd->btsd", m.fc(x), x, m.w), fc=nn.Linear(4, 4), w=nn.Parameter(torch.rand(4, 3))), [(5, 4)], {"Linear"}),
    "three terms without a sum": (Net(lambda m, x: torch.einsum("btc,btd,bt->btcd", m.fc(x), x, x[..., 0]), fc=nn.Linear(4, 4)), [(5, 4)], {"MatMul"}),
    "attention": (Net(lambda m, q, k: m.fc(m.att(q, k, k)[0]), att=nn.MultiheadAttention(8, 2, batch_first=True), fc=nn.Linear(8, 3)), [(5, 8), (6, 8)], {"MultiheadAttention"}),
    "attention and shares": (nn.MultiheadAttention(8, 2, batch_first=True), [(5, 8)] * 3, {"MatMul", "Softmax"}),
    "encoder": (nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2, enable_nested_tensor=False), [(5, 8)], {"LayerNorm"}),
    "places": (Net(lambda m, x: m.words(x) + m.places(torch.arange(x.size(1))), words=nn.Embedding(9, 4), places=nn.Embedding(6, 4)), [(6,)], {"Embedding", "Positions"}),
    "decided": (Net(decided, shared=nn.Linear(8, 8), out=nn.Linear(6, 2)), [(8,)], {"Linear", "Select"}),
    "unfolded": (nn.Sequential(nn.Unfold(2), nn.Flatten(), nn.Linear(48, 2)), [(3, 3, 3)], {"Unfold"}),
    "norms": (nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.GroupNorm(2, 4), nn.InstanceNorm2d(4, affine=True), nn.LayerNorm((4, 5, 5), bias=False), nn.PReLU()), [(3, 5, 5)],
              {"BatchNorm2d", "GroupNorm", "InstanceNorm2d", "LayerNorm", "PReLU"}),
    "images": (nn.Sequential(nn.Conv2d(1, 4, 3, padding="same"), nn.Upsample(scale_factor=2), nn.ConvTranspose2d(4, 3, 2, 2), nn.ReflectionPad2d(1), nn.PixelUnshuffle(2)), [(1, 4, 4)],
               {"Upsample", "ConvTranspose2d", "ReflectionPad2d", "PixelUnshuffle"}),
}  # fmt: skip


def results(module: Any, shapes: list[tuple[int, ...]], name: str = "") -> list[Any]:
    kind = torch.long if name == "places" else torch.float
    given = [torch.zeros(2, *shape, dtype=kind) for shape in shapes]
    found, flat = module(*given), []
    waiting = [found]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, torch.Tensor):
            flat.append(value)
        elif value is not None:
            waiting = [*(value.values() if isinstance(value, dict) else value), *waiting]
    return flat


@pytest.mark.parametrize("name", sorted(CASES))
def test_parameters_and_shapes(name: str) -> None:
    module, shapes, kinds = CASES[name]
    net = from_module(module.eval(), shapes if len(shapes) > 1 else shapes[0])
    found = [shape for _, _, shape in summarise(net).outputs()]
    wanted = [tuple(result.shape[1:]) for result in results(module, shapes, name)]
    assert found == wanted[: len(found)]
    assert net.parameter_count == sum(p.numel() for p in module.parameters())
    assert kinds <= {type(node.layer).__name__ for node in net.nodes}
    assert not net.unused


# Where the places of a table are fixed numbers, or weights are cut in pieces by hand.
WITHOUT_VALUES = {
    "attention on windows",
    "attention on windows behind their places",
    "three terms",
    "from zero",
    "through a layer",
    "graph",
    "windows",
    "attention and shares",
    "cells",
    "distance",
}


@pytest.mark.parametrize("name", sorted(CASES.keys() - WITHOUT_VALUES))
def test_values_are_those_of_torch(name: str) -> None:
    module, shapes, _ = CASES[name]
    torch.manual_seed(5)
    given = [torch.randint(0, 5, (2, *s)) if name == "places" else torch.randn(2, *s) for s in shapes]  # fmt: skip
    check_values(
        from_module(module.eval(), shapes if len(shapes) > 1 else shapes[0]), module, given
    )


def test_every_call_counts() -> None:
    net = from_module(CASES["siamese"][0], [(6,), (6,)])
    assert (net.parameter_count, net.macs()) == (6 * 2 + 2, 2 * 6 * 2)


def test_dictionaries_name_their_outputs() -> None:
    module = Net(
        lambda m, x: {"label": m.a(x), "box": {"size": m.b(x)}},
        a=nn.Linear(4, 3),
        b=nn.Linear(4, 2),
    )
    net = from_module(module, (4,))
    assert [(title, shape) for title, _, shape in summarise(net).outputs()] == [
        ("label", (3,)),
        ("box.size", (2,)),
    ]


def test_what_forward_never_calls_is_listed() -> None:
    module = Net(
        lambda m, x: m.fc(x),
        fc=nn.Linear(4, 3),
        aux=nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4)),
        loose=nn.Parameter(torch.zeros(2, 3)),
    )
    net = from_module(module, (4,))
    assert net.parameter_count == sum(p.numel() for p in module.parameters())
    assert {(u.name, type(u.layer).__name__, u.parameters) for u in net.unused} == {
        ("aux.0", "Linear", 24), ("aux.1", "BatchNorm1d", 8), ("loose", "Parameter", 6),
    }  # fmt: skip


def test_tied_weights_count_once() -> None:
    module = Net(lambda m, x: m.out(m.words(x)), words=nn.Embedding(9, 4), out=nn.Linear(4, 9))
    module.out.weight = module.words.weight
    net = from_module(module, (3,))
    assert net.parameter_count == 9 * 4 + 9
    assert net.nodes[-1].shares == "words"


@pytest.mark.parametrize(
    ("forward", "said"),
    [
        (lambda m, x: m.fc(x) + torch.linspace(0, 1, 3), "add (add) with a table of fixed numbers"),
        (lambda m, x: m.fc(x).sin(), "sin (sin)"),
        (lambda m, x: m.fc(x) + torch.randn_like(x)[:, :3], "randn_like (randn_like) of numbers nobody knows"),
        (lambda m, x: m.fc(x) / (1 + m.fc(x).exp()), "div (div) one over the divisor"),
        (lambda m, x: m.fc(x).masked_fill(torch.tensor([True, False, True]), 0.0), "masked_fill (masked_fill)"),
    ],
)  # fmt: skip
def test_what_no_layer_stands_for_is_left_out(forward: Callable[..., Any], said: str) -> None:
    net = from_module(Net(forward, fc=nn.Linear(4, 3)), (4,))
    assert said in net.left_out
    assert (net.output_shape(), net.parameter_count) == ((3,), 15)


class Deciding(nn.Module):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return x if x.sum() > 0 else -x


@pytest.mark.parametrize(
    ("module", "shape", "said"),
    [
        (Deciding(), (3,), "forward cannot be followed"),
        (
            nn.Linear(3, 2),
            (4,),
            "PyTorch refuses it: RuntimeError: mat1 and mat2 shapes cannot be multiplied",
        ),
        (
            Net(lambda m, x: x + m.w.sort()[0], w=nn.Parameter(torch.ones(3))),
            (3,),
            "of what sort makes of learned tensors",
        ),
        (Net(lambda _, x: torch.cdist(x, x)), (3,), "of observations with each other"),
        (
            Net(lambda m, x: m.fc(x) - m.fc(x).mean(0), fc=nn.Linear(3, 2)),
            (3,),
            "axis 0 is that of the batch",
        ),
        (
            Net(lambda m, x: m.fc(x) / x.size(0) * 26, fc=nn.Linear(3, 2)),
            (3,),
            "'div' is Scale(factor=0.07692307692307693) for 13 observations, Scale(factor=0.5) for 2",
        ),
        (
            Net(lambda m, x: m.fc(torch.cat([x] * len(x), 1)[:, :3]), fc=nn.Linear(3, 2)),
            (3,),
            "'cat' is not the same for 13 observations and for 2",
        ),
    ],
)
def test_refusals(module: Any, shape: tuple[int, ...], said: str) -> None:
    with pytest.raises(UserError) as error:
        from_module(module, shape)
    assert said in error.value.args[0]
    assert error.value.fix


@pytest.mark.parametrize("size", [2, 3, 13, 17])
def test_a_size_of_the_network_is_not_taken_for_the_observations(size: int) -> None:
    """Tables of numbers and states as long as there are observations when it is traced, all rows alike."""
    module = Net(
        lambda m, x: torch.tanh(m.own(torch.zeros(size, 6)) + m.state(torch.zeros(x.size(0), size)).unsqueeze(1) + m.fc(x).unsqueeze(1)),
        own=nn.Linear(6, 4), state=nn.Linear(size, 4), fc=nn.Linear(size, 4),
    )  # fmt: skip
    found = from_module(module, (size,))
    assert found.output_shape() == (size, 4)
    assert found.parameter_count == sum(p.numel() for p in module.parameters())


def test_a_size_of_two_is_not_taken_for_two_observations() -> None:
    module = Net(
        lambda m, x: functional.affine_grid(m.fc(x).view(-1, 2, 3), (x.size(0), 1, 5, 4)),
        fc=nn.Linear(4, 6),
    )
    assert from_module(module, (4,)).output_shape() == (5, 4, 2)


@pytest.mark.again
@pytest.mark.parametrize("name", sorted(set(zoo()) - {"bert_base"}))
def test_the_zoo(name: str) -> None:
    net = read(name)
    space: dict[str, Any] = {}
    exec(to_torch(net), space)  # noqa: S102 - our own code
    found = summarise(from_module(space["net"].eval(), net.input_shape))
    known = summarise(net)
    assert found.total("parameters") == known.total("parameters")
    assert found.output_shape == known.output_shape
    assert found.total("macs") == known.total("macs")


@pytest.mark.parametrize("name", sorted(CASES))
def test_toml_of_it_reads_back(name: str) -> None:
    from dataclasses import replace

    from quizgen.architecture.toml_form import read_toml
    from quizgen.architecture.writing import layers_toml

    module, shapes, _ = CASES[name]
    net = from_module(module.eval(), shapes if len(shapes) > 1 else shapes[0])
    again = read_toml(layers_toml(net))
    assert (again.parameter_count, again.macs(), again.results) == (
        net.parameter_count,
        net.macs(),
        net.results,
    )
    assert again.shapes() == net.shapes()
    assert replace(again, left_out=net.left_out).names == net.names


class Mixed(nn.Module):  # type: ignore[misc]
    """Nothing in it is unknown, and PyTorch multiplies no numbers of two kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(4, 2)

    def forward(self, x: Any) -> Any:
        return self.fc(x.double())


def test_what_pytorch_refuses_is_not_read_in_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    from quizgen.architecture.aten import exporting, program

    def refuses(*_: object) -> None:
        raise exporting.NotFollowedError("forward cannot be followed", "change it")

    monkeypatch.setattr(program, "exported", refuses)
    with pytest.raises(UserError, match="PyTorch refuses it: RuntimeError: mat1 and mat2"):
        from_module(Mixed(), (4,))


def test_torch_fx_helps_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from quizgen.architecture.aten import exporting, program

    def refuses(*_: object) -> None:
        raise exporting.NotFollowedError("forward cannot be followed", "change it")

    monkeypatch.setattr(program, "exported", refuses)
    assert from_module(nn.Sequential(nn.Linear(4, 2), nn.ReLU()), (4,)).parameter_count == 10
    with pytest.raises(UserError, match="forward cannot be followed"):
        from_module(Deciding(), (4,))


def test_an_input_may_be_one_number_of_each_observation() -> None:
    net = from_module(Net(lambda m, x, t: m.fc(x) * t[:, None], fc=nn.Linear(3, 2)), ((3,), ()))
    again = read_toml(to_toml(net))
    assert (again.output_shape(), again.parameter_count) == ((2,), 8)
    assert again.input_shape == ((3,), ())


class Remembers(nn.Module):  # type: ignore[misc]
    """Makes a table of places once, when it is first called, and keeps what it has found."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(2, 3)

    def forward(self, x: Any) -> Any:
        if not hasattr(self, "places"):
            self.places = torch.arange(x.shape[1], dtype=torch.float32)
        self.scores = self.fc(x).sum(-1)
        return self.scores + self.places


def test_what_forward_sets_on_the_module_is_taken_back() -> None:
    module = Remembers()
    before = {name: value for name, value in vars(module).items() if name[0] != "_"}
    network = exported(module, [(4, 2)])
    assert (network.output_shape(), network.parameter_count) == ((4,), 9)
    assert {name: value for name, value in vars(module).items() if name[0] != "_"} == before
    assert module(torch.zeros(1, 4, 2)).shape == (1, 4)


def test_an_axis_that_is_repeated_often_has_its_shape() -> None:
    module = Net(lambda m, x: m.fc(x.mean(1, keepdim=True).expand_as(x)), fc=nn.Linear(3, 2))
    network = exported(module, [(100, 3)])
    assert (network.output_shape(), network.parameter_count) == ((100, 2), 8)
    assert network.left_out == ("expand_as: an axis repeated 100 times",)


@pytest.mark.parametrize("width", [5, 400])
@pytest.mark.parametrize(
    "forward",
    [
        lambda m, x: m.fc(x.half()),
        lambda m, x: m.fc(x) @ x.double().transpose(1, 2),
        lambda m, x: functional.scaled_dot_product_attention(m.fc(x), x.double(), x),
        lambda m, x: functional.conv1d(m.fc(x).double(), m.fc.weight.unsqueeze(2)[:, :3]),
        lambda m, x: torch.einsum("bij,bkj->bik", m.fc(x), x.double()),
    ],
)
def test_numbers_of_several_types_are_refused_as_pytorch_does(
    forward: Callable[..., Any], width: int
) -> None:
    """`torch.export` takes them: a small module is run besides, of a large one the types are seen."""
    module = Net(forward, fc=nn.Linear(width, width))
    with pytest.raises((RuntimeError, ValueError)):
        module(torch.rand(2, 3, width))
    with pytest.raises(UserError, match="PyTorch refuses it"):
        from_module(module, (3, width))


def test_a_small_module_that_pytorch_does_not_run_is_refused() -> None:
    module = Net(lambda m, x: m.norm(x.double()), norm=nn.LayerNorm(4))
    with pytest.raises(RuntimeError):
        module(torch.rand(2, 4))
    with pytest.raises(UserError, match="PyTorch refuses it: RuntimeError: mixed dtype"):
        from_module(module, (4,))
