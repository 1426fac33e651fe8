"""Splits, baselines and overfitting a second time: NumPy's splits, predictions one by one, a list of items."""

from fractions import Fraction

import numpy as np

from tests.banks.again.second import Keys, Second, Values

# Where a large value lets a model follow noise; all other items hold it back or give it more data.
FOLLOWS_NOISE = (
    """
epochs|units|hidden layers|filters|degree|depth|leaves|bag of words|embedding|bound on the norm
without progress|states of a recurrent layer
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def kfold_sizes(v: Values) -> Keys:
    folds = np.array_split(np.arange(v["N"]), v["K"])
    test = folds.pop(v["f"] - 1)
    train = np.concatenate(folds)
    validation, *rest = np.array_split(train, v["k"])
    members = [letter for letter, fold in zip("pqrstuv", v["ids"], strict=True) if fold != v["g"]]
    return {
        "test": len(test),
        "train": len(train),
        "validation": len(validation),
        "subtrain": sum(map(len, rest)),
        "members": members,
    }


def baseline_accuracy(v: Values) -> Keys:
    scores, labels = np.array([float(s) for s in v["s"]]), np.array(v["y"])
    predicted = np.where(scores > 0, 1, -1)
    wrong = int((predicted != labels).sum())
    constant = 1 if v["pos"] > v["neg"] else -1
    return {
        "predictions": predicted.tolist(),
        "errors": wrong,
        "accuracy": Fraction(len(labels) - wrong, len(labels)),
        "baseline": Fraction(int((labels == constant).sum()), len(labels)),
    }


def capacity_direction(v: Values) -> Keys:
    return {
        "table": [
            ["large" if any(word in item for word in FOLLOWS_NOISE) else "small"]
            for item in v["items"]
        ]
    }


KEYS: dict[str, Second] = {
    "kfold-sizes": kfold_sizes,
    "baseline-accuracy": baseline_accuracy,
    "capacity-direction": capacity_direction,
}
