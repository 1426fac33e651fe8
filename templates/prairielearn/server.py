"""One of the frozen variants beside this file, and what is said of known slips. Needs nothing but Python."""  # noqa: INP001

import json
import random
from pathlib import Path
from typing import Any

VARIANTS = Path(__file__).with_name("variants.json")


def generate(data: dict[str, Any]) -> None:
    """Choose a variant; PrairieLearn has seeded the generator for the student."""
    variants = json.loads(VARIANTS.read_text(encoding="utf-8"))
    number = random.randrange(len(variants))  # noqa: S311 - whose numbers, not whose secret
    chosen = variants[number]
    data["params"]["variant"] = number
    data["params"]["html"] = chosen["html"]
    data["params"]["solution"] = chosen["solution"]
    data["correct_answers"].update(chosen["answers"])


def grade(data: dict[str, Any]) -> None:
    """The remark on a slip that is known, and its share of the points; called when all fields are graded."""
    variants = json.loads(VARIANTS.read_text(encoding="utf-8"))
    told_slips(data, variants[data["params"]["variant"]]["slips"])


def told_slips(data: dict[str, Any], slips: dict[str, list[dict[str, Any]]]) -> None:
    """Shares and remarks of the slips that are known, and the score that follows from all fields."""
    remarks = []
    for field, known in slips.items():
        score = (data["partial_scores"].get(field) or {}).get("score") or 0
        if score >= 1 or field not in data["submitted_answers"]:
            continue
        for slip in known:
            if same(data["submitted_answers"][field], slip):
                data["partial_scores"][field]["score"] = max(score, slip["credit"])
                remarks.append(slip["hint"])
                break
    data["feedback"]["remarks"] = remarks
    worth = sum(one.get("weight", 1) for one in data["partial_scores"].values())
    if worth:
        earned = sum(
            (one.get("score") or 0) * one.get("weight", 1)
            for one in data["partial_scores"].values()
        )
        data["score"] = earned / worth


def same(given: Any, slip: dict[str, Any]) -> bool:
    """Whether an answer is a slip's: near enough for numbers, else the same letters."""
    if "value" in slip:
        if isinstance(given, dict):  # numbers may come as {"_type": ..., "_value": ...}
            given = given.get("_value")
        try:
            return bool(abs(float(given) - slip["value"]) <= slip["within"])
        except (TypeError, ValueError):
            return False
    return letters(str(given)) == letters(slip["text"])


def letters(text: str) -> str:
    """A text without what does not count."""
    return text.replace(" ", "").casefold()
