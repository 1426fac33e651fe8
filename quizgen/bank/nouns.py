"""Words that introduce the symbol beside them: "kernel size P", "D inputs", "P is the kernel size"."""

# After a symbol: what it is follows.
SAYS = frozenset("is are stands denotes means counts the".split())
# Beside a symbol: what it is.
NOUNS = frozenset(
    """size sizes stride strides padding kernel kernels window windows filter filters channel channels input inputs
    output outputs unit units weight weights intercept intercepts bias biases parameter parameters layer layers
    matrix matrices vector vectors entry entries row rows column columns number numbers count value values
    gradient gradients derivative slope slopes loss losses cost label labels class classes prediction predictions
    probability probabilities score scores logit logits step steps rate epoch epochs batch batches example examples
    observation observations sample samples feature features activation activations pre-activation pre-activations
    function functions point points position positions place places letter letters word words head heads token tokens
    query queries key keys model width height depth length dimension dimensions state states gate gates
    momentum factor constant mean variance deviation minimum maximum sum total difference distance
    error errors target targets network networks formula curve line parabola edge edges node nodes axis axes""".split()
)
