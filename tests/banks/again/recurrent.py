"""Recurrent layers and embeddings a second time: torch's own modules, and its shapes."""

from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
nn = torch.nn
torch.set_num_threads(1)  # for layers as small as these, threads cost more than they save


def size(module: Any) -> int:
    return sum(p.numel() for p in module.parameters())


def one_bias(module: Any) -> int:
    """The textbooks' count: torch's without its second vectors of intercepts."""
    return sum(p.numel() for name, p in module.named_parameters() if "bias_hh" not in name)


def rnn_params(v: Values) -> Keys:
    recurrent, head = one_bias(nn.RNN(v["D"], v["H"])), size(nn.Linear(v["H"], v["O"]))
    return {"recurrent": recurrent, "output": head, "total": recurrent + head}


def rnn_forward(v: Values) -> Keys:
    layer = nn.RNN(1, 2, nonlinearity="relu").double()
    with torch.no_grad():
        layer.weight_ih_l0[:] = torch.tensor(v["w"]).reshape(2, 1)
        layer.weight_hh_l0[:] = torch.tensor(v["V"])
        layer.bias_ih_l0[:] = torch.tensor(v["b"])
        layer.bias_hh_l0[:] = 0
        states = layer(torch.tensor(v["x"], dtype=torch.float64).reshape(3, 1))[0].tolist()
    return dict(zip(("h1", "h2", "h3"), states, strict=True))


def lstm_params(v: Values) -> Keys:
    layer = nn.LSTM(v["D"], v["H"])
    return {"textbook": one_bias(layer), "torch": size(layer)}


def gru_params(v: Values) -> Keys:
    gru, lstm = one_bias(nn.GRU(v["D"], v["H"])), one_bias(nn.LSTM(v["D"], v["H"]))
    return {"gru": gru, "more": lstm - gru}


def embedding_params(v: Values) -> Keys:
    with torch.device("meta"):
        table = nn.Embedding(v["V"], v["d"])
        found = table(torch.zeros(v["b"], v["L"], dtype=torch.long))
        hot = torch.zeros(v["b"], v["L"], v["V"])
        assert (hot @ table.weight).shape == found.shape
    return {"parameters": size(table), "output": list(found.shape), "onehot": list(hot.shape)}


def sequence_shapes(v: Values) -> Keys:
    layers, both = v["form"]
    axes = (v["b"], v["L"]) if v["first"] else (v["L"], v["b"])
    layer = getattr(nn, v["kind"])(
        v["D"], v["H"], num_layers=layers, bidirectional=both, batch_first=v["first"]
    )
    with torch.no_grad():
        output, state = layer(torch.zeros(*axes, v["D"]))
    return {"output": list(output.shape), "state": list(state.shape)}


KEYS: dict[str, Second] = {
    "rnn-params": rnn_params,
    "rnn-forward": rnn_forward,
    "lstm-params": lstm_params,
    "gru-params": gru_params,
    "embedding-params": embedding_params,
    "sequence-shapes": sequence_shapes,
}
