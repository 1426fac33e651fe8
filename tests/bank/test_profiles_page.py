"""The table of the shipped profiles in the instructor's guide is what the code has.

`QUIZGEN_REFERENCE=write` writes it anew.
"""

import os
from pathlib import Path

from quizgen.bank.profiles import read_profile, shipped_profiles
from quizgen.solver.conventions import CONVENTIONS

PAGE = Path(__file__).parents[2] / "docs" / "instructors-guide.md"
BEGIN, END = (
    "<!-- profiles: written by tests/bank/test_profiles_page.py -->\n",
    "<!-- /profiles -->",
)


def table() -> str:
    """Every convention, its values, and what the shipped profiles say."""
    names = sorted(shipped_profiles(), key=lambda name: (name != "lecture", name))
    profiles = {name: read_profile(name) for name in names}
    rows = [f"| convention | {' | '.join(names)} | values |", "|---" * (len(names) + 2) + "|"]
    for key, values in CONVENTIONS.items():
        own = " | ".join(profiles[name][key] for name in names)
        rows.append(f"| `{key}` | {own} | {', '.join(values)} |")
    return "\n".join(rows) + "\n"


def test_the_table_is_that_of_the_code() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    written = before + BEGIN + "\n" + table() + "\n" + END + after
    if os.environ.get("QUIZGEN_REFERENCE") == "write":
        PAGE.write_text(written, encoding="utf-8")
    assert text == written or os.environ.get("QUIZGEN_REFERENCE") == "write"
