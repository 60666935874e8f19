"""Any page accepts any scan: the activity that a code begins where none is open."""

from edge.floor.draft import Refusal
from edge.floor.finding import asn_behind, dn_behind, unit_code
from edge.floor.nesting.tree import inside
from edge.floor.nesting.whole import waiting_in
from edge.floor.reader import SiteReader
from edge.floor.returning import RETURNABLE
from models.warehouse.barcodes import clean


def dialogue_for(site: SiteReader, code: str) -> str | None:
    """The dialogue whose first stage takes this code best; None: no activity, just a look-up."""
    asn = asn_behind(site, code)
    is_open = asn is not None and asn.state in ("announced", "arrived", "receiving")
    if asn is not None and is_open and asn.kind != "return":
        return "receiving"
    order = dn_behind(site, code)
    if order is not None and order.state in ("allocated", "picking"):
        return "picking"
    if order is not None and order.state in ("picked", "packing"):
        return "packing"
    if order is not None and order.state in RETURNABLE:
        return "returning"
    kits = site.kit_order(clean(code))
    if kits is not None and kits.state in ("released", "working"):
        return kits.kind
    try:
        unit = site.unit(unit_code(code))
    except Refusal:
        return None
    if unit is not None and unit.zone is not None and unit.holder_id is None:
        return "zone"
    if unit is not None and waiting_in(site, inside(site, unit)):
        return "putaway"
    return None
