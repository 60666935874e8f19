"""A label as a printer would lay it out, from the commands our labels use.

Codes are drawn anew by zxing-cpp from the data of their fields and then read from the picture. It
proves that the data says what was meant, that symbols stand inside the label, keep their quiet
zones and cover nothing. It does not prove that a given printer draws them so: that takes a printer.
"""

import re

import msgspec
import zxingcpp
from PIL import Image, ImageDraw

from models.warehouse.gs1.elements import read_elements
from models.warehouse.gs1.text_form import write_bracketed
from tests.warehouse.labels.printer import fields

_FIELD = re.compile(r"\^FO(\d+),(\d+)(.*?)\^FS", re.DOTALL)
FORMATS = {
    "BC": zxingcpp.BarcodeFormat.Code128,
    "BX": zxingcpp.BarcodeFormat.DataMatrix,
    "BQ": zxingcpp.BarcodeFormat.QRCode,
}
YEAR = 2026


class Drawn(msgspec.Struct, frozen=True):
    """The label in dots, and the box of each field: command, left, top, right, bottom."""

    image: Image.Image
    boxes: list[tuple[str, int, int, int, int]]


def drawn(job: str) -> Drawn:
    """The picture of one job."""
    size = re.search(r"\^PW(\d+)\^LL(\d+)", job)
    assert size is not None
    image = Image.new("L", (int(size[1]), int(size[2])), 255)
    boxes = []
    for (left, top, body), (command, said) in zip(_FIELD.findall(job), fields(job), strict=True):
        part = _part(command, said, body)
        image.paste(part, (int(left), int(top)))
        at = (int(left), int(top), int(left) + part.width, int(top) + part.height)
        boxes.append((command, *at))
    return Drawn(image, boxes)


def read(image: Image.Image) -> list[tuple[str, bytes]]:
    """(symbology identifier, data) of all codes, from top to bottom."""
    found = sorted(zxingcpp.read_barcodes(image), key=lambda code: code.position.top_left.y)
    return [(code.symbology_identifier, code.bytes) for code in found]


def _part(command: str, said: str, body: str) -> Image.Image:
    if command in FORMATS:
        return _symbol(command, said, body)
    if command == "GB":
        width, height = re.findall(r"\d+", body)[:2]
        return Image.new("L", (int(width), int(height)), 0)
    if command == "GF":
        total, per_row = (int(body.split(",")[at]) for at in (1, 3))
        dots = Image.frombytes("1", (per_row * 8, total // per_row), bytes.fromhex(said))
        return Image.eval(dots.convert("L"), lambda dot: 255 - dot)
    wide, lines = (int(each) for each in re.findall(r"\^FB(\d+),(\d+)", body)[0])
    high = int(re.findall(r"\^A0N,(\d+)", body)[0])
    image = Image.new("L", (wide, high * lines), 255)
    ImageDraw.Draw(image).text((0, 0), said, fill=0, font_size=high * 0.8)
    return image


def _symbol(command: str, said: str, body: str) -> Image.Image:
    gs1 = said.startswith("{F}")
    data = said
    if gs1:
        elements = said.removeprefix("{F}").replace("{F}", "\x1d")
        data = write_bracketed(read_elements(elements, YEAR))
    made = zxingcpp.create_barcode(data, FORMATS[command], gs1=gs1, force_square=True)
    found = re.search(r"\^(?:BY|BXN,|BQN,2,)(\d+)", body)
    assert found is not None
    image = Image.fromarray(made.to_image(scale=int(found[1]), add_quiet_zones=False))
    high = re.search(r"\^BCN,(\d+)", body)
    return image.resize((image.width, int(high[1]))) if high else image
