"""A month without a line arrives over the real line, while people go on asking the real program."""

import http.client
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from urllib.parse import urlsplit

from bench.hub.ingest import raw_seconds
from bench.hub.program import Hub, served
from bench.hub.site import Site
from models.warehouse.catalogue import MOVEMENT

OPERATIONS = 600_000
KNOWN = 20_000
"""Operations the hub held before the line went down: an idle hub is not an empty one."""
QUERIES = {"overview": "/overview", "stock": "/stock?item=I0100", "orders": "/orders"}
IDLE_QUERIES = 450
_PAUSE_S = 0.02

Times = dict[str, list[float]]


def catch_up(folder: Path, chance: random.Random) -> dict[str, float]:
    """Seconds, latency of queries against the idle hub's, memory."""
    with served(folder / "hub") as hub:
        site = Site(folder / "site", hub.client, chance)
        site.settle()
        site.record(site.movements(KNOWN))
        asking = Asking(hub)
        _send(folder / "site", hub, site)
        idle = asking.some(IDLE_QUERIES)
        before = hub.peak_rss_mib()
        found = site.movements(OPERATIONS)
        plain = raw_seconds(folder / "raw.db", MOVEMENT, found)
        site.record(found)
        done = threading.Event()
        busy: Times = {}
        thread = threading.Thread(target=lambda: busy.update(asking.until(done)))
        thread.start()
        took = _send(folder / "site", hub, site)
        done.set()
        thread.join()
        full = asking.some(IDLE_QUERIES)
        after = hub.peak_rss_mib()
        site.store.close()
    both = {name: idle[name] + full[name] for name in QUERIES}
    figures = {
        "line_catch_up_s": took,
        "line_catch_up_ops_per_s": OPERATIONS / took,
        "line_catch_up_vs_raw_insert": plain / took,
        "line_catch_up_grown_rss_mib": after - before,
        "hub_peak_rss_mib": after,
        "queries_during_catch_up": sum(map(len, busy.values())),
        "query_idle_before_p99_ms": _p99_ms(idle),
        "query_idle_after_p99_ms": _p99_ms(full),
        "query_idle_p99_ms": _p99_ms(both),
        "query_during_catch_up_p99_ms": _p99_ms(busy),
        "query_p99_during_vs_idle": _p99_ms(busy) / _p99_ms(both),
    }
    for name in QUERIES:
        figures[f"{name}_p99_during_vs_idle"] = _p99(busy[name]) / _p99(both[name])
    return figures


class Asking:
    """One connection that is kept, and a page's queries on it in turn."""

    def __init__(self, hub: Hub) -> None:
        self._headers = hub.headers
        self._connection = http.client.HTTPConnection(urlsplit(hub.address).netloc, timeout=60)
        self._turns = cycle(QUERIES.items())

    def some(self, count: int) -> Times:
        """So many."""
        times: Times = {}
        self._connection.close()  # the hub has closed it if nobody asked for a while
        for _ in range(count):
            self._one(times)
        return times

    def until(self, done: threading.Event) -> Times:
        """As long as it takes."""
        times: Times = {}
        self._connection.close()
        while not done.is_set():
            self._one(times)
        return times

    def _one(self, times: Times) -> None:
        name, path = next(self._turns)
        start = time.perf_counter()
        self._connection.request("GET", f"/api/v1{path}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        times.setdefault(name, []).append(time.perf_counter() - start)
        assert answer.status == 200, body
        time.sleep(_PAUSE_S)


def _send(folder: Path, hub: Hub, site: Site) -> float:
    command = [sys.executable, "-m", "bench.hub.sending", str(folder), hub.address, str(site.hub)]
    site.store.seal()
    site.store.close()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    site.reopen(folder)
    return float(done.stdout)


def _p99_ms(times: Times) -> float:
    return 1000 * _p99([one for some in times.values() for one in some])


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
