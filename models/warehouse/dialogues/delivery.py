"""Proof of delivery: what the customer took of an order, item by item or all at once."""

from models.warehouse.dialogues.table import read

DELIVERY = read(
    "delivery",
    """
order: order |
    found               goods
    already_done        =
    cancelled_elsewhere =
goods: item | all_there finish other_order
    item_found          amount
    wrong_item          =
    partial             =
    signing             signed
    other_document      order
amount: quantity | back
    counted             damaged
    quantity_changed    =
    back                goods
damaged: quantity | none_damaged
    counted             goods
    quantity_changed    =
signed: text | without back
    document_done       order
    already_done        order
    back                goods
    """,
)
