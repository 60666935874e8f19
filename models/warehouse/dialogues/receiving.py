"""Receiving against an ASN: item, lot and date where asked for, how many, on which pallet."""

from models.warehouse.dialogues.table import read

RECEIVING = read(
    "receiving",
    """
document: asn | blind
    found               goods
    blind_begun         supplier
    already_done        =
    cancelled_elsewhere =
supplier: text | unknown back
    supplier_set        goods
    back                document
goods: item location unit | close other missing
    item_found          amount
    lot_asked           lot
    lot_found           amount
    date_asked          expiry
    serial_duplicate    =
    dock_set            =
    already_done        =
    wrong_item          =
    unit_done           =
    wrong_unit          =
    location_not_allowed =
    partial             =
    document_done       document
    other_document      document
    missing_asked       missing
    no_work             =
missing: | back
    missing_noted       =
    gone                =
    back                goods
lot: lot | back
    lot_found           amount
    date_asked          expiry
    serial_duplicate    =
    back                goods
expiry: expiry | back
    date_set            amount
    back                goods
amount: item unit quantity text | post damaged good back
    counted             =
    quantity_set        =
    unit_set            =
    new_unit            =
    wrong_unit          =
    condition_set       =
    wrong_item          =
    zero_quantity       =
    serial_required     =
    over_receipt        =
    expired             =
    wrong_lot           =
    order_waits         cross
    wrong_weight        =
    weight_asked        weight
    already_done        document
    cancelled_elsewhere document
    line_done           goods
    back                goods
weight: weight | back
    wrong_weight        =
    zero_quantity       =
    order_waits         cross
    line_done           goods
    quantity_changed    amount
    back                amount
cross: | to_packing to_stock
    line_done           goods
    quantity_changed    amount
    """,
)
