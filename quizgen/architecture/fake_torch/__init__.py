"""Stand-ins for PyTorch's modules, tensors and functions: they know shapes and layers, not values.

Over `minipython` they read the text of a model as PyTorch would run it: what a method is called there
it is called here, and a call on tensors becomes a node of a graph of the solver's layers.
"""

from quizgen.architecture.fake_torch.reader import read_torch

__all__ = ["read_torch"]
