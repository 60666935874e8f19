"""Units into units: which one, then into which; or out of the one it lies in."""

from models.warehouse.dialogues.table import read

NESTING = read(
    "nesting",
    """
unit: unit |
    found               into
into: unit text | same take_out back
    unit_done           unit
    new_unit            =
    wrong_unit          =
    unit_of_other_order =
    already_done        =
    no_work             =
    back                unit
    """,
)
