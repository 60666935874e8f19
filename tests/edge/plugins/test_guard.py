"""A plug-in that fails, lies or dawdles is switched off and shown; the scan is answered anyway."""

from collections.abc import Iterator

import apsw
import pytest

from edge.plugins import DocumentExporter, LabelTemplate, PutawayRule, RemovalRule, StockSeen
from edge.plugins.guard import FAR_TOO_SLOW_MS, SLOW_CALLS_MAX, SLOW_MS
from edge.plugins.host import load_plugins
from models.warehouse.labels.templates import LocationFacts
from tests.edge.plugins.entries import Entry, Gives, Watch, loaded
from tests.edge.serving import Served
from tests.edge.site import TestSite

SAYS = {"kind": "putaway", "strategy": "plugin", "plugin": "mine"}


def broken(*_: object) -> list[str]:
    raise KeyError("shelf")


def leaving(*_: object) -> list[str]:
    raise SystemExit


def late(*_: object) -> Iterator[str]:
    yield "A-01-01-1"
    raise RuntimeError("in the middle")


def of_numbers(*_: object) -> list[int]:
    return [1, 2]


def endless(*_: object) -> Iterator[str]:
    while True:
        yield "NOWHERE"


@pytest.mark.parametrize(
    ("choose", "reason"),
    [(broken, "KeyError"), (leaving, "SystemExit"), (late, "RuntimeError"),
     (of_numbers, "Nonsense"), (lambda *_: None, "TypeError")],
)  # fmt: skip
def test_a_scan_is_answered_though_a_rule_breaks(
    site: TestSite, choose: object, reason: str
) -> None:
    plugins = loaded(Watch(), Gives(putaway_rules=[PutawayRule("mine", choose)]))  # type: ignore[arg-type]
    site.recorder.reader.plugins = plugins
    assert site.do("set_rule", says=SAYS).done
    site.do("announce_asn", asn="A-1", supplier="S1", lines=[{"item": "TEA", "quantity": 9}])
    for _ in range(3):
        assert site.do("receive", asn="A-1", item="TEA", quantity=3, dock="DOCK-1").done
    assert len(site.tasks("A-1", "putaway")) >= 1
    (standing,) = plugins.standings
    assert reason in standing.off
    assert standing.calls == 1


def test_a_rule_without_an_end_is_asked_for_a_few(site: TestSite) -> None:
    plugins = loaded(Watch(), Gives(putaway_rules=[PutawayRule("mine", endless)]))
    site.recorder.reader.plugins = plugins
    assert site.do("set_rule", says=SAYS).done
    site.do("announce_asn", asn="A-1", supplier="S1", lines=[{"item": "TEA", "quantity": 9}])
    assert site.do("receive", asn="A-1", item="TEA", quantity=3, dock="DOCK-1").done
    assert plugins.standings[0].off == ""


def test_the_first_place_named_that_takes_the_goods_is_proposed(site: TestSite) -> None:
    names = ["NOWHERE", "DOCK-1", "A-02-02-2", "A-01-01-1"]
    rule = PutawayRule("mine", lambda *_: names)
    site.recorder.reader.plugins = loaded(Watch(), Gives(putaway_rules=[rule]))
    assert site.do("set_rule", says=SAYS).done
    site.do("announce_asn", asn="A-1", supplier="S1", lines=[{"item": "TEA", "quantity": 9}])
    assert site.do("receive", asn="A-1", item="TEA", quantity=3, dock="DOCK-1").done
    found = site.store.connection.execute(
        "SELECT code FROM location JOIN task ON task.to_location=location.id"
    ).fetchall()
    assert found == [("A-02-02-2",)]


def test_a_rule_of_no_plugin_leaves_it_to_the_others(site: TestSite) -> None:
    assert site.do("set_rule", says=SAYS).done
    site.do("announce_asn", asn="A-1", supplier="S1", lines=[{"item": "TEA", "quantity": 9}])
    assert site.do("receive", asn="A-1", item="TEA", quantity=3, dock="DOCK-1").done
    assert len(site.tasks("A-1", "putaway")) == 1


def test_a_fault_of_the_disk_is_not_the_plugins() -> None:
    def read(*_: object) -> list[str]:
        raise apsw.IOError("disk")

    plugins = loaded(Watch(), Gives(putaway_rules=[PutawayRule("mine", read)]))
    with pytest.raises(apsw.IOError):
        plugins.putaway("mine", None, None)  # type: ignore[arg-type]
    assert plugins.standings[0].off == ""


@pytest.mark.parametrize(
    ("ms", "calls", "off"),
    [
        (SLOW_MS, SLOW_CALLS_MAX, False),
        (SLOW_MS + 1, SLOW_CALLS_MAX - 1, False),
        (SLOW_MS + 1, SLOW_CALLS_MAX, True),
        (FAR_TOO_SLOW_MS + 1, 1, True),
    ],
)
def test_a_slow_rule_is_counted_and_in_the_end_switched_off(
    ms: float, calls: int, off: bool
) -> None:
    watch = Watch()

    def choose(*_: object) -> list[str]:
        watch.takes(ms)
        return ["A-01-01-1"]

    plugins = loaded(watch, Gives(putaway_rules=[PutawayRule("mine", choose)]))
    for _ in range(calls):
        assert plugins.putaway("mine", None, None) == ["A-01-01-1"]  # type: ignore[arg-type]
    assert (plugins.standings[0].off != "") is off
    assert plugins.standings[0].longest_ms == ms
    assert plugins.putaway("mine", None, None) == ([] if off else ["A-01-01-1"])  # type: ignore[arg-type]


def test_ranks_must_be_one_to_each() -> None:
    stocks = [StockSeen("A", None, 1, 5, 5, 0, None, None, None)] * 2
    for given in ([1], [1, 2, 3], [1, None], ["a", "b"]):
        rule = RemovalRule("mine", lambda *_, given=given: given)
        plugins = loaded(Watch(), Gives(removal_rules=[rule]))
        assert plugins.ranks("mine", stocks, "2026-11-22") == []
        assert "whole numbers" in plugins.standings[0].off


def test_labels_and_exports_that_are_none_are_not_used() -> None:
    template = LabelTemplate("mine", "location", lambda _: "no label")  # type: ignore[arg-type, return-value]
    plugins = loaded(Watch(), Gives(label_templates=[template]))
    assert plugins.label("mine", LocationFacts("A")) is None
    exporter = DocumentExporter("mine", "order", "text/plain", lambda _: "text")  # type: ignore[arg-type, return-value]
    plugins = loaded(Watch(), Gives(document_exporters=[exporter]))
    assert plugins.export("mine", {}) is None
    assert plugins.exporters() == []


def failing() -> object:
    raise ImportError("no module named numpy")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry("bad", failing), "ImportError"),
        (Entry("bad", lambda: Gives(putaway_rules=["text"])), "promises PutawayRule"),
        (Entry("bad", lambda: Gives(putaway_rulez=[])), "unknown hook"),
    ],
)
def test_one_that_does_not_load_is_shown_and_the_others_work(entry: Entry, reason: str) -> None:
    good = Entry("good", lambda: Gives(putaway_rules=[PutawayRule("mine", lambda *_: ["A"])]))
    plugins = load_plugins(Watch(), (), [good, entry])
    bad, fine = plugins.standings
    assert (bad.name, fine.off) == ("bad", "")
    assert reason in bad.off
    assert plugins.putaway("mine", None, None) == ["A"]  # type: ignore[arg-type]


def test_two_that_give_the_same_name_do_not_both_load() -> None:
    one = Gives(putaway_rules=[PutawayRule("mine", lambda *_: ["A"])])
    other = Gives(putaway_rules=[PutawayRule("mine", lambda *_: ["B"])])
    plugins = loaded(Watch(), one, other)
    assert "another plug-in" in plugins.standings[1].off
    assert plugins.putaway("mine", None, None) == ["A"]  # type: ignore[arg-type]


def test_the_settings_switch_one_off_before_its_code_runs() -> None:
    plugins = load_plugins(Watch(), ("bad",), [Entry("bad", failing)])
    assert plugins.standings[0].off == "the settings switch it off"


@pytest.mark.parametrize(
    "says",
    [
        {"kind": "putaway", "strategy": "plugin"},
        {"kind": "putaway", "strategy": "empty", "plugin": "mine"},
        {"kind": "removal", "sort": ["plugin"]},
        {"kind": "removal", "sort": ["fefo"], "plugin": "mine"},
    ],
)
def test_a_rule_that_names_a_plugin_by_half_is_refused(
    served: Served, says: dict[str, object]
) -> None:
    body = {"type": "set_rule", "command_id": "rule-0001", "says": says}
    assert served.post("/api/v1/commands", body).status_code == 400
