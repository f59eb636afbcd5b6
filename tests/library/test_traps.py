"""Wordings that look like a task of the library and mean another: never a wrong answer."""

from pathlib import Path

import pytest

from src.domain.json_value import JSONValue, agrees
from src.language.task_reading import read_task
from src.library.function_book import Miss
from tests.library import number_traps
from tests.library.answers import LIBRARY, answer

DECLINED = (
    "reverse apple, banana, cherry",
    "reverse red, green and blue",
    "sum of 1 - 10",
    "average of 1-10",
    "add 5 -3",
    "minus 2 squared",
    "20% off 50 and 60",
    "two thirds of 90 plus 3",
    "is 15 divisible by 3 and 5",
    "count down from 5 by 2",
    "uppercase @notes.txt and @more.txt",
    "uppercase the first line of @notes.txt",
    "uppercase mail me @bob",
    "negative 2 to the power of 2",
    "5 times minus 3 squared",
    "reverse the words hello world",
    "uppercase the first letter of hello",
    "capitalize the last letter of hello",
    "is racecar a palindrome in uppercase",
    "all permutations of xyz in uppercase",
    "convert sos to morse code in uppercase",
    "2^10 in uppercase",
    "reverse is racecar a palindrome",
    "is it wrong that racecar is a palindrome",
    "sort these words: pear, fig, apple in reverse order",
    "reverse this text: hello world and then uppercase it",
    "slugify the following title: A b",
    "uppercase the word cat today",
    "reverse 100,200",
    "what is a joke",
    "write a joke about cats and a haiku about dogs",
    "write 5 in binary",
    "write a script",
    "write a script about cats",
    "write the letter a",
    "write a random letter",
    "generate a random email",
    "generate a letter of the alphabet",
    "generate an email for John Smith",
    "create an email from John Smith",
    "create a table for a song",
    "make a song list",
    "write a tweet classifier",
    "write a letter in French",
    "write a song that rhymes",
    "write a headline in title case: hello world",
    "write a review of @notes.txt",
    "write an article about bees and translate it to French",
    "write a function about primes",
    "write a dialogue between two cats",
    "summarize the numbers 1, 2, 3",
    "summarize this text:",
    "write a story about a dragon in the style of Kafka",
    "write a story about a dragon that ends happily",
    "reverse [1, [2, 3]]",
    "reverse the list [a, b]",
    "reverse list a, b, c",
    "count the vowels in hello and in world",
    "reverse the string 'it's'",
    "don't joke",
    "third joke",
    "replace all vowels with x in hello",
    "replace newline with space in hello you",
    "chunk [1, 2, 3, 4, 5, 6] into 2",
    "how many hours in a day and a half",
    "how many feet in half a mile",
    "how many days in a year",
    "km to miles 5 and 6",
    "does hello contain a vowel",
    "does hello not contain the letter e",
    "does hello contain the letter e twice",
    'does "apple" start with "a" and end with "e"',
    "does apple end with a vowel",
    "first letter of the alphabet",
    "first letter of each word in hello world",
    "first 3 letters of hello in reverse",
    "all but the last 2 characters of hello",
    "remove the last 2 characters of hello",
    "is the letter a vowel in hello",
    "sort the lines of @w.txt by length",
    "sort the lines in @w.txt except the first",
    "second largest number in @nums.txt",
    "sum of the squares of the numbers in @nums.txt",
    "sum of the even numbers in @nums.txt",
    "reverse each line of @w.txt",
    "count the unique lines of @w.txt",
    'lines that do not contain "pear" in @w.txt',
    "lines that contain pear and fig in @w.txt",
    "all but the first line of @w.txt",
    "how many digits are in pi",
    "swap the case of the first letter of hello",
    "ascii code of hello",
    "ascii code of 65",
    "join a, b, c with - and uppercase",
    "join pear, fig with nothing",
    "join a b c with -",
    "split a,b,c by comma and reverse",
    'split "a1b" by digits',
    "remove the first letter l from hello",
    "remove the last letter from hello",
    "remove all but the letter l from hello",
    "how many capital letters are in English",
    "is HELLO not uppercase",
    "is Hello uppercase or lowercase",
    'is "123" not all digits',
    'are "a" and "b" not equal',
    "last index of l in hello",
    "all positions of l in hello",
    "1.5 hours 3 minutes in minutes",
    "2h 30m 10s in minutes",
    "5 ft 10.5 in in cm",
    "3725 seconds in hours and minutes",
    "count rows where city is Rome or Paris in @c.csv",
)
RIGHT: tuple[tuple[str, JSONValue], ...] = (
    ("sum of 5, -3", 2),
    ("20% off 50", 40),
    ("take 15% off 200", 170),
    ("add 20% to 50", 60),
    ("10 percent less than 50", 45),
    ("three quarters of 80", 60),
    ("5 minus 3 squared", -4),
    ("(-2) squared", 4),
    ('count the characters in "a    b"', 6),
    ("capitalize the first letter of hello", "Hello"),
    ("reverse the following text: hello world", "dlrow olleh"),
    ("reverse this: abc", "cba"),
    ("count the vowels in the following: abc", 1),
    ("sort these words: pear, fig, apple", ["apple", "fig", "pear"]),
    ("title case of mcdonald's", "Mcdonald's"),
    ("is the word level a palindrome", True),
    ("is 12321 a palindrome", True),
    ('count the lines in "a\\nb"', 2),
    ("percent decrease from 50 to 40", 20),
    ("percent increase from 40 to 50", 25),
    ('is "a b@c.com" a valid email', False),
    ("add -5 days to 2024-01-10", "2024-01-05"),
    ('extract urls from "www.a.com or http://b.org/x."', ["www.a.com", "http://b.org/x"]),
    ("5 MB to KB", 5000),
    ("how many feet in a mile", 5280),
    ("how many hours are there in one day", 24),
    ("fahrenheit to celsius 32", 0),
    ('extract numbers from "a -5 b 3.14 c 1,000"', [-5, 3.14, 1000]),
    ('how many times does the word cat appear in "cat concatenate cat"', 2),
    ('replace spaces with dashes in "a b"', "a-b"),
    ('does "hello" contain "ell"', True),
    ("is the letter z in banana", False),
    ("does apple start with an a", True),
    ("does apple start with the letter e", False),
    ("does apple end with the letter e", True),
    ("third letter of the word elephant", "e"),
    ("last letter of hello", "o"),
    ("first two letters of hello", "he"),
    ('lines containing sky in "they contain all\\nblue sky"', ["blue sky"]),
    ('sum of "1\\n2"', 3),
    ("join a, b, c with -", "a-b-c"),
    ('split "a,b,c" by comma', ["a", "b", "c"]),
    ('swap case of "Hello"', "hELLO"),
    ('url encode "a b"', "a%20b"),
    ("url decode a%20b", "a b"),
    ("ascii code of a", 97),
    ("ascii character 65", "A"),
    ("remove digits from a1b2", "ab"),
    ("remove the letter l from hello", "heo"),
    ('how many uppercase letters are in "Hello World"', 2),
    ("is hello lowercase", True),
    ('is "12a" all digits', False),
    ('are "a" and "A" the same', False),
    ('are "a" and "A" the same, ignoring case', True),
    ("position of l in hello", {"position": 3, "index": 2}),
    ('repeat "say it two times" 2 times', "say it two timessay it two times"),
    ("repeat hello three times", "hellohellohello"),
    ("5 ft 10 in in cm", 177.8),
    ("convert 5'10\" to cm", 177.8),
    ("2h 30m in minutes", 150),
    ("3725 seconds to h:m:s", "1:02:05"),
)
REFUSED = (
    "how many times does 1 appear in 1211",
    "5 Mb to KB",
    "1 b in bits",
    "is -121 a palindrome",
    'extract numbers from "100,200"',
    'extract numbers from "v1.2.3"',
    'how many times does "aa" appear in "aaaa"',
    'how many times does cat appear in "concatenate cat"',
    "percent decrease from 40 to 50",
    "does Hello contain the letter h",
    "9th letter of hello",
    'first 3 letters of "a1b2"',
    'sum of the numbers in "1,200\\n3"',
    'sum of the numbers in "1\\ntwo"',
    'first 3 lines of "a\\nb"',
    "remove the letter L from hello",
    "url decode a+b%20c",
    "position of z in hello",
    "character for code 7",
    'is "123" uppercase',
    "repeat hello two or three times",
    'repeat "x" -2 times',
    "5 feet 13 inches in cm",
)


@pytest.mark.parametrize("text", DECLINED + number_traps.DECLINED)
def test_what_may_mean_something_else_is_declined(text: str) -> None:
    assert isinstance(LIBRARY.read(read_task(text).text), Miss)


@pytest.mark.parametrize(("text", "expected"), RIGHT + number_traps.RIGHT)
def test_what_is_plain_is_answered_right(text: str, expected: JSONValue) -> None:
    assert agrees(answer(text), expected)


def test_a_text_file_is_read_where_the_whole_of_it_is_asked_about(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("The cat sat.\n\nIt ran away!\n", encoding="utf-8")

    answers = [answer(f"{wish} @{file}") for wish in ("count the words in", "count the lines in")]

    assert answers == [6, 3]
    assert answer('count the words in "written to @bob"') == 3


def test_the_numbers_and_lines_of_a_file_are_worked_with(tmp_path: Path) -> None:
    numbers, lines = tmp_path / "numbers.txt", tmp_path / "lines.txt"
    numbers.write_text("10\n9\n2.5\n", encoding="utf-8")
    lines.write_text("red fox\nBlue sky\nred fox\n", encoding="utf-8")

    assert answer(f"sort @{numbers}") == [2.5, 9, 10]
    assert answer(f"sort @{numbers} descending") == [10, 9, 2.5]
    assert answer(f"sum the numbers in @{numbers}") == 21.5
    assert answer(f"largest number in @{numbers}") == 10
    assert answer(f"reverse the lines of @{lines}") == ["red fox", "Blue sky", "red fox"]
    assert answer(f"unique lines of @{lines}") == ["red fox", "Blue sky"]
    assert answer(f"lines in @{lines} that contain sky") == ["Blue sky"]
    assert answer(f"last line of @{lines}") == ["red fox"]
    assert answer(f"uppercase @{lines}") == "RED FOX\nBLUE SKY\nRED FOX\n"
    assert answer('uppercase "to @bob now"') == "TO @BOB NOW"
    table = tmp_path / "towns.csv"
    table.write_text("town,size\nOslo,3\nRome,5\noslo,\n", encoding="utf-8")
    assert answer(f"count the rows where town = Rome in @{table}") == 1
    assert answer(f"how many rows have size = 3 in @{table}") == 1
    assert answer(f"list the values of column size in @{table}") == ["3", "5", ""]
    assert answer(f"count rows where size is empty in @{table}") == 1
    with pytest.raises(ValueError):
        answer(f"count rows where town = Oslo in @{table}")
    for doubtful in ("lines that contain blue in", "lines that contain nothing in", "sum of"):
        with pytest.raises(ValueError):
            answer(f"{doubtful} @{lines}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("convert 5 miles", "the unit to convert to is missing"),
        ("convert 100 fahrenheit", "the unit to convert to is missing"),
        ("convert 5 to miles", "a unit is missing"),
        ("days between 2024-01-01", "a date such as 2024-03-15 is missing"),
        ("mean of []", "the list is empty"),
        ("write a screenplay", "no bundled function covers"),
    ],
)
def test_what_is_left_out_is_named(text: str, said: str) -> None:
    miss = LIBRARY.read(text)

    assert isinstance(miss, Miss) and said in miss.reason


@pytest.mark.parametrize("text", REFUSED + number_traps.REFUSED)
def test_a_program_refuses_what_can_be_counted_or_read_in_two_ways(text: str) -> None:
    with pytest.raises(ValueError):
        answer(text)
