"""What the doctor looks at under a site."""

from time import perf_counter_ns

from edge.app import PAGES
from edge.config import Config
from edge.opening import NODE_KEY, PEPPER_KEY
from edge.papers.fonts import HanFont, find_font
from edge.plugins.guard import Standing
from edge.plugins.host import load_plugins
from node.doctor import Finding, Subject

FREE_BYTES_WARN = 1 << 30


def subject(config: Config) -> Subject:
    """For node.doctor.examine."""
    plugins = load_plugins(perf_counter_ns, config.plugins.off)
    return Subject(
        node="site",
        made_by="holdfast-edge init",
        secrets="PINs",
        folder=config.path,
        database=config.database,
        keys=(NODE_KEY, PEPPER_KEY),
        pages=PAGES,
        http=config.http,
        free_bytes_min=config.store.free_bytes_min,
        free_bytes_warn=FREE_BYTES_WARN,
        further=(
            *map(plugin_finding, plugins.standings),
            font_finding(find_font(config.papers.font)),
        ),
    )


def font_finding(font: HanFont | None) -> Finding:
    """Without a font papers come out all the same; their Chinese is left to the reader."""
    if font is not None:
        return Finding("font", "ok", str(font.path))
    told = "no font with Chinese to put into papers and on labels: install fonts-noto-cjk"
    return Finding("font", "warn", told)


def plugin_finding(standing: Standing) -> Finding:
    """A plug-in that does not load is worth a look; the site works without it."""
    name = f"plugin {standing.name}"
    if standing.off:
        return Finding(name, "warn", standing.off)
    return Finding(name, "ok", f"gives {', '.join(standing.gives) or 'nothing'}")
