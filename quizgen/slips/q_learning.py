"""Wrong ways with temporal-difference targets and updates."""

from typing import Any

from quizgen.slips.functions import Test, exact, slip
from quizgen.solver.q_learning import q_target, sarsa_target
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array

TARGETS = ("q_target", "sarsa_target", "double_q_target")
UPDATES = ("q_update", "sarsa_update")


def _asked(call: Call) -> bool:
    return call.depth == 0


def _goes_on(call: Call) -> bool:
    return _asked(call) and not call.arguments["terminal"]


def _several(call: Call) -> bool:
    return _goes_on(call) and as_array(call.arguments["next_values"]).size > 1


def _target(call: Call) -> Any:
    names: dict[str, Any] = {"q_update": q_target, "sarsa_update": sarsa_target}
    given = {k: v for k, v in call.arguments.items() if k not in {"q", "alpha"}}
    return names[call.quantity](**given)


@slip(
    "discount-forgotten",
    *TARGETS,
    when=_goes_on,
    hint="The value of the next state is multiplied by the discount factor.",
)
def _(call: Call) -> Any:
    return call.compute(gamma=1)


@slip(
    "reward-forgotten",
    *TARGETS,
    when=_goes_on,
    hint="The reward of the step is part of the target.",
)
def _(call: Call) -> Any:
    return call.compute(reward=0)


@slip(
    "discounts-reward",
    *TARGETS,
    when=_goes_on,
    hint="The reward comes at once: only what follows is discounted.",
)
def _(call: Call) -> Any:
    return call.compute(reward=call.arguments["reward"] * call.arguments["gamma"])


def _ends(call: Call) -> bool:
    return _asked(call) and bool(call.arguments["terminal"])


@slip(
    "goes-on-after-end",
    *TARGETS,
    when=_ends,
    hint="The episode has ended: no value follows, the target is the reward.",
)
def _(call: Call) -> Any:
    return call.compute(terminal=False)


@slip(
    "mean-of-actions",
    "q_target",
    when=_several,
    hint="The best next action counts, not the mean of all.",
)
def _(call: Call) -> Any:
    values = as_array(call.arguments["next_values"]).tolist()
    return call.compute(next_values=[exact(sum(values), len(values))])


@slip(
    "first-action",
    "q_target",
    when=_several,
    hint="The best next action counts: take the largest value, not the first.",
)
def _(call: Call) -> Any:
    return call.compute(next_values=as_array(call.arguments["next_values"]).tolist()[:1])


@slip(
    "one-table-only",
    "double_q_target",
    when=_goes_on,
    hint="The first table only chooses the action; what that is worth stands in the second one.",
)
def _(call: Call) -> Any:
    return call.compute(values=call.arguments["chooses"])


@slip(
    "best-of-second",
    "double_q_target",
    when=_goes_on,
    hint="The action is chosen by the first table, not by the second.",
)
def _(call: Call) -> Any:
    return call.compute(chooses=call.arguments["values"])


_rate: Test = lambda call: _asked(call) and call.arguments["alpha"] != 1  # noqa: E731


@slip(
    "target-for-update",
    *UPDATES,
    when=_rate,
    hint="That is the target; the value moves towards it by a part of the way.",
)
def _(call: Call) -> Any:
    return _target(call)


@slip(
    "rates-exchanged",
    *UPDATES,
    when=_rate,
    hint="The learning rate is the share of the target; what is left of 1 is the share of the old value.",
)
def _(call: Call) -> Any:
    return call.compute(alpha=1 - call.arguments["alpha"])


@slip(
    "old-value-not-subtracted",
    *UPDATES,
    when=_asked,
    hint="The old value is subtracted from the target before the learning rate is applied.",
)
def _(call: Call) -> Any:
    return call.arguments["q"] + call.arguments["alpha"] * _target(call)
