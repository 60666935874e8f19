"""The plug-ins of this site: loaded once in the composition root, asked by name afterwards."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar

import pluggy

from edge.plugins import specs
from edge.plugins.guard import Guard, Nonsense, Standing
from edge.plugins.specs import (
    GROUP,
    PROJECT,
    DocumentExporter,
    Goods,
    LabelTemplate,
    Places,
    PutawayRule,
    RemovalRule,
    StockSeen,
)
from models.warehouse.labels.label import Label
from models.warehouse.labels.templates import ItemFacts, LocationFacts, UnitFacts

Given = PutawayRule | RemovalRule | LabelTemplate | DocumentExporter
T = TypeVar("T", bound=Given)
PLACES_MAX = 8
"""Places tried for one putaway."""
LabelFacts = LocationFacts | ItemFacts | UnitFacts
_FACTS: Mapping[str, type[LabelFacts]] = {
    "location": LocationFacts,
    "item": ItemFacts,
    "unit": UnitFacts,
}
EXPORT_SLOW_MS = 5_000.0
EXPORT_BYTES_MAX = 16 << 20
_HOOKS: Mapping[str, type[Given]] = {
    "holdfast_putaway_rules": PutawayRule,
    "holdfast_removal_rules": RemovalRule,
    "holdfast_label_templates": LabelTemplate,
    "holdfast_document_exporters": DocumentExporter,
}


class Entry(Protocol):
    """What importlib.metadata tells of a plug-in."""

    @property
    def name(self) -> str: ...

    @property
    def dist(self) -> object: ...

    def load(self) -> object: ...


class Owned(NamedTuple):
    """Something a plug-in gives, and the guard it is called through."""

    guard: Guard
    given: Given


class Plugins:
    """All that was found; `standings` shows each of them, off or not."""

    def __init__(self, now_ns: Callable[[], int]) -> None:
        self._now_ns = now_ns
        self._given: dict[tuple[type, str], Owned] = {}
        self.standings: list[Standing] = []

    def add(self, entry: Entry, *, off: str = "") -> None:
        """Load one; what fails is shown and left out."""
        version = str(getattr(entry.dist, "version", ""))
        standing = Standing(entry.name, version, off=off)
        self.standings.append(standing)
        guard = Guard(standing, self._now_ns)
        nothing: list[Given] = []
        found = guard.call(
            "loading", lambda: list(_given_by(entry)), nothing, slow_ms=EXPORT_SLOW_MS
        )
        standing.calls = 0  # loading is none
        taken = [given.name for given in found if (type(given), given.name) in self._given]
        if taken:
            standing.off = f"loading: {taken[0]!r} is given by another plug-in"
            return
        standing.gives = tuple(given.name for given in found)
        for given in found:
            self._given[type(given), given.name] = Owned(guard, given)

    # -- what the floor asks ----------------------------------------------------------------------

    def putaway(self, name: str, goods: Goods, places: Places) -> list[str]:
        """Codes of locations, best first; none where the rule is missing or off."""
        known = self._find(PutawayRule, name)
        if known is None:
            return []
        guard, rule = known
        return guard.call(name, lambda: _texts(rule.choose(goods, places), PLACES_MAX), [])

    def ranks(self, name: str, stocks: Sequence[StockSeen], today: str) -> list[int]:
        """A rank for each piece of stock; none where the rule is missing or off."""
        known = self._find(RemovalRule, name)
        if known is None:
            return []
        guard, rule = known
        return guard.call(name, lambda: _numbers(rule.rank(stocks, today), len(stocks)), [])

    # -- labels and exports -----------------------------------------------------------------------

    def label(self, name: str, facts: LabelFacts) -> Label | None:
        """A label as a template lays it out; None: it is of another kind, or missing or off."""
        known = self._find(LabelTemplate, name)
        if known is None or not isinstance(facts, _FACTS[known[1].kind]):
            return None
        guard, template = known

        nothing: Label | None = None
        return guard.call(
            name, lambda: _label(template.lay_out(facts)), nothing, slow_ms=EXPORT_SLOW_MS
        )

    def exporters(self) -> list[DocumentExporter]:
        """Those that are on."""
        return [
            owned.given
            for owned in self._given.values()
            if isinstance(owned.given, DocumentExporter) and not owned.guard.standing.off
        ]

    def export(self, name: str, document: Mapping[str, object]) -> bytes | None:
        """A document as an exporter writes it; None where it failed or is off."""
        known = self._find(DocumentExporter, name)
        if known is None:
            return None
        guard, exporter = known

        nothing: bytes | None = None
        return guard.call(
            name, lambda: _body(exporter.export(document)), nothing, slow_ms=EXPORT_SLOW_MS
        )

    def _find(self, kind: type[T], name: str) -> tuple[Guard, T] | None:
        owned = self._given.get((kind, name))
        if owned is None:
            return None
        assert isinstance(owned.given, kind)
        return owned.guard, owned.given


def load_plugins(
    now_ns: Callable[[], int], off: Collection[str], entries: Iterable[Entry] | None = None
) -> Plugins:
    """All plug-ins that are installed beside this program, by name."""
    found = entry_points(group=GROUP) if entries is None else entries
    plugins = Plugins(now_ns)
    for entry in sorted(found, key=lambda each: each.name):
        plugins.add(entry, off="the settings switch it off" if entry.name in off else "")
    return plugins


def _given_by(entry: Entry) -> Iterator[Given]:
    """What one plug-in gives. Raises whatever it raises."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(specs)
    manager.register(entry.load(), name=entry.name)
    manager.check_pending()
    for hook, kind in _HOOKS.items():
        for answer in getattr(manager.hook, hook)():
            for given in answer:
                if not isinstance(given, kind):
                    raise Nonsense(f"{hook} promises {kind.__name__}")
                yield given


def _label(answer: object) -> Label:
    if not isinstance(answer, Label):
        raise Nonsense(f"a label was promised, {type(answer).__name__} came")
    return answer


def _body(answer: object) -> bytes:
    if not isinstance(answer, bytes) or len(answer) > EXPORT_BYTES_MAX:
        raise Nonsense(f"at most {EXPORT_BYTES_MAX >> 20} MiB of bytes were promised")
    return answer


def _texts(answer: Iterable[str], most: int) -> list[str]:
    codes = list(islice(answer, most))
    if not all(isinstance(code, str) for code in codes):
        raise Nonsense("codes of locations were promised")
    return codes


def _numbers(answer: Iterable[int], count: int) -> list[int]:
    ranks = list(islice(answer, count + 1))
    if len(ranks) != count or not all(type(rank) is int for rank in ranks):
        raise Nonsense(f"{count} whole numbers were promised")
    return ranks
