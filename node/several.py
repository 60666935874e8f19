"""Several data folders served by one command: a process for each, so that nothing is shared."""

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from node.config import ConfigError
from node.sections import Http

FIRST_S = 0.5
LAST_S = 30.0
STEADY_S = 60.0


def given_words(options: Mapping[str, object]) -> list[str]:
    """Options as they stand on a command line; None and False were not given."""
    words: list[str] = []
    for name, value in options.items():
        if value is None or value is False:
            continue
        words += [name] if value is True else [name, str(value)]
    return words


def serve_each(module: str, wanted: Mapping[Path, Http], words: Sequence[str]) -> int:
    """`module serve --data FOLDER` for each folder until told to stop; the exit code: 0 where all
    ended well. A process that ends by itself with a fault is started again, later each time; the
    others do not notice. Raises ConfigError where two folders want one port: the second would never
    come up."""
    ports = Counter((http.host, http.port) for http in wanted.values() if http.port)
    for folder, http in wanted.items():
        if ports[http.host, http.port] > 1:
            raise ConfigError(
                f"{folder}: port {http.port} is wanted by another folder too; give each a port of "
                "its own in its settings ([http] port = …)"
            )
    commands = [
        (sys.executable, "-m", module, "serve", "--data", str(folder), *words) for folder in wanted
    ]
    return asyncio.run(_until_stopped(commands))


async def _until_stopped(commands: Sequence[Sequence[str]]) -> int:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for kind in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(kind, told.set)
    return max(await asyncio.gather(*(_keep(command, told) for command in commands)))


async def _keep(command: Sequence[str], told: asyncio.Event) -> int:
    """One of them, as often as it needs to be started; its last exit code."""
    wait_s, loop = FIRST_S, asyncio.get_running_loop()
    while True:
        started = loop.time()
        code = await _run(command, told)
        if told.is_set() or code == 0:
            return int(code != 0)
        if loop.time() - started > STEADY_S:
            wait_s = FIRST_S
        if await _is_told(told, wait_s):
            return 1
        wait_s = min(LAST_S, wait_s * 2)


async def _run(command: Sequence[str], told: asyncio.Event) -> int:
    """From start to end. Ctrl-C reaches a whole group of processes: each has one of its own, and
    is told once, by us."""
    process = await asyncio.create_subprocess_exec(*command, process_group=0)
    ended = asyncio.create_task(process.wait())
    stopping = asyncio.create_task(told.wait())
    try:
        await asyncio.wait((ended, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            process.terminate()
        return await ended
    finally:
        stopping.cancel()


async def _is_told(told: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(told.wait(), seconds)
    except TimeoutError:
        return False
    return True
