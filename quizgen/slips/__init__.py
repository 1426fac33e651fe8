"""Named wrong ways of computing: what a student with one slip would answer, and the hint to give.

Each rule is a mutant of a layer or of a quantity.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from quizgen.solver.quantity import Call

if TYPE_CHECKING:
    from quizgen.slips.hints_in_context import Hint


@dataclass(frozen=True, slots=True)
class MalRule:
    """One slip: whether it can happen in a `Call`, and what the call would then give.

    `fits` says whether the slip speaks about a call at all, whatever numbers it has; `applies`
    may ask besides that it changes them. Both are asked about calls of `quantities` only.
    """

    name: str
    hint: "Hint"
    applies: Callable[[Call], bool] = field(compare=False)
    wrong: Callable[[Call], Any] = field(compare=False)
    quantities: tuple[str, ...]
    fits: Callable[[Call], bool] = field(compare=False)

    def said(self, calls: Iterable[Call]) -> str:
        """The hint for the first of these calls in which the slip can happen, or for its layer."""
        if isinstance(self.hint, str):
            return self.hint
        layers: list[Call] = []  # those that are being asked, the innermost last
        for call in calls:
            layers = [outer for outer in layers if outer.depth < call.depth]
            if call.subject is not None:
                layers.append(call)
            if call.quantity in self.quantities and self.fits(call):
                return self.hint(layers[-1] if layers else call)
        return self.hint(None)


REGISTRY: list[MalRule] = []
# What a question asks for: a quantity, and the class of the layer or network it is asked of.
Asked: TypeAlias = tuple[str, type]


def malrule(
    name: str,
    hint: "Hint",
    applies: Callable[[Call], bool],
    quantities: Iterable[str],
    fits: Callable[[Call], bool] | None = None,
) -> Callable[[Callable[[Call], Any]], Callable[[Call], Any]]:
    """Register the decorated function as the wrong way called `name`; it `fits` where it applies."""

    def register(wrong: Callable[[Call], Any]) -> Callable[[Call], Any]:
        REGISTRY.append(MalRule(name, hint, applies, wrong, tuple(quantities), fits or applies))
        return wrong

    return register


# The modules of slips, in the order they are tried, and the quantities each speaks of: a question
# about one of them loads no other module.
AREAS: Mapping[str, frozenset[str]] = {
    area: frozenset(quantities.split())
    for area, quantities in {
        "layers": "connections macs output_shape output_size parameter_count zeros",
        "layer_values": "output weight_matrix",
        "image_layers": "output_shape parameter_count",
        "sequence_layers": "connections macs output_shape parameter_count",
        "any_layer": "connections macs output_shape parameter_count zeros",
        "layer_outputs": "output",
        "sequence_outputs": "output",
        "gradients": "backward",
        "networks": "bias_count connections hidden_layer_count hidden_unit_count in_edges layer_count out_edges "
        "parameter_count parameters_per_layer tensor_count unit_shape units weight_count weight_shape",
        "forward": "output trace",
        "activations": "activation_derivative identity leaky_relu relu sigmoid softmax step tanh",
        "losses": "binary_cross_entropy cross_entropy logistic_loss loss_gradient mse",
        "backprop": "gradient_shape gradient_shapes input_gradient pre_activation_gradient weight_gradient",
        "descent": "batch_of_step descend epoch_of_step gd_given_gradients gd_quadratic_path last_batch_size "
        "quadratic_slope steps_per_epoch total_steps",
        "optimizers": "accumulated_path adam_path clip_by_norm momentum_path step_decay weight_decay_step",
        "distributions": "distribution_cross_entropy entropy kl_divergence",
        "classification": "accuracy balanced_accuracy confusion_matrix f1_score precision recall specificity",
        "receptive": "receptive_field",
        "perceptron": "perceptron_mistakes perceptron_pass perceptron_passes perceptron_update perceptron_weights",
        "graph_layers": "graph_convolution normalized_adjacency",
        "q_learning": "double_q_target q_target q_update sarsa_target sarsa_update",
        "tokens": "bag_of_words bpe_merge bpe_pair_count bpe_token_count",
        "hopfield": "hopfield_energy hopfield_update hopfield_weights",
        "spectral": "spectral_norm",
        "derivatives": "hessian jacobian",
        "batch_backward": "normalize_batch_backward",
    }.items()
}  # fmt: skip
# Areas that speak of networks only, or of the layers of these modules: who asks another loads neither.
SUBJECTS: Mapping[str, frozenset[str]] = {
    "networks": frozenset({"quizgen.solver.network"}),
    "forward": frozenset({"quizgen.solver.network"}),
} | {
    area: frozenset(f"quizgen.solver.layers.{module}" for module in modules.split())
    for area, modules in {
        "image_layers": "adaptive_pooling batch_normalization layer_normalization lp_pooling padding resizing shaping "
        "transposed_convolution unfolding",
        "sequence_layers": "attention embedding recurrent transformer",
        "layer_outputs": "activation adaptive_pooling along_axis batch_normalization embedding joining layer_normalization "
        "local_response lp_pooling padding prelu resizing shaping tensors transposed_convolution unfolding",
        "sequence_outputs": "attention recurrent transformer",
    }.items()
}  # fmt: skip


def all_rules() -> tuple[MalRule, ...]:
    """Every rule there is, in the order of `AREAS`, whichever module somebody imported first."""
    for area in AREAS:
        import_module(f"{__name__}.{area}")
    return _in_order(len(REGISTRY))


@cache
def _load(quantity: str, subject: type) -> None:
    """Load the areas about a quantity of a class of layers or networks."""
    for area, about in AREAS.items():
        if quantity in about and _speaks_of(area, subject):
            import_module(f"{__name__}.{area}")


def _speaks_of(area: str, subject: type) -> bool:
    """Whether an area has anything to say about a class of layers or networks."""
    modules = {kind.__module__ for kind in subject.__mro__}
    return not SUBJECTS.get(area, modules).isdisjoint(modules)


def shared_hint(name: str, calls: Iterable[Call] = ()) -> str | None:
    """The hint of a slip as it is said of one of these calls, or the common one; None if unknown.

    >>> shared_hint("pads-once")
    'Padding is added on both sides.'
    """
    from quizgen.slips.hints import hint_of

    asked = tuple(calls)
    for rule in fitting({name}, asked):
        return rule.said(asked)
    # A slip of another quantity: its words still fit the layer asked last.
    hint = hint_of(name)
    if hint is None or isinstance(hint, str):
        return hint
    last = next((call for call in reversed(asked) if call.depth == 0), None)
    return hint(last)


@cache
def _in_order(count: int) -> tuple[MalRule, ...]:
    """The first `count` rules registered; those of other modules, such as a test's, come last."""
    order = {f"{__name__}.{area}": place for place, area in enumerate(AREAS)}
    return tuple(
        sorted(REGISTRY[:count], key=lambda rule: order.get(rule.wrong.__module__, len(order)))
    )


def applicable(calls: Sequence[Call]) -> tuple[MalRule, ...]:
    """The rules that could have gone wrong in these calls, in the order of `all_rules`."""
    return tuple(
        rule for rule, asked in concerned(calls) if any(rule.applies(call) for call in asked)
    )


def concerned(
    calls: Sequence[Call], names: Collection[str] | None = None
) -> list[tuple[MalRule, list[Call]]]:
    """The rules about what these calls ask for, in the order of `all_rules`, each with its calls.

    With `names`, only those of these names.
    """
    asked: dict[Asked, list[Call]] = {}
    for call in calls:
        asked.setdefault((call.quantity, type(call.arguments.get("self"))), []).append(call)
    for quantity, subject in asked:
        _load(quantity, subject)
    return [
        (rule, asked[about[0]] if len(about) == 1 else _of_several(about, calls))
        for rule, about in _about(len(REGISTRY), frozenset(asked))
        if names is None or rule.name in names
    ]


def _of_several(asked: Collection[Asked], calls: Sequence[Call]) -> list[Call]:
    """The calls that ask one of these, in their order."""
    return [call for call in calls if (call.quantity, type(call.subject)) in asked]


def fitting(names: Collection[str], calls: Sequence[Call]) -> tuple[MalRule, ...]:
    """The rules of these names that speak about one of the calls, made wherever they do.

    Such a rule may come to the truth: a kernel that reads the same backwards, turned round.
    """
    return tuple(
        replace(rule, applies=rule.fits)
        for rule, asked in concerned(calls, names)
        if any(map(rule.fits, asked))
    )


@lru_cache(maxsize=1024)
def _about(count: int, asked: frozenset[Asked]) -> tuple[tuple[MalRule, tuple[Asked, ...]], ...]:
    """The rules, of the first `count`, that speak of one of these, each with those it speaks of."""
    found: dict[int, list[Asked]] = {}
    for quantity, subject in asked:
        for place, area in _places(count).get(quantity, ()):
            if _speaks_of(area, subject):
                found.setdefault(place, []).append((quantity, subject))
    rules = _in_order(count)
    return tuple((rules[place], tuple(about)) for place, about in sorted(found.items()))


@cache
def _places(count: int) -> Mapping[str, list[tuple[int, str]]]:
    """The places of the first `count` rules by the quantities they are about, each with the rule's area."""
    found: dict[str, list[tuple[int, str]]] = {}
    for place, rule in enumerate(_in_order(count)):
        area = rule.wrong.__module__.removeprefix(f"{__name__}.")
        for quantity in rule.quantities:
            found.setdefault(quantity, []).append((place, area))
    return found
