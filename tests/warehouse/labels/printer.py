"""What a ZPL printer makes of the fields of a job; written from Zebra's guide, not from our writer.

It knows the few commands that our labels use and fails on any other.
"""

import re

_FIELD = re.compile(r"\^FO(\d+),(\d+)(.*?)\^FS", re.DOTALL)
_SET_C = {">6": "B", ">8": "FNC1"}
_SET_B = {">5": "C", ">8": "FNC1", ">0": ">"}


def fields(job: str) -> list[tuple[str, str]]:
    """(command, what it prints) of each field; codes as element strings with FNC1 as {F}."""
    assert job.startswith("^XA") and job.rstrip().endswith("^XZ")
    found = []
    for _, _, body in _FIELD.findall(job):
        if body.startswith("^GB"):
            found.append(("GB", ""))
        elif body.startswith("^GFA,"):
            found.append(("GF", body.rsplit(",", 1)[1]))
        elif body.startswith("^A0N"):
            assert "^FH_" in body
            found.append(("A0", _hexed(body.partition("^FD")[2])))
        elif body.startswith("^BY"):
            found.append(("BC", _code_128(body.partition("^FD")[2])))
        elif body.startswith("^BXN"):
            assert body.partition("^FD")[0].split(",")[6] == "_"
            found.append(("BX", _matrix(body.partition("^FD")[2])))
        else:
            assert body.startswith("^BQN,2,"), body
            found.append(("BQ", body.partition("^FDMA,")[2]))
    return found


def _hexed(text: str) -> str:
    assert not set("^~") & set(text)
    return re.sub("_([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), text)


def _code_128(data: str) -> str:
    assert not set("^~") & set(data)
    out, at = [], 2
    chosen = {">:": "B", ">;": "C"}[data[:2]]
    while at < len(data):
        if data[at] == ">":
            meant = (_SET_C if chosen == "C" else _SET_B)[data[at : at + 2]]
            at += 2
            if meant in "BC":
                chosen = meant
            else:
                out.append("{F}" if meant == "FNC1" else meant)
        elif chosen == "C":
            assert data[at : at + 2].isdigit() and len(data[at : at + 2]) == 2
            out.append(data[at : at + 2])
            at += 2
        else:
            out.append(data[at])
            at += 1
    return "".join(out)


def _matrix(data: str) -> str:
    assert not set("^~") & set(data)
    meant = {"_1": "{F}", "__": "_"}
    return re.sub("_.", lambda m: meant[m[0]], data)
