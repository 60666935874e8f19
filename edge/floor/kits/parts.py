"""What a kit is made of, as rows: orders made before keep the parts they were made with."""

from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import find_item, of_owner
from edge.floor.reader import Item, SiteReader
from models.warehouse.catalogue import KIT_PART
from models.warehouse.commands import DropKitPart, SetKitPart
from models.warehouse.kitting import PARTS_MAX, Part, Parts, is_inside
from models.warehouse.replies import Level, Outcome, Step


def set_kit_part(command: SetKitPart, site: SiteReader, now: Context) -> Decision:
    """A part more, or more or less of it. No kit is in itself."""
    kit, item = _found(site, command)
    if item.owner_id != kit.owner_id:
        raise Refusal(
            Outcome.WRONG_ITEM, "kit.other_owner", Step.SCAN_ITEM, kit=kit.code, item=item.code
        )
    if is_inside(kit.id, item.id, lambda item_id: parts_of(site, item_id)):
        raise Refusal(
            Outcome.WRONG_ITEM, "kit.in_itself", Step.SCAN_ITEM, kit=kit.code, item=item.code
        )
    rows = site.kit_parts(kit.id)
    known = next((row for row in rows if row.item_id == item.id), None)
    draft = Draft(now)
    if known is not None:
        draft.put(KIT_PART, known.id, {"quantity": command.quantity})
    elif len(rows) >= PARTS_MAX:
        raise Refusal(Outcome.TOO_MANY, "kit.too_many_parts", kit=kit.code, most=PARTS_MAX)
    else:
        draft.insert(KIT_PART, {"kit_id": kit.id, "item_id": item.id, "quantity": command.quantity})
    return draft.say(
        Outcome.LINE_DONE,
        "kit.part_set",
        Step.NEXT_TASK,
        kit=kit.code,
        item=item.code,
        quantity=command.quantity,
    )


def drop_kit_part(command: DropKitPart, site: SiteReader, now: Context) -> Decision:
    """All rows that name it: two sites may have made one each."""
    kit, item = _found(site, command)
    draft = Draft(now)
    for row in site.kit_parts(kit.id):
        if row.item_id == item.id:
            draft.put(KIT_PART, row.id, {"status": "dropped"})
    if not draft.changes:
        return draft.say(
            Outcome.ALREADY_DONE, "kit.no_part", Step.NEXT_TASK, level=Level.INFO,
            kit=kit.code, item=item.code,
        )  # fmt: skip
    return draft.say(
        Outcome.LINE_DONE, "kit.part_dropped", Step.NEXT_TASK, kit=kit.code, item=item.code
    )


def _found(site: SiteReader, command: SetKitPart | DropKitPart) -> tuple[Item, Item]:
    """Kit and part, which are of one owner."""
    kit = find_item(site, command.kit)
    return kit, find_item(site, command.item, of_owner(kit.owner_id))


def parts_of(site: SiteReader, kit_id: int) -> Parts:
    """What a kit is made of now; the older row counts where two sites named an item."""
    parts: dict[int, Part] = {}
    for row in site.kit_parts(kit_id):
        parts.setdefault(row.item_id, Part(row.item_id, row.quantity))
    return tuple(parts.values())


def demand_parts(site: SiteReader, kit: Item) -> Parts:
    """Refuse an item that is no kit."""
    parts = parts_of(site, kit.id)
    if not parts:
        raise Refusal(Outcome.WRONG_ITEM, "kit.no_kit", Step.SCAN_ITEM, item=kit.code)
    return parts
