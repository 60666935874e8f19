"""Tariffs, drivers, fixed assets and the address of the site."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from models.warehouse.commands.base import Base, Code, Part, Text, Whole
from models.warehouse.money import Currency, Money
from models.warehouse.texts import ENDS

City = Annotated[
    str,
    Meta(min_length=1, max_length=80, pattern=rf"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*{ENDS}"),
]


class SetTariff(Base, frozen=True, kw_only=True, tag="set_tariff"):
    """What a carrier asks from one city to another: the greatest of weight × fee (per kg), volume ×
    fee (per m³) and the minimum."""

    carrier: Code
    from_city: City
    to_city: City
    weight_fee: Money = "0"
    volume_fee: Money = "0"
    minimum: Money = "0"
    currency: Currency | None = None


class DropTariff(Base, frozen=True, kw_only=True, tag="drop_tariff"):
    """The carrier does not serve this lane any more."""

    carrier: Code
    from_city: City
    to_city: City


class SetDriver(Base, frozen=True, kw_only=True, tag="set_driver"):
    """Somebody who fetches goods, new or changed; `phone` is kept as it is written."""

    driver: Code
    name: Text
    plate: Text | None = None
    phone: Text | None = None
    carrier: Code | None = None


class DropDriver(Base, frozen=True, kw_only=True, tag="drop_driver"):
    """A driver does not come any more."""

    driver: Code


class SetAsset(Base, frozen=True, kw_only=True, tag="set_asset"):
    """A fixed asset of the company, new or changed; `cost` of one of them."""

    asset: Code
    name: Text
    quantity: Whole = 1
    cost: Money | None = None
    currency: Currency | None = None
    place: Text | None = None
    remark: Text | None = None


class DropAsset(Base, frozen=True, kw_only=True, tag="drop_asset"):
    """Sold or thrown away; it stays in the register as such."""

    asset: Code


class SiteAddressFields(Part, frozen=True, kw_only=True, omit_defaults=True):
    """Where the site stands; absent = unchanged."""

    city: City | UnsetType | None = UNSET
    country: Text | UnsetType | None = UNSET
    address: Text | UnsetType | None = UNSET
    contact: Text | UnsetType | None = UNSET
    manager: Text | UnsetType | None = UNSET


class SetSiteAddress(Base, frozen=True, kw_only=True, tag="set_site_address"):
    """Where this site stands; freight is worked out from and to its city."""

    fields: SiteAddressFields
