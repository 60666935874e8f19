"""The human form, `(01)09506000134352(10)ABC`, as printed under a symbol and typed by people."""

import re

from models.warehouse.gs1.elements import check_value
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.reading import Values

# A bracket that belongs to a value is escaped: \( is no CSET 82, so it says nothing else.
_HEAD = re.compile(r"(?<!\\)\((\d{2,4})\)")


def read_bracketed(text: str, year: int) -> Values:
    """The values. Blanks around them are the typist's."""
    found = list(_HEAD.finditer(text))
    if not found or found[0].start() != 0:
        raise Gs1Error(Fault.BAD_GS1)
    ends = [each.start() for each in found[1:]] + [len(text)]
    values: Values = {}
    for head, end in zip(found, ends, strict=True):
        name, value = head[1], text[head.end() : end].strip(" ")
        if "(" in value.replace("\\(", ""):
            raise Gs1Error(Fault.BAD_GS1, name, head.end() + value.index("("))
        value = value.replace("\\(", "(")
        check_value(name, value, year, head.end())
        if values.setdefault(name, value) != value:
            raise Gs1Error(Fault.REPEATED, name, head.end())
    return values


def write_bracketed(values: Values) -> str:
    """The human form of checked values."""
    return "".join(f"({name})" + value.replace("(", "\\(") for name, value in values.items())
