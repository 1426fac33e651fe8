"""Marks a submission of typed answers. Needs nothing but Python; the keys are in keys.json beside this file."""  # noqa: INP001

import csv
import json
import re
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

KEYS = Path(__file__).with_name("keys.json")
# Characters of a submission, and of one answer, that are read.
MOST, LONGEST = 1_000_000, 400
_LINE = re.compile(
    r"^\W*([a-z0-9][a-z0-9-]*-[2-9a-hj-np-z]{8})\W+([a-z]{1,2})\b\s*[:=,;\t)]*\s*(.*)$",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)(?:[eE]([+-]?\d{1,3})|\s*[*x×·]\s*10\s*(?:\^|\*\*)\s*\{?([+-]?\d{1,3})\}?)?"
)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[ ,'_]\d{3})+(?:\.\d+)?")


def main(base: Path) -> None:
    """Read `submission`, write `results/results.json`."""
    try:
        results = marked(answers_in(base / "submission"))
    except Exception as error:  # noqa: BLE001 - a submission must not end without a word
        results = {
            "score": 0,
            "output": f"The submission cannot be read: {type(error).__name__}: {error}",
        }
    folder = base / "results"
    folder.mkdir(exist_ok=True)
    (folder / "results.json").write_text(
        json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8"
    )


def answers_in(folder: Path) -> dict[tuple[str, str], str]:
    """The answers of all files, by code and part; of several to one part the last."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in {".txt", ".csv", ".json", ".md", ""} or not path.is_file():
            continue
        text = path.read_bytes()[:MOST].decode("utf-8-sig", "replace")
        if path.suffix.lower() == ".json":
            found.update(of_json(json.loads(text)))
        elif path.suffix.lower() == ".csv":
            rows = [row for row in csv.reader(text.splitlines()) if len(row) > 2]
            found.update({(row[0].strip().lower(), row[1].strip().lower()): row[2] for row in rows})
        else:
            lines = filter(None, map(_LINE.match, text.splitlines()))
            found.update({(line[1].lower(), line[2].lower()): line[3] for line in lines})
    return found


def of_json(data: Any) -> dict[tuple[str, str], str]:
    """Answers as {"code": {"a": "172"}}."""
    if not isinstance(data, dict):
        raise TypeError('write {"code": {"a": "answer"}}')
    return {
        (str(code).lower(), str(part).lower()): answer
        if isinstance(answer, str)
        else json.dumps(answer)
        for code, parts in data.items()
        for part, answer in (parts if isinstance(parts, dict) else {"a": parts}).items()
    }


def marked(answers: dict[tuple[str, str], str]) -> dict[str, Any]:
    """The results as Gradescope shows them: one test for each part."""
    tests: list[dict[str, Any]] = []
    known = json.loads(KEYS.read_text(encoding="utf-8"))
    codes = {code for code, _ in answers}
    for number, pool in enumerate(known["pools"], start=1):
        own = next((code for code in pool["questions"] if code in codes), None)
        if own is None:
            said = "No answer has a code of this question; it stands in its text, as [qg code]."
            tests.append(test(f"{number}", pool["title"], 0, pool["points"], said))
            continue
        for part in pool["questions"][own]:
            text = answers.get((own, part["letter"]), "")
            score, said = judged(part, text)
            tests.append(
                test(f"{number}{part['letter']}", pool["title"], score, part["points"], said)
            )
    strangers = sorted(codes - {code for pool in known["pools"] for code in pool["questions"]})
    output = f"Answers with codes that nobody has: {', '.join(strangers[:10])}" if strangers else ""
    return {
        "output": output,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def test(number: str, title: str, score: float, points: float, said: str) -> dict[str, Any]:
    """One line of the results."""
    status = "passed" if score >= points else "failed"
    return {
        "number": number, "name": title, "score": round(score, 4), "max_score": points, "status": status,
        "output": said, "visibility": "visible",
    }  # fmt: skip


def judged(part: dict[str, Any], text: str) -> tuple[float, str]:
    """Points of a part and what is said."""
    if not text.strip():
        return 0, "No answer."
    if len(text) > LONGEST:
        return 0, f"The answer has {len(text)} characters; at most {LONGEST} are read."
    slots = part["slots"]
    if not slots:
        return 0, f"A person marks this answer: {text}"
    pieces = [text] if len(slots) == 1 else split(text, len(slots))
    if len(pieces) != len(slots):
        return (
            0,
            f"{len(slots)} entries are asked, and {len(pieces)} were read; write them as [1, 2, 3].",
        )
    earned, remarks = 0.0, []
    for slot, piece in zip(slots, pieces, strict=True):
        share, said = one(slot, piece.strip())
        earned += share * slot["points"]
        if said:
            remarks.append(f"{slot['place']}: {said}" if slot["place"] else said)
    return earned, " ".join(dict.fromkeys(remarks)) or "Right."


def split(text: str, count: int) -> list[str]:
    """The entries of a list, of rows, or of cells with brackets of their own between semicolons."""
    inner = text.strip()
    if inner[:1] == "[" and inner[-1:] == "]":
        inner = inner[1:-1]
    plain = re.sub(r"[\[\](){}]", " ", text)
    places = r"[,;|\n]" if re.search("[,;|]", plain) else r"\s+"
    cells, entries = re.split(r"[;|\n]", inner), re.split(places, plain.strip())
    # A place with nothing in it is an entry that was left out, unless there are too many.
    for pieces in (cells, filled(cells), entries):
        if len(pieces) == count:
            return pieces
    return filled(entries)


def filled(pieces: list[str]) -> list[str]:
    """The pieces with something in them."""
    return [piece for piece in pieces if piece.strip()]


def one(slot: dict[str, Any], text: str) -> tuple[float, str]:
    """The share of a blank, and a remark."""
    if not text:
        return 0, "No answer."
    kind = slot["kind"]
    if kind == "number":
        value = number(text)
        if value is None:
            return 0, f"{text!r} was not read as a number."
        if abs(value - Fraction(slot["value"])) <= Fraction(slot["within"]):
            return 1, ""
        fits = (
            w for w in slot["wrong"] if abs(value - Fraction(w["value"])) <= Fraction(w["within"])
        )
    elif kind == "text":
        if letters(text) in map(letters, slot["accepted"]):
            return 1, ""
        fits = (w for w in slot["wrong"] if letters(w["value"]) == letters(text))
    else:
        right = {name.upper() for name in slot["right"]}
        if slot["shares"]:
            return of_several(text, right, slot["shares"])
        chosen = {text.strip("(). ").upper()}
        if chosen == right:
            return 1, ""
        fits = (w for w in slot["wrong"] if {w["value"].upper()} == chosen)
    slip = next(fits, None)
    return (slip["credit"], slip["hint"]) if slip else (0, "Not right.")


def of_several(text: str, right: set[str], shares: list[list[float]]) -> tuple[float, str]:
    """The share of the letters that are named, together or one by one, and a remark."""
    words = {word for word in re.findall(r"[A-Za-z]+", text.upper()) if word != "NONE"}
    chosen = {letter for word in words for letter in word}
    if chosen == right:
        return 1, ""
    hits, extra = len(chosen & right), len(chosen - right)
    share = shares[hits][extra] if extra < len(shares[0]) else 0
    return share, "Not all of the right options, and no others."


def number(text: str) -> Fraction | None:
    """A number as people type it: decimals, fractions, powers of ten, thousands."""
    plain = text.replace("\N{MINUS SIGN}", "-").strip().rstrip(".").strip()
    over = plain.split("/")
    if len(over) == 2:
        top, bottom = number(over[0]), number(over[1])
        return top / bottom if top is not None and bottom else None
    if _THOUSANDS.fullmatch(plain):
        plain = re.sub(r"[ ,'_]", "", plain)
    found = _NUMBER.fullmatch(plain)
    if not found:
        return None
    power = int(found[2] or found[3] or 0)
    return Fraction(found[1]) * Fraction(10) ** power


def letters(text: str) -> str:
    """A text without blanks, brackets of one kind, capitals."""
    return re.sub(r"\s", "", text).replace("[", "(").replace("]", ")").casefold()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
