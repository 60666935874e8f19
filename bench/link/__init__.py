"""An acknowledged message through mosquitto, with and without TCP_NODELAY at both ends.

Two brokers of our own on this machine, turn about: a message as long as an order of six nodes goes
from one client to another and comes back, QoS 1 both ways.
"""

import asyncio
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agv.protocol.mqtt import Endpoint, Mqtt
from agv.protocol.transport import end
from bench.repeats import ROUNDS, interleave, ratio
from bench.report import Report

ORDER_BYTES = 1_900
MESSAGES = 60
START_TRIES_MAX = 200
RATIO_MAX = "<= 0.05"


def run(seed: int) -> Report:
    """Round trips in ms. The seed rules nothing here: the load is fixed."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        return Report(
            figures={}, targets={"ratio_p50": RATIO_MAX}, notes=("mosquitto is not installed",)
        )
    spreads: dict[bool, list[float]] = {True: [], False: []}

    def measure(port: int, nodelay: bool) -> float:
        trips = asyncio.run(round_trips(port, nodelay))
        spreads[nodelay] += trips
        return statistics.median(trips)

    with (
        tempfile.TemporaryDirectory() as folder,
        broker(program, Path(folder), nodelay=True) as fast,
        broker(program, Path(folder), nodelay=False) as slow,
    ):
        measured = interleave(
            {
                "with": lambda number: measure(fast, True),
                "without": lambda number: measure(slow, False),
            },
            rounds=ROUNDS,
        )
    figures = {
        "with_p50_ms": statistics.median(measured["with"]),
        "with_p99_ms": statistics.quantiles(spreads[True], n=100)[98],
        "without_p50_ms": statistics.median(measured["without"]),
        "without_p99_ms": statistics.quantiles(spreads[False], n=100)[98],
        **ratio(measured["with"], measured["without"]).figures("ratio_p50"),
    }
    note = f"{MESSAGES} messages of {ORDER_BYTES} bytes a round, {ROUNDS} rounds each, QoS 1"
    return Report(figures=figures, targets={"ratio_p50": RATIO_MAX}, notes=(note,))


async def round_trips(port: int, nodelay: bool) -> list[float]:
    """From one client to a second and back, as an order and the state that echoes it, in ms."""
    payload = b"x" * ORDER_BYTES
    async with (
        Mqtt(endpoint(port, "robot", nodelay)) as robot,
        Mqtt(endpoint(port, "edge", nodelay)) as edge,
    ):
        await robot.subscribe("bench/order", qos=1)
        await edge.subscribe("bench/state", qos=1)
        answering = asyncio.ensure_future(answer(robot))
        states = edge.messages()
        trips: list[float] = []
        for _ in range(MESSAGES):
            started = time.perf_counter()
            await edge.publish("bench/order", payload, qos=1)
            await anext(states)
            trips.append(1_000 * (time.perf_counter() - started))
        await end([answering])
        return trips


async def answer(robot: Mqtt) -> None:
    """Say back whatever comes."""
    async for arrived in robot.messages():
        await robot.publish("bench/state", arrived.payload, qos=1)


def endpoint(port: int, name: str, nodelay: bool) -> Endpoint:
    return Endpoint(host="127.0.0.1", port=port, client_id=name, nodelay=nodelay)


@contextmanager
def broker(program: str, folder: Path, *, nodelay: bool) -> Iterator[int]:
    """A mosquitto of our own; the port it listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    path = folder / f"{port}.conf"
    word = "true" if nodelay else "false"
    path.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay {word}\nlog_type none\n"
    )
    running = subprocess.Popen([program, "-c", str(path)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(START_TRIES_MAX):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=10)
