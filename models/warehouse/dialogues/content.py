"""Putting away what lies in a location or a unit, line by line, each to a place of its own."""

from models.warehouse.dialogues.table import read

CONTENT = read(
    "content",
    """
source: unit location |
    found            line
    no_work          =
line: item | next other_place
    found            target
    lot_asked        lot
    wrong_item       =
    wrong_lot        =
    other_place      source
    all_done         source
lot: lot | back
    found            target
    wrong_lot        =
    back             line
target: location quantity | skip place_full damaged good missing to_packing back
    quantity_set     =
    quantity_changed =
    condition_set    =
    place_full       =
    line_done        line
    all_done         source
    left_over        =
    other_location   =
    wrong_location   =
    location_not_allowed =
    location_full    =
    zero_check       =
    short_posted     line
    no_work          =
    skipped          line
    gone             line
    back             line
    """,
)
