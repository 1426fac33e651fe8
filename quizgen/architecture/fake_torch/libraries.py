"""What a text imports from PyTorch and its neighbours, by the names of the modules."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch import (
    attending,
    containers,
    creating,
    further,
    image_models,
    measuring,
    neighbours,
    recurrent,
    reports,
)
from quizgen.architecture.fake_torch.autograd import FUNCTION
from quizgen.architecture.fake_torch.buffers import buffer
from quizgen.architecture.fake_torch.first_values import initialisation
from quizgen.architecture.fake_torch.leaves import LAZY, PRESETS, _lazy, layer_class_of
from quizgen.architecture.fake_torch.looking_through import LOOKING
from quizgen.architecture.fake_torch.modules import MODULE
from quizgen.architecture.fake_torch.operations import FUNCTIONAL, OPERATIONS
from quizgen.architecture.fake_torch.quantized import quantized
from quizgen.architecture.fake_torch.tensors import (
    PARAMETER,
    TENSOR,
    TENSORS,
    Parameter,
    Place,
)
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.libraries import LIBRARIES as PYTHON
from quizgen.architecture.minipython.libraries import MATH, harmless, library
from quizgen.architecture.minipython.values import (
    Class,
    Namespace,
    Native,
    Stop,
    Unknown,
)
from quizgen.solver.layers.table import is_in_torch, layer_names, until_registered

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def _learned(
    machine: "TorchMachine", kind: Any, data: Any = None, requires_grad: Any = True, **named: Any
) -> Any:
    """`nn.Parameter(tensor)`."""
    if type(data) is Unknown:
        return data
    if isinstance(data, Parameter):
        return Parameter(data.sizes).freeze(machine, requires_grad)
    if not isinstance(data, TENSORS):
        raise Stop(
            "nn.Parameter of what is no tensor",
            "write nn.Parameter(torch.zeros(3, 4))",
            "TypeError",
        )
    return Parameter(tuple(machine.tensor(data).known())).freeze(machine, requires_grad)


PARAMETER.names["__make__"] = Native("Parameter", _learned, takes_unknown=True)
TENSOR.names["__make__"] = Native(
    "Tensor", lambda machine, kind, *given: creating.FROM(machine, *given)
)


def _nn_missing(name: str) -> tuple[str, str]:
    from quizgen.architecture.vocabulary import near

    return f"unknown layer or function 'nn.{name}'", near(name, list(nn().names))


def _function_missing(name: str) -> tuple[str, str]:
    from quizgen.architecture.vocabulary import near

    return f"unknown function {name!r}", near(name, FUNCTIONAL)


# The files of `torch.nn.modules`, each of which is taken to have all layers.
_PARTS_OF_NN = (
    "activation batchnorm container conv dropout linear loss module normalization padding pooling rnn sparse"
    " transformer upsampling"
).split()


@until_registered
def nn() -> Namespace:
    """`torch.nn`."""
    apart = recurrent.CLASSES | attending.CLASSES
    titles = [name for name in layer_names() if is_in_torch(name) and name not in apart]
    names: dict[str, Any] = {"Module": MODULE, "Parameter": PARAMETER, "parameter": None}
    names |= further.CLASSES  # a layer that somebody registers takes the place of one of these
    names |= {title: layer_class_of(title) for title in (*titles, *PRESETS)}
    names |= {f"Lazy{title}": _lazy(title) for title in LAZY}
    names |= containers.CONTAINERS | apart
    names["functional"] = functional()
    names["init"] = initialisation()
    names["utils"] = utilities()
    names["parameter"] = library("nn.parameter", {"Parameter": PARAMETER})
    tuples = {"_single": 1, "_pair": 2, "_triple": 3, "_quadruple": 4}
    tuples_of = {name: image_models.repeated(count) for name, count in tuples.items()}
    inner = {**names, "utils": library("nn.modules.utils", tuples_of)}
    inner |= {part: library(f"nn.modules.{part}", names) for part in _PARTS_OF_NN}
    names["modules"] = library("nn.modules", inner)
    names["quantized"] = quantized()
    names["DataParallel"] = names["SyncBatchNorm"] = None
    names["DataParallel"] = Native("DataParallel", _wrapped, takes_unknown=True)
    names["SyncBatchNorm"] = names["BatchNorm2d"]
    names["Buffer"] = Native("Buffer", buffer, takes_unknown=True)
    return Namespace("torch.nn", names, open=False, missing=_nn_missing)


def _wrapped(machine: "TorchMachine", module: Any, *given: Any, **named: Any) -> Any:
    """`nn.DataParallel(net)`: the network itself, on several devices."""
    return module


@until_registered
def functional() -> Namespace:
    """`torch.nn.functional`."""
    names = {name: OPERATIONS[name] for name in FUNCTIONAL}
    return Namespace("torch.nn.functional", names, open=False, missing=_function_missing)


@until_registered
def utilities() -> Namespace:
    """`torch.nn.utils`."""
    names: dict[str, Any] = dict(further.UTILITIES)
    names["parametrizations"] = library("parametrizations", further.UTILITIES)
    names["prune"] = library("prune", further.PRUNING)
    names["parametrize"] = library("parametrize", further.PARAMETRIZE)
    names["rnn"] = library(
        "rnn",
        {
            name: Native(
                name,
                lambda machine, value, *given, **named: Unknown(
                    "packed sequences are not read", machine.line, "", "data"
                ),
            )
            for name in (
                "pack_padded_sequence",
                "pad_packed_sequence",
                "pad_sequence",
                "pack_sequence",
            )
        },
    )
    return library("nn.utils", names)


_HARMLESS = "no_grad inference_mode enable_grad set_grad_enabled compile jit autocast".split()
_NOTHING = (
    "manual_seed set_default_dtype set_printoptions save set_default_device set_num_threads use_deterministic_algorithms"
    " set_float32_matmul_precision set_default_tensor_type seed _assert"
).split()


def _false(machine: "TorchMachine", *given: Any, **named: Any) -> bool:
    return False


@until_registered
def torch() -> Namespace:
    """`torch`."""
    names: dict[str, Any] = {**OPERATIONS, **creating.CREATING, **creating.PLACES}
    for name in ("t_", "view", "size", "item", "tolist", "numpy", "backward"):
        names.pop(name, None)
    names |= {
        "nn": nn(),
        "Tensor": TENSOR,
        "Size": native_class(
            "Size", {"__make__": Native("Size", lambda machine, kind, sizes: tuple(sizes))}
        ),
        "device": Native(
            "device", lambda machine, *given: Place(str(given[0])), takes_unknown=True
        ),
        "dtype": native_class("dtype", {}),
        "pi": 3.141592653589793,
        "inf": float("inf"),
        "finfo": Native("finfo", _limits, takes_unknown=True),
        "__version__": "2.4.0",
        "is_tensor": Native("is_tensor", lambda machine, value: isinstance(value, TENSORS)),
        "is_available": Native("is_available", _false),
        **{name: harmless(name) for name in _HARMLESS},
        **{
            name: Native(name, lambda machine, *given, **named: None, takes_unknown=True)
            for name in _NOTHING
        },
    }
    names["jit"] = library(
        "torch.jit",
        {name: harmless(name) for name in ("script", "ignore", "export", "unused", "is_scripting")}
        | {
            "is_scripting": Native("is_scripting", _false),
            "is_tracing": Native("is_tracing", _false),
            "Final": native_class("Final", {}),
            "ScriptModule": MODULE,
            "script_method": harmless("script_method"),
            "trace": reports.TRACE,
        },
    )
    names["cuda"] = library(
        "torch.cuda",
        {
            "is_available": Native("is_available", _false),
            "device_count": Native("device_count", lambda machine: 0),
            "amp": library("torch.cuda.amp", {"autocast": harmless("autocast")}),
        },
    )
    names["accelerator"] = library(
        "torch.accelerator",
        {
            "is_available": Native("is_available", _false),
            "device_count": Native("device_count", lambda machine: 0),
        },
    )
    names["backends"] = library(
        "torch.backends",
        {
            "mps": library("mps", {"is_available": Native("is_available", _false)}),
            "cudnn": library("cudnn", {}),
        },
    )
    names["mps"] = names["backends"].names["mps"]
    for title in (
        "optim",
        "utils",
        "distributed",
        "autograd",
        "distributions",
        "profiler",
        "hub",
        "amp",
        "fx",
        "random",
        "sparse",
        "xpu",
        "version",
        "multiprocessing",
        "func",
    ):
        names[title] = library(f"torch.{title}", {})
    names["onnx"] = reports.ONNX
    # Stand-ins for what rounds numbers later: until then they change nothing.
    stubs = dict.fromkeys(("QuantStub", "DeQuantStub"), names["nn"].names["Identity"])
    names["quantization"] = library("torch.quantization", stubs)
    inner = library("torch.ao.nn", {"quantized": quantized()})
    names["ao"] = library("torch.ao", {"quantization": names["quantization"], "nn": inner})
    beside = {"fft": measuring.SPECTRA, "linalg": measuring.LINEAR_ALGEBRA}
    for title, functions in beside.items():
        names[title] = library(
            f"torch.{title}", {name: Native(name, run) for name, run in functions.items()}
        )
    special = {
        name: OPERATIONS[name]
        for name in ("erf", "erfc", "exp2", "expm1", "log1p", "logit", "sinc", "xlogy", "i0")
        if name in OPERATIONS
    }
    names["special"] = library(
        "torch.special",
        {**special, "expit": OPERATIONS["sigmoid"], "softmax": OPERATIONS["softmax"]},
    )
    names["utils"] = library(
        "torch.utils",
        {
            "checkpoint": library(
                "checkpoint",
                {
                    name: Native(name, run, takes_unknown=True)
                    for name, run in (
                        ("checkpoint", _checkpoint),
                        ("checkpoint_sequential", _checkpoints),
                    )
                },
            ),
            "data": library("torch.utils.data", {}),
        },
    )
    names["autograd"].names["Variable"] = Native(
        "Variable", lambda machine, value, *given, **named: value, takes_unknown=True
    )
    names["autograd"].names["Function"] = FUNCTION
    names["autograd"].names["function"] = library("function", {"Function": FUNCTION})
    return Namespace("torch", names, open=False, missing=_torch_missing)


def _checkpoint(machine: "TorchMachine", function: Any, *given: Any, **named: Any) -> Any:
    """`checkpoint(block, x)`: the call itself, computed twice."""
    own = {"use_reentrant", "preserve_rng_state", "context_fn", "determinism_check", "debug"}
    own |= {"early_stop"}
    return machine.call(function, list(given), {k: v for k, v in named.items() if k not in own})


def _checkpoints(
    machine: "TorchMachine", functions: Any, segments: Any, *given: Any, **named: Any
) -> Any:
    """`checkpoint_sequential(layers, 2, x)`: one layer after the other."""
    found = given[0] if given else named["input"]
    for function in machine.entries(functions):
        found = machine.call(function, [found])
    return found


def _torch_missing(name: str) -> tuple[str, str]:
    from quizgen.architecture.vocabulary import near

    return f"unknown function 'torch.{name}'", near(name, list(torch().names))


def _limits(machine: "TorchMachine", kind: Any = None) -> Namespace:
    """`torch.finfo`: the ends of a 32-bit float; they fill masks, and decide no shape."""
    ends = {"max": 3.4028234663852886e38, "min": -3.4028234663852886e38, "eps": 2.0**-23}
    return library("finfo", ends)


# -- all of them ------------------------------------------------------------------------


def _attribute(title: str) -> Callable[[], Any]:
    """A module inside torch."""

    def find() -> Any:
        found: Any = torch()
        for name in title.split(".")[1:]:
            found = found.names[name]
        return found

    return find


MODULE.names.update(LOOKING)
LIBRARIES: Mapping[str, Callable[[], Any]] = {
    "torch": torch,
    **{
        f"torch.{title}": _attribute(f"torch.{title}")
        for title in (
            "nn nn.functional nn.init nn.utils nn.parameter nn.modules nn.utils.rnn nn.utils.parametrizations nn.utils.prune nn.utils.parametrize cuda optim utils utils.data"
            " utils.checkpoint autograd autograd.function quantization ao ao.quantization distributions jit backends distributed linalg fft hub profiler onnx fx multiprocessing"
        ).split()
    },
    "torch.types": lambda: library("torch.types", {}),
    "torch.optim.lr_scheduler": lambda: library("lr_scheduler", {}),
    "torch.utils.tensorboard": lambda: library("tensorboard", {}),
    "torch.cuda.amp": lambda: torch().names["cuda"].names["amp"],
    **{
        f"torch.nn.modules.{part}": _attribute(f"torch.nn.modules.{part}")
        for part in ("utils", *_PARTS_OF_NN)
    },
    "einops": neighbours.einops_library,
    "einops.layers.torch": neighbours.einops_layers,
    "numpy": neighbours.numpy,
    **image_models.LIBRARIES,
    "torchvision.transforms": lambda: library("transforms", {}),
    "torchvision.datasets": lambda: library("datasets", {}),
    "torchvision": lambda: Namespace(
        "torchvision",
        {
            "transforms": library("transforms", {}),
            "datasets": library("datasets", {}),
            "models": image_models.torchvision_networks(),
        },
    ),
    "torchsummary": lambda: reports.TORCHSUMMARY,
    "torchinfo": lambda: reports.TORCHINFO,
    "thop": lambda: reports.THOP,
    "pytorch_lightning": neighbours.lightning,
    "lightning": neighbours.lightning,
    "transformers": lambda: Namespace("transformers", {}),
    "datasets": lambda: library("datasets", {}),
    "torchtext": lambda: library("torchtext", {}),
    "torchmetrics": lambda: library("torchmetrics", {}),
    "torchaudio": lambda: library("torchaudio", {}),
}


@until_registered
def NAMES() -> Mapping[str, Any]:  # noqa: N802 - a table, made once
    """Names that lessons use without importing them."""
    plain = {name: value for name, value in nn().names.items() if isinstance(value, Class)}
    return {
        **plain,
        "torch": torch(),
        "nn": nn(),
        "F": functional(),
        "np": neighbours.numpy(),
        "math": library("math", MATH),
        "partial": PYTHON["functools"]().names["partial"],
        "OrderedDict": PYTHON["collections"]().names["OrderedDict"],
    }
