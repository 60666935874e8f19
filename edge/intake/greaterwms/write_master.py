"""Master data into the site: what has the same code here already is that, and stays as it is."""

from edge.floor.draft import Draft
from edge.intake.greaterwms.hand import Hand
from edge.intake.greaterwms.plan import Partner, Planner, micro
from edge.intake.greaterwms.shapes import Goods, Party
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import (
    ASSET,
    CARRIER,
    DRIVER,
    ITEM,
    LOCATION,
    PARTNER,
    PERSON,
    SITE_ADDRESS,
    TARIFF,
)
from models.warehouse.freight import lane_of, tariff_key, tariff_values
from models.warehouse.people.roles import Role
from sync.core.catalogue import Table, Value

ROLES = {
    "Admin": Role.ADMIN,
    "Manager": Role.SUPERVISOR,
    "Supervisor": Role.SUPERVISOR,
    "Inbound": Role.INBOUND,
    "Outbound": Role.OUTBOUND,
    "StockControl": Role.STOCK_CONTROL,
    "Supplier": Role.SUPPLIER,
    "Customer": Role.CUSTOMER,
}
"""Anybody else may look."""
UOM_OTHERWISE = "each"


class Master:
    """Ids by code of what was made, or was there."""

    def __init__(self, hand: Hand, at: Planner) -> None:
        self._hand, self._at, self._plan = hand, at, at.plan
        self.items: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.partners: dict[tuple[str, str], int] = {}

    def write(self) -> None:
        """Everything the documents name."""
        with self._hand.draft() as draft:
            for partner in self._plan.partners:
                self._partner(draft, partner)
            self._people(draft)
            for goods in self._plan.items:
                self._item(draft, goods)
            self._places(draft)
            self._freight(draft)
        self._hand.reader.forget()

    def partner(self, draft: Draft, kind: str, name: str) -> int:
        """Of a document; one that nobody entered is made, so that the document is not lost."""
        known = self.partners.get((kind, name))
        if known is None:
            found = self._known(PARTNER, name)
            known = found or draft.insert(PARTNER, {"code": name, "name": name, "kind": kind})
            self.partners[kind, name] = known
        return known

    def _people(self, draft: Draft) -> None:
        for staff in self._plan.people:
            role = ROLES.get(staff.staff_type, Role.VIEWER)
            of = self.partners.get((role.value, clean(staff.staff_name)))
            values: dict[str, Value] = {"name": staff.staff_name, "role": role.value}
            made = draft.insert(PERSON, {**values, "partner_id": of})
            self._hand.becomes(("staff", staff.id), PERSON, made)

    def _partner(self, draft: Draft, partner: Partner) -> None:
        known, party = self._known(PARTNER, partner.code), partner.party
        assert party is not None
        made = known or draft.insert(PARTNER, _partner_values(partner, party))
        self._hand.becomes(partner.key, PARTNER, made)
        self.partners[partner.kind, clean(party.name)] = made

    def _item(self, draft: Draft, goods: Goods) -> None:
        code = clean(goods.goods_code)
        known = self._at.known.items.get(code)
        made = known.id if known else draft.insert(ITEM, _item_values(code, goods))
        self.items[code] = self._hand.becomes(("goods", goods.id), ITEM, made)

    def _places(self, draft: Draft) -> None:
        first = int(self._hand.rows("SELECT coalesce(max(sequence), 0) FROM location")[0][0])
        for place in self._plan.places:
            code = clean(place.row.location)
            known = self._at.known.places.get(code)
            values: dict[str, Value] = {
                "code": code,
                "kind": "storage",
                "property": place.property,
                "sequence": first + place.sequence,
                "size_class": place.row.size or None,
            }
            made = known.id if known else draft.insert(LOCATION, values)
            self.places[code] = self._hand.becomes(("binset", place.row.id), LOCATION, made)

    def _freight(self, draft: Draft) -> None:
        carriers = {
            name: self._known(CARRIER, name) or draft.insert(CARRIER, {"code": name, "name": name})
            for name in self._plan.carriers
        }
        for tariff in self._plan.tariffs:
            carrier = carriers[tariff.transportation_supplier]
            fees = tuple(
                micro(fee) or 0
                for fee in (tariff.weight_fee, tariff.volume_fee, tariff.min_payment)
            )
            values = tariff_values(
                carrier, tariff.send_city, tariff.receiver_city, (fees[0], fees[1], fees[2]), None
            )
            key = tariff_key(carrier, lane_of(tariff.send_city, tariff.receiver_city))
            draft.put(TARIFF, key, {"company_id": self._hand.site.company_id, **values})
        for driver in self._plan.drivers:
            code = clean(driver.driver_name)
            said: dict[str, Value] = {
                "code": code, "name": driver.driver_name, "plate": driver.license_plate or None,
                "phone": driver.contact or None,
            }  # fmt: skip
            made = self._known(DRIVER, code) or draft.insert(DRIVER, said)
            self._hand.becomes(("driver", driver.id), DRIVER, made)
        for asset in self._plan.assets:
            code = clean(asset.capital_name)
            owned: dict[str, Value] = {
                "code": code, "name": asset.capital_name, "quantity": asset.capital_qty,
                "cost_micro": micro(asset.capital_cost),
            }  # fmt: skip
            made = self._known(ASSET, code) or draft.insert(ASSET, owned)
            self._hand.becomes(("capital", asset.id), ASSET, made)
        self._address(draft)

    def _address(self, draft: Draft) -> None:
        given, site = self._plan.address, self._hand.site
        if given is None:
            return
        sql = "SELECT id FROM site_address WHERE warehouse_id=?"
        known = self._hand.rows(sql, site.warehouse_id)
        values: dict[str, Value] = {
            "city": given.warehouse_city or None, "address": given.warehouse_address or None,
            "contact": given.warehouse_contact or None, "manager": given.warehouse_manager or None,
        }  # fmt: skip
        made = int(known[0][0]) if known else draft.insert(SITE_ADDRESS, values)
        self._hand.becomes(("warehouse", given.id), SITE_ADDRESS, made)

    def _known(self, table: Table, code: str) -> int:
        rows = self._hand.rows(f"SELECT id FROM {table.name} WHERE code=? ORDER BY id", code)
        return int(rows[0][0]) if rows else 0


def _partner_values(partner: Partner, party: Party) -> dict[str, Value]:
    return {
        "code": partner.code,
        "name": party.name,
        "kind": partner.kind,
        "city": party.city or None,
        "contact": party.contact or None,
        "address": party.address or None,
        "manager": party.manager or None,
        "level": party.level,
    }


def _item_values(code: str, goods: Goods) -> dict[str, Value]:
    """The volume is not taken: it follows from the lengths."""
    return {
        "code": code,
        "description": goods.goods_desc or None,
        "base_uom": goods.goods_unit or UOM_OTHERWISE,
        "weight_g": _whole(goods.goods_weight),
        "length_mm": _whole(goods.goods_w),
        "width_mm": _whole(goods.goods_d),
        "height_mm": _whole(goods.goods_h),
        "min_quantity": goods.safety_stock,
        "cost_micro": micro(goods.goods_cost),
        "price_micro": micro(goods.goods_price),
    }


def _whole(measure: float | None) -> int | None:
    return None if measure is None else round(measure)
