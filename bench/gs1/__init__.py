"""How fast and how strictly codes are read: beside biip, and on 20,000 strings of each verdict."""

import importlib
import importlib.util
import random

from bench.gs1 import verdicts
from bench.report import Report

RATIO_MIN = 12


def run(seed: int) -> Report:
    """Verdicts always; the ratio where biip is installed (it comes with the tests)."""
    chance = random.Random(seed)
    figures = verdicts.measure(chance)
    targets = {name: "== 0" for name in figures if name.startswith(("refused_", "escaped_"))}
    targets["valid_strings"] = f">= {verdicts.STRINGS}"
    notes = [
        "valid: any of the 541 identifiers with all it requires; escaped: broken strings of a "
        "class that were read, or refused for another reason than the one planted.",
    ]
    if importlib.util.find_spec("biip") is None:
        notes.append("biip is not installed (pip install '.[test]'): no ratio was taken.")
    else:
        speed = importlib.import_module("bench.gs1.speed")
        figures |= speed.measure(chance)
        targets["biip_time_vs_ours"] = f">= {RATIO_MIN}"
        notes.append(
            "biip_time_vs_ours: the same warehouse labels, read by both in turn, time divided by "
            "time; biip_x_vs_ours is one kind of label. biip_*_share: its "
            "verdicts on such strings."
        )
    return Report(figures=figures, targets=targets, notes=tuple(notes))
