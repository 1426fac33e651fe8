"""Exercises, answer keys and grading for neural networks, from one description of an architecture."""

__version__ = "0.1.0"
