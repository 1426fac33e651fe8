"""The shape of an input as people write it."""

import re

from quizgen.errors import UserError


def read_shape(text: str) -> tuple[int, ...]:
    """Sizes separated by commas, blanks or ×, channels first, without the batch.

    >>> read_shape("20"), read_shape("(1, 28, 28)"), read_shape("3x224x224")
    ((20,), (1, 28, 28), (3, 224, 224))
    """
    parts = re.split(r"\s*[,x×X*]\s*|\s+", text.strip().strip("()[]").strip().strip(","))
    if len(text) > 200 or not all(re.fullmatch(r"0*[1-9]\d{0,11}", part) for part in parts):
        raise UserError(
            f"input shape {text[:40]!r} is not understood", "write 20, 1x28x28 or '(3, 224, 224)'"
        )
    return tuple(int(part) for part in parts)
