"""Staging: packages are set ready where they will be fetched."""

from models.warehouse.dialogues.table import read

STAGING = read(
    "staging",
    """
unit: unit order |
    found               place
    wrong_unit          =
    no_work             =
    already_done        =
    cancelled_elsewhere =
place: location | back
    unit_done           unit
    document_done       unit
    location_not_allowed =
    wrong_unit          unit
    already_done        unit
    cancelled_elsewhere unit
    back                unit
    """,
)
