"""What strict reading of YAML promises: typed values, or a complaint with file, line and key."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest

from src.documents.bounds import Positive, Temperature
from src.documents.yaml_text import load_yaml, parse_yaml, read_yaml
from src.domain.errors import ConfigError


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class Wheel(msgspec.Struct, frozen=True):
    size: Positive
    share: Temperature = 0.5


class Car(msgspec.Struct, frozen=True):
    name: str
    wheels: tuple[Wheel, ...] = ()
    colour: Colour = Colour.RED
    spare: Wheel | None = None
    named: Mapping[str, Wheel] = msgspec.field(default_factory=dict)
    word_or_number: str | int = ""


class Boat(msgspec.Struct):
    name: str
    masts: int = 1


def read(text: str, folder: Path, type_: type = Car) -> object:
    file = folder / "car.yaml"
    file.write_text(text, encoding="utf-8")
    return read_yaml(file, type_)


def test_a_document_becomes_a_typed_value(tmp_path: Path) -> None:
    car = read(
        "name: Käfer\nwheels:\n  - {size: 3, share: 1}\ncolour: green\nnamed:\n  a: {size: 2}\n",
        tmp_path,
    )

    assert car == Car("Käfer", (Wheel(3, 1.0),), Colour.GREEN, named={"a": Wheel(2)})


def test_a_struct_is_read_as_well(tmp_path: Path) -> None:
    assert read("name: Anna\n", tmp_path, Boat) == Boat("Anna")


def test_quoted_words_stay_text_and_plain_ones_mean_what_they_look_like(tmp_path: Path) -> None:
    assert parse_yaml("[yes, 'true', true, ~, 1_000, 1e3, 12:30, .5, 010, \"7\"]", "x").value == [
        "yes",
        "true",
        True,
        None,
        1000,
        1000.0,
        "12:30",
        0.5,
        "010",
        "7",
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: x\nwheel: []\n", "car.yaml:2: wheel: unknown key; did you mean wheels?"),
        ("colour: red\n", "car.yaml:1: name: missing; expected text"),
        ("name: 3\n", "car.yaml:1: name: expected text, found 3"),
        ("name: x\n\ncolour: rde\n", "car.yaml:3: colour: expected one of red, green, found 'rde'"),
        ("name: x\nwheels:\n- size: 0\n", "car.yaml:3: wheels[0].size: expected a whole number, 1"),
        ("name: x\nwheels: {}\n", "car.yaml:2: wheels: expected a list, found keys and values"),
        ("name: x\nspare: 3\n", "car.yaml:2: spare: expected keys and values, found 3"),
        ("name: x\nnamed:\n  a:\n    size: x\n", "car.yaml:4: named.a.size: expected a whole num"),
        ("name: x\nname: y\n", "car.yaml:2: name: given twice, first at"),
        ("name: x\n\tcolour: red\n", "car.yaml:2: broken YAML"),
        ("name: [x\n", "car.yaml:2: broken YAML"),
        ("name: !!python/object:os.system x\n", "car.yaml:1: name: expected a plain value"),
        ("name: &a x\nspare: *b\n", "car.yaml:2: broken YAML: found undefined alias"),
        ("- 1\n", "car.yaml:1: expected keys and values, found a list"),
        ("? [1]\n: x\n", "car.yaml:1: expected a word as key"),
        ("name: x\nword_or_number: {}\n", "car.yaml:2: word_or_number: expected text or a whole"),
        ("name: x\nwheels: [{size: 1, share: 3}]\n", "wheels[0].share: expected a number from 0"),
        ("name: \x07\n", "car.yaml: broken YAML"),
        ("name: x\n---\nname: y\n", "car.yaml:2: broken YAML: but found another document"),
    ],
)
def test_a_complaint_names_file_line_key_and_what_was_expected(
    text: str, complaint: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text, tmp_path)

    assert complaint in str(caught.value)


def test_an_unknown_key_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read("name: x\nzzz: 1\n", tmp_path)

    assert caught.value.hint == "Known keys: colour, name, named, spare, wheels, word_or_number"


def test_aliases_that_expand_without_end_are_refused() -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 10)}]\n" for old, new in zip("abcdef", "bcdefg")
    )

    with pytest.raises(ConfigError, match="too large or too deep"):
        parse_yaml(bomb, "bomb.yaml")
    with pytest.raises(ConfigError, match="too large or too deep"):
        parse_yaml("a: &a [*a]", "endless.yaml")
    with pytest.raises(ConfigError):
        parse_yaml("[" * 5000, "deep.yaml")


@pytest.mark.parametrize("text", ["a: " + "[" * 100_000, "a:\n" + "- 1\n" * 400_000])
def test_what_is_too_large_or_too_deep_is_refused_before_it_is_built(text: str) -> None:
    with pytest.raises(ConfigError, match=r"vast.yaml:\d+: too large or too deep a document"):
        parse_yaml(text, "vast.yaml")


def test_a_document_of_many_values_is_read() -> None:
    text = "".join(f"key{number}: {{a: [1]}}\n" for number in range(20_000))

    assert parse_yaml(text, "many.yaml").value["key7"] == {"a": [1]}


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"name: K\xe4fer")

    with pytest.raises(ConfigError, match="the file does not exist"):
        load_yaml(tmp_path / "missing.yaml")
    with pytest.raises(ConfigError, match="cannot be read: it is a folder"):
        load_yaml(tmp_path)
    with pytest.raises(ConfigError, match="expected UTF-8"):
        load_yaml(tmp_path / "latin.yaml")


def test_an_empty_file_has_no_keys(tmp_path: Path) -> None:
    assert parse_yaml("# nothing\n", "x").value == {}
