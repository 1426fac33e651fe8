"""Scenes for a terminal: the text description."""

import textwrap

from quizgen.document.figures.scene import Scene


def scene_text(scene: Scene, width: int) -> str:
    """What a scene shows, in words, in lines of at most `width` characters."""
    return textwrap.fill(f"Figure: {scene.alt}", width)
