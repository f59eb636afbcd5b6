"""A rewrite of a random program does what the program did, on inputs of its hinted types."""

import ast
import contextlib
import io
import random
import signal
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from src.guest_code.argument_drawing import NOTHING_KNOWN, draw_input
from src.guest_code.argument_kinds import KindReader
from src.optimize.rewrites.catalogue import REWRITES
from src.optimize.rewrites.rewrite import Rewrite
from src.optimize.rewrites.rewrite_improver import rewritten
from src.sandbox.guest.result_encoding import describe
from tests.usercode.planted import PLANTED

INPUTS = 10
QUICK, MANY = 14, 560
"""Programs for each rewrite; with ten inputs each, the many are a hundred thousand pairs."""

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Mod, ast.FloorDiv)
COMPARISONS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)


class Varied(ast.NodeTransformer):
    """Changes numbers, operators and comparisons of a program, and repeats statements."""

    def __init__(self, source: random.Random) -> None:
        self._source = source

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Another small number, or another text."""
        if isinstance(node.value, bool) or not self._changes():
            return node
        if isinstance(node.value, int):
            return ast.Constant(self._source.randint(0, 4))
        return ast.Constant(self._source.choice(("", "x", "!a"))) if node.value else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Another operator."""
        self.generic_visit(node)
        if isinstance(node.op, OPERATORS) and self._changes():
            node.op = self._source.choice(OPERATORS)()
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Another comparison, or the opposite."""
        self.generic_visit(node)
        if isinstance(node.ops[0], COMPARISONS) and self._changes():
            node.ops[0] = self._source.choice(COMPARISONS)()
        elif isinstance(node.ops[0], (ast.In, ast.NotIn)) and self._changes():
            node.ops[0] = self._source.choice((ast.In, ast.NotIn))()
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        """A loop with one of its statements twice, in another order, or with a jump or print."""
        self.generic_visit(node)
        chance = self._source.random()
        if chance < 0.1:
            node.body.append(self._source.choice(node.body))
        elif chance < 0.2:
            self._source.shuffle(node.body)
        elif chance < 0.3:
            name = ast.unparse(node.target)
            added = self._source.choice((f"print({name})", f"if not {name}: break", "pass"))
            node.body.insert(self._source.randint(0, len(node.body)), ast.parse(added).body[0])
        return node

    def _changes(self) -> bool:
        return self._source.random() < 0.25


class TooLong(BaseException):
    """A program does not end."""


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def behaviour(source: str, arguments: tuple[Any, ...]) -> str:
    """What a call of f does: its end, the arguments afterwards, and what it prints."""
    names: dict[str, Any] = {"__name__": "random_program"}
    out = io.StringIO()
    with bounded(), contextlib.redirect_stdout(out):
        exec(compile(source, "random_program.py", "exec", dont_inherit=True), names)
        try:
            ended = describe(names["f"](*arguments))
        except Exception as problem:
            ended = describe(problem)
    return f"{ended} {describe(arguments)} {out.getvalue()}"


def differences(rewrite: Rewrite, programs: int, seed: int) -> tuple[int, list[str]]:
    """How many pairs ran, and those that differ."""
    source = random.Random(seed)
    ran, found = 0, []
    for _ in range(programs):
        tree = Varied(source).visit(ast.parse(PLANTED[rewrite.name]))
        before = ast.unparse(ast.fix_missing_locations(tree))
        after = rewritten(before, rewrite, "f")
        if after == before:
            continue
        names: dict[str, Any] = {"__name__": "random_program"}
        exec(compile(before, "random_program.py", "exec", dont_inherit=True), names)
        kinds = [one["kind"] for one in KindReader(names).parameters(names["f"])]
        known: Any = {**NOTHING_KNOWN, "kinds": kinds, "largest": 99}
        for number in range(INPUTS):
            with contextlib.suppress(TooLong):
                old, new = (
                    behaviour(one, draw_input(number, number % 9, known)) for one in (before, after)
                )
                ran += 1
                if old != new and "RecursionError" not in old:
                    found.append(f"{before}\n{after}\n{old}\n{new}")
                    break
    return ran, found


@pytest.mark.parametrize("rewrite", REWRITES, ids=lambda one: one.name.replace(" ", "-"))
@pytest.mark.parametrize("programs", [QUICK, pytest.param(MANY, marks=pytest.mark.soak)])
def test_a_rewritten_random_program_does_the_same(rewrite: Rewrite, programs: int) -> None:
    ran, found = differences(rewrite, programs, seed=programs)

    assert ran and found == []


def test_the_many_programs_are_a_hundred_thousand_pairs() -> None:
    assert len(REWRITES) * MANY * INPUTS >= 100_000
