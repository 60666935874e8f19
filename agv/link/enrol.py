"""Asks an edge to take this robot in, over HTTP, with the code a person has carried here."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx
import msgspec

from agv.config import BadConfig
from agv.link.discover import Place
from agv.link.identity import Answer, Applying, Identity

ROUTE = "/api/v1/robots/enrol"
ASK_S_MAX = 20.0


def enrol(edge: str, code: str, serial: str, folder: Path, mac: str, node: str) -> Identity:
    """Raises BadConfig with the edge's words where it does not take us in."""
    host = urlsplit(edge).hostname
    if host is None:
        raise BadConfig(f"{edge!r} is no address, such as http://10.0.0.2:8080")
    applying = Applying(folder, serial, mac, node)
    try:
        answer = httpx.post(
            edge.rstrip("/") + ROUTE,
            content=applying.request(code),
            headers={"content-type": "application/json"},
            timeout=ASK_S_MAX,
        )
    except httpx.HTTPError as error:
        raise BadConfig(f"{edge} does not answer: {error}") from error
    if answer.status_code != 200:
        raise BadConfig(f"not taken in ({answer.status_code}): {answer.text[:500]}")
    try:
        given = msgspec.json.decode(answer.content, type=Answer)
    except msgspec.MsgspecError as error:
        raise BadConfig(f"{edge} answers what no edge does: {error}") from error
    return applying.keep(given, Place(host=host, port=given.port))
