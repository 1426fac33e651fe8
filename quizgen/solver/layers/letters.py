"""What the letters of derivations mean, where several layers have the same ones."""

WINDOW = {
    "D": "the length of the input",
    "P": "the size of the window",
    "S": "the stride",
    "p": "the padding at each end",
    "d": "the dilation",
}
KERNEL = {
    **WINDOW,
    "P": "the kernel size",
    "v": "a weight of the kernel",
    "w": "a weight of the kernel",
    "x": "an input",
}
SPREAD = {
    "mu": "the mean",
    "sigma": "the standard deviation",
    "varepsilon": "the small number that is added",
    "n": "how many values there are",
    "x": "a value that comes in",
    "z": "a standardised value",
    "gamma": "the scale",
    "beta": "the shift",
}
# What the learned tensors of these layers are called.
SCALING = {"weight": "scales", "bias": "shifts"}
RECURRENT = {
    "W": "a weight",
    "V": "a weight of the state before",
    "b": "an intercept",
    "x": "an input",
    "h": "the state",
    "a": "what enters the activation",
}
BACK = {
    "J": "the loss",
    "W": "a weight",
    "a": "what enters the activation",
    "b": "an intercept",
    "h": "what a layer gives to the next",
    "x": "an input",
    "sigma": "the activation",
    "f": "what is predicted",
    "y": "what is true",
}
