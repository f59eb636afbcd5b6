"""Classic algorithms: knapsack, change making, comparing texts, matching brackets."""

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
    TaskKind.ALGORITHM,
    "knapsack",
    tags=("dynamic", "programming", "optimal"),
    phrases=(
        "[solve] [the] [0/1] knapsack [problem] (with|for|:) weights [=] {weights:list} [,]"
        " [and] values [=] {values:list} [,] [and] capacity [of|=] {capacity:int}",
    ),
    examples={
        "knapsack with weights [1, 3, 4, 5] values [1, 4, 5, 7] capacity 7": 9,
        "solve the knapsack problem with weights [2], values [10] and capacity 1": 0,
        "knapsack with weights [1, 2, 3], values [6, 10, 12] and capacity 5": 22,
    },
    limits="Whole weights; each thing once.",
)
def knapsack(weights: list[int], values: list[int | float], capacity: int) -> int | float:
    """The greatest value that fits into a knapsack; each thing is taken once or not at all.

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
    TaskKind.ALGORITHM,
    "change making",
    phrases=(
        "[make] change (for|of) {amount:natural} (with|using|from) [the]"
        " (coins|coins of|denominations|coin values) {coins:coins}",
        "(fewest|minimum) [number of] coins (for|to make) {amount:natural} (with|using|from)"
        " [the] (coins|coins of|denominations) {coins:coins}",
    ),
    examples={
        "make change for 63 with coins 1, 5, 10, 25": [25, 25, 10, 1, 1, 1],
        "make change for 6 using coins [1, 3, 4]": [3, 3],
        "fewest coins for 0 with coins 2": [],
        "change for 11 with denominations 5, 2": [5, 2, 2, 2],
    },
    limits="Whole amounts up to 100,000; any number of each coin.",
)
def change_making(amount: int, coins: list[int]) -> list[int]:
    """The fewest coins that make an amount, the largest first.

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
    TaskKind.ALGORITHM,
    "longest common subsequence",
    title="longest common subsequence",
    tags=("dynamic", "programming"),
    phrases=(
        "(longest common subsequence|lcs) (of|between|for) [[the] (strings|words|texts)]"
        " {a:word} (and|with) {b:word}",
    ),
    examples={
        "longest common subsequence of AGGTAB and GXTXAYB": "GTAB",
        'lcs of "abc" and "xyz"': "",
        "lcs between nematode and empty": "emt",
    },
    limits="Case counts; one of several that are equally long.",
)
def lcs(a: str, b: str) -> str:
    """A longest sequence of characters that two texts have in common, in order.

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
    TaskKind.ALGORITHM,
    "edit distance",
    phrases=(
        "(edit|levenshtein) distance (between|of|from) [[the] (strings|words|texts)]"
        " {a:word} (and|to) {b:word}",
    ),
    examples={
        "edit distance between kitten and sitting": 3,
        'levenshtein distance of "a b" and "ab"': 1,
        "edit distance from same to same": 0,
    },
    limits="Case counts.",
)
def edit_distance(a: str, b: str) -> int:
    """The fewest insertions, deletions and replacements that turn one text into another."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, start=1):
        above, row = row, [i]
        for j, right in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (left != right)))
    return row[-1]


@bundled(
    TaskKind.TEXT,
    "bracket matching",
    title="balanced brackets test",
    phrases=(
        f"{_CHECK} {_BRACKETS} are (balanced|closed|matched)",
        f"are {_BRACKETS} (balanced|closed|matched)",
        "is {text:any} balanced",
        _CHECK + " {text:any} (is|has|are) (balanced|balanced brackets|balanced parentheses)",
    ),
    examples={
        'are the brackets in "([]{})" balanced': True,
        "is (() balanced": False,
        "check if the parentheses in f(a[1]) are balanced": True,
        'is "([)]" balanced': False,
    },
    limits="( ), [ ] and { }; other characters are ignored.",
)
def balanced_brackets(text: str) -> bool:
    """Whether every bracket of a text is closed by its like, the last opened first."""
    opened: list[str] = []
    for char in text:
        if char in OPENING_OF.values():
            opened.append(char)
        elif char in OPENING_OF and (not opened or opened.pop() != OPENING_OF[char]):
            return False
    return not opened
