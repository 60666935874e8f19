"""The long run: `make fuzz-api CASES=10000`."""

import argparse
import sys
import tempfile
from pathlib import Path

import click

from tests.edge.fuzz.fuzzing import Report, fuzz
from tests.edge.fuzz.site import fuzzed_site


def main() -> int:
    """1 when the program does not keep to its description."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    click.echo(f"repeat with make fuzz-api CASES={asked.cases} SEED={asked.seed}")
    with tempfile.TemporaryDirectory() as folder, fuzzed_site(Path(folder)) as (page, send):
        report = fuzz(page, send, asked.cases, asked.seed)
    _tell(report)
    return 1 if report.faults else 0


def _tell(report: Report) -> None:
    statuses = ", ".join(f"{count} x {status}" for status, count in sorted(report.statuses.items()))
    click.echo(f"{report.cases} requests: {statuses}; server errors: {report.server_errors}")
    for fault, example in report.faults.items():
        click.echo(f"\n{report.seen[fault]} x {fault}\n  {example}")


if __name__ == "__main__":
    sys.exit(main())
