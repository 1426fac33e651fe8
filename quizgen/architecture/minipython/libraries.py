"""Modules of Python's own library that descriptions use; all others are unknown."""

import functools
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.abstract import ABC, announced
from quizgen.architecture.minipython.attributes import find
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.combining import ITERTOOLS
from quizgen.architecture.minipython.contexts import CONTEXTS
from quizgen.architecture.minipython.copying import copied, copied_deep
from quizgen.architecture.minipython.counters import COLLECTIONS
from quizgen.architecture.minipython.dispatching import single_dispatch
from quizgen.architecture.minipython.enumerations import ENUMERATIONS
from quizgen.architecture.minipython.fields import (
    as_dictionary,
    dataclass,
    field,
    replaced,
    tuple_class,
    tuple_fields,
)
from quizgen.architecture.minipython.importing import by_name
from quizgen.architecture.minipython.json_texts import JSON
from quizgen.architecture.minipython.options import parser_class
from quizgen.architecture.minipython.ordering import TOTAL
from quizgen.architecture.minipython.regular import NAMES
from quizgen.architecture.minipython.remembered import OPERATOR, SYSTEM, cached, once_each
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Namespace,
    Native,
    Partial,
    Stop,
    Unknown,
    Wrapped,
)
from quizgen.architecture.minipython.what_it_is import inspect_library, types_library

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def library(title: str, names: Mapping[str, Any], *, is_open: bool = True) -> Namespace:
    """A module of ours; what it does not have is unknown, and holds no layers."""
    return Namespace(title, dict(names), is_open, "data")


def plain(name: str, function: Callable[..., Any]) -> Native:
    """A function of plain values, which makes nothing large."""

    def run(machine: "Machine", *given: Any) -> Any:
        if not all(isinstance(value, int | float) for value in given):
            raise Stop(f"{name} of this is not understood", "write numbers", "TypeError")
        return bounds.number(function(*given))

    return Native(name, run)


def _bounded(name: str, function: Callable[..., int]) -> Native:
    """A function whose result grows quickly."""

    def run(machine: "Machine", *given: int) -> int:
        if any(value > 300 for value in given):
            raise bounds.too_much("a number is too large")
        return bounds.number(function(*given))  # type: ignore[no-any-return]

    return Native(name, run)


def product(machine: "Machine", entries: Any, *, start: Any = 1) -> Any:
    """`math.prod`."""
    found, many = start, machine.iterate(entries)
    if type(many) is Unknown:
        return many
    for entry in many:
        found = machine.binary("*", found, entry)
    return found


_PLAIN = (
    "sqrt floor ceil log log2 log10 exp sin cos tan atan atan2 tanh sinh cosh gcd isqrt trunc fabs hypot"
    " isnan isinf isfinite radians degrees copysign fmod lcm erf"
).split()
MATH: Mapping[str, Any] = {
    **{name: plain(name, getattr(math, name)) for name in _PLAIN},
    **{name: _bounded(name, getattr(math, name)) for name in ("factorial", "comb", "perm")},
    "pow": Native(
        "pow", lambda machine, base, exponent: float(machine.binary("**", float(base), exponent))
    ),
    "prod": Native("prod", product, takes_unknown=True),
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "tau": math.tau,
}


def _partial(machine: "Machine", function: Any, *given: Any, **named: Any) -> Partial:
    return Partial(function, given, named)


def _partial_method(machine: "Machine", function: Any, *given: Any, **named: Any) -> Wrapped:
    return Wrapped("partialmethod", Partial(function, given, named))


def _reduce(machine: "Machine", function: Any, entries: Any, *start: Any) -> Any:
    many = machine.iterate(entries)
    if type(many) is Unknown:
        return many
    many = [*start, *many]
    if not many:
        raise Stop("reduce of nothing", exception="TypeError")
    return functools.reduce(lambda left, right: machine.call(function, [left, right]), many)


def harmless(name: str) -> Native:
    """A decorator, with or without arguments, that changes nothing which matters here."""

    def run(machine: "Machine", *given: Any, **named: Any) -> Any:
        plain_use = len(given) == 1 and not named and not isinstance(given[0], int | str | None)
        return given[0] if plain_use else harmless(name)

    return Native(name, run, takes_unknown=True)


def _wraps(machine: "Machine", wrapped: Any, *given: Any, **named: Any) -> Native:
    """`@wraps(function)`: it has the name of that function, and what was set on it."""
    return Native("wraps", lambda machine, each: _named(machine, each, wrapped), takes_unknown=True)


def _named(machine: "Machine", function: Any, wrapped: Any, *rest: Any) -> Any:
    """A function under the name of another one."""
    if isinstance(function, Function):
        held = wrapped.attributes if isinstance(wrapped, Function) else {}
        name = Unknown("a name", machine.line) if type(wrapped) is Unknown else None
        own = find(machine, wrapped, "__name__") if name is None else name
        function.attributes.update({**held, "__wrapped__": wrapped})
        if own is not MISSING:
            function.attributes["__name__"] = own
    return function


class Defaults(dict[Any, Any]):
    """A dictionary that makes missing entries."""

    make: Any = None

    def copy(self) -> "Defaults":
        found = Defaults(self)
        found.make = self.make
        return found


def _defaults(machine: "Machine", make: Any = None, *given: Any, **named: Any) -> Any:
    found = Defaults()
    found.make = make
    machine.call(machine.attribute(found, "update"), list(given), named)
    return machine.sound(found)


def _ordered(machine: "Machine", kind: Class, *given: Any, **named: Any) -> Any:
    found: dict[Any, Any] = {}
    machine.call(machine.attribute(found, "update"), list(given), named)
    return machine.sound(found)


def _namedtuple(
    machine: "Machine", name: str, fields: Any, *, defaults: Any = (), **more: Any
) -> Any:
    names = fields.replace(",", " ").split() if isinstance(fields, str) else list(fields)
    return tuple_class(name, names, list(defaults or ()))


NAMED_TUPLE = native_class(
    "NamedTuple", {"__class_made__": Native("fields", tuple_fields, takes_unknown=True)}
)
_TYPE_NAMES = (
    "List Tuple Dict Optional Union Any Callable Sequence Iterable Iterator Type Set FrozenSet Mapping"
    " Literal Generic Protocol Final ClassVar Annotated Self Deque DefaultDict OrderedDict Generator TextIO"
    " MutableMapping Collection Iterable Text Number NoReturn"
).split()


_LIKE: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("Sequence", "Iterable", "Collection"), (list, tuple, str, range)),
    **dict.fromkeys(("Mapping", "MutableMapping", "Dict", "OrderedDict", "DefaultDict"), (dict,)),
    "List": (list,),
    "Tuple": (tuple,),
    "Set": (set,),
    "Callable": (Partial,),
}


def _type_variable(machine: "Machine", *given: Any, **named: Any) -> Class:
    return native_class("TypeVar", {})


def _typing() -> Namespace:
    names: dict[str, Any] = {
        name: native_class(name, {"__like__": _LIKE.get(name, ())}) for name in _TYPE_NAMES
    }
    for name in ("TypeVar", "TypeVarTuple", "ParamSpec"):
        names[name] = Native(name, _type_variable, takes_unknown=True)
    itself = Native("a new type", lambda machine, value: value, takes_unknown=True)
    names["NewType"] = Native("NewType", lambda machine, *given: itself, takes_unknown=True)
    names["NamedTuple"] = NAMED_TUPLE
    names["TYPE_CHECKING"] = False
    names["cast"] = Native("cast", lambda machine, kind, value: value, takes_unknown=True)
    for name in ("overload", "final", "no_type_check", "override", "runtime_checkable"):
        names[name] = harmless(name)
    return library("typing", names)


def _collections() -> Namespace:
    ordered = native_class(
        "OrderedDict", {"__make__": Native("OrderedDict", _ordered, takes_unknown=True)}
    )
    return library(
        "collections",
        {
            "OrderedDict": ordered,
            "defaultdict": Native("defaultdict", _defaults, takes_unknown=True),
            "namedtuple": Native("namedtuple", _namedtuple, takes_unknown=True),
            **COLLECTIONS,
            "abc": _typing(),
        },
    )  # fmt: skip


def _functools() -> Namespace:
    names: dict[str, Any] = {"total_ordering": TOTAL}
    names |= {name: Native(name, cached, takes_unknown=True) for name in ("lru_cache", "cache")}
    names["cached_property"] = Native("cached_property", _property, takes_unknown=True)
    names |= {
        "partial": Native("partial", _partial, takes_unknown=True),
        "partialmethod": Native("partialmethod", _partial_method, takes_unknown=True),
        "reduce": Native("reduce", _reduce, takes_unknown=True),
    }
    names["singledispatch"] = Native("singledispatch", single_dispatch, takes_unknown=True)
    names["wraps"] = Native("wraps", _wraps, takes_unknown=True)
    names["update_wrapper"] = Native("update_wrapper", _named, takes_unknown=True)
    return library("functools", names)


def _property(machine: "Machine", function: Any) -> Any:
    return Wrapped("property", once_each(function))


def _abc() -> Namespace:
    hidden = Native(
        "abstractproperty",
        lambda machine, function: _property(machine, announced(machine, function)),
        takes_unknown=True,
    )
    return library("abc", {**ABC, "abstractproperty": hidden})


def _nothing(title: str) -> Callable[[], Namespace]:
    """A module that is there, and of which nothing is known."""
    return lambda: library(title, {})


# Modules that hold no layers: what comes from them is data.
_DATA = (
    "os os.path csv time random logging pickle glob shutil warnings datetime pathlib string io"
    " tempfile subprocess threading multiprocessing queue socket urllib urllib.request zipfile tarfile gzip"
    " struct hashlib uuid platform traceback gc signal textwrap pprint statistics"
    " configparser yaml tqdm tqdm.auto pandas PIL PIL.Image cv2 matplotlib matplotlib.pyplot"
    " seaborn sklearn scipy skimage tensorboardX wandb requests h5py tabulate click heapq bisect weakref"
    " psutil imageio nltk gym gymnasium plotly joblib absl fire decimal fractions numbers secrets ast"
).split()
LIBRARIES: Mapping[str, Callable[[], Any]] = {
    **{title: _nothing(title) for title in _DATA},
    "math": lambda: library("math", MATH),
    "json": lambda: library("json", JSON),
    "re": lambda: library("re", NAMES),
    "sys": lambda: library("sys", SYSTEM),
    "contextlib": lambda: library("contextlib", CONTEXTS),
    "operator": lambda: library("operator", OPERATOR),
    "functools": _functools,
    "itertools": lambda: library("itertools", ITERTOOLS),
    "collections": _collections,
    "collections.abc": _typing,
    "typing": _typing,
    "typing_extensions": _typing,
    "enum": lambda: library("enum", ENUMERATIONS),
    "abc": _abc,
    "types": types_library,
    "inspect": inspect_library,
    "copy": lambda: library("copy", {"deepcopy": copied_deep(), "copy": copied()}),
    "dataclasses": lambda: library(
        "dataclasses",
        {
            "dataclass": Native("dataclass", dataclass, takes_unknown=True),
            "field": Native("field", field, takes_unknown=True),
            "replace": Native("replace", replaced, takes_unknown=True),
            "asdict": Native("asdict", as_dictionary, takes_unknown=True),
        },
    ),
    "importlib": lambda: library("importlib", {"import_module": Native("import_module", by_name)}),
    "argparse": lambda: library("argparse", {"ArgumentParser": parser_class()}),
}
