"""Sorting lists of numbers, by algorithms of choice, and searching in sorted ones."""

import bisect
import heapq

from .bundled import bundled
from .phrase_parts import NUMBERS

_UP = "(ascending|increasing|[from] smallest to largest|[from] low to high|smallest first)"
_DOWN = (
    "(descending|decreasing|[from] largest to smallest|[from] high to low|largest first|reverse)"
)
_SORT = "sort [the|these|this] [list|numbers|array|values] [of] [numbers]"


def _ordered(direction: str) -> tuple[str, ...]:
    return (
        f"{_SORT} {{numbers:numbers}} [in|into] {direction} [order]",
        f"{_SORT} [in] {direction} [order] {{numbers:numbers}}",
        "(order|arrange) [the|these] [numbers|list|values] {numbers:numbers}"
        f" [in|into] {direction} [order]",
    )


def _sorted_by(algorithm: str) -> tuple[str, ...]:
    name = f"({algorithm} sort|{algorithm}sort)"
    return (
        f"{name} {NUMBERS}",
        f"sort {NUMBERS} (with|using|by) {name} [algorithm]",
        f"(implement|perform|run|do) {algorithm} sort (on|for|of) {NUMBERS}",
        f"(using|with) {algorithm} sort [,] sort {NUMBERS}",
        f"{algorithm} sort 3, 1, 2 => [1, 2, 3]",
        f"sort [5, -2, 9.5, 5] using {algorithm} sort => [-2, 5, 5, 9.5]",
        f"{algorithm} sort the list 1 => [1]",
        f"{algorithm} sort [] => []",
    )


@bundled(
    "numbers sorted ascending",
    *_ordered(_UP),
    "sort [the|these|this|a] [list|numbers|array|values] [of] [numbers] {numbers:numbers}",
    "sort 3, 1, 2 in ascending order => [1, 2, 3]",
    "sort the numbers 5 -2 9.5 increasing => [-2, 5, 9.5]",
    "sort [4, 4, 1] in ascending order => [1, 4, 4]",
    "sort [] ascending => []",
    "sort 3 1 2 => [1, 2, 3]",
)
def sort_ascending(numbers: list[int | float]) -> list[int | float]:
    """Return a list of numbers in ascending order."""
    return sorted(numbers)


@bundled(
    "numbers sorted descending",
    *_ordered(_DOWN),
    "sort 3, 1, 2 in descending order => [3, 2, 1]",
    "sort the numbers 5 -2 9.5 decreasing => [9.5, 5, -2]",
    "sort [4, 4, 1] in descending order => [4, 4, 1]",
    "sort [] descending => []",
)
def sort_descending(numbers: list[int | float]) -> list[int | float]:
    """Return a list of numbers in descending order."""
    return sorted(numbers, reverse=True)


@bundled("bubble sort", *_sorted_by("bubble"))
def bubble_sort(numbers: list[int | float]) -> list[int | float]:
    """Return a list of numbers sorted by bubble sort, ascending."""
    ordered = list(numbers)
    last = len(ordered) - 1
    while last > 0:
        swapped_at = 0
        for i in range(last):
            if ordered[i] > ordered[i + 1]:
                ordered[i], ordered[i + 1] = ordered[i + 1], ordered[i]
                swapped_at = i
        # Nothing behind the last swap is out of order.
        last = swapped_at
    return ordered


@bundled("insertion sort", *_sorted_by("insertion"))
def insertion_sort(numbers: list[int | float]) -> list[int | float]:
    """Return a list of numbers sorted by insertion sort, ascending."""
    ordered: list[int | float] = []
    for number in numbers:
        place = len(ordered)
        while place and ordered[place - 1] > number:
            place -= 1
        ordered.insert(place, number)
    return ordered


@bundled("merge sort", *_sorted_by("merge"))
def merge_sort(numbers: list[int | float]) -> list[int | float]:
    """Return a list of numbers sorted by merge sort, ascending."""
    if len(numbers) < 2:
        return numbers
    middle = len(numbers) // 2
    left, right = merge_sort(numbers[:middle]), merge_sort(numbers[middle:])
    merged: list[int | float] = []
    taken = 0
    for number in left:
        while taken < len(right) and right[taken] < number:
            merged.append(right[taken])
            taken += 1
        merged.append(number)
    return merged + right[taken:]


@bundled("quick sort", *_sorted_by("quick"))
def quick_sort(numbers: list[int | float]) -> list[int | float]:
    """Return a list of numbers sorted by quicksort, ascending."""
    if len(numbers) < 2:
        return numbers
    pivot = numbers[len(numbers) // 2]
    smaller = [number for number in numbers if number < pivot]
    equal = [number for number in numbers if number == pivot]
    larger = [number for number in numbers if number > pivot]
    return quick_sort(smaller) + equal + quick_sort(larger)


@bundled("heap sort", *_sorted_by("heap"))
def heap_sort(numbers: list[int | float]) -> list[int | float]:
    """Return a list of numbers sorted by heapsort, ascending."""
    heap = list(numbers)
    heapq.heapify(heap)
    return [heapq.heappop(heap) for _ in range(len(heap))]


@bundled(
    "binary search",
    "binary search [for] [the] [number] {number:number}"
    " in [the|this] [sorted] [list|array] {numbers:number_list}",
    "(search|look) for {number:number} in [the|this] [sorted] [list|array]"
    " {numbers:number_list} (with|using|by) binary search",
    "binary search for 7 in [1, 3, 5, 7, 9] => 3",
    "binary search 4 in [1, 3, 5] => -1",
    "search for 2.5 in the sorted list [2.5, 4] using binary search => 0",
    convention="counted from 0; -1 if it is not there",
)
def binary_search(numbers: list[int | float], number: int | float) -> int:
    """Return the index of a number in a sorted list, counted from 0, or -1 if it is not there.

    Raises ValueError if the list is not sorted in ascending order.
    """
    if numbers != sorted(numbers):
        raise ValueError("the list must be sorted in ascending order")
    index = bisect.bisect_left(numbers, number)
    return index if index < len(numbers) and numbers[index] == number else -1
