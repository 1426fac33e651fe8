"""ONNX files: the same tables as the zoo's own descriptions, clear refusals of everything else."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.table_rows import cells
from quizgen.errors import UserError

onnx: Any = pytest.importorskip("onnx")
helper: Any = pytest.importorskip("onnx.helper")
FLOAT = 1


class Model:
    """An ONNX graph while it is written: every operator reads the last tensor unless told otherwise."""

    def __init__(self, *shape: Any) -> None:
        self.inputs = [helper.make_tensor_value_info("x", FLOAT, ["N", *shape])]
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.last = "x"

    def weight(self, *shape: int) -> str:
        name = f"w{len(self.weights)}"
        # Shapes are read, values never: none are stored.
        self.weights.append(onnx.TensorProto(name=name, data_type=FLOAT, dims=shape))
        return name

    def constant(self, values: Any, *, whole: bool = False) -> str:
        """A setting: its values are stored, and read."""
        name = f"c{len(self.weights)}"
        listed = values if isinstance(values, list) else [values]
        dims = [len(values)] if isinstance(values, list) else []
        self.weights.append(helper.make_tensor(name, 7 if whole else FLOAT, dims, listed))
        return name

    def add(self, kind: str, *more: str, of: Sequence[str] = (), **attributes: Any) -> str:
        out = f"t{len(self.nodes)}"
        inputs = [*(of or [self.last]), *more]
        self.nodes.append(
            helper.make_node(kind, inputs, [out], name=f"/{kind}_{len(self.nodes)}", **attributes)
        )
        self.last = out
        return out

    def save(self, folder: Path, *results: str) -> str:
        names = results or (self.last,)
        outputs = [helper.make_tensor_value_info(name, FLOAT, None) for name in names]
        graph = helper.make_graph(self.nodes, "g", self.inputs, outputs, self.weights)
        path = folder / "model.onnx"
        path.write_bytes(helper.make_model(graph).SerializeToString())
        return str(path)


def conv(model: Model, out: int, into: int, size: int, **attributes: Any) -> str:
    return model.add(
        "Conv",
        model.weight(out, into, size, size),
        model.weight(out),
        kernel_shape=[size, size],
        **attributes,
    )


def lenet5(model: Model) -> None:
    for out, into in ((6, 1), (16, 6)):
        conv(model, out, into, 5)
        model.add("Tanh")
        model.add("AveragePool", kernel_shape=[2, 2], strides=[2, 2])
    conv(model, 120, 16, 5)
    model.add("Tanh")
    model.add("Flatten")
    model.add("Gemm", model.weight(84, 120), model.weight(84), transB=1)
    model.add("Tanh")
    model.add("Gemm", model.weight(10, 84), model.weight(10), transB=1)


def test_lenet5_has_the_table_of_the_zoo(tmp_path: Path) -> None:
    model = Model(1, 32, 32)
    lenet5(model)
    found, known = summarise(read(model.save(tmp_path)), None), summarise(read("lenet5"), None)
    for name in ("parameters", "connections", "zeros", "macs"):
        assert found.total(name) == known.total(name)
    assert found.total("parameters") == 61_706


def residual(model: Model) -> str:
    """A convolution 3×3, 4 → 4, added to its input, then global mean, concatenated with the maximum."""
    start = model.last
    conv(model, 4, 4, 3, pads=[1, 1, 1, 1])
    model.add("BatchNormalization", *(model.weight(4) for _ in range(4)))
    inner = model.add("Relu")
    both = model.add("Add", of=[start, inner])
    mean = model.add("GlobalAveragePool", of=[both])
    top = model.add("GlobalMaxPool", of=[both])
    model.add("Concat", of=[mean, top], axis=1)
    return model.add("Flatten")


def test_branches(tmp_path: Path) -> None:
    model = Model(4, 8, 8)
    residual(model)
    found = summarise(read(model.save(tmp_path)), None)
    assert found.output_shape == (8,)
    # 4·4·9 + 4 weights and intercepts, 2·4 of the normalisation.
    assert found.total("parameters") == 4 * 4 * 9 + 4 + 8


def test_gates_and_clips(tmp_path: Path) -> None:
    """Squeeze and excitation by hand, then numbers that change no shape, as exporters write them."""
    model = Model(6, 9, 9)
    start = conv(model, 6, 6, 3, pads=[1, 1, 1, 1])
    start = model.add("Clip", model.constant(0.0), model.constant(6.0))
    model.add("ReduceMean", model.constant([2, 3], whole=True), keepdims=1)
    conv(model, 3, 6, 1)
    model.add("HardSigmoid", alpha=1 / 6, beta=0.5)
    gate = conv(model, 6, 3, 1)
    model.add("Mul", of=[start, gate])
    model.add("Mul", model.constant(0.5))
    model.add("Div", model.constant([2.0]))
    model.add("Sub", of=[model.last, start])
    model.add("Mul", model.weight(1, 6, 1, 1))
    found = summarise(read(model.save(tmp_path)), None)
    assert found.output_shape == (6, 9, 9)
    assert found.total("parameters") == (6 * 6 * 9 + 6) + (6 * 3 + 3) + (3 * 6 + 6) + 6
    kinds = [type(line.layer).__name__ for line in found.lines]
    assert kinds == [
        "Conv2d", "ReLU6", "Mean", "Conv2d", "Hardsigmoid", "Conv2d", "Multiply", "Scale", "Scale", "Subtract", "Parameter", "Multiply",
    ]  # fmt: skip


def test_attention_of_a_sequence(tmp_path: Path) -> None:
    model = Model(10, 8)
    model.add("MatMul", model.weight(8, 8))
    queries = model.add("Reshape", model.constant([0, 10, 2, 4], whole=True))
    queries = model.add("Transpose", of=[queries], perm=[0, 2, 1, 3])
    keys = model.add("Transpose", of=[queries], perm=[0, 1, 3, 2])
    model.add("MatMul", of=[queries, keys])
    shares = model.add("Softmax", axis=-1)
    model.add("MatMul", of=[shares, queries])
    model.add("Transpose", perm=[0, 2, 1, 3])
    model.add("Reshape", model.constant([-1, 10, 8], whole=True))
    model.add("Unsqueeze", model.constant([1], whole=True))
    model.add("Pad", model.constant([0, 0, 1, 2, 0, 0, 3, 0], whole=True))
    found = summarise(read(model.save(tmp_path)), None)
    # One axis more, a row above and three below, two columns on the left.
    assert found.output_shape == (1, 14, 10)
    assert found.total("parameters") == 64


def test_groups_and_strides(tmp_path: Path) -> None:
    model = Model(8, 16, 16)
    model.add(
        "Conv",
        model.weight(16, 2, 3, 3),
        kernel_shape=[3, 3],
        group=4,
        strides=[2, 2],
        pads=[0, 0, 1, 1],
    )
    model.add("MaxPool", kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1)
    found = summarise(read(model.save(tmp_path)), None)
    assert found.total("parameters") == 16 * 2 * 9
    assert found.output_shape == (16, 4, 4)


def test_matmul_and_add_are_one_layer_with_intercepts(tmp_path: Path) -> None:
    model = Model(10)
    model.add("MatMul", model.weight(10, 100))
    model.add("Add", model.weight(100))
    model.add("Relu")
    model.add("MatMul", model.weight(100, 1))
    found = summarise(read(model.save(tmp_path)), None)
    assert found.total("parameters") == 1100 + 100


def test_transposed_convolution(tmp_path: Path) -> None:
    model = Model(3, 4, 4)
    model.add(
        "ConvTranspose",
        model.weight(3, 5, 3, 3),
        model.weight(5),
        strides=[2, 2],
        pads=[1, 1, 1, 1],
        output_padding=[1, 1],
    )
    found = summarise(read(model.save(tmp_path)), None)
    assert found.output_shape == (5, 8, 8)
    assert found.total("parameters") == 3 * 5 * 9 + 5


def test_operators_with_weights_and_attributes(tmp_path: Path) -> None:
    model = Model(4, 6, 6)
    model.add("LRN", size=3)
    model.add("InstanceNormalization", model.weight(4), model.weight(4))
    model.add("LeakyRelu", alpha=0.2)
    model.add("GroupNormalization", model.weight(4), model.weight(4), num_groups=2)
    model.add("DepthToSpace", blocksize=2, mode="CRD")
    model.add("PRelu", model.weight(1, 1, 1))
    model.add("SpaceToDepth", blocksize=2, mode="CRD")
    model.add("Celu", alpha=0.5)
    model.add("DepthToSpace", blocksize=2, mode="CRD")
    model.add("LpPool", kernel_shape=[2, 2], strides=[2, 2], p=2)
    model.add("LayerNormalization", model.weight(6), model.weight(6), axis=-1)
    found = summarise(read(model.save(tmp_path)), None)
    assert found.output_shape == (1, 6, 6)
    assert found.total("parameters") == 8 + 8 + 1 + 12
    assert "LeakyReLU(negative_slope=0.2)" in str(list(cells(found)))


def open_shape(folder: Path) -> str:
    model = Model("C", 8, 8)
    model.add("Relu")
    return model.save(folder)


def unknown_operator(folder: Path) -> str:
    model = Model(8)
    model.add("Det")
    return model.save(folder)


def wrong_channels(folder: Path) -> str:
    model = Model(3, 8, 8)
    conv(model, 4, 7, 3)
    return model.save(folder)


def no_weights(folder: Path) -> str:
    model = Model(8)
    model.add("MatMul", "x")
    return model.save(folder)


def damaged(folder: Path) -> str:
    path = folder / "damaged.onnx"
    path.write_bytes(b"\x08\x07" + b"\xff" * 200)
    return str(path)


def text(folder: Path) -> str:
    path = folder / "text.onnx"
    path.write_text("this is no model\n" * 1000)
    return str(path)


def empty(folder: Path) -> str:
    path = folder / "empty.onnx"
    path.write_bytes(b"")
    return str(path)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (open_shape, "shape of the input 'x' is open"),
        (unknown_operator, "operator Det"),
        (wrong_channels, "3 channels"),
        (no_weights, "are not two matrices"),
        (damaged, "damaged.onnx"),
        (text, "text.onnx"),
        (empty, "empty.onnx"),
    ],
)
def test_refusals(tmp_path: Path, make: Callable[[Path], str], said: str) -> None:
    with pytest.raises(UserError) as error:
        summarise(read(make(tmp_path)), None)
    assert said in error.value.args[0]
    assert error.value.fix


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UserError, match=r"none\.onnx"):
        read("none.onnx")


class TestGraphs:
    """What a graph of operators may be, beside operators one after the other."""

    def test_an_initializer_may_be_handed_on(self, tmp_path: Path) -> None:
        model = Model(4)
        bias = model.weight(3)
        model.nodes.append(helper.make_node("Identity", [bias], ["b"]))
        model.add("Gemm", model.weight(3, 4), "b", of=["x"], transB=1)
        found = summarise(read(model.save(tmp_path)), None)
        assert (found.total("parameters"), found.output_shape) == (15, (3,))

    def test_equal_intercepts_of_a_fresh_network_are_several(self, tmp_path: Path) -> None:
        """PyTorch's exporter stores the zeros once; one tensor of other numbers is tied."""
        for values, count in (([0.0, 0.0], 2 * 4 + 2 * 2), ([0.5, 0.7], 2 * 4 + 2)):
            model = Model(2)
            bias = model.constant(values)
            model.nodes.append(helper.make_node("Identity", [bias], ["again"]))
            model.add("Gemm", model.weight(2, 2), bias, of=["x"])
            model.add("Gemm", model.weight(2, 2), "again")
            if len(set(values)) == 1:
                assert summarise(read(model.save(tmp_path)), None).total("parameters") == count
            else:
                with pytest.raises(
                    UserError, match="the layers learn 12 numbers, their tensors hold 10"
                ):
                    read(model.save(tmp_path))

    @pytest.mark.parametrize(
        ("cuts", "tensors"),
        [
            ([(0, 2), (2, 6)], 1),  # an attention's intercepts, for queries and for keys and values
            ([(0, 2), (2, 6), (0, 2), (2, 6)], 2),  # two attentions, whose zeros are stored once
            ([(0, 4), (2, 6)], 2),
            ([(0, 2), (-2, 9), (2, 4)], 1),
        ],
    )
    def test_parts_of_one_tensor_of_zeros(
        self, tmp_path: Path, cuts: list[tuple[int, int]], tensors: int
    ) -> None:
        """What is cut apart is one tensor, what is cut again another one."""
        model = Model(6)
        zeros = model.constant([0.0] * 6)
        results = []
        for start, end in cuts:
            ends = [model.constant([n], whole=True) for n in (start, end)]
            bias = model.add("Slice", *ends, model.constant([0], whole=True), of=[zeros])
            part = model.add("Slice", *ends, model.constant([1], whole=True), of=["x"])
            results.append(model.add("Add", bias, of=[part]))
        found = summarise(read(model.save(tmp_path, *results)), None)
        assert found.total("parameters") == 6 * tensors

    def test_entries_of_one_tensor_of_zeros(self, tmp_path: Path) -> None:
        """Entries picked one by one are parts as well."""
        model = Model(2)
        zeros = model.constant([0.0, 0.0])
        results = []
        for place in (0, 1, -1):
            entry = model.add("Gather", model.constant(place, whole=True), of=[zeros], axis=0)
            results.append(model.add("Add", entry, of=["x"]))
        assert summarise(read(model.save(tmp_path, *results)), None).total("parameters") == 4

    def test_two_outputs(self, tmp_path: Path) -> None:
        model = Model(4)
        first = model.add("Gemm", model.weight(4, 2), model.weight(2))
        model.add("Gemm", model.weight(4, 1), model.weight(1), of=["x"])
        path = model.save(tmp_path, first, model.last)
        found = summarise(read(path), None)
        assert [shape for _, _, shape in found.outputs()] == [(2,), (1,)]
        assert found.total("parameters") == 15

    def test_a_circle(self, tmp_path: Path) -> None:
        model = Model(4)
        model.nodes += [
            helper.make_node("Add", ["x", "b"], ["a"]),
            helper.make_node("Relu", ["a"], ["b"]),
        ]
        model.last = "b"
        with pytest.raises(UserError, match="takes 'b', which is not computed before it") as error:
            read(model.save(tmp_path))
        assert "circle" in error.value.fix

    def test_a_recurrent_layer_with_the_batch_first(self, tmp_path: Path) -> None:
        model = Model(5, 2)
        model.add("Transpose", perm=[1, 0, 2])
        model.add(
            "LSTM",
            model.weight(1, 12, 2),
            model.weight(1, 12, 3),
            model.weight(1, 24),
            hidden_size=3,
        )
        model.add("Squeeze", model.constant([1], whole=True))
        model.add("Transpose", perm=[1, 0, 2])
        net = read(model.save(tmp_path))
        assert (net.parameter_count, net.output_shape()) == (84, (5, 3))
        assert [type(node.layer).__name__ for node in net.nodes] == ["LSTM"]
        assert not net.left_out

    def test_time_first(self, tmp_path: Path) -> None:
        """The recurrent operator says that the second axis is the batch."""
        model = Model(1, 2)
        model.inputs = [helper.make_tensor_value_info("x", FLOAT, [5, 1, 2])]
        model.add(
            "GRU",
            model.weight(1, 9, 2),
            model.weight(1, 9, 3),
            hidden_size=3,
            linear_before_reset=1,
        )
        net = read(model.save(tmp_path))
        assert net.input_shape == (5, 2)
        assert not net.left_out

    def test_resize(self, tmp_path: Path) -> None:
        model = Model(2, 4, 4)
        scales = model.constant([1.0, 1.0, 2.0, 2.0])
        model.add("Resize", "", scales, mode="linear")
        net = read(model.save(tmp_path))
        assert [str(node.layer) for node in net.nodes] == [
            "Upsample(size=None, scale_factor=2, mode='bilinear', align_corners=False)"
        ]

    def test_what_is_stored_and_not_taken_is_listed(self, tmp_path: Path) -> None:
        model = Model(4)
        model.add("Gemm", model.weight(4, 2))
        model.weight(7, 3)
        net = read(model.save(tmp_path))
        assert [(layer.name, layer.parameters) for layer in net.unused] == [("w1", 21)]
        assert net.parameter_count == 8 + 21

    def test_sizes_that_are_computed(self, tmp_path: Path) -> None:
        """`x.view(x.size(0), -1)` as exporters write it: Shape, Gather, Concat, Reshape."""
        model = Model(3, 2, 2)
        shape = model.add("Shape")
        size = model.add("Gather", model.constant(0, whole=True), of=[shape], axis=0)
        size = model.add("Unsqueeze", model.constant([0], whole=True), of=[size])
        sizes = model.add("Concat", model.constant([-1], whole=True), of=[size], axis=0)
        model.add("Reshape", sizes, of=["x"])
        model.add("Gemm", model.weight(12, 5))
        net = read(model.save(tmp_path))
        assert [type(node.layer).__name__ for node in net.nodes] == ["Flatten", "Linear"]

    def test_open_sizes_are_taken_from_the_input(self, tmp_path: Path) -> None:
        model = Model(1, "height", "width")
        conv(model, 2, 1, 3)
        path = model.save(tmp_path)
        net = read(path, input_shape=(1, 9, 7))
        assert net.output_shape() == (2, 7, 5)
        with pytest.raises(UserError, match="has the shape 1x"):
            read(path, input_shape=(3, 9, 7))

    def test_values_in_another_file(self, tmp_path: Path) -> None:
        model = Model(2, 4, 4)
        model.add("Resize", "", model.constant([1.0, 1.0, 2.0, 2.0]), mode="linear")
        tensor = model.weights[0]
        tensor.ClearField("float_data")
        tensor.data_location = 1
        tensor.external_data.add(key="location", value="big.bin")
        with pytest.raises(UserError, match=r"'c0' are in another file, 'big\.bin'") as error:
            read(model.save(tmp_path))
        assert "in one file" in error.value.fix

    def test_a_huge_constant_is_refused_before_it_is_made(self, tmp_path: Path) -> None:
        model = Model(4)
        shape = model.constant([10**6, 10**6], whole=True)
        big = model.add("ConstantOfShape", of=[shape])
        model.add("Add", big, of=["x"])
        with pytest.raises(UserError, match="makes a constant of 1000000000000 entries"):
            read(model.save(tmp_path))

    def test_functions_without_a_layer_are_left_out(self, tmp_path: Path) -> None:
        model = Model(4)
        model.add("Gemm", model.weight(4, 2))
        model.add("Sin")
        net = read(model.save(tmp_path))
        assert net.left_out == ("Sin (/Sin_1)",)
        assert net.output_shape() == (2,)

    def test_a_branch_that_sizes_decide_for(self, tmp_path: Path) -> None:
        """`x.squeeze(1)` of an open size: If the size is 1, squeeze, else leave it."""
        for size, shape in ((1, (4,)), (3, (3, 4))):
            model = Model(size, 4)
            sizes = model.add("Shape")
            one = model.add("Gather", model.constant(1, whole=True), of=[sizes], axis=0)
            same = model.add("Equal", model.constant(1, whole=True), of=[one])
            axes = model.constant([1], whole=True)
            out = helper.make_tensor_value_info("out", FLOAT, None)
            squeeze = helper.make_node("Squeeze", ["x", axes], ["out"])
            keep = helper.make_node("Identity", ["x"], ["out"])
            branches = [helper.make_graph([node], "b", [], [out]) for node in (squeeze, keep)]
            model.add("If", of=[same], then_branch=branches[0], else_branch=branches[1])
            model.add("Gemm" if size == 1 else "MatMul", model.weight(4, 2))
            net = read(model.save(tmp_path))
            assert net.output_shape() == (*shape[:-1], 2)

    def test_a_branch_that_values_decide_for(self, tmp_path: Path) -> None:
        model = Model(4)
        out = helper.make_tensor_value_info("out", FLOAT, None)
        branch = helper.make_graph([helper.make_node("Relu", ["x"], ["out"])], "b", [], [out])
        total = model.add("ReduceSum", model.constant([1], whole=True), keepdims=0)
        model.add("If", of=[total], then_branch=branch, else_branch=branch)
        with pytest.raises(UserError, match="decides by values of the input"):
            read(model.save(tmp_path))
