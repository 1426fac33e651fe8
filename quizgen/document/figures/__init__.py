"""Figures as drawings: one function for each kind, one scene for all printers.

`draw` gives a `Scene`; `scene_typst`, `scene_tikz`, `scene_svg` and `scene_text` print it.
"""

from quizgen.document.figures.kinds import KINDS, draw
from quizgen.document.figures.scene import NOTHING, Scene
from quizgen.document.figures.svg import scene_svg
from quizgen.document.figures.tikz import scene_tikz
from quizgen.document.figures.typst import scene_typst
from quizgen.document.figures.unicode import scene_text

__all__ = [
    "KINDS",
    "NOTHING",
    "Scene",
    "draw",
    "scene_svg",
    "scene_text",
    "scene_tikz",
    "scene_typst",
]
