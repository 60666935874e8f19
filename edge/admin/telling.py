"""How the command line tells what became of an import."""

import click
import msgspec

from edge.intake.report import Report

REFUSED_SHOWN = 20


def show_report(report: Report, as_json: bool) -> None:
    """What became of an import."""
    if as_json:
        click.echo(msgspec.json.encode(report))
        return
    click.echo(f"{report.file}: {report.rows} rows, {report.documents} documents, "
               f"{report.lines} lines")  # fmt: skip
    for field, heading in report.mapping.items():
        click.echo(f"  {field:14} <- {heading}")
    for refusal in report.refused[:REFUSED_SHOWN]:
        click.echo(
            f"  row {refusal.row} {refusal.column}: {refusal.code} {refusal.value!r}"
            f" {refusal.document}"
        )
    if report.refused_rows:
        codes = ", ".join(f"{code} {count}" for code, count in report.refused_by_code.items())
        click.echo(f"  refused: {report.refused_rows} rows ({codes})")
    if report.currency:
        click.echo(f"  amounts without a currency were taken for {report.currency}")
    said = {
        "checked": "Checked; nothing was loaded. Run again without --dry-run.",
        "refused": "Nothing was loaded. Mend what is named above and import again.",
        "loaded": f"Loaded {report.loaded}, cancelled {report.cancelled}, "
        f"known before {report.repeated}.",
    }
    click.echo(said[report.state])
