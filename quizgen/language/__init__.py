"""The language of banks: expressions and texts over the solver, bounded; value and formula from one tree."""
