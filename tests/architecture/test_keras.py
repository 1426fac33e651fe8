"""Keras code read as text. The counts and shapes are those that Keras 3 itself gives for the same code."""

import pytest

from quizgen.architecture.reading import read
from quizgen.architecture.summary import summarise
from quizgen.errors import UserError

HEAD = "import keras\nfrom keras import layers\n"
MNIST = """
model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
    layers.MaxPooling2D(pool_size=(2, 2)),
    layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
    layers.MaxPooling2D(pool_size=(2, 2)),
    layers.Flatten(),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(keras.datasets.mnist.load_data(), epochs=15)
"""
RESIDUAL = """
i = keras.Input(shape=(32, 32, 3), name="img")
x = layers.Conv2D(32, 3, activation="relu")(i)
x = layers.Conv2D(64, 3, activation="relu")(x)
b1 = layers.MaxPooling2D(3)(x)
x = layers.Conv2D(64, 3, activation="relu", padding="same")(b1)
x = layers.Conv2D(64, 3, activation="relu", padding="same")(x)
x = layers.GlobalAveragePooling2D()(layers.add([x, b1]))
x = layers.Dropout(0.5)(layers.Dense(256, activation="relu")(x))
model = keras.Model(i, layers.Dense(10)(x), name="toy")
"""
TEXT = """
model = keras.Sequential()
model.add(layers.Embedding(20000, 128, input_shape=(80,)))
model.add(layers.Bidirectional(layers.LSTM(64, return_sequences=True)))
model.add(layers.Bidirectional(layers.LSTM(64)))
model.add(layers.Dense(1, activation="sigmoid"))
"""
STEPS = """
model = keras.Sequential([
    layers.Input((20, 8)), layers.GRU(16, return_sequences=True), layers.SimpleRNN(7), layers.RepeatVector(5),
    layers.LSTM(6, return_sequences=True), layers.TimeDistributed(layers.Dense(3)),
])
"""
GENERATOR = """
def make_generator_model():
    model = keras.Sequential()
    model.add(layers.Dense(7*7*256, use_bias=False, input_shape=(100,)))
    model.add(layers.BatchNormalization())
    model.add(layers.LeakyReLU())
    model.add(layers.Reshape((7, 7, 256)))
    model.add(layers.Conv2DTranspose(128, (5, 5), strides=(1, 1), padding='same', use_bias=False))
    model.add(layers.BatchNormalization())
    model.add(layers.Conv2DTranspose(64, (5, 5), strides=(2, 2), padding='same', use_bias=False))
    model.add(layers.Conv2DTranspose(1, (5, 5), strides=(2, 2), padding='same', use_bias=False, activation='tanh'))
    return model
model = make_generator_model()
"""
SUBCLASS = """
class Block(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.a = layers.Conv2D(filters, 3, padding="same", activation="relu")
        self.b = layers.Conv2D(filters, 3, padding="same")
        self.bn = layers.BatchNormalization()
    def call(self, x, training=False):
        return x + self.bn(self.b(self.a(x)), training=training)
i = keras.Input((16, 16, 8))
x = layers.Flatten()(Block(8)(Block(8)(i)))
model = keras.Model(inputs=i, outputs=layers.Dense(4, "softmax")(x))
"""
SHARED = """
a, b = keras.Input((12,)), keras.Input((5,), name="b")
shared = layers.Dense(8, activation="relu")
encoder = keras.Sequential([layers.Dense(8), layers.ReLU()])
z = layers.Concatenate()([shared(a), shared(layers.Dense(12)(b))])
w = encoder(layers.Dense(16)(encoder(z)))
model = keras.Model([a, b], [layers.Dense(1)(w), layers.Dense(3, activation="softmax")(w)])
"""
ATTENTION = """
i = x = keras.Input((16, 24))
for _ in range(2):
    y = layers.LayerNormalization(epsilon=1e-6)(x)
    y = layers.Add()([layers.MultiHeadAttention(num_heads=4, key_dim=6, dropout=0.1)(y, y), x])
    z = layers.Dense(48, activation=keras.activations.gelu)(layers.LayerNormalization()(y))
    x = layers.Add()([layers.Dense(24)(z), y])
model = keras.Model(i, layers.Dense(5)(layers.Flatten()(x)))
"""
SEQUENCE = """
model = keras.Sequential([layers.Input((50, 3)), layers.Conv1D(8, 5, strides=2, padding="causal", activation="relu"),
    layers.MaxPooling1D(), layers.Conv1D(4, 3, dilation_rate=2, padding="same"), layers.BatchNormalization(scale=False),
    layers.GlobalMaxPooling1D(), layers.Dense(2)])
"""
EDGES = """
model = keras.Sequential([layers.Input((33, 31, 6)), layers.ZeroPadding2D(((0, 1), (0, 1))),
    layers.DepthwiseConv2D(3, strides=2, depth_multiplier=2), layers.ReLU(6.0), layers.Cropping2D(1),
    layers.AveragePooling2D(3, strides=2, padding="same"), layers.Conv2D(9, 4, strides=3, padding="same"),
    layers.PReLU(shared_axes=[1, 2]), layers.Permute((3, 1, 2)), layers.Dense(7), layers.Flatten(), layers.Dense(2)])
"""
MODEL_CLASS = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.c = layers.Conv2D(4, 3, activation="relu")
        self.f = layers.Flatten()
        self.d = [layers.Dense(n) for n in (8, 3)]
    def call(self, x):
        x = self.f(self.c(x))
        for d in self.d:
            x = keras.activations.relu(d(x))
        return x
model = Net()
model.build((None, 9, 9, 2))
"""
CASES = {
    "mnist": (MNIST, 34_826, (10,)),
    "residual": (RESIDUAL, 112_458, (10,)),
    "text": (TEXT, 2_757_761, (1,)),
    "steps": (STEPS, 1_773, (5, 3)),
    "generator": (GENERATOR, 2_305_344, (1, 28, 28)),
    "subclass": (SUBCLASS, 10_564, (4,)),
    "attention": (ATTENTION, 11_669, (5,)),
    "sequence": (SEQUENCE, 242, (2,)),
    "edges": (EDGES, 2_274, (2,)),
    "model class": (MODEL_CLASS, 1_679, (3,)),
}


@pytest.mark.parametrize("name", CASES)
def test_counts_and_shapes_are_those_of_keras(name: str) -> None:
    text, parameters, shape = CASES[name]
    summary = summarise(read(HEAD + text))
    assert summary.network.parameter_count == parameters
    assert summary.output_shape == shape
    assert not summary.network.left_out


def test_layers_called_twice_count_once_and_several_outputs_are_kept() -> None:
    net = read(HEAD + SHARED)
    assert net.parameter_count == 492
    assert len(net.outputs) == 2
    assert len(net.inputs) == 2


def test_padding_same_puts_the_odd_entry_last_as_tensorflow_does() -> None:
    text = "model = keras.Sequential([keras.Input((4, 4, 1)), layers.Conv2D(1, 2, padding='same', use_bias=False)])"
    net = read(HEAD + text)
    ones = [[[1] * 4] * 4]
    found = net.output(ones, weights=[[[[[1, 1], [1, 1]]]]])
    # A window of four ones; at the right and below half of it is padding.
    assert found[0].tolist() == [[4, 4, 4, 2], [4, 4, 4, 2], [4, 4, 4, 2], [2, 2, 2, 1]]


def test_flatten_takes_the_channels_as_keras_does() -> None:
    text = "model = keras.Sequential([keras.Input((1, 2, 3)), layers.Flatten()])"
    # Positions with their three channels: (1, 3, 5) and (2, 4, 6).
    assert read(HEAD + text).output([[[1, 2]], [[3, 4]], [[5, 6]]]).tolist() == [1, 3, 5, 2, 4, 6]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("model = keras.Sequential([layers.Dense(3)])", "the input of sequential has no shape"),
        ("i = keras.Input((None,))\nmodel = keras.Model(i, layers.Embedding(9, 2)(i))", "the sizes (any)"),
        ("model = keras.applications.VGG16()", "VGG16 is not in this file"),
        ("model = keras.Sequential([layers.Dens(3)])", "did you mean 'Dense'?"),
        ("model = keras.Sequential([layers.Dense(units=3, activaton='relu')])", "did you mean 'activation'?"),
        ("i = keras.Input((4,))\nmodel = keras.Model(i, layers.Dense(2, activation='rlu')(i))", "did you mean 'relu'?"),
        ("i = keras.Input((4, 4, 1))\nmodel = keras.Model(i, layers.Conv2D(2, 9)(i))", "kernel"),
        ("i = keras.Input((4, 8, 6))\nmodel = keras.Model(i, layers.MultiHeadAttention(2, 9)(i, i))", "(steps, features)"),
        ("i = keras.Input((None, 16))\nmodel = keras.Model(i, layers.GRU(2)(i))", "--input 100x16"),
        ("i = keras.Input((None,))\nmodel = keras.Model(i, layers.Embedding(9, 2)(i))", "--input 100"),
        ("i = keras.Input((None, None, 4))\nmodel = keras.Model(i, layers.Conv2D(2, 3)(i))", "--input 4x32x32"),
        ("i = keras.Input((4,))\nj = keras.Input((4,))\nmodel = keras.Model(i, layers.Dense(2)(j))", "name all inputs"),
        ("a = keras.Sequential([keras.Input((4,)), layers.Dense(2)])\nb = keras.Sequential([keras.Input((4,)), layers.Dense(3)])", "there are 2 models: a, b"),
        ("model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nmodel.add(layers.Dens(3))", "did you mean 'Dense'?"),
        ("model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\nmodel.add(head())", "unknown name 'head'"),
        ("data = load()\nmodel = keras.Sequential([keras.Input((data.n,)), layers.Dense(2)])", "load"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UserError, match=r"^<text>:[0-9]+: ") as caught:
        read(HEAD + text)
    assert said in f"{caught.value.args[0]} {caught.value.fix}"


def test_weights_a_layer_adds_by_itself_are_never_left_out_silently() -> None:
    text = """
class Mine(layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(shape=(4, 4))
    def call(self, x):
        return x
i = keras.Input((4,))
model = keras.Model(i, Mine()(i))
"""
    with pytest.raises(UserError, match="weights that a layer adds by itself"):
        read(HEAD + text)


def test_a_model_that_failed_is_not_replaced_by_another_one() -> None:
    text = """
def other_model():
    return keras.Sequential([keras.Input((4,)), layers.Dense(2)])
model = keras.Sequential([keras.Input((4,)), layers.Dense(unknown_size)])
"""
    with pytest.raises(UserError, match="unknown_size"):
        read(HEAD + text)


def test_sizes_that_are_free_come_from_outside_with_the_channels_first() -> None:
    text = "model = keras.Sequential([layers.Conv2D(8, 3), layers.Flatten(), layers.Dense(2)])"
    net = read(HEAD + text, input_shape=(3, 8, 10))
    assert net.input_shape == (3, 8, 10)
    assert net.parameter_count == 224 + 8 * 6 * 8 * 2 + 2


def test_heads_of_another_width_are_counted() -> None:
    """The classifier of time series in Keras's own examples; 7,169 and 93,130 are what Keras prints of it."""
    text = """
x = i = keras.Input((500, 1))
for _ in range(4):
    y = layers.LayerNormalization(epsilon=1e-6)(x)
    y = layers.MultiHeadAttention(key_dim=256, num_heads=4, dropout=0.25)(y, y)
    z = x + layers.Dropout(0.25)(y)
    y = layers.LayerNormalization(epsilon=1e-6)(z)
    y = layers.Conv1D(filters=4, kernel_size=1, activation="relu")(y)
    x = layers.Conv1D(filters=1, kernel_size=1)(layers.Dropout(0.25)(y)) + z
x = layers.Flatten()(x)  # the mean over the one feature
x = layers.Dense(128, activation="relu")(x)
model = keras.Model(i, layers.Dense(2, activation="softmax")(x))
"""
    net = read(HEAD + text)
    heads = [node.layer for node in net.nodes if "MultiHeadAttention" in str(node.layer)]
    assert [layer.parameter_count for layer in heads] == [7169] * 4
    assert net.parameter_count == 93130
    assert len(net.left_out) == 4


@pytest.mark.parametrize(("heads", "size"), [(4, 6), (2, 12), (3, 8)])
def test_both_ways_of_counting_attention_agree(heads: int, size: int) -> None:
    """Heads as wide as the input are PyTorch's layer; told otherwise they count the same."""
    text = "i = keras.Input((16, 24))\nmodel = keras.Model(i, layers.MultiHeadAttention({}, {}{})(i, i))"
    layer = read(HEAD + text.format(heads, size, ""))
    wide = read(HEAD + text.format(heads, size, f", output_shape=24, value_dim={size}"))
    assert (layer.parameter_count, layer.macs()) == (wide.parameter_count, wide.macs())
    assert wide.left_out
    assert not layer.left_out


UNET = "from keras.layers import *\nfrom keras.models import Model, Sequential\ndef unet(weights=None):\n    x = Input((4,))\n    return Model(input=x, output=Dense(3)(x))\n"


def test_the_only_function_that_makes_a_model_is_called() -> None:
    assert read(UNET).parameter_count == 15
    beside = "def show(model=None):\n    print(model)\n"
    assert read(UNET + beside).parameter_count == 15


def test_a_function_that_needs_arguments_is_said() -> None:
    said = r"unet would make one\n    fix: end the file with .* model = unet\(width=…, depth=…\)"
    with pytest.raises(UserError, match=said):
        read(UNET.replace("weights=None", "width, depth, name=None"))
    with pytest.raises(UserError, match="unet, other would make one"):
        read(UNET + "def other():\n    return Sequential()\n")


def test_a_layer_that_could_not_be_added_is_no_part_left_out() -> None:
    """The model of a function is not read without it."""
    text = "from keras.models import Sequential\nfrom keras.layers import *\ndef get_model():\n    m = Sequential()\n    m.add(Dense(3, input_shape=(4,)))\n    m.add(Dense(5, odd=1))\n    m.add(Dense(2))\n    return m\n"
    with pytest.raises(UserError, match="unknown argument 'odd'"):
        read(text)
    assert read(text.replace(", odd=1", "")).parameter_count == 15 + 20 + 12
