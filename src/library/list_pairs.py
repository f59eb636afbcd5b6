"""Two lists combined, and all subsets and orders of one."""

import heapq
import itertools

from ..domain.task import TaskKind
from .bundled import bundled

_TWO_LISTS = "[[the] (lists|sets)] {first:list} (and|with) {second:list}"
_TWO_NUMBER_LISTS = "{first:number_list} (and|with) {second:number_list}"


@bundled(
    TaskKind.ALGORITHM,
    "set operation",
    title="intersection of two lists",
    phrases=(
        f"intersection of {_TWO_LISTS}",
        f"common (elements|values|items|numbers) (of|in|between) {_TWO_LISTS}",
        "{first:list} intersection {second:list}",
    ),
    examples={
        "intersection of [1, 2, 3] and [2, 3, 4]": [2, 3],
        "common elements of [a, b] and [b, c]": ["b"],
        "intersection of [1] and [2]": [],
    },
    opposites=("union",),
    limits="Each value once, in the order of the first list.",
)
def intersection(
    first: list[int | float | str], second: list[int | float | str]
) -> list[int | float | str]:
    """The values that are in both lists, each once."""
    return [item for item in dict.fromkeys(first) if item in second]


@bundled(
    TaskKind.ALGORITHM,
    "set operation",
    title="union of two lists",
    phrases=(f"union of {_TWO_LISTS}", "{first:list} union {second:list}"),
    examples={
        "union of [1, 2] and [2, 3]": [1, 2, 3],
        "union of the lists [a, b] and [b, c]": ["a", "b", "c"],
        "union of [] and [1, 1]": [1],
    },
    opposites=("intersection",),
    limits="Each value once, in the order of the first list.",
)
def union(
    first: list[int | float | str], second: list[int | float | str]
) -> list[int | float | str]:
    """The values that are in one of two lists or in both, each once."""
    return list(dict.fromkeys(first + second))


@bundled(
    TaskKind.ALGORITHM,
    "set operation",
    title="difference of two lists",
    phrases=(
        f"[set] difference (of|between) {_TWO_LISTS}",
        "(elements|values|items|numbers) (of|in|from) {first:list}"
        " ([that are|which are] not in|missing (in|from)) {second:list}",
    ),
    examples={
        "difference of [1, 2, 3] and [2]": [1, 3],
        "elements of [a, b] that are not in [b, c]": ["a"],
        "elements in [1] not in [1]": [],
    },
    opposites=("intersection",),
    limits="Each value once, in the order of the first list.",
)
def list_difference(
    first: list[int | float | str], second: list[int | float | str]
) -> list[int | float | str]:
    """The values of a list that are not in another one, each once."""
    return [item for item in dict.fromkeys(first) if item not in second]


@bundled(
    TaskKind.ALGORITHM,
    "joining lists",
    title="two lists joined",
    tags=("join",),
    phrases=(
        f"concatenate [[the] [two] (lists|arrays)] {_TWO_NUMBER_LISTS}",
        "(append|add) {second:number_list} to the end of {first:number_list}",
    ),
    examples={
        "concatenate [1, 3] and [2, 3]": [1, 3, 2, 3],
        "append [5] to the end of [4.5]": [4.5, 5],
        "concatenate the lists [] with [7]": [7],
    },
    opposites=("union", "merge_sorted"),
    limits="Two lists of numbers in square brackets.",
)
def concatenate_lists(first: list[int | float], second: list[int | float]) -> list[int | float]:
    """The numbers of one list followed by those of another."""
    return first + second


@bundled(
    TaskKind.ALGORITHM,
    "merging",
    title="two sorted lists merged",
    phrases=(f"merge [the] [two] sorted (lists|arrays) {_TWO_NUMBER_LISTS}",),
    examples={
        "merge the two sorted lists [1, 3] and [2, 4]": [1, 2, 3, 4],
        "merge sorted lists [1, 1] and [1]": [1, 1, 1],
        "merge sorted arrays [] with [7, 8.5]": [7, 8.5],
    },
    opposites=("union", "concatenate_lists"),
    limits="Both lists must already be sorted in ascending order.",
)
def merge_sorted(first: list[int | float], second: list[int | float]) -> list[int | float]:
    """Two sorted lists of numbers merged into a single sorted list.

    Raises ValueError if one of them is not sorted in ascending order.
    """
    if first != sorted(first) or second != sorted(second):
        raise ValueError("both lists must be sorted in ascending order")
    return list(heapq.merge(first, second))


@bundled(
    TaskKind.ALGORITHM,
    "power set",
    phrases=(
        "(power set|powerset) of {items:list}",
        "[list|generate] [all] [the] subsets of {items:list}",
    ),
    examples={
        "power set of [a, b]": [[], ["a"], ["b"], ["a", "b"]],
        "all subsets of [1, 2, 3]": [[], [1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3]],
        "power set of []": [[]],
    },
    opposites=("permutations",),
    limits="At most 12 items.",
)
def power_set(items: list[int | float | str]) -> list[list[int | float | str]]:
    """All subsets of a list, the smallest first.

    Raises ValueError for more than 12 items.
    """
    if len(items) > 12:
        raise ValueError("the list may have at most 12 items")
    sizes = range(len(items) + 1)
    return [list(some) for size in sizes for some in itertools.combinations(items, size)]


@bundled(
    TaskKind.ALGORITHM,
    "permutations",
    tags=("orders", "arrangements"),
    phrases=(
        "[list|generate] [all] [the] permutations of"
        " [[the] (letters|characters) (of|in)] {items:listed}",
    ),
    examples={
        "permutations of abc": ["abc", "acb", "bac", "bca", "cab", "cba"],
        "all permutations of [1, 2]": ["1 2", "2 1"],
        'permutations of the letters of "ab"': ["ab", "ba"],
    },
    opposites=("power_set",),
    limits="1 to 8 items; equal orders are listed once.",
)
def permutations(items: list[int | float | str]) -> list[str]:
    """All orders of the items of a list, or of the letters of a word, as texts.

    Single letters are written together, other items with spaces between them.
    Raises ValueError unless there are 1 to 8 items.
    """
    if not 1 <= len(items) <= 8:
        raise ValueError("there may be 1 to 8 items")
    texts = [str(item) for item in items]
    link = "" if all(len(text) == 1 and text.isalpha() for text in texts) else " "
    return list(dict.fromkeys(link.join(order) for order in itertools.permutations(texts)))
