"""Descriptions of architectures, in and out: one line, TOML, torch code as text, the zoo."""

from quizgen.architecture.reading import leaves_out_intercepts, read
from quizgen.architecture.shape_text import read_shape
from quizgen.architecture.summary import Summary, summarise

__all__ = ["Summary", "leaves_out_intercepts", "read", "read_shape", "summarise"]
