"""Texts of a form that a program names, and texts that just miss it."""

import ipaddress
import json
import re
import warnings
from datetime import datetime

import pytest

from src.verify.constants import named_values
from src.verify.formed_texts import formed_texts


def can_be_read(text: str, form: str) -> bool:
    try:
        return bool(datetime.strptime(text, form))
    except ValueError:
        return False


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%y %H:%M", "%B %d, %Y"])
def test_a_format_of_dates_gives_dates_and_near_misses(form: str) -> None:
    texts = formed_texts((form, "x"), {"strptime"})

    read = [datetime.strptime(text, form) for text in texts if can_be_read(text, form)]
    assert {29, 31, 13} <= {date.day for date in read}
    assert any(not can_be_read(text, form) for text in texts)


@pytest.mark.parametrize(
    "pattern",
    [
        r"[a-z0-9]+@[a-z0-9]+\.[a-z]{2,}",
        r"(\d{3})-(\d{4})|none",
        r"^(?P<key>\w+)\s*=\s*(?:'[^']*'|\S+)$",
        r"#[0-9A-Fa-f]{6}",
        r"(?i:v)\d+(\.\d+)*",
    ],
)
def test_a_pattern_gives_texts_that_it_matches_and_near_misses(pattern: str) -> None:
    texts = formed_texts((pattern,), {"re", "fullmatch"})

    matched = [text for text in texts if re.fullmatch(pattern, text)]
    assert len(matched) > 2 and len(matched) < len(texts)


@pytest.mark.parametrize("pattern", ["[a", "plain", "a" * 50, "(", r"(?<=a)b+(?!c)", r"\1(a)"])
def test_what_is_no_pattern_does_no_harm(pattern: str) -> None:
    assert len(formed_texts((pattern,), {"re", "match"})) < 20


def test_a_pattern_that_may_change_its_meaning_warns_of_nothing() -> None:
    with warnings.catch_warnings(action="error"):
        assert formed_texts(("[[a]b]",), {"re", "match"})


@pytest.mark.parametrize(("reader", "text"), [("int", "0x1f"), ("urlsplit", "//host/?a")])
def test_what_reads_texts_of_one_form_is_given_some(reader: str, text: str) -> None:
    assert text in formed_texts((), {reader}) and text not in formed_texts((), {"len"})


def test_a_separator_gives_fields() -> None:
    texts = formed_texts((".",), {"split"})

    assert {len(text.split(".")) for text in texts} >= {1, 2, 3, 4, 5}
    valid = [text for text in texts if text.count(".") == 3 and re.fullmatch(r"[\d.]+", text)]
    assert any(max(map(int, text.split("."))) > 255 for text in valid if ".." not in text)
    assert any(
        str(ipaddress.ip_address(text)) for text in valid if not re.search(r"256|99|0\d", text)
    )
    assert formed_texts((".",), {"strip"}) == ()


def test_json_gives_objects_with_and_without_each_key() -> None:
    texts = formed_texts(("name", "size", "not a key!"), {"json", "loads"})

    read = [json.loads(text) for text in texts if text != "{"]
    objects = [one for one in read if isinstance(one, dict)]
    assert {} in objects and [] in read and None in read
    for key in ("name", "size"):
        assert any(set(one) == {key} for one in objects)
        assert any(key not in one and one for one in objects)
        assert len({type(one.get(key)) for one in objects}) > 2


def test_a_program_gives_its_constants_and_texts_of_their_forms() -> None:
    source = """import re
LONG = re.compile(r'[a-c]{3}-[a-c]{3}-[a-c]{3}-[a-c]{3}-[a-c]{3}-[a-c]{3}')

def f(text: str) -> bool:
    return LONG.fullmatch(text) is not None
"""
    known = named_values((source,), "f")

    assert any(re.fullmatch(r"([a-c]{3}-){5}[a-c]{3}", text) for text in known["texts"])
    assert not any(isinstance(one, str) and len(one) > 40 for one in known["constants"])
    assert known == named_values((source,), "f")


@pytest.mark.parametrize(
    "constant",
    ["(x{9999}){9999}", "(((){9999}){9999}){9999}", "[\u0080-\uffff]{30}", "%a%b%999999999Y"],
)
def test_a_form_that_asks_for_too_much_stays_small_and_can_be_sent(constant: str) -> None:
    found = formed_texts([constant], {"re", "match"})

    assert all(len(one.encode()) <= 10_000 for one in found)
