"""Where a function stands in a file, and how another version of it takes its place."""

import ast

import pytest

from src.optimize.model_improver import excerpt_of
from src.optimize.rewrites.ast_queries import find_definition, import_place
from src.usercode.harness import below_future
from src.usercode.patch import changed_signature, splice

PROPERTY = """class A:
    @property
    def p(self): return 1
    @p.setter
    def p(self, v): pass
    @p.deleter
    def p(self): pass
"""


def test_a_property_is_its_getter() -> None:
    found = find_definition(ast.parse(PROPERTY), "A.p")

    assert found is not None and found.lineno == 3
    assert changed_signature(PROPERTY, PROPERTY.replace("self, v", "self, w"), "A.p") is None
    after = splice(PROPERTY, "@property\ndef p(self): return 0 + 1\n", "A.p")
    assert after == PROPERTY.replace("return 1", "return 0 + 1")


def test_of_several_definitions_the_last_one_counts() -> None:
    source = "def f(): return 1\n@f.setter\ndef f(): return 2\ndef f(): return 3\n"

    found = find_definition(ast.parse(source), "f")

    assert found is not None and found.lineno == 4


TABS = "class Box:\n\t@staticmethod\n\tdef f(x):\n\t\tif x:\n\t\t\treturn x\n\t\treturn 0\n"
SPACES = TABS.replace("\t", "    ")


@pytest.mark.parametrize("before", [TABS, SPACES, SPACES.replace("    ", "  ")])
@pytest.mark.parametrize("reply", [TABS, SPACES])
@pytest.mark.parametrize("is_bare", [True, False])
def test_a_function_is_indented_as_the_file_is(before: str, reply: str, is_bare: bool) -> None:
    said = reply.replace("return x", "return +x")
    if is_bare:
        unit = "\t" if "\t" in said else "    "
        said = "".join(line.removeprefix(unit) for line in said.splitlines(True)[1:])

    after = splice(before, said, "Box.f")

    assert ast.dump(ast.parse(after)) == ast.dump(
        ast.parse(before.replace("return x", "return +x"))
    )
    if "  " * 3 not in before or "    " in before.splitlines()[1]:
        assert after == before.replace("return x", "return +x")


DOCUMENTED = 'def f(n):\n    """D."""\n    return n\n'


@pytest.mark.parametrize(
    ("before", "reply"),
    [
        (DOCUMENTED, "def f(n): return 2*n\n"),
        (DOCUMENTED, "def f(\n    n): return 2*n\n"),
        (DOCUMENTED, 'def f(n): """N."""; return 2*n\n'),
        (DOCUMENTED, 'def f(n):\n    """N."""; return 2*n\n'),
        (DOCUMENTED, "def f(é='é', *n): m = n; return 2*m\n"),
        ('def f(n): """D."""; return n\n', "def f(n):\n    return 2*n\n"),
        ('def f(n):\n    """D."""; return n\n', "def f(n): return 2*n\n"),
        ('def f(n):\n    """D."""\n', "def f(n): return 2*n\n"),
    ],
)
def test_the_docstring_is_put_back_whatever_lines_it_shares(before: str, reply: str) -> None:
    after = splice(before, reply, "f")

    function = ast.parse(after).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert ast.get_docstring(function) == "D." and "return 2" in after and "N." not in after


def test_a_form_feed_ends_no_line() -> None:
    source = "import os\n\x0c\nLIMIT=3\n\x0c\ndef f(x):\n    return LIMIT\n"

    assert "def f" in excerpt_of(source, "f") and "LIMIT=3" in excerpt_of(source, "f")
    put_in = below_future("A = 'a\x0cb\u2028c'\nX = 2\n", "PUT = 1\n")
    assert put_in.startswith("PUT = 1\nA = ")


def test_an_excerpt_holds_what_the_method_calls() -> None:
    source = "class Box:\n    def _n(self):\n        return self.n * 2\n\n    def other(self):\n"
    source += "        return 7\n\n    def f(self, box):\n        return self._n() + box.other()\n"

    shown = excerpt_of(source, "Box.f")

    assert "return self.n * 2" in shown and "return 7" not in shown


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("\n# -*- coding: latin-1 -*-\nimport os\n", 2),
        ("\n# -*- coding: latin-1 -*-\ndef f(): pass\n", 2),
        ("#!/usr/bin/env python3\n\n# Copyright x\nimport os\n", 3),
        ("#!/usr/bin/env python3\n\n# Copyright x\n# All rights\n\n\ndef f(): pass\n", 4),
        ("#!/usr/bin/env python3\n\n# Of f.\ndef f(): pass\n", 1),
        ('"""Text."""\n\n# Copyright x\n\nimport os\n', 3),
        ("from __future__ import annotations\n\n# Of f.\ndef f(): pass\n", 1),
        ("import os\n# Copyright x\nimport re\n", 0),
        ("# only this\n", 1),
    ],
)
def test_an_import_goes_below_what_is_about_the_whole_file(source: str, place: int) -> None:
    assert import_place(ast.parse(source), source) == place
