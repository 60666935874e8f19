"""A photo of damage: taken in a dialogue, kept through a hole of the line, seen again."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import need_pages
from tests.browser.programs import Calls
from tests.browser.site import Made, RealEdge
from tests.browser.tablet import WAIT_MS, Tablet

WIDE_PX, HIGH_PX = 2_400, 1_800


@pytest.fixture
def edge_server(made_site: Made, tmp_path: Path) -> Iterator[RealEdge]:
    """The program on a site of its own, with a delivery at the dock."""
    need_pages("edge")
    edge = RealEdge(made_site, tmp_path / "site")
    edge.start()
    with closing(Calls(f"http://127.0.0.1:{edge.port}", made_site.key)) as office:
        line = {"item": "22423", "quantity": 10}
        office.command("announce_asn", asn="ASN-7", supplier="KAISER", lines=[line])
    yield edge
    edge.stop()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A PNG, larger than a photo may be."""
    row = b"\0" + bytes(range(240)) * 30
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", WIDE_PX, HIGH_PX, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * HIGH_PX)),
        (b"IEND", b""),
    )
    file = tmp_path / "damage.png"
    file.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
            for name, body in parts
        )
    )
    return file


def damaged(tablet: Tablet) -> None:
    """In the middle of receiving something broken."""
    tablet.page.locator("[data-led=receiving]").click()
    tablet.wait_ask("ask.which_asn")
    tablet.scan("ASN-7")
    tablet.wait_ask("ask.scan_dock_or_goods")
    tablet.scan("22423")
    tablet.wait_ask("ask.how_many_came")
    expect(tablet.page.locator("[data-testid=photo]")).to_have_count(0)
    tablet.page.locator("[data-id=damaged]").click()
    expect(tablet.page.locator("[data-testid=photo]")).to_have_count(1, timeout=WAIT_MS)


def attached(edge: RealEdge, made: Made) -> list[dict[str, object]]:
    """The photos of the delivery."""
    headers = {"authorization": f"Bearer {made.key}"}
    query = {"document": "asn", "number": "ASN-7"}
    answer = httpx.get(f"{edge.url}api/v1/attachments", params=query, headers=headers)
    items: list[dict[str, object]] = answer.json()["items"]
    return items


def test_a_photo_taken_in_a_hole_of_the_line_is_with_its_document_afterwards(
    tablet: Tablet, edge_server: RealEdge, made_site: Made, picture: Path
) -> None:
    tablet.enrol()
    damaged(tablet)
    page = tablet.page
    edge_server.stop()
    page.locator("[data-testid=photo]").set_input_files(picture)
    expect(page.locator("[data-id=photo]")).to_contain_text("1 waits", timeout=WAIT_MS)
    page.reload()
    expect(page.locator("main")).to_be_visible(timeout=WAIT_MS)
    edge_server.start()
    expect(page.locator("[data-id=photo]")).to_have_text("Photo", timeout=WAIT_MS)
    (photo,) = attached(edge_server, made_site)
    assert (photo["kind"], photo["purpose"], photo["item"]) == ("jpeg", "damage", "22423")
    page.locator("header .home").click()
    page.locator("[data-activity=pack]").click()
    tablet.scan("ASN-7")
    shot = page.locator("[data-testid=shots] img")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=shots] img')?.naturalWidth > 0",
        timeout=WAIT_MS,
    )
    size = shot.evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert size == [1_600, 1_200]
    assert tablet.errors == []


def test_what_is_no_picture_is_told_and_not_sent(
    tablet: Tablet, edge_server: RealEdge, made_site: Made, tmp_path: Path
) -> None:
    tablet.enrol()
    damaged(tablet)
    text = tmp_path / "note.txt"
    text.write_text("broken")
    tablet.page.locator("[data-testid=photo]").set_input_files(text)
    expect(tablet.page.locator("[data-testid=block]")).to_be_visible(timeout=WAIT_MS)
    assert attached(edge_server, made_site) == []
