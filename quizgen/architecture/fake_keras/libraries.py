"""What a text imports from Keras and TensorFlow, by the names of the modules."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.models import LAYER, LAYERS, MODEL, SEQUENTIAL, shape_given
from quizgen.architecture.fake_keras.operations import FUNCTIONS
from quizgen.architecture.minipython.libraries import library, product
from quizgen.architecture.minipython.values import Namespace, Native, Stop, Unknown
from quizgen.architecture.vocabulary import near

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine


def _input(machine: "KerasMachine", *given: Any, **named: Any) -> Any:
    """`keras.Input(shape=(28, 28, 1))`."""
    if given:
        named.setdefault("shape", given[0])
    shape = shape_given(named)
    if type(named.get("shape")) is Unknown:
        return named["shape"]
    if shape is None:
        raise Stop("Input without a shape", "write keras.Input(shape=(28, 28, 1))", "TypeError")
    name = named.get("name")
    return machine.input(shape, name if isinstance(name, str) else "input")


def _pretrained(machine: "KerasMachine", name: str) -> Native:
    def run(machine: "KerasMachine", *given: Any, **named: Any) -> Any:
        raise Stop(
            f"keras.applications.{name} is not in this file",
            "give its own code, or quizgen solve resnet50 and other shipped architectures",
        )

    return Native(name, run, takes_unknown=True)


class _Applications(Namespace):
    """`keras.applications`: networks whose code is elsewhere."""

    def attribute(self, machine: Any, name: str) -> Any:
        if name[:1].isupper():
            return _pretrained(machine, name)
        return (
            self
            if not name.startswith(("preprocess", "decode"))
            else super().attribute(machine, name)
        )


def _channels(machine: "KerasMachine", order: Any = None) -> None:
    """`K.set_image_data_format('channels_first')`."""
    if order == "channels_first":
        raise Stop("the channels first are not read", "write it with the channels last")


def _int_shape(machine: "KerasMachine", tensor: Any) -> Any:
    return machine.attribute(tensor, "shape")


@cache
def layers() -> Namespace:
    """`keras.layers`."""
    names: dict[str, Any] = {
        **LAYERS,
        "Layer": LAYER,
        "Input": Native("Input", _input, takes_unknown=True),
    }
    names |= {
        name: FUNCTIONS[name] for name in ("add", "subtract", "multiply", "average", "concatenate")
    }

    def missing(name: str) -> tuple[str, str]:
        return f"layers.{name} is not read", near(name, LAYERS)

    return Namespace("keras.layers", names, open=False, missing=missing)


@cache
def _activations() -> Namespace:
    return library("keras.activations", FUNCTIONS)


@cache
def _backend() -> Namespace:
    names = dict(FUNCTIONS)
    names["int_shape"] = names["shape"] = Native("int_shape", _int_shape)
    names["image_data_format"] = Native("image_data_format", lambda machine: "channels_last")
    names["set_image_data_format"] = Native("set_image_data_format", _channels)
    return library("keras.backend", names)


@cache
def keras() -> Namespace:
    """`keras` itself."""
    models = library("keras.models", {"Model": MODEL, "Sequential": SEQUENTIAL})
    names: dict[str, Any] = {
        "layers": layers(),
        "models": models,
        "Model": MODEL,
        "Sequential": SEQUENTIAL,
        "Input": Native("Input", _input, takes_unknown=True),
        "activations": _activations(),
        "backend": _backend(),
        "ops": _backend(),
        "applications": _Applications("keras.applications", {}, open=True),
        "engine": models,
    }
    found = library("keras", names)
    names["src"] = names["api"] = found
    found.names.update(names)
    return found


@cache
def tensorflow() -> Namespace:
    """`tensorflow`."""
    names: dict[str, Any] = {"keras": keras(), "nn": library("tf.nn", FUNCTIONS), **FUNCTIONS}
    names["math"] = library("tf.math", FUNCTIONS)
    names["function"] = Native("function", _decorator, takes_unknown=True)
    names["shape"] = Native("shape", _int_shape)
    return library("tf", names)


def _decorator(machine: "KerasMachine", function: Any = None, **named: Any) -> Any:
    """`@tf.function`, with or without arguments."""
    return function if function is not None else Native("function", _decorator, takes_unknown=True)


def _module(path: str) -> Callable[[], Any]:
    def make() -> Any:
        found: Any = tensorflow() if path.startswith("tensorflow") else keras()
        for name in path.split(".")[1:]:
            found = found.names.get(name, found)
        # Modules of layers by topic, as keras.layers.convolutional, hold some of the same.
        return found

    return make


_PARTS = ("layers", "models", "activations", "backend", "ops", "applications", "engine")
LIBRARIES: Mapping[str, Callable[[], Any]] = {
    **{
        prefix + end: _module(
            (prefix + end).replace("tf_keras", "keras").replace("tensorflow.python", "tensorflow")
        )
        for prefix in ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")
        for end in ("", *(f".{part}" for part in _PARTS))
    },
    **{
        f"{prefix}.layers.{topic}": _module("keras.layers")
        for prefix in ("keras", "tensorflow.keras", "tensorflow.python.keras")
        for topic in (
            "convolutional core pooling normalization merge recurrent embeddings advanced_activations wrappers noise".split()
        )
    },
    # Arrays are data here.
    "numpy": lambda: library("numpy", {"prod": Native("prod", product, takes_unknown=True)}),
    "tensorflow": _module("tensorflow"),
    "tensorflow.nn": lambda: tensorflow().names["nn"],
}
