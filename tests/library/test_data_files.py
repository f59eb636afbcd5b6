"""Tables, JSON and numbers are read from files as from text, and what they are not is refused."""

from pathlib import Path

import pytest

from src.domain.json_value import JSONValue
from src.library.json_values import json_keys, json_path
from src.library.tables import table_columns, table_count, table_measure, table_values
from src.library.text_lines import file_measure
from tests.library.answers import answer_of

TOWNS = "Town,size\nOslo,3\nRome,\noslo,1.5\n"


def test_a_table_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "the towns.csv"
    file.write_text("\ufeff" + TOWNS, encoding="utf-8")

    assert table_columns(str(file)) == table_columns(TOWNS) == ["Town", "size"]
    assert answer_of("table_measure", f'sum of the size column in @"{file}"') == 4.5
    with pytest.raises(ValueError, match="cannot read"):
        table_columns(str(tmp_path / "none.csv"))


def test_empty_cells_are_values_but_not_numbers() -> None:
    assert table_values(TOWNS, "SIZE") == ["3", "", "1.5"]
    with pytest.warns(UserWarning, match="left out 1 empty cell of size"):
        assert table_measure(TOWNS, "max", "size") == 3


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("b\n1\n", "no column a; there are: b"),
        ("a,b\n,1\n", "empty"),
        ("a\nx\n", "more than numbers"),
    ],
)
def test_a_column_without_numbers_has_no_sum(table: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        table_measure(table, "sum", "a")


@pytest.mark.parametrize(
    ("condition", "answer"),
    [
        ("size = 3", 1),
        ('size is "3.0"', 1),
        ("size is 7", 0),
        ('size is "empty"', 0),
        ("size is empty", 1),
        ("size is lost", "refused: no row has “lost”"),
        ("town is Oslo", "refused: some cells differ"),
    ],
)
def test_rows_are_counted_by_the_value_of_a_cell(condition: str, answer: int | str) -> None:
    table = TOWNS.replace("\n", "\\n")

    found = answer_of("table_count", f'count the rows where {condition} in "{table}"')

    assert str(found).startswith(str(answer))


def test_a_value_in_quotes_that_is_in_no_row_occurs_zero_times() -> None:
    assert table_count(TOWNS, [["town", "==", "Paris"]]) == 0


def test_json_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "towns.json"
    file.write_text('{"towns": [{"name": "Oslo"}]}', encoding="utf-8")

    assert json_keys(str(file)) == ["towns"]
    assert answer_of("json_path", f"value of towns.0.name in @{file}") == "Oslo"


@pytest.mark.parametrize(
    ("document", "path", "value"),
    [("[1, [2, 3]]", "1.0", 2), ('{"a": 1}', "$.a", 1), ('{"0": "zero"}', "0", "zero")],
)
def test_a_path_names_keys_and_indices(document: str, path: str, value: JSONValue) -> None:
    assert json_path(document, path) == value


@pytest.mark.parametrize("path", ["b", "a.b", "list.2", "list.first"])
def test_a_path_that_leads_nowhere_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="nothing at"):
        json_path('{"a": 1, "list": [1, 2]}', path)


def test_what_is_not_a_json_object_has_no_keys() -> None:
    with pytest.raises(ValueError, match="not an object"):
        json_keys("[1]")
    with pytest.raises(ValueError, match="not valid JSON"):
        json_keys("{a: 1}")


def test_numbers_are_read_from_their_file(tmp_path: Path) -> None:
    file = tmp_path / "numbers.txt"
    file.write_text("1, 2\n-3 .5\n", encoding="utf-8")

    assert file_measure(str(file), "sum") == 0.5
    assert answer_of("file_measure", f"largest number in @{file}") == 2


@pytest.mark.parametrize("text", ["1,200\n3", "1\ntwo", "\n", "1.2.3\n"])
def test_a_text_that_holds_more_than_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        file_measure(text, "mean")
