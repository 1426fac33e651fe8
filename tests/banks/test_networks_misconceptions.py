"""The wrong answers the catalogue names are recognised, none of them equals the key."""

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.library import Library
from quizgen.resources import shipped
from tests.banks.again.second import computed_here, recognised

FILES = (
    "dense",
    "activation",
    "forward",
    "loss",
    "descent",
    "backprop",
    "torch_code",
    "attention",
)

CATALOGUE: dict[str, str] = {
    "dense-params": "counts-units adds-layers multiplies-all adds-bias forgets-output-layer forgets-input-layer",
    "dense-params-bias": "no-bias bias-on-sender one-bias-per-layer one-bias-total input-bias-too hidden-bias-only wrong-receivers counts-units",
    "dense-params-table": "cumulative shifted bias-in-no-bias counts-units",
    "dense-layer-counts": "layers-as-functions input-is-hidden output-is-hidden all-units",
    "dense-diagram-read": "counts-nodes skips-input in-out-swapped own-layer",
    "dense-weight-shapes": "transposed next-layer square batch-in-weights",
    "dense-matvec": "drops-signs reverses-input elementwise-diagonal row-sums transpose",
    "torch-mlp-read": "no-bias counts-modules activation-has-params diagram-equals-code",
    "parameter-or-hyperparameter": "activations-are-parameters all-numbers-chosen misses-one",
    "autoencoder-vs-pca": "encoder-only pca-no-mean pca-scores counts-units adds-sizes",
    "activation-eval": "absolute passes-negatives derivative sign",
    "sigmoid-exact": "sign-of-exponent no-denominator minus-one odds-as-prob tanh-for-sigmoid sigmoid-for-tanh sigmoid-stretched",
    "activation-decimals": "sign-of-exponent no-denominator odds-as-prob sigmoid-for-tanh",
    "activation-derivative": "value-not-derivative derivative-at-h one-minus-h a-times-one-minus-a tanh-rule-for-sigmoid sigmoid-rule-for-tanh",
    "activation-plot-match": "sigmoid-tanh-mixed relu-softplus-mixed relu-leaky-mixed derivative value-not-derivative",
    "forward-mlp": "no-activation relu-on-output relu-on-input absolute-value transposed-weights",
    "forward-batch": "no-activation columns-convention relu-on-output absolute-value",
    "loss-mse": "sum-not-mean half-mean mean-absolute n-minus-one square-of-sum",
    "loss-logistic": "sign-flipped ignores-label no-log log10 label-0/1",
    "loss-plot-read": "label-swapped square-for-logistic zero-at-zero",
    "task-output-loss": "one-unit-multiclass as-many-as-inputs relu-output mse-for-classes sigmoid-for-softmax one-true-class",
    "loss-gradient": "missing-2 missing-1/n sign-flipped ce-no-onehot ce-sign logistic-no-label",
    "gd-quadratic": "ascent no-step-size subtracts-loss stale-gradient missing-2",
    "gd-surface": "ascent cos-sign sin-not-cos power-rule one-coordinate no-step-size",
    "gd-given-gradients": "mean-for-total ascent restarts-each-step no-step-size first-gradient-only",
    "steps-per-epoch": "floor product batch-size full-batch full-is-n sgd-is-1 exchanged",
    "total-steps": "ceil-of-total one-epoch epochs-only floor",
    "backprop-rule1": "transposed elementwise uses-activated-gradient scalar-product",
    "backprop-rule2": "passes-all relu-of-gradient multiplies-by-a multiplies-by-h mask-inverted",
    "backprop-rule3": "no-transpose elementwise column-sums divides",
    "backprop-order": "weights-before-pre-activation first-layer-first rule3-before-rule2",
    "backprop-shapes": "transposed batch-kept wrong-layer",
    "backprop-mlp": "no-relu-mask missing-2 sign-flipped skips-W2 transposed",
    "torch-training-step-order": "zero-after-backward step-before-backward zero-at-end",
    "torch-find-bug": "no-change changes-after-all error-for-silent first-wrong-change second-wrong-change third-wrong-change one-change-too-many one-repair-only everything",
    "torch-write-layer": "swapped-channels forgets-stride forgets-padding forgets-bias other-dimension default-stride mean-for-max window-and-stride-exchanged",
    "torch-write-module": "activation-on-output no-hidden-activation swapped-sizes one-layer",
    "torch-write-cnn": "forgets-flatten forgets-channels forgets-pooling swapped-sizes swapped-channels forgets-bias softmax-in-net",
    "momentum-three-steps": "no-momentum two-steps old-v",
    "unit-written-out": "no-bias all-positive",
    "transformer-block-params": "forgets-norms no-bias one-ff-matrix times-heads one-norm",
}


@pytest.fixture(scope="module")
def library() -> Library:
    files = [shipped("banks") / f"{name}.toml" for name in FILES]
    found: Library = load_banks(files, shipped_too=False)
    return found


def test_every_family_of_these_banks_is_listed(library: Library) -> None:
    """Here, or among the second computations, whose modules may list mistakes of their own."""
    assert set(CATALOGUE) <= set(library.exercises)
    assert set(library.exercises) - set(CATALOGUE) <= computed_here()


@pytest.mark.parametrize("family", CATALOGUE)
def test_names_are_recognised_and_wrong(family: str) -> None:
    recognised(family, CATALOGUE[family])


@pytest.mark.parametrize(
    ("exercise", "part"),
    [("forward-mlp", "f"), ("total-steps", "updates"), ("total-steps", "dropped")],
)
def test_no_two_slips_have_one_value(exercise: str, part: str) -> None:
    written = load_banks().exercises[exercise]
    for level in written.levels:
        for seed in range(40):
            drawn = draw(written, f"apart-{seed}", level)
            (asked,) = (one for one in drawn.parts if one.id == part)
            values = [str(mistake.value) for mistake in asked.mistakes]
            assert len(set(values)) == len(values), (level, seed, asked.mistakes)
