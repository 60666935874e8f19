"""Does the robot stay on its tape, find it again and miss no marker? Bang-bang beside it."""

import statistics
from collections.abc import Sequence

from bench.line.laps import LAP_MPS, Lap, bang_bang_lap, lap, speed_vs_real_time
from bench.line.losing import Lost, lose_often
from bench.line.marking import mark
from bench.line.pool import over
from bench.report import Report

SEEDS = 20
SHOVES_EACH, SHOVE_SEEDS = 20, 20
MARKERS_EACH, MARKER_SEEDS = 500, 20
QUICK = 10
TARGETS = {
    "laps_share": "== 1",
    "cross_track_mm_max": "<= 20",
    "recovered_share": ">= 0.99",
    "junction_misses": "== 0",
    "times_real_time": ">= 20",
}
NOTES = (
    "10.4 m course with bends of 0.3 m, five binary sensors 18 mm apart; per robot up to 3 % motor "
    "mismatch, slip, 60 ms lag, 10 ms latency, 0.2 % bit flips, spot noise, battery sag.",
    "Cross-track: middle of the axle to the middle of the tape, the whole lap, shortcuts included. "
    "No obstacles; slow_mps is 0.7 here, since an empty hall gives no echoes.",
    "bang_*: the same robot, sensors and seeds, full turn to the side of the tape, at one speed.",
    "Lost: the robot is shoved 50 to 90 mm aside and turned up to 17 degrees, on a tape with gaps "
    "of 30 to 140 mm; recovered: it follows again within 12 s.",
    "Junctions: markers of 1 to 3 bars, 0.35 to 0.9 m apart; a miss is one not reported, reported "
    "elsewhere (5 cm) or with other bars.",
)


def run(seed: int) -> Report:
    """20 laps of each controller, 400 lost tapes, 10,000 markers."""
    return measure(seed, MARKERS_EACH, SHOVES_EACH, SEEDS)


def run_quick(seed: int) -> Report:
    """A tenth of it."""
    return measure(seed, MARKERS_EACH // QUICK, SHOVES_EACH // QUICK, SEEDS // 4)


def measure(seed: int, markers: int, shoves: int, seeds: int) -> Report:
    first = seed % 1_000_000
    laps = over(lap, [first + each for each in range(seeds)])
    bang = over(bang_bang_lap, [first + each for each in range(seeds)])
    lost = over(lose_often, [(first + each, shoves) for each in range(SHOVE_SEEDS)])
    marked = over(mark, [(first + each, markers) for each in range(MARKER_SEEDS)])
    figures = _laps("", laps) | _laps("bang_", bang)
    figures |= _lost([each for group in lost for each in group])
    figures["junctions"] = sum(each.markers for each in marked)
    figures["junction_misses"] = sum(each.misses for each in marked)
    figures["node_stop_mm_max"] = max(each.stop_mm for each in marked)
    figures["times_real_time"] = speed_vs_real_time(first)
    return Report(figures=figures, targets=TARGETS, notes=NOTES)


def _laps(head: str, laps: Sequence[Lap]) -> dict[str, float]:
    """A robot that left the tape has no error to speak of: it counts as no lap."""
    done = [each for each in laps if each.done]
    figures = {f"{head}laps_share": len(done) / len(laps)}
    if done:
        figures |= {
            f"{head}cross_track_mm_rms": statistics.fmean(each.rms_mm for each in done),
            f"{head}cross_track_mm_max": max(each.max_mm for each in done),
            f"{head}mean_mps": statistics.fmean(each.mean_mps for each in done),
        }
    return figures | {f"{head}asked_mps": LAP_MPS}


def _lost(lost: Sequence[Lost]) -> dict[str, float]:
    found = [each for each in lost if each.found]
    return {
        "lost": len(lost),
        "recovered_share": len(found) / len(lost),
        "recovery_s_p50": statistics.median(each.seconds for each in found),
        "recovery_s_max": max(each.seconds for each in found),
        "stopped_after_loss_m_max": max(each.way_m for each in lost),
    }
