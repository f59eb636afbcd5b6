"""Chooses which program is varied next: best-of-n, hill climbing, or an archive on islands."""

# Not every search uses all that the port hands it.
# pylint: disable=unused-argument

import math
import random
from collections.abc import Callable
from typing import Protocol

from msgspec import Struct

from .run_settings import RunSettings
from .run_store import EvolvedProgram

_LEADERS = 5


class Choice(Struct, frozen=True):
    """The program to vary, others to learn from, best first, and the island of the result."""

    parent: EvolvedProgram
    others: tuple[EvolvedProgram, ...] = ()
    island: int = 0


class Turn(Struct, frozen=True):
    """One iteration as an operator sees it; `is_known` reports programs that were tried before."""

    number: int
    chance: random.Random
    is_known: Callable[[str], bool]


class Proposal(Struct, frozen=True):
    """A proposed program and its cost in tokens, or the `problem` that left no program."""

    source: str
    operator: str
    note: str = ""
    tokens: int = 0
    problem: str = ""


class Operator(Protocol):
    """Makes a new program from chosen ones."""

    def propose(self, choice: Choice, turn: Turn) -> Proposal:
        """Propose a program to evaluate. Raises ModelError if its model cannot be asked."""


class Search(Protocol):
    """Chooses parents among the programs that were added."""

    def choose(self, iteration: int, chance: random.Random) -> Choice:
        """Choose the parent of this iteration; at least one program was added."""

    def add(self, program: EvolvedProgram) -> None:
        """Take a program with a score; its evidence says if it became the best."""


class HillClimbing:
    """Varies the best program so far or, if it stays, the first: best-of-n, the baseline."""

    def __init__(self, *, stays: bool = False) -> None:
        self._stays = stays
        self._bests: list[EvolvedProgram] = []

    def choose(self, iteration: int, chance: random.Random) -> Choice:
        """Choose the best program, with its predecessors to learn from."""
        return Choice(self._bests[-1], tuple(reversed(self._bests[-4:-1])))

    def add(self, program: EvolvedProgram) -> None:
        """Keep it if it is the best."""
        if not self._bests or (program.evidence and not self._stays):
            self._bests.append(program)


class CellArchive:
    """Keeps the best program of each cell of a feature grid, on islands that exchange them.

    MAP-Elites (Mouret & Clune, arXiv 1504.04909) with the island model of FunSearch (Romera-Paredes
    et al., Nature 625, 2024). Choosing and adding take constant time.
    """

    def __init__(self, settings: RunSettings) -> None:
        self._settings = settings
        self._islands = [_Island() for _ in range(settings.islands)]
        self._grid = _Grid(settings.features, settings.bins)
        self._limit = max(1, settings.population // settings.islands)
        self._best: EvolvedProgram | None = None

    def choose(self, iteration: int, chance: random.Random) -> Choice:
        """Choose the best of all or of the island, or, for exploration, one of its cells."""
        number = iteration % len(self._islands)
        if iteration % (self._settings.migration_interval * len(self._islands)) == 0:
            self._migrate()
        island = self._islands[number]
        assert self._best is not None
        if not island.members:
            self._put(island, self._best)
        drawn = chance.random()
        parent = island.leaders[0] if drawn < 0.5 else self._best
        if drawn < self._settings.exploration:
            parent = island.members[chance.randrange(len(island.members))]
        others = [one for one in island.leaders if one.record.id != parent.record.id]
        return Choice(parent, tuple(others[: self._settings.top_programs]), number)

    def add(self, program: EvolvedProgram) -> None:
        """Put it into its cell if the cell is empty or holds a worse one."""
        if program.evidence or self._best is None:
            self._best = program
        self._put(self._islands[program.record.island % len(self._islands)], program)

    def _migrate(self) -> None:
        """Copy some of each island's leaders, the best first, to the next island."""
        share = self._settings.migration_rate
        leaving = [i.leaders[: max(1, math.ceil(share * len(i.leaders)))] for i in self._islands]
        for number, programs in enumerate(leaving):
            for program in programs:
                self._put(self._islands[(number + 1) % len(self._islands)], program)

    def _put(self, island: "_Island", program: EvolvedProgram) -> None:
        island.add(self._grid.cell(program), program, self._limit)


class _Island:
    """Cells by their coordinates; `members` lists their programs, to draw one at random."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, ...], int] = {}
        self.members: list[EvolvedProgram] = []
        self.leaders: list[EvolvedProgram] = []

    def add(self, cell: tuple[int, ...], program: EvolvedProgram, limit: int) -> None:
        """Put it into the cell; a full island takes no new cells."""
        place = self._places.get(cell)
        if place is None:
            if len(self.members) < limit:
                self._places[cell] = len(self.members)
                self.members.append(program)
        elif program.rank > self.members[place].rank:
            self.members[place] = program
        if all(one.record.id != program.record.id for one in self.leaders):
            ranked = sorted([*self.leaders, program], key=lambda one: -one.rank)
            self.leaders = ranked[:_LEADERS]


class _Grid:
    """The features of a program as cell coordinates.

    "complexity" is the length relative to the first program's, in steps of a quarter; "diversity"
    the share of lines that the first program does not have; any other name is a metric, scaled to
    the range seen so far.
    """

    def __init__(self, features: tuple[str, ...], bins: int) -> None:
        self._features = features
        self._bins = bins
        self._first: frozenset[str] | None = None
        self._length = 1
        self._ranges: dict[str, tuple[float, float]] = {}

    def cell(self, program: EvolvedProgram) -> tuple[int, ...]:
        """Return the cell of a program."""
        source = program.record.source
        lines = frozenset(line.strip() for line in source.splitlines())
        if self._first is None:
            self._first, self._length = lines, len(source) + 1
        places: list[int] = []
        for name in self._features:
            if name == "complexity":
                steps = math.log((len(source) + 1) / self._length, 1.25)
                places.append(round(steps) + self._bins // 2)
            elif name == "diversity":
                apart = len(lines - self._first) / max(1, len(lines))
                places.append(int(apart * self._bins))
            else:
                value = program.rank if name == "score" else program.metrics.get(name, 0.0)
                places.append(self._scaled(name, value))
        return tuple(min(self._bins - 1, max(0, place)) for place in places)

    def _scaled(self, name: str, value: float) -> int:
        low, high = self._ranges.get(name, (value, value))
        low, high = self._ranges[name] = min(low, value), max(high, value)
        # Halves: the difference of two large numbers need not be finite.
        span = high / 2 - low / 2
        return int((value / 2 - low / 2) / span * self._bins) if span > 0 else 0


def make_search(settings: RunSettings) -> Search:
    """Make the search that the settings name."""
    if settings.search == "archive":
        return CellArchive(settings)
    return HillClimbing(stays=settings.search == "best-of-n")
