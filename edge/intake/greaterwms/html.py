"""The report as one page to print and to file, without anything from elsewhere."""

from collections.abc import Iterable
from html import escape

from edge.intake.greaterwms.report import Report
from edge.intake.greaterwms.words import LEVELS, STATES, said

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; color: #1a1a1a }
table { border-collapse: collapse; margin: 0.5rem 0 2rem; width: 100% }
th, td { border-bottom: 1px solid #ccc; padding: 0.25rem 0.75rem 0.25rem 0; text-align: left }
td.n { text-align: right; font-variant-numeric: tabular-nums }
tr.bad td { background: #fff0e8 }
"""


def page_of(report: Report) -> str:
    """The whole page."""
    title = f"Moving in from GreaterWMS: {report.account}"
    figures = _table(
        ("Figure", "There", "Here", "Refused", "Unexplained"),
        ((f.name, f.source, f.target, f.refused, f.unexplained) for f in report.figures),
        bad=[bool(figure.unexplained) for figure in report.figures],
    )
    tables = _table(
        ("Table", "Read", "Imported", "History", "Refused"),
        ((t.table, t.read, t.imported, t.history, t.refused) for t in report.tables),
    )
    counts = _table(
        ("Kind", "What", "How often"),
        ((LEVELS[each.level], said(each.rule), each.count) for each in report.counts),
    )
    findings = _table(
        ("Kind", "What", "Table", "Row", "Detail"),
        ((LEVELS[f.level], said(f.rule), f.table, f.row or "", f.detail) for f in report.findings),
    )
    left = "".join(f"<li>{escape(text)}</li>" for text in report.left_behind)
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style><h1>{escape(title)}</h1>"
        f"<p>{escape(STATES[report.state])} File {escape(report.file)}, times of"
        f" {escape(report.time_zone)}.</p>"
        f"<h2>Side by side</h2>{figures}<h2>Row by row</h2>{tables}"
        f"<h2>What was found</h2>{counts}<h2>Each of them</h2>{findings}"
        f"<h2>What is left behind</h2><ul>{left}</ul></html>\n"
    )


def _table(
    heads: tuple[str, ...], rows: Iterable[tuple[object, ...]], bad: list[bool] | None = None
) -> str:
    lines = []
    for place, row in enumerate(rows):
        mark = ' class="bad"' if bad is not None and bad[place] else ""
        lines.append(f"<tr{mark}>{''.join(map(_cell, row))}</tr>")
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    return f"<table><tr>{head}</tr>{''.join(lines)}</table>"


def _cell(value: object) -> str:
    kind = ' class="n"' if isinstance(value, int) else ""
    return f"<td{kind}>{escape(str(value))}</td>"
