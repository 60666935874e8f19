"""Returns: the order they belong to, what came back of it, where it goes, and why it came."""

from models.warehouse.dialogues.table import read

RETURNING = read(
    "returning",
    """
order: order unit |
    found            goods
    wrong_unit       =
goods: item | close other
    item_found       amount
    lot_asked        lot
    lot_found        amount
    wrong_item       =
    document_done    order
    other_document   order
lot: lot | back
    lot_found        amount
    wrong_lot        =
    serial_duplicate =
    back             goods
amount: item quantity | restock inspect scrap supplier back
    counted          =
    quantity_set     =
    zero_quantity    =
    wrong_item       =
    serial_required  =
    reason_asked     reason
    back             goods
reason: text | unwanted faulty wrong_goods transport back
    line_done        goods
    over_receipt     =
    back             amount
    """,
)
