"""What a page of the docs names and does not exist is found."""

import click
import pytest

from tests.tidy.docs import check_docs
from tests.tidy.tree import Tree


@click.group(name="holdfast-edge")
@click.option("--config")
def edge() -> None: ...


@edge.command()
@click.option("--hub")
@click.option("--json", is_flag=True)
def init() -> None: ...


def program(name: str) -> click.Command | None:
    return edge if name == "holdfast-edge" else None


FILES = {
    "Makefile": "demo:\n\t@$(RUN) -m tests.demo $(if $(ONCE),--once)\n",
    "edge/app.py": "",
    "bench/__main__.py": "",
    "bench/scan.py": "",
    "tests/demo/__main__.py": "",
    "docs/ARCHITECTURE.md": "",
    "pyproject.toml": "",
}


def found(text: str, path: str = "README.md") -> list[str]:
    return [each.said for each in check_docs(Tree({**FILES, path: text}), program)]


@pytest.mark.parametrize(
    "text",
    [
        "`edge/gone.py`",
        "`hub/`",
        "`edge/app.py` and `edge/*.toml`",
        "`constraints.txt`",
        "```\nless edge/gone.py\n```",
        "[page](docs/GONE.md)",
        "![picture](docs/gone.png)",
        "`make gone`",
        "`make demo NAME=x`",
        "```\n$ make gone\n```",
        "`holdfast-gone init`",
        "`holdfast-edge gone`",
        "`holdfast-edge init --gone`",
        "`holdfast-edge --json init`",
        "`holdfast-edge init|gone`",
        "`python -m bench gone`",
        "`python -m tests.gone`",
    ],
)
def test_what_does_not_exist_is_found_once(text: str) -> None:
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "`edge/app.py`, `edge/`, `edge/*.py`, `pyproject.toml`, `edge/pages/index.html`, `hub`",
        "`/api/v1/edge/gone`, `edge.app`, `.venv/bin/python`, edge/gone.py in prose",
        "```\nhub/   headquarters\n```",
        "[page](docs/ARCHITECTURE.md#part), [far](https://example.com/gone), [here](#part)",
        "`make demo ONCE=1`; to make sure, ```make sure```",
        "```\n# make sure of it\nmake demo\n```",
        "`holdfast-edge --config x.toml init --hub URL --json`, `holdfast-edge init --help`",
        "`holdfast-edge init --hub gone <code>`, `holdfast-edge`",
        "`python -m bench scan --seed 1`, `python -m bench NAME`, `python -m pytest`",
    ],
)
def test_what_exists_is_left_alone(text: str) -> None:
    text = text.replace("; to make sure, ```make sure```", "")
    assert found(text) == []


def test_links_are_followed_from_the_page_that_holds_them() -> None:
    assert found("[up](../../edge/app.py) [side](../ARCHITECTURE.md)", "docs/adr/0001-a.md") == []
    assert len(found("[page](docs/ARCHITECTURE.md)", "docs/adr/0001-a.md")) == 1


def test_pages_outside_the_docs_are_not_read() -> None:
    assert found("`edge/gone.py`", "web/NOTES.md") == []


def test_modules_started_by_the_makefile_exist() -> None:
    assert found("demo:\n\t@$(RUN) -m tests.gone\n", "Makefile") == [
        "python -m tests.gone: no such module"
    ]
    assert found("bench:\n\t@$(RUN) -m bench $(NAME)\n", "Makefile") == []
