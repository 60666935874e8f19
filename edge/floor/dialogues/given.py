"""What a person gave at a turn: a code resolved to the one thing it stands for, or something typed.

A code is resolved by what the stage takes; a code that stands for something else is told so.
"""

from collections.abc import Callable
from datetime import date

import msgspec

from edge.floor.draft import Refusal
from edge.floor.finding import Meant, asn_behind, dn_behind, narrowed, unit_code, which_item
from edge.floor.labels import Label, label_of
from edge.floor.reader import Asn, Dn, Item, Location, Pack, SiteReader, Unit
from edge.floor.reads.kits import KitOrder
from models.warehouse.barcodes import as_sscc, clean, holds
from models.warehouse.commands import Choose, Enter, OpenDialogue, Scan, TurnCommand
from models.warehouse.dialogues.table import Stage
from models.warehouse.replies import Json, Outcome

GTIN_LENGTHS = (12, 13, 14)


class Given(msgspec.Struct, frozen=True):
    """One of the things is set, by `kind`. `text` is what was scanned, typed or chosen, for the
    second scan that confirms and for answers that name it. The GTIN of a pack says how many base
    units it holds (`number`, and what it is called), a GS1 label also lot, date, count, net weight.
    """

    kind: str
    text: str
    item: Item | None = None
    location: Location | None = None
    unit: Unit | None = None
    asn: Asn | None = None
    order: Dn | None = None
    number: int | None = None
    lot: str | None = None
    expiry: date | None = None
    pack: Pack | None = None
    kit: KitOrder | None = None
    weight_g: int | None = None


def given(
    site: SiteReader,
    stage: Stage,
    command: TurnCommand,
    today: str,
    whose: Callable[[], list[Meant]],
) -> Given:
    """What the turn means at this stage; `whose` tells items of several owners apart. Raises
    Refusal: unknown, ambiguous, of another kind."""
    match command:
        case Scan(code=code):
            return _scanned(site, stage, code, today, whose)
        case Choose(option=option):
            return Given("option", option)
        case Enter():
            return _entered(stage, command)
        case OpenDialogue(dialogue=dialogue):
            return Given("open", dialogue or "")


def _scanned(
    site: SiteReader, stage: Stage, code: str, today: str, whose: Callable[[], list[Meant]]
) -> Given:
    meanings = [
        each for kind in stage.takes if kind in _SCANNED for each in _SCANNED[kind](site, code)
    ] or _labelled(site, stage, code, today)
    if len(meanings) > 1:
        meanings = _meant(meanings, whose())
    if len(meanings) == 1:
        return meanings[0]
    if meanings:
        raise _ambiguous(code, meanings)
    for kind in _TYPED:
        if kind in stage.takes and not _names_a_place(site, stage, code):
            return Given(kind, clean(code))
    raise _stranger(site, stage, code)


def _meant(meanings: list[Given], whose: list[Meant]) -> list[Given]:
    """Of several items of one code those that what is in hand points to."""
    for meant in whose:
        items = narrowed([each.item for each in meanings if each.item is not None], meant)
        meanings = [each for each in meanings if each.item is None or each.item in items]
    return meanings


def _ambiguous(code: str, meanings: list[Given]) -> Refusal:
    items = [each.item for each in meanings if each.item is not None]
    if len(items) == len(meanings):
        return which_item(code, items)
    candidates: list[Json] = [f"{each.kind} {each.text}" for each in meanings]
    return Refusal(Outcome.AMBIGUOUS, "scan.ambiguous", code=code, candidates=candidates)


def _names_a_place(site: SiteReader, stage: Stage, code: str) -> bool:
    """A new pallet or tote under the code of a location would make every later scan of either
    mean two things."""
    return "unit" in stage.takes and bool(_locations(site, code))


def _labelled(site: SiteReader, stage: Stage, code: str, today: str) -> list[Given]:
    label = label_of(site, code, today)
    if label is None:
        return []
    found: list[Given] = []
    if "unit" in stage.takes and label.unit is not None:
        found.append(Given("unit", label.unit.code, unit=label.unit))
    if "item" in stage.takes:
        found += [_goods(item, label) for item in label.items]
    return found


def _goods(item: Item, label: Label) -> Given:
    return Given(
        "item",
        item.code,
        item=item,
        number=label.pieces(item),
        lot=label.lot,
        expiry=label.expiry,
        pack=label.packs.get(item.id),
        weight_g=label.weight_g,
    )


def _stranger(site: SiteReader, stage: Stage, code: str) -> Refusal:
    """A code that this stage does not take: broken, known as something else, or unknown."""
    cleaned = clean(code)
    looks_checked = (cleaned.isdigit() and len(cleaned) in GTIN_LENGTHS) or as_sscc(cleaned)
    if looks_checked and not holds(as_sscc(cleaned) or cleaned):
        return Refusal(Outcome.BAD_CHECK_DIGIT, "scan.bad_check_digit", code=code)
    for kind, find in _SCANNED.items():
        if kind not in stage.takes and find(site, code):
            asked = f"scan.{stage.takes[0]}_expected" if stage.takes else "scan.not_asked_for"
            return Refusal(Outcome.WRONG_KIND, asked, code=code, kind=kind)
    return Refusal(Outcome.UNKNOWN_CODE, "scan.unknown", code=code)


def _entered(stage: Stage, command: Enter) -> Given:
    entries: tuple[tuple[str, int | str | None], ...] = (
        ("quantity", command.quantity),
        ("weight", command.weight_g),
        ("expiry", command.expiry.isoformat() if command.expiry else None),
        ("text", command.text),
    )
    for kind, value in entries:
        if value is not None and kind in stage.takes:
            number = value if isinstance(value, int) else None
            return Given(kind, str(value), number=number)
    for kind in _TYPED:
        if command.text is not None and kind in stage.takes:
            return Given(kind, command.text)
    raise Refusal(Outcome.WRONG_KIND, "scan.not_asked_for", kinds=list(stage.takes))


def _items(site: SiteReader, code: str) -> list[Given]:
    return [_item(site, item, code) for item in site.items(code)]


def _item(site: SiteReader, item: Item, code: str) -> Given:
    pack = site.pack(item.id, code)
    number = pack.quantity if pack is not None and pack.quantity > 1 else None
    return Given("item", item.code, item=item, number=number, pack=pack)


def _locations(site: SiteReader, code: str) -> list[Given]:
    found = (each for each in site.locations(code) if each.kind != "virtual")
    return [Given("location", each.code, location=each) for each in found]


def _units(site: SiteReader, code: str) -> list[Given]:
    sscc = as_sscc(clean(code))
    if sscc is not None and not holds(sscc):
        return []
    unit = site.unit(unit_code(code))
    return [Given("unit", unit.code, unit=unit)] if unit else []


def _asns(site: SiteReader, code: str) -> list[Given]:
    asn = asn_behind(site, code)
    return [Given("asn", asn.number, asn=asn)] if asn else []


def _orders(site: SiteReader, code: str) -> list[Given]:
    dn = dn_behind(site, code)
    return [Given("order", dn.number, order=dn)] if dn else []


def _kits(site: SiteReader, code: str) -> list[Given]:
    order = site.kit_order(clean(code))
    return [Given("kit", order.number, kit=order)] if order else []


_SCANNED = {
    "location": _locations,
    "unit": _units,
    "item": _items,
    "asn": _asns,
    "order": _orders,
    "kit": _kits,
}
_TYPED = ("lot", "serial", "carrier", "text")
"""Kinds that any text can be: taken only where no known code fits."""
