"""The ONNX node tests of every operator there is a layer for: our values beside the reference's.

A case that is left out says why; a new case of an operator is run by existing.
"""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

import quizgen.solver as q

onnx: Any = pytest.importorskip("onnx")
node_tests: Any = pytest.importorskip("onnx.backend.test.case.node")
Inputs = list[Any]
Attributes = Mapping[str, Any]

# Cases about something a layer does not have.
LEFT_OUT = {
    "maxpool_with_argmax": "positions of the maxima are a second output",
    "convtranspose_output_shape": "the output's size is given and padding follows from it",
    "convtranspose_kernel_shape": "the output's size is given and padding follows from it",
    "convtranspose_autopad_same": "padding follows from the output's size",
    "batchnorm_example_training_mode": "running statistics are a second output",
    "batchnorm_epsilon_training_mode": "running statistics are a second output",
    "layer_normalization_4d_axis0": "normalises over the batch too",
    "layer_normalization_4d_axis_negative_4": "normalises over the batch too",
    "layer_normalization_2d_axis0": "normalises over the batch too",
    "layer_normalization_2d_axis_negative_2": "normalises over the batch too",
    "layer_normalization_3d_axis0_epsilon": "normalises over the batch too",
    "layer_normalization_3d_axis_negative_3_epsilon": "normalises over the batch too",
    "rms_normalization_4d_axis0": "normalises over the batch too",
    "rms_normalization_4d_axis_negative_4": "normalises over the batch too",
    "rms_normalization_2d_axis0": "normalises over the batch too",
    "rms_normalization_2d_axis_negative_2": "normalises over the batch too",
    "rms_normalization_3d_axis0_epsilon": "normalises over the batch too",
    "rms_normalization_3d_axis_negative_3_epsilon": "normalises over the batch too",
    "rnn_seq_length": "the outputs of all steps are no output of this case",
    "lstm_with_peepholes": "torch's LSTM has no peepholes",
    "gru_seq_length": "ONNX resets the state before its product, torch after it",
    "gelu_tanh_1": "the tanh approximation of GELU",
    "gelu_tanh_2": "the tanh approximation of GELU",
    "flatten_axis0": "flattens the batch too",
    "flatten_negative_axis4": "flattens the batch too",
    "flatten_axis2": "joins the batch with the first axis",
    "flatten_axis3": "joins the batch with other axes",
    "flatten_negative_axis1": "joins the batch with other axes",
    "flatten_negative_axis2": "joins the batch with the first axis",
    "softmax_axis_0": "along the batch",
    "logsoftmax_axis_0": "along the batch",
    **dict.fromkeys(
        ("depthtospace_example", "spacetodepth", "spacetodepth_example", "spacetodepth_dcr_mode_example"),
        "another order of channels than torch's",
    ),
    "celu_bfloat16": "a number type that NumPy does not have",
    "concat_1d_axis_0": "along the batch",
    "concat_1d_axis_negative_1": "along the batch",
    "concat_2d_axis_0": "along the batch",
    "concat_2d_axis_negative_2": "along the batch",
    "concat_3d_axis_0": "along the batch",
    "concat_3d_axis_negative_3": "along the batch",
    "add_bcast": "torch broadcasts; a residual connection adds equal shapes",
    "averagepool_2d_pads": "padding of more than half of the window, which torch refuses",
    "averagepool_2d_pads_count_include_pad": "padding of more than half of the window, which torch refuses",
    "maxpool_2d_pads": "padding of more than half of the window, which torch refuses",
    **dict.fromkeys(
        (
            "averagepool_2d_dilations", "averagepool_3d_dilations_small",
            *(f"averagepool_3d_dilations_large_count_include_pad_is_{i}_ceil_mode_is_{c}" for i in (0, 1) for c in (True, False)),
        ),
        "torch's mean pooling has no dilation",
    ),
    **dict.fromkeys(
        ("lppool_2d_pads", "lppool_2d_same_upper", "lppool_2d_same_lower", "lppool_2d_dilations"),
        "torch's LPPool has neither padding nor dilation",
    ),
    "mul_bcast": "torch broadcasts; gates have as many axes as what they gate",
    "sub_bcast": "torch broadcasts; a difference is of equal numbers of axes",
    **dict.fromkeys(
        ("matmul_1d_1d", "matmul_1d_3d", "matmul_4d_1d", "matmul_bcast"),
        "products of matrices in stacks of one shape",
    ),
    "clip_default_max": "one end only",
    "clip_default_min": "one end only",
    "clip_min_greater_than_max": "torch refuses it",
    "gather_1": "embedding looks up rows",
    "gather_2d_indices": "embedding looks up rows",
    "gather_negative_indices": "rows have numbers from 0",
    "gemm_transposeA": "the observations would be columns",
    "gemm_alpha": "scaled products are no layer",
    "gemm_beta": "scaled products are no layer",
    "gemm_all_attributes": "scaled products are no layer",
    "gemm_default_scalar_bias": "one intercept for all units",
    "gemm_default_single_elem_vector_bias": "one intercept for all units",
    "gemm_default_matrix_bias": "an intercept for each unit, the same for all observations",
}  # fmt: skip
PLAIN = {
    "Relu": q.ReLU(), "Sigmoid": q.Sigmoid(), "Tanh": q.Tanh(), "Softplus": q.Softplus(), "HardSwish": q.Hardswish(),
    "Gelu": q.GELU(), "Swish": q.SiLU(), "Identity": q.Identity(), "Mish": q.Mish(), "Softsign": q.Softsign(),
    "Abs": q.Abs(), "Exp": q.Exp(),
}  # fmt: skip


def each(layer: Any, x: Any, *weights: Any, **named: Any) -> Any:
    """The layer applied to every observation of a batch."""
    return np.stack([np.asarray(layer.output(row, *weights, **named)) for row in x])


def window(a: Attributes, dims: int) -> dict[str, Any]:
    pads = a.get("pads", [0] * (2 * dims))
    pairs = tuple(zip(pads[:dims], pads[dims:], strict=True))
    auto = {b"SAME_UPPER": "same", b"SAME_LOWER": "same_lower", b"VALID": 0}
    padding: Any = auto.get(a.get("auto_pad", b"NOTSET"), pairs[0] if dims == 1 else pairs)
    return {"stride": tuple(a.get("strides", [1] * dims)), "padding": padding}


def conv(a: Attributes, inputs: Inputs) -> Any:
    x, weight, *bias = inputs
    dims, groups = x.ndim - 2, a.get("group", 1)
    kind = getattr(q, f"Conv{dims}d")
    layer = kind(weight.shape[1] * groups, weight.shape[0], weight.shape[2:], groups=groups, bias=bool(bias), dilation=tuple(a.get("dilations", [1] * dims)), **window(a, dims))  # fmt: skip
    return each(layer, x, weight, *bias)


def transposed(a: Attributes, inputs: Inputs) -> Any:
    x, weight, *bias = inputs
    dims, groups = x.ndim - 2, a.get("group", 1)
    found = window(a, dims)
    pads = a.get("pads", [0] * (2 * dims))
    if pads[:dims] == pads[dims:]:
        found["padding"] = tuple(pads[:dims])
    kind = getattr(q, f"ConvTranspose{dims}d")
    layer = kind(weight.shape[0], weight.shape[1] * groups, weight.shape[2:], groups=groups, bias=bool(bias), dilation=tuple(a.get("dilations", [1] * dims)), output_padding=tuple(a.get("output_padding", [0] * dims)), **found)  # fmt: skip
    return each(layer, x, weight, *bias)


def pool(kind: str) -> Callable[[Attributes, Inputs], Any]:
    def run(a: Attributes, inputs: Inputs) -> Any:
        (x,) = inputs
        dims = x.ndim - 2
        more: dict[str, Any] = {"dilation": tuple(a.get("dilations", [1] * dims))}
        if kind == "Avg":
            more["count_include_pad"] = bool(a.get("count_include_pad", 0))
        found = window(a, dims)
        if kind == "LP":
            more["norm_type"] = a.get("p", 2)
            del found["padding"]
        if set(more["dilation"]) == {1}:
            del more["dilation"]
        layer = getattr(q, f"{kind}Pool{dims}d")(kernel_size=tuple(a["kernel_shape"]), ceil_mode=bool(a.get("ceil_mode", 0)), **found, **more)  # fmt: skip
        return each(layer, x)

    return run


def over_all(kind: str) -> Callable[[Attributes, Inputs], Any]:
    return lambda _, inputs: each(
        getattr(q, f"Adaptive{kind}Pool{inputs[0].ndim - 2}d")(1), inputs[0]
    )


def batch_norm(a: Attributes, inputs: Inputs) -> Any:
    x, weight, bias, mean, variance = inputs
    layer = q.BatchNorm2d(x.shape[1], eps=a.get("epsilon", 1e-5))
    return each(layer, x, weight, bias, running_mean=mean, running_var=variance)


def last_axes(kind: str) -> Callable[[Attributes, Inputs], Any]:
    def run(a: Attributes, inputs: Inputs) -> Any:
        x, *weights = inputs
        axis = a.get("axis", -1)
        sizes = x.shape[axis % x.ndim :]
        layer = getattr(q, kind)(sizes, eps=a.get("epsilon", 1e-5))
        return each(layer, x, *(w.reshape(sizes) for w in weights))

    return run


def instance_norm(a: Attributes, inputs: Inputs) -> Any:
    x, weight, bias = inputs
    layer = q.InstanceNorm2d(x.shape[1], eps=a.get("epsilon", 1e-5), affine=True)
    return each(layer, x, weight, bias)


def group_norm(a: Attributes, inputs: Inputs) -> Any:
    x, weight, bias = inputs
    return each(
        q.GroupNorm(a["num_groups"], x.shape[1], eps=a.get("epsilon", 1e-5)), x, weight, bias
    )


def lrn(a: Attributes, inputs: Inputs) -> Any:
    layer = q.LocalResponseNorm(
        a["size"], a.get("alpha", 1e-4), a.get("beta", 0.75), a.get("bias", 1.0)
    )
    return each(layer, inputs[0])


def recurrent(kind: str, order: list[int]) -> Callable[[Attributes, Inputs], Any]:
    """ONNX's gates in torch's order; the output of all steps, or the last state where only that is asked."""

    def run(a: Attributes, inputs: Inputs) -> Any:
        x, w, r, *rest = inputs
        if a.get("layout", 0):
            x = x.transpose(1, 0, 2)
        direction = a.get("direction", b"forward")
        hidden, size = a["hidden_size"], x.shape[2]

        def gates(rows: Any) -> Any:
            return np.concatenate([rows[g * hidden : (g + 1) * hidden] for g in order])

        weights = {}
        for number, suffix in enumerate(["", "_reverse"][: len(w)]):
            weights[f"weight_ih_l0{suffix}"], weights[f"weight_hh_l0{suffix}"] = (
                gates(w[number]),
                gates(r[number]),
            )
            both = rest[0][number] if rest and rest[0].size else np.zeros(2 * len(w[number]))
            weights[f"bias_ih_l0{suffix}"], weights[f"bias_hh_l0{suffix}"] = (
                gates(both[: len(both) // 2]),
                gates(both[len(both) // 2 :]),
            )
        layer = getattr(q, kind)(size, hidden, bidirectional=direction == b"bidirectional")
        if direction == b"reverse":
            x = x[::-1]
        found = np.stack(
            [np.asarray(layer.output(x[:, i], **weights), dtype=float) for i in range(x.shape[1])],
            1,
        )
        if direction == b"reverse":
            found = found[::-1]
        return found.reshape(*found.shape[:2], len(w), hidden).transpose(0, 2, 1, 3)

    return run


def as_asked(found: Any, a: Attributes, *, all_steps: bool) -> Any:
    """All steps, or the last state of each direction, with the batch where the case has it."""
    if not all_steps:
        # The last state of the direction back is the first in time.
        backwards = found[0, found.shape[1] - 1]
        ends = {b"reverse": [backwards], b"bidirectional": [found[-1, 0], backwards]}
        found = np.stack(ends.get(a.get("direction", b"forward"), [found[-1, 0]]))
    if a.get("layout", 0):
        found = found.transpose(2, 0, 1, 3) if all_steps else found.transpose(1, 0, 2)
    return found


def gemm(a: Attributes, inputs: Inputs) -> Any:
    x, weight, *bias = inputs
    weight = weight if a.get("transB", 0) else weight.T
    intercepts = [bias[0].reshape(-1)] if bias else []
    return each(q.Linear(weight.shape[1], weight.shape[0], bias=bool(bias)), x, weight, *intercepts)


def along(kind: Any) -> Callable[[Attributes, Inputs], Any]:
    # torch counts the batch; so does ONNX.
    return lambda a, inputs: each(kind(a.get("axis", -1)), inputs[0])


def flatten(_: Attributes, inputs: Inputs) -> Any:
    return each(q.Flatten(), inputs[0])


def concat(a: Attributes, inputs: Inputs) -> Any:
    axis = a["axis"]
    layer = q.Concat(axis - 1 if axis > 0 else axis)
    return np.stack([np.asarray(layer.output(rows)) for rows in zip(*inputs, strict=True)])


def add(_: Attributes, inputs: Inputs) -> Any:
    if len(inputs) == 1:
        return inputs[0]
    return np.stack([np.asarray(q.Add().output(rows)) for rows in zip(*inputs, strict=True)])


def joining(kind: Any) -> Callable[[Attributes, Inputs], Any]:
    def run(_: Attributes, inputs: Inputs) -> Any:
        return np.stack([np.asarray(kind().output(rows)) for rows in zip(*inputs, strict=True)])

    return run


def transpose(a: Attributes, inputs: Inputs) -> Any:
    """The order of the axes after the first; the cases turn the first one too."""
    order = tuple(a.get("perm", range(inputs[0].ndim)[::-1]))
    return q.Permute(order).output(inputs[0])


def mean(a: Attributes, inputs: Inputs) -> Any:
    x, *axes = inputs
    dims = tuple(int(axis) for axis in axes[0]) if axes and axes[0].size else tuple(range(x.ndim))
    return q.Mean(dims, keepdim=bool(a.get("keepdims", 1))).output(x)


def clip(_: Attributes, inputs: Inputs) -> Any:
    x, *ends = inputs
    return q.Hardtanh(*(float(end) for end in ends)).output(x)


def squeeze(_: Attributes, inputs: Inputs) -> Any:
    x, *axes = inputs
    for axis in sorted((int(axis) % x.ndim for axis in axes[0]), reverse=True):
        x = q.Squeeze(axis + 1).output(x)
    return x


def unsqueeze(_: Attributes, inputs: Inputs) -> Any:
    x, axes = inputs
    for axis in sorted(int(axis) % (x.ndim + len(axes)) for axis in axes):
        x = q.Unsqueeze(axis + 1).output(x)
    return x


def gather(_: Attributes, inputs: Inputs) -> Any:
    table, rows = inputs
    sizes = table.reshape(len(table), -1)
    found = each(q.Embedding(*sizes.shape), rows.reshape(1, -1), sizes)[0]
    return found.reshape(*rows.shape, *table.shape[1:])


def shuffle(a: Attributes, inputs: Inputs) -> Any:
    return each(q.PixelShuffle(a["blocksize"]), inputs[0])


def unshuffle(a: Attributes, inputs: Inputs) -> Any:
    return each(q.PixelUnshuffle(a["blocksize"]), inputs[0])


def activation(kind: Any, names: Mapping[str, str], defaults: Mapping[str, float]) -> Any:
    def run(a: Attributes, inputs: Inputs) -> Any:
        given = {ours: a.get(theirs, defaults.get(theirs)) for theirs, ours in names.items()}
        return each(kind(**{k: v for k, v in given.items() if v is not None}), inputs[0])

    return run


RUN: dict[str, Callable[[Attributes, Inputs], Any]] = {
    "Conv": conv, "ConvTranspose": transposed,
    "MaxPool": pool("Max"), "AveragePool": pool("Avg"), "LpPool": pool("LP"),
    "GlobalAveragePool": over_all("Avg"), "GlobalMaxPool": over_all("Max"),
    "BatchNormalization": batch_norm, "LayerNormalization": last_axes("LayerNorm"), "RMSNormalization": last_axes("RMSNorm"),
    "InstanceNormalization": instance_norm, "GroupNormalization": group_norm, "LRN": lrn,
    "RNN": recurrent("RNN", [0]), "LSTM": recurrent("LSTM", [0, 2, 3, 1]), "GRU": recurrent("GRU", [1, 0, 2]),
    "Gemm": gemm, "Softmax": along(q.Softmax), "LogSoftmax": along(q.LogSoftmax),
    "Flatten": flatten, "Concat": concat, "Add": add, "Sum": add, "Gather": gather, "DepthToSpace": shuffle,
    "LeakyRelu": activation(q.LeakyReLU, {"alpha": "negative_slope"}, {}),
    "Mul": joining(q.Multiply), "Sub": joining(q.Subtract), "MatMul": lambda _, inputs: q.MatMul().output(inputs),
    "Transpose": transpose, "ReduceMean": mean, "Clip": clip, "Squeeze": squeeze, "Unsqueeze": unsqueeze,
    "Celu": activation(q.CELU, {"alpha": "alpha"}, {}), "SpaceToDepth": unshuffle,
    "Elu": activation(q.ELU, {"alpha": "alpha"}, {}),
    "ThresholdedRelu": activation(lambda threshold: q.Threshold(threshold, 0), {"alpha": "threshold"}, {"alpha": 1.0}),
    **{kind: lambda _, inputs, layer=layer: each(layer, inputs[0]) for kind, layer in PLAIN.items()},  # type: ignore[misc]
}  # fmt: skip


def cases() -> dict[str, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = node_tests.collect_testcases(None)
    return {
        case.name.removeprefix("test_"): case
        for case in found
        if len(case.model.graph.node) == 1
        and case.model.graph.node[0].op_type in RUN
        and not any(
            part in case.name for part in ("int8", "int16", "uint", "_sequence", "_opt", "expanded")
        )
    }


CASES = cases()


@pytest.mark.parametrize("name", sorted(set(CASES) - {n for n in CASES if any(n == key or (key.endswith("argmax") and key in n) for key in LEFT_OUT)}))  # fmt: skip
def test_node(name: str) -> None:
    case = CASES[name]
    node = case.model.graph.node[0]
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    for inputs, outputs in case.data_sets:
        given = [np.asarray(value) for value in inputs]
        found = np.asarray(RUN[node.op_type](attributes, given), dtype=float)
        wanted = next(np.asarray(o) for o in outputs if np.asarray(o).size)
        if node.op_type in {"RNN", "LSTM", "GRU"}:
            found = as_asked(found, attributes, all_steps=node.output[0] != "")
        np.testing.assert_allclose(
            found.reshape(wanted.shape), wanted, rtol=5e-4, atol=1e-5
        )  # some are printed with four digits


def test_what_is_left_out_is_there() -> None:
    assert [n for n in LEFT_OUT if not n.endswith("argmax") and n not in CASES] == []


def test_enough_cases_run() -> None:
    assert len(CASES) - len(LEFT_OUT) >= 100
