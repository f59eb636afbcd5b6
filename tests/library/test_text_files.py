"""The text functions that read a file."""

from pathlib import Path

import pytest

from src.domain.json_value import JSONValue
from src.library.table_reading import read_file
from src.library.text_lines import end_lines, sort_lines
from tests.library.answers import answer_of

TEXT = "\ufeffThe cat sat.\nIt ran away\n"


@pytest.mark.parametrize(
    ("name", "wording", "answer"),
    [
        ("uppercase_in_file", "uppercase the text of the file @{}", "THE CAT SAT.\nIT RAN AWAY\n"),
        ("lowercase_in_file", "convert @{} to lowercase", "the cat sat.\nit ran away\n"),
        ("count_characters_in_file", "how many characters are in @{}", 25),
        ("count_words_in_file", "count the words in @{}", 6),
        ("longest_word_in_file", "longest word in @{}", "away"),
        (
            "word_frequencies_in_file",
            "word frequencies of @{}",
            {"the": 1, "cat": 1, "sat": 1, "it": 1, "ran": 1, "away": 1},
        ),
        ("count_lines", "how many lines does @{} have", 2),
        ("end_lines", "last line of @{}", ["It ran away"]),
    ],
)
def test_a_named_file_is_read_without_its_byte_order_mark(
    tmp_path: Path, name: str, wording: str, answer: JSONValue
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(TEXT, encoding="utf-8")

    assert answer_of(name, wording.format(file)) == answer


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "image.txt"
    binary.write_bytes(b"\xff\xfe\x00")

    for file in (binary, tmp_path / "absent.txt"):
        with pytest.raises(ValueError, match=f"cannot read .*{file.name}"):
            read_file(file)


def test_a_table_is_not_taken_for_a_text_of_lines(tmp_path: Path) -> None:
    table = tmp_path / "towns.CSV"
    table.write_text("town\nOslo\n", encoding="utf-8")

    with pytest.raises(ValueError, match="not a plain text file"):
        end_lines(str(table))


def test_only_numbers_are_sorted_as_numbers() -> None:
    assert sort_lines("10\n 9 \n") == [9, 10]
    assert sort_lines("10\n9a\n") == ["10", "9a"]
    for text in ("1\ntwo", "1,200\n3", "\n"):
        with pytest.raises(ValueError):
            sort_lines(text, "numbers")
