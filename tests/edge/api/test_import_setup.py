"""How a site is set up comes in by file: rules, release channels, cartons, the company's fields."""

import io
from datetime import time
from typing import Any

import openpyxl

from tests.edge.api.setup_lists import FIELDS, counts, export, refused, report, rules
from tests.edge.serving import Served

RULES = (
    "规则编码,规则类型,优先级,商品编码,上架策略,库区,拣货顺序,允许超收,每几天,拣空时\n"
    "P-1,上架,10,TEA,同商品,A,,,,\n"
    "R-1,出库,,,,,先到期先出、就近,,,\n"
    "T-1,收货,,,,,,5%,,\n"
    "C-1,盘点,,,,,,,30,是\n"
)


def test_a_dry_run_tells_the_columns_and_sets_nothing(served: Served) -> None:
    served.import_csv("items", "code\nTEA\n")
    told = report(served, "rules", RULES, dry_run="true")
    assert (told["state"], told["rows"], told["refused"]) == ("checked", 4, [])
    assert told["mapping"] == {
        "rule": "规则编码", "kind": "规则类型", "priority": "优先级", "item": "商品编码",
        "strategy": "上架策略", "zone": "库区", "sort": "拣货顺序", "over_percent": "允许超收",
        "every_days": "每几天", "when_empty": "拣空时",
    }  # fmt: skip
    assert rules(served) == []


def test_rules_are_changed_by_their_code_and_never_doubled(served: Served) -> None:
    served.import_csv("items", "code\nTEA\n")
    assert counts(served, "rules", RULES) == (4, 0, 0)
    set_up = [
        ("putaway", 10, {"item": "TEA"},
         {"kind": "putaway", "strategy": "same_item", "zone": "A"}),
        ("removal", 100, {}, {"kind": "removal", "sort": ["fefo", "nearest"]}),
        ("receipt", 100, {}, {"kind": "receipt", "over_percent": 5}),
        ("count", 100, {}, {"kind": "count", "every_days": 30, "when_empty": True}),
    ]  # fmt: skip
    assert rules(served) == set_up
    assert counts(served, "rules", RULES) == (0, 0, 4)
    changed = RULES.replace("5%", "8").replace("P-1,上架,10,TEA", "P-1,上架,,")
    assert counts(served, "rules", changed) == (0, 2, 2)
    assert rules(served) == [
        ("putaway", 100, {}, set_up[0][3]),
        set_up[1],
        ("receipt", 100, {}, {"kind": "receipt", "over_percent": 8}),
        set_up[3],
    ]
    assert counts(served, "rules", RULES) == (0, 2, 2), "the older file holds again"
    assert rules(served) == set_up


def test_a_rule_made_by_hand_goes_out_by_its_id_and_comes_back_changed(served: Served) -> None:
    by_hand = {"kind": "count", "after_picks": 5}
    rule = served.command("set_rule", "by-hand", says=by_hand)["data"]["rule"]
    text = export(served, "rules")
    assert text.splitlines()[1].startswith(f'"{rule}","count","100"')
    assert counts(served, "rules", text) == (0, 0, 1)
    assert counts(served, "rules", text.replace('"100"', '"1"')) == (0, 1, 0)
    assert rules(served) == [("count", 1, {}, by_hand)]
    served.command("drop_rule", "drop", rule=rule)
    assert export(served, "rules").count("\n") == 1
    assert counts(served, "rules", text) == (1, 0, 0)


def test_channels_are_set_whole_and_an_empty_cell_is_what_is_usual(served: Served) -> None:
    served.import_csv("carriers", "carrier\nDHL\n")
    table = (
        "通道,顺序,状态,承运商,最低优先级,分类,截单时间,处理分钟,在制上限,波次\n"
        'FAST,10,开放,DHL,5,A,15:30,60,40,"8:00、12:00:00"\n'
        "REST,,锁定,,,,,,,\n"
    )
    assert counts(served, "channels", table) == (2, 0, 0)
    fast, rest = served.get("/api/v1/channels").json()["items"]
    assert fast == {
        "channel": "FAST", "sequence": 10, "state": "open", "cut_off": "15:30",
        "orders": {"carrier": "DHL", "priority_min": 5, "class_abc": "A"}, "process_minutes": 60,
        "wip_max": 40, "waves": ["08:00", "12:00"], "in_progress": 0, "waiting": 0,
    }  # fmt: skip
    usual: dict[str, Any] = {
        "orders": {}, "cut_off": None, "process_minutes": 0, "wip_max": None, "waves": [],
    }  # fmt: skip
    assert {**rest, **usual, "sequence": 100, "state": "locked"} == rest
    assert counts(served, "channels", "channel,state\nFAST,\n") == (0, 1, 0)
    fast = served.get("/api/v1/channels").json()["items"][0]
    assert {**fast, **usual, "sequence": 100, "state": "open"} == fast
    served.command("drop_channel", "drop", channel="REST")
    assert counts(served, "channels", "channel\nREST\n") == (1, 0, 0)


def test_cartons_go_out_as_they_came_in(served: Served) -> None:
    table = "箱型,内长,内宽,内高,最大承重,皮重\nS,200,150,100,5000,80\nM,400,300,200,,\n"
    assert counts(served, "cartons", table) == (2, 0, 0)
    text = export(served, "cartons")
    assert text.splitlines() == [
        '"carton","length_mm","width_mm","height_mm","weight_g_max","tare_g"',
        '"M","400","300","200","","0"',
        '"S","200","150","100","5000","80"',
    ]
    edited = text.replace('"400"', '"450"')
    assert counts(served, "cartons", edited) == (0, 1, 1)
    assert counts(served, "cartons", edited) == (0, 0, 2)
    assert export(served, "cartons") == edited
    flat = "carton,length,width,height\nFLAT,200,0,100\nHUGE,200,100,10001\nGOOD,1,1,10000\n"
    assert refused(served, "cartons", flat) == [
        (2, "width_mm", "out_of_range"),
        (3, "height_mm", "out_of_range"),
    ]
    assert export(served, "cartons") == edited


def test_fields_of_the_company_are_columns_of_its_lists_from_then_on(served: Served) -> None:
    table = (
        f"{FIELDS}商品,origin,文本,Origin,产地,,,,2\n"
        '商品,grade,单选,,等级,,"优、良、优",是,1\n单据,fee,小数,Fee,,2,,,\n'
    )
    assert counts(served, "custom_fields", table) == (3, 0, 0)
    assert counts(served, "custom_fields", table) == (0, 0, 3)
    assert export(served, "custom_fields").splitlines()[1:] == [
        '"document","fee","decimal","Fee","","2","","no","0"',
        '"item","grade","choice","grade","等级","0","优 | 良","yes","1"',
        '"item","origin","text","Origin","产地","0","","no","2"',
    ]
    items = report(served, "items", "code,产地,等级\nTEA,福建,优\n")
    assert (items["loaded"], items["mapping"]["custom.grade"]) == (1, "等级")


def test_no_more_fields_come_in_than_there_may_be(served: Served) -> None:
    rows = "".join(f"item,f{number},text\n" for number in range(100))
    assert counts(served, "custom_fields", FIELDS + rows) == (100, 0, 0)
    told = refused(served, "custom_fields", FIELDS + "item,f0,text,New\nitem,more,text\n")
    assert told == [(3, "code", "too_many_fields")]


def test_a_workbook_with_times_as_times_is_read(served: Served) -> None:
    body = served.get("/api/v1/exports/channels?form=xlsx&language=zh-Hans").content
    book = openpyxl.load_workbook(io.BytesIO(body))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    sheet.append(
        [
            {"通道": "FAST", "截单时间": time(15, 30), "波次": time(8)}.get(str(name))
            for name in headings
        ]
    )
    written = io.BytesIO()
    book.save(written)
    answer = served.client.post(
        "/api/v1/imports",
        data={"kind": "channels"},
        files={"file": ("channels.xlsx", written.getvalue(), "application/octet-stream")},
        headers=served.key(),
    ).json()
    assert (answer.get("loaded"), answer.get("refused")) == (1, []), answer
    (channel,) = served.get("/api/v1/channels").json()["items"]
    assert (channel["cut_off"], channel["waves"]) == ("15:30", ["08:00"])


def test_a_key_that_may_import_and_not_edit_sets_nothing_up(served: Served) -> None:
    narrow = {"name": "lists", "role": "supervisor", "permissions": ["import"]}
    key = served.post("/api/v1/keys", narrow).json()["key"]
    answer = served.client.post(
        "/api/v1/imports",
        data={"kind": "cartons"},
        files={"file": ("t.csv", b"carton,length,width,height\nS,1,2,3\n", "text/csv")},
        headers=served.key(key),
    )
    assert answer.status_code == 403
    assert export(served, "cartons").count("\n") == 1
