"""What is received with one scan of a unit: of a transfer, of a delivery, with cartons in it."""

from models.warehouse.replies import Outcome
from tests.edge.dialogues.talker import Talker
from tests.edge.site import TestSite
from tests.edge.transfers import TWIN, told


def a_unit_of_a_transfer_is_taken_in_whole(site: TestSite, talk: Talker) -> None:
    told(site, ("TEA", 5, "BOX-1"), ("MUG", 2, "BOX-1"), ("TEA", 3, "BOX-2"))
    told(site, ("TEA", 1, "BOX-9"), twin=TWIN + 1, number="T2")
    talk.open("receiving")
    talk.scan("T1")
    assert talk.scan("BOX-9").outcome is Outcome.WRONG_UNIT
    assert talk.scan("BOX-1").outcome is Outcome.UNIT_DONE
    assert talk.scan("BOX-1").outcome is Outcome.ALREADY_DONE
    assert [(row.code, row.done, row.of) for row in talk.question.rows] == [
        ("TEA", 5, 8), ("MUG", 2, 2),
    ]  # fmt: skip
    assert talk.scan("BOX-2").outcome is Outcome.UNIT_DONE
    assert talk.choose("close").outcome is Outcome.DOCUMENT_DONE
    assert site.quants() == [
        ("MUG", "DOCK-1", "BOX-1", None, "available", 2, 0),
        ("TEA", "DOCK-1", "BOX-1", None, "available", 5, 0),
        ("TEA", "DOCK-1", "BOX-2", None, "available", 3, 0),
    ]


def a_unit_taken_in_whole_is_taken_back_whole(site: TestSite, talk: Talker) -> None:
    told(site, ("TEA", 5, "BOX-1"), ("MUG", 2, "BOX-1"))
    talk.open("receiving")
    talk.scan("T1")
    talk.scan("BOX-1")
    assert talk.choose("undo").outcome is Outcome.UNDONE
    assert (site.quants(), site.tasks("T1", "putaway")) == ([], [])
    assert talk.scan("BOX-1").outcome is Outcome.UNIT_DONE


def _on_pallet(site: TestSite) -> None:
    """A pallet with two cartons, and one that comes beside it."""
    told(
        site, ("TEA", 5, "C-1"), ("MUG", 2, "C-2"), ("TEA", 3, "C-3"),
        into={"C-1": "PAL-9", "C-2": "PAL-9"},
    )  # fmt: skip


def a_carton_is_missing_on_its_pallet(site: TestSite, talk: Talker) -> None:
    _on_pallet(site)
    talk.open("receiving")
    talk.scan("T1")
    assert talk.choose("missing").outcome is Outcome.NO_WORK
    assert talk.scan("PAL-9").outcome is Outcome.UNIT_DONE
    assert talk.choose("missing").done
    assert [row.code for row in talk.question.rows] == ["C-1", "C-2"]
    assert talk.choose("back").done
    talk.choose("missing")
    assert talk.choose("C-2").done
    assert [row.code for row in talk.question.rows] == ["C-1"]
    talk.choose("back")
    assert [row[:3] for row in site.quants()] == [("TEA", "DOCK-1", "C-1")]
    assert talk.scan("C-2").outcome is Outcome.UNIT_DONE
    assert talk.scan("C-3").outcome is Outcome.UNIT_DONE
    assert talk.choose("missing").outcome is Outcome.NO_WORK
    assert talk.choose("close").outcome is Outcome.DOCUMENT_DONE


def what_was_put_away_meanwhile_was_there(site: TestSite, talk: Talker) -> None:
    _on_pallet(site)
    talk.open("receiving")
    talk.scan("T1")
    talk.scan("PAL-9")
    talk.choose("missing")
    put = {"item": "MUG", "quantity": 1, "unit": "C-2", "location": "A-01-01-1"}
    assert site.do("put_away", confirm=True, **put).done
    assert talk.choose("C-2").outcome is Outcome.GONE


def a_carton_of_a_delivery_is_missing_too(site: TestSite, talk: Talker) -> None:
    lines = [{"item": "TEA", "quantity": 4, "unit": unit} for unit in ("K-1", "K-2")]
    units = [{"unit": unit, "into": "PAL-8"} for unit in ("K-1", "K-2")]
    assert site.do("announce_asn", asn="A1", supplier="S1", lines=lines, units=units).done
    talk.open("receiving")
    talk.scan("A1")
    assert talk.scan("PAL-8").outcome is Outcome.UNIT_DONE
    talk.choose("missing")
    assert talk.choose("K-2").done
    talk.choose("back")
    assert talk.choose("close").outcome is Outcome.PARTIAL
    assert talk.scan("K-2").outcome is Outcome.UNIT_DONE
    assert talk.choose("close").outcome is Outcome.DOCUMENT_DONE


PLAYS = (
    a_unit_of_a_transfer_is_taken_in_whole,
    a_unit_taken_in_whole_is_taken_back_whole,
    a_carton_is_missing_on_its_pallet,
    what_was_put_away_meanwhile_was_there,
    a_carton_of_a_delivery_is_missing_too,
)
