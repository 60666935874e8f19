"""What models run on here: onnxruntime where it works, our own arithmetic elsewhere.

On some processors onnxruntime dies at its import, and it would take the site with it
(microsoft/onnxruntime 23957), so it is tried in the process apart, with the model that came with
the program. The verdict holds for that version on that processor.
"""

import platform
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from edge.foresight.keeping import Tried
from models.demand.manifest import ModelRefused

ONNX, NUMPY = "onnx", "numpy"
_CPU_INFO = Path("/proc/cpuinfo")
_TOLD_BY = ("model name", "Model", "CPU part")


def onnxruntime_version() -> str:
    """Empty where it is not installed."""
    try:
        return version("onnxruntime")
    except PackageNotFoundError:
        return ""


def cpu_name() -> str:
    """The kind of processor, as far as the machine tells."""
    try:
        lines = _CPU_INFO.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    told = {
        name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    parts = [told[name] for name in _TOLD_BY if name in told]
    return " ".join([platform.machine(), *parts])


def verdict(
    known: Tried | None, version: str, cpu: str, trial: Callable[[], object] | None
) -> Tried | None:
    """The last verdict if it still speaks of this machine, else that of a trial. None: nobody can
    tell yet, since there is no model to try it with."""
    if known is not None and (known.version, known.cpu) == (version, cpu):
        return known
    if not version:
        return Tried("", cpu, works=False, reason="not_installed")
    if trial is None:
        return None
    try:
        trial()
    except ModelRefused as error:
        return Tried(version, cpu, works=False, reason=error.code)
    return Tried(version, cpu, works=True)
