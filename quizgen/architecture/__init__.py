"""Descriptions of architectures, in and out: one line, TOML, torch code as text, a live module, the zoo."""

from quizgen.architecture.live_module import from_module
from quizgen.architecture.reading import leaves_out_intercepts, read
from quizgen.architecture.shape_text import read_shape
from quizgen.architecture.summary import Summary, summarise

__all__ = ["Summary", "from_module", "leaves_out_intercepts", "read", "read_shape", "summarise"]
