"""A stroke between the word "answer" and a number: a dash to one person, a minus to another."""

import re

from quizgen.answers.nouns import ANSWER, COUNTED, folded

_DASHED = re.compile(r"\s*([^\W\d_]+)\s*[:=]?\s+[-–—−]\s+(?=[\d.(\[])")


def doubt_of_dash(text: str) -> str:
    """Why the sign of an answer cannot be told; empty for most.

    >>> doubt_of_dash("Answer - 48")
    "the stroke behind 'Answer' may be a dash or a minus"
    >>> doubt_of_dash("Answer -48"), doubt_of_dash("- 48"), doubt_of_dash("x - 48")
    ('', '', '')
    """
    found = _DASHED.match(text)
    if found is None or folded(found[1]) not in ANSWER | COUNTED:
        return ""
    return f"the stroke behind {found[1]!r} may be a dash or a minus"
