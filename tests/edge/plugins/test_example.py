"""The example of docs/PLUGINS.md: its own tests pass, and it does on a site what it says."""

import tomllib
from collections.abc import Callable

import pytest

from edge.plugins.host import Plugins
from tests.edge.plugins.entries import EXAMPLE, Entry, Watch, example
from tests.edge.serving import Served
from tests.edge.site import TestSite


@pytest.fixture
def plugins() -> Plugins:
    host = Plugins(Watch())
    host.add(Entry("heavy-low", example))
    return host


def test_its_own_tests_pass() -> None:
    example()
    tests = example("test_heavy_low")
    found = [each for each in vars(tests) if each.startswith("test_")]
    assert len(found) >= 4
    for each in found:
        getattr(tests, each)()


def test_it_is_declared_as_a_site_looks_for_it() -> None:
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    assert project["entry-points"] == {"holdfast.edge": {"heavy-low": "heavy_low"}}


def test_it_loads_and_shows_what_it_gives(plugins: Plugins) -> None:
    (standing,) = plugins.standings
    assert (standing.name, standing.off) == ("heavy-low", "")
    assert standing.gives == ("heavy-low", "loose-first", "shelf", "order-csv")


def test_heavy_goods_are_proposed_where_it_says(site: TestSite, plugins: Plugins) -> None:
    site.recorder.reader.plugins = plugins
    site.add_item("ANVIL", weight_g=20_000)
    site.add_item("FEATHER", weight_g=10)
    says = {"kind": "putaway", "strategy": "plugin", "plugin": "heavy-low", "zone": "A"}
    assert site.do("set_rule", says=says).done
    lines = [{"item": "ANVIL", "quantity": 2}, {"item": "FEATHER", "quantity": 2}]
    site.do("announce_asn", asn="A-1", supplier="S1", lines=lines)
    site.do("receive", asn="A-1", item="ANVIL", quantity=1, dock="DOCK-1")
    site.do("receive", asn="A-1", item="FEATHER", quantity=1)
    assert plugins.standings[0].calls == 2
    assert plugins.standings[0].off == ""


def test_loose_stock_is_taken_before_a_pallet(site: TestSite, plugins: Plugins) -> None:
    site.recorder.reader.plugins = plugins
    site.stock("TEA", "A-01-01-1", 5, unit="PALLET-1")
    site.stock("TEA", "A-02-02-2", 5)
    site.order("SO-1", ("TEA", 3))
    site.release("SO-1")
    assert [task["location"] for task in site.tasks("SO-1")] == ["A-01-01-1"]
    assert site.do("cancel_order", order="SO-1", reason="again").done
    says = {"kind": "removal", "sort": ["plugin", "fefo"], "plugin": "loose-first"}
    assert site.do("set_rule", says=says).done
    site.order("SO-2", ("TEA", 3))
    site.release("SO-2")
    assert [task["location"] for task in site.tasks("SO-2")] == ["A-02-02-2"]


def test_an_order_is_had_as_csv(served: Served) -> None:
    served.edge.plugins.add(Entry("heavy-low", example))
    served.import_csv("items", "code\nTEA\n")
    lines = [{"item": "TEA", "quantity": 2}]
    served.command("take_order", "one", order="SO-1", customer="A", lines=lines)
    answer = served.get("/api/v1/plugins/exports/order-csv/SO-1")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.text.splitlines()[1] == "SO-1,1,TEA,2,0"
    assert served.get("/api/v1/plugins/exports/order-csv/NONE").status_code == 404
    assert served.get("/api/v1/plugins/exports/none/SO-1").status_code == 404
    page = served.get("/api/v1/plugins").json()
    assert [(each["name"], each["off"], each["calls"]) for each in page["items"]] == [
        ("heavy-low", "", 1)
    ]
    assert page["exporters"] == [{"name": "order-csv", "about": "order", "media_type": "text/csv"}]


def test_a_label_is_laid_out_as_the_settings_say(serve: Callable[..., Served]) -> None:
    served = serve(**{"plugins.labels": ["shelf"]})
    served.edge.plugins.add(Entry("heavy-low", example))
    places = served.get("/api/v1/locations?kind=storage").json()["items"]
    code = places[0]["location"]
    picture = served.get(f"/api/v1/print/preview?kind=location&code={code}&format=svg")
    assert picture.status_code == 200, picture.text
    assert 'width="80mm"' in picture.text
    served.edge.plugins.standings[0].off = "by hand"
    ours = served.get(f"/api/v1/print/preview?kind=location&code={code}&format=svg")
    assert 'width="100mm"' in ours.text
