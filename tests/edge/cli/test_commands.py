"""init, check, import, backup, restore, doctor, and codes, keys, people: without a running site."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge.admin.making import Made
from edge.config import read
from edge.opening import open_folder
from edge.store.recorder import highest_counter
from models.warehouse.ids import IdSource
from node.clock import wall_clock_ms
from node.keys import code_expiry, derived, load_secret
from tests.edge.cli.conftest import Run
from tests.edge.serving import Clock, Served

STOCK = "location,item,quantity\nA-01-01-1,TEA,7\n"


def load(run: Run, made: dict[str, Any], folder: Path) -> None:
    """Put seven teas into the site."""
    for kind, text in (("items", "code\nTEA\n"), ("opening_stock", STOCK)):
        file = folder / f"{kind}.csv"
        file.write_text(text)
        result = run("import", file, "--kind", kind, "--data", made["folder"], "--json")
        assert (result.exit_code, json.loads(result.output)["loaded"]) == (0, 1)


def on_hand(run: Run, made: dict[str, Any]) -> int:
    result = run("check", "--data", made["folder"], "--json")
    assert result.exit_code == 0, result.output
    quants: int = json.loads(result.output)["quants"]
    return quants


def test_a_new_site_is_private_whole_and_told_once(run: Run, made: dict[str, Any]) -> None:
    folder = Path(made["folder"])
    assert folder.stat().st_mode & 0o077 == 0
    assert {(folder / name).stat().st_mode & 0o777 for name in ("node.key", "pepper.key")} == {
        0o600
    }
    assert (len(made["badge"]), len(made["pin"]), made["hub"]) == (8, 6, None)
    assert on_hand(run, made) == 0
    for kept in folder.iterdir():
        body = kept.read_bytes() if kept.is_file() else b""
        assert made["key"].encode() not in body
        assert made["pin"].encode() not in body or kept.name == "edge.db"


def test_a_new_site_with_robots_has_what_its_broker_needs(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    made = run("init", "--data", folder, "--robots", "leeds.local", "--robots", "10.1.2.3")
    assert made.exit_code == 0, made.output
    robots = read(folder, environment={}).robots
    assert (robots.on, robots.broker) == (True, "mosquitto")
    assert robots.hosts == ("leeds.local", "10.1.2.3")
    said = (folder / "fleet" / "mosquitto.conf").read_text()
    assert f"listener {robots.port} {robots.host}" in said
    assert "require_certificate true" in said and "acl_file" in said


def test_a_site_that_exists_is_never_touched(run: Run, made: dict[str, Any]) -> None:
    before = Path(made["folder"], "edge.db").read_bytes()
    result = run("init", "--data", made["folder"])
    assert result.exit_code == 1
    assert "holds a site already" in result.output
    assert Path(made["folder"], "edge.db").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("init", "--hub", "https://hub.example"),
        ("init", "--port", "x"),
        ("import",),
        ("import", __file__, "--kind", "nothing"),
        ("import", __file__, "--kind", "orders", "--map", "order"),
        ("nothing",),
        ("add-person", "Bo", "--pin", "12"),
    ],
)
def test_wrong_usage_is_exit_code_two(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    at = () if words[0] in ("nothing",) else ("--data", tmp_path / "none")
    assert run(*words, *at).exit_code == 2


@pytest.mark.parametrize("word", ["serve", "check", "doctor", "enrol-device", "backup"])
def test_a_folder_without_a_site_is_exit_code_one(run: Run, tmp_path: Path, word: str) -> None:
    extra = (tmp_path / "b.db",) if word == "backup" else ()
    result = run(word, *extra, "--data", tmp_path / "none")
    assert result.exit_code == 1
    assert "none" in result.output


def test_help_teaches(run: Run) -> None:
    assert "in three steps" in run("--help").output
    for name in ("init", "serve", "check", "import", "backup", "restore", "doctor", "enrol-device"):
        assert len(run(name, "--help").output) > 200


@pytest.mark.parametrize(
    ("prefix", "exit_code"), [("9506000", 0), ("000000000", 1), ("95060a", 1), ("950", 1)]
)
def test_a_company_prefix_is_set_once_it_is_one(
    run: Run, made: dict[str, Any], prefix: str, exit_code: int
) -> None:
    result = run("sscc-prefix", prefix, "--data", made["folder"])
    assert result.exit_code == exit_code, result.output
    opened = open_folder(Path(made["folder"]), wall_clock_ms)
    kept = opened.site.settings.sscc_prefix
    opened.close()
    assert kept == ("9506000" if exit_code == 0 else "000000000")


def test_a_setting_nobody_knows_is_named(run: Run, made: dict[str, Any]) -> None:
    Path(made["folder"], "edge.toml").write_text("[http]\nprot = 1\n")
    result = run("doctor", "--data", made["folder"])
    assert (result.exit_code, "prot" in result.output) == (1, True)


def test_a_backup_is_proved_and_restores_in_a_new_epoch(
    run: Run, made: dict[str, Any], tmp_path: Path
) -> None:
    load(run, made, tmp_path)
    backup = tmp_path / "out" / "site.db"
    assert run("backup", backup, "--data", made["folder"], "--json").exit_code == 0
    assert run("backup", backup, "--data", made["folder"]).exit_code == 1
    Path(made["folder"], "edge.db").write_bytes(b"rubbish" * 1_000)
    restored = run("restore", backup, "--data", made["folder"], "--json")
    assert restored.exit_code == 0, restored.output
    told = json.loads(restored.output)
    assert told["epoch"] > 1
    assert Path(told["aside"], "edge.db").read_bytes() == b"rubbish" * 1_000
    assert on_hand(run, made) == 1


def test_a_restored_site_whose_clock_is_behind_reuses_no_row_id(
    run: Run, made: dict[str, Any], tmp_path: Path
) -> None:
    backup = tmp_path / "site.db"
    assert run("backup", backup, "--data", made["folder"], "--json").exit_code == 0
    lost = _new_ids(made, 3_000)
    assert run("restore", backup, "--data", made["folder"], "--json").exit_code == 0
    assert min(_new_ids(made, 3_000)) > max(lost)


def _new_ids(made: dict[str, Any], count: int) -> list[int]:
    """What the site hands out while its clock stands in 1970."""
    opened = open_folder(Path(made["folder"]), wall_clock_ms)
    ids = IdSource(opened.store.me.number, lambda: 0, highest_counter(opened.store))
    opened.close()
    return [ids.new() for _ in range(count)]


@pytest.mark.parametrize("part", ["file", "manifest", "signature"])
def test_a_backup_that_was_changed_is_refused_and_nothing_happens(
    run: Run, made: dict[str, Any], tmp_path: Path, part: str
) -> None:
    backup = tmp_path / "site.db"
    run("backup", backup, "--data", made["folder"])
    manifest = tmp_path / "site.db.json"
    signed = json.loads(manifest.read_text())
    if part == "file":
        body = bytearray(backup.read_bytes())
        body[len(body) // 2] ^= 1
        backup.write_bytes(body)
    elif part == "manifest":
        signed["manifest"] = signed["manifest"].replace('"epoch":1', '"epoch":9')
    else:
        signed["signature"] = "00" * 64
    manifest.write_text(json.dumps(signed))
    before = Path(made["folder"], "edge.db").read_bytes()
    assert run("restore", backup, "--data", made["folder"]).exit_code == 1
    assert Path(made["folder"], "edge.db").read_bytes() == before


def test_check_finds_a_changed_record(run: Run, made: dict[str, Any], tmp_path: Path) -> None:
    load(run, made, tmp_path)
    file = Path(made["folder"], "edge.db")
    body = file.read_bytes()
    at = body.rindex(b"opening stock")
    file.write_bytes(body[:at] + b"O" + body[at + 1 :])
    result = run("check", "--data", made["folder"], "--json")
    assert result.exit_code == 1


def test_the_doctor_looks_at_everything(run: Run, made: dict[str, Any]) -> None:
    result = run("doctor", "--data", made["folder"], "--json")
    looked = {
        finding["name"]: finding["level"] for finding in json.loads(result.output)["findings"]
    }
    assert set(looked) == {
        "sqlite", "folder", "node.key", "pepper.key", "database", "fsync", "disk", "clock", "port",
        "tls", "pages", "log", "font",
    }  # fmt: skip
    assert (result.exit_code, "bad" in looked.values()) == (0, False)


def test_a_device_code_needs_the_folder_and_nothing_else(run: Run, made: dict[str, Any]) -> None:
    code = run("enrol-device", "--data", made["folder"]).output.strip()
    secret = derived(load_secret(Path(made["folder"], "node.key")), "device-enrolment")
    assert code_expiry(secret, code, 0) is not None


def test_an_import_that_cannot_be_read_is_exit_code_one(
    run: Run, made: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("order,item,qty\n1,TEA,two\n")
    result = run("import", file, "--kind", "orders", "--data", made["folder"])
    assert (result.exit_code, "not_a_whole_number" in result.output) == (1, True)


def photographed(made: dict[str, Any]) -> Path:
    """A photo of an ASN; where its file lies."""
    body = b"\xff\xd8\xff photo"
    with Served((Path(made["folder"]), Made(**made)), Path(made["folder"]), Clock()) as served:
        up = served.client.post("/api/v1/attachments", content=body, headers=served.key())
        digest: str = up.json()["hash"]
        line = {"item": "TEA", "quantity": 1}
        served.command("announce_asn", "asn", asn="A1", supplier="LEAF", lines=[line])
        attach = {"type": "attach", "command_id": "photo-01", "document": "asn", "hash": digest}
        answer = served.post("/api/v1/commands", {**attach, "number": "A1"})
        assert answer.json()["outcome"] == "line_done"
        return served.edge.services.blobs.path(digest)


def test_photos_are_proved_backed_up_once_and_put_back(
    run: Run, made: dict[str, Any], tmp_path: Path
) -> None:
    load(run, made, tmp_path)
    photo = photographed(made)
    for name in ("monday", "tuesday"):
        told = json.loads(
            run("backup", tmp_path / "out" / name, "--data", made["folder"], "--json").output
        )
        assert (told["files"], told["files_missing"]) == (1, 0)
    assert len([path for path in (tmp_path / "out" / "blobs").rglob("*") if path.is_file()]) == 1
    body = photo.read_bytes()
    photo.write_bytes(body + b"!")
    checked = run("check", "--data", made["folder"], "--json")
    told = json.loads(checked.output)
    assert (checked.exit_code, told["ok"], told["counts"]) == (1, False, {"attachment": 1})
    (finding,) = told["findings"]
    assert (finding["subject"], finding["detail"]) == (photo.name, "altered")
    photo.unlink()
    partial = run("backup", tmp_path / "other", "--data", made["folder"], "--json")
    assert json.loads(partial.output)["files_missing"] == 1
    restored = run("restore", tmp_path / "out" / "monday", "--data", made["folder"], "--json")
    assert (restored.exit_code, json.loads(restored.output)["files"]) == (0, 1)
    assert photo.read_bytes() == body
    whole = run("check", "--data", made["folder"], "--json")
    assert (whole.exit_code, json.loads(whole.output)["files"]) == (0, 1)


def test_a_list_goes_out_and_comes_in_again(run: Run, made: dict[str, Any], tmp_path: Path) -> None:
    load(run, made, tmp_path)
    for name in ("items.csv", "items.xlsx"):
        file = tmp_path / "out" / name
        file.parent.mkdir(exist_ok=True)
        told = run("export", "items", file, "--data", made["folder"], "--json")
        assert (told.exit_code, json.loads(told.output)["rows"]) == (0, 1)
        again = run("import", file, "--kind", "items", "--data", made["folder"], "--json")
        assert (again.exit_code, json.loads(again.output)["changed"]) == (0, 0)
    report = tmp_path / "report.db"
    told = run("export", "--report", report, "--data", made["folder"], "--json")
    assert (told.exit_code, json.loads(told.output)["tables"]["stock"]) == (0, 1)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("items",), 2),
        (("items", "x.csv", "--report", "y.db"), 2),
        (("nothing", "x.csv"), 2),
        (("items", "x.pdf"), 1),
    ],
)
def test_an_export_that_makes_no_sense_is_refused(
    run: Run, made: dict[str, Any], words: tuple[str, ...], code: int
) -> None:
    assert run("export", *words, "--data", made["folder"]).exit_code == code
