"""A planted word, path, address or folder is found; near misses are left alone."""

import pytest

from tests.tidy.places import check_locks, check_places, check_top_level
from tests.tidy.tree import Finding, Tree
from tests.tidy.words import check_words


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "bin_id = 1"),
        ("a.py", "def find(from_bin: int) -> None: ..."),
        ("a.py", "class BinStock: ..."),
        ("a.py", "self.bins = []"),
        ("a.py", "import x as stock_mgr"),
        ("a.py", "for data2 in x: ..."),
        ("a.py", "tmp2 = 1"),
        ("a.ts", "const binCode = 1;"),
        ("a.ts", "const a = `${stockMgr}`;"),
        ("a.svelte", "<script>let bin = 1;</script>"),
        ("a.css", "/* TODO: pick a colour */"),
        ("docs/a.md", "FIXME"),
    ],
)
def test_a_banned_word_is_found_once(path: str, text: str) -> None:
    assert len(check_words(Tree({path: text}))) == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "binary = bin(5)"),
        ("a.py", "combining = 1"),
        ("a.py", "data = path / 'bin'"),
        ("a.ts", "const binary = 'bin'; // the bin"),
        ("a.svelte", "<p>bin</p>"),
        ("a.png", "TODOS"),
    ],
)
def test_a_near_miss_is_left_alone(path: str, text: str) -> None:
    assert check_words(Tree({path: text})) == []


@pytest.mark.parametrize(
    "text",
    [
        "open('/work/main/x')",
        "cd /home/someone",
        "see /root/.pyenv",
        "/Users/someone",
        "index-url = https://pypi.org/simple",
        '"resolved": "https://registry.npmjs.org/x"',
    ],
)
def test_a_place_of_one_machine_is_found_once(text: str) -> None:
    assert len(check_places(Tree({"a.txt": text}))) == 1


@pytest.mark.parametrize(
    "text", ["get('/work/pick/claim')", "/api/v1/work/receive", "`${base}/work/x`", "~/homework/"]
)
def test_an_address_of_the_api_is_no_place(text: str) -> None:
    assert check_places(Tree({"a.ts": text, "b.png": None})) == []


def test_a_lock_file_with_an_address_is_found() -> None:
    lock = '{"packages": {"": {}, "a": {"version": "1"}, "b": {"resolved": "https://x"}}}'
    assert check_locks(Tree({"web/package-lock.json": lock, "a.json": lock})) == [
        Finding("web/package-lock.json", 1, "b has a resolved address")
    ]


def test_a_stray_entry_in_the_top_folder_is_found() -> None:
    tree = Tree({"notes.txt": "", "edge/app.py": "", "scripts/x.py": "", ".ci/run": ""})
    assert [each.path for each in check_top_level(tree)] == ["notes.txt", "scripts"]
