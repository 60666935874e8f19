"""What carrying goods costs: the greatest of weight × fee, volume × fee and the minimum, by lane.

The rule is GreaterWMS's, in whole numbers and with cities that must be equal: there a city that is
part of another's name, or empty, matched as well.
"""

import unicodedata

import msgspec

from models.warehouse.money import minor_micro, show_micro
from sync.core.catalogue import Value

_G_PER_KG = 1_000
_MM3_PER_M3 = 10**9
LANE_MARK = "\x1f"


class Tariff(msgspec.Struct, frozen=True, gc=False):
    """Fees of one carrier on one lane, in millionths of the currency: per kg, per m³, at least."""

    carrier: str
    weight_fee_micro: int
    volume_fee_micro: int
    minimum_micro: int
    currency: str | None = None


class Quote(msgspec.Struct, frozen=True, gc=False):
    """What a carrier asks for a load."""

    carrier: str
    cost_micro: int
    currency: str | None


def cost_micro(tariff: Tariff, weight_g: int, volume_mm3: int) -> int:
    """Rounded once, at the end, half up to the smallest coin of the currency."""
    assert weight_g >= 0
    assert volume_mm3 >= 0
    # All three over one denominator, so that nothing is rounded before the greatest is known.
    scaled = max(
        tariff.weight_fee_micro * weight_g * (_MM3_PER_M3 // _G_PER_KG),
        tariff.volume_fee_micro * volume_mm3,
        tariff.minimum_micro * _MM3_PER_M3,
    )
    coin = minor_micro(tariff.currency)
    return (2 * scaled + coin * _MM3_PER_M3) // (2 * coin * _MM3_PER_M3) * coin


def quotes(tariffs: list[Tariff], weight_g: int, volume_mm3: int) -> list[Quote]:
    """Each carrier's price, the cheapest of a currency first."""
    found = [
        Quote(tariff.carrier, cost_micro(tariff, weight_g, volume_mm3), tariff.currency)
        for tariff in tariffs
    ]
    return sorted(found, key=lambda quote: (quote.currency or "", quote.cost_micro, quote.carrier))


class FreightQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What a carrier asks for the whole document; `currency` is null where the tariff has none."""

    carrier: str
    cost: str
    currency: str | None


class Freight(msgspec.Struct, frozen=True, kw_only=True):
    """Freight of a document by each tariff of its lane, the cheapest first. Null city: not known.
    Lines whose item has no weight or no size count as nothing and are told: unknown is not zero."""

    from_city: str | None
    to_city: str | None
    weight_g: int
    volume_mm3: int
    lines_without_weight: int
    lines_without_size: int
    quotes: list[FreightQuote]


class Load(msgspec.Struct, frozen=True, gc=False):
    """What is to be carried, and how many lines of it have no weight or no size."""

    weight_g: int
    volume_mm3: int
    lines_without_weight: int
    lines_without_size: int


def priced(
    from_city: str | None, to_city: str | None, load: Load, tariffs: list[Tariff]
) -> Freight:
    """The freight of a load by the tariffs of its lane."""
    return Freight(
        from_city=from_city,
        to_city=to_city,
        weight_g=load.weight_g,
        volume_mm3=load.volume_mm3,
        lines_without_weight=load.lines_without_weight,
        lines_without_size=load.lines_without_size,
        quotes=[
            FreightQuote(
                carrier=quote.carrier, cost=show_micro(quote.cost_micro), currency=quote.currency
            )
            for quote in quotes(tariffs, load.weight_g, load.volume_mm3)
        ],
    )


def city_key(city: str) -> str:
    """Cities are equal whatever the case, the width and the spaces they are written with."""
    return " ".join(unicodedata.normalize("NFKC", city).casefold().split())


def lane_of(from_city: str, to_city: str) -> str:
    """The way from one city to another, as tariffs are found by it."""
    return f"{city_key(from_city)}{LANE_MARK}{city_key(to_city)}"


def tariff_key(carrier_id: int, lane: str) -> str:
    """The key of a tariff's row: two sites that set it while apart mean one."""
    return f"{carrier_id}:{lane}"


def tariff_values(
    carrier_id: int, from_city: str, to_city: str, fees: tuple[int, int, int], currency: str | None
) -> dict[str, Value]:
    """Fields of a tariff's row; `fees`: per kg, per m³ and at least, in millionths."""
    weight_fee, volume_fee, minimum = fees
    return {
        "carrier_id": carrier_id,
        "from_city": " ".join(from_city.split()),
        "to_city": " ".join(to_city.split()),
        "lane": lane_of(from_city, to_city),
        "weight_fee_micro": weight_fee,
        "volume_fee_micro": volume_fee,
        "minimum_micro": minimum,
        "currency": currency,
        "status": "active",
    }
