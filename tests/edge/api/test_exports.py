"""Lists as files: what went in comes out, and goes in again at another site."""

import io
from pathlib import Path
from typing import Any, get_args

import httpx
import openpyxl
import pytest

from edge.admin.making import Made
from edge.intake.names import Kind
from tests.edge.serving import Clock, Served

TABLES = {
    "custom_fields": "about,code,kind,label_en,label_zh,decimals,choices,required,sequence\n"
    'partner,vip,choice,Rank,等级,,"gold, silver",yes,2\npartner,limit,decimal,Limit,,2,,,1\n',
    "items": "code,description,barcode,base_uom,tracking,weight_g,cost,price,currency,Origin\n"
    "TEA,'=Tea,5000159407236,each,none,500,1.5,2.000001,EUR,Assam\n"
    '013,"Cup, blue",+44 7,each,lot,,,,,\nTEA,,5000159407243,,,,,,,\n',
    "packs": "item,pack,quantity,gtin,weight_g\nTEA,Box,6,15000159407233,3100\n",
    "partners": "partner,name,kind,city,contact\nLEAF,叶子,supplier,上海,+86 138-0013\n"
    "ANN,Ann,customer,Rome,0138\n",
    "locations": "location,kind,property,zone,x_mm\nN-1,storage,hold,N,12\nN-2,storage,normal,N,\n",
    "carriers": "carrier,name,cut_off\nFAST,Fast,9:30\n",
    "tariffs": "carrier,from_city,to_city,weight_fee,minimum\nFAST,上海,Rome,0.25,15\n"
    "NEW,上海,Rome,1,0\n",
    "drivers": "driver,name,phone,carrier\nKIM,Kim,0138,FAST\n",
    "assets": "asset,name,quantity,cost\nFT-1,Truck,2,30000.50\n",
    "opening_stock": "location,item,quantity,lot,expiry\nN-2,TEA,7,,\nN-1,013,5,L1,2027-01-31\n",
    "asns": "asn,supplier,item,quantity,expected_on,Seal\nA-1,LEAF,TEA,5,2026-12-01,S-1\n"
    "A-1,LEAF,013,1,,\n",
    "orders": "order,item,quantity,customer,line,due_at,priority,carrier,Seal\n"
    "O-1,TEA,2,ANN,3,2026-12-02,5,FAST,S-2\n",
    "prices": "item,cost,price\nTEA,1.75,\n",
    "people": "person,role,language,partner,owner,status\nBo,picker,中文,,,\n"
    "Lea,supplier,en,LEAF,,blocked\nMia,admin,,,,\n",
    "rules": "rule,kind,priority,item,strategy,zone,sort,over percent,every days,when empty\n"
    "P-1,putaway,10,TEA,same_item,N,,,,\nP-2,putaway,,,any,,,,,\nR-1,removal,,,,,fefo;nearest,,,\n"
    "T-1,receipt,,,,,,5%,,\nC-1,count,,,,,,,30,yes\n",
    "channels": "channel,state,carrier,priority_min,cut_off,wip_max,waves\n"
    "FAST,open,FAST,5,15:30,40,8:00 12:00\nREST,locked,,,,,\n",
    "cartons": "carton,length,width,height,tare\nS,200,150,100,80\nM,400,300,200,\n",
}


def fields(served: Served) -> None:
    for about, code in (("item", "origin"), ("document", "seal")):
        labels = {"label_en": code.title(), "label_zh": "产地" if code == "origin" else "封签"}
        body = {"about": about, "field": code, "kind": "text", **labels}
        command = {"type": "set_field", "command_id": f"command-{code}", **body}
        assert served.post("/api/v1/commands", command).json()["level"] == "ok"


def fill(served: Served) -> None:
    fields(served)
    for kind, table in TABLES.items():
        report = served.import_csv(kind, table).json()
        assert (report["state"], report["refused"]) == ("loaded", []), kind


def export(served: Served, kind: str, query: str = "") -> httpx.Response:
    answer = served.get(f"/api/v1/exports/{kind}{query}")
    assert answer.status_code == 200, answer.text
    return answer


def upload(served: Served, kind: str, body: bytes, **more: str) -> dict[str, Any]:
    report: dict[str, Any] = served.client.post(
        "/api/v1/imports",
        data={"kind": kind, **more},
        files={"file": ("list.csv", body, "text/csv")},
        headers=served.key(),
    ).json()
    return report


def test_every_list_written_can_be_read_into_another_site(
    template: tuple[Path, Made], tmp_path: Path, clock: Clock
) -> None:
    with Served(template, tmp_path / "one", clock) as one:
        fill(one)
        files = {kind: export(one, kind).content for kind in TABLES}
    with Served(template, tmp_path / "two", clock) as two:
        fields(two)
        for kind, body in files.items():
            report = upload(two, kind, body)
            assert (report["state"], report["refused"]) == ("loaded", []), kind
        for kind, body in files.items():
            assert export(two, kind).content == body, kind


def test_there_is_a_table_for_each_kind() -> None:
    assert set(TABLES) == set(get_args(Kind))


def test_texts_stay_texts_and_numbers_numbers(served: Served) -> None:
    fill(served)
    rows = export(served, "items").content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith('"code","description","barcode"')
    assert rows[1].startswith('"013","Cup, blue","\'+44 7"')
    book = openpyxl.load_workbook(io.BytesIO(export(served, "items", "?form=xlsx").content))
    cells = {
        (row[0].value, heading.value): (cell.data_type, cell.value)
        for row in book.worksheets[0].iter_rows(min_row=2)
        for heading, cell in zip(book.worksheets[0][1], row, strict=True)
    }
    assert cells["013", "code"] == ("s", "013")
    assert cells["013", "barcode"] == ("s", "'+44 7")
    assert cells["TEA", "description"] in [("s", "'=Tea"), ("n", None)]
    assert {kind for kind, _ in cells.values()} <= {"s", "n"}


def test_headings_speak_chinese_and_are_understood(served: Served) -> None:
    fill(served)
    body = export(served, "items", "?language=zh-Hans").content
    assert body.decode("utf-8-sig").splitlines()[0].startswith('"商品编码","描述","条码"')
    report = upload(served, "items", body, dry_run="true")
    assert set(report["mapping"]) > {"code", "barcode", "cost", "status", "custom.origin"}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/exports/nothing", 404), ("/api/v1/exports/items?form=pdf", 400)],
)
def test_what_cannot_be_written_is_said(served: Served, path: str, status: int) -> None:
    assert served.get(path).status_code in (status, 400)


def test_nothing_is_left_beside_the_database(served: Served) -> None:
    fill(served)
    export(served, "items", "?form=xlsx")
    assert list((served.folder / "intake").iterdir()) == []
