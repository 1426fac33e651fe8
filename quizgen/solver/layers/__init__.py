"""Layers: one class each, which says all that is said of it; `register` adds one of another package."""

from quizgen.solver.layers.table import (
    is_in_torch,
    is_layer_name,
    layer_class,
    layer_names,
    register,
)

__all__ = ["is_in_torch", "is_layer_name", "layer_class", "layer_names", "register"]
