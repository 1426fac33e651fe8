"""The values of a network with the weights of a module of torch, beside torch's own."""

from typing import Any

import numpy as np
import torch


def owner(module: Any, name: str) -> Any:
    """The parameter or the module that a node is named after; a functional call ends in its operator."""
    parts = name.split(".")
    for count in range(len(parts), -1, -1):
        found = module
        for part in parts[:count]:
            found = getattr(found, part, None)
        if isinstance(found, torch.nn.Parameter) or (
            isinstance(found, torch.nn.Module) and next(found.parameters(), None) is not None
        ):
            return found
    raise LookupError(name)


def weights(net: Any, module: Any) -> tuple[list[Any], list[Any]]:
    """One weight and one intercept, or all tensors by name, for each layer that learns."""
    matrices, intercepts = [], []
    for node in net.learned:
        found, layer = owner(module, node.name), node.layer
        own = dict(found.named_parameters()) if isinstance(found, torch.nn.Module) else {}
        given = {name: tensor.detach().numpy() for name, tensor in own.items()}
        bias = None
        if not own:
            matrices.append(found.detach().numpy().reshape(layer.shape))
        elif type(layer).__name__ == "Linear":
            matrices.append(given["weight"])
            bias = given["bias"] if layer.bias else None
        else:
            stored = {"running_mean", "running_var"} if "BatchNorm" in type(layer).__name__ else ()
            matrices.append({**given, **{name: getattr(found, name).numpy() for name in stored}})
        intercepts.append(bias)
    return matrices, intercepts


def flat(value: Any) -> list[Any]:
    """The tensors of an output."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [] if value is None else [tensor for entry in value for tensor in flat(entry)]


def check_values(net: Any, module: Any, given: list[Any]) -> None:
    """Each output of the first observation, as torch has it."""
    assert not net.left_out
    observations = tuple(x[0].numpy() for x in given)
    found = net.output(observations if len(given) > 1 else observations[0], *weights(net, module))
    with torch.no_grad():
        wanted = flat(module(*given))
    results = found if isinstance(found, tuple) else (found,)
    assert len(results) <= len(wanted)
    for own, theirs in zip(results, wanted, strict=False):
        np.testing.assert_allclose(
            np.asarray(own, dtype=float), theirs[0].numpy(), rtol=2e-3, atol=2e-4
        )
