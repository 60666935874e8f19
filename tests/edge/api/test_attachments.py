"""Photos and papers over HTTP: what is taken, what is given back, to whom, and what is swept."""

from hashlib import sha256

import httpx
import pytest

from edge.sweeping import KEPT_MS, Sweeping
from models.warehouse.attachments import FILE_BYTES_MAX
from tests.edge.serving import Clock, Served, Tablet

JPEG = b"\xff\xd8\xff\xe0 photo"
FILES = {
    "jpeg": (JPEG, "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n rest", "image/png"),
    "webp": (b"RIFF\x10\x00\x00\x00WEBPVP8 rest", "image/webp"),
    "pdf": (b"%PDF-1.7 rest", "application/pdf"),
}


def upload(served: Served, body: bytes, **headers: str) -> httpx.Response:
    return served.client.post(
        "/api/v1/attachments", content=body, headers={**served.key(), **headers}
    )


def announced(served: Served) -> None:
    served.import_csv("items", "code\nTEA\n")
    line = {"item": "TEA", "quantity": 10}
    served.command("announce_asn", "asn", asn="A1", supplier="LEAF", lines=[line])


def attach(served: Served, digest: str, **more: str) -> None:
    body = {"type": "attach", "command_id": f"attach-{digest[:9]}", "hash": digest, **more}
    reply = served.post("/api/v1/commands", {**body, "document": "asn", "number": "A1"}).json()
    assert reply["outcome"] == "line_done"


@pytest.mark.parametrize("kind", FILES)
def test_a_file_is_what_its_bytes_say(served: Served, kind: str) -> None:
    body, content_type = FILES[kind]
    digest = sha256(body).hexdigest()
    up = upload(served, body, **{"content-type": "text/html"})
    assert (up.status_code, up.json()) == (
        201, {"hash": digest, "kind": kind, "bytes": len(body)},
    )  # fmt: skip
    down = served.get(f"/api/v1/attachments/{digest}")
    assert (down.status_code, down.content) == (200, body)
    headers = down.headers
    assert headers["content-type"] == content_type
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["etag"] == f'"{digest}"'
    assert headers["content-disposition"].startswith("attachment" if kind == "pdf" else "inline")
    again = served.client.get(
        f"/api/v1/attachments/{digest}",
        headers={**served.key(), "if-none-match": headers["etag"]},
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<script>alert(1)</script>", 415, "unsupported_media_type"),
        (b"GIF89a", 415, "unsupported_media_type"),
        (b"", 415, "unsupported_media_type"),
        (JPEG + b"x" * FILE_BYTES_MAX, 413, "body_too_large"),
    ],
)
def test_what_is_no_photo_or_too_large_leaves_nothing(
    served: Served, body: bytes, status: int, code: str
) -> None:
    answer = upload(served, body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [path for path in (served.folder / "blobs").rglob("*") if path.is_file()] == []


def test_the_largest_file_is_taken(served: Served) -> None:
    assert upload(served, JPEG + b"x" * (FILE_BYTES_MAX - len(JPEG))).status_code == 201


def test_attached_it_is_seen_with_its_document(served: Served) -> None:
    announced(served)
    digest = upload(served, JPEG).json()["hash"]
    attach(served, digest, item="TEA", note="wet", purpose="damage")
    shown = served.get("/api/v1/attachments?document=asn&number=A1").json()["items"]
    assert shown == [
        {
            "hash": digest, "kind": "jpeg", "bytes": len(JPEG), "purpose": "damage", "note": "wet",
            "at": shown[0]["at"], "by": None, "item": "TEA",
        }
    ]  # fmt: skip
    assert served.get("/api/v1/lookup/A1").json()["attachments"] == shown
    assert served.get("/api/v1/attachments?document=order&number=A1").json()["items"] == []
    assert served.get("/api/v1/attachments?document=nothing&number=A1").status_code == 400


def test_nobody_unknown_sees_or_sends_a_file(served: Served, tablet: Tablet) -> None:
    digest = upload(served, JPEG).json()["hash"]
    path = f"/api/v1/attachments/{digest}"
    assert served.client.get(path).status_code == 401
    assert tablet.call("GET", path).status_code == 200
    stranger = Tablet(served)
    stranger.enrol()
    assert stranger.call("GET", path).status_code == 401
    assert served.client.post("/api/v1/attachments", content=JPEG).status_code == 401
    reader = served.post("/api/v1/keys", {"name": "board", "role": "viewer"}).json()["key"]
    looks = served.client.get(path, headers=served.key(reader))
    sends = served.client.post("/api/v1/attachments", content=JPEG, headers=served.key(reader))
    assert (looks.status_code, sends.status_code) == (200, 403)


@pytest.mark.parametrize("digest", ["0" * 64, "..%2f..%2fnode.key", "x", "AB" * 32])
def test_what_is_no_file_of_ours_is_not_there(served: Served, digest: str) -> None:
    assert served.get(f"/api/v1/attachments/{digest}").status_code in (400, 404)


def test_an_altered_file_is_not_given_out(served: Served) -> None:
    digest = upload(served, JPEG).json()["hash"]
    served.edge.services.blobs.path(digest).write_bytes(JPEG + b"!")
    answer = served.get(f"/api/v1/attachments/{digest}")
    assert (answer.status_code, answer.json()["code"]) == (404, "blob_missing")


def test_a_disk_without_room_refuses_and_leaves_nothing(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served.edge.services.disk, "free_bytes", lambda: len(JPEG) - 1)
    answer = upload(served, JPEG)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    assert [path for path in (served.folder / "blobs").rglob("*") if path.is_file()] == []


def test_a_file_nobody_attached_goes_after_a_week(served: Served, clock: Clock) -> None:
    announced(served)
    kept, loose = (upload(served, JPEG + bytes([each])).json()["hash"] for each in (1, 2))
    attach(served, kept)
    sweeping = Sweeping(served.edge.services, served.edge.opened.store)

    def sweep() -> int:
        with served.client.portal() as portal:
            return portal.call(sweeping.sweep)

    clock.forward(KEPT_MS / 1000 - 1)
    assert sweep() == 0
    clock.forward(2)
    assert sweep() == 1
    blobs = served.edge.services.blobs
    assert (blobs.read(kept), blobs.read(loose)) == (JPEG + b"\x01", None)
    assert served.get(f"/api/v1/attachments/{loose}").status_code == 404
