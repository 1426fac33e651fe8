"""Terms: which spellings are one term, what is told as misspelt, and that nothing else is accepted."""

import random
import time
import unicodedata

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.kind import FAILED

KEYS = [
    "overfitting", "vanishing gradient", "batch normalization", "ReLU", "cross-entropy", "dropout", "bias",
    "momentum", "supervised learning", "max pooling", "Überanpassung", "k-means", "L2 regularization", "softmax",
]  # fmt: skip
MISTAKES = [
    {"name": "other", "value": "underfitting", "hint": "Look at both losses."},
    {"name": "more", "value": ["exploding gradient", "mean pooling"], "hint": "The other way."},
]


def judged(text: str, key: object = "overfitting", **settings: object) -> str:
    return str(answer_kind("words", key, MISTAKES, **settings).judge(text).status)


@pytest.mark.parametrize(
    "text",
    [
        "overfitting", " OverFitting ", "over-fitting", "over fitting", "the overfitting", "Overfitting.", "“overfitting”",
        "**overfitting**", r"$\text{overfitting}$", "It is overfitting", "It's called over\u2010fitting", "óverfitting",
        "overfittings", "answer: overfitting", "<b>overfitting</b>", "ｏｖｅｒｆｉｔｔｉｎｇ", "an overfitting", "(overfitting)", "[overfitting]", "- overfitting", "a) overfitting", "(b) the overfitting",
    ],
)  # fmt: skip
def test_one_term(text: str) -> None:
    assert judged(text) == "correct"


@pytest.mark.parametrize(
    "text",
    [
        "not overfitting", "no overfitting", "overfitting or underfitting", "overfitting/underfitting", "overfitting, underfitting",
        "overfitting?", "¬overfitting", "~overfitting", "!overfitting", "-overfitting", "non-overfitting", "anti overfitting",
        "not the overfitting", "it is not overfitting", "overfitting is wrong", "<s>overfitting</s>", "~~overfitting~~",
        "overfitting\nunderfitting", "opposite of overfitting", "the term overfitting does not apply", "kein Overfitting",
        "overfiting", "overfittign", "ovrefitting", "0verfitting", "оverfitting", "overfitting (or not)", "overfitting → no",
        "overfitting\u0338", "o\u0336v\u0336e\u0336r\u0336fitting", "an-overfitting", "a-overfitting", "the-overfitting",
        "[ ] overfitting", "(not) overfitting", "(overfitting) (underfitting)", "overfitting ✗", "❌ overfitting", "--overfitting",
    ],
)  # fmt: skip
def test_not_read_and_not_wrong(text: str) -> None:
    assert judged(text) == "unreadable"


def test_a_declared_mistake_has_its_hint() -> None:
    kind = answer_kind("words", "overfitting", MISTAKES)
    for text in ("underfitting", "Under-Fitting", "the underfittings"):
        verdict = kind.judge(text)
        assert (verdict.status, verdict.mistake) == ("wrong", "other")
        assert verdict.feedback == "Look at both losses."
        assert not kind.doubt(text)


def test_a_term_that_nobody_declared_is_for_a_person() -> None:
    kind = answer_kind("words", "overfitting", MISTAKES)
    assert kind.judge("memorising").status == "wrong"
    assert "declares neither" in kind.doubt("memorising")


@pytest.mark.parametrize(
    ("key", "text", "status"),
    [
        ("supervised learning", "unsupervised learning", "wrong"),
        ("supervised learning", "un supervised learning", "unreadable"),
        ("supervised learning", "superviced learning", "unreadable"),
        ("max pooling", "mean pooling", "wrong"),
        ("max pooling", "min pooling", "wrong"),
        ("L2 regularization", "L1 regularization", "wrong"),
        ("L2 regularization", "L² regularization", "correct"),
        ("L2 regularization", "L_2-regularization", "correct"),
        ("encoder", "decoder", "wrong"),
        ("linear", "nonlinear", "wrong"),
        ("symmetric", "asymmetric", "wrong"),
        ("L1", "L\u22121", "unreadable"),
        ("L1", "L-1", "correct"),
        ("bias", "biass", "unreadable"),
        ("bias", "biases", "correct"),
        ("biases", "bias", "correct"),
        ("hypothesis", "hypotheses", "correct"),
        ("loss", "losses", "correct"),
        ("category", "categories", "correct"),
        ("Überanpassung", "ueberanpassung", "correct"),
        ("Überanpassung", "Uberanpassung", "correct"),
        ("ReLU", "relus", "correct"),
        ("ReLU", "ELU", "wrong"),
        ("bias", "bia", "wrong"),
        ("k-means", "k means", "correct"),
    ],
)
def test_terms_apart(key: str, text: str, status: str) -> None:
    assert judged(text, key) == status


def test_a_mistake_that_begins_like_an_article() -> None:
    mistakes = [{"name": "denial", "value": "asymmetric", "hint": "No."}]
    assert answer_kind("words", "symmetric", mistakes).judge("a symmetric").mistake == "denial"
    assert answer_kind("words", "symmetric", mistakes).judge("the symmetric").status == "correct"
    assert answer_kind("words", "symmetric").judge("a symmetric").status == "correct"


def test_what_an_author_does_not_free_differs() -> None:
    assert judged("Overfitting", free=["hyphens"]) != "correct"
    assert judged("over-fitting", free=["case"]) != "correct"
    assert judged("over-fitting", "over-fitting", free=["case"]) == "correct"
    assert judged("overfittings", free=["case"]) != "correct"
    assert judged("the overfitting", free=["case"]) == "unreadable"
    assert judged("resumé", "resume", free=["case"]) != "correct"


@pytest.mark.parametrize(
    ("key", "mistakes", "settings", "said"),
    [
        ("overfitting", [], {"accepted": "high variance"}, "no list of texts"),
        ("overfitting", [], {"free": ["colour"]}, "none of case"),
        ("overfitting", [], {"free": "case"}, "no list"),
        ("", [], {}, "no term"),
        ([], [], {}, "no term"),
        (3, [], {}, "no text"),
        ("over? fitting", [], {}, "no term"),
        ("overfitting", [{"name": "m", "value": "Over-fitting", "hint": ""}], {}, "both accepted and a mistake"),
        ("overfitting", [], {"accepts": ["x"]}, "did you mean 'accepted'"),
    ],
)  # fmt: skip
def test_what_an_author_wrote_wrong_is_told(
    key: object, mistakes: list[object], settings: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=said.replace("?", r"\?")):
        answer_kind("words", key, mistakes, **settings)


def bones(text: str) -> str:
    """What is left of a text without what is free, by other means than the code: letters and digits alone."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if sign.isalnum())


def fair(key: str, text: str) -> bool:
    """Whether a mutated text may count: nothing is left of it but the key, one number, an article or a lead."""
    other = bones(text)
    leads = (
        "itis",
        "its",
        "answer",
        "the",
        "an",
        "a",
        "die",
        "le",
        "la",
        "der",
        "das",
        "une",
        "ein",
        "eine",
        "",
    )
    rests = {other.removeprefix(lead) for lead in leads}
    for own in {bones(key), bones(key.replace("Ü", "ue"))}:
        numbers = {own, f"{own}s", f"{own}es", f"{own[:-1]}ies"}
        if rests & (numbers | {own.removesuffix("s"), own.removesuffix("es")}):
            return True
    return False


BESIDE = [
    "not", "no", "or", "and", "never", "un", "non", "anti", "kein", "nicht", "pas", "maybe", "underfitting", "because", "is",
    "wrong", "false", "less", "inverse", "without", "¬", "!", "~", "?", "≠", "/", "+", "&", "→", "the", "a", "it is", "answer:",
    "more", "in", "0", "1", "x", "<s>", "</s>", "~~", "*", "**", "(", ")", "[", "]", "{", "}", "$", "\\", ",", ";", ".", "…", "-", "_",
]  # fmt: skip


def mutated(random_: random.Random, key: str) -> str:
    text = key
    for _ in range(random_.randint(1, 3)):
        at = random_.randint(0, len(text))
        match random_.randrange(7):
            case 0:
                text = text[:at] + text[at + 1 :]
            case 1:
                text = (
                    text[:at]
                    + random_.choice("abcdefghijklmnopqrstuvwxyzäé0123456789 -")
                    + text[at:]
                )
            case 2:
                text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
            case 3:
                text = f"{random_.choice(BESIDE)} {text}"
            case 4:
                text = f"{text} {random_.choice(BESIDE)}"
            case 5:
                text = f"{random_.choice(BESIDE)}{text}{random_.choice(BESIDE)}"
            case _:
                text = f"{text} {random_.choice(BESIDE)} {random_.choice(KEYS)}"
    return text


def test_of_20000_mutated_texts_none_is_accepted_that_says_something_else() -> None:
    random_ = random.Random(12)  # noqa: S311 - no secret
    kinds = {key: answer_kind("words", key) for key in KEYS}
    accepted = 0
    for _ in range(20_000):
        key = random_.choice(KEYS)
        text = mutated(random_, key)
        verdict = kinds[key].judge(text)
        assert FAILED not in verdict.feedback, text
        if verdict.status == "correct":
            accepted += 1
            assert fair(key, text), (key, text)
    assert accepted > 200  # articles, blanks, hyphens and the plural are among them


@pytest.mark.timed
@pytest.mark.parametrize("sign", ["a", "over fitting ", "-", "ü", "the ", "(", "s", "\u0301"])
def test_long_texts_take_no_time(sign: str) -> None:
    kind = answer_kind("words", "overfitting", MISTAKES)
    kind.judge("warm")
    started = time.process_time()
    verdict = kind.judge((sign * 4_000)[:3_999])
    assert verdict.status != "correct"
    assert time.process_time() - started < 0.05
