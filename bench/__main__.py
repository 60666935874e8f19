"""python -m bench NAME: runs one bench, prints its table and, last, one line of JSON."""

import importlib
import importlib.util
import pkgutil
import random
import re
import sys
from pathlib import Path

import click
from rich.console import Console

import bench
from bench.report import Report, json_line, show

SEED_MAX = 2**32 - 1
_RUN = re.compile(r"^def run\(seed: int\) -> Report:", re.MULTILINE)


def benches() -> list[str]:
    """Modules and packages of this folder with a `run(seed: int) -> Report`; none is imported."""
    return sorted(
        module.name for module in pkgutil.iter_modules(bench.__path__) if is_bench(module)
    )


def is_bench(module: pkgutil.ModuleInfo) -> bool:
    spec = importlib.util.find_spec(f"bench.{module.name}")
    assert spec is not None
    assert spec.origin is not None
    return _RUN.search(Path(spec.origin).read_text(encoding="utf-8")) is not None


def title(name: str) -> str:
    """First line of a bench's docstring."""
    return (importlib.import_module(f"bench.{name}").__doc__ or "").strip().partition("\n")[0]


def list_benches() -> None:
    """What can be measured."""
    click.echo("python -m bench NAME [--seed N] [--json], where NAME is one of")
    for name in benches():
        click.echo(f"  {name:12} {title(name)}")


@click.command()
@click.argument("name", required=False)
@click.option("--seed", type=click.IntRange(0, SEED_MAX), help="Repeat a run (default: a new one).")
@click.option("--json", "only_json", is_flag=True, help="Print the line of JSON alone.")
@click.option("--quick", is_flag=True, help="A small part of it, where the bench has one.")
def main(name: str | None, seed: int | None, only_json: bool, quick: bool) -> None:
    """Measure NAME against its limits and baselines; exit 1 when a target is missed.

    Without NAME list what can be measured.
    """
    if name is None:
        list_benches()
        return
    if name not in benches():
        raise click.UsageError(f"no bench {name!r}; there are: {', '.join(benches()) or 'none'}")
    seed = random.SystemRandom().randint(0, SEED_MAX) if seed is None else seed
    module = importlib.import_module(f"bench.{name}")
    report = getattr(module, "run_quick", module.run)(seed) if quick else module.run(seed)
    assert isinstance(report, Report), f"bench.{name}.run returned {type(report).__name__}"
    if not only_json:
        show(name, seed, report, Console())
    click.echo(json_line(name, seed, report))
    sys.exit(1 if report.missed() else 0)


if __name__ == "__main__":
    main(prog_name="python -m bench")
