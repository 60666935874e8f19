"""Whatever is sent to whichever route, the answer is one that the OpenAPI page describes."""

from pathlib import Path

from tests.edge.fuzz.site import fuzzed_site
from tests.fuzzing import STREAMS, fuzz

CASES = 100


def test_every_answer_is_one_the_description_knows(tmp_path: Path, seed: int) -> None:
    with fuzzed_site(tmp_path) as (page, send):
        report = fuzz(page, send, CASES, seed)
        routes = sum(len(operations) for operations in page["paths"].values())
    assert {fault: report.faults[fault] for fault in report.faults} == {}
    assert report.server_errors == 0
    assert report.cases >= routes - len(STREAMS)


def test_a_program_that_breaks_its_word_is_found_out(tmp_path: Path, seed: int) -> None:
    with fuzzed_site(tmp_path) as (page, send):
        paths = {"/api/v1/ping": page["paths"]["/api/v1/ping"]}
        told = {**page, "paths": paths}
        told["components"]["schemas"]["Pong"]["properties"]["status"] = {"type": "integer"}
        report = fuzz(told, send, 2, seed)
    assert [(fault.route, fault.check) for fault in report.faults] == [
        ("GET /api/v1/ping", "JsonSchemaError")
    ]
