"""Kinds whose answers name options by letters that are drawn."""

from collections.abc import Mapping
from typing import Any, ClassVar

from quizgen.answers.description import Form, Markdown, Option, Piece, Words
from quizgen.answers.kind import AnswerKind


class Lettered(AnswerKind):
    """Settings: `choices`, the letters, and in `texts_in` the Markdown of each."""

    form = Form.OPTIONS
    lettered = few_answers = True
    texts_in: ClassVar[str] = "choice_texts"

    @classmethod
    def texts(cls, settings: Mapping[str, Any]) -> dict[str, str]:
        """The Markdown of each letter; empty where only the letters are known."""
        texts = settings.get(cls.texts_in) or ()
        letters = settings.get("choices") or [chr(ord("A") + i) for i in range(len(texts))]
        return dict(zip(letters, texts, strict=True)) if texts else {}

    @classmethod
    def offered(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Option, ...]:
        """In the order they were drawn; of an order none is right alone."""
        del encoded
        return tuple(
            Option(letter, text, right=False) for letter, text in cls.texts(settings).items()
        )

    @classmethod
    def letters(cls, settings: Mapping[str, Any]) -> frozenset[str]:
        """The letters of the options."""
        return frozenset(str(label).lower() for label in settings.get("choices", ()))

    @classmethod
    def encoded(cls, value: object) -> Any:
        """Letters are their own JSON form."""
        return value


class Chosen(Lettered):
    """One option or several: a key is a letter, or a list of letters.

    Of options that are pictures `called` says what they show: for keys and expressions, never for answers.
    """

    follows = True

    @classmethod
    def called(cls, settings: Mapping[str, Any]) -> dict[str, str]:
        """What each letter stands for."""
        names = settings.get("called")
        return dict(zip(settings["choices"], names, strict=True)) if names else cls.texts(settings)

    @classmethod
    def offered(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Option, ...]:
        """In the order they were drawn."""
        right = set(_listed(encoded))
        texts = cls.texts(settings).items()
        return tuple(Option(letter, text, right=letter in right) for letter, text in texts)

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """One letter with its text, several without."""
        letters, texts = _listed(encoded), cls.called(settings)
        if len(letters) == 1 and letters[0] in texts:
            return (Words(f"{letters[0]}: "), Markdown(texts[letters[0]]))
        return cls.on_one_line(encoded, settings)

    @classmethod
    def on_one_line(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """The letters."""
        del settings
        return (Words(", ".join(_listed(encoded)) or "none"),)

    @classmethod
    def meant(cls, encoded: object, settings: Mapping[str, object]) -> list[str]:
        """The texts of the letters."""
        texts = cls.called(settings)
        return sorted(texts[letter] for letter in _listed(encoded))

    @classmethod
    def as_computed(cls, value: Any, settings: Mapping[str, Any]) -> Any:
        """The texts, as the bank's expressions name options."""
        texts = cls.called(settings)
        if isinstance(value, list):
            return [texts.get(letter, letter) for letter in value]
        return texts.get(value, value)

    @classmethod
    def as_key(cls, encoded: object, settings: Mapping[str, object]) -> Any:
        """The letters of texts; None for a text that is no option."""
        letters = {text: letter for letter, text in cls.called(settings).items()}
        if isinstance(encoded, list):
            named = set(encoded) <= letters.keys()
            return sorted(letters[text] for text in encoded) if named else None
        return letters.get(str(encoded))


def _listed(encoded: Any) -> list[str]:
    return [encoded] if isinstance(encoded, str) else list(encoded)
