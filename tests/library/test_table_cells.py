"""Numbers and dates as the cells of a table write them."""

import re
from pathlib import Path

import pytest

from src.library.table_cells import date_of, numbers_in_column
from tests.library.answers import answer


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        ("1,200 | 3", [1200, 3]),
        ("1,5 | 2.000,25 | 7", [1.5, 2000.25, 7]),
        ("€5 | 6.50 € | (7)", [5, 6.5, -7]),
        ("12% | n/a | 1e3%", [12, None, 1000]),
        ("-$5 | $-5 | +5", [-5, -5, 5]),
        ("0,125 | 1,250", [0.125, 1.25]),
        ("1.200.300 | 5", [1200300, 5]),
        ("1 200 | 12'345'678 | 900\u00a0000 | −5", [1200, 12345678, 900000, -5]),
        ("€1.200 | €950", "unclear whether 1.200 in n means 1200"),
        ("1.200 | 950", "unclear whether 1.200 in n means 1200"),
        ("0.125 | 2", [0.125, 2]),
        ("030 123 456", "more than numbers"),
        ("1,5 | 2.5", "decimal points and decimal commas"),
        ("$5 | €5", "mixes"),
        ("5 kg", "more than numbers"),
        ("1,23,456", "more than numbers"),
        ("5-3", "more than numbers"),
    ],
)
def test_numbers_are_read_with_signs_and_separators(cells: str, numbers: object) -> None:
    rows = [{"n": cell} for cell in cells.split(" | ")]

    if isinstance(numbers, str):
        with pytest.raises(ValueError, match=numbers):
            numbers_in_column(rows, "n")
    else:
        assert numbers_in_column(rows, "n") == numbers


def test_what_is_no_date_is_named() -> None:
    with pytest.raises(ValueError, match="“pen” is neither a number nor a date"):
        date_of("pen")


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("us after 03/05/2024", "b"),
        ("us is 3 april 2024", "b"),
        ("us after march 2024", "b"),
        ("us before 03/01/2024", "c"),
        ("us is 2024", "abc"),
        ("eu after 04/02/2024", "ab"),
        ("eu is not 3.4.2024", "bc"),
        ("iso after 15/03/2024", "b"),
        ("iso is 2024-03-04", "ac"),
        ("iso after 2024-03", "b"),
        ("iso after 03/04/2024", "whether day or month comes first in 03/04/2024"),
        ("rate over 0.5", "rate holds percentages; write 0.5 with a percent sign"),
        ("rate over 0.5%", "ab"),
        ("rate over 50", "b"),
        ("iso is soon", "no row has “soon” in iso"),
        ("iso over 3 days", "“3 days” is neither a number nor a date"),
    ],
)
def test_a_date_in_a_condition_is_read_as_those_of_the_column(
    condition: str, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("days.csv").write_text(
        "name,us,eu,iso,rate\na,03/04/2024,03/04/2024,2024-03-04,45%\n"
        "b,04/03/2024,15/03/2024,2024-04-03 09:00,60%\n"
        "c,02/15/2024,04/02/2024,2024-03-04T10:00,0.4%\n",
        encoding="utf-8",
    )
    question = f"rows where {condition} in @days.csv"

    if " " in names:
        with pytest.raises(ValueError, match=re.escape(names)):
            answer(question)
    else:
        rows = answer(question)
        assert isinstance(rows, list)
        assert "".join(str(row["name"]) for row in rows if isinstance(row, dict)) == names
