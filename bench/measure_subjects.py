"""Programs whose cost is known by construction: equal to each other, or one dearer by a ratio."""

import ast
import random
from dataclasses import dataclass

from src.domain.ast_digest import normal_digest
from src.domain.candidate import Candidate, Origin
from src.domain.task import Workload

NUMBERS = """
import random

def make_input(seed, size):
    source = random.Random(seed)
    return (source.choices(range(1, 1000), k=size),)
"""
WORDS = """
import random

def make_input(seed, size):
    source = random.Random(seed)
    letters = "abcdefghij"
    return (["".join(source.choices(letters, k=3)) for _ in range(size)],)
"""


@dataclass(frozen=True, slots=True)
class Priced:
    """A function `solve` whose inner loop runs ROUNDS times, and what it is fed with.

    Its result is the same however often it runs (from seven rounds on): a gain counts only for
    a program that does the same.
    """

    name: str
    template: str
    workload: Workload

    @property
    def scaled(self) -> Workload:
        """The workload at a size at which the program has tens of ms of work."""
        return Workload(self.workload.source, 16_000)

    def costing(self, rounds: int) -> Candidate:
        """The program with so many rounds of work."""
        return Candidate(self.template.replace("ROUNDS", str(rounds)), Origin.WRITTEN)

    def neutral(self, count: int, seed: int) -> tuple[Candidate, ...]:
        """So many differently written programs of the same cost and behaviour."""
        first = self.costing(20)
        known, found = {normal_digest(first.source)}, []
        for attempt in range(count * 20):
            source = _Rewording(random.Random(f"{seed}/{attempt}")).reword(first.source)
            digest = normal_digest(source)
            if digest not in known:
                known.add(digest)
                found.append(Candidate(source, Origin.IMPROVED, note=f"reworded {attempt}"))
            if len(found) == count:
                break
        return tuple(found)


PRICED = (
    Priced(
        "sums of squares",
        """
def solve(numbers):
    best = 0
    for turn in range(ROUNDS):
        total = 0
        for number in numbers:
            if number % 7 == turn % 7:
                total = total + number * number
            else:
                total = total + number
        if total > best:
            best = total
    return best
""",
        Workload(NUMBERS, 100),
    ),
    Priced(
        "counting words",
        """
def longest(counts):
    most, word = 0, ""
    for name in counts:
        if counts[name] > most:
            most, word = counts[name], name
    return word

def solve(words):
    found = ""
    for turn in range(ROUNDS):
        counts = {}
        for word in words:
            if word in counts:
                counts[word] = counts[word] + 1
            else:
                counts[word] = 1
        found = longest(counts)
    return found
""",
        Workload(WORDS, 100),
    ),
    Priced(
        "running totals",
        """
class Account:
    def __init__(self):
        self.balance = 0
        self.high = 0

    def pay(self, amount):
        self.balance = self.balance + amount
        if self.balance > self.high:
            self.high = self.balance

def solve(numbers):
    for turn in range(ROUNDS):
        account = Account()
        for number in numbers:
            if number % 2 == 0:
                account.pay(number)
            else:
                account.pay(-number)
    return account.balance, account.high
""",
        Workload(NUMBERS, 50),
    ),
    Priced(
        "squeezing text",
        """
def solve(words):
    for turn in range(ROUNDS):
        parts = []
        for word in words:
            first = word[0].upper() + word[1:]
            if first.startswith("A") or first.endswith("j"):
                parts.append(first * 2)
            elif len(first) == turn:
                parts.append(first)
    return "".join(parts)
""",
        Workload(WORDS, 50),
    ),
)


class _Rewording(ast.NodeTransformer):
    """Writes the same program differently, at the same price, as the random source decides."""

    # pylint: disable=invalid-name  (ast.NodeTransformer finds its methods by the nodes' names)

    def __init__(self, source: random.Random) -> None:
        self._random = source

    def reword(self, source: str) -> str:
        """Another wording, with a function more that is never called."""
        tree = ast.parse(source)
        changed = ast.fix_missing_locations(self.visit(tree))
        number = self._random.randrange(1000)
        spare = f"def spare_{number}(given):\n    return given + {number}"
        return f"{spare}\n\n\n{ast.unparse(changed)}\n"

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """a > b as b < a (but not a == 1 as 1 == a, which is really 2 % faster in CPython 3.11)."""
        self.generic_visit(node)
        turned = {ast.Gt: ast.Lt, ast.Lt: ast.Gt}.get(type(node.ops[0]))
        if turned is None or len(node.ops) > 1 or self._random.random() < 0.5:
            return node
        return ast.Compare(node.comparators[0], [turned()], [node.left])

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """a * b as b * a, for plain names (of numbers, in these programs)."""
        self.generic_visit(node)
        plain = isinstance(node.left, ast.Name) and isinstance(node.right, ast.Name)
        if not plain or not isinstance(node.op, (ast.Add, ast.Mult)) or self._random.random() < 0.5:
            return node
        return ast.BinOp(node.right, node.op, node.left)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """a = a + b as a += b, for plain names."""
        self.generic_visit(node)
        target, value = node.targets[0], node.value
        if not isinstance(target, ast.Name) or not isinstance(value, ast.BinOp):
            return node
        own = isinstance(value.left, ast.Name) and value.left.id == target.id
        if not own or self._random.random() < 0.5:
            return node
        return ast.AugAssign(target, value.op, value.right)
