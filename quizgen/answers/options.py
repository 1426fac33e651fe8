"""Lettered options: how an answer names them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quizgen.answers.text import plain
from quizgen.answers.verdict import Unreadable

_NEGATION = re.compile(r"\b(not|or|either|neither|except|nicht)\b", re.IGNORECASE)


# What stands around a letter, before it, between two.
_AROUND = " ()[].:{}'\"`*$"
_SAID = re.compile(r"^(?:the\s+)?(?:answer|option|choice)\s*(?:is\b|:|=)?\s*", re.IGNORECASE)
_WIDE = {ord("Ａ") + i: chr(ord("A") + i) for i in range(26)}
_BETWEEN = re.compile(r"[-=]+>|[→⇒⟶⟹➔➜➝↦<>&]|\\(?:long)?(?:right)?(?:arrow|to)\b|\bthen\b|\band\b")
_NUMBERED = re.compile(r"(?:^|\n)\s*[0-9]{1,2}[.)]\s+")


class Options:
    """Labels in their order, each with the option's text where there is one."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        texts = settings.get("choice_texts") or settings.get("items") or ()
        labels = settings.get("choices") or [chr(ord("A") + i) for i in range(len(texts))]
        if texts and len(texts) != len(labels):
            raise ValueError(f"{len(labels)} choices and {len(texts)} texts")
        self.labels = [str(label) for label in labels]
        self.texts = dict(zip(self.labels, texts, strict=True)) if texts else {}
        self._by_name = {label.casefold(): label for label in self.labels}
        self._by_text = {_plain_text(text) for text in self.texts.values()}
        for label, text in self.texts.items():
            self._by_name.setdefault(_plain_text(text), label)

    def named(self, text: str) -> str | None:
        """The label a text means: the letter in any case, with `)` or `.`, or the option's text."""
        bare = _SAID.sub("", text.strip().strip(_AROUND).translate(_WIDE)).strip(_AROUND)
        if bare.casefold() in self._by_name:
            return self._by_name[bare.casefold()]
        if _plain_text(text) in self._by_name:
            return self._by_name[_plain_text(text)]
        both = re.match(r"^\(?\s*(\w+)\s*(?:[).:-]+\s*|\s)(.+)$", text.strip(), re.DOTALL)
        if both and both[1].casefold() in self._by_name:
            label = self._by_name[both[1].casefold()]
            other = self._by_name.get(_plain_text(both[2]))
            if other is not None and other != label and _plain_text(both[2]) in self._by_text:
                raise Unreadable(
                    f"the letter {both[1]} and the text beside it name different options"
                )
            return label if other == label else None
        return None

    def unknown(self, text: str) -> Unreadable:
        """The reason for a text that names no option."""
        return Unreadable(f"{text.strip()[:30]!r} is none of the options {', '.join(self.labels)}")

    def one(self, text: str) -> str:
        """Exactly one option."""
        cleaned = plain(text)
        found = self.named(cleaned)
        if found is not None:
            return found
        if _NEGATION.search(cleaned) or len([p for p in self.pieces(cleaned) if self.named(p)]) > 1:
            raise Unreadable("choose exactly one option")
        raise self.unknown(cleaned)

    def several(self, text: str, *, hyphens: bool = False) -> list[str]:
        """Options in the order written, whatever separates them; a hyphen may mean from … to."""
        cleaned = plain(text)
        found = self.named(cleaned)
        if found is not None:
            return [found]
        if _NEGATION.search(cleaned):
            raise Unreadable("list the options only")
        labels = []
        if hyphens:
            cleaned = re.sub(r"(?<=\b\w)\s*-\s*(?=\w\b)", ",", cleaned)
        for piece in self.pieces(cleaned):
            label = self.named(piece)
            if label is None:
                run = piece.strip(" ()[].")
                if (
                    run.isalpha()
                    and all(c.casefold() in self._by_name for c in run)
                    and all(len(x) == 1 for x in self.labels)
                ):
                    labels += [self._by_name[c.casefold()] for c in run]
                    continue
                raise self.unknown(piece)
            labels.append(label)
        return labels

    @staticmethod
    def pieces(text: str) -> list[str]:
        """The parts between separators and arrows."""
        text = _BETWEEN.sub(",", _NUMBERED.sub(",", text))
        parts = re.split(r"[,;\n/+]", text) if re.search(r"[,;\n/+]", text) else text.split()
        return [part for part in (p.strip() for p in parts) if part]


def _plain_text(text: str) -> str:
    return re.sub(r"[\s$`*_]+", " ", str(text)).strip(" .").casefold()


def labels_of(encoded: Any, options: Options) -> list[str]:
    """A key as labels; `ValueError` for one that is no option."""
    entries: Sequence[Any] = (
        list(encoded)
        if isinstance(encoded, list | tuple | set | frozenset)
        else options.several(str(encoded))
    )
    labels = []
    for entry in entries:
        label = options.named(str(entry))
        if label is None:
            raise ValueError(
                f"the key {entry!r} is none of the options {', '.join(options.labels)}"
            )
        labels.append(label)
    return labels
