"""Classic algorithms: knapsack, change making, comparing texts, brackets, graphs."""

import heapq
from typing import TypedDict

from ..domain.task import TaskKind
from .bundled import bundled

MOST_THINGS = 200
CAPACITY_LIMIT = 100_000
AMOUNT_LIMIT = 100_000
COMPARED_LIMIT = 4_000_000
OPENING_OF = {")": "(", "]": "[", "}": "{"}

_CHECK = "(check|test|determine|see) (if|whether)"
_BRACKETS = "[the] (brackets|parentheses|parens) (in|of) {text:any}"


@bundled(
    "knapsack",
    "[solve] [the] [0/1] knapsack [problem] (with|for|:) weights [=] {weights:list} [,]"
    " [and] values [=] {values:list} [,] [and] capacity [of|=] {capacity:int}",
    "knapsack with weights [1, 3, 4, 5] values [1, 4, 5, 7] capacity 7 => 9",
    "solve the knapsack problem with weights [2], values [10] and capacity 1 => 0",
    "knapsack with weights [1, 2, 3], values [6, 10, 12] and capacity 5 => 22",
)
def knapsack(weights: list[int], values: list[int | float], capacity: int) -> int | float:
    """Return the greatest value that fits into a knapsack; each thing is taken once or not at all.

    Raises ValueError unless each thing has a weight of at least 1 and a value, for more than
    200 things, and for a capacity outside 0 to 100,000.
    """
    if len(weights) != len(values) or min(weights, default=1) < 1:
        raise ValueError("each thing needs a weight of at least 1 and a value")
    if len(weights) > MOST_THINGS:
        raise ValueError(f"there must be at most {MOST_THINGS} things")
    if not 0 <= capacity <= CAPACITY_LIMIT:
        raise ValueError(f"the capacity must be from 0 to {CAPACITY_LIMIT}")
    best: list[int | float] = [0] * (capacity + 1)
    for weight, value in zip(weights, values):
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


@bundled(
    "change making",
    "[make] change (for|of) {amount:natural} (with|using|from) [the]"
    " (coins|coins of|denominations|coin values) {coins:coins}",
    "(fewest|minimum) [number of] coins (for|to make) {amount:natural} (with|using|from)"
    " [the] (coins|coins of|denominations) {coins:coins}",
    "make change for 63 with coins 1, 5, 10, 25 => [25, 25, 10, 1, 1, 1]",
    "make change for 6 using coins [1, 3, 4] => [3, 3]",
    "fewest coins for 0 with coins 2 => []",
    "change for 11 with denominations 5, 2 => [5, 2, 2, 2]",
)
def change_making(amount: int, coins: list[int]) -> list[int]:
    """Return the fewest coins that make an amount, the largest first.

    Raises ValueError for coins below 1, an amount outside 0 to 100,000, and if the coins cannot
    make the amount.
    """
    if min(coins, default=0) < 1 or not 0 <= amount <= AMOUNT_LIMIT:
        raise ValueError(f"coins above 0 are needed, and an amount from 0 to {AMOUNT_LIMIT}")
    unreachable = amount + 1
    fewest = [0] + [unreachable] * amount
    last = [0] * (amount + 1)
    for coin in sorted(set(coins), reverse=True):
        for total in range(coin, amount + 1):
            if fewest[total - coin] + 1 < fewest[total]:
                fewest[total], last[total] = fewest[total - coin] + 1, coin
    if fewest[amount] == unreachable:
        raise ValueError("these coins cannot make this amount")
    paid: list[int] = []
    while amount:
        paid.append(last[amount])
        amount -= last[amount]
    return sorted(paid, reverse=True)


@bundled(
    "longest common subsequence",
    "(longest common subsequence|lcs) (of|between|for) [[the] (strings|words|texts)]"
    " {a:word} (and|with) {b:word}",
    "longest common subsequence of AGGTAB and GXTXAYB => GTAB",
    'lcs of "abc" and "xyz" => ""',
    "lcs between nematode and empty => emt",
)
def lcs(a: str, b: str) -> str:
    """Return a longest sequence of characters that two texts have in common, in order; case counts.

    Raises ValueError if the product of both lengths is above 4,000,000.
    """
    if len(a) * len(b) > COMPARED_LIMIT:
        raise ValueError("the texts are too long")
    # longest[i][j] is the length for a[i:] and b[j:].
    longest = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            skipped = max(longest[i + 1][j], longest[i][j + 1])
            longest[i][j] = longest[i + 1][j + 1] + 1 if a[i] == b[j] else skipped
    common, i, j = "", 0, 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            common += a[i]
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return common


@bundled(
    "edit distance",
    "(edit|levenshtein) distance (between|of|from) [[the] (strings|words|texts)]"
    " {a:word} (and|to) {b:word}",
    "edit distance between kitten and sitting => 3",
    'levenshtein distance of "a b" and "ab" => 1',
    "edit distance from same to same => 0",
)
def edit_distance(a: str, b: str) -> int:
    """Return the fewest insertions, deletions and replacements between two texts; case counts."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        above, row = row, [i]
        for j, right in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left != right)))
    return row[-1]


@bundled(
    "balanced brackets test",
    f"{_CHECK} {_BRACKETS} are (balanced|closed|matched)",
    f"are {_BRACKETS} (balanced|closed|matched)",
    "is {text:any} balanced",
    _CHECK + " {text:any} (is|has|are) (balanced|balanced brackets|balanced parentheses)",
    'are the brackets in "([]{})" balanced => true',
    "is (() balanced => false",
    "check if the parentheses in f(a[1]) are balanced => true",
    'is "([)]" balanced => false',
    kind=TaskKind.TEXT,
)
def balanced_brackets(text: str) -> bool:
    """Return whether each of the brackets ()[]{} of a text is closed, the last opened first."""
    opened: list[str] = []
    for char in text:
        if char in OPENING_OF.values():
            opened.append(char)
        elif char in OPENING_OF and (not opened or opened.pop() != OPENING_OF[char]):
            return False
    return not opened


class Route(TypedDict):
    """The places on a path, start and goal included, and its length."""

    path: list[str]
    length: int | float


@bundled(
    "shortest path",
    "(shortest path|shortest route|dijkstra) [path] (from|between) {start:node} (to|and)"
    " {goal:node} (in|with|using|along|on|for) [the] [graph] [with] [edges] {edges:edges}",
    'shortest path from A to D in A-B:1, B-C:2, C-D:1, A-D:5 => {"path": ["A", "B", "C",'
    ' "D"], "length": 4}',
    'shortest path between X and Y in X->Z:2, Z->Y:2.5 => {"path": ["X", "Z", "Y"], "length":'
    " 4.5}",
    'dijkstra from A to A in A-B:3 => {"path": ["A"], "length": 0}',
)
def dijkstra(start: str, goal: str, edges: list[tuple[str, str, int | float]]) -> Route:
    """Return the shortest path between two places, along edges that lead one way and have a length.

    Raises ValueError for a negative length, and if no path leads there.
    """
    roads: dict[str, list[tuple[str, int | float]]] = {}
    for place, following, length in edges:
        if length < 0:
            raise ValueError("the length of an edge must not be negative")
        roads.setdefault(place, []).append((following, length))
        roads.setdefault(following, [])
    queue: list[tuple[int | float, list[str]]] = [(0, [start])]
    visited: set[str] = set()
    while queue:
        distance, path = heapq.heappop(queue)
        place = path[-1]
        if place == goal and place in roads:
            return {"path": path, "length": distance}
        if place not in visited:
            visited.add(place)
            for following, length in roads.get(place, []):
                heapq.heappush(queue, (distance + length, [*path, following]))
    raise ValueError(f"no path leads from {start} to {goal}")


@bundled(
    "topological order",
    "(topological sort|topological order|topologically sort|topological ordering)"
    " [of|for] [the] [graph] [with] [edges] {arrows:arrows}",
    'topological sort of A->B, B->C, A->C => ["A", "B", "C"]',
    "topological order of shirt->tie, tie->jacket, trousers->shoes, trousers->jacket"
    ' => ["shirt", "tie", "trousers", "jacket", "shoes"]',
    'topologically sort b->a => ["b", "a"]',
)
def topological_sort(arrows: list[tuple[str, str]]) -> list[str]:
    """Return the names in an order that every arrow follows; of several possible, the first named.

    Raises ValueError if the arrows form a cycle.
    """
    names = dict.fromkeys(name for arrow in arrows for name in arrow)
    needs = {name: {before for before, after in arrows if after == name} for name in names}
    ordered: list[str] = []
    while needs:
        free = next((name for name in needs if not needs[name]), None)
        if free is None:
            raise ValueError("the arrows form a cycle")
        ordered.append(free)
        del needs[free]
        for others in needs.values():
            others.discard(free)
    return ordered
