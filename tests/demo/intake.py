"""The shift lead imports the site's order file as it is; the site says what it does not take."""

import csv
from pathlib import Path

from tests.demo.orders import Refused, Share, as_csv
from tests.demo.programs import ProgramFailed
from tests.demo.shapes import ImportReport
from tests.demo.world import Site

BOUNDARY = "holdfast-demo-boundary"
HEADINGS = ("site", "row", "document", "sku", "quantity", "reason")
FIRST_ROW = 2  # the headings are row 1


async def load_orders(site: Site) -> None:
    """Upload the file and hold the site's verdict against our own; raises ProgramFailed."""
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="kind"\r\n\r\norders\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="orders.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    body = head.encode() + as_csv(site.share.rows) + f"\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    answer = await site.lead.calls.ask("POST", "/api/v1/imports", body, kind)
    report = answer.read(ImportReport)
    site.refused = refused_rows(site.share, report)
    got = (report.state, report.loaded, report.cancelled, _places(site.refused))
    expected = (
        "loaded", len(site.share.orders), len(site.share.cancelled), _places(site.share.refused)
    )  # fmt: skip
    if got != expected:
        raise ProgramFailed(f"{site.code}: the import gave {got[:3]} where {expected[:3]} was due")


def refused_rows(share: Share, report: ImportReport) -> list[Refused]:
    """Every row of the documents a site refused: the row's own reason, else its document's."""
    by_row = {each.row: each.code for each in report.refused}
    by_document: dict[str, str] = {}
    for each in report.refused:
        by_document.setdefault(each.document, each.code)
    return [
        Refused(row.place, row.order, row.sku, row.quantity, by_row.get(number, reason))
        for number, row in enumerate(share.rows, start=FIRST_ROW)
        if (reason := by_document.get(row.order)) is not None
    ]


def write_refused(sites: list[Site], file: Path) -> None:
    """The report for people; rows count as in the file that was given."""
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADINGS)
        for site in sites:
            for each in site.refused:
                writer.writerow(
                    (site.code, each.place, each.order, each.sku, each.quantity, each.reason)
                )


def _places(refused: list[Refused] | tuple[Refused, ...]) -> list[int]:
    return sorted(each.place for each in refused)
