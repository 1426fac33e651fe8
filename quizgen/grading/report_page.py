"""A class's report as one HTML page, no script and nothing from the network, and as a CSV."""

from collections.abc import Iterable, Sequence
from html import escape

from quizgen.answers.escape import for_terminal
from quizgen.document import wording
from quizgen.document.printers.html import head_cell
from quizgen.document.templates import fill
from quizgen.grading.class_report import told_late
from quizgen.grading.mark import exact_points
from quizgen.grading.report import ORDER, Report
from quizgen.grading.report_plots import bar, histogram, stacked
from quizgen.grading.statistics import Item
from quizgen.tables.writing import csv_text

FORMULAS = (
    "Facility index: mean share of the points. Discrimination index: 100 times the correlation of an "
    "item with the rest of the test. Discriminative efficiency: their covariance as a share of the "
    "largest possible one. Alpha: Cronbach's, Moodle's coefficient of internal consistency. All by the "
    "formulas that Moodle documents, over the students who handed something in; empty where a formula "
    "has no value."
)
# Slips and pairs that are listed; the CSV has the statistics of all items.
LISTED = 60


def page(report: Report) -> str:
    """The page."""
    sections = [
        _section("Points", _whole(report)),
        _section("Questions", _items("Questions", report, report.questions)),
        _section("Parts", _items("Parts", report, report.parts)),
        _section("Answers to each part", _statuses(report)),
        _section("Slips", _slips(report)),
        _section("Wrong answers that no slip explains", _clusters(report)),
        _section("Difficulty by drawn numbers", _drawn(report)),
        _section("Keys of classmates", _pairs(report)),
        _section("Handed nothing in", _absent(report)),
    ]
    return fill(
        "html/report.html.j2",
        title=_safe(report.title or "Homework"),
        summary=_safe(_summary(report)),
        formulas=escape(FORMULAS),
        body="\n".join(filter(None, sections)),
    )


def _summary(report: Report) -> str:
    here = report.students - len(report.absent)
    left = sum(report.undecided.values()) + report.unmatched
    wait = (
        f" {left} answer{'s wait' if left != 1 else ' waits'} for a decision in review.csv: "
        f"{sum(report.undecided.values())} unread, rounded or for a person to mark, {report.unmatched} of nobody."
        if left
        else " No answer waits for a decision."
    )
    late = "".join(f" {line[0].upper()}{line[1:]}." for line in told_late(*report.late))
    return f"{here} of {report.students} students handed something in.{late}{wait}"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>" if body else ""


def _whole(report: Report) -> str:
    all_ = report.whole
    rows = [
        ("Maximum", exact_points(report.maximum)),
        ("Mean", _number(all_.mean)),
        ("Median", _number(all_.median)),
        ("Standard deviation", _number(all_.deviation)),
        ("Skewness", _number(all_.skewness)),
        ("Kurtosis", _number(all_.kurtosis)),
        ("Alpha", _number(all_.alpha, 3)),
        ("Error ratio", _percent(all_.error_ratio)),
        ("Standard error", _number(all_.standard_error)),
    ]
    told = _table("Points", ("", ""), [(name, value) for name, value in rows if value])
    return f"<figure>{histogram(report.shares)}</figure>{told}"


def _items(title: str, report: Report, items: Sequence[Item]) -> str:
    head = (
        "Item", "Exercise", "Students", "Facility", "", "Deviation", "Discrimination",
        "Efficiency", "Effective weight",
    )  # fmt: skip
    rows = [
        (
            _safe(item.name),
            _safe(report.exercises.get(item.name, "")),
            str(item.count),
            _percent(item.facility),
            bar(item.facility, f"facility of {item.name}: {_percent(item.facility)}"),
            _percent(item.deviation),
            _number(item.discrimination, 1),
            _percent(item.efficiency),
            _percent(item.effective_weight),
        )
        for item in items
    ]
    return _table(title, head, rows)


def _statuses(report: Report) -> str:
    head = ("Part", *map(str, ORDER), "")
    rows = []
    for part, counts in report.statuses.items():
        said = ", ".join(f"{counts[name]} {name}" for name in ORDER if counts[name])
        rows.append(
            (
                _safe(part),
                *(str(counts[name] or "") for name in ORDER),
                stacked(counts, [str(name) for name in ORDER], f"{part}: {said}"),
            )
        )
    return _table("Answers to each part", head, rows)


def _slips(report: Report) -> str:
    rows = [
        (
            _safe(slip.question),
            _safe(slip.exercise),
            _safe(named(slip.name)),
            str(slip.count),
            _percent(100 * slip.count / slip.wrong if slip.wrong else None),
            _percent(100 * slip.count / slip.students),
        )
        for slip in report.slips[:LISTED]
    ]
    more = len(report.slips) - LISTED
    below = f"<p>and {more} more, each made less often</p>" if more > 0 else ""
    head = ("Part", "Exercise", "Slip", "Students", "of wrong answers", "of all")
    return _table("Slips", head, rows) + below if rows else ""


def named(mistake: str) -> str:
    """The slips of a verdict in words.

    >>> named("ignores-stride or forgets-plus-1")
    'ignores the stride or forgets the + 1'
    """
    alone = mistake.split(" or ")
    return " or ".join(" and ".join(map(wording.slip, one.split(" + "))) for one in alone)


def _clusters(report: Report) -> str:
    rows = [
        (
            _safe(one.question),
            _safe(one.exercise),
            f"<code>{_safe(one.reading)}</code>",
            str(one.count),
            str(one.wrong),
        )
        for one in report.clusters[:LISTED]
    ]
    head = ("Part", "Exercise", "Answer, as read", "Students", "unexplained in all")
    return _table("Wrong answers", head, rows) if rows else ""


def _drawn(report: Report) -> str:
    rows = [
        (
            _safe(one.question),
            f"<code>{_safe(one.name)} = {_safe(one.value)}</code>",
            str(one.students),
            _percent(float(100 * one.share)),
            bar(float(100 * one.share), f"{one.name} = {one.value}"),
        )
        for one in report.drawn
    ]
    head = ("Question", "Number", "Students", "Mean share", "")
    return _table("Difficulty", head, rows) if rows else ""


def _pairs(report: Report) -> str:
    rows = [
        (_safe(student), _safe(owner), _safe(", ".join(questions)))
        for student, owner, questions in report.pairs[:LISTED]
    ]
    told = "<p>Wrong answers that are one classmate's keys, more of them than chance explains.</p>"
    head = ("Student", "gave the keys of", "in")
    return told + _table("Keys of classmates", head, rows) if rows else ""


def _absent(report: Report) -> str:
    return f"<p>{', '.join(map(_safe, report.absent))}</p>" if report.absent else ""


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table that may be wider than a window: it is moved, with the keyboard too, and has a name for who hears it."""
    columns = "".join(head_cell(escape(cell), ' scope="col"') for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    top = f"<thead><tr>{columns}</tr></thead>" if any(head) else ""
    moved = f'class="wide" role="group" aria-label="{title}" tabindex="0"'
    return f"<div {moved}><table>{top}<tbody>{body}</tbody></table></div>"


def _number(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}%"


def _safe(text: str) -> str:
    return escape(for_terminal(text))


def table(report: Report) -> str:
    """The statistics of all items as CSV, with ten digits and more; then those of the whole test."""
    head = [
        "item", "exercise", "students", "facility_index", "standard_deviation", "intended_weight",
        "effective_weight", "discrimination_index", "item_rest_correlation",
        "discriminative_efficiency",
    ]  # fmt: skip
    rows = [head]
    for level in (report.questions, report.parts if report.parts != report.questions else ()):
        rows += [
            [
                item.name,
                report.exercises.get(item.name, ""),
                str(item.count),
                *map(
                    _exact,
                    (
                        item.facility, item.deviation, item.intended_weight, item.effective_weight,
                        item.discrimination, item.item_rest, item.efficiency,
                    ),
                ),
            ]
            for item in level
            if level is report.questions or item.name not in {q.name for q in report.questions}
        ]  # fmt: skip
    all_ = report.whole
    rows += [
        [],
        ["statistic", "value"],
        ["students", str(report.students)],
        ["handed_in", str(all_.count)],
        ["maximum", exact_points(report.maximum)],
        ["mean", _exact(all_.mean)],
        ["median", _exact(all_.median)],
        ["standard_deviation", _exact(all_.deviation)],
        ["skewness", _exact(all_.skewness)],
        ["kurtosis", _exact(all_.kurtosis)],
        ["cronbach_alpha", _exact(all_.alpha)],
        ["error_ratio", _exact(all_.error_ratio)],
        ["standard_error", _exact(all_.standard_error)],
        ["undecided", str(sum(report.undecided.values()))],
        ["unmatched", str(report.unmatched)],
        ["late", str(report.late[0])],
        ["late_without_points", str(report.late[2])],
    ]
    return csv_text(rows)


def _exact(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"
