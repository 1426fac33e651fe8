"""What files of image models share: the helpers of timm, and those of torchvision's own model files."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.leaves import plain
from quizgen.architecture.fake_torch.modules import module_class
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.libraries import harmless, library
from quizgen.architecture.minipython.values import (
    Instance,
    Namespace,
    Native,
    Unknown,
    Wrapped,
)

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def repeated(many: int) -> Native:
    """A function that makes a tuple of a number, and of a tuple itself: `to_2tuple(3)` is (3, 3)."""
    return Native(
        "ntuple",
        lambda machine, value: tuple(value) if isinstance(value, list | tuple) else (value,) * many,
    )


def _divisible(
    machine: "TorchMachine",
    v: Any,
    divisor: int = 8,
    min_value: Any = None,
    round_limit: float = 0.9,
) -> int:
    """`make_divisible`: the nearest multiple that is not much less."""
    found = max(min_value or divisor, int(v + divisor / 2) // divisor * divisor)
    return found + divisor if found < round_limit * v else found


def _overwritten(
    machine: "TorchMachine", kwargs: dict[str, Any], param: str, new_value: Any
) -> None:
    kwargs[param] = new_value


def _logged(machine: "TorchMachine", *given: Any, **named: Any) -> None:
    """`_log_api_usage_once`."""


# -- branches that are left out while a network learns ------------------------------------------------


def _passed(machine: "TorchMachine", title: str, value: Any, part: Any) -> Any:
    """The tensor itself: after learning nothing is dropped."""
    if part:
        machine.leave_out(f"{title}({part!r}) drops whole observations while the network learns")
    return value


def _drops(title: str) -> Any:
    """A module that drops the branch of some observations: `DropPath(0.1)`."""

    def begin(
        machine: "TorchMachine", owner: Instance, part: Any = 0.0, *given: Any, **named: Any
    ) -> None:
        named = {"drop_prob": part, **named}
        value = named.get("p", named["drop_prob"])
        owner.attributes.update({"drop_prob": plain(title, value), "p": plain(title, value)})

    def forward(machine: "TorchMachine", owner: Instance, value: Any) -> Any:
        return _passed(machine, title, value, owner.attributes["p"])

    return module_class(title, {"__init__": begin, "forward": forward})


def _drop_path(
    machine: "TorchMachine",
    x: Any,
    drop_prob: Any = 0.0,
    training: Any = False,
    *given: Any,
    **named: Any,
) -> Any:
    return _passed(machine, "drop_path", x, drop_prob if training is not False else 0)


@cache
def torchvision_operators() -> Namespace:
    """`torchvision.ops`."""
    return library("torchvision.ops", {"StochasticDepth": _drops("StochasticDepth")}, is_open=True)


@cache
def torchvision_utils() -> Namespace:
    """`torchvision.utils`."""
    pair = Native(
        "_make_ntuple",
        lambda machine, value, n: tuple(value) if isinstance(value, list | tuple) else (value,) * n,
    )
    return library(
        "torchvision.utils",
        {"_log_api_usage_once": Native("log", _logged, takes_unknown=True), "_make_ntuple": pair},
    )


@cache
def torchvision_models() -> Namespace:
    """What the model files of torchvision share."""
    names: dict[str, Any] = {
        name: harmless(name)
        for name in ("handle_legacy_interface", "register_model", "kwonly_to_pos_or_kw")
    }
    names["_ovewrite_named_param"] = Native("overwrite", _overwritten, takes_unknown=True)
    verify = Native("verify", lambda machine, kind, value: value, takes_unknown=True)
    names["WeightsEnum"] = native_class("WeightsEnum", {"verify": Wrapped("classmethod", verify)})
    names["Weights"] = Native(
        "Weights", lambda machine, *given, **named: Unknown("weights are not read", machine.line)
    )
    names["_make_divisible"] = Native("_make_divisible", _divisible)
    return library("torchvision.models", names)


class _Networks(Namespace):
    """Networks of a library, which are not read; of those that are shipped here it is said."""

    __slots__ = ()

    def attribute(self, machine: "TorchMachine", name: str) -> Any:  # type: ignore[override]
        from quizgen.architecture.zoo import zoo

        fix = f"quizgen solve {name} has the shipped one" if name in zoo() else ""
        return Unknown(f"{self.title}.{name} is not read", machine.line, fix, "foreign")


@cache
def torchvision_networks() -> Namespace:
    """`torchvision.models`."""
    return _Networks("torchvision.models", {})


@cache
def timm_layers() -> Namespace:
    """`timm.layers`, as far as model files take helpers from it; layers it has besides are not known."""
    names: dict[str, Any] = {f"to_{many}tuple": repeated(many) for many in (1, 2, 3, 4)}
    names["to_ntuple"] = Native("to_ntuple", lambda machine, many: repeated(many))
    names["DropPath"] = _drops("DropPath")
    names["drop_path"] = Native("drop_path", _drop_path)
    names["make_divisible"] = Native("make_divisible", _divisible)
    for name in ("trunc_normal_", "lecun_normal_", "variance_scaling_", "trunc_normal_tf_"):
        names[name] = Native(name, _logged, takes_unknown=True)
    return Namespace("timm.layers", names)


@cache
def timm_registry() -> Namespace:
    """`timm.models.registry`: decorators that enter a function into a list."""
    return Namespace("timm.models.registry", {"register_model": harmless("register_model")})


_TIMM: Mapping[str, Callable[[], Namespace]] = {
    **dict.fromkeys(
        ("timm.layers", "timm.models.layers", "timm.layers.helpers", "timm.models.layers.helpers",
         "timm.layers.weight_init", "timm.models.layers.weight_init", "timm.layers.drop", "timm.models.layers.drop"),
        timm_layers,
    ),
    "timm.models.registry": timm_registry,
    "timm.models": timm_registry,
}  # fmt: skip
LIBRARIES: Mapping[str, Callable[[], Namespace]] = {
    **_TIMM,
    "torchvision.models": torchvision_networks,
    "torchvision.utils": torchvision_utils,
    "torchvision.ops": torchvision_operators,
    "torchvision.ops.stochastic_depth": torchvision_operators,
    **dict.fromkeys(
        ("torchvision.models._utils", "torchvision.models._api", "._utils", "._api"),
        torchvision_models,
    ),
}
