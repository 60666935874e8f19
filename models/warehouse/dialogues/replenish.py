"""Replenishment: to the bulk goods, take them, bring them to the pick face."""

from models.warehouse.dialogues.table import read

REPLENISH = read(
    "replenish",
    """
source: location | next
    found               take
    no_work             =
take: location unit | empty skip
    taken               face
    wrong_location      =
    wrong_unit          =
    zero_check          =
    short_posted        source
    skipped             source
    already_done        source
face: location quantity | back
    quantity_set        =
    quantity_changed    =
    zero_quantity       =
    wrong_location      =
    location_full       =
    line_done           source
    left_over           take
    already_done        source
    back                take
    """,
)
