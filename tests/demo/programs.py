"""The programs under test as real processes: started, watched, stopped or killed."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.demo.calling import LOOPBACK, Calls, Down

READY_S_MAX, READY_PAUSE_S = 60.0, 0.02
STOP_S_MAX = 20.0
LOG_TAIL_LINES = 25


class ProgramFailed(Exception):
    """A program ended badly or did not come up; the text holds the end of its log."""


class Result(msgspec.Struct, frozen=True):
    """What a command that runs to its end said."""

    code: int
    out: str
    err: str


def command(name: str, *arguments: str) -> list[str]:
    """An installed program of ours; from a tree that is not installed, its entry point."""
    script = Path(sys.executable).with_name(name)
    if script.exists():
        return [str(script), *arguments]
    module = f"{name.removeprefix('holdfast-')}.cli"
    entry = f"from {module} import main; main(prog_name='{name}')"
    return [sys.executable, "-c", entry, *arguments]


def environment() -> dict[str, str]:
    """Ours, without settings meant for nodes someone runs by hand. Byte code is kept, as it is in
    an installed program: compiling it would be a third of a start."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("HOLDFAST_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "PYTHONUNBUFFERED": "1"}


async def run(arguments: Sequence[str], *, words: bytes = b"") -> Result:
    """Run to the end; `words` go to its standard input."""
    process = await asyncio.create_subprocess_exec(
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(),
    )
    out, err = await process.communicate(words)
    assert process.returncode is not None
    return Result(process.returncode, out.decode(), err.decode())


async def run_well(arguments: Sequence[str], *, words: bytes = b"") -> str:
    """Run to a good end; its standard output. Raises ProgramFailed."""
    result = await run(arguments, words=words)
    if result.code != 0:
        shown = " ".join(arguments[1:])
        raise ProgramFailed(f"{shown}: exit {result.code}\n{result.err[-2000:]}{result.out[-500:]}")
    return result.out


def free_port(wanted: int = 0) -> int:
    """The wanted port if nobody has it, so that addresses stay the same; else any other."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            found = probe.getsockname()[1]
            assert isinstance(found, int)
            return found
    raise ProgramFailed("no free port on this machine")


def end_like_interrupt() -> None:
    """Asked to end (SIGTERM), the demo still stops the programs it has started."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)


class Program:
    """One node: its data folder, its port, its process and its log."""

    def __init__(self, name: str, program: str, folder: Path, port: int, log: Path) -> None:
        self.name = name
        self.program = program
        self.folder = folder
        self.port = port
        self.log = log
        self.starts = 0
        self._process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self) -> float:
        """Start it and wait until it is ready; seconds from start to ready."""
        assert self._process is None
        begin = time.perf_counter()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command(
                    self.program, "serve", "--data", str(self.folder), "--port", str(self.port)
                ),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment(),
                start_new_session=True,
            )
        self.starts += 1
        await self._until_ready(begin + READY_S_MAX)
        return time.perf_counter() - begin

    async def _until_ready(self, end: float) -> None:
        calls = Calls(self.port)
        said = ""
        while time.perf_counter() < end:
            if self._process is None or self._process.returncode is not None:
                raise ProgramFailed(f"{self.name} ended while starting\n{self.log_tail()}")
            try:
                answer = await calls.call("GET", "/readyz")
                if answer.status == 200:
                    calls.close()
                    return
                said = answer.body[:200].decode(errors="replace")
            except Down:
                pass
            await asyncio.sleep(READY_PAUSE_S)
        raise ProgramFailed(f"{self.name} was not ready in time {said}\n{self.log_tail()}")

    async def stop(self) -> int:
        """Ask it to end, and wait; its exit status."""
        process, self._process = self._process, None
        if process is None:
            return 0
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), STOP_S_MAX)
            except TimeoutError:
                process.kill()
                await process.wait()
        assert process.returncode is not None
        return process.returncode

    async def kill(self) -> None:
        """End it as a power switch would: no goodbye."""
        process, self._process = self._process, None
        assert process is not None
        if process.returncode is not None:
            raise ProgramFailed(f"{self.name} had ended by itself\n{self.log_tail()}")
        process.kill()
        await process.wait()

    def log_tail(self) -> str:
        """The end of its log."""
        if not self.log.exists():
            return ""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-LOG_TAIL_LINES:])
