"""The tables of the log and the steps from each version of them to the next.

A step is never changed once it has been published: `PRAGMA user_version` says how many a file has
behind it.
"""

_OUTCOME = """
CREATE TABLE IF NOT EXISTS outcome (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, attempt TEXT NOT NULL, family TEXT NOT NULL,
    level TEXT NOT NULL, seed TEXT NOT NULL, code TEXT NOT NULL, part TEXT NOT NULL,
    place INTEGER NOT NULL, parts INTEGER NOT NULL, result TEXT NOT NULL, hinted INTEGER NOT NULL,
    tries INTEGER NOT NULL, mistake TEXT NOT NULL, seconds REAL NOT NULL)
"""
_SESSION = """
CREATE TABLE session (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL, at REAL NOT NULL, request TEXT NOT NULL,
    seed TEXT NOT NULL, adaptive INTEGER NOT NULL, count INTEGER NOT NULL)
"""
_EXERCISE = """
CREATE TABLE exercise (
    id INTEGER PRIMARY KEY, session TEXT NOT NULL, attempt TEXT NOT NULL, at REAL NOT NULL,
    number INTEGER NOT NULL, family TEXT NOT NULL, level TEXT NOT NULL, seed TEXT NOT NULL,
    code TEXT NOT NULL, variant TEXT NOT NULL)
"""
_LINE = """
CREATE TABLE line (
    id INTEGER PRIMARY KEY, attempt TEXT NOT NULL, place INTEGER NOT NULL, at REAL NOT NULL,
    what TEXT NOT NULL, text TEXT NOT NULL)
"""
_ENDING = "CREATE TABLE ending (id INTEGER PRIMARY KEY, session TEXT NOT NULL, at REAL NOT NULL)"
STEPS = (
    (_OUTCOME,),
    (
        _SESSION,
        _EXERCISE,
        _LINE,
        _ENDING,
        "CREATE INDEX exercise_session ON exercise (session)",
        "CREATE INDEX exercise_code ON exercise (code)",
        "CREATE INDEX line_attempt ON line (attempt)",
    ),
)
VERSION = len(STEPS)
