"""Variants made by hand, for tests of what reads them."""

from typing import Any

from quizgen.variant import Part, Variant


def variant(*parts: Part, **fields: Any) -> Variant:
    """A variant of these parts; whatever no field says is empty."""
    usual: dict[str, Any] = {
        "id": "e", "revision": 1, "bank": "b", "title": "", "level": "", "instance": "", "seed": "1",
        "generator": "", "profile": {}, "values": {}, "text": "", "parts": parts,
    }  # fmt: skip
    return Variant(**{**usual, **fields})
