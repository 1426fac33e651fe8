"""What the solver refuses."""


class ShapeError(ValueError):
    """A layer that makes no sense or an input it cannot take: names layer, shape and rule."""
