"""Whatever is sent to whichever route, the answer is one that the OpenAPI page describes."""

from pathlib import Path

from tests.fuzzing import STREAMS, fuzz
from tests.hub.fuzz.headquarters import fuzzed_hub

CASES = 100


def test_every_answer_is_one_the_description_knows(tmp_path: Path, seed: int) -> None:
    with fuzzed_hub(tmp_path) as (page, send):
        report = fuzz(page, send, CASES, seed)
        routes = sum(len(operations) for operations in page["paths"].values())
    assert {fault: report.faults[fault] for fault in report.faults} == {}
    assert report.server_errors == 0
    assert report.cases >= routes - len(STREAMS)
