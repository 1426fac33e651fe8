"""Keras code as text: stand-ins of Keras for the bounded interpreter.

Shapes of Keras have the channels last, those of the solver have them first. A tensor remembers
which of the two its node has, and a `Permute` stands where the order of entries matters.
"""

from quizgen.architecture.fake_keras.reader import read_keras

__all__ = ["read_keras"]
