"""Twenty stubs with doctests, and hidden calls with their results, for `bench stubs`."""

# Empty bodies are what stubs have.
# pylint: disable=unused-argument
# mypy: disable-error-code="empty-body"

from collections.abc import Callable, Mapping
from typing import Any


def is_email(text: str) -> bool:
    """Whether the text has the form of an e-mail address.

    >>> is_email("ann@example.com")
    True
    >>> is_email("ann")
    False
    """


def backwards(text: str) -> str:
    """Reverse a text.

    >>> backwards("ann b")
    'b nna'
    """


def vowels(text: str) -> int:
    """How many vowels a text has.

    >>> vowels("hello")
    2
    >>> vowels("Sky")
    0
    """


def second_largest(numbers: list[int]) -> int:
    """The second largest distinct number of a list.

    >>> second_largest([1, 5, 3, 5])
    3
    >>> second_largest([2, 1])
    1
    """


def initials(name: str) -> str:
    """The initials of a name, each with a period.

    >>> initials("ada lovelace")
    'A.L.'
    >>> initials("Grace Brewster Murray Hopper")
    'G.B.M.H.'
    """


def chunks(items: list[int], size: int) -> list[list[int]]:
    """The list in pieces of this size; the last may be shorter.

    >>> chunks([1, 2, 3], 2)
    [[1, 2], [3]]
    """


def common(first: list[int], second: list[int]) -> set[int]:
    """The numbers that are in both lists.

    >>> common([1, 2, 3], [2, 3, 4])
    {2, 3}
    """


def word_counts(text: str) -> dict[str, int]:
    """How often each word of a text occurs, in lower case.

    >>> word_counts("a b A")
    {'a': 2, 'b': 1}
    """


def leap(year: int) -> bool:
    """Whether a year is a leap year.

    >>> leap(2024)
    True
    >>> leap(1900)
    False
    """


def roman(number: int) -> str:
    """The number as a Roman numeral.

    >>> roman(14)
    'XIV'
    """


def rotate(items: list[int], places: int) -> list[int]:
    """The list rotated to the right by so many places.

    >>> rotate([1, 2, 3, 4], 1)
    [4, 1, 2, 3]
    >>> rotate([1, 2], 0)
    [1, 2]
    """


def title(text: str) -> str:
    """The text with the first letter of each word in upper case.

    >>> title("the old man")
    'The Old Man'
    """


def run_lengths(text: str) -> list[tuple[str, int]]:
    """The characters of a text with the lengths of their runs.

    >>> run_lengths("aab")
    [('a', 2), ('b', 1)]
    """


def digits(number: int) -> int:
    """The sum of the digits of a number; its sign does not count.

    >>> digits(123)
    6
    >>> digits(-45)
    9
    """


def flat(nested: list[list[int]]) -> list[int]:
    """All numbers of the inner lists, in order.

    >>> flat([[1], [2, 3]])
    [1, 2, 3]
    """


def balanced(text: str) -> bool:
    """Whether every bracket of (), [] and {} is closed in the right order.

    >>> balanced("([]){}")
    True
    >>> balanced("([)]")
    False
    """


def median(numbers: list[float]) -> float:
    """The median of the numbers.

    >>> median([3, 1, 2])
    2
    >>> median([1, 2, 3, 4])
    2.5
    """


def caesar(text: str, shift: int) -> str:
    """The text with each letter moved so many places down the alphabet; case is kept.

    >>> caesar("abc XYZ!", 3)
    'def ABC!'
    """


def evens(numbers: list[int]) -> list[int]:
    """The even numbers of a list, in order.

    >>> evens([1, 2, 3, 4])
    [2, 4]
    """


def clock(seconds: int) -> str:
    """The seconds as hours, minutes and seconds.

    >>> clock(3661)
    '01:01:01'
    >>> clock(59)
    '00:00:59'
    """


HIDDEN: Mapping[Callable[..., Any], list[tuple[tuple[Any, ...], Any]]] = {
    is_email: [(("a@b.org",), True), (("a@b",), False), (("a b@c.de",), False)],
    backwards: [(("",), ""), (("xyz",), "zyx")],
    vowels: [(("AEIOU",), 5), (("banana",), 3), (("",), 0)],
    second_largest: [(([9, 9, 8, 1],), 8), (([-1, -5, -3],), -3)],
    initials: [(("alan turing",), "A.T."), (("Plato",), "P.")],
    chunks: [(([1, 2, 3, 4], 2), [[1, 2], [3, 4]]), (([], 3), []), (([1], 5), [[1]])],
    common: [(([1, 1, 2], [1]), {1}), (([1], [2]), set())],
    word_counts: [(("Go go GO stop",), {"go": 3, "stop": 1}), (("",), {})],
    leap: [((2000,), True), ((2023,), False), ((2100,), False)],
    roman: [((1994,), "MCMXCIV"), ((4,), "IV"), ((40,), "XL")],
    rotate: [(([1, 2, 3], 4), [3, 1, 2]), (([], 2), []), (([1, 2, 3], 3), [1, 2, 3])],
    title: [(("hello",), "Hello"), (("a b c",), "A B C")],
    run_lengths: [(("",), []), (("aabbba",), [("a", 2), ("b", 3), ("a", 1)])],
    digits: [((0,), 0), ((-907,), 16)],
    flat: [(([],), []), (([[], [1, 2], [3]],), [1, 2, 3])],
    balanced: [(("",), True), (("((",), False), (("a[b]{c}",), True), (("]",), False)],
    median: [(([5],), 5), (([4, 1, 3, 2],), 2.5)],
    caesar: [(("zebra", 1), "afcsb"), (("Hi!", 26), "Hi!"), (("b", -1), "a")],
    evens: [(([],), []), (([0, -2, 7],), [0, -2])],
    clock: [((0,), "00:00:00"), ((86399,), "23:59:59")],
}
