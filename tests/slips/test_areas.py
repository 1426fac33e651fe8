"""Which module of slips is loaded for a question."""

import pytest

from quizgen.slips import AREAS, all_rules


@pytest.mark.parametrize("area", AREAS)
def test_an_area_names_the_quantities_it_speaks_of(area: str) -> None:
    found = [rule for rule in all_rules() if rule.wrong.__module__ == f"quizgen.slips.{area}"]
    assert {quantity for rule in found for quantity in rule.quantities} == AREAS[area]


def test_every_rule_of_the_package_stands_in_an_area() -> None:
    modules = {rule.wrong.__module__.removeprefix("quizgen.slips.") for rule in all_rules()}
    assert {name for name in modules if not name.startswith(("tests.", "test_"))} <= set(AREAS)
