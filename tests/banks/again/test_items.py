"""Statements of the pools: the marked ones are those of the true pool, each stands once; causes and remedies by a table of their own."""

from quizgen.bank import draw
from tests.banks.again.second import Keys, Values, library

POOLS = ("dropout", "normalisation", "architectures", "attention", "transfer")
# A word of each cause that no other has, as a reader would look it up.
CAUSES = {
    "overfitting": "The network fits the training data too closely",
    "underfitting": "The network is too small, or held back too much, to fit even the training data",
    "too-large": "The step size is too large",
    "too-small": "The step size is too small",
    "vanishing": "Gradients vanish on their way back through many layers or steps",
    "exploding": "Gradients explode on their way back through many layers or steps",
    "dead": "Many units of the hidden layers are dead: ReLU gives zero for every input",
    "leak": "Something about the label is told to the network that it will not have later",
    "mode": "The network is used as in training, or trained as in use",
}


def pool(v: Values) -> Keys:
    return {"true": sorted(item[0] for item in v["yes"])}


def diagnosis(v: Values) -> Keys:
    return {"cause": CAUSES[v["kind"]], "remedy": sorted(v["good"])}


KEYS = {**{f"true-of-{name}": pool for name in POOLS}, "diagnose-training": diagnosis}


def statements(name: str) -> tuple[dict[str, str], dict[str, str]]:
    """True and false statements of a pool with their reasons, from many draws."""
    exercise = library().exercise(f"true-of-{name}")
    true: dict[str, str] = {}
    false: dict[str, str] = {}
    for seed in range(80):
        values = draw(exercise, seed).values
        true |= dict(values["yes"])
        false |= dict(values["no"])
    return true, false


def test_there_are_eighty_statements_at_least_and_none_is_both() -> None:
    found = [statements(name) for name in POOLS]
    assert all(len(true) >= 8 and len(false) >= 8 for true, false in found)
    assert sum(len(true) + len(false) for true, false in found) >= 80
    for true, false in found:
        assert not true.keys() & false.keys()
        assert all(reason.endswith(".") for reason in (*true.values(), *false.values()))


def test_every_case_of_training_comes_up_and_no_option_is_two_causes() -> None:
    exercise = library().exercise("diagnose-training")
    seen: set[tuple[str, int]] = set()
    for seed in range(600):
        variant = draw(exercise, seed)
        seen.add((variant.values["kind"], variant.values["which"] % 12))
        options = variant.parts[0].settings["choice_texts"]
        assert len(set(options)) == 4
        assert set(variant.values["good"]).isdisjoint(variant.values["bad"])
    assert len({kind for kind, _ in seen}) == 9
