"""The items of Canvas's QTI: what a question becomes there, and how each answer is marked."""

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from urllib.parse import quote
from xml.etree.ElementTree import Element

from quizgen.answers.blank import Numeric, Pick, decimal
from quizgen.document.figures import Scene
from quizgen.errors import UserError
from quizgen.targets import page
from quizgen.targets.pictures import Picture, picture
from quizgen.targets.question import Asked, Question, Slot, split
from quizgen.targets.spelling import spellings
from quizgen.targets.xml import digest, element

# Letters of an item's text, and of a remark, that Canvas keeps.
MOST, REMARK = 16_384, 5_000
# Where pictures are in the package; an item names the whole path, or Classic shows none of them.
FOLDER = "web_resources"
# Decimals that Classic's page leaves of a number that is typed.
_PLACES = 4


def items(
    question: Question, pictures: dict[str, Picture]
) -> Iterator[tuple[str, Fraction, Element]]:
    """Role, points and item of the question, and of those beside it; variants of one exercise have the same roles."""

    def show(scene: Scene) -> str:
        made = picture(scene)
        pictures[made.name] = made
        source = f"$IMS-CC-FILEBASE$/{FOLDER}/{made.name}"
        return f'<p><img src="{source}" alt="{escape(made.alt)}" width="{made.width}"></p>'

    together, alone = split(question)
    if together:
        pieces = [page.statement(question, show, equation)]
        for asked in together:
            blanks = [f"[{_name(slot)}]" for slot in asked.slots]
            asks = page.prompt(question, asked, show, equation)
            pieces.extend((asks, _options(asked), page.arranged(asked, blanks, equation)))
        points = sum((asked.points for asked in together), Fraction(0))
        yield "", points, _filled(question, together, "\n".join(filter(None, pieces)), points)
    for asked in alone:
        role = asked.letter if len(question.asked) > 1 else ""
        statement = page.statement(question, show, equation, alone=asked)
        text = "\n".join((statement, page.prompt(question, asked, show, equation)))
        yield role, asked.points, _single(question, asked, role, text)


def equation(latex: str, *, display: bool = False) -> str:
    """A formula as Canvas's editor keeps it: both kinds of quizzes set it."""
    told = escape(latex)
    image = (
        f'<img class="equation_image" title="{told}" alt="LaTeX: {told}" data-equation-content="{told}" '
        f'src="/equation_images/{quote(quote(latex, safe=""), safe="")}">'
    )
    return f"<br>{image}" if display else image


def _options(asked: Asked) -> str:
    lines = "".join(
        f"<li>{escape(o.letter)}{') ' if o.letter else ''}{page.inlines(o.content, equation)}</li>"
        for o in asked.typeset.options
    )
    return f'<ul style="list-style: none">{lines}</ul>' if lines else ""


def _name(slot: Slot) -> str:
    """What a blank is called in the text."""
    return f"b{digest(slot.id)[:6]}"


def _filled(question: Question, together: list[Asked], text: str, points: Fraction) -> Element:
    slots = [slot for asked in together for slot in asked.slots]
    lids, conditions = [], []
    for slot in slots:
        lid = f"response_{_name(slot)}"
        texts = spellings(slot.blank.asks)
        labels = [(digest(question.code, slot.id, one), one) for one in texts]
        choices = [
            element("response_label", children=[_material(one, "text/plain")], ident=own)
            for own, one in labels
        ]
        lids.append(
            element(
                "response_lid",
                children=[
                    _material(_name(slot), "text/plain"),
                    element("render_choice", children=choices),
                ],
                ident=lid,
            )
        )
        conditions.append(
            _condition([_equal(lid, labels[0][0])], 100 / Fraction(len(slots)), "Add")
        )
    return _item(question, "", "fill_in_multiple_blanks_question", points, text, lids, conditions)


def _single(question: Question, asked: Asked, role: str, text: str) -> Element:
    if not asked.slots or len(asked.slots) > 1:
        return _item(question, role, "essay_question", asked.points, text, [_typed()], [])
    asks = asked.slots[0].blank.asks
    match asks:
        case Numeric(value, within) if value and abs(round(value, _PLACES) - value) <= within:
            condition = _condition([_near(value, within)], Fraction(100), "Set")
            return _item(
                question,
                role,
                "numerical_question",
                asked.points,
                text,
                [_typed("Decimal")],
                [condition],
            )
        case Pick(options, several):
            return _picked(
                question, asked, role, text, [o.letter or o.text for o in options], several=several
            )
        case _:
            # Classic takes every text for 0, and its page rounds: such keys are compared as texts.
            equal = [_equal("response1", one) for one in spellings(asks)]
            condition = _condition(equal, Fraction(100), "Set")
            return _item(
                question, role, "short_answer_question", asked.points, text, [_typed()], [condition]
            )


def _picked(
    question: Question, asked: Asked, role: str, text: str, names: list[str], *, several: bool
) -> Element:
    typeset = asked.typeset.options
    idents = {name: digest(question.code, asked.id, name) for name in names}
    hints = {wrong.value: wrong for wrong in asked.slots[0].wrong}
    labels = [
        element(
            "response_label",
            children=[_material(page.inlines(o.content, equation))],
            ident=idents[name],
        )
        for name, o in zip(names, typeset, strict=True)
    ]
    asks = asked.slots[0].blank.asks
    right = (
        {name for name, o in zip(names, asks.options, strict=True) if o.right}
        if isinstance(asks, Pick)
        else set()
    )
    lid = element(
        "response_lid",
        children=[element("render_choice", children=labels)],
        ident="response1",
        rcardinality="Multiple" if several else "Single",
    )
    if several:
        parts = [
            _equal("response1", idents[name])
            if name in right
            else element("not", children=[_equal("response1", idents[name])])
            for name in names
        ]
        conditions = [_condition([element("and", children=parts)], Fraction(100), "Set")]
        kind = "multiple_answers_question"
    else:
        conditions = [
            element(
                "respcondition",
                children=[
                    element("conditionvar", children=[_equal("response1", idents[name])]),
                    element(
                        "displayfeedback", feedbacktype="Response", linkrefid=f"{idents[name]}_fb"
                    ),
                ],
                continue_="Yes",
            )
            for name in names
            if name in hints
        ]
        conditions += [
            _condition([_equal("response1", idents[name])], Fraction(100), "Set") for name in right
        ]
        kind = "multiple_choice_question"
    remarks = [
        _feedback(f"{idents[name]}_fb", page.words(hints[name].hint, equation))
        for name in names
        if name in hints and not several
    ]
    return _item(question, role, kind, asked.points, text, [lid], conditions, remarks)


def _near(value: Fraction, within: Fraction) -> Element:
    """The number with its margin as both importers look for it: as limits, and as an attribute."""
    key = element(
        "varequal",
        decimal(value, within),
        respident="response1",
        margintype="absolute",
        margin=decimal(within),
    )
    limits = element(
        "and",
        children=[
            element("vargte", decimal(value - within, within), respident="response1"),
            element("varlte", decimal(value + within, within), respident="response1"),
        ],
    )
    return element("or", children=[key, limits])


def _equal(respident: str, text: str) -> Element:
    return element("varequal", text, respident=respident)


def _condition(tests: list[Element], score: Fraction, action: str) -> Element:
    return element(
        "respcondition",
        children=[
            element("conditionvar", children=tests),
            element("setvar", f"{float(score):.2f}", varname="SCORE", action=action),
        ],
        continue_="No" if action == "Set" else "Yes",
    )


def _typed(kind: str = "") -> Element:
    fib = {"fibtype": kind} if kind else {}
    label = element("response_label", ident="answer1", rshuffle="No")
    return element(
        "response_str",
        children=[element("render_fib", children=[label], **fib)],
        ident="response1",
        rcardinality="Single",
    )


def _material(html: str, kind: str = "text/html") -> Element:
    return element("material", children=[element("mattext", html, texttype=kind)])


def _feedback(ident: str, html: str) -> Element:
    return element(
        "itemfeedback", children=[element("flow_mat", children=[_material(html)])], ident=ident
    )


def _item(
    question: Question,
    role: str,
    kind: str,
    points: Fraction,
    text: str,
    responses: list[Element],
    conditions: list[Element],
    remarks: list[Element] | None = None,
) -> Element:
    if len(text) > MOST:
        raise UserError(
            f"{question.code}: the text has {len(text)} letters, and Canvas keeps {MOST}",
            "shorten the statement",
        )
    always = element(
        "respcondition",
        children=[
            element("conditionvar", children=[element("other")]),
            element("displayfeedback", feedbacktype="Response", linkrefid="general_fb"),
        ],
        continue_="Yes",
    )
    outcomes = element(
        "outcomes",
        children=[
            element("decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
        ],
    )
    solution = page.solution(question, equation)
    told = [_feedback("general_fb", solution)] if len(solution) <= REMARK else []
    return element(
        "item",
        children=[
            element(
                "itemmetadata",
                children=[metadata(question_type=kind, points_possible=points_of(points))],
            ),
            element("presentation", children=[_material(text), *responses]),
            element("resprocessing", children=[outcomes, *([always] if told else []), *conditions]),
            *told,
            *(remarks or []),
        ],
        ident=f"i{digest(question.code, role)}",
        title=f"{question.title} [{question.code}]",
    )


def metadata(**fields: str) -> Element:
    """Fields that Canvas reads of an item or quiz."""
    return element(
        "qtimetadata",
        children=[
            element(
                "qtimetadatafield",
                children=[element("fieldlabel", name), element("fieldentry", value)],
            )
            for name, value in fields.items()
        ],
    )


def points_of(points: Fraction) -> str:
    """Points as a decimal."""
    return f"{float(points):.7g}"
