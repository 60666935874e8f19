"""Sizes are measured at the bound and one past it, in each language."""

import pytest

from tests.tidy.sizes import FILE_LINES_MAX, FUNCTION_LINES_MAX, check_sizes, function_lengths
from tests.tidy.tree import Tree

SCRIPT = '<script lang="ts">\n{code}\n</script>\n<p>{{#if}}</p>\n'


def found(path: str, text: str) -> list[str]:
    return [each.said for each in check_sizes(Tree({path: text}))]


@pytest.mark.parametrize("path", ["a.py", "a.ts", "a.svelte"])
def test_a_file_may_have_500_lines_and_not_one_more(path: str) -> None:
    assert found(path, "\n" * FILE_LINES_MAX) == []
    assert found(path, "\n" * (FILE_LINES_MAX + 1)) == ["501 lines; at most 500"]


@pytest.mark.parametrize("head", ["def f():", "async def f():", "class C:\n  def f(self):"])
def test_a_python_function_may_have_60_lines_and_not_one_more(head: str) -> None:
    body = "    x = 1\n"
    assert found("a.py", f"{head}\n" + body * (FUNCTION_LINES_MAX - 1)) == []
    assert len(found("a.py", f"{head}\n" + body * FUNCTION_LINES_MAX)) == 1


@pytest.mark.parametrize(
    "head",
    [
        "function f(a: number): void",
        "export async function f<T>(a: T): Promise<T>",
        "const f = (a: number) =>",
        "const f = async (): Promise<void> =>",
        "const f = (): Turn => (",
        "class C { private f(a = (1)): string[]",
        "const o = { f(a: number)",
        "it('x', () => { if (a) { b(); } const c = () =>",
        "if (a) { b(); } function f()",
    ],
)
def test_a_typescript_function_may_have_60_lines_and_not_one_more(head: str) -> None:
    closing = {"{": "}", "(": ")"}
    tail = "".join(closing[each] for each in reversed(open_brackets(head)))
    for lines in (FUNCTION_LINES_MAX, FUNCTION_LINES_MAX + 1):
        code = f"{head} {{\n" + "x = 1;\n" * (lines - 2) + "}" + tail
        assert (1, lines) in function_lengths("a.ts", code)
        said = f"function of {lines} lines; at most {FUNCTION_LINES_MAX}"
        assert (said in found("a.ts", code)) is (lines > FUNCTION_LINES_MAX)


def open_brackets(head: str) -> list[str]:
    opened: list[str] = []
    for character in head:
        if character in "{(":
            opened.append(character)
        elif character in "})":
            opened.pop()
    return opened


def test_blocks_types_texts_and_markup_are_no_functions() -> None:
    code = "\n".join(
        [
            "if (a) {\nb();\n}",
            "for (const a of b) {\nc(a);\n}",
            "f(); if (x(1)) {\ny();\n}",
            "interface A {\nb: string;\n}",
            "class D extends E(F) {\ng = 1;\n}",
            "const s = 'function f() {'; // function g() {",
            "const r = /function h() {/; const t = `${a} function i() {`;",
            "const o = {\na: 1,\n};",
        ]
    )
    assert function_lengths("a.ts", code) == []
    assert function_lengths("a.svelte", "<p onclick={() => {\n}}></p>") == []


def test_a_svelte_script_is_measured_in_the_lines_of_its_file() -> None:
    text = SCRIPT.format(code="let a = 1;\nfunction f() {\n  a = 2;\n}")
    assert function_lengths("a.svelte", text) == [(3, 3)]
