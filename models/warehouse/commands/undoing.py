"""Turns of a person's work taken back while nobody has built upon them."""

from models.warehouse.commands.base import Base, Code, Quantity


class TakeBackPick(Base, frozen=True, kw_only=True, tag="take_back_pick"):
    """What was picked goes back to where it lay, and is to be picked again; `unit`: the tote it
    was put into."""

    task_id: Code
    quantity: Quantity
    unit: Code | None = None


class PutBackPart(Base, frozen=True, kw_only=True, tag="put_back_part"):
    """What was collected for a kit order goes back to where it lay, and stays the order's."""

    order: Code
    location: Code
    item: Code
    quantity: Quantity
    lot: Code | None = None
    unit: Code | None = None


class UndoKits(Base, frozen=True, kw_only=True, tag="undo_kits"):
    """The kits made last are parts again, those that were used, where the work is done; those taken
    apart last are whole again."""

    order: Code
    quantity: Quantity
