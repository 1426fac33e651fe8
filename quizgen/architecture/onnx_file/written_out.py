"""Layers that exporters write out as several operators: functions such as GELU, normalisation, `x W + b`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from math import erf
from typing import TYPE_CHECKING, Any

from quizgen.architecture.onnx_file.steps import Step, makers, users

if TYPE_CHECKING:
    import numpy as np

# A function is known by its values here; single-precision constants leave less than TOLERANCE.
FIRST, LAST, COUNT = -9.3, 9.7, 77
TOLERANCE = 2e-6
# As many tensors a function may be of: itself, and those before it.
BASES = 4


@dataclass(frozen=True, eq=False, slots=True)
class Written:
    """Finds them in a graph; `scalars` are the constants of one entry, `shapes` those of all stored tensors."""

    steps: Sequence[Step]
    results: Sequence[str]
    scalars: Mapping[str, float]
    shapes: Mapping[str, tuple[int, ...]]
    numbers: Mapping[str, Any]
    makers: dict[str, Step] = field(init=False)
    users: dict[str, list[Step | None]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "makers", makers(self.steps))
        object.__setattr__(self, "users", users(self.steps, self.results))

    def found(self) -> dict[str, Step]:
        """One operator for each tensor that several operators only write out."""
        return {**self._functions(), **self._normalizations(), **self._intercepts()}

    def _sole_user(self, name: str, kinds: str) -> Step | None:
        taken = self.users.get(name, [])
        step = taken[0] if len(taken) == 1 else None
        return step if step is not None and step.kind in kinds.split() else None

    def _other(self, step: Step, name: str) -> str:
        """The other input of an operator of two."""
        return step.inputs[1] if step.inputs[0] == name else step.inputs[0]

    # -- x W + b ----------------------------------------------------------------------------------

    def _intercepts(self) -> dict[str, Step]:
        found = {}
        for step in self.steps:
            if step.kind != "MatMul" or len(self.shapes.get(step.inputs[1], ())) != 2:
                continue
            if step.inputs[0] in self.shapes:
                continue
            add = self._sole_user(step.outputs[0], "Add")
            if add is None:
                continue
            bias = self._other(add, step.outputs[0])
            if self.shapes.get(bias) == self.shapes[step.inputs[1]][1:]:
                found[add.outputs[0]] = Step("Gemm", step.name, (*step.inputs, bias), add.outputs, {})  # fmt: skip
        return found

    # -- normalisation ----------------------------------------------------------------------------

    def _normalizations(self) -> dict[str, Step]:
        found: dict[str, Step] = {}
        for step in self.steps:
            match = self._standardized(step) or self._root_mean_square(step)
            if match is None:
                continue
            kind, base, axes, eps = match
            inputs, last = [base], step
            for wanted in ("Mul Add" if kind == "LayerNormalization" else "Mul").split():
                user = self._sole_user(last.outputs[0], wanted)
                other = self._other(user, last.outputs[0]) if user else ""
                if user is None or not self.shapes.get(other):
                    break
                inputs.append(other)
                last = user
            attributes = {"axes": axes, "epsilon": eps}
            found[last.outputs[0]] = Step(kind, step.name, tuple(inputs), last.outputs, attributes)
        return found

    def _made_by(self, name: str, kinds: str) -> Step | None:
        step = self.makers.get(name)
        return step if step is not None and step.kind in kinds.split() else None

    def _standardized(self, step: Step) -> tuple[str, str, list[int], float] | None:
        """`(x − mean) / √(variance + ε)`."""
        if step.kind != "Div":
            return None
        top = self._made_by(step.inputs[0], "Sub")
        if top is None:
            return None
        base = top.inputs[0]
        axes = self._mean_of(top.inputs[1], base)
        spread = self._root(step.inputs[1])
        if axes is None or spread is None:
            return None
        squares, eps = spread
        inner = self.makers.get(squares)
        if inner is None or inner.kind != "ReduceMean":
            return None
        centred = self._squared(inner.inputs[0])
        difference = self._made_by(centred or "", "Sub")
        if difference is None or difference.inputs[0] != base:
            return None
        same = self._mean_of(difference.inputs[1], base) == axes == self._axes(inner)
        return ("LayerNormalization", base, axes, eps) if same else None

    def _root_mean_square(self, step: Step) -> tuple[str, str, list[int], float] | None:
        """`x / √(mean of x² + ε)`, or times one over it."""
        if step.kind == "Div":
            base, root = step.inputs[0], self._root(step.inputs[1])
        elif step.kind == "Mul":
            found = self._inverse(step)
            if found is None:
                return None
            base, root = found
        else:
            return None
        if root is None:
            return None
        inner = self._made_by(root[0], "ReduceMean")
        if inner is None or self._squared(inner.inputs[0]) != base:
            return None
        axes = self._axes(inner)
        return None if axes is None else ("RMSNormalization", base, axes, root[1])

    def _inverse(self, step: Step) -> tuple[str, tuple[str, float] | None] | None:
        """`x` and the root of `x · 1 / √(…)`."""
        for place in (0, 1):
            below = self._made_by(step.inputs[place], "Reciprocal Div")
            if below is not None and (below.kind == "Reciprocal" or self.scalars.get(below.inputs[0]) == 1):  # fmt: skip
                return step.inputs[1 - place], self._root(below.inputs[-1])
        return None

    def _root(self, name: str) -> tuple[str, float] | None:
        """`a` and `ε` of `√(a + ε)`."""
        root = self._made_by(name, "Sqrt")
        total = self._made_by(root.inputs[0], "Add") if root else None
        if total is None:
            return None
        for place in (0, 1):
            if total.inputs[place] in self.scalars:
                return total.inputs[1 - place], self.scalars[total.inputs[place]]
        return None

    def _squared(self, name: str) -> str | None:
        step = self.makers.get(name)
        if step is None:
            return None
        if step.kind == "Pow" and self.scalars.get(step.inputs[1]) == 2:
            return step.inputs[0]
        return step.inputs[0] if step.kind == "Mul" and len(set(step.inputs)) == 1 else None

    def _mean_of(self, name: str, base: str) -> list[int] | None:
        step = self._made_by(name, "ReduceMean")
        return self._axes(step) if step is not None and step.inputs[0] == base else None

    def _axes(self, step: Step) -> list[int] | None:
        """The axes that are averaged and stay with size 1; None for other means."""
        axes = step.attributes.get("axes")
        if axes is None and len(step.inputs) > 1:
            axes = self.numbers.get(step.inputs[1])
        if axes is None or not step.attributes.get("keepdims", 1):
            return None
        return sorted(int(axis) for axis in axes)

    # -- functions --------------------------------------------------------------------------------

    def _functions(self) -> dict[str, Step]:
        """Known functions, told from their values at many points."""
        import numpy as np

        values: dict[str, dict[str, Any]] = {}
        found = {}
        points = np.linspace(FIRST, LAST, COUNT)
        for step in self.steps:
            if step.kind not in _ENTRYWISE:
                continue
            given = [values.setdefault(name, {name: points}) for name in step.inputs if name and name not in self.scalars]  # fmt: skip
            if not given or any(name in self.shapes for name in step.inputs if name not in self.scalars):  # fmt: skip
                continue
            shared = [base for base in given[0] if all(base in other for other in given)]
            own = {}
            for base in shared[:BASES]:
                arguments = [self.scalars[n] if n in self.scalars else values[n][base] for n in step.inputs if n]  # fmt: skip
                with np.errstate(all="ignore"):
                    own[base] = _ENTRYWISE[step.kind](step.attributes, *arguments)
            values[step.outputs[0]] = {step.outputs[0]: points, **own}
            for base, at in own.items():
                layer = _known(at)
                if layer is not None and self.makers.get(step.outputs[0]) and not _single(step, base):  # fmt: skip
                    kind, more = layer
                    found[step.outputs[0]] = Step("Function", step.name, (base,), step.outputs, {"layer": kind, "arguments": more})  # fmt: skip
                    break
        return found


def _single(step: Step, base: str) -> bool:
    """Whether one operator with a layer of its own is all there is."""
    return set(filter(None, step.inputs)) == {base} and step.kind in {"HardSigmoid", "Softplus"}


def _known(at: "np.ndarray[Any, Any]") -> tuple[str, dict[str, Any]] | None:
    import numpy as np

    for kind, arguments, values in _functions_known():
        if np.allclose(at, values, rtol=TOLERANCE, atol=TOLERANCE):
            return kind, dict(arguments)
    return None


@cache
def _functions_known() -> tuple[tuple[str, tuple[tuple[str, Any], ...], Any], ...]:
    """Layers that exporters write out, with their values at the points."""
    import numpy as np

    from quizgen.solver.activation_table import ACTIVATIONS

    points = np.linspace(FIRST, LAST, COUNT)
    names = {
        "gelu": ("GELU", ()), "gelu_tanh": ("GELU", (("approximate", "tanh"),)), "silu": ("SiLU", ()), "mish": ("Mish", ()),
        "hardswish": ("Hardswish", ()), "hardsigmoid": ("Hardsigmoid", ()), "log_sigmoid": ("LogSigmoid", ()),
        "softplus": ("Softplus", ()), "tanhshrink": ("Tanhshrink", ()), "softsign": ("Softsign", ()),
    }  # fmt: skip
    return tuple((kind, more, ACTIVATIONS[name](points)) for name, (kind, more) in names.items())


def _clip(attributes: Mapping[str, Any], z: Any, *ends: Any) -> Any:
    import numpy as np

    low, high = [*ends, None, None][:2]
    low = attributes.get("min", low)
    high = attributes.get("max", high)
    return np.clip(z, -np.inf if low is None else low, np.inf if high is None else high)


def _entrywise() -> Mapping[str, Any]:
    """What operators do to each entry."""

    def sigmoid(z: Any) -> Any:
        import numpy as np

        return 1 / (1 + np.exp(-z))

    def of(name: str) -> Any:
        import numpy as np

        return getattr(np, name)

    return {
        "Add": lambda _, a, b: a + b,
        "Sub": lambda _, a, b: a - b,
        "Mul": lambda _, a, b: a * b,
        "Div": lambda _, a, b: a / b,
        "Pow": lambda _, a, b: a**b,
        "Neg": lambda _, a: -a,
        "Abs": lambda _, a: abs(a),
        "Reciprocal": lambda _, a: 1 / a,
        "Exp": lambda _, a: of("exp")(a),
        "Log": lambda _, a: of("log")(a),
        "Sqrt": lambda _, a: of("sqrt")(a),
        "Tanh": lambda _, a: of("tanh")(a),
        "Erf": lambda _, a: of("vectorize")(erf)(a),
        "Sigmoid": lambda _, a: sigmoid(a),
        "Relu": lambda _, a: of("maximum")(a, 0),
        "Softplus": lambda _, a: of("logaddexp")(a, 0),
        "HardSigmoid": lambda o, a: of("clip")(o.get("alpha", 0.2) * a + o.get("beta", 0.5), 0, 1),
        "Clip": _clip,
        "Max": lambda _, *a: reduce(of("maximum"), a),
        "Min": lambda _, *a: reduce(of("minimum"), a),
        "Cast": lambda _, a: a,
        "CastLike": lambda _, a, *__: a,
        "Identity": lambda _, a: a,
    }


_ENTRYWISE = _entrywise()
