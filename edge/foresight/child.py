"""The process apart: one model, one history, one forecast, and the end.

`python -m edge.foresight.child MEMORY_BYTES CPU_S`, with a packed question on standard input.
"""

import os
import resource
import sys
from collections.abc import Callable, Sequence
from typing import BinaryIO

import msgspec

LOWEST_PRIORITY = 19


def limit(memory_bytes: int, cpu_s: int) -> None:
    """Before anything of a model is read: nothing it does may grow, run on, or write a file."""
    os.nice(LOWEST_PRIORITY)
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def answer(asked: bytes) -> bytes:
    """The forecast, packed, or why there is none."""
    from edge.foresight.inference import load
    from edge.foresight.packing import Answered, Asked, history_of, pack_forecast
    from models.demand.manifest import ModelRefused

    question = msgspec.msgpack.decode(asked, type=Asked)
    try:
        return pack_forecast(load(question.runtime, question.model)(history_of(question)))
    except ModelRefused as error:
        return msgspec.msgpack.encode(Answered(error=error.code, detail=error.detail))


def serve(
    words: Sequence[str],
    asked: BinaryIO,
    answered: BinaryIO,
    work: Callable[[bytes], bytes] = answer,
) -> None:
    """Limits first, then the work; what it raises ends the process, and its last line says why."""
    limit(int(words[0]), int(words[1]))
    answered.write(work(asked.read()))
    answered.flush()


if __name__ == "__main__":
    serve(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer)
