"""Exceptions: what went otherwise than planned, looked at and closed with a note."""

from models.warehouse.dialogues.table import read

EXCEPTIONS = read(
    "exceptions",
    """
list: text |
    found             one
    no_work           =
one: text | settled back
    noted             =
    supervisor_needed =
    line_done         list
    already_done      list
    back              list
    """,
)
