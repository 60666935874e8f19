"""Letters: a font of this machine that has Chinese, and the part of it that one paper needs.

Debian's usual one, Noto CJK, has its outlines as PostScript, which PDF writers in Python do not
embed; the few characters of a paper are carried over to TrueType outlines first.
"""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
NAMES = (
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC-Regular.otf",
    "NotoSansSC-Regular.ttf",
    "SourceHanSansSC-Regular.otf",
    "SourceHanSansCN-Regular.otf",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "DroidSansFallbackFull.ttf",
    "DroidSansFallback.ttf",
)
"""In order of choice; Debian has them in fonts-noto-cjk, fonts-wqy-… and fonts-droid-fallback."""
_DROPPED = ("BASE", "GDEF", "GPOS", "GSUB", "VORG", "fvar", "gvar", "vhea", "vmtx")
_ERROR_UNITS = 1.0
"""How far a curve may move, in thousandths of the letter's height."""

_MAXP = (
    "maxTwilightPoints",
    "maxStorage",
    "maxFunctionDefs",
    "maxInstructionDefs",
    "maxStackElements",
    "maxSizeOfInstructions",
    "maxComponentElements",
    "maxPoints",
    "maxContours",
    "maxCompositePoints",
    "maxCompositeContours",
    "maxComponentDepth",
)
"""What a TrueType font declares and a PostScript one lacks; counted anew when it is written."""


class HanFont(msgspec.Struct, frozen=True):
    """A font file; of a collection, the member for simplified Chinese."""

    path: Path
    number: int


def find_font(chosen: str, folders: Iterable[Path] = FOLDERS) -> HanFont | None:
    """The font of the settings, or the best one installed. None: there is none to be had."""
    paths = [Path(chosen)] if chosen else _installed(folders)
    for path in paths:
        number = _member(path)
        if number is not None:
            return HanFont(path, number)
    return None


def _installed(folders: Iterable[Path]) -> list[Path]:
    found = [path for folder in folders for path in folder.rglob("*") if path.name in NAMES]
    return sorted(found, key=lambda path: (NAMES.index(path.name), path))


def _member(path: Path) -> int | None:
    """Which font of the file to take; None where it is no font with outlines."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        with path.open("rb") as file:
            if path.suffix.lower() == ".ttc":
                fonts: Sequence[TTFont] = TTCollection(file, lazy=True).fonts
            else:
                fonts = (TTFont(file, lazy=True),)
            names = [str(font["name"].getDebugName(4)) for font in fonts]
            sound = all("glyf" in font or "CFF " in font for font in fonts)
    except (OSError, TTLibError, KeyError):
        return None
    simplified = (at for at, name in enumerate(names) if name.endswith(" SC"))
    return next(simplified, 0) if sound else None


def subset(font: HanFont, characters: str) -> bytes:
    """A TrueType font with these characters, as far as the font has them."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    options = Options()
    options.layout_features = []
    options.notdef_outline = True
    options.drop_tables += _DROPPED
    written = io.BytesIO()
    with TTFont(font.path, fontNumber=font.number, lazy=True, recalcTimestamp=False) as opened:
        cut = Subsetter(options)
        cut.populate(text=characters)
        cut.subset(opened)
        if "CFF " in opened:
            _outline(opened)
        opened.save(written)
    return written.getvalue()


def _outline(font: "TTFont") -> None:
    """PostScript's cubic curves become TrueType's quadratic ones."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    letters, order = font.getGlyphSet(), font.getGlyphOrder()
    glyf, maxp = newTable("glyf"), font["maxp"]
    glyf.glyphOrder, glyf.glyphs = order, {}
    for name in order:
        pen = TTGlyphPen(letters)
        letters[name].draw(Cu2QuPen(pen, _ERROR_UNITS, reverse_direction=True))
        glyf.glyphs[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    maxp.tableVersion = 0x00010000
    for field in _MAXP:
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"
