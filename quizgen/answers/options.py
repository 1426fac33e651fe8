"""Lettered options: how an answer names them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from quizgen.answers.glued import without_back
from quizgen.answers.names import Labels
from quizgen.answers.nouns import SAID, folded
from quizgen.answers.number import without_texts
from quizgen.answers.text import bare, inside
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

_NEGATION = pattern(
    r"\b(not|or|either|neither|except|nicht|oder|weder|ou|pas|sauf|except[oé]|salvo|oppure|tranne)\b|^\s*(?:no|non|não|nao|ni|kein)\b.",
    re.IGNORECASE,
)
# What an answer to a question with options is called, besides the general words.
_CALLED = SAID | set(
    "option options choice choices answers letter letters opcion opciones alternativa opzione opzioni opcao lettre letra lettera buchstabe 选项 选 选择 选择题 選択肢 choix"
    " antworten respuestas reponses risposte respostas order reihenfolge ordre orden ordine ordem".split()
)
_IS_RIGHT = pattern(
    r"\s+(?:is|ist|est|es|è|é)\s+(?:the\s+)?(?:correct|right|true|richtig|korrekt|wahr|juste|vraie?|correct[ae]|corrett[ao]|corret[ao]|giust[ao])\s*\Z",
    re.IGNORECASE,
)
_ONLY = pattern(
    r"(?<!\S)(?:only|both|just|i\s+(?:choose|chose|pick|picked|say|would\s+(?:choose|pick|say))|i['’]d\s+(?:choose|pick|say)|ich\s+(?:wähle|nehme)|je\s+choisis|(?:yo\s+)?elijo|scelgo|escolho|nur|seulement|solo|solamente|soltanto|apenas|(?:it['’]?s|c['’]est|es|è|é)\s+(?:the|la|le|il))\s+(?=[(A-Za-z])",
    re.IGNORECASE,
)
# The letter of the part, or an option: `(a) B, C`.
# Behind the options that are meant, and an article before a letter alone.
_ONLY_BEHIND = pattern(r"(?<=[\w)\].])\s+only[.\s]*\Z", re.IGNORECASE)
_ARTICLE_BEFORE = pattern(r"\A\s*(?:la|le|die|der)\s+(?=\(?[A-H]\)?[.\s]*\Z)", re.IGNORECASE)
_PART = pattern(r"\(?([a-h])\)\s+(?=[^()\n]+\Z)")
# Before the text of an option; alone, a is an option.
_ARTICLE = pattern(r"an?\s+(?=[^\W\d_]{3})")
_ARTICLES = pattern(r"\A(?:an?|the)\s+(?=[^\W\d_]{3})")
# Before the first item of an order.
_FIRST = pattern(
    r"\A(?:first|zuerst|erst|d['’]abord|primero|prima|primeiro)[,:]?\s+(?=\S)", re.IGNORECASE
)
# Behind a letter: `B选项`, `Bです`.
_CALLED_BEHIND = frozenset("选项 选 を選ぶ を選択".split())
_LABELS = Labels()
# Between what options are called and the options: `Answer = C`, `Answer := C`.
_EQUALS = pattern(r":?=\s*(?=[^\s=>])")


# What stands around a letter, before it, between two.
_AROUND = " ()[].,;:{}'\"`*$“”„‘’«»"
_BETWEEN = pattern(
    r"(?<![-=])[-=]{1,5}>|[→⇒⟶⟹➔➜➝↦<>&|·]|\\(?:long)?(?:right)?(?:arrow|to)\b|,?\s*\b(?:then|and|und|dann|et|puis|y|luego|e|ed|poi|depois)\b(?=\s)"
    r"|(?<=[A-Za-z0-9)])\s*[和与及跟と]\s*(?=[(A-Za-z0-9])"
)
_NUMBERED = pattern(r"(?:^|\n|(?<=[^\s]) )[ \n]*([0-9]{1,2})[.)] +")
# A mark of a list at the beginning of a line.
_BULLET = pattern(r"(?:^|(?<=\n))[ \t]*[-*·–—+][ \t]+(?:\[[xX]\][ \t]*)?")
# Arrows and dots order items or leave some out; a list of several options has neither.
_NO_LIST = pattern(
    r"[-=]+>|<[-=]+|[→⇒⟶⟹➔➜➝↦←]|\\(?:long)?(?:right)?(?:arrow|to)\b|\w\s*(?:\.\.+|…)\s*\w"
)
# From one letter to another.
_FROM_TO = pattern(r"\(?(\w)\)?\s*(?:[-‐‑–—]|to|bis|through)\s*\(?(\w)\)?")
# A box before each option; what has an empty one is not chosen.
_BOXED = pattern(r"(?:^|(?<=[\s,;]))(?:[-*·–—+][ \t]+)?(\[[xX✓✔ ]?\]|[☐☑☒✅])[ \t]*(?=\S)")
_EMPTY_BOXES = frozenset({"[ ]", "[]", "☐"})
# Marks of Markdown around a word, not signs between two.
_MARKS = pattern(r"(?<![\w*])[*_]{1,2}(?=\w)|(?<=[^\W_])[*_]{1,2}(?![\w*])")


class Options:
    """Labels in their order, each with the option's text where there is one."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        for name in ("choices", "choice_texts", "items"):
            if not isinstance(settings.get(name) or [], list | tuple):
                raise ValueError(f"choice: {name} = {settings[name]!r} is no list")
        texts = settings.get("choice_texts") or settings.get("items") or ()
        labels = settings.get("choices") or [chr(ord("A") + i) for i in range(len(texts))]
        if texts and len(texts) != len(labels):
            raise ValueError(f"{len(labels)} choices and {len(texts)} texts")
        self.labels = [str(label) for label in labels]
        self.texts = dict(zip(self.labels, texts, strict=True)) if texts else {}
        # What pictures show, as a key says it beside the letter; alone it names nothing.
        self._called = [_bones(str(name)) for name in settings.get("called") or ()]
        self._by_name = {label.casefold(): label for label in self.labels}
        # Texts that are told apart by a sign or a capital letter are not read without it.
        folded = [_plain_text(text) for text in self.texts.values()]
        self._by_text = {text for text in folded if folded.count(text) == 1}
        self._letters = frozenset(label.casefold() for label in self.labels)
        self._exactly = {str(text).strip(): label for label, text in self.texts.items()}
        for label, text in self.texts.items():
            if _plain_text(text) in self._by_text:
                self._by_name.setdefault(_plain_text(text), label)

    def named(self, text: str) -> str | None:
        """The label a text means: the letter in any case, with `)` or `.`, or the option's text."""
        found = self._plainly(text)
        if found is not None:
            return found
        stripped = text.strip().strip(_AROUND)
        said = announced(stripped)
        if said == stripped:
            return None
        return self._without_article(said) or self._plainly(said)

    def _without_first(self, text: str) -> str:
        """`first B, then C` without its first word, unless that is an item itself."""
        found = _FIRST.match(text)
        own = found and found[0].strip(" ,:").casefold() in self._by_name
        return text[found.end() :] if found and not own else text

    def _without_article(self, text: str) -> str | None:
        """The label of an option's text behind an article: `it's a dense layer`."""
        article = _ARTICLE.match(text)
        beside = _plain_text(text[article.end() :]) if article else ""
        return self._by_name[beside] if beside in self._by_text else None

    def _plainly(self, text: str) -> str | None:
        if text.strip() in self._exactly:
            return self._exactly[text.strip()]
        stripped = text.strip().strip(_AROUND)
        if stripped.casefold() in self._by_name:
            return self._by_name[stripped.casefold()]
        plain = _plain_text(text)
        # Where a is an option, `a max pooling` may be that one.
        letter = stripped.partition(" ")[0].casefold() in self._letters
        if plain in self._by_name and not (letter and plain != _folded(text)):
            return self._by_name[plain]
        both = re.match(r"^\(?\s*(\w+)\s*(?:[).:;=,-]+\s*|\s)(.+)$", text.strip(), re.DOTALL)
        if both and both[1].casefold() in self._by_name:
            label = self._together(both[1], both[2])
            if label or both[1].casefold() not in self._by_text:
                return label
        both = re.match(r"^(.+?)\s*[(\[](\w+)[)\]]$", text.strip(), re.DOTALL)
        if both and both[2].casefold() in self._by_name:
            return self._together(both[2], both[1])
        return None

    def _together(self, letter: str, text: str) -> str | None:
        """A letter with the text of its option beside it, in brackets or not."""
        label = self._by_name[letter.casefold()]
        if self._is_printed(label, text):
            return label
        beside = text.strip().strip(".")
        if beside[:1] + beside[-1:] in ("()", "[]"):
            beside = beside[1:-1]
        other = self._exactly.get(beside.strip(), self._by_name.get(_plain_text(beside)))
        if letter.casefold() in self._by_text:
            return None  # two options by their texts, each of one word
        if other is not None and other != label and _plain_text(beside) in self._by_text:
            raise Unreadable(f"the letter {letter} and the text beside it name different options")
        return label if other == label else None

    def _is_printed(self, label: str, text: str) -> bool:
        """Whether a text is the one of this option as a key prints it: formulas as Unicode, LaTeX or MathML."""
        said, place = _bones(text), self.labels.index(label)
        known = (
            (self._called[place : place + 1], self._called),
            ([_bones(self.texts.get(label, ""))], self._bones),
        )
        return any(
            own == [said] and of_all.count(said) == 1 and said != "" for own, of_all in known
        )

    @cached_property
    def _bones(self) -> list[str]:
        return [_bones(text) for text in self.texts.values()]

    def unknown(self, text: str) -> Unreadable:
        """The reason for a text that names no option."""
        return Unreadable(f"{text.strip()[:30]!r} is none of the options {', '.join(self.labels)}")

    def _short(self, text: str) -> str:
        """The text, unless it is longer than any way of naming options."""
        most = 600 + 4 * sum(len(str(option)) for option in self.texts.values())
        if len(text) > most:
            raise Unreadable(f"the answer has {len(text)} characters; name the options by letter")
        return text

    def one(self, text: str) -> str:
        """Exactly one option."""
        cleaned = self._ticked(self._short(without_texts(inside(bare(text)))))
        found = self.named(cleaned) or self.named(_BULLET.sub("", cleaned, count=1))
        if found is not None:
            return found
        if _NEGATION.search(cleaned) or len([p for p in self.pieces(cleaned) if self.named(p)]) > 1:
            raise Unreadable("choose exactly one option")
        raise self.unknown(cleaned)

    def _ticked(self, text: str) -> str:
        r"""Of options with boxes before them, one a line, those that are ticked; any other text as it is.

        >>> Options({"choices": ["A", "B"]}).several("- [x] A\n- [ ] B")
        ['A']
        """
        parts = _BOXED.split(text)
        if len(parts) == 1 or parts[0].strip():
            return text
        boxes, options = parts[1::2], [option.strip(" \t,;") for option in parts[2::2]]
        if "x" in self._by_name and {box.casefold() for box in boxes} == {"[x]"}:
            return text  # the option x in brackets
        chosen = [o for b, o in zip(boxes, options, strict=True) if b not in _EMPTY_BOXES]
        if not chosen:
            raise Unreadable("no box is ticked; write the letters of the options")
        return "\n".join(option.strip() for option in chosen)

    def several(self, text: str, *, hyphens: bool = False) -> list[str]:
        """Options in the order written, whatever separates them; a hyphen may mean from … to."""
        cleaned = self._ticked(self._short(without_texts(inside(bare(text)))))
        found = self.named(cleaned)
        if found is not None:
            return [found]
        if not hyphens:
            self._check_list(cleaned)
        cleaned = announced(_BULLET.sub("", cleaned))
        if hyphens:
            cleaned = self._without_first(cleaned)
        if "\n" in cleaned:
            # Whole lines first: an option's own text may hold a comma.
            lines = [line.strip() for line in _NUMBERED.sub("\n", cleaned).split("\n")]
            whole = [self.named(line) for line in lines if line]
            if all(whole):
                _check_numbers(cleaned)
                return [label for label in whole if label]
        if _NEGATION.search(cleaned):
            raise Unreadable("list the options only")
        if letters := self._blanked(cleaned):
            return letters
        _check_numbers(cleaned)
        self._check_part(cleaned)
        labels = []
        if hyphens:
            cleaned = re.sub(r"(?<=\b\w)\s*-\s*(?=\w\b)", ",", cleaned)
        for piece in self.pieces(cleaned):
            label = self.named(piece)
            if label is None:
                run = re.sub(r"[ ()\[\].]", "", piece)
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

    def _check_list(self, text: str) -> None:
        """`Unreadable` for what orders options or leaves some out."""
        parts = re.split(r"[,;\n]", announced(_BULLET.sub("", text)))
        if _NO_LIST.search(text) or any(map(self._is_range, parts)):
            raise Unreadable("an order or a range; list every option that is meant, as A, C")

    def _is_range(self, text: str) -> bool:
        """Whether it says from one letter to another, and is no option itself."""
        ends = _FROM_TO.fullmatch(text.strip(" ."))
        found = ends and {end.casefold() for end in ends.groups()} <= self._letters
        return bool(found) and text.strip() not in self._exactly

    def _blanked(self, text: str) -> list[str]:
        """Letters of options with nothing but blanks between them, all small or all capital.

        The small `e` and `y` are letters there as others are, though elsewhere they may mean *and*.
        """
        letters = text.split()
        if len(letters) < 2 or any(len(one) > 1 or one.casefold() not in self._letters for one in letters):  # fmt: skip
            return []
        if not (text.islower() or text.isupper()):
            return []
        if len(letters) == 3 and letters[1] in ("e", "y"):
            raise Unreadable(
                f"{letters[1]!r} may be an option or mean 'and'; write the letters with commas, as A, C"
            )
        return [self._by_name[one.casefold()] for one in letters]

    def _check_part(self, text: str) -> None:
        """`Unreadable` where a letter in front is an option or that of the part, as in `(a) B, C`."""
        part = _PART.match(text)
        label = self._by_name.get(part[1]) if part else None
        if part and label is not None:
            others = [self.named(piece) for piece in self.pieces(text[part.end() :])]
            if None not in others and label not in others:
                raise Unreadable(
                    f"{part[0].strip()} may be the part or an option; write the letters alone, as A, C"
                )

    @staticmethod
    def pieces(text: str) -> list[str]:
        """The parts between separators and arrows."""
        text = _BETWEEN.sub(",", _NUMBERED.sub(",", text))
        parts = re.split(r"[,;\n/+]", text) if re.search(r"[,;\n/+]", text) else text.split()
        return [part for part in (p.strip() for p in parts) if part]


def announced(text: str) -> str:
    """The options without words that only announce them.

    >>> announced("Final answer: C"), announced("not C")
    ('C', 'not C')
    """
    text = _IS_RIGHT.sub("", _ONLY.sub("", text, count=1), count=1).rstrip("!")
    text = _ARTICLE_BEFORE.sub("", _ONLY_BEHIND.sub("", text, count=1), count=1)
    said = without_back(_LABELS.value(text, nouns=_CALLED), _CALLED_BEHIND)
    if said != text and (sign := _EQUALS.match(said)):
        return said[sign.end() :]
    left, colon, right = said.partition(":")
    if colon and right.strip() and _is_called(left):
        return right.strip().strip("*").strip()
    left, equals, right = said.partition("=")
    if equals and right.strip() and right[0] not in "=>" and _is_called(left):
        return right.strip()
    return said


def _is_called(text: str) -> bool:
    words = re.findall(r"[^\W_]+", text)
    return bool(words) and all(folded(word) in _CALLED for word in words)


def _check_numbers(text: str) -> None:
    """Numbers before items count them; anything else is an order of its own."""
    numbers = [int(number) for number in _NUMBERED.findall(text)]
    if numbers != list(range(1, len(numbers) + 1)):
        raise Unreadable("the numbers before the items do not count from 1; list the letters")


def _plain_text(text: str) -> str:
    """Small letters without an article in front, so that a dense layer is one without it as well."""
    return _ARTICLES.sub("", _folded(text), count=1)


def _folded(text: str) -> str:
    joined = _JOINED.sub(" ", _MARKS.sub("", str(text)))
    return re.sub(r"[\s$`]+", " ", joined).strip(" .").casefold()


# A hyphen between two words, which some write and some leave out: many-to-one.
_JOINED = pattern(r"(?<=[^\W\d_]{2})[-‐‑](?=[^\W\d_]{2})")
_TAG = pattern(r"</?(?:code|em|strong)>")
_COMMAND = pattern(r"\\([A-Za-z]+|.)")
# Commands that set type and print nothing, or a bar, which is none of the signs compared.
_SETTING = frozenset(
    "allowbreak displaystyle textstyle left right mbox emph textbf text mathrm mathbf mathit frac tfrac dfrac texttt quad cdot times Vert lVert rVert vert lvert rvert mid".split()
)


def _bones(text: str) -> str:
    r"""Letters, digits and signs of a text, however its formulas are set.

    >>> _bones(r"$(\nabla_a J)\, h^\top$") == _bones("(∇ₐ J) h^(⊤)") == _bones("(∇ₐ J) hᵀ") == "nablaajht"
    True
    """
    if "<" in text:
        from html import unescape  # as in `text`, only where it is needed

        from quizgen.answers.mathml import without_mathml

        text = unescape(_TAG.sub("", without_mathml(text)))

    def named(found: re.Match[str]) -> str:
        if found[1] == "top":
            return "T"
        return found[1] if found[1].isalpha() and found[1] not in _SETTING else ""

    plain = _COMMAND.sub(named, str(text)).replace("∇", "nabla").replace("⊤", "T")
    text = unicodedata.normalize("NFKC", plain)
    return "".join(c for c in text.replace("\u2212", "-") if c.isalnum() or c in "+-=<>").casefold()


def _read_key(text: str, options: Options) -> list[str]:
    try:
        return options.several(text)
    except Unreadable as error:
        raise ValueError(f"the key {text!r} cannot be read: {error.reason}") from None


def labels_of(encoded: object, options: Options) -> list[str]:
    """A key as labels; `ValueError` for one that is no option."""
    entries: Sequence[Any] = (
        list(encoded)
        if isinstance(encoded, list | tuple | set | frozenset)
        else _read_key(str(encoded), options)
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
