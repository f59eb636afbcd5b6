"""What a template abstracts, and what it keeps."""

import pytest

from src.language.number_words import number_of
from src.language.tokenizer import template_of
from src.language.values_in_text import slots_of


@pytest.mark.parametrize(
    ("text", "template"),
    [
        ("Add 10 and twenty!", "add <n> and <n>"),
        ("add 5 and -8", "add <n> and <n>"),
        ("5 - 3", "<n> - <n>"),
        ("5-3", "<n> - <n>"),
        ("(3) -4", "( <n> ) - <n>"),
        ("twenty-five plus one hundred and five", "<n> plus <n>"),
        ("sort [3, 1, -2] ascending", "sort [ <ns> ] ascending"),
        ("sort 3, 1, 2, and 9 ascending", "sort <ns> ascending"),
        ("max of 3 and 4", "max of <n> and <n>"),
        (
            "days between 2024-01-05 and 2024-02-01",
            "days between <n> - <n> - <n> and <n> - <n> - <n>",
        ),
        ("the 10th prime", "the <n> th prime"),
        ("count words in \"hello 'you' 5\"", "count words in <s>"),
        ('read @sales.csv and @"my file.csv" now', "read <file> and <file> now"),
        ("don't 'quote it'", "don't <s>"),
        ("-5%", "<n> %"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_numbers_quotes_and_files_are_abstracted(text: str, template: str) -> None:
    assert template_of(text) == template
    assert template_of(template) == template


@pytest.mark.parametrize(
    "text", ["one two three " * 7_000, "a" * 100_000, "1,111" * 20_000, "'" * 50_000, "1." * 50_000]
)
def test_long_texts_have_templates_too(text: str) -> None:
    assert template_of(text)


def test_the_values_of_a_task_are_found_in_their_order() -> None:
    text = "Add twenty-five and -2.5 to “x” in @a.csv"

    assert [slot.raw for slot in slots_of(text)] == ["twenty-five", "-2.5", "“x”", "@a.csv"]


def test_numbers_in_words_are_read() -> None:
    words = ["zero", "twenty-five", "two hundred and five", "three thousand and six", "one million"]

    assert [number_of(word) for word in words] == [0, 25, 205, 3006, 1_000_000]
