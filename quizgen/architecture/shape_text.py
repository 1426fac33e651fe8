"""The shape of an input as people write it."""

import re
from typing import Any

from quizgen.errors import UserError

# Characters of a shape.
LONGEST = 200


def read_shape(text: str) -> Any:
    """Sizes separated by commas, blanks or ×, channels first, without the batch.

    Shapes of several inputs are separated by semicolons; () is a single number, such as a step in time.

    >>> read_shape("20"), read_shape("(1, 28, 28)"), read_shape("3x224x224")
    ((20,), (1, 28, 28), (3, 224, 224))
    >>> read_shape("1x28x28; 10")
    ((1, 28, 28), (10,))
    >>> read_shape("3x16x16; ()")
    ((3, 16, 16), ())
    """
    if ";" in text and len(text) <= LONGEST:
        return tuple(() if part.strip() == "()" else _one_shape(part) for part in text.split(";"))
    return _one_shape(text)


def _one_shape(text: str) -> tuple[int, ...]:
    parts = re.split(r"\s*[,x×X*]\s*|\s+", text.strip().strip("()[]").strip().strip(","))
    if len(text) > LONGEST or not all(re.fullmatch(r"0*[1-9]\d{0,11}", part) for part in parts):
        raise UserError(
            f"input shape {text[:40]!r} is not understood",
            "write 20, 1x28x28 or '(3, 224, 224)'",
        )
    return tuple(int(part) for part in parts)
