"""An entry of a YAML text becomes a comment, and everything else stays as it is."""

import pytest

from src.documents.document import KeyPath
from src.documents.yaml_entries import commented_out


@pytest.mark.parametrize(
    ("text", "path", "changed"),
    [
        ("a: 1  # one\nb: 2\n", ("a",), "# a: 1  # one\nb: 2\n"),
        ("a: 1", ("a",), "# a: 1"),
        ("a:\nb: 2\n", ("a",), "# a:\nb: 2\n"),
        ("s:\n  # why\n  a: 1\nb: 2\n", ("s", "a"), "s:\n  # why\n  # a: 1\nb: 2\n"),
        ("s:\n  a: 1\n  # end\n\nb: 2\n", ("s",), "# s:\n#   a: 1\n  # end\n\nb: 2\n"),
        (
            "a: |\n  x\n\n    y\n\n# end\nb: 'ü'\n",
            ("a",),
            "# a: |\n#   x\n\n#     y\n\n# end\nb: 'ü'\n",
        ),
        ("a: 'é\n  x'\nb: 2\n", ("a",), "# a: 'é\n#   x'\nb: 2\n"),
        ("s: {a: 1, b: 2}\n", ("s", "a"), "# a: 1\ns: {b: 2}\n"),
        ("s: {a: 1, b: 2}\n", ("s", "b"), "# b: 2\ns: {a: 1}\n"),
        ("s: {t: {a: [1,\n 2]}, b: 2}\n", ("s", "t", "a"), "# a: [1, 2]\ns: {t: {}, b: 2}\n"),
        ("s: {a: 1,\n  b: 2}\n", ("s", "b"), "s: {a: 1\n  # b: 2\n  }\n"),
        ("l: [x, 'y, z', w]\n", ("l", 1), "# 'y, z'\nl: [x, w]\n"),
        ("l:\n  - x\n  - y\n", ("l", 0), "l:\n  # - x\n  - y\n"),
        ("l:\n- a: 1\n  b: 2\n", ("l", 0, "a"), "l:\n# a: 1\n- \n  b: 2\n"),
        ("a: &q [x]\nb: *q\n", ("b",), "a: &q [x]\n# b: *q\n"),
    ],
)
def test_an_entry_becomes_a_comment(text: str, path: KeyPath, changed: str) -> None:
    assert commented_out(text, path) == changed


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: &q [x]\nb: *q\n", ("a",)),  # Another entry needs it.
        ('{"a": "x\n y", "b": 2}\n', ("b",)),  # Its line begins inside a quotation.
    ],
)
def test_a_text_that_would_say_something_else_is_left_alone(text: str, path: KeyPath) -> None:
    assert commented_out(text, path) is None
