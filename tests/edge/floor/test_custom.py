"""Custom fields at a site: defined once, values checked by their kind, all of a command or none."""

from typing import Any

import pytest

from models.warehouse.custom import FIELDS_MAX
from models.warehouse.replies import Level, Outcome
from tests.edge.site import TestSite

COLOUR = {"about": "item", "field": "colour", "kind": "choice", "label_en": "Colour"}


def define(site: TestSite, field: str, kind: str = "text", **more: object) -> None:
    given = {"about": "item", "field": field, "kind": kind, "label_en": field.title(), **more}
    assert site.do("set_field", **given).outcome is Outcome.LINE_DONE


def values(site: TestSite, table: str = "custom_value") -> list[tuple[Any, ...]]:
    return site.store.connection.execute(f"SELECT field, value FROM {table} ORDER BY id").fetchall()


def test_values_of_each_kind_are_kept_with_their_item(site: TestSite) -> None:
    define(site, "origin")
    define(site, "alcohol", "decimal", decimals=1)
    define(site, "colour", "choice", choices=["red", "blue"])
    reply = site.do(
        "set_values", about="item", number="TEA",
        values={"origin": "Assam", "alcohol": "0.5", "colour": "red"},
    )  # fmt: skip
    assert (reply.outcome, reply.data) == (
        Outcome.LINE_DONE, {"fields": ["origin", "alcohol", "colour"]},
    )  # fmt: skip
    assert sorted(values(site)) == [
        ("item:alcohol", "5"), ("item:colour", "red"), ("item:origin", "Assam"),
    ]  # fmt: skip
    site.do("set_values", about="item", number="TEA", values={"origin": None})
    assert ("item:origin", None) in values(site)


def test_documents_and_partners_have_fields_of_their_own(site: TestSite) -> None:
    site.do("announce_asn", asn="A1", supplier="LEAF", lines=[{"item": "TEA", "quantity": 1}])
    site.order("O1", ("TEA", 1))
    define(site, "seal", about="document")
    define(site, "rating", "integer", about="partner")
    for about, number, given in (
        ("asn", "A1", {"seal": "S-1"}),
        ("order", "O1", {"seal": "S-2"}),
        ("order", "O1", {"seal": "S-3"}),
        ("partner", "LEAF", {"rating": 5}),
    ):
        reply = site.do("set_values", about=about, number=number, values=given)
        assert reply.outcome is Outcome.LINE_DONE
    assert values(site, "document_value") == [("document:seal", "S-1"), ("document:seal", "S-3")]
    assert values(site) == [("partner:rating", "5")]


@pytest.mark.parametrize(
    ("given", "outcome", "key"),
    [
        ({"values": {"origin": "x", "nothing": 1}}, Outcome.UNKNOWN_CODE, "field.unknown"),
        (
            {"values": {"origin": "x", "weeks": "two"}},
            Outcome.BAD_VALUE,
            "field.not_a_whole_number",
        ),
        ({"values": {"origin": None}}, Outcome.BAD_VALUE, "field.required"),
        ({"number": "NONE"}, Outcome.UNKNOWN_CODE, "scan.unknown_item"),
        ({"about": "partner", "number": "NONE"}, Outcome.UNKNOWN_CODE, "partner.unknown"),
        ({"about": "asn"}, Outcome.UNKNOWN_CODE, "asn.unknown"),
        ({"about": "order"}, Outcome.UNKNOWN_CODE, "order.unknown"),
    ],
)
def test_one_value_that_does_not_fit_refuses_all(
    site: TestSite, given: dict[str, Any], outcome: Outcome, key: str
) -> None:
    define(site, "origin", required=True)
    define(site, "weeks", "integer")
    asked = {"about": "item", "number": "TEA", "values": {"origin": "x"}, **given}
    reply = site.do("set_values", **asked)
    assert (reply.outcome, reply.say.key, reply.level) == (outcome, key, Level.BLOCK)
    assert values(site) == []


@pytest.mark.parametrize(
    ("given", "outcome", "key"),
    [
        ({"kind": "text", "choices": []}, Outcome.WRONG_KIND, "field.keeps_kind"),
        ({"choices": []}, Outcome.BAD_VALUE, "field.choices_for_choice"),
        ({"field": "size", "kind": "text"}, Outcome.BAD_VALUE, "field.choices_for_choice"),
        (
            {"field": "size", "kind": "text", "choices": [], "decimals": 2},
            Outcome.BAD_VALUE,
            "field.decimals_for_decimal",
        ),
    ],
)
def test_a_definition_that_makes_no_sense_is_refused(
    site: TestSite, given: dict[str, Any], outcome: Outcome, key: str
) -> None:
    site.do("set_field", **COLOUR, choices=["red"])
    reply = site.do("set_field", **{**COLOUR, "choices": ["red"], **given})
    assert (reply.outcome, reply.say.key) == (outcome, key)


def test_a_dropped_field_takes_no_value_and_comes_back_with_those_it_had(site: TestSite) -> None:
    define(site, "origin")
    site.do("set_values", about="item", number="TEA", values={"origin": "Assam"})
    assert site.do("drop_field", about="item", field="origin").done
    assert site.do("drop_field", about="item", field="origin").outcome is Outcome.UNKNOWN_CODE
    refused = site.do("set_values", about="item", number="TEA", values={"origin": "Ceylon"})
    assert refused.outcome is Outcome.UNKNOWN_CODE
    define(site, "origin", label_en="Country")
    assert values(site) == [("item:origin", "Assam")]


def test_there_are_so_many_fields_and_no_more(site: TestSite) -> None:
    for number in range(FIELDS_MAX):
        define(site, f"f{number}")
    full = site.do("set_field", about="item", field="more", kind="text", label_en="More")
    assert full.outcome is Outcome.TOO_MANY
    define(site, "f0", label_en="Changed")
    define(site, "other", about="partner")
