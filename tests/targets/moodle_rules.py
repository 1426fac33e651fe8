"""Moodle's importer and its marks, as far as our files use them: a second reading, independent of the writer.

From the rules of the cloze parser (which signs end an answer, what is decoded, which alternative wins), of
numerical answers (absolute tolerance, a tiny fraction for floats, the first fit counts) and of short answers
(`*` stands for anything, capitals count for nothing).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from html import unescape

SHARES = {
    round(100 * n / d, 5)
    for n, d in (
        (0, 1), (1, 1), (9, 10), (5, 6), (4, 5), (3, 4), (7, 10), (2, 3), (3, 5), (1, 2), (2, 5), (1, 3),
        (3, 10), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 10), (1, 20),
    )
}  # fmt: skip


class RefusedError(Exception):
    """What the importer would refuse, or read as something else without a word."""


@dataclass
class Alternative:
    answer: str
    share: float
    feedback: str = ""
    tolerance: float = 0.0


@dataclass
class Asked:
    """A question, or one blank of a cloze question."""

    kind: str
    weight: float
    alternatives: list[Alternative]
    single: bool = True

    def mark(self, response: str | set[str]) -> tuple[float, str]:
        """The points of a response, and the remark."""
        if self.kind == "multichoice" and not self.single:
            chosen = [a for a in self.alternatives if a.answer in response]
            return self.weight * min(1.0, max(0.0, sum(a.share for a in chosen))), ""
        for alternative in self.alternatives:
            if self._fits(alternative, str(response)):
                return self.weight * alternative.share, alternative.feedback
        return 0.0, ""

    def _fits(self, alternative: Alternative, response: str) -> bool:
        if self.kind == "numerical":
            try:
                value, key = (
                    float(response.replace(" ", "").replace(",", "")),
                    float(alternative.answer),
                )
            except ValueError:
                return False
            reach = alternative.tolerance + 1e-14 * max(1.0, abs(key))
            return key - reach <= value <= key + reach
        if self.kind == "shortanswer":
            pieces = re.split(r"(?<!\\)\*", alternative.answer)
            pattern = ".*".join(re.escape(piece.replace(r"\*", "*")) for piece in pieces)
            return re.fullmatch(pattern, response.strip(), re.IGNORECASE) is not None
        return alternative.answer == response


@dataclass
class Imported:
    name: str
    idnumber: str
    text: str
    asked: list[Asked]
    kind: str
    pictures: list[str] = field(default_factory=list)
    solution: str = ""


def imported(data: bytes) -> tuple[list[str], list[Imported]]:
    """Categories and questions of a file."""
    categories, found = [], []
    for element in ET.fromstring(data):  # noqa: S314 - our own file
        kind = element.get("type")
        if kind == "category":
            categories.append(element.findtext("category/text") or "")
            continue
        found.append(_question(element, str(kind)))
    if len({one.idnumber for one in found}) != len(found):
        raise RefusedError("an idnumber twice is dropped without a word")
    return categories, found


def _question(element: ET.Element, kind: str) -> Imported:
    name = element.findtext("name/text") or ""
    text = element.findtext("questiontext/text") or ""
    idnumber = element.findtext("idnumber") or ""
    if not 0 < len(name) <= 255 or not 0 < len(idnumber) <= 100:
        raise RefusedError("a name of more than 255 signs, or an idnumber of more than 100")
    files = [file.get("name") or "" for file in element.iterfind("questiontext/file")]
    shown = re.findall(r"@@PLUGINFILE@@/([^\"]+)", text)
    if set(shown) != set(files):
        raise RefusedError(f"pictures {shown} and files {files}")
    if kind == "cloze":
        asked, rest = cloze(text)
        if not asked:
            raise RefusedError("a cloze question without a blank")
        text = rest
    elif kind == "essay":
        asked = []
    else:
        asked = [_plain(element, kind)]
    for one in asked:
        _check(one)
    solution = element.findtext("generalfeedback/text") or ""
    return Imported(name, idnumber, text, asked, kind, files, solution)


def _plain(element: ET.Element, kind: str) -> Asked:
    alternatives = [
        Alternative(
            answer.findtext("text") or "",
            float(answer.get("fraction") or 0) / 100,
            answer.findtext("feedback/text") or "",
            float(answer.findtext("tolerance") or 0),
        )
        for answer in element.iterfind("answer")
    ]
    single = element.findtext("single") != "false"
    return Asked(kind, float(element.findtext("defaultgrade") or 1), alternatives, single)


def _check(asked: Asked) -> None:
    for one in asked.alternatives:
        if round(abs(one.share) * 100, 5) not in SHARES:
            raise RefusedError(f"{one.share} is no share that is known")
        if not one.answer.strip():
            raise RefusedError("an empty answer")
        if asked.kind == "numerical":
            float(one.answer)
            if re.fullmatch(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)", one.answer) is None:
                raise RefusedError(f"{one.answer} is read up to its first other sign")
    if asked.kind == "multichoice" and len(asked.alternatives) < 2:
        raise RefusedError("one option is no choice")
    if not any(one.share > 0 for one in asked.alternatives):
        raise RefusedError("no answer is right")


_START = re.compile(r"\{([0-9]*):([A-Z_]+):")
_NUMBER = r"-?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?"
_KINDS = {"NUMERICAL": "numerical", "SHORTANSWER": "shortanswer", "MULTICHOICE": "multichoice", "MULTICHOICE_V": "multichoice"}  # fmt: skip


def cloze(text: str) -> tuple[list[Asked], str]:
    """The blanks of a text, and the text with their numbers instead."""
    asked: list[Asked] = []
    rest, at = "", 0
    while start := _START.search(text, at):
        end, alternatives = _alternatives(text, start.end(), _KINDS[start[2]])
        rest += text[at : start.start()] + f"{{#{len(asked) + 1}}}"
        asked.append(Asked(_KINDS[start[2]], float(start[1] or 1), alternatives))
        at = end
    rest += text[at:]
    if len(re.findall(r"\{#[0-9]+\}", rest)) != len(asked):
        raise RefusedError("the text has something that looks like the place of a blank")
    return asked, rest


def _alternatives(text: str, at: int, kind: str) -> tuple[int, list[Alternative]]:
    found: list[Alternative] = []
    while True:
        share = 0.0
        if text[at] == "=":
            share, at = 1.0, at + 1
        elif written := re.compile(r"%(-?[0-9]+(?:[.,][0-9]*)?)%").match(text, at):
            share, at = float(written[1]) / 100, written.end()
        end = _end(text, at, "~#}", guarded=True)
        answer, at = text[at:end], end
        feedback = ""
        if text[at] == "#":
            end = _end(text, at + 1, "~}", guarded=False)
            feedback, at = text[at + 1 : end], end
        found.append(_alternative(answer, share, feedback, kind))
        if text[at] == "}":
            return at + 1, found
        at += 1


def _end(text: str, at: int, signs: str, *, guarded: bool) -> int:
    """Where one of the signs ends it: not behind a backslash, nor (in answers) behind &."""
    first = at + 1 if guarded else at
    for place in range(first, len(text)):
        if text[place] in signs and text[place - 1] != "\\":
            if guarded and (text[place - 1] == "&" or text[:place].endswith("&amp;")):
                continue
            return place
    raise RefusedError("a blank without an end")


def _alternative(answer: str, share: float, feedback: str, kind: str) -> Alternative:
    said = unescape(feedback).replace(r"\}", "}").replace(r"\#", "#")
    if kind == "numerical":
        read = re.fullmatch(f"({_NUMBER})(?::({_NUMBER}))?", answer)
        if read is None:
            raise RefusedError(f"{answer!r} is no number with a margin")
        return Alternative(read[1], share, said, float(read[2] or 0))
    plain = unescape(answer).replace(r"\}", "}").replace(r"\#", "#")
    return Alternative(plain, share, said)
