"""Marks for a class: answers in (`submissions`), marks and follow-through (`marks`), feedback out (`feedback`)."""
