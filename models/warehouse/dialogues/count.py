"""Counting, blind: the book's quantity never leaves the server before it is settled."""

from models.warehouse.dialogues.table import read

COUNT = read(
    "count",
    """
place: location | next
    found            goods
    other_location   =
    other_person     =
    no_work          =
goods: item quantity | done empty skip
    counted          =
    lot_asked        lot
    wrong_lot        =
    serial_duplicate =
    scan_item_first  =
    zero_quantity    =
    serial_required  =
    zero_check       =
    wrong_item       =
    posted           place
    recount_due      place
    review_due       place
    quantity_changed =
    other_person     place
    already_done     place
    skipped          place
lot: lot | back
    counted          goods
    wrong_lot        =
    serial_duplicate =
    back             goods
    """,
)
