"""How a site is set up, sent as tables and read back."""

from typing import Any

from tests.edge.serving import Served

FIELDS = "对象,字段编码,类型,英文名称,中文名称,小数位,可选值,必填,顺序\n"


def report(served: Served, kind: str, table: str, **fields: str) -> dict[str, Any]:
    answer = served.import_csv(kind, table, **fields)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def counts(served: Served, kind: str, table: str) -> tuple[int, int, int]:
    """New, changed, as it was."""
    told = report(served, kind, table)
    assert (told["state"], told["refused"]) == ("loaded", []), told
    return told["loaded"], told["changed"], told["repeated"]


def refused(served: Served, kind: str, table: str) -> list[tuple[int, str, str]]:
    """What is wrong with a table, and that nothing of it went in."""
    checked = report(served, kind, table, dry_run="true")
    told = report(served, kind, table)
    assert (told["state"], told["loaded"], told["refused"]) == ("refused", 0, checked["refused"])
    assert (checked["state"], checked["whole"]) == ("checked", True)
    return [(each["row"], each["column"], each["code"]) for each in told["refused"]]


def export(served: Served, kind: str, query: str = "") -> str:
    answer = served.get(f"/api/v1/exports/{kind}{query}")
    assert answer.status_code == 200, answer.text
    return answer.content.decode("utf-8-sig")


def rules(served: Served) -> list[tuple[str, int, Any, Any]]:
    items = served.get("/api/v1/rules").json()["items"]
    return [(row["kind"], row["priority"], row["when"], row["says"]) for row in items]
