"""How an item of QTI is answered and marked: declarations, fields, the processing of responses, remarks."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import lcm
from xml.etree.ElementTree import Element

from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.targets.question import Slot, Wrong
from quizgen.targets.xml import digest, element

# Numbers of eight digits are as near as floats of a player are.
_TINY = Fraction(1, 10**9)


def name_of(slot: Slot) -> str:
    """The response of a blank."""
    return f"R{digest(slot.id)}"


def remark_of(slot: Slot, wrong: Wrong) -> str:
    """The name of the remark on a slip."""
    return f"F{digest(slot.id, wrong.name, str(wrong.value))}"


def option_of(place: int) -> str:
    """The name of an option, counted from 0."""
    return f"O{place + 1}"


def unit_of(slots: Sequence[Slot]) -> int:
    """How many units a point has, that whole ones are added alone: a player rounds what it adds to thousandths.

    >>> from quizgen import draw
    >>> from quizgen.targets.question import question_of
    >>> [unit_of(asked.slots) for asked in question_of(draw("conv1d-compute", 1)).asked]
    [5]
    """
    return lcm(*(share.denominator for slot in slots for share in _shares(slot)))


def _shares(slot: Slot) -> Iterator[Fraction]:
    yield slot.points
    if isinstance(slot.blank.asks, Pick) and slot.blank.asks.several:
        yield _share(slot, slot.blank.asks)
    yield from (slot.points * wrong.credit for wrong in slot.wrong)


def _share(slot: Slot, asks: Pick) -> Fraction:
    """What each of several right options is worth."""
    return slot.points / max(1, sum(option.right for option in asks.options))


def declared(slot: Slot, unit: int) -> Element:
    """The response with its right answer; several options have a mapping to units."""
    match slot.blank.asks:
        case Numeric(value, within):
            kind, cardinality, right = "float", "single", [decimal(value, within)]
        case Spelled(accepted):
            kind, cardinality, right = "string", "single", [accepted[0]]
        case Pick(options, several):
            kind, cardinality = "identifier", "multiple" if several else "single"
            right = [option_of(i) for i, option in enumerate(options) if option.right]
    children = [element("correctResponse", children=[element("value", one) for one in right])]
    if isinstance(slot.blank.asks, Pick) and slot.blank.asks.several:
        children.append(_mapping(slot, slot.blank.asks, unit))
    return element(
        "responseDeclaration",
        children=children,
        identifier=name_of(slot),
        cardinality=cardinality,
        baseType=kind,
    )


def _mapping(slot: Slot, asks: Pick, unit: int) -> Element:
    share = _share(slot, asks) * unit
    entries = [
        element(
            "mapEntry", mapKey=option_of(i), mappedValue=_points(share if option.right else -share)
        )
        for i, option in enumerate(asks.options)
    ]
    return element(
        "mapping",
        children=entries,
        lowerBound="0",
        upperBound=_points(slot.points * unit),
        defaultValue="0",
    )


def body_of(slot: Slot, words: Callable[[str], list[Element]]) -> Element:
    """The field of a blank; `words` sets the text of an option."""
    match slot.blank.asks:
        case Pick(options, several):
            choices = [
                element("simpleChoice", children=words(o.text or o.letter), identifier=option_of(i))
                for i, o in enumerate(options)
            ]
            return element(
                "choiceInteraction",
                children=choices,
                responseIdentifier=name_of(slot),
                shuffle="false",
                maxChoices="0" if several else "1",
            )
        case _:
            return element(
                "textEntryInteraction", responseIdentifier=name_of(slot), expectedLength="12"
            )


def processing(slots: Sequence[Slot]) -> Element:
    """Units are added blank by blank, and make points at the end; a slip adds its share and shows its remark."""
    unit = unit_of(slots)
    rules = [rule for slot in slots for rule in _rules(slot, unit)]
    points = element("divide", children=[_variable("UNITS"), _float(Fraction(unit))])
    return element("responseProcessing", children=[*rules, _set("SCORE", points)])


def _rules(slot: Slot, unit: int) -> Iterator[Element]:
    asks = slot.blank.asks
    if isinstance(asks, Pick) and asks.several:
        yield _add(element("mapResponse", identifier=name_of(slot)))
        return
    # Players take nothing for 0, or stop at it: an empty field is passed over first.
    branches = [
        element("responseIf", children=[element("isNull", children=[_response(slot)])]),
        element("responseElseIf", children=[_is_right(slot), _add(_float(slot.points * unit))]),
    ]
    branches += [
        element("responseElseIf", children=[_is(slot, wrong), *_of_slip(slot, wrong, unit)])
        for wrong in slot.wrong
        if wrong.hint or wrong.credit
    ]
    yield element("responseCondition", children=branches)


def _is_right(slot: Slot) -> Element:
    match slot.blank.asks:
        case Numeric(value, within):
            return _near(slot, value, within)
        case Spelled(accepted):
            return element("or", children=[_same(slot, text) for text in accepted])
        case Pick():
            correct = element("correct", identifier=name_of(slot))
            return element("match", children=[_response(slot), correct])


def _is(slot: Slot, wrong: Wrong) -> Element:
    if isinstance(wrong.value, Fraction):
        return _near(slot, wrong.value, wrong.within)
    if isinstance(slot.blank.asks, Pick):
        names = [option.letter or option.text for option in slot.blank.asks.options]
        own = element("baseValue", option_of(names.index(wrong.value)), baseType="identifier")
        return element("match", children=[_response(slot), own])
    return _same(slot, wrong.value)


def _near(slot: Slot, value: Fraction, within: Fraction) -> Element:
    reach = max(within, _TINY * (1 + abs(value)))
    digits = reach / 100
    low = element("gte", children=[_response(slot), _float(value - reach, digits)])
    high = element("lte", children=[_response(slot), _float(value + reach, digits)])
    return element("and", children=[low, high])


def _same(slot: Slot, text: str) -> Element:
    own = element("baseValue", text, baseType="string")
    return element("stringMatch", children=[_response(slot), own], caseSensitive="false")


def _of_slip(slot: Slot, wrong: Wrong, unit: int) -> Iterator[Element]:
    if wrong.credit:
        yield _add(_float(slot.points * wrong.credit * unit))
    if wrong.hint:
        own = element("baseValue", remark_of(slot, wrong), baseType="identifier")
        yield _set("FEEDBACK", element("multiple", children=[_variable("FEEDBACK"), own]))


def _add(units: Element) -> Element:
    return _set("UNITS", element("sum", children=[_variable("UNITS"), units]))


def _set(outcome: str, value: Element) -> Element:
    return element("setOutcomeValue", children=[value], identifier=outcome)


def _variable(name: str) -> Element:
    return element("variable", identifier=name)


def _response(slot: Slot) -> Element:
    return _variable(name_of(slot))


def _float(value: Fraction, within: Fraction | None = None) -> Element:
    return element("baseValue", decimal(value, within or Fraction(1, 10**9)), baseType="float")


def _points(value: Fraction) -> str:
    return f"{float(value):.7g}"


def remarks(slots: Sequence[Slot], words: Callable[[str], list[Element]]) -> Iterator[Element]:
    """The remarks on slips, each shown when it is named; `words` sets their text."""
    for slot in slots:
        if isinstance(slot.blank.asks, Pick) and slot.blank.asks.several:
            continue
        for wrong in slot.wrong:
            if wrong.hint:
                yield element(
                    "modalFeedback",
                    children=words(wrong.hint),
                    outcomeIdentifier="FEEDBACK",
                    identifier=remark_of(slot, wrong),
                    showHide="show",
                )
