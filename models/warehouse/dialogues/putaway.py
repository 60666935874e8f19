"""Putaway: take what waits, carry it to where it is to go, say where it lies."""

from models.warehouse.dialogues.table import read

PUTAWAY = read(
    "putaway",
    """
source: unit item location | next
    found            target
    unit_found       whole
    no_work          =
whole: location | one_by_one
    unit_done            source
    other_location       =
    location_not_allowed =
    location_full        =
    one_by_one           target
    no_work              source
target: location quantity | skip
    line_done        source
    left_over        target
    quantity_set     =
    quantity_changed =
    other_location   =
    location_not_allowed =
    location_full    =
    skipped          source
    gone             source
    already_done     source
    cancelled_elsewhere source
    """,
)
