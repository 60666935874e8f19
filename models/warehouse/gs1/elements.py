"""Element strings: identifiers and values in a row, a separator after those of variable length."""

from models.warehouse.gs1.config import GS
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.reading import Values
from models.warehouse.gs1.table import PRINTABLE, Form, table


def read_elements(text: str, year: int) -> Values:
    """All elements of a string without leading FNC1, each value checked by itself.

    The characters are looked at once, for the whole string: after that digits are ASCII, and only
    `#` may stand where it must not. A separator after a value of fixed length is tolerated.
    """
    if PRINTABLE.fullmatch(text) is None:
        raise _strange(text)
    widths, _, forms, _ = table()
    values: Values = {}
    before = 0
    for run in text.split(GS):
        at, end = 0, len(run)
        if not end:
            raise Gs1Error(Fault.BAD_GS1, "", before)
        while at < end:
            name = run[at : at + 2]
            form = forms.get(name)
            if form is None:
                name = run[at : at + widths.get(name, 2)]
                form = forms.get(name)
                if form is None:
                    raise Gs1Error(Fault.BAD_GS1, name, before + at)
            separated, shortest, longest, digits, check = form
            start = at + len(name)
            at = end if separated else start + longest
            value = run[start:at]
            if not shortest <= len(value) <= longest:
                raise Gs1Error(Fault.BAD_GS1, name, before + start)
            if digits and not value.isdigit():
                raise Gs1Error(Fault.BAD_CHARACTER, name, before + start + _digits(value))
            if check is not None and (fault := check(value, year)) is not None:
                raise Gs1Error(fault, name, before + start)
            if values.setdefault(name, value) != value:
                raise Gs1Error(Fault.REPEATED, name, before + start)
        before += end + 1
    return values


def check_value(identifier: str, value: str, year: int, position: int = 0) -> None:
    """The same checks for one value from elsewhere than an element string."""
    form = table().forms.get(identifier)
    if form is None:
        raise Gs1Error(Fault.BAD_GS1, identifier[:4], position)
    if PRINTABLE.fullmatch(value) is None or GS in value:
        raise Gs1Error(Fault.BAD_CHARACTER, identifier, position + _printable(value))
    if (fault := unfit(form, value, year)) is not None:
        raise Gs1Error(fault, identifier, position)


def unfit(form: Form, value: str, year: int) -> Fault | None:
    """What is wrong with a value whose characters are printable, separators left out."""
    if not form.shortest <= len(value) <= form.longest:
        return Fault.BAD_GS1
    if form.digits and not value.isdigit():
        return Fault.BAD_CHARACTER
    return None if form.check is None else form.check(value, year)


def write(values: Values) -> str:
    """The shortest element string of checked values: no leading FNC1, no separator at the end."""
    forms = table().forms
    parts = [name + value + (GS if forms[name].separated else "") for name, value in values.items()]
    return "".join(parts).removesuffix(GS)


def _digits(value: str) -> int:
    """How many digits lead."""
    return next((at for at, character in enumerate(value) if not character.isdigit()), len(value))


def _printable(value: str) -> int:
    """How many characters lead that may stand in a value."""
    found = PRINTABLE.match(value.partition(GS)[0])
    assert found is not None
    return found.end()


def _strange(text: str) -> Gs1Error:
    """A character no identifier allows, and the value it stands in, if one can be told."""
    printable = PRINTABLE.match(text)
    assert printable is not None
    bad = printable.end()
    widths, forms, *_ = table()
    at = 0
    while at < bad:
        start = at + widths.get(text[at : at + 2], 1)
        identifier = text[at:start]
        form = forms.get(identifier)
        if form is None or start > bad:
            break
        stop = text.find(GS, start) if form.separated else start + form.longest
        if stop < 0 or stop > bad:
            return Gs1Error(Fault.BAD_CHARACTER, identifier, bad)
        at = stop + 1 if text[stop : stop + 1] == GS else stop
    return Gs1Error(Fault.BAD_CHARACTER, "", bad)
