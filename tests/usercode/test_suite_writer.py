"""What a suite states of the examples in docstrings."""

import ast
from pathlib import Path

import pytest

from src.usercode.suite_writer import documented_tests, whole_file
from tests.usercode.test_parts import module_of

DOCTESTS = [
    (">>> f(1)  # a comment, and (more\n2", "assert f(1) == 2"),
    (">>> f('# no comment')\n2", "assert f('# no comment') == 2"),
    (">>> f(1)   # doctest: +NORMALIZE_WHITESPACE\n2", "f(1)"),
    (">>> [x  # each\n... for x in f(1)]\n[2]", "assert ([x for x in f(1)]) == [2]"),
]


@pytest.mark.parametrize("example, stated", DOCTESTS)
def test_a_comment_in_a_doctest_is_no_part_of_what_is_asserted(
    tmp_path: Path, example: str, stated: str
) -> None:
    example = example.replace("\n", "\n    ")
    other = "\n    >>> f(2)\n    3\n"
    module = module_of(tmp_path, f'def f(n):\n    """\n    {example}\n{other}    """\n')

    (test,) = documented_tests(module)

    ast.parse(test.source)
    assert stated in test.source and "assert f(2) == 3" in test.source


def test_a_doctest_has_the_names_of_its_file_where_a_library_is_called_alike(
    tmp_path: Path,
) -> None:
    text = "from datetime import datetime\ndef f(n):\n"
    text += '    """\n    >>> f(datetime(2020, 1, 2).year)\n    2021\n    """\n'

    (test,) = documented_tests(module_of(tmp_path, text))

    assert "    from mine import datetime\n" in test.source


def test_a_suite_imports_only_what_the_file_has_at_its_top_level(tmp_path: Path) -> None:
    text = "try:\n    STEP = 2\nexcept ImportError:\n    pass\n"
    text += "if STEP:\n    def g():\n        p = 1\n        return p\n"
    text += 'def f(n):\n    """\n    >>> p = f(STEP)\n    >>> p\n    3\n    """\n    return n + 1\n'
    module = module_of(tmp_path, text)

    whole = whole_file(module, documented_tests(module))

    assert "from mine import STEP, f\n" in whole


def test_documented_tests_of_like_names_have_different_ones(tmp_path: Path) -> None:
    doc = '    """\n    >>> slug(1)\n    1\n    """\n'
    source = f"class Slug:\n{doc}\ndef slug(n):\n{doc}    return n\n\nclass sLug:\n{doc}"

    tests = documented_tests(module_of(tmp_path, source))

    names = [test.name for test in tests]
    assert len(set(names)) == 3
    assert all(f"def {one.name}(" in one.source for one in tests)


@pytest.mark.parametrize(
    ("ini", "flags"),
    [
        ("pytest.ini", "[pytest]\ndoctest_optionflags = {}\n"),
        ("pytest.ini", "[pytest]\ndoctest_optionflags =\n    NUMBER\n    {}\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\ndoctest_optionflags = ["{}"]\n'),
        ("setup.cfg", "[tool:pytest]\ndoctest_optionflags = {}\n"),
    ],
)
def test_an_example_is_read_by_the_projects_options_of_doctest(
    tmp_path: Path, ini: str, flags: str
) -> None:
    (tmp_path / ini).write_text(flags.format("ELLIPSIS"))
    examples = ">>> f(1)\n    'a...z'\n    >>> f(2)\n    'b'\n    >>> g(3) # doctest: +SKIP\n    4"
    source = f'def f(n):\n    """\n    {examples}\n    """\n'

    (test,) = documented_tests(module_of(tmp_path, source))

    assert "    f(1)" in test.source and "assert f(2) == 'b'" in test.source
    assert "g(3)" not in test.source
