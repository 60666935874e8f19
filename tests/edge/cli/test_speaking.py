"""`webhook`, `edi` and `plugins` on a site that nobody serves, and on one that is served."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.edge.cli.conftest import Program, Run
from tests.edge.edi.samples import ORDER, interchange, message


def told(run: Run, *words: object) -> Any:  # noqa: ANN401
    result = run(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_webhook_is_made_switched_and_removed(run: Run, made: dict[str, Any]) -> None:
    at = ("--data", made["folder"])
    hook = told(run, "webhook", "add", "https://erp.example/in", "--kind", "shipped", *at)
    assert hook["secret"].startswith("whsec_")
    (listed,) = told(run, "webhook", "list", *at)["items"]
    assert (listed["url"], listed["kinds"], listed["is_on"]) == (
        "https://erp.example/in", ["shipped"], True,
    )  # fmt: skip
    assert told(run, "webhook", "switch", hook["webhook"]["id"], "off", *at)["is_on"] is False
    assert "off" in run("webhook", "list", *at).output
    assert told(run, "webhook", "letters", listed["id"], *at)["items"] == []
    assert told(run, "webhook", "resend", listed["id"], *at) == {"letters": 0}
    assert run("webhook", "remove", listed["id"], *at).exit_code == 0
    assert "Nobody" in run("webhook", "list", *at).output


def test_a_webhook_that_may_not_be_is_refused_with_its_reason(
    run: Run, made: dict[str, Any]
) -> None:
    refused = run("webhook", "add", "https://127.0.0.1/", "--data", made["folder"])
    assert refused.exit_code == 1
    assert "address_inside" in refused.output


def test_a_file_of_orders_is_checked_loaded_and_known(
    run: Run, made: dict[str, Any], tmp_path: Path
) -> None:
    at = ("--data", made["folder"])
    items = tmp_path / "items.csv"
    items.write_text("code\nTEA\nMUG\n")
    assert run("import", items, "--kind", "items", *at).exit_code == 0
    file = tmp_path / "orders.edi"
    file.write_text(interchange(message("ORDERS", *ORDER)), newline="")
    assert told(run, "edi", "load", file, "--dry-run", *at)["state"] == "checked"
    assert told(run, "edi", "load", file, *at)["messages"][0]["state"] == "loaded"
    assert "known" in run("edi", "load", file, *at).output
    early = run("edi", "write", "desadv", "PO-4711", tmp_path / "out.edi", *at)
    assert early.exit_code == 1
    assert "not_yet" in early.output
    file.write_text(interchange(message("ORDERS", *ORDER), reference="2").replace("MUG", "CUP"))
    refused = run("edi", "load", file, *at)
    assert refused.exit_code == 1
    assert "unknown_item" in refused.output


def test_plugins_are_shown(run: Run, made: dict[str, Any]) -> None:
    assert told(run, "plugins", "--data", made["folder"])["items"] == []


@pytest.mark.slow
def test_a_served_site_is_asked(
    run: Run, made: dict[str, Any], start: Callable[..., Program]
) -> None:
    start(made)
    at = ("--data", made["folder"])
    told(run, "webhook", "add", "https://erp.example/in", *at)
    assert len(told(run, "webhook", "list", *at)["items"]) == 1
    assert told(run, "plugins", *at)["items"] == []
