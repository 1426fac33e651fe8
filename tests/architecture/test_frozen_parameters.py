"""Which learned tensors are frozen changes no table, but a text may ask: it is told what PyTorch tells."""

from typing import Any

import pytest

torch: Any = pytest.importorskip("torch")

from quizgen.architecture.fake_torch import read_torch  # noqa: E402
from quizgen.errors import UserError  # noqa: E402

LEARN = "sum(p.numel() for p in net.parameters() if p.requires_grad)"
TEXTS: dict[str, str] = {
    "set one by one": f"for p in net[0].parameters():\n    p.requires_grad = False\nn = {LEARN}",
    "by a layer": f"net[1].requires_grad_(False)\nn = {LEARN}",
    "all, then one again": f"net.requires_grad_(False)\nnet[1].bias.requires_grad_()\nn = {LEARN}",
    "by names": f"for name, p in net.named_parameters():\n    p.requires_grad_(name.endswith('bias'))\nn = {LEARN}",
    "by filter": "net[1].requires_grad_(False)\nn = len(list(filter(lambda p: p.requires_grad, net.parameters())))",
    "the first that learns": "net[0].requires_grad_(False)\nn = next(p for p in net.parameters() if p.requires_grad).shape[0]",
    "a copy": "import copy\nnet[0].requires_grad_(False)\nn = 1 + sum(p.requires_grad for p in copy.deepcopy(net).parameters())",
    "made frozen": "q = nn.Parameter(torch.zeros(3), requires_grad=False)\nn = 5 if q.requires_grad else 6",
    "made from frozen": "q = nn.Parameter(torch.zeros(3), False)\nn = 5 if nn.Parameter(q).requires_grad else 6",
}


@pytest.mark.parametrize("name", TEXTS)
def test_as_pytorch(name: str) -> None:
    text = f"import torch\nfrom torch import nn\nnet = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))\n{TEXTS[name]}\nnet = nn.Sequential(net, nn.Linear(2, n))\n"
    names: dict[str, Any] = {}
    exec(text, names)  # noqa: S102 - written above
    assert read_torch(text).output_shape((3,)) == tuple(names["net"](torch.zeros(1, 3)).shape[1:])


DOUBT = "import os\nfrom torch import nn\nnet = nn.Sequential(nn.Linear(3, 4), nn.Linear(4, 2))\nif os.path.exists('weights.pt'):\n    net[0].requires_grad_(False)\n"


def test_where_data_decide_nobody_knows() -> None:
    """Who only trains what learns is read all the same."""
    with pytest.raises(UserError, match="n is not known"):
        read_torch(f"{DOUBT}n = {LEARN}\nnet = nn.Sequential(net, nn.Linear(2, n))\n")
    trained = (
        "import torch\ntorch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.1)\n"
    )
    assert read_torch(DOUBT + trained).output_shape((3,)) == (2,)
