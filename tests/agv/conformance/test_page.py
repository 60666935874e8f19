"""The page of rules is up to date, and no rule stands without a section."""

from pathlib import Path

import pytest

from tests.agv.conformance.page import page
from tests.agv.conformance.rules import RULES
from tests.golden import Golden

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_of_rules_is_up_to_date(pytestconfig: pytest.Config) -> None:
    update = bool(pytestconfig.option.update_golden)
    Golden(DOCS, update=update).check("vda5050.md", page())


def test_each_rule_names_where_it_is_written() -> None:
    page()
    assert len(RULES) >= 60
    assert all(each.said and (each.new != "–" or each.old != "–") for each in RULES)
