"""Varies a program without a model: tunes its constants and applies rewrites."""

import ast
import random
import re
from collections.abc import Iterator

from ..documents.source_edits import TextEdit, apply
from .problem import END, START, Problem
from .search import Choice, Proposal, Turn

_LARGEST = 1e300
"""Steps from larger numbers might not be finite."""
_REACH = 40
_DRAWN = 20
_REWRITES_AFTER = 3
_NOTE = re.compile(r"constant (\d+): (\S+) -> (\S+)")


class ConstantTuning:
    """An Operator that tries neighbouring values of one constant at a time, nearest first.

    A step that improved the parent is repeated at twice its size. The rewrites of `optimize` follow
    the nearest values of every constant.
    """

    name = "tuning"

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._proposed: set[tuple[int, str]] = set()

    def propose(self, choice: Choice, turn: Turn) -> Proposal:
        """Propose the first variant that was not tried before."""
        for source, note in self._variants(choice, turn):
            if (choice.parent.record.id, note) in self._proposed:
                continue
            self._proposed.add((choice.parent.record.id, note))
            framed = self._problem.frame(source)
            if not turn.is_known(framed):
                return Proposal(framed, self.name, note)
        return Proposal("", self.name, problem="every variant of this program was tried")

    def _variants(self, choice: Choice, turn: Turn) -> Iterator[tuple[str, str]]:
        source = choice.parent.record.source
        try:
            sites = constants_of(source)
        except (SyntaxError, ValueError):
            return
        step = _NOTE.fullmatch(choice.parent.record.note)
        if step is not None and int(step[1]) < len(sites):
            index = int(step[1])
            old, new = float(step[2]), number_at(sites[index])
            for factor in (2, 1, 0.5):
                value = new + factor * (new - old)
                yield _with_constant(source, sites, index, _as(type(new), value))
        order = list(range(len(sites)))
        turn.chance.shuffle(order)
        ranked = {index: list(_neighbours(number_at(sites[index]))) for index in order}
        for rank in range(max(map(len, ranked.values()), default=0)):
            if rank == _REWRITES_AFTER:
                yield from _rewrites(source)
            for index in order:
                if rank < len(ranked[index]):
                    yield _with_constant(source, sites, index, ranked[index][rank])
        if not sites:
            yield from _rewrites(source)
        for _ in range(_DRAWN if sites else 0):
            yield _shaken(source, sites, turn.chance)


def constants_of(source: str) -> list[ast.Constant]:
    """Find the numbers and booleans of a program, in text order."""
    tree = ast.parse(source)
    spans = _inside_marks(source)
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and abs(node.value) <= _LARGEST
        and any(first <= node.lineno <= last for first, last in spans)
    ]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def number_at(site: ast.Constant) -> bool | int | float:
    """Return the value of a constant that `constants_of` found."""
    assert isinstance(site.value, (int, float))
    return site.value


def _inside_marks(source: str) -> list[tuple[int, int]]:
    """Return the first and last line of each block; all lines without marks."""
    # As Python counts them: a form feed, for one, ends no line.
    lines = re.split(r"\r\n|[\r\n]", source)
    starts = [n for n, line in enumerate(lines, 1) if START in line]
    ends = [n for n, line in enumerate(lines, 1) if END in line]
    return list(zip(starts, ends)) or [(1, len(lines))]


def _neighbours(value: bool | int | float) -> Iterator[bool | int | float]:
    """Yield other values to try, the most likely first."""
    if isinstance(value, bool):
        yield not value
        return
    if isinstance(value, int):
        yield from (value + 1, value - 1, 2 * value, value // 2)
        for distance in range(2, _REACH):
            yield value + distance
            if distance <= 2 or value - distance >= 0 or value < 0:
                yield value - distance
        return
    if value == 0:
        yield from (1.0, 0.1, -0.1, -1.0, 0.01, 10.0)
        return
    for ratio in (1.2, 1 / 1.2, 2, 0.5, 1.05, 1 / 1.05, -1, 4, 0.25, 10, 0.1, 1.01, 1 / 1.01):
        yield float(f"{value * ratio:.6g}")


def _with_constant(
    source: str, sites: list[ast.Constant], index: int, value: bool | int | float
) -> tuple[str, str]:
    site = sites[index]
    # Plus 0: a boolean is noted as a number, from which a step is computed.
    note = f"constant {index}: {number_at(site) + 0!r} -> {value + 0!r}"
    return apply(source, [TextEdit.of(site, _literal(value))]), note


def _shaken(source: str, sites: list[ast.Constant], chance: random.Random) -> tuple[str, str]:
    """Change several constants at once, at random."""
    count = min(len(sites), 1 + int(chance.expovariate(1.0)))
    edits: list[TextEdit] = []
    for site in chance.sample(sites, count):
        value = number_at(site)
        drawn = chance.gauss(value, abs(value) * 0.3 + (4 if isinstance(value, int) else 0.1))
        edits.append(TextEdit.of(site, _literal(_as(type(value), drawn))))
    return apply(source, edits), f"{count} constants by chance: {chance.getrandbits(32):08x}"


def _literal(value: bool | int | float) -> str:
    """Return a number's text; a negative one in brackets, as it may follow a power."""
    return repr(value) if isinstance(value, bool) or value >= 0 else f"({value!r})"


def _as(kind: type, value: float) -> bool | int | float:
    if kind is bool:
        return bool(value)
    return round(value) if kind is int else float(f"{value:.6g}")


def _rewrites(source: str) -> Iterator[tuple[str, str]]:
    # They are many, and a model's first request does not wait for them.
    from ..optimize.rewrites.catalogue import REWRITES
    from ..optimize.rewrites.rewrite_improver import rewritten

    for rewrite in REWRITES:
        try:
            changed = rewritten(source, rewrite)
        except (ArithmeticError, ValueError):
            continue
        if changed != source:
            yield changed, f"rewrite {rewrite.name}"
