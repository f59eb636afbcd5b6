"""Questions about data files, as people ask them: the right answer, or none."""

import json
import re
import warnings
from pathlib import Path

import pytest

from src.domain.json_value import JSONValue
from src.language.conditions import read_conditions
from src.library.table_reading import read_rows
from tests.library.answers import answer

ORDERS = """order_id,customer,city,amount,order date,status
1,Ann,Rome,"$1,200.50",2024-01-05,paid
2,Bob,Oslo,80,2024-01-17,open
3,Cid,Rome,,2024-02-02,paid
4,Ann,Paris,310.25,2024-02-20,paid
5,Dora,Oslo,95.50,2024-03-01,refunded
6,Eve,Rome,42,2024-03-15,open
"""
FILES = {
    "orders.csv": ORDERS,
    "people.json": '[{"name": "Ann", "age": 31}, {"name": "Bob", "age": 45}, {"name": "Cid"}]',
    "log.jsonl": '{"level": "info", "ms": 12}\n{"level": "error", "ms": 80}\n'
    '{"level": "info", "ms": 7}\n',
    "customers.tsv": "customer\tcountry\nAnn\tItaly\nBob\tNorway\n",
    "preise.csv": "artikel;preis\nApfel;1,20\nBirne;2,50\nKirsche;1.010,00\n",
}
FILES["sold.csv"] = """day,product,shop,pieces,sales
2025-01-05,Lamp,North,"1,200",€ 5.00
2026-02-01,Chair,North,85,€ 9.50
2026-02-09,Chair,East,,€ 1.00
2026-03-01,Desk,,12,€ 7.00
"""
MIXED = """name,score,day,size,rank,price,at
a,9,2024-03-01,3 kg,1,$9,03/04/2024
b,10,soon,10 kg,2,€10,02/05/2024
c,abc,2023-12-31,200 kg,3,$100,01/06/2024
d,100,later,7 kg,3,$7,05/01/2024
e,n.a.,2024-11-01,9 kg,4,$1,01/01/2024
"""
# As a spreadsheet writes it: a unit in a name, rows of commas alone, the total below.
FILES["shops.csv"] = """Shop Name,area,Size (m2),amount,staff_id
Ann,North,5,2,1
Bob,north,7,1,1
Bob,South,6,3,2
,,,,
"""
FILES["summed.csv"] = "item,cost\nPen,10\nBook,20\nTotal,30\n"
DECLINED = "declined"
QUESTIONS: tuple[tuple[str, JSONValue], ...] = (
    ("how many rows are in @orders.csv", 6),
    ("top 3 customers in @orders.csv", DECLINED),
    ("what is in @notes.txt", DECLINED),
    ("how many orders are there in @orders.csv?", 6),
    ("total amount in @orders.csv", 1728.25),
    ("what is the average amount in @orders.csv", 345.65),
    ("what's the median amount of orders in @orders.csv", 95.5),
    ("sum of amount where city is Rome in @orders.csv", 1242.5),
    ("what is the total amount in @orders.csv where city is Rome and amount over 100", 1200.5),
    ("total amount by city in @orders.csv", {"Rome": 1242.5, "Oslo": 175.5, "Paris": 310.25}),
    ("@orders.csv: total amount by status", {"paid": 1510.75, "open": 122, "refunded": 95.5}),
    ("how many orders are there per city in @orders.csv", {"Rome": 3, "Oslo": 2, "Paris": 1}),
    ("how many orders have status open in @orders.csv", 2),
    ("count the orders with amount between 50 and 400 in @orders.csv", 3),
    ("how many different cities are in @orders.csv", 3),
    ("unique values of city in @orders.csv", ["Rome", "Oslo", "Paris"]),
    ("list the status column of @orders.csv where city is Oslo", ["open", "refunded"]),
    ("which city has the highest total amount in @orders.csv", "Rome"),
    ("which customer has the most orders in @orders.csv", "Ann"),
    ("most common status in @orders.csv", "paid"),
    ("latest order date in @orders.csv", "2024-03-15"),
    ("how many orders where order date after 2024-02-01 in @orders.csv", 4),
    ("how many rows in @orders.csv where city is not Rome", 3),
    ('how many rows in @orders.csv where city is "Berlin"', 0),
    ("average age in @people.json", 38),
    ("how many people where age is empty in @people.json", 1),
    ("average ms by level in @log.jsonl", {"info": 9.5, "error": 80}),
    ("sum of preis in @preise.csv", 1013.7),
    ("how many rows where preis is 2.5 in @preise.csv", 1),
    ("convert @customers.tsv to csv", "customer,country\nAnn,Italy\nBob,Norway"),
    ("what columns does @customers.tsv have", ["customer", "country"]),
    ("which fields are there in @log.jsonl", ["level", "ms"]),
    ("how many rows in @sold.csv have no shop", 1),
    ("how many rows in @sold.csv have an empty pieces", 1),
    ("group @orders.csv by city and count", {"Rome": 3, "Oslo": 2, "Paris": 1}),
    ("which product has the highest pieces in @sold.csv", "Lamp"),
    ("which product has the lowest sales in @sold.csv", DECLINED),
    ("product with the most sales in @sold.csv", "Chair"),
    ("which shop had the fewest pieces in @sold.csv", "North"),
    ("how many pieces in total in @sold.csv", 1297),
    ("which product has the highest total sales in @sold.csv", "Chair"),
    ("which shop has the lowest total pieces in @sold.csv", "North"),
    ("which shop has the highest total pieces in @sold.csv", "North"),
    ("how many rows where day after 2025 in @sold.csv", 3),
    ("how many rows where day before 2026 in @sold.csv", 1),
    ("average sales per piece in @sold.csv", DECLINED),
    ("how many rows per piece in @sold.csv", DECLINED),
    ("total sales by pieces in @sold.csv", {"1,200": 5, "85": 9.5, "": 1, "12": 7}),
    ("how many logs are in @log.jsonl", 3),
    ("number of logs per level in @log.jsonl", {"info": 2, "error": 1}),
    ("which level has the most logs in @log.jsonl", "info"),
    ("how many people of each age in @people.json", {"31": 1, "45": 1, "": 1}),
    ("top 2 products by pieces in @sold.csv", DECLINED),
    ("top 2 cities by total amount in @orders.csv", {"Rome": 1242.5, "Paris": 310.25}),
    (
        "top five cities by total amount where status is open in @orders.csv",
        {"Oslo": 80, "Rome": 42},
    ),
    ("total amount by city in @orders.csv, only the two lowest", {"Oslo": 175.5, "Paris": 310.25}),
    ("which 2 customers have the lowest total amount in @orders.csv", {"Eve": 42, "Bob": 80}),
    (
        "the 2 cities with the highest average amount in @orders.csv",
        {"Rome": 621.25, "Paris": 310.25},
    ),
    ("the 2 most common status in @orders.csv", {"paid": 3, "open": 2}),
    ("how many orders per city in @orders.csv, top 2", {"Rome": 3, "Oslo": 2}),
    ("the 3 most common customers in @orders.csv", DECLINED),
    ("the 2 shops with the lowest total pieces in @sold.csv", {"North": 1285}),
    ("2 products with the lowest pieces in @sold.csv", DECLINED),
    ("first 2 products of @sold.csv", DECLINED),
    ("number of columns in @sold.csv", 5),
    ("how many columns does @orders.csv have", 6),
    ("how many rows placed after 2024 in @sold.csv", DECLINED),
    ("how many rows with pieces over 50 in @sold.csv", 2),
    ("order date where status is open in @orders.csv", ["2024-01-17", "2024-03-15"]),
    ("cities in @orders.csv where amount over 90", ["Rome", "Paris", "Oslo"]),
    ("how many countries are in @orders.csv", DECLINED),
    ("which customer has the most countries in @orders.csv", DECLINED),
    ('count the vowels in "one\\ntwo"', 3),
    ("how many sales are in @sold.csv", DECLINED),
    ("how many sales per shop in @sold.csv", DECLINED),
    ("how many products in @sold.csv", DECLINED),
    ("how many products per shop in @sold.csv", {"North": 2, "East": 1, "": 1}),
    ("maximum of profit in @orders.csv", DECLINED),
    ("count rows where city is Rome or Oslo in @orders.csv", DECLINED),
    ("sum of city in @orders.csv", DECLINED),
    ("how many rows in @orders.csv where city is Berlin", DECLINED),
    ("total amount over the last week in @orders.csv", DECLINED),
    ("how many orders where city is in Italy in @orders.csv", DECLINED),
    ("how many rows in @shops.csv", 3),
    ("average size in @shops.csv", 6),
    ("total amount by shop in @shops.csv", {"Ann": 2, "Bob": 4}),
    ("which shop has the highest total amount in @shops.csv", "Bob"),
    ("total amount by staff in @shops.csv", {"1": 3, "2": 3}),
    ("how many shops in @shops.csv", DECLINED),
    ("how many staff in @shops.csv", DECLINED),
    ("how many rows where area is south in @shops.csv", 1),
    ("how many rows where area is north in @shops.csv", DECLINED),
    ('how many rows where area is "south" in @shops.csv', 0),
    ('how many rows where area is "north" in @shops.csv', 1),
    ("how many rows where shop is not ann in @shops.csv", 2),
    ("total cost in @summed.csv", DECLINED),
    ("total cost where item is not Total in @summed.csv", 30),
)
ORDER_IDS = (
    ("top 2 orders by amount in @orders.csv", "14"),
    ("show the 3 rows with the lowest amount in @orders.csv", "625"),
    ("order with the highest amount in @orders.csv", "1"),
    ("sort @orders.csv by amount descending", "145263"),
    ("sort @orders.csv by customer", "142356"),
    ("show me the orders from @orders.csv where amount is over 90", "145"),
    ("which orders have status paid in @orders.csv", "134"),
    ("first 2 rows of @orders.csv", "12"),
    ("top 2 rows of @orders.csv", "12"),
    ("first row of @orders.csv", "1"),
    ("last 2 rows of @orders.csv", "56"),
    ("show the last 2 orders of @orders.csv where city is Rome", "36"),
    ("first 2 rows of @orders.csv sorted by amount", "62"),
    ("first 2 orders sorted by amount descending in @orders.csv", "14"),
    ("what is in @orders.csv", "123456"),
    ("show me the file @orders.csv", "123456"),
    ("contents of @orders.csv", "123456"),
    ("list @orders.csv", "123456"),
    ("rows where customer contains an in @orders.csv", "14"),
    ("join @orders.csv and @customers.tsv on customer", "124"),
)


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files, in the current folder; what functions warn of is looked at elsewhere."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    warnings.simplefilter("ignore")


@pytest.mark.parametrize(("question", "expected"), QUESTIONS)
def test_a_question_gets_its_answer_or_none(question: str, expected: JSONValue) -> None:
    if expected == DECLINED:
        with pytest.raises(ValueError):
            answer(question)
    else:
        assert answer(question) == expected


@pytest.mark.parametrize(("question", "ids"), ORDER_IDS)
def test_rows_are_chosen_sorted_and_joined(question: str, ids: str) -> None:
    rows = answer(question)

    assert isinstance(rows, list)
    assert "".join(str(row["order_id"]) for row in rows if isinstance(row, dict)) == ids


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("how many orders are in @orders.csv", ""),
        ("how many invoices are in @orders.csv", "each row is counted as one of the invoices"),
        ("which shop has the highest total pieces in @sold.csv", "rows without shop"),
        ("sum of n in @thousandths.csv", "1.250 is read as 1.25"),
        ("sort @mixed.csv by score", "score is sorted as numbers; 1 cell is not one: abc"),
        ("top 2 rows by day in @mixed.csv", "day is sorted as dates; 2 cells are not: soon, later"),
        ("sort @mixed.csv by size", "size is sorted as text, not by the numbers in it"),
        ("top 2 rows by rank in @mixed.csv", "1 more row has the same rank as the last of these"),
        ("sort @mixed.csv by name", ""),
        ("top 3 rows by rank in @mixed.csv", ""),
        ("total amount by area in @shops.csv", "cells of area that differ only in case"),
        ('how many rows where area is "north" in @shops.csv', "cells of area that differ only"),
        ("how many different areas in @shops.csv", "cells of area that differ only in case"),
        ("how many rows where shop is ann in @shops.csv", "the value in Shop Name is written Ann"),
        ("invoice with the most amount in @orders.csv", "counted as one of the invoices"),
    ],
)
def test_what_was_assumed_is_said(question: str, note: str) -> None:
    Path("thousandths.csv").write_text("n\n1.250\n2.500\n", encoding="utf-8")
    Path("mixed.csv").write_text(MIXED, encoding="utf-8")

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        answer(question)

    said = [str(one.message) for one in caught]
    assert any(note in one for one in said) if note else not said


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("sort @mixed.csv by score", "abdce"),
        ("sort @mixed.csv by score descending", "dbace"),
        ("top 2 rows by score in @mixed.csv", "db"),
        ("top 1 rows by day in @mixed.csv", "e"),
        ("sort @mixed.csv by day", "caedb"),
        ("sort @mixed.csv by price", "the column price mixes $ and €"),
        ("top 2 rows by at in @mixed.csv", "it is unclear whether day or month"),
        ("max score in @mixed.csv", "the column score holds more than numbers: abc"),
        ("how many rows where score is over 2000 in @mixed.csv", "more than numbers: abc"),
        ("latest day in @mixed.csv", "“soon” is neither a number nor a date"),
        ("total pay by name where name is a in @names.csv", "the column is empty"),
        ("top 2 names by rank in @names.csv", "ask for rows or total rank by name"),
    ],
)
def test_numbers_and_dates_are_never_sorted_as_text(question: str, names: str) -> None:
    Path("mixed.csv").write_text(MIXED, encoding="utf-8")
    Path("names.csv").write_text("name,rank,pay\na,1,\na,2,\n", encoding="utf-8")

    if " " in names:
        with pytest.raises(ValueError, match=re.escape(names)):
            answer(question)
    else:
        rows = answer(question)
        assert isinstance(rows, list)
        assert "".join(str(row["name"]) for row in rows if isinstance(row, dict)) == names


def test_a_result_is_saved_where_the_question_says() -> None:
    answer("convert @orders.csv to json and save it as mine.json")
    answer("sort @orders.csv by amount and save it as mine.csv")

    first = json.loads(Path("mine.json").read_text())[0]
    assert (first["order_id"], first["amount"]) == (1, "$1,200.50")
    assert Path("mine.csv").read_text().splitlines()[1].startswith("6,Eve")


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("a,b\n", "no rows"),
        ("\n", "no rows"),
        (",,\n,,\n", "no rows"),
        ("a,b\n1,2,3\n", "more cells"),
        ("1,2\n3,4\n", "first line holds numbers"),
        ("a,a\n3,4\n", "same name"),
        ("[1]\n", "list of records"),
        ("{a\n", "neither JSON"),
    ],
)
def test_what_is_no_table_is_refused(table: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_rows(table)


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("amount>=10", [["amount", ">=", "10"]]),
        ("unit price is at most 5 euros", [["unit price", "<=", "5"]]),
        ('city is "New York" and n = 2', [["city", "==", "New York"], ["n", "is", "2"]]),
        ('name is "a and b"', [["name", "==", "a and b"]]),
        ("n between 1 and 3 and m < 2", [["n", ">=", "1"], ["n", "<=", "3"], ["m", "<", "2"]]),
        ("note is not empty", [["note", "is not empty", ""]]),
        ("date is before 2024-01-01", [["date", "<", "2024-01-01"]]),
    ],
)
def test_conditions_are_read(text: str, conditions: list[list[str]]) -> None:
    assert read_conditions(text) == conditions
