"""Lists rearranged, cut and combined, and all subsets and orders of one."""

import heapq
import itertools
from collections import Counter
from typing import Any

from .bundled import bundled
from .phrase_parts import NUMBERS

_DUPLICATES = (
    "(duplicates|duplicate (values|elements|numbers|items)"
    "|repeated (values|numbers|elements|items))"
)
_PLACES = "(places|positions|steps|place|position|step)"


def _rotation_phrases(side: str) -> tuple[str, ...]:
    return (
        f"rotate {NUMBERS} [to the] {side} by {{places:natural}} [{_PLACES}]",
        f"rotate {NUMBERS} by {{places:natural}} [{_PLACES}] [to the] {side}",
        f"rotate {NUMBERS} {{places:natural}} {_PLACES} [to the] {side}",
        f"{side} rotate {NUMBERS} by {{places:natural}}",
    )


@bundled(
    "list without repetitions",
    f"(remove|delete|drop) [the|all|all the] {_DUPLICATES} [from|in|of] {NUMBERS}",
    f"(unique|distinct) (values|elements|numbers|items) (of|in|from) {NUMBERS}",
    f"(deduplicate|dedupe|dedup|unique|uniq) {NUMBERS}",
    "remove duplicates from 3, 1, 3, 2, 1 => [3, 1, 2]",
    "unique values in [5, 5, 5] => [5]",
    "deduplicate the list 1 2 2.5 2.5 => [1, 2, 2.5]",
    "dedupe [2, 2] => [2]",
)
def unique(numbers: list[int | float]) -> list[int | float]:
    """Return a list with each value once, in the order of first occurrence."""
    return list(dict.fromkeys(numbers))


@bundled(
    "repeated values",
    f"[list|show] [all|the|all the] {_DUPLICATES} (in|of|from) {NUMBERS}",
    f"which (values|numbers|elements) (occur|appear) more than once in {NUMBERS}",
    "find the duplicates in 3, 1, 3, 2, 1 => [3, 1]",
    "duplicates in [5, 5, 5] => [5]",
    "which numbers appear more than once in 1 2 3 => []",
)
def find_duplicates(numbers: list[int | float]) -> list[int | float]:
    """Return the values that occur more than once in a list, each once."""
    return [number for number, count in Counter(numbers).items() if count > 1]


@bundled(
    "list rotated left",
    *_rotation_phrases("left"),
    "rotate [1, 2, 3, 4] left by 1 => [2, 3, 4, 1]",
    "rotate 1, 2, 3 by 2 to the left => [3, 1, 2]",
    "rotate [5, 6] left by 4 places => [5, 6]",
)
def rotate_left(numbers: list[int | float], places: int) -> list[int | float]:
    """Return a list rotated to the left; what falls off comes in at the other end."""
    if not numbers:
        return []
    start = places % len(numbers)
    return numbers[start:] + numbers[:start]


@bundled(
    "list rotated right",
    *_rotation_phrases("right"),
    "rotate [1, 2, 3, 4] right by 1 => [4, 1, 2, 3]",
    "rotate 1, 2, 3 by 2 to the right => [2, 3, 1]",
    "rotate [5, 6] right by 4 places => [5, 6]",
)
def rotate_right(numbers: list[int | float], places: int) -> list[int | float]:
    """Return a list rotated to the right; what falls off comes in at the other end."""
    return rotate_left(numbers, -places)


@bundled(
    "list in reverse",
    "(reverse|flip) [the|this] (list|array|numbers|sequence) [of numbers] {items:numbers}",
    "(reverse|flip) {items:list}",
    "reverse the list 1, 2, 3 => [3, 2, 1]",
    "reverse [4, 4, 1] => [1, 4, 4]",
    "reverse the numbers 1.5 2 => [2, 1.5]",
    'reverse [a, b] => ["b", "a"]',
    "reverse the list [] => []",
)
def reverse_list(items: list[int | float | str]) -> list[int | float | str]:
    """Return a list from its last item to its first."""
    return items[::-1]


@bundled(
    "list in chunks",
    f"(split|divide|cut|break) {NUMBERS} [up] (into|in)"
    " (chunks|groups|pieces|sublists|batches) of [size|length] {size:natural}"
    " [elements|numbers|items]",
    f"chunk {NUMBERS} ((into|in) (groups|pieces|chunks|sizes) of|by) {{size:natural}}",
    "split [1, 2, 3, 4, 5] into chunks of 2 => [[1, 2], [3, 4], [5]]",
    "split 1, 2, 3 into groups of 3 => [[1, 2, 3]]",
    "chunk [7, 8] into pieces of 1 => [[7], [8]]",
)
def chunk(numbers: list[int | float], size: int) -> list[list[int | float]]:
    """Return a list cut into chunks of one size; the last one may be shorter.

    Raises ValueError if the size is below 1.
    """
    if size < 1:
        raise ValueError("the size must be at least 1")
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


@bundled(
    "flattened list",
    "flatten [the|this] [nested] [list|array|lists] {items:nested}",
    "flatten [[1, 2], [3, [4]]] => [1, 2, 3, 4]",
    'flatten the nested list [[], ["a"]] => ["a"]',
    "flatten [1, 2] => [1, 2]",
)
def flatten(items: list[Any]) -> list[Any]:
    """Return the items of a nested list in a single list."""
    flat: list[Any] = []
    for item in items:
        flat += flatten(item) if isinstance(item, list) else [item]
    return flat


_TWO_LISTS = "[[the] (lists|sets)] {first:list} (and|with) {second:list}"
_TWO_NUMBER_LISTS = "{first:number_list} (and|with) {second:number_list}"


@bundled(
    "intersection of two lists",
    f"intersection of {_TWO_LISTS}",
    f"common (elements|values|items|numbers) (of|in|between) {_TWO_LISTS}",
    "{first:list} intersection {second:list}",
    "intersection of [1, 2, 3] and [2, 3, 4] => [2, 3]",
    'common elements of [a, b] and [b, c] => ["b"]',
    "intersection of [1] and [2] => []",
)
def intersection(
    first: list[int | float | str], second: list[int | float | str]
) -> list[int | float | str]:
    """Return the values that are in both lists, each once, in the order of the first."""
    return [item for item in dict.fromkeys(first) if item in second]


@bundled(
    "union of two lists",
    f"union of {_TWO_LISTS}",
    "{first:list} union {second:list}",
    "union of [1, 2] and [2, 3] => [1, 2, 3]",
    'union of the lists [a, b] and [b, c] => ["a", "b", "c"]',
    "union of [] and [1, 1] => [1]",
)
def union(
    first: list[int | float | str], second: list[int | float | str]
) -> list[int | float | str]:
    """Return the values that are in one of two lists or in both, each once, in their order."""
    return list(dict.fromkeys(first + second))


@bundled(
    "difference of two lists",
    f"[set] difference (of|between) {_TWO_LISTS}",
    "(elements|values|items|numbers) (of|in|from) {first:list}"
    " ([that are|which are] not in|missing (in|from)) {second:list}",
    "difference of [1, 2, 3] and [2] => [1, 3]",
    'elements of [a, b] that are not in [b, c] => ["a"]',
    "elements in [1] not in [1] => []",
)
def list_difference(
    first: list[int | float | str], second: list[int | float | str]
) -> list[int | float | str]:
    """Return the values of a list that are not in another one, each once."""
    return [item for item in dict.fromkeys(first) if item not in second]


@bundled(
    "two lists joined",
    f"concatenate [[the] [two] (lists|arrays)] {_TWO_NUMBER_LISTS}",
    "(append|add) {second:number_list} to the end of {first:number_list}",
    "concatenate [1, 3] and [2, 3] => [1, 3, 2, 3]",
    "append [5] to the end of [4.5] => [4.5, 5]",
    "concatenate the lists [] with [7] => [7]",
)
def concatenate_lists(first: list[int | float], second: list[int | float]) -> list[int | float]:
    """Return the numbers of one list followed by those of another."""
    return first + second


@bundled(
    "two sorted lists merged",
    f"merge [the] [two] sorted (lists|arrays) {_TWO_NUMBER_LISTS}",
    "merge the two sorted lists [1, 3] and [2, 4] => [1, 2, 3, 4]",
    "merge sorted lists [1, 1] and [1] => [1, 1, 1]",
    "merge sorted arrays [] with [7, 8.5] => [7, 8.5]",
)
def merge_sorted(first: list[int | float], second: list[int | float]) -> list[int | float]:
    """Return two sorted lists of numbers merged into a single sorted list.

    Raises ValueError if one of them is not sorted in ascending order.
    """
    if first != sorted(first) or second != sorted(second):
        raise ValueError("both lists must be sorted in ascending order")
    return list(heapq.merge(first, second))


@bundled(
    "power set",
    "(power set|powerset) of {items:list}",
    "[list|generate] [all] [the] subsets of {items:list}",
    'power set of [a, b] => [[], ["a"], ["b"], ["a", "b"]]',
    "all subsets of [1, 2, 3] => [[], [1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3]]",
    "power set of [] => [[]]",
)
def power_set(items: list[int | float | str]) -> list[list[int | float | str]]:
    """Return all subsets of a list, the smallest first.

    Raises ValueError for more than 12 items.
    """
    if len(items) > 12:
        raise ValueError("the list may have at most 12 items")
    sizes = range(len(items) + 1)
    return [list(some) for size in sizes for some in itertools.combinations(items, size)]


@bundled(
    "permutations",
    "[list|generate] [all] [the] permutations of"
    " [[the] (letters|characters) (of|in)] {items:listed}",
    'permutations of abc => ["abc", "acb", "bac", "bca", "cab", "cba"]',
    'all permutations of [1, 2] => ["1 2", "2 1"]',
    'permutations of the letters of "ab" => ["ab", "ba"]',
)
def permutations(items: list[int | float | str]) -> list[str]:
    """Return all orders of the items of a list, or of the letters of a word, as texts.

    Single letters are written together, other items with spaces between them.
    Raises ValueError unless there are 1 to 8 items.
    """
    if not 1 <= len(items) <= 8:
        raise ValueError("there may be 1 to 8 items")
    texts = [str(item) for item in items]
    link = "" if all(len(text) == 1 and text.isalpha() for text in texts) else " "
    return list(dict.fromkeys(link.join(order) for order in itertools.permutations(texts)))
