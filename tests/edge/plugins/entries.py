"""Entry points as importlib.metadata would tell of them."""

import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from edge.plugins.host import Plugins
from edge.plugins.specs import hookimpl

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "plugin-example"


class Entry:
    """One plug-in; `made` is what its module is, or raises."""

    def __init__(self, name: str, made: Callable[[], object]) -> None:
        self.name, self._made, self.dist = name, made, None

    def load(self) -> object:
        return self._made()


class Gives:
    """A plug-in of so many hooks."""

    def __init__(self, **hooks: list[object]) -> None:
        for name, given in hooks.items():
            setattr(self, f"holdfast_{name}", hookimpl(_giving(given, f"holdfast_{name}")))


def _giving(given: list[object], name: str) -> Callable[[], list[object]]:
    def give() -> list[object]:
        return given

    give.__name__ = name
    return give


class Watch:
    """A clock that a slow plug-in turns on."""

    def __init__(self) -> None:
        self.ns = 0

    def __call__(self) -> int:
        return self.ns

    def takes(self, ms: float) -> None:
        self.ns += int(ms * 1_000_000)


def example(name: str = "heavy_low") -> ModuleType:
    """A module of the example, found by its path: nothing is installed."""
    spec = spec_from_file_location(name, EXAMPLE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def loaded(watch: Watch, *plugins: object) -> Plugins:
    """Plug-ins of a test, by number."""
    host = Plugins(watch)
    for number, plugin in enumerate(plugins, start=1):
        host.add(Entry(f"plugin-{number}", lambda plugin=plugin: plugin))  # type: ignore[misc]
    return host
