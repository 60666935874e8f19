"""Tariffs, drivers, assets and the site's address are set and dropped as rows."""

import msgspec

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.reader import SiteReader
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ASSET, DRIVER, SITE_ADDRESS, TARIFF
from models.warehouse.commands import (
    DropAsset,
    DropDriver,
    DropTariff,
    SetAsset,
    SetDriver,
    SetSiteAddress,
    SetTariff,
)
from models.warehouse.freight import lane_of, tariff_key, tariff_values
from models.warehouse.money import to_micro
from models.warehouse.replies import Outcome, Step
from sync.core.catalogue import Value


def set_tariff(command: SetTariff, site: SiteReader, now: Context) -> Decision:
    """A carrier's fees on a lane, new or changed."""
    carrier_id = _carrier(site, command.carrier)
    fees = (to_micro(command.weight_fee), to_micro(command.volume_fee), to_micro(command.minimum))
    values = tariff_values(carrier_id, command.from_city, command.to_city, fees, command.currency)
    draft = Draft(now)
    key = tariff_key(carrier_id, lane_of(command.from_city, command.to_city))
    draft.put(TARIFF, key, {"company_id": now.site.company_id, **values})
    return draft.say(
        Outcome.LINE_DONE, "tariff.set", Step.NEXT_TASK, carrier=command.carrier,
        from_city=command.from_city, to_city=command.to_city,
    )  # fmt: skip


def drop_tariff(command: DropTariff, site: SiteReader, now: Context) -> Decision:
    """Kept as a row: it comes back when it is set again."""
    carrier_id = _carrier(site, command.carrier)
    key = tariff_key(carrier_id, lane_of(command.from_city, command.to_city))
    if not site.tariff_known(key):
        raise Refusal(
            Outcome.GONE, "tariff.unknown", carrier=command.carrier, from_city=command.from_city,
            to_city=command.to_city,
        )  # fmt: skip
    draft = Draft(now)
    draft.put(TARIFF, key, {"status": "dropped"})
    return draft.say(
        Outcome.LINE_DONE, "tariff.dropped", Step.NEXT_TASK, carrier=command.carrier,
        from_city=command.from_city, to_city=command.to_city,
    )  # fmt: skip


def set_driver(command: SetDriver, site: SiteReader, now: Context) -> Decision:
    """Make a driver, or change the one of this code."""
    code = clean(command.driver)
    values: dict[str, Value] = {
        "name": command.name,
        "plate": command.plate,
        "phone": command.phone,
        "carrier_id": _carrier(site, command.carrier) if command.carrier is not None else None,
        "status": "active",
    }
    draft = Draft(now)
    draft.keep(DRIVER, site.driver(code), code, values)
    return draft.say(Outcome.LINE_DONE, "driver.set", Step.NEXT_TASK, driver=code)


def drop_driver(command: DropDriver, site: SiteReader, now: Context) -> Decision:
    """Kept as a row."""
    code = clean(command.driver)
    known = site.driver(code)
    if known is None:
        raise Refusal(Outcome.GONE, "driver.unknown", driver=code)
    draft = Draft(now)
    draft.put(DRIVER, known, {"status": "dropped"})
    return draft.say(Outcome.LINE_DONE, "driver.dropped", Step.NEXT_TASK, driver=code)


def set_asset(command: SetAsset, site: SiteReader, now: Context) -> Decision:
    """Enter an asset, or change the one of this code."""
    code = clean(command.asset)
    values: dict[str, Value] = {
        "name": command.name,
        "quantity": command.quantity,
        "cost_micro": to_micro(command.cost) if command.cost is not None else None,
        "currency": command.currency,
        "place": command.place,
        "remark": command.remark,
        "status": "active",
    }
    draft = Draft(now)
    draft.keep(ASSET, site.asset(code), code, values)
    return draft.say(Outcome.LINE_DONE, "asset.set", Step.NEXT_TASK, asset=code)


def drop_asset(command: DropAsset, site: SiteReader, now: Context) -> Decision:
    """Kept as a row."""
    code = clean(command.asset)
    known = site.asset(code)
    if known is None:
        raise Refusal(Outcome.GONE, "asset.unknown", asset=code)
    draft = Draft(now)
    draft.put(ASSET, known, {"status": "dropped"})
    return draft.say(Outcome.LINE_DONE, "asset.dropped", Step.NEXT_TASK, asset=code)


def set_site_address(command: SetSiteAddress, site: SiteReader, now: Context) -> Decision:
    """Where this site stands."""
    fields = command.fields
    values: dict[str, Value] = {
        name: value
        for name in fields.__struct_fields__
        if (value := getattr(fields, name)) is not msgspec.UNSET
    }
    if not values:
        raise Refusal(Outcome.STALE_STEP, "edit.nothing")
    draft = Draft(now)
    known = site.site_address()
    if known is None:
        draft.insert(SITE_ADDRESS, values)
    else:
        draft.put(SITE_ADDRESS, known, values)
    return draft.say(Outcome.LINE_DONE, "site.address_set", data={"fields": [*values]})


def _carrier(site: SiteReader, given: str) -> int:
    code = clean(given)
    known = site.carrier(code)
    if known is None or known.status != "active":
        raise Refusal(Outcome.UNKNOWN_CODE, "carrier.unknown", carrier=code)
    return known.id
