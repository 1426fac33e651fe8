"""A part that asks for a property: what decides about answers, and whether its sample has it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from quizgen.answers import answer_kind, encode
from quizgen.answers.kind import AnswerKind
from quizgen.answers.property import Property, Sign
from quizgen.bank.exercise import PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.mistakes import Rejected, hint_text
from quizgen.bank.recipes import needed
from quizgen.bank.trivial import trivial_answers
from quizgen.errors import UserError
from quizgen.language.deciding import ANSWER, Decider, holds_in
from quizgen.language.expression import Scope, compiled
from quizgen.language.repairs import nearest
from quizgen.language.restored import FAILURES, for_expressions
from quizgen.language.texts import filled, names_in
from quizgen.variant import Part

# So many cases a person could have meant; each is evaluated for every answer.
CASES = 60
# Settings of partial credit by entries, which a property has not.
CREDIT = frozenset({"partial", "trivial"})
# The setting by which an answer need not have the size of the sample.
ANY_SIZE = "any_size"


def by_property(
    part: Part,
    spec: PartSpec,
    scope: Scope,
    keys: Mapping[str, object],
    others: Iterable[Sign] = (),
) -> Part:
    """The part with the property instead of the key, which is a sample now.

    `keys` are those of earlier parts, which the property may name; `others` are signs of an answer that
    is right by another convention. `FieldError` where the sample has it not, or the property is none. The way to the sample is not
    told: another answer has another.
    """
    settings = {name: value for name, value in part.settings.items() if name not in CREDIT}
    with at_field(spec.field("kind" if spec.kind else "answer")):
        kind = answer_kind(part.kind, part.key, **settings)
    earlier = {name: key for name, key in keys.items() if _is_free(name, spec, scope)}
    asked = _property(spec, Scope({**scope.given, **earlier}, scope.let), frozenset(earlier))
    decider = Decider(asked)
    _check_sample(spec, decider, kind)
    asked = replace(asked, signs=(*asked.signs, *others))
    if asked.partial != "all":
        asked = _with_trivial(asked, decider, kind, scope.given.values())
    hint = part.hint if spec.hint else ""
    return replace(
        part, holds=asked, settings=settings, hint=hint, solution=(), recipe=None, follow=None
    )


def with_signs(part: Part, spec: PartSpec, scope: Scope) -> Part:
    """The part with the mistakes beside its key that are recognised by a property.

    `Rejected` where the key has one, `FieldError` where one is none.
    """
    if spec.holds or not any(own.holds for own in spec.mistakes.values()):
        return part
    asked = _property(spec, scope, frozenset())
    with at_field(spec.field("kind" if spec.kind else "answer")):
        kind = answer_kind(part.kind, part.key, **part.settings)
        answer = for_expressions(kind, kind.exact(kind.key))
    for _, of_key in Decider(asked).scopes(answer):
        for sign in asked.signs:
            field = spec.field(f"mistakes.{sign.name}")
            with at_field(field, sign.holds, of_key):
                if holds_in(of_key, sign.holds):
                    raise Rejected(
                        f"{spec.id}: mistake {sign.name} holds for the right answer", field
                    )
    return replace(part, signs=asked)


def _is_free(name: str, spec: PartSpec, scope: Scope) -> bool:
    """Whether a part's name means the part: what is drawn, a let or a case of that name goes before."""
    return name not in scope.given and name not in scope.let and name not in spec.cases


def _property(spec: PartSpec, scope: Scope, earlier: frozenset[str]) -> Property:
    """The property with the lets and values that it needs; `earlier` are parts that it may name."""
    cases = _cases(spec, scope)
    signs = tuple(
        Sign(name, own.holds, hint_text(spec, name, own), own.credit)
        for name, own in spec.mistakes.items()
        if own.holds
    )
    _check_texts(spec, scope)
    expressions = (*filter(None, (spec.holds,)), *(sign.holds for sign in signs))
    templates = (spec.says, *(sign.hint for sign in signs))
    let, names = needed(expressions, templates, scope.let)
    return Property(
        holds=spec.holds,
        let=let,
        values={name: encode(scope.given[name]) for name in sorted(names & scope.given.keys())},
        cases=cases,
        says=spec.says,
        signs=signs,
        partial=str(spec.settings.get("partial", "all")),
        earlier=tuple(sorted(names & earlier)),
        any_size=_any_size(spec),
    )


def _any_size(spec: PartSpec) -> bool | None:
    found = spec.settings.get(ANY_SIZE)
    if found not in (None, True):
        with at_field(spec.field("settings")):
            raise UserError(f"{ANY_SIZE} = {found!r}", f"write {ANY_SIZE} = true, or leave it out")
    return True if found else None


def _cases(spec: PartSpec, scope: Scope) -> tuple[Mapping[str, Any], ...]:
    """The cases, each with the value of every name, in the JSON form of keys."""
    columns: dict[str, list[Any]] = {}
    for name, text in spec.cases.items():
        field = spec.field(f"cases.{name}") if name != "case" else spec.field("cases")
        with at_field(field, text, scope):
            _check_free(name, scope)
            found = scope.evaluate(text)
            entries = found.tolist() if hasattr(found, "tolist") else found
            if not isinstance(entries, (list, tuple, range)) or not entries:
                raise UserError(
                    f"{text!r} is no list of cases", 'write one such as "[(0, 0), (0, 1)]"'
                )
            if len(entries) > CASES:
                raise UserError(f"{len(entries)} cases; at most {CASES}", "ask for fewer")
            columns[name] = [encode(entry) for entry in entries]
    lengths = {name: len(entries) for name, entries in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{length} of {name}" for name, length in lengths.items())
        with at_field(spec.field("cases")):
            raise UserError(f"{said}: the lists differ in length", "give each name every case")
    return tuple(
        dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
    )


def _check_free(name: str, scope: Scope) -> None:
    if name == ANSWER or name in scope.given or name in scope.let:
        raise UserError(
            f"the name {name!r} has a meaning already", "give the cases a name of their own"
        )


def _check_texts(spec: PartSpec, scope: Scope) -> None:
    """`FieldError` for a text that is none, or a name that neither the exercise nor the answer gives."""
    known = scope.names() | {ANSWER, "range", "loop", *spec.cases}
    asked = [(spec.field("holds"), spec.holds, _names)] if spec.holds else []
    texts = [*asked, (spec.field("says"), spec.says, names_in)]
    for name, own in spec.mistakes.items():
        if own.holds:
            field = spec.field(f"mistakes.{name}")
            texts += [(field, own.holds, _names), (field, own.hint, names_in)]
    for field, text, named in texts:
        with at_field(field):
            for name in sorted(named(text) - known):
                cases = f", a case {' or '.join(map(repr, spec.cases))}" if spec.cases else ""
                raise UserError(
                    f"unknown name {name!r}; the student's answer is called {ANSWER!r}{cases}",
                    nearest(name, known),
                )


def _names(text: str) -> frozenset[str]:
    return compiled(text).names


def _check_sample(spec: PartSpec, decider: Decider, kind: AnswerKind) -> None:
    with at_field(spec.field("answer")):
        answer = for_expressions(kind, kind.exact(kind.key))
    for case, scope in decider.scopes(answer):
        with at_field(spec.field("holds"), spec.holds, scope):
            holds = holds_in(scope, spec.holds)
        for name, own in spec.mistakes.items():
            if own.holds:
                _check_sign(spec, name, scope)
        _check_says(spec, scope)
        if not holds:
            which = f" for {decider.named(case)}" if case else ""
            with at_field(spec.field("answer")):
                raise UserError(
                    f"the sample {kind.typed(kind.exact(kind.key))} has not the property{which}",
                    "give an answer that has it in every draw, or mend holds",
                )


def _check_says(spec: PartSpec, scope: Scope) -> None:
    """What is said of a case that fails must be a text for the sample too, as far as it can be computed."""
    with at_field(spec.field("says")):
        try:
            filled(spec.says, scope)
        except (ZeroDivisionError, ValueError):
            return  # of a wrong answer it may be computable


def _check_sign(spec: PartSpec, name: str, scope: Scope) -> None:
    """A mistake's property must be one, where it can be computed of the sample."""
    text, field = spec.mistakes[name].holds, spec.field(f"mistakes.{name}")
    try:
        holds_in(scope, text)
    except (ZeroDivisionError, ValueError):
        return  # of a wrong answer it may be computable
    except UserError:
        with at_field(field):
            raise


def _with_trivial(
    asked: Property, decider: Decider, kind: AnswerKind, given: Iterable[Any]
) -> Property:
    """The property, with the most cases that an answer without knowledge has right."""
    most = 0
    for encoded in trivial_answers(kind, given):
        try:
            right = decider.right(for_expressions(kind, kind.exact(kind.known(encoded))))
        except FAILURES:
            continue
        most = max(most, right if right < len(asked.cases) else 0)
    return replace(asked, trivial=most)
