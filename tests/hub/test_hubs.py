"""Two real hubs of one company: introduced by a code, dialled, and in step behind any of them."""

import subprocess
from pathlib import Path

import msgspec
import pytest

from edge.opening import DATABASE
from tests.browser.company import Branch, Company
from tests.browser.programs import ENVIRONMENT, HUB, Json, told
from tests.demo.programs import command
from tests.hub.company import Region, eventually, node_of, records_of

FLOOR = ("--aisles", "1", "--bays", "2", "--levels", "1")


@pytest.mark.slow
def test_what_happens_behind_one_hub_is_known_behind_the_other(
    company: Company, region: Region
) -> None:
    north = company.open_site("NORTH", "North", "Europe/Berlin", *FLOOR)
    east = region.open_site("EAST", "East", "Europe/Riga", *FLOOR)
    company.add_item("TEA", "Tea")
    for branch in (north, east):
        branch.office.until("/items", item="TEA", description="Tea")
    count(north, 5)
    count(east, 7)
    for office in (company.office, region.office):
        eventually(lambda: on_hand(office.get("/stock", item="TEA")), {"NORTH": 5, "EAST": 7})  # noqa: B023

    east.office.command("edit_item", item="TEA", fields={"description": "Black tea"})
    north.office.until("/items", item="TEA", description="Black tea")
    company.office.post(
        "/sites/EAST/commands",
        {"command_id": "from-afar-1", "type": "edit_item", "item": "TEA",
         "fields": {"min_quantity": 3}},
    )  # fmt: skip
    east.office.until("/items", item="TEA", min_quantity=3)
    company.office.until("/sites/EAST/commands", command_id="from-afar-1", state="done")

    written = records_of(east.program.folder / DATABASE, node_of(east.program.folder / DATABASE))
    assert len(written) > 3
    for hub in (region.hub, company.hub):
        held = records_of(hub.folder / "hub.db", node_of(east.program.folder / DATABASE))
        assert held[: len(written)] == written
        assert told(HUB, "check", "--data", str(hub.folder))["ok"] is True


def test_the_line_between_two_hubs_is_shown_and_comes_back(
    company: Company, region: Region
) -> None:
    for hub, other in ((company, "region"), (region, "hub")):
        hub.office.until("/hubs", name=other, state="live")
    assert (peers(company)["numbers"], peers(region)["numbers"]) == ("4097-8192", "1-4096")
    doctor = told(HUB, "doctor", "--data", str(region.hub.folder))
    assert ("hubs", "ok") in [(look["name"], look["level"]) for look in doctor["findings"]]  # type: ignore[attr-defined]

    company.hub.stop()
    region.office.until("/hubs", state="offline")
    region.add_item("JAM", "Jam")
    company.hub.start()
    company.office.until("/items", code="JAM")
    region.office.until("/hubs", state="live", waiting=0)


def test_a_hub_is_let_in_once_and_lets_nobody_in_itself(
    company: Company, region: Region, tmp_path: Path
) -> None:
    code = str(told(HUB, "enrol-hub", "--data", str(company.hub.folder))["code"])
    wrong = fails("join", company.hub.address, f"{code[:-5]}00000", "--data", str(tmp_path / "x"))
    joined = told(HUB, "join", company.hub.address, code, "--data", str(tmp_path / "west"))
    again = fails("join", company.hub.address, code, "--data", str(tmp_path / "y"))
    site = company.invite("SOUTH", "South", "UTC")
    not_a_hub = fails("join", company.hub.address, site, "--data", str(tmp_path / "z"))

    assert joined["numbers"] == "8193-12288"
    assert ["code_refused" in wrong, "code_used" in again, "code_refused" in not_a_hub] == [
        True
    ] * 3
    assert "not_the_founder" in fails("enrol-hub", "--data", str(region.hub.folder))


def count(branch: Branch, quantity: int) -> None:
    branch.office.command(
        "adjust", item="TEA", location="A-01-01-1", lot=None, unit=None, quantity=quantity,
        reason="test",
    )  # fmt: skip


class _Line(msgspec.Struct, frozen=True):
    site: str
    on_hand: int | None


class _Item(msgspec.Struct, frozen=True):
    sites: list[_Line]


def on_hand(page: Json) -> dict[str, int | None]:
    """By site, of the only item of a page."""
    (item,) = msgspec.convert(page["items"], list[_Item])
    return {line.site: line.on_hand for line in item.sites}


def peers(hub: Company) -> Json:
    """The only line to another hub."""
    (line,) = msgspec.convert(hub.office.get("/hubs")["items"], list[Json])
    return line


def fails(*arguments: str) -> str:
    done = subprocess.run(
        command(HUB, *arguments), env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout
    return done.stderr
