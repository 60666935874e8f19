"""Moving: from where, what, how many, to where; or a whole unit with all that is in it."""

from models.warehouse.dialogues.table import read

MOVING = read(
    "moving",
    """
source: location unit |
    found                goods
    unit_in_hand         target
    no_work              =
goods: item unit | back
    found                target
    unit_in_hand         target
    lot_asked            lot
    wrong_item           =
    wrong_unit           =
    scan_unit            =
    quantity_changed     =
    back                 source
lot: lot | back
    found                target
    wrong_lot            =
    back                 goods
target: location quantity | back
    quantity_set         =
    quantity_changed     =
    zero_quantity        =
    wrong_location       =
    other_location       =
    location_not_allowed =
    location_full        =
    line_done            source
    unit_done            source
    back                 source
    """,
)
