"""Jobs reach their printer once, or somebody is told that a label may be there twice."""

from collections.abc import Callable, Iterator
from threading import Event
from typing import Any, TypeVar

import pytest

from edge.store import spool
from tests.edge.papers.fake_printer import FakePrinter
from tests.edge.serving import Clock, Served, Tablet

T = TypeVar("T")
PORTS = {"papers.ports": tuple(range(1024, 65_536))}
HERE = {"kind": "location", "code": "A-01-01-1", "printer": "DOCK"}


@pytest.fixture
def printer() -> Iterator[FakePrinter]:
    """Switched on."""
    made = FakePrinter()
    yield made
    made.off()


def setup(served: Served, printer: FakePrinter, **fields: Any) -> None:  # noqa: ANN401
    body = {"address": printer.address, "answers": not printer.silent, **fields}
    answer = put(served, "/api/v1/printers/DOCK", body)
    assert answer.status_code == 200, answer.text


def put(served: Served, path: str, body: object) -> Any:  # noqa: ANN401
    return served.client.put(path, json=body, headers=served.key())


def ask(served: Served, number: int = 1, **fields: object) -> dict[str, Any]:
    body = {**HERE, "command_id": f"print-{number:04}", **fields}
    answer = served.post("/api/v1/print", body)
    assert answer.status_code == 202, answer.text
    job: dict[str, Any] = answer.json()
    return job


def jobs(served: Served) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = served.get("/api/v1/print/jobs").json()["items"]
    return listed


def comes_to(served: Served, job: int, *wanted: str) -> dict[str, Any]:
    """The job, once it has one of these states or reasons; the queue works beside the test."""

    def found() -> dict[str, Any] | None:
        (one,) = (each for each in jobs(served) if each["job"] == job)
        return one if {one["state"], one["reason"]} & set(wanted) else None

    return eventually(found)


def eventually(find: Callable[[], T | None]) -> T:
    """What comes, within ten seconds."""
    patience = Event()
    for _ in range(200):
        found = find()
        if found:
            return found
        patience.wait(0.05)
    raise AssertionError(find())


def test_a_label_is_asked_for_and_comes_out_once(
    serve: Callable[..., Served], printer: FakePrinter
) -> None:
    served = serve(**PORTS)
    setup(served, printer)
    first = ask(served, copies=2)
    assert ask(served, copies=2)["job"] == first["job"]
    done = comes_to(served, first["job"], "sent")
    assert (done["reason"], done["tries"]) == ("", 1)
    assert len(printer.labels) == 1
    assert "A-01-01-1" in printer.labels[0] and "^PQ2^XZ" in printer.labels[0]
    other = served.post("/api/v1/print", {**HERE, "command_id": "print-0001", "copies": 3})
    assert (other.status_code, other.json()["code"]) == (409, "command_id_reused")


def test_a_printer_that_dies_in_a_job_leaves_a_warning_over_a_restart_and_a_marked_copy(
    serve: Callable[..., Served], printer: FakePrinter
) -> None:
    served = serve(**PORTS)
    setup(served, printer)
    printer.dies_after = 50
    cut = ask(served)["job"]
    assert comes_to(served, cut, "uncertain")["reason"] == "cut_off"
    printer.dies_after = None
    served.__exit__()

    served = serve(**PORTS)
    later = ask(served, 2, code="A-01-02-1")["job"]
    comes_to(served, later, "sent")
    assert comes_to(served, cut, "uncertain", "sent", "queued")["state"] == "uncertain"
    assert len(printer.labels) == 1 and "A-01-02-1" in printer.labels[0]

    again = {"command_id": "print-again-1"}
    copy = served.post(f"/api/v1/print/jobs/{cut}/retry", again).json()
    assert (copy["copy"], copy["reprint_of"]) == (True, cut)
    assert served.post(f"/api/v1/print/jobs/{cut}/retry", again).json()["job"] == copy["job"]
    comes_to(served, copy["job"], "sent")
    assert "COPY" in printer.labels[1] and "A-01-01-1" in printer.labels[1]
    assert comes_to(served, cut, "reprinted")
    assert len(printer.labels) == 2


def test_what_was_being_sent_when_the_edge_went_down_is_uncertain(
    serve: Callable[..., Served],
) -> None:
    served = serve(**PORTS)
    gone = FakePrinter()
    gone.off()
    setup(served, gone)
    job = ask(served)["job"]
    comes_to(served, job, "queued")
    served.edge.writer.call(lambda recorder: spool.begin(recorder.store.connection, job))
    served.__exit__()
    served = serve(**PORTS)
    assert comes_to(served, job, "uncertain")["reason"] == "restarted"
    assert served.post(f"/api/v1/print/jobs/{job}/arrived", {}).json()["state"] == "sent"


def test_a_job_of_which_nothing_was_sent_waits_over_a_restart_and_comes_out_once(
    serve: Callable[..., Served], clock: Clock
) -> None:
    gone = FakePrinter()
    gone.off()
    served = serve(**PORTS)
    setup(served, gone)
    job = ask(served)["job"]
    assert comes_to(served, job, "unreachable")["state"] == "queued"
    served.__exit__()
    back = FakePrinter(gone.port)
    clock.forward(120)
    served = serve(**PORTS)
    comes_to(served, job, "sent")
    assert len(back.labels) == 1
    back.off()


def test_a_job_nobody_took_for_a_day_has_failed_and_can_be_tried_again(
    serve: Callable[..., Served], clock: Clock
) -> None:
    gone = FakePrinter()
    gone.off()
    served = serve(**PORTS)
    setup(served, gone)
    job = ask(served)["job"]
    comes_to(served, job, "unreachable")
    clock.forward(24 * 3600 + 61)
    assert comes_to(served, job, "failed")["reason"] == "unreachable"
    back = FakePrinter(gone.port)
    again = {"command_id": "print-again-1"}
    tried = served.post(f"/api/v1/print/jobs/{job}/retry", again).json()
    assert (tried["job"], tried["copy"]) == (job, False)
    comes_to(served, job, "sent")
    assert len(back.labels) == 1
    back.off()


@pytest.mark.parametrize(
    ("flag", "reason"), [("paper", "paper_out"), ("head", "head_open"), ("paused", "paused")]
)
def test_a_printer_that_cannot_print_is_given_nothing(
    serve: Callable[..., Served], printer: FakePrinter, clock: Clock, flag: str, reason: str
) -> None:
    served = serve(**PORTS)
    setup(served, printer)
    printer.flags[flag] = 1
    job = ask(served)["job"]
    assert comes_to(served, job, reason)["state"] == "queued"
    assert printer.labels == []
    printer.flags[flag] = 0
    clock.forward(120)
    comes_to(served, job, "sent")
    assert len(printer.labels) == 1


def test_a_printer_that_answers_nothing_is_known_by_how_it_ends_the_line(
    serve: Callable[..., Served],
) -> None:
    silent = FakePrinter(silent=True)
    served = serve(**PORTS)
    setup(served, silent)
    comes_to(served, ask(served)["job"], "sent")
    silent.dies_after = 10
    comes_to(served, ask(served, 2)["job"], "uncertain")
    assert len(silent.labels) == 1
    silent.off()


def test_a_job_that_waits_can_be_given_up_and_a_job_that_ended_stays_ended(
    serve: Callable[..., Served], printer: FakePrinter
) -> None:
    served = serve(**PORTS)
    setup(served, printer)
    printer.flags["paused"] = 1
    job = ask(served)["job"]
    for _ in range(2):
        answer = served.post(f"/api/v1/print/jobs/{job}/cancel", {})
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    for path, body in (("retry", {"command_id": "print-again-1"}), ("arrived", {})):
        answer = served.post(f"/api/v1/print/jobs/{job}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "job_ended")
    assert printer.labels == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("8.8.8.8:9100", "papers.networks"),
        ("[2001:db8::1]:9100", "papers.networks"),
        ("[::ffff:8.8.8.8]:9100", "papers.networks"),
        ("printer.example:9100", "not an IP address"),
        ("10.0.0.7:22", "papers.ports"),
        ("10.0.0.7", "10.0.0.7:9100"),
    ],
)
def test_a_printer_stands_inside_the_house(served: Served, address: str, told: str) -> None:
    answer = put(served, "/api/v1/printers/DOCK", {"address": address})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_address")
    assert told in answer.json()["detail"]


def test_what_cannot_be_printed_is_said_at_once(
    serve: Callable[..., Served], printer: FakePrinter
) -> None:
    served = serve(**PORTS)
    setup(served, printer, width_mm=60, height_mm=40)
    told = {
        ("nowhere", "location", "DOCK"): (404, "not_found"),
        ("A-01-01-1", "location", "NONE"): (404, "printer_unknown"),
        ("A-01-01-1", "location", "DOCK"): (422, "label_too_large"),
    }
    for number, ((code, kind, name), wanted) in enumerate(told.items()):
        body = {"kind": kind, "code": code, "printer": name, "command_id": f"print-{number:04}"}
        answer = served.post("/api/v1/print", body)
        assert (answer.status_code, answer.json()["code"]) == wanted
    assert jobs(served) == []


def test_a_paper_is_seen_as_it_would_come_out(
    serve: Callable[..., Served], printer: FakePrinter
) -> None:
    served = serve(**PORTS)
    setup(served, printer, width_mm=60, height_mm=40)
    label = "/api/v1/print/preview?kind=location&code=A-01-01-1&format=svg"
    assert served.get(label).headers["content-type"] == "image/svg+xml"
    small = served.get(f"{label}&printer=DOCK")
    assert (small.status_code, small.json()["code"]) == (422, "label_too_large")
    assert served.get(f"{label}&printer=NONE").json()["code"] == "printer_unknown"
    setup(served, printer)
    assert served.get(f"{label}&printer=DOCK").status_code == 200
    served.import_csv("items", "code,description\nTEA,Tea\n")
    line = {"item": "TEA", "quantity": 2}
    served.command("take_order", "take", order="SO-1", customer="ANN", lines=[line])
    sheet = served.get("/api/v1/print/preview?kind=delivery_note&code=SO-1&format=svg")
    assert (sheet.status_code, ">TEA<" in sheet.text) == (200, True)
    assert "sandbox" in sheet.headers["content-security-policy"]


def test_a_unit_packed_gets_its_label_by_itself_once(
    serve: Callable[..., Served], printer: FakePrinter
) -> None:
    served = serve(**PORTS)
    served.import_csv("items", "code,description,barcode\nTEA,Tea,9506000134352\n")
    served.import_csv("opening_stock", "item,location,quantity\nTEA,A-01-01-1,10\n")
    pack(served, "O-1")
    setup(served, printer, prints_units="packed")
    pack(served, "O-2")
    (job,) = eventually(lambda: jobs(served))
    comes_to(served, job["job"], "sent")
    (label,) = printer.labels
    assert job["code"] in label and "ANN" in label
    served.__exit__()
    served = serve(**PORTS)
    pack(served, "O-3")
    eventually(lambda: len(printer.labels) == 2)
    assert len(jobs(served)) == 2


def pack(served: Served, order: str) -> None:
    lines = [{"item": "TEA", "quantity": 1}]
    served.command("take_order", f"take-{order}", order=order, customer="ANN", lines=lines)
    served.command("release_orders", f"release-{order}", orders=[order])
    tablet = Tablet(served)
    assert tablet.enrol().status_code == 201
    assert tablet.log_in().status_code == 200
    (pick,) = tablet.call("POST", "/api/v1/work/pick/claim", {"limit": 10}).json()["items"]
    confirm = {
        "type": "confirm_pick", "command_id": f"pick-{order}", "task_id": pick["task_id"],
        "location": "A-01-01-1", "item": "TEA", "quantity": 1,
    }  # fmt: skip
    assert tablet.call("POST", "/api/v1/commands", confirm).json()["level"] == "ok"
    served.command("pack", f"pack-{order}", order=order)
