"""Files dropped on a task are found by the names that the user knows, and change no meaning."""

import html
import re
import unicodedata
from pathlib import Path

import httpx
import pytest

from src.cli.outcome_report import result_text
from src.domain.events import TaskEnded
from src.domain.json_value import JSONValue
from src.domain.outcome import Outcome, OutcomeStatus
from src.language.task_reading import read_task
from src.web.site import safe_name
from src.web.task_pages import with_files
from tests.web.conftest import Session


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("data.csv", "count the lines of @data.csv"),
        ("data.csv", "count the lines of @data.csv."),
        ("data.csv", "what is in @data.csv?"),
        ("two words.csv", 'count the lines of @"two words.csv"'),
        ("two words.csv", "count the lines of @two words.csv, please"),
        ("at\u202f3.csv", "count the lines of @at\u202f3.csv"),
        ("at\u202f3.csv", "count the lines of @at 3.csv"),
        ("a\xa0b.csv", 'count the lines of @"a b.csv"'),
        (unicodedata.normalize("NFD", "caf\xe9.csv"), "count the lines of @caf\xe9.csv"),
        ("caf\xe9.csv", unicodedata.normalize("NFD", "count the lines of @caf\xe9.csv")),
        ('q"uo te.csv', 'count the lines of @q"uo te.csv'),
        ("x.csv.", "count the lines of @x.csv."),
        ("data.csv!", "count the lines of @data.csv!"),
        ("a => b.csv", "count the lines of @a => b.csv"),
        (f"{'long' * 75}.csv", "count the lines"),
        ("not named.csv", "count the lines\n\nof this file"),
    ],
)
def test_a_file_that_is_sent_with_a_task_is_its_file(
    name: str, task: str, session: Session, client: httpx.Client
) -> None:
    answer = client.post("/jobs", data={"task": task}, files={"files": (name, b"1\n")})
    for thread in session.server._jobs._threads:
        thread.join()

    assert answer.status_code == 200
    read = read_task(session.app.solved[0])
    assert [Path(one).read_bytes() for one in read.files] == [b"1\n"]
    assert not read.examples


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("sum the file\nsum 1 2 => 3", "sum the file @/d.csv\nsum 1 2 => 3"),
        ("sum 1 2  =>  3\nsum the file", "sum 1 2  =>  3\nsum the file @/d.csv"),
        ("sum 1 2 => 3", "sum 1 2 => 3\n@/d.csv"),
        ('def f() -> int:\n    """One."""', '@/d.csv\ndef f() -> int:\n    """One."""'),
        ("count\n\ndef f() -> int: ...", "count @/d.csv\n\ndef f() -> int: ..."),
    ],
)
def test_a_file_that_is_not_named_changes_no_example_and_no_code(task: str, expected: str) -> None:
    assert with_files(task, [("d.csv", Path("/d.csv"))]) == expected


def test_of_two_names_that_begin_alike_each_is_its_own_file() -> None:
    sent = [("data.csv", Path("/1/data.csv")), ("data.csv.gz", Path("/2/data.csv.gz"))]

    placed = with_files("compare @data.csv.gz with @data.csv.", sent)

    assert placed == "compare @/2/data.csv.gz with @/1/data.csv."


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("mine.py", "mine.py"),
        ("../../etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        (".env", "env"),
        ("a\u202eb\n.csv", "ab_.csv"),
        ("data (1).csv", "data_1_.csv"),
        ("\xe9" * 300 + ".csv", "\xe9" * 68 + ".csv"),
        (f"a.{'b' * 300}", f"a.{'b' * 15}"),
    ],
)
def test_a_file_is_kept_under_a_name_that_is_safe(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


@pytest.mark.parametrize(
    ("result", "shown"),
    [("", '""'), (" \n", '" \\n"'), (None, "null"), (0, "0"), ("\n\n a", "\n\n a")],
)
def test_a_result_that_is_empty_or_begins_with_empty_lines_is_shown(
    result: JSONValue, shown: str, session: Session, client: httpx.Client
) -> None:
    page = client.get(_solved(session, "a task", result))

    assert _results(page) == [shown]


@pytest.mark.parametrize(
    "result", ["x" * 900_000, list(range(200_000)), {"a": "line\n" * 90_000}, [["y" * 9000] * 99]]
)
def test_a_long_result_is_cut_and_the_whole_is_a_link_away(
    result: JSONValue, session: Session, client: httpx.Client
) -> None:
    address = _solved(session, "add 1\n" * 30_000, result)

    page, whole = client.get(address), client.get(f"{address}/result")

    assert len(page.content) < 20_000 and f'href="{address}/result"' in page.text
    assert whole.text == result_text(result)
    assert len(session.server._stream._changes["job-1"][-1].message) < 10_000


@pytest.mark.parametrize("number", ["2", "9" * 5000, "\xb2", "one", "-1"])
def test_an_unknown_task_is_a_page_that_says_so(
    number: str, session: Session, client: httpx.Client
) -> None:
    address = _solved(session, "a task", 1)

    page = client.get(f"{address.rpartition('/')[0]}/{number}")

    assert page.status_code == 404 and "forgotten" in page.text


@pytest.mark.parametrize("is_chunked", [True, False])
def test_a_form_that_is_too_long_is_answered_with_a_sentence(
    is_chunked: bool, client: httpx.Client
) -> None:
    body = (b"task=" + b"a" * (1 << 20) for _ in range(9))
    typed = {"content-type": "application/x-www-form-urlencoded"}

    page = client.post("/jobs", content=body if is_chunked else b"".join(body), headers=typed)

    assert (page.status_code, page.text) == (413, "A request holds at most 8 MiB.\n")


def test_long_code_is_cut_and_the_whole_is_a_link_away(
    session: Session, client: httpx.Client
) -> None:
    source = "x = 1\n" * 50_000
    address = _solved(session, "a task", 1, source)

    page, whole = client.get(address), client.get(f"{address}/code")

    assert len(page.content) < 60_000 and f'href="{address}/code"' in page.text
    assert whole.text == source


def test_a_note_of_a_long_task_is_one_short_line(session: Session, client: httpx.Client) -> None:
    client.post("/jobs", data={"task": "add 1\n" * 10_000})
    for thread in session.server._jobs._threads:
        thread.join()

    (note,) = session.app.take_notes()
    assert len(note) < 250 and "\n" not in note


def _solved(session: Session, text: str, result: JSONValue, source: str = "") -> str:
    """Have the terminal solve a task; return the address of its page."""
    session.cli.context.line = text
    with session.cli.context.watch() as notify:
        outcome = Outcome(read_task("a task"), OutcomeStatus.SOLVED, result=result, source=source)
        notify(TaskEnded(outcome))
    return session.address_of(1)


def _results(page: httpx.Response) -> list[str]:
    # As a browser reads it, a line end right behind the tag is not part of the text.
    found = re.findall(r'(?s)id="result"[^>]*>\n?(.*?)</pre>', page.text)
    return [html.unescape(one) for one in found]
