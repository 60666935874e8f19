"""How a robot finds its edge, and whom it does not follow."""

from pathlib import Path

from agv.link import discover
from agv.link.discover import Found, LastGood, Place, candidates, read_announcement
from edge.fleet.link import announce

OURS, THEIRS = "ab" * 32, "cd" * 32
EDGE, OTHER = Place(host="10.0.0.2", port=8883), Place(host="10.0.0.66", port=8883)
LAST, TOLD = Place(host="10.0.0.3", port=8883), Place(host="edge.local", port=8883)


def found(place: Place, authority: str, protocol: int = 1) -> Found:
    return Found(place=place, site="NORTH", authority=authority, protocol=protocol)


def test_a_site_with_our_authority_comes_first_and_no_other_is_followed() -> None:
    seen = [found(OTHER, THEIRS), found(EDGE, OURS), found(OTHER, OURS, protocol=9)]
    assert list(candidates(seen, OURS, LAST, TOLD)) == [EDGE, LAST, TOLD]


def test_without_an_announcement_the_last_place_and_the_settings_are_tried() -> None:
    assert list(candidates([], OURS, LAST, TOLD)) == [LAST, TOLD]
    assert list(candidates([], OURS, TOLD, TOLD)) == [TOLD]
    assert list(candidates([], OURS, None, None)) == []


def test_the_last_good_place_is_kept(tmp_path: Path) -> None:
    kept = LastGood(tmp_path / "edge.json")
    assert kept.read() is None
    kept.keep(EDGE)
    assert LastGood(tmp_path / "edge.json").read() == EDGE
    before = (tmp_path / "edge.json").stat().st_mtime_ns
    kept.keep(EDGE)
    assert (tmp_path / "edge.json").stat().st_mtime_ns == before
    (tmp_path / "edge.json").write_text("torn")
    assert kept.read() is None


def test_an_announcement_is_read_or_passed_over() -> None:
    told: dict[bytes, bytes | None] = {b"v": b"1", b"site": b"NORTH", b"ca": OURS.encode()}
    assert read_announcement(["10.0.0.2"], 8883, told) == [found(EDGE, OURS)]
    assert read_announcement(["10.0.0.2"], None, told) == []
    assert read_announcement(["10.0.0.2"], 8883, {b"v": None}) == []
    assert read_announcement(["10.0.0.2"], 8883, {}) == []


def test_both_ends_mean_the_same_service() -> None:
    assert discover.SERVICE == announce.SERVICE and len("_holdfast-edge") <= 15
    assert str(discover.PROTOCOL) == announce.PROTOCOL
