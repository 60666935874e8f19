"""Packing: what was picked for an order goes into boxes, one after the other."""

from models.warehouse.dialogues.table import read

PACKING = read(
    "packing",
    """
order: order unit item | next
    found               goods
    partial             =
    no_work             =
    already_done        =
    cancelled_elsewhere =
goods: item unit quantity text | pack_all close_box other_order
    counted             =
    wrong_item          =
    wrong_lot           =
    lot_asked           lot
    zero_quantity       =
    over_pick           =
    scan_item_first     =
    new_unit            =
    unit_set            =
    wrong_unit          =
    unit_of_other_order =
    partial             =
    no_work             =
    weighing            weight
    other_document      order
    already_done        order
    cancelled_elsewhere order
lot: lot | back
    counted             goods
    wrong_lot           =
    over_pick           goods
    back                goods
weight: weight | no_weight back
    wrong_weight        =
    zero_quantity       =
    unit_done           goods
    document_done       order
    quantity_changed    goods
    wrong_unit          goods
    unit_of_other_order goods
    already_done        order
    cancelled_elsewhere order
    back                goods
    """,
)
