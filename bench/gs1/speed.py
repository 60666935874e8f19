"""The labels a warehouse reads all day, by our parser and by biip in turn."""

import statistics
from collections.abc import Callable, Mapping
from typing import Protocol

import biip

from bench.gs1.samples import Chance, checked_digits, value_of
from bench.gs1.verdicts import CONFIG, FNC1, measure_other
from bench.repeats import ROUNDS, interleave, ratio, seconds
from models.warehouse.gs1.elements import write
from models.warehouse.gs1.parse import parse

LABELS_EACH = 500
_LOT = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"

Parse = Callable[[str], object]


class Label(Protocol):
    """Makes one label's code."""

    def __call__(self, chance: Chance) -> str: ...


def measure(chance: Chance) -> dict[str, float]:
    """Time of biip divided by ours, over all labels and by kind; microseconds for one label."""
    labels = {kind: [make(chance) for _ in range(LABELS_EACH)] for kind, make in KINDS.items()}
    measured = interleave(
        {
            f"{name} {kind}": _reader(read, codes)
            for kind, codes in labels.items()
            for name, read in (("biip", biip.parse), ("ours", _ours))
        },
        rounds=ROUNDS,
    )
    totals = {
        name: [
            sum(each) for each in zip(*(measured[f"{name} {kind}"] for kind in KINDS), strict=True)
        ]
        for name in ("biip", "ours")
    }
    figures = ratio(totals["biip"], totals["ours"]).figures("biip_time_vs_ours")
    for kind in KINDS:
        found = ratio(measured[f"biip {kind}"], measured[f"ours {kind}"])
        figures |= found.figures(f"biip_{kind}_vs_ours")
    figures |= measure_other(_biip_accepts, "biip", chance)
    for name, seconds_each in totals.items():
        codes = LABELS_EACH * len(KINDS)
        figures[f"{name}_label_us"] = statistics.median(seconds_each) / codes * 1e6
    return figures


def _ours(code: str) -> object:
    return parse(code, CONFIG)


def _biip_accepts(code: str) -> bool:
    message = biip.parse(code).gs1_message
    return message is not None


def _reader(read: Parse, codes: list[str]) -> Callable[[int], float]:
    def all_of_them() -> None:
        for code in codes:
            read(code)

    return lambda _: seconds(all_of_them)


def _values(chance: Chance, *names: str) -> dict[str, str]:
    """Lots and serials as they are printed, capitals and digits; dates of a few years."""
    return {name: _printed(chance, name) for name in names}


def _printed(chance: Chance, name: str) -> str:
    if name in ("10", "21"):
        return "".join(chance.choices(_LOT, k=8))
    if name in ("15", "17"):
        return f"{chance.randint(25, 29)}{chance.randint(1, 12):02}{chance.randint(0, 28):02}"
    return value_of(name, chance)


def _link(chance: Chance) -> str:
    gtin, lot, expiry = _values(chance, "01", "10", "17").values()
    return f"https://id.gs1.org/01/{gtin}/10/{lot}?17={expiry}"


def _labelled(head: str, *names: str) -> Label:
    return lambda chance: head + write(_values(chance, *names))


def _plain(head: str, digits: int) -> Label:
    return lambda chance: head + checked_digits(digits, chance)


KINDS: Mapping[str, Label] = {
    "item": _labelled(FNC1, "01", "17", "10"),
    "serial": _labelled("]d2", "01", "10", "21", "17"),
    "weighed": _labelled(FNC1, "01", "3103", "15", "10"),
    "pallet": _labelled(FNC1, "00"),
    "content": _labelled(FNC1, "00", "02", "15", "37", "10"),
    "ean": _plain("]E0", 13),
    "carton": _plain("]I1", 14),
    "link": _link,
}
