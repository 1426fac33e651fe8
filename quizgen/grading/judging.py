"""One answer beside one part: the judge of the part, follow-through, diagnosis."""

from collections.abc import Mapping
from fractions import Fraction

from quizgen.answers.dashed import doubt_of_dash
from quizgen.answers.verdict import (
    BLANK,
    CORRECT,
    PARTIAL,
    ROUNDED,
    UNREADABLE,
    WAITING,
    WRONG,
    Unreadable,
    Verdict,
)
from quizgen.grading.diagnosis import diagnosed
from quizgen.grading.follow_through import follow
from quizgen.language.judges import kind_beside
from quizgen.variant import Part, Variant

ON_PAPER = Verdict(WAITING, Fraction(0), "", "No working was typed; it may be on paper.")
UNANSWERED = Verdict(BLANK, Fraction(0), "", "No answer was given.")


def judged(
    variant: Variant, part: Part, text: str, earlier: Mapping[str, str]
) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict, and the earlier parts a right answer follows from; `earlier` are answers by part.

    The better of the key and the key that follows from earlier answers; what is wrong is diagnosed.
    """
    if not text.strip():
        # Working may stand on paper beside an answer that was typed.
        beside = earlier.get(part.settings.get("work_of", ""), "")
        return (ON_PAPER if beside.strip() else UNANSWERED), ()
    try:
        kind = kind_beside(variant, part, earlier)
    except Unreadable as error:
        return Verdict(UNREADABLE, Fraction(0), "", error.reason), ()
    verdict = kind.judge(text)
    if verdict.status in (CORRECT, UNREADABLE, WAITING):
        return verdict, ()
    if verdict.status in (WRONG, PARTIAL) and (doubt := kind.doubt(text) or doubt_of_dash(text)):
        return Verdict(UNREADABLE, Fraction(0), "", doubt), ()
    followed = follow(variant, part, text, earlier)
    if followed is None or not _better(followed.verdict, verdict):
        return diagnosed(variant, part, kind, text, verdict), ()
    if not followed.parts:
        return followed.verdict, ()
    letters = {p.id: chr(ord("a") + i) for i, p in enumerate(variant.parts)}
    named = " and ".join(f"({letters[name]})" for name in followed.parts)
    if followed.verdict.status == ROUNDED:
        said = f"{followed.verdict.feedback} It follows from your answer to {named}."
        return followed.verdict._replace(feedback=said), followed.parts
    if followed.verdict.status == CORRECT:
        said = f"Follows from your answer to {named}."
        return Verdict(CORRECT, Fraction(1), verdict.reading, said), followed.parts
    said = f"Measured by your answer to {named}: {followed.verdict.feedback}"
    return followed.verdict._replace(feedback=said), ()


def _better(followed: Verdict, verdict: Verdict) -> bool:
    """Whether the key that follows earns more, or makes of what is wrong a rounded answer."""
    only_rounded = followed.status == ROUNDED and verdict.status == WRONG
    return followed.score > verdict.score or only_rounded
