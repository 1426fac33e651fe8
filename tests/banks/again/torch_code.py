"""Programs of the torch families a second time: torch itself runs what the statement shows."""

from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
nn = torch.nn


def torch_layer_io(v: Values) -> Keys:
    conv, pool = (nn.Conv2d, nn.MaxPool2d) if v["two"] else (nn.Conv1d, nn.MaxPool1d)
    sizes = [v["D"]] * (2 if v["two"] else 1)
    with torch.device("meta"):
        maps = conv(v["C"], v["K"], v["P"])(torch.zeros(v["n"], v["C"], *sizes))
        pooled = pool(v["M"])(maps)
    shapes = (maps, pooled, nn.Flatten()(pooled))
    return dict(zip(("conv", "pool", "flat"), (list(s.shape) for s in shapes), strict=True))


def network(v: Values) -> Any:
    C, K, P, M, R = (v[name] for name in "CKPMR")
    if v["form"] == 0:
        return [
            nn.Conv2d(C, K, P), nn.BatchNorm2d(K), nn.ReLU(), nn.MaxPool2d(M), nn.Conv2d(K, R, P),
        ]  # fmt: skip
    if v["form"] == 1:
        return [
            nn.Conv1d(C, K, P), nn.ReLU(), nn.MaxPool1d(M), nn.Conv1d(K, R, P), nn.BatchNorm1d(R),
        ]  # fmt: skip
    return [
        nn.Linear(C * 4, K), nn.BatchNorm1d(K), nn.ReLU(), nn.Dropout(P / 10), nn.Linear(K, R),
    ]  # fmt: skip


def torch_layer_params(v: Values) -> Keys:
    each = [sum(p.numel() for p in layer.parameters()) for layer in network(v)]
    return {"each": each, "total": sum(each)}


def torch_sgd_step(v: Values) -> Keys:
    net = nn.Linear(1, 1).double()
    with torch.no_grad():
        net.weight.fill_(v["w"])
        net.bias.fill_(v["b"])
    x, y = (torch.tensor([[float(v[name])]], dtype=torch.float64) for name in "xy")
    optimizer = torch.optim.SGD(net.parameters(), lr=float(v["lr"]))
    optimizer.zero_grad()
    prediction = net(x)
    loss = nn.MSELoss()(prediction, y)
    loss.backward()
    gradients = [p.grad.item() for p in net.parameters()]
    optimizer.step()
    return {
        "prediction": prediction.item(),
        "loss": loss.item(),
        "gradients": gradients,
        "new": [p.item() for p in net.parameters()],
    }


KEYS: dict[str, Second] = {
    "torch-layer-io": torch_layer_io,
    "torch-layer-params": torch_layer_params,
    "torch-sgd-step": torch_sgd_step,
}
