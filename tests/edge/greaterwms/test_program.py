"""`holdfast-edge import greaterwms`, the report it leaves, and the history over HTTP."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from edge.admin.making import Made
from edge.admin.moving_in import move_in_folder
from edge.cli import main
from edge.intake.greaterwms.run import Wish
from tests.edge.greaterwms.conftest import change
from tests.edge.greaterwms.other import OPENID, make
from tests.edge.serving import Clock, Served
from tests.edge.serving import make as make_site

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """`run(FILE, …)` on a site in a folder of its own."""
    folder = tmp_path / "site"

    def call(*words: object) -> Result:
        given = ["import", "greaterwms", *map(str, words), "--data", str(folder)]
        return CliRunner().invoke(main, given)

    made = CliRunner().invoke(main, ["init", "--data", str(folder), "--zones", "A", "--json"])
    assert made.exit_code == 0, made.output
    return call


def _check(folder: Path) -> dict[str, Any]:
    told = CliRunner().invoke(main, ["check", "--data", str(folder), "--json"])
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def test_it_looks_first_and_moves_in_when_told(run: Run, other: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    looked = run(other)
    assert looked.exit_code == 0, looked.output
    assert "Checked; nothing was written." in looked.stdout
    assert "--yes" in looked.stderr
    assert _check(tmp_path / "site")["movements"] == 0

    moved = run(other, "--yes", "--html", page)
    assert moved.exit_code == 0, moved.output
    assert "0 figures differ without a reason" in moved.stderr
    checked = _check(tmp_path / "site")
    assert (checked["ok"], checked["movements"]) == (True, 11)
    text = page.read_text()
    assert "<h1>Moving in from GreaterWMS: shop</h1>" in text
    assert OPENID not in text

    again = run(other, "--yes", "--json")
    assert json.loads(again.stdout)["state"] == "moved_in_before"
    assert _check(tmp_path / "site") == checked


def test_a_report_names_what_a_person_must_look_at(run: Run, other: Path, tmp_path: Path) -> None:
    change(other, "UPDATE stockbin SET goods_qty=-3 WHERE id=4",
           "UPDATE stockbin SET bin_name='<b>' WHERE id=7")  # fmt: skip
    page = tmp_path / "report.html"
    looked = run(other, "--dry-run", "--html", page)
    assert "stockbin row 4: a quantity below zero" in " ".join(looked.stdout.split())
    assert "20 in &lt;b&gt;" in page.read_text()
    assert "<b>" not in page.read_text()
    told = json.loads(run(other, "--json", "--dry-run").stdout)
    assert {"level": "refused", "rule": "negative", "table": "stockbin", "row": 4,
            "detail": "R1 MUG"} in told["findings"]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--time-zone", "Mars/Olympus"), 2, "no such time zone"),
        (("--yes", "--dry-run"), 2, "exclude each other"),
        (("--account", "nobody"), 1, "there is no account nobody; there are: shop"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    run: Run, other: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    result = run(other, *words)
    assert result.exit_code == code
    assert said in " ".join(result.output.split())


def test_another_database_is_refused_in_one_line(run: Run, other: Path) -> None:
    change(other, "DROP TABLE stocklist")
    result = run(other)
    assert result.exit_code == 1
    assert "it lacks stocklist" in result.output
    assert "Traceback" not in result.output


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """A site that has moved in, served by nobody."""
    folder = tmp_path_factory.mktemp("moved")
    made = make_site(folder / "data", Clock())
    file = make(folder / "other.db")
    wish = Wish(file, write=True)
    report = move_in_folder(folder / "data", wish, Clock(), lambda *_: None)
    assert report.state == "moved_in"
    return folder / "data", made


def _get(served: Served, path: str, **asked: str | int) -> dict[str, Any]:
    answer = served.client.get(f"/api/v1/{path}", params=asked, headers=served.key())
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_history_is_found_by_document_item_and_table(
    template: tuple[Path, Made], tmp_path: Path
) -> None:
    with Served(template, tmp_path / "data", Clock()) as served:
        of_order = _get(served, "history", number="DN7")["items"]
        assert {(row["table"], row["outcome"], row["reason"]) for row in of_order} == {
            ("dnlist", "history", "finished"), ("dndetail", "history", "finished"),
            ("pickinglist", "history", "done"), ("dispatchlist", "history", "finished"),
            ("qtyrecorder", "history", None),
        }  # fmt: skip
        line = next(row for row in of_order if row["table"] == "dndetail")
        assert line["body"]["goods_qty"] == 5
        assert "openid" not in line["body"]
        of_item = _get(served, "history", item="MILK", limit=3)
        assert len(of_item["items"]) == 3
        more = _get(served, "history", item="MILK", limit=100, cursor=of_item["next_cursor"])
        assert {row["id"] for row in more["items"]}.isdisjoint(
            row["id"] for row in of_item["items"]
        )
        first = _get(served, "history", table="qtyrecorder", limit=4)
        rest = _get(served, "history", table="qtyrecorder", cursor=first["next_cursor"])
        assert [row["row"] for row in (*first["items"], *rest["items"])] == [*range(10, 0, -1)]
        assert [row["name"] for row in _get(served, "history/accounts")["items"]] == ["shop"]
        found = _get(served, "lookup/DN7")
        assert (found["kind"], found["order"]["state"]) == ("order", "delivered")
        assert found["past"]["number"] == "DN7"


def test_a_site_that_is_served_is_not_moved_into(
    template: tuple[Path, Made], tmp_path: Path, other: Path
) -> None:
    with Served(template, tmp_path / "data", Clock()) as served:
        served.edge.opened.lock.tell("http://127.0.0.1:1")
        result = CliRunner().invoke(
            main, ["import", "greaterwms", str(other), "--data", str(tmp_path / "data")]
        )
        assert result.exit_code == 1
        assert "stop it, move in, and serve it again" in result.output
