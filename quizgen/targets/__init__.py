"""Learning systems: one module for each target. Each writes questions for it and says what is lost.

`gallery` writes pages for teachers.
"""
