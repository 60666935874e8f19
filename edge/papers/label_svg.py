"""A label as SVG, for a look at it in the browser before it is printed."""

from xml.sax.saxutils import escape

from edge.papers.symbols import modules_of, runs
from edge.papers.wrapping import guessed_ems, lines_of
from models.warehouse.labels.label import LINEAR, Code, Label, Rule, Text

_ASCENT = 0.8
_LINE = 1.2


def label_svg(label: Label) -> str:
    """Millimetres are its units; letters are the browser's. Raises Unprintable."""
    size = f"{label.width_mm:g} {label.height_mm:g}"
    parts = "".join(_part(part) for part in label.parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"'
        f' width="{label.width_mm:g}mm" height="{label.height_mm:g}mm"'
        ' font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>'
        f"{parts}</svg>\n"
    )


def _part(part: Text | Code | Rule) -> str:
    match part:
        case Text():
            return _text(part)
        case Code():
            return code_path(part)
        case Rule():
            return (
                f'<rect x="{part.x_mm:g}" y="{part.y_mm:g}" width="{part.width_mm:g}"'
                f' height="{part.height_mm:g}"/>'
            )


def _text(text: Text) -> str:
    def measure(line: str) -> float:
        return guessed_ems(line) * text.height_mm

    weight = ' font-weight="700"' if text.bold else ""
    out = []
    y = text.y_mm + text.height_mm * _ASCENT
    lines = [text.text] if text.whole else lines_of(text.text, text.width_mm, text.lines, measure)
    for line in lines:
        shown = escape("".join(one if one.isprintable() else " " for one in line))
        out.append(
            f'<text x="{text.x_mm:g}" y="{y:g}" font-size="{text.height_mm:g}"{weight}>'
            f"{shown}</text>"
        )
        y += text.height_mm * _LINE
    return "".join(out)


def code_path(code: Code) -> str:
    """A symbol as a path. Raises Unprintable."""
    module = code.module_mm
    high = code.height_mm if code.symbol in LINEAR else module
    path = "".join(
        f"M{code.x_mm + start * module:g} {code.y_mm + at * high:g}"
        f"h{length * module:g}v{high:g}h{-length * module:g}z"
        for at, row in enumerate(modules_of(code))
        for start, length in runs(row)
    )
    return f'<path d="{path}" shape-rendering="crispEdges"/>'
