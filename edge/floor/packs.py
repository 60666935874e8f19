"""Packs of an item: set and dropped as rows; a quantity entered in packs is held to them."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_item
from edge.floor.reader import Pack, SiteReader
from models.warehouse.barcodes import as_gtin, clean
from models.warehouse.catalogue import ITEM_PACK
from models.warehouse.commands import DropPack, Entered, SetPack
from models.warehouse.packs import PackSize, said_in_packs
from models.warehouse.replies import Level, Outcome, Step
from sync.core.catalogue import Value


def set_pack(command: SetPack, site: SiteReader, now: Context) -> Decision:
    """A new pack, or another size or GTIN of the one called so."""
    item = find_item(site, command.item)
    gtin = as_gtin(clean(command.gtin)) if command.gtin is not None else None
    if command.gtin is not None and gtin is None:
        raise Refusal(Outcome.BAD_CHECK_DIGIT, "scan.bad_check_digit", code=command.gtin)
    others = (
        [each for each in site.items(gtin) if each.id != item.id and each.owner_id == item.owner_id]
        if gtin is not None
        else []
    )
    if others:
        raise Refusal(Outcome.AMBIGUOUS, "pack.gtin_taken", gtin=command.gtin, item=others[0].code)
    values: dict[str, Value] = {
        "name": command.pack,
        "quantity_base": command.quantity,
        "gtin": gtin,
        "weight_g": command.weight_g,
        "length_mm": command.length_mm,
        "width_mm": command.width_mm,
        "height_mm": command.height_mm,
        "status": "active",
    }
    known = site.pack_row(item.id, command.pack)
    draft = Draft(now)
    if known is None:
        draft.insert(ITEM_PACK, {"owner_id": item.owner_id, "item_id": item.id, **values})
    else:
        draft.put(ITEM_PACK, known, values)
    return draft.say(
        Outcome.LINE_DONE, "pack.set", Step.NEXT_TASK,
        item=item.code, pack=command.pack, quantity=command.quantity,
    )  # fmt: skip


def drop_pack(command: DropPack, site: SiteReader, now: Context) -> Decision:
    """Its GTIN means the item no more."""
    item = find_item(site, command.item)
    known = site.pack_row(item.id, command.pack)
    draft = Draft(now)
    if known is None:
        return draft.say(
            Outcome.ALREADY_DONE, "pack.unknown", Step.NEXT_TASK, level=Level.INFO,
            item=item.code, pack=command.pack,
        )  # fmt: skip
    draft.put(ITEM_PACK, known, {"status": "dropped"})
    return draft.say(
        Outcome.LINE_DONE, "pack.dropped", Step.NEXT_TASK, item=item.code, pack=command.pack
    )


def demand_entered(site: SiteReader, item_id: int, quantity: int, entered: Entered | None) -> None:
    """What was entered in packs is the quantity that is booked."""
    if entered is None:
        return
    pack = next((each for each in site.packs(item_id) if each.label == entered.uom), None)
    if pack is None or pack.quantity * entered.quantity != quantity:
        raise Refusal(
            Outcome.QUANTITY_CHANGED,
            "pack.not_so_many",
            Step.ENTER_QUANTITY,
            packs=entered.quantity,
            pack=entered.uom,
            quantity=quantity,
        )


def size_of(pack: Pack | None) -> PackSize | None:
    """As the arithmetic of packs knows it."""
    return PackSize(pack.label, pack.quantity) if pack is not None else None


def proposed(site: SiteReader, item_id: int, quantity: int) -> str | None:
    """A quantity in packs, the largest first: what to reach for. None: no pack is so small."""
    if quantity == 1:
        return None
    return said_in_packs(
        quantity, [PackSize(each.label, each.quantity) for each in site.packs(item_id)]
    )
