"""Attention a second time: torch's softmax and scaled dot product, its modules, pairs counted one by one."""

import math
from itertools import product
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
nn = torch.nn


def table(value: Any) -> Any:
    return torch.tensor([[float(entry) for entry in row] for row in value], dtype=torch.float64)


def attention_weights(v: Values) -> Keys:
    """A query (1, 0, …) and keys whose first number is the product that the statement prints."""
    width = v["r"] ** 2
    query = torch.zeros(1, width, dtype=torch.float64)
    query[0, 0] = 1
    keys = torch.zeros(len(v["k"]), width, dtype=torch.float64)
    keys[:, 0] = v["r"] * torch.tensor([math.log(k) for k in v["k"]], dtype=torch.float64)
    values = table(zip(v["v"], v["u"], strict=True))
    weights = torch.softmax(query @ keys.T / math.sqrt(width), dim=1)
    output = nn.functional.scaled_dot_product_attention(query, keys, values)
    return {"weights": weights[0].tolist(), "output": output[0].tolist()}


def attention_scores(v: Values) -> Keys:
    q, k = table(v["q"]), table(v["k"])
    scores = q @ k.T / math.sqrt(k.shape[1])
    values = torch.ones(len(k), v["w"], dtype=torch.float64)
    output = nn.functional.scaled_dot_product_attention(q, k, values)
    return {"shape": list(scores.shape), "scores": scores.tolist(), "output": list(output.shape)}


def attention_params(v: Values) -> Keys:
    heads, width = v["h"], v["h"] * v["m"]
    with torch.device("meta"):
        module = nn.MultiheadAttention(width, heads, bias=v["bias"])
    one = nn.Linear(width, module.head_dim, bias=v["bias"], device="meta")
    return {
        "head": module.head_dim,
        "one": 3 * sum(p.numel() for p in one.parameters()),
        "total": sum(p.numel() for p in module.parameters()),
    }


def attention_cost(v: Values) -> Keys:
    n, heads = v["n"], v["h"]
    pairs = list(product(range(n), repeat=2))
    return {
        "scores": sum(len(pairs) for _ in range(heads)),
        "macs": sum(v["m"] for _ in range(heads) for _ in pairs) * 2,
        "causal": int(torch.ones(n, n).tril().sum()),
    }


KEYS: dict[str, Second] = {
    "attention-weights": attention_weights,
    "attention-scores": attention_scores,
    "attention-params": attention_params,
    "attention-cost": attention_cost,
}
