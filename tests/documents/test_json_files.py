"""What JSON files promise: one text for one value, written whole or not at all."""

import os
from pathlib import Path
from types import MappingProxyType

import pytest
from msgspec import Struct

from src.documents.document import Document, overlay
from src.documents.json_files import canonical_json, read_json, write_json, write_text
from src.documents.yaml_text import parse_yaml
from src.domain.candidate import Origin
from src.domain.errors import ConfigError


class Point(Struct, frozen=True):
    x: int
    origin: Origin = Origin.WRITTEN
    tags: tuple[str, ...] = ()


def test_what_is_written_is_read_back_as_it_was(tmp_path: Path) -> None:
    point = Point(3, Origin.EDITED, ("ä", "\u2028", "\ud800"))

    write_json(tmp_path / "p.json", point)

    assert read_json(tmp_path / "p.json", Point) == point


def test_equal_values_give_equal_bytes() -> None:
    assert canonical_json({"b": 1, "a": (1, 2)}) == canonical_json({"a": [1, 2], "b": 1})
    assert canonical_json(MappingProxyType({"a": 1})) == '{\n  "a": 1\n}\n'


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError):
        canonical_json({"a": float("nan")})


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    write_text(file, "old")
    os.chmod(tmp_path, 0o500)

    if os.geteuid() != 0:
        with pytest.raises(OSError):
            write_text(file, "new")
    os.chmod(tmp_path, 0o700)
    with pytest.raises(AttributeError):
        write_text(file, 3)  # type: ignore[arg-type]

    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["p.json"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"x": }', "p.json:1: broken JSON"),
        ('{"x": "1"}', "p.json: x: expected a whole number, found '1'"),
        ('{"x": 1, "orgin": "edited"}', "p.json: orgin: unknown key; did you mean origin?"),
        ("[" * 100_000, "p.json: broken JSON"),
        ("", "p.json:1: broken JSON"),
    ],
)
def test_a_broken_file_is_named(text: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(text)

    with pytest.raises(ConfigError) as caught:
        read_json(tmp_path / "p.json", Point)

    assert complaint in str(caught.value)


def test_a_document_laid_over_another_keeps_each_keys_place() -> None:
    below = parse_yaml("a: 1\nb:\n  c: 2\n  d: [1, 2]\n", "below")
    above = parse_yaml("b:\n  d: [3]\n", "above")

    joined = overlay(below, above)

    assert joined.value == {"a": 1, "b": {"c": 2, "d": [3]}}
    assert joined.place(("a",)) == "below:1"
    assert joined.place(("b", "c")) == "below:3"
    assert joined.place(("b", "d", 1)) == "above:2"


def test_a_part_of_a_document_complains_with_its_whole_key() -> None:
    whole = parse_yaml("a:\n  b:\n    - c: 1\n", "x.yaml")

    error = whole.below("a", "b", 0).complaint(("c",), "is odd")

    assert str(error) == "x.yaml:3: a.b[0].c: is odd"
    assert Document(1, "flag").place() == "flag"
