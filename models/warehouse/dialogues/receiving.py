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
goods: item location | close other
    item_found          amount
    lot_asked           lot
    lot_found           amount
    date_asked          expiry
    serial_duplicate    =
    dock_set            =
    already_done        =
    wrong_item          =
    location_not_allowed =
    partial             =
    document_done       document
    other_document      document
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
    line_done           goods
    back                goods
cross: | to_packing to_stock
    line_done           goods
    quantity_changed    amount
    """,
)
