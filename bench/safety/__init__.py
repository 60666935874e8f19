"""Does the robot stop in time: before obstacles of every kind, when parts or the edge fail?"""

import statistics
from collections.abc import Sequence

from bench.line.pool import over
from bench.report import Report
from bench.safety.encounters import KINDS, Met, blinded, meet
from bench.safety.failing import FAILURES, STUCK_ON, Failed, fail
from bench.safety.quiet import Quiet, ride_alone
from bench.safety.silence import silence

ENCOUNTERS, TRIES, ALONE_S, ALONE_RIDES = 2_000, 10, 600.0, 6
BLINDED_KINDS = ("front", "soft", "thin")
LIED_MS_MAX = 200
QUICK = 10
STOP_MS_MAX = 200
NOTES = (
    "A contact is the robot touching something while it moves itself. Robot of the default "
    "settings: asked for 0.7 m/s, driven as fast as its safety allows; brakes 1.2 of 1.0 m/s² "
    "planned.",
    "front: boxes and people; side: they step on the tape 0.35 to 1.5 m ahead at up to 0.8 m/s; "
    "soft: no echo, black, half of them before a wall that echoes; thin: posts of 1 to 2 cm.",
    "*_ms: from the fault to duty zero or no supply, whichever comes first; the way until it "
    "stands is stop_way_m_max. Faults begin at a random moment while it drives.",
    "frozen echo: two equal readings straight on or three in a bend; noisy echo: one that nothing "
    "before it explains. The motors are off until it is heard again, 40 ms later. Each sensor "
    "pings twice in 120 ms, so the third reading comes in time where the first could be true. "
    "blinded: one of both begins 0.3 to 0.6 m before the obstacle.",
    "A line sensor that says tape while there is tape is right: stuck_on of the middle one is told "
    "when the robot moves aside to see it go off, every 2 m; *_lied_ms_max counts from its first "
    "wrong look. *_off_mm_max is how far off the tape the robot got.",
    "motor_stall_no_meter: a wheel is blocked, no current is measured, the robot stands; the "
    "motors are off when the marker at the end of a segment of 1.5 m does not come.",
    "Alone: one ping in 300 hears another robot's, one in 50 nothing. false dips: motors off for "
    "0.4 s at most, to hear an echo again; false brakes: longer; false stops: those in which the "
    "robot stood.",
    "Silence of the edge: slow after 0.5 s, stop at the next node after 1.5 s; both settable.",
)


def run(seed: int) -> Report:
    """2,000 encounters, ten tries of each fault, an hour alone."""
    return measure(seed, ENCOUNTERS, TRIES, ALONE_S)


def run_quick(seed: int) -> Report:
    """A tenth of it."""
    return measure(seed, ENCOUNTERS // QUICK, 2, ALONE_S / QUICK)


def measure(seed: int, encounters: int, tries: int, alone_s: float) -> Report:
    first = seed % 1_000_000
    kinds = list(KINDS)
    met = over(meet, [(kinds[each % len(kinds)], first + each) for each in range(encounters)])
    failed = over(fail, [(name, first + each) for name in FAILURES for each in range(tries)])
    tries_each = range(encounters // 20)
    blind = over(blinded, [(kind, first + each) for kind in BLINDED_KINDS for each in tries_each])
    alone = over(ride_alone, [(first + each, alone_s) for each in range(ALONE_RIDES)])
    figures = _met(met) | _blinded(blind) | _failed(failed) | _alone(alone) | silence(first)
    targets = {"contacts": "== 0", "not_stopped": "== 0", "blinded_contacts": "== 0"}
    targets |= {
        f"{name}_ms_max": f"<= {STOP_MS_MAX}" for name, each in FAILURES.items() if each.prompt
    }
    targets |= {f"{STUCK_ON}_lied_ms_max": f"<= {LIED_MS_MAX}", "lost_edge_slow_s": "<= 0.6"}
    targets |= {"lost_edge_stop_s": "<= 1.6", "lossy_edge_stops": "== 0"}
    return Report(figures=figures, targets=targets, notes=NOTES)


def _met(met: Sequence[Met]) -> dict[str, float]:
    figures: dict[str, float] = {
        "encounters": len(met),
        "contacts": sum(each.contact for each in met),
        "not_stopped": sum(not each.stopped for each in met),
    }
    for kind in KINDS:
        clear = [each.clearance_m for each in met if each.kind == kind and each.stopped]
        figures[f"{kind}_contacts"] = sum(each.contact for each in met if each.kind == kind)
        figures[f"{kind}_clearance_mm_min"] = 1e3 * min(clear, default=0.0)
        figures[f"{kind}_clearance_mm_p50"] = 1e3 * statistics.median(clear or [0.0])
    speeds = [each.speed_mps for each in met]
    return figures | {
        "approach_mps_p50": statistics.median(speeds),
        "approach_mps_max": max(speeds),
    }


def _blinded(met: Sequence[Met]) -> dict[str, float]:
    return {
        "blinded": len(met),
        "blinded_contacts": sum(each.contact for each in met),
        "blinded_clearance_mm_min": 1e3 * min(each.clearance_m for each in met),
    }


def _failed(failed: Sequence[Failed]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name in FAILURES:
        mine = [each for each in failed if each.name == name]
        figures[f"{name}_ms_max"] = max(each.ms for each in mine)
        if not FAILURES[name].prompt:
            figures[f"{name}_off_mm_max"] = max(each.off_mm for each in mine)
        lied = [each.lied_ms for each in mine if each.lied_ms is not None]
        if lied:
            figures[f"{name}_lied_ms_max"] = max(lied)
    figures["stop_way_m_max"] = max(each.way_m for each in failed if FAILURES[each.name].prompt)
    return figures


def _alone(alone: Sequence[Quiet]) -> dict[str, float]:
    hours = sum(each.hours for each in alone)
    return {
        "false_dips_per_hour": sum(each.dips for each in alone) / hours,
        "false_brakes_per_hour": sum(each.brakes for each in alone) / hours,
        "false_stops_per_hour": sum(each.stops for each in alone) / hours,
        "false_faults_per_hour": sum(each.faults for each in alone) / hours,
        "hours_alone": hours,
    }
