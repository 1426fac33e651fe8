"""How to begin with a quantity: a sentence in words, without symbols, which fits the call asked.

The hint of a question whose author wrote none. Keys are a quantity, or a layer and its quantity;
what depends on the layer (sides, padding, stride, intercepts) is a function of the call.
"""

from collections.abc import Callable, Mapping, Sequence

from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array
from quizgen.telling.window_words import count_places, has_intercepts, kernel, slide

_ZEROS = "The matrix has a row for each output and a column for each input; take away the entries that stand for a connection."
_BRANCHES = "Work out each input of the layer for itself, then combine them."


def _weights_of_an_output(call: Call) -> str:
    more = ", and an intercept" if has_intercepts(call) else ""
    return f"Every output has a weight for each input{more}."


def _weights_of_a_kernel(call: Call) -> str:
    more = ", and one intercept" if has_intercepts(call) else ""
    reads = "" if call.subject.in_channels == 1 else " and each channel it reads"
    return (
        f"Every {kernel(call)} has a weight for each place of its window{reads}{more}; "
        "places in the input do not count."
    )


_EACH_WITH = {
    True: ", an intercept for every unit that is computed besides,",
    False: "",
    None: ", intercepts for the layers that have them besides,",
}


def _weights_of_a_network(call: Call) -> str:
    besides = _EACH_WITH[has_intercepts(call)]
    return f"Go from one layer to the next: multiply the neighbouring sizes{besides} and add it all up."


def _weights_by_layer(call: Call) -> str:
    more = {
        True: ", and an intercept",
        False: "",
        None: ", and an intercept where the layer has them",
    }
    return (
        "Take the layers one at a time: every unit has a weight for each unit of the layer before"
        f"{more[has_intercepts(call)]}."
    )


def _filters_and_places(call: Call) -> str:
    channels = f"Every {kernel(call)} gives one channel. " if call.subject.out_channels > 1 else ""
    return channels + count_places(call)


def _row_times_input(call: Call) -> str:
    more = "; then add the intercept" if call.arguments.get("bias") is not None else ""
    return f"Multiply each row of the weights with the input entry by entry and add{more}."


def _several(call: Call) -> bool:
    """Whether a loss is asked of several predictions."""
    predictions = call.arguments.get("f", call.arguments.get("p"))
    return bool(as_array(predictions).size > 1)


def _prediction(call: Call) -> str:
    if not _several(call):
        return "Put the prediction and its label into the formula of the loss."
    how = {"mean": "take the mean of", "sum": "add up"}.get(str(call.arguments.get("reduction")))
    then = f"{how} all of them" if how else "put them together as the statement says"
    return f"Compute the loss of each prediction with its label; then {then}."


def _slope_of_the_loss(call: Call) -> str:
    if not _several(call):
        return "Differentiate the loss in the prediction; the label is a constant."
    return "Differentiate the loss in one prediction at a time; labels are constants."


FirstStep = str | Callable[[Call], str]

FIRST_STEPS: Mapping[str, FirstStep] = {
    # Counting in layers
    "parameter_count": "Count the numbers that are learned: weights, and intercepts where there are any.",
    "Linear.parameter_count": _weights_of_an_output,
    "Convolution.parameter_count": _weights_of_a_kernel,
    "Pooling.parameter_count": "Does anything in the layer change while the network learns?",
    "Network.parameter_count": _weights_of_a_network,
    "weight_count": "Go from one layer to the next and multiply the neighbouring sizes; then add up the products.",
    "bias_count": "Which units are computed? Each of them has one intercept.",
    "parameters_per_layer": _weights_by_layer,
    "tensor_count": "A layer learns a matrix of weights, and a vector of intercepts where it has them.",
    "buffer_count": "Count the numbers that are kept but not learned, such as running means.",
    "connections": "Take one output and count the inputs it reads; then multiply by the number of outputs.",
    "Linear.connections": "Every output reads every input.",
    "Network.connections": "Between two neighbouring layers every unit is joined with every unit; add up over the layers.",
    "zeros": _ZEROS,
    "macs": "Count the multiplications for one output, then multiply by the number of outputs.",
    "state_shape": "How many numbers does a unit of the layer keep from one step to the next?",
    # Sizes and shapes
    "output_size": count_places,
    "output_shape": "Which axes does the layer change, and which does it keep? Take them one at a time.",
    "Convolution.output_shape": _filters_and_places,
    "Pooling.output_shape": lambda call: f"Pooling keeps the channels. {count_places(call)}",
    "Linear.output_shape": "The layer changes the last axis only: it becomes the number of outputs.",
    "Network.output_shape": "Follow the shape from layer to layer.",
    "unit_shape": "Follow the shape from layer to layer up to this one.",
    "weight_shape": "One side of the matrix belongs to the units of the layer, the other to those of the layer before it.",
    "gradient_shape": "A gradient has the shape of what it is the gradient of.",
    "gradient_shapes": "A gradient has the shape of what it is the gradient of.",
    "units": "Count the units of each layer from the input on.",
    # Networks as diagrams
    "layer_count": "Count the steps from one layer of units to the next: each has a matrix of weights.",
    "hidden_layer_count": "Hidden is what is neither the input nor the output.",
    "hidden_unit_count": "Add up the units that are neither inputs nor outputs.",
    "is_deep": "Count the matrices of weights and compare with the definition of deep.",
    "in_edges": "A unit reads every unit of the layer before it.",
    "out_edges": "A unit feeds every unit of the layer after it.",
    # Values
    "output": "Compute the first output from what it reads; the others follow in the same way.",
    "trace": "Go through the network layer by layer, and write down what each layer gives.",
    "Linear.output": _row_times_input,
    "Network.output": "Go through the network layer by layer: weighted sums first, then the activation.",
    "Convolution.output": lambda call: slide(call, "multiply each entry with the weight that lies on it, and add"),
    "MaxPool.output": lambda call: slide(call, "write down its entries and take the largest"),
    "AvgPool.output": lambda call: slide(call, "write down its entries and take their mean"),
    "Joining.output": _BRANCHES,
    "true_convolution": "Turn the kernel round first; then slide it over the input, multiply and add.",
    "weight_matrix": "Row by row: which inputs does this output read, and through which weights?",
    "activation_derivative": "How steep is the activation at this argument?",
    "relu": "What is negative becomes zero; the rest stays.",
    "leaky_relu": "What is negative is multiplied by the small slope; the rest stays.",
    "step": "Only the sign of each number matters.",
    "identity": "Nothing changes.",
    "sigmoid": "Compute the power of e first; the rest is a fraction.",
    "tanh": "Compute the two powers of e first; the rest is a fraction.",
    "softplus": "Compute the power of e first, add 1, and take the logarithm.",
    "softmax": "Take the power of e of each score; then divide each by the sum of all.",
    "log_softmax": "Take the softmax first, then logarithms; differences of scores make it easier.",
    "softmax_jacobian": "Compute the probabilities first; the diagonal differs from the rest by one term.",
    "matches": "Compare place by place.",
    "normalize_batch": "Compute the mean first, then the variance; subtract the one and divide by the root of the other.",
    "attention_scores": "Multiply each query with each key, entry by entry, and add.",
    "attention": "Scores first, then the softmax of each row, then the means of the values with these weights.",
    # Text
    "one_hot": "Each character of the text has one column, and at most one 1 in it.",
    "one_hot_positions": "Number the characters of the text, blanks included, and see where this one stands.",
    "zero_columns": "A column has no 1 where the character is not in the alphabet.",
    "alphabet_count": "Count the characters of the text that are in the alphabet, repeated ones again.",
    # Losses
    **dict.fromkeys(
        "mse mae logistic_loss binary_cross_entropy hinge_loss squared_hinge_loss poisson_loss huber_loss".split(),
        _prediction,
    ),
    "cross_entropy": "Compute the probability of the true class first; the loss is minus its logarithm.",
    "loss_gradient": _slope_of_the_loss,
    # Backpropagation
    "weight_gradient": "An entry of this gradient joins one unit with one input: multiply the gradient at the unit with the value of the input.",
    "pre_activation_gradient": "Multiply entry by entry with the slope of the activation at each unit.",
    "input_gradient": "Each input feeds every unit: multiply each unit's gradient with the weight in between, and add.",
    "backprop": "Go forward first; then start at the loss and go back one layer at a time.",
    "batch_gradient": "Compute the gradient of each observation, then add or average as the statement says.",
    "backward": "Start from the gradient of the output: which inputs took part in it, and with which factor?",
    "forward_order": "What does each value need? It comes after that.",
    "backprop_order": "Start at the loss; a gradient needs the gradient of what it feeds into.",
    "order_count": "Which of them must come before which? Count the orders that respect that.",
    # Descent
    "gradient": "Differentiate by one variable at a time and treat the others as constants.",
    "jacobian": "A row belongs to one of the functions: differentiate it by one variable at a time.",
    "hessian": "Find the partial derivatives first; then differentiate each of them by every variable.",
    "gradient_at": "Differentiate first, by one variable at a time; then put in the point.",
    "value_at": "Put the numbers in for the variables.",
    "descend": "Compute the gradient at the current point, multiply by the step size, subtract; then again from the new point.",
    "gd_quadratic_path": "Compute the slope at the current weight, multiply by the step size, subtract; then again from the new weight.",
    "quadratic_slope": "The derivative of a square is twice what is squared, times the factor in front.",
    "gd_given_gradients": "Which gradients belong to one step? Add or average those, multiply by the step size, and subtract.",
    "accumulated_path": "Which gradients have been added up when the step is made?",
    "momentum_path": "Update the velocity first, then the weight with it.",
    "adam_path": "Update both means first, correct them for their start at zero, then make the step.",
    "weight_decay_step": "Add the gradient of the penalty to that of the error first, then make the step.",
    "clip_by_norm": "Compute the length of the gradient first; is it too long?",
    "step_decay": "How many drops have there been up to this step?",
    "steps_per_epoch": "How many batches do the observations fill, and is there a rest?",
    "last_batch_size": "How many observations are left when the full batches are done?",
    "total_steps": "Count the steps of one epoch first, then multiply by the number of epochs.",
    "unseen_per_epoch": "How many observations are left when the full batches are done?",
    "epoch_of_step": "How many steps does an epoch have? See how many whole epochs fit before this step.",
    "batch_of_step": "How many steps does an epoch have? Take the whole epochs before this step away.",
    "entropy": "Multiply each probability by its logarithm first; the entropy is minus the sum.",
    "distribution_cross_entropy": "The weights come from the true distribution, the logarithms from the other one.",
    "kl_divergence": "Take the quotient of the two probabilities of each outcome first, then its logarithm.",
    "confusion_matrix": "Go through the observations: the true class says the row, the predicted one the column.",
    "accuracy": "Where in the table are the observations that are predicted right?",
    "precision": "Which observations are predicted as this class? They are a column.",
    "recall": "Which observations are of this class? They are a row.",
    "specificity": "Which observations are not of this class, and how many of them are predicted as something else?",
    "f1_score": "Find the true positives first, and both sorts of error beside them.",
    "balanced_accuracy": "Compute the share predicted right of each row; then take the mean.",
    "receptive_field": "Start with one unit of the input and go through the layers: how much does each add to what a unit reads?",
    "perceptron_update": "Compute the score first: is its sign the label?",
    "perceptron_pass": "Take the observations in order; change the weights after each mistake.",
    "perceptron_weights": "Take the observations in order, again and again, until a whole pass has no mistake.",
    "perceptron_passes": "Take the observations in order, again and again, until a whole pass has no mistake.",
    "perceptron_mistakes": "Make a mark for every observation whose score has the wrong sign, or is zero, when it is shown.",
    "normalized_adjacency": "Put the self-loops in first, then count the degrees.",
    "graph_convolution": "Mix the features of each node with those of its neighbours first; the weights come after that.",
    "q_target": "What is the best next action worth, and how much of that counts today?",
    "q_update": "Compute the target first; then go a part of the way from the old value to it.",
    "sarsa_target": "What is the action worth that is taken next, and how much of that counts today?",
    "sarsa_update": "Compute the target first; then go a part of the way from the old value to it.",
    "double_q_target": "See which action the first table would choose; look it up in the second one.",
    "bag_of_words": "Go through the text once for each word of the vocabulary and count.",
    "bpe_merge": "Write the words in single letters and count each pair of neighbours, as often as its word occurs.",
    "bpe_pair_count": "Write the words in tokens and count each pair of neighbours, as often as its word occurs.",
    "bpe_token_count": "Write the words in tokens; each word counts as often as it occurs.",
    "hopfield_weights": "A weight joins two units: multiply their entries in each pattern, and add over the patterns.",
    "hopfield_energy": "Multiply each weight with the states of both its units and add; mind the factor in front of the sum.",
    "hopfield_update": "Take the units in turn: the sign of the weighted sum of the others is the new state.",
    "hopfield_recall": "Update the units in turn until a whole round changes nothing.",
    "spectral_norm": "Multiply the matrix with its transpose; the larger eigenvalue of the product comes next.",
    "normalize_batch_backward": "Compute the scores first; the gradient loses its own mean, and the part that moves with the scores.",
}  # fmt: skip


def first_step(calls: Sequence[Call]) -> str:
    """How to begin with what was asked last; nothing where the solver was not asked.

    >>> from quizgen.solver.quantity import tracing
    >>> from quizgen.solver import Linear
    >>> with tracing() as calls:
    ...     Linear(3, 2).connections(3)
    6
    >>> first_step(calls)
    'Every output reads every input.'
    """
    asked = [call for call in calls if call.depth == 0]
    for call in reversed(asked):
        subjects = {type(other.subject) for other in asked if other.quantity == call.quantity}
        # Of layers of several kinds only what is common to all is said.
        kinds = [kind.__name__ for kind in type(call.subject).__mro__ if len(subjects) == 1]
        for name in (*(f"{kind}.{call.quantity}" for kind in kinds), call.quantity):
            found = FIRST_STEPS.get(name)
            if found is not None:
                return found if isinstance(found, str) else found(call)
    return ""
