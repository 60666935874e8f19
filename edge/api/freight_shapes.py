"""What the API says about what freight is worked out from. Money is text, exactly."""

import msgspec


class CarrierRow(msgspec.Struct, frozen=True, kw_only=True):
    carrier: str
    name: str
    service: str | None
    cut_off: str | None


class TariffRow(msgspec.Struct, frozen=True, kw_only=True):
    """`weight_fee` per kg, `volume_fee` per m³."""

    carrier: str
    from_city: str
    to_city: str
    weight_fee: str
    volume_fee: str
    minimum: str
    currency: str | None


class DriverRow(msgspec.Struct, frozen=True, kw_only=True):
    driver: str
    name: str
    plate: str | None
    phone: str | None
    carrier: str | None


class AssetRow(msgspec.Struct, frozen=True, kw_only=True):
    """`cost`: of one."""

    asset: str
    name: str
    quantity: int
    cost: str | None
    currency: str | None
    place: str | None
    remark: str | None


class PartnerRow(msgspec.Struct, frozen=True, kw_only=True):
    partner: str
    name: str
    kind: str | None
    gln: str | None
    city: str | None
    country: str | None
    address: str | None
    contact: str | None
    manager: str | None


class SiteAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where this site stands."""

    city: str | None
    country: str | None
    address: str | None
    contact: str | None
    manager: str | None


class CarrierPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[CarrierRow]
    next_cursor: str | None
    as_of: str


class TariffPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[TariffRow]
    next_cursor: str | None
    as_of: str


class DriverPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[DriverRow]
    next_cursor: str | None
    as_of: str


class AssetPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[AssetRow]
    next_cursor: str | None
    as_of: str


class PartnerPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[PartnerRow]
    next_cursor: str | None
    as_of: str
