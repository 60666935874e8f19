"""A list written to a file from the command line, beside a running program or without one."""

from pathlib import Path

import msgspec

from edge.export.lists import Language, listed
from edge.export.report import ReportError, open_site
from edge.export.sheets import ROWS_MAX, Format, Progress, TooManyRows, write_table


class Written(msgspec.Struct, frozen=True):
    """What was written."""

    file: str
    kind: str
    rows: int


def write_list(
    folder: Path, kind: str, target: Path, language: Language, progress: Progress
) -> Written:
    """CSV or XLSX by the end of the name. Raises NotASite and ReportError."""
    form: Format = "xlsx" if target.suffix.lower() == ".xlsx" else "csv"
    if form == "csv" and target.suffix.lower() != ".csv":
        raise ReportError(f"{target.name}: a list is written as .csv or .xlsx")
    connection = open_site(folder)
    part = target.with_name(f"{target.name}.part")
    try:
        connection.execute("BEGIN")
        table = listed(connection, kind, language)
        rows = write_table(part, form, table.headings, table.rows, progress)
    except TooManyRows as error:
        part.unlink()
        raise ReportError(f"the list has more than {ROWS_MAX} rows") from error
    finally:
        connection.close()
    part.replace(target)
    return Written(str(target), kind, rows)
