"""Inspection: what was held back at receipt is looked at and let go, as good or as damaged."""

from models.warehouse.dialogues.table import read

INSPECT = read(
    "inspect",
    """
goods: item location unit |
    found            amount
    no_work          =
amount: quantity | good damaged back
    quantity_set     =
    zero_quantity    =
    quantity_changed =
    line_done        goods
    left_over        =
    gone             goods
    back             goods
    """,
)
