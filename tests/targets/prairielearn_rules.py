"""PrairieLearn's elements as far as our questions use them, and the few lines of its server."""

from __future__ import annotations

from fractions import Fraction
from html.parser import HTMLParser
from typing import Any


class Elements(HTMLParser):
    """The input elements of a page, by name, each with its attributes and options."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, Any]] = {}
        self._last: dict[str, Any] = {}
        self.pictures: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "pl-figure":
            self.pictures.append(known["file-name"] or "")
        elif tag == "pl-answer":
            self._last["options"].append(known["correct"] == "true")
        elif tag.startswith("pl-") and "answers-name" in known:
            name = known["answers-name"] or ""
            if name in self.found:
                raise ValueError(f"two fields of the name {name}")
            self._last = self.found[name] = {"tag": tag, "options": [], **known}


def score(element: dict[str, Any], right: object, given: str | list[int]) -> float | None:
    """The share of a field as the element of PrairieLearn gives it; None where it refuses the text."""
    if not given:
        # A field for a number takes 0 for it, if nothing is said.
        is_number = element["tag"] in {"pl-integer-input", "pl-number-input"}
        is_nothing = not element.get("blank-value", "0" if is_number else "")
        return 0.0 if element.get("allow-blank") == "true" and is_nothing else None
    match element["tag"]:
        case "pl-integer-input":
            try:
                return float(int(str(given)) == right)
            except ValueError:
                return None
        case "pl-number-input":
            if element["comparison"] != "relabs" or element["rtol"] != "0":
                raise ValueError("a tolerance that is not absolute")
            if not element.get("placeholder") or element["show-help-text"] != "false":
                raise ValueError("a tolerance that is shown")
            try:
                value = float(Fraction(str(given).replace(" ", "")))
            except ValueError:
                return None
            return float(abs(value - float(str(right))) <= float(element["atol"]))
        case "pl-string-input":
            if element["remove-spaces"] != "true" or element["ignore-case"] != "true":
                raise ValueError("blanks or capitals count")
            plain = str(given).replace(" ", "").lower()
            return float(plain == str(right).replace(" ", "").lower())
        case "pl-multiple-choice":
            return float(any(element["options"][place] for place in given))
        case "pl-checkbox":
            options = element["options"]
            hits = sum(options[int(place)] for place in given)
            share: float = (2 * hits - len(given)) / sum(options)  # net-correct
            return max(0.0, share)
    raise ValueError(element["tag"])


def graded(
    variant: dict[str, Any], fields: dict[str, dict[str, Any]], said: dict[str, Any]
) -> dict[str, float]:
    """The shares of all fields; nothing counts where one text is refused."""
    from tests.targets.engines import module

    scores = {
        name: score(field, variant["answers"].get(name), said[name])
        for name, field in fields.items()
    }
    if None in scores.values():
        return {}
    data: dict[str, Any] = {
        "params": {"variant": 0}, "submitted_answers": said, "feedback": {}, "score": 0,
        "partial_scores": {n: {"score": s, "weight": int(fields[n]["weight"])} for n, s in scores.items()},
    }  # fmt: skip
    module("prairielearn/server.py").told_slips(data, variant["slips"])
    return {name: one["score"] for name, one in data["partial_scores"].items()}
