"""Items of a list of numbers: which, whether, where and how often, and a calculation for each."""

import re

from ..language.expression import as_json_number, exact
from .bundled import bundled
from .phrase_parts import ENDS, NUMBERS, THE_LIST, objection_if

_FEW = {word: n for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)}
_PLACE_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_PLACES = {word: n for n, word in enumerate(_PLACE_WORDS, 1)} | {"last": -1}
_ITEMS_OF = f"[numbers?|values?|elements?|items?] (in|of|from) {NUMBERS}"
_ITEM_OF = f"(number|value|element|item) (in|of|from) {NUMBERS}"
_CONTAINED = "(in|an element of|a member of|contained in)"
# Is 2 in 1212?
_digits_may_be_meant = objection_if(
    "numbers",
    re.compile(r"\A\(?\s*[-+]?[\d.]+\s*\)?\Z"),
    "a single number may be a list or a row of digits; put the list in brackets",
)


@bundled(
    "first or last numbers of a list",
    f"[list|take|keep] [the] {{last:end}} {{count:natural}} {_ITEMS_OF}",
    f"[list|take|keep] [the] {{last:end}} {{count:few}} {_ITEMS_OF}",
    "first 3 elements of [4, 5, 6, 7] => [4, 5, 6]",
    "take the last two numbers from 7, 8, 9 => [8, 9]",
    "first 1 of 1.5 2 => [1.5]",
    "last 3 elements of [4, 5, 6, 7] => [5, 6, 7]",
    choices={"few": _FEW, **ENDS},
)
def end_of_list(numbers: list[int | float], count: int, last: bool = False) -> list[int | float]:
    """Return the first or the last numbers of a list, in their order.

    Raises ValueError if the list is shorter than that.
    """
    if not 0 <= count <= len(numbers):
        raise ValueError(f"the list has only {len(numbers)} numbers")
    return numbers[len(numbers) - count :] if last else numbers[:count]


@bundled(
    "number at a position of a list",
    f"{{position:natural}} (st|nd|rd|th) {_ITEM_OF}",
    f"{{position:place}} {_ITEM_OF}",
    "third element of [4, 5, 6, 7] => 6",
    "2nd number in 9, 8, 7 => 8",
    "the last item of [1.5, 2.5] => 2.5",
    "first value in 10 20 => 10",
    choices={"place": _PLACES},
    convention="positions count from 1",
)
def item_at(numbers: list[int | float], position: int) -> int | float:
    """Return the number at one position of a list, counted from 1; -1 is the last one.

    Raises ValueError if the list has no such position.
    """
    if not 1 <= abs(position) <= len(numbers):
        raise ValueError(f"the list has {len(numbers)} numbers, and the first is number 1")
    return numbers[position - 1 if position > 0 else position]


@bundled(
    "index of a number",
    f"index of [the] [number] {{number:number}} in {NUMBERS}",
    "index of 3 in [1, 2, 3] => 2",
    "find the index of 5 in the list 5 6 5 => 0",
    "index of 2.5 in 1, 2.5 => 1",
    convention="the first index is 0; of several equal numbers the first counts",
    objection=_digits_may_be_meant,
)
def index_of(numbers: list[int | float], number: int | float) -> int:
    """Return the index of a number in a list, counted from 0.

    Raises ValueError if the number is not in the list.
    """
    if number not in numbers:
        raise ValueError("the number is not in the list")
    return numbers.index(number)


@bundled(
    "membership in a list",
    f"is [the] [number] {{number:number}} {_CONTAINED} {NUMBERS}",
    "(check|test|determine|see) (if|whether) [the] [number] {number:number}"
    f" is {_CONTAINED} {NUMBERS}",
    "does [the] [list|array] {numbers:numbers} contain [the] [number] {number:number}",
    "is 3 in [1, 2, 3] => true",
    "does [1, 2] contain 5 => false",
    "check if 2.5 is in the list 1 2.5 4 => true",
    objection=_digits_may_be_meant,
)
def in_list(numbers: list[int | float], number: int | float) -> bool:
    """Return whether a number is in a list."""
    return number in numbers


@bundled(
    "occurrences of a number",
    f"(count|count of|number of) [the] [occurrences of] {{number:number}} in {NUMBERS}",
    "how (many times|often) does [the] [number] {number:number} (occur|appear)" f" in {NUMBERS}",
    f"how many {{number:number}} ('s|s) [are|are there] in {NUMBERS}",
    "count 2 in [1, 2, 2] => 2",
    "how many times does 5 appear in 5, 1, 5, 5 => 3",
    "count the occurrences of 9 in 1 2 3 => 0",
    "how many 2s are in [1, 2, 2] => 2",
    objection=_digits_may_be_meant,
)
def count_value(numbers: list[int | float], number: int | float) -> int:
    """Return how often a number occurs in a list."""
    return numbers.count(number)


@bundled(
    "length of a list",
    "(length|size) of [the|this] [list|array] {items:list}",
    "(length|size) of [the|this] (list|array) [of numbers] {items:numbers}",
    "(how many|number of|count the) (numbers|elements|items|values)"
    f" (are in|are there in|in|of) {THE_LIST} {{items:numbers}}",
    "length of [1, 2, 3] => 3",
    "how many numbers are in 4, 5 => 2",
    "count the elements in [7] => 1",
    "size of the list 1 2 3 4 => 4",
)
def list_length(items: list[int | float | str]) -> int:
    """Return how many items a list has."""
    return len(items)


_EACH = "(each|every|all) [of] [the] [numbers?|elements?|values?|items?]"
_EVERY = f"({_EACH}|the (numbers|elements|values|items)) [in|of] {NUMBERS}"
_DOUBLE, _TRIPLE, _HALVE = f"double {_EVERY}", f"triple {_EVERY}", f"halve {_EVERY}"


@bundled(
    "each number incremented",
    f"increment {_EVERY}",
    f"add {{amount:number}} to {_EACH} [in|of] {NUMBERS}",
    f"increment {_EACH} [in|of] {NUMBERS} by {{amount:number}}",
    "increment each number in [1, 2] => [2, 3]",
    "add 5 to every element of 1, 2.5, -3 => [6, 7.5, 2]",
    "increment all values in 10 20 by 1 => [11, 21]",
)
def add_to_each(numbers: list[int | float], amount: int | float = 1) -> list[int | float]:
    """Return every number of a list with an amount added to it."""
    return [as_json_number(exact(number) + exact(amount)) for number in numbers]


@bundled(
    "each number decremented",
    f"decrement {_EVERY}",
    f"subtract {{amount:number}} from {_EACH} [in|of] {NUMBERS}",
    f"decrement {_EACH} [in|of] {NUMBERS} by {{amount:number}}",
    "decrement each number in [1, 2] => [0, 1]",
    "subtract 5 from every element of 1, 2.5, -3 => [-4, -2.5, -8]",
    "decrement all values in 10 20 by 1 => [9, 19]",
)
def subtract_from_each(numbers: list[int | float], amount: int | float = 1) -> list[int | float]:
    """Return every number of a list with an amount subtracted from it."""
    return [as_json_number(exact(number) - exact(amount)) for number in numbers]


@bundled(
    "each number multiplied",
    _DOUBLE,
    _TRIPLE,
    f"multiply {_EACH} [in|of] {NUMBERS} by {{factor:number}}",
    f"multiply {_EACH} by {{factor:number}} (in|of) {NUMBERS}",
    "double each number in [1, 2, 3] => [2, 4, 6]",
    "multiply every element of 1, 2.5, -3 by 4 => [4, 10, -12]",
    "triple all values in 5 10 => [15, 30]",
    constants={_DOUBLE: {"factor": 2}, _TRIPLE: {"factor": 3}},
)
def multiply_each(numbers: list[int | float], factor: int | float) -> list[int | float]:
    """Return every number of a list multiplied by a factor."""
    return [as_json_number(exact(number) * exact(factor)) for number in numbers]


@bundled(
    "each number divided",
    _HALVE,
    f"divide {_EACH} [in|of] {NUMBERS} by {{divisor:number}}",
    "halve each number in [2, 4, 5] => [1, 2, 2.5]",
    "divide every element of 9, 6, -3 by 3 => [3, 2, -1]",
    "halve all values in 5 10 => [2.5, 5]",
    constants={_HALVE: {"divisor": 2}},
)
def divide_each(numbers: list[int | float], divisor: int | float) -> list[int | float]:
    """Return every number of a list divided by a divisor.

    Raises ValueError if the divisor is 0.
    """
    if divisor == 0:
        raise ValueError("cannot divide by 0")
    return [as_json_number(exact(number) / exact(divisor)) for number in numbers]


@bundled(
    "each number squared",
    f"square {_EVERY}",
    f"squares of {_EACH} (in|of) {NUMBERS}",
    "square each number in [1, 2, 3] => [1, 4, 9]",
    "square every element of -4, 1.5 => [16, 2.25]",
    "square the numbers in 10 20 => [100, 400]",
)
def square_each(numbers: list[int | float]) -> list[int | float]:
    """Return every number of a list squared."""
    return [as_json_number(exact(number) ** 2) for number in numbers]
