"""What do the rewrites alone gain on programs as beginners write them? Offline, no model.

python -m bench.rewrites [NAME ...]
"""

import argparse
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from bench.measure_trials import real_comparer
from src.domain.candidate import Candidate, Origin
from src.domain.ports import Evidence
from src.domain.task import Workload
from src.optimize import optimizer as optimizing
from src.optimize.optimizer import Bounds, Measuring, OptimizationResult, Optimizer, Subject
from src.optimize.rewrites.rewrite_improver import RewriteImprover
from src.verify.equivalence import DifferentialEquivalence

FOLDER = Path(__file__).parent / "slow_programs"
DEMANDED = 15
SMALL = 100
_FED_WITH = re.compile(r"^Fed with: (.+), size (\d+)$", re.MULTILINE)
_INPUTS = {
    "small number": "max(size - seed % 2, 0)",
    "number": "size + seed % 10",
    "numbers": "source.choices(range(1, 1000), k=size)",
    "words": "words(size)",
    "two lists of words": "words(size), words(size)",
    "text": "' '.join(words(size // 3))",
    "points": "[(source.random(), source.random()) for _ in range(size)]",
    "table": "[[source.random() for _ in range(size)] for _ in range(size)]",
}
_MAKE_INPUT = """
import itertools
import random

WORDS = ["".join(letters) for letters in itertools.product("abcdefghij", repeat=3)]

def make_input(seed, size):
    source = random.Random(seed)

    def words(count):
        return source.choices(WORDS, k=count)

    return ({},)
"""


@dataclass(frozen=True, slots=True)
class SlowProgram:
    """A program whose function `solve` can be made faster, and what it is fed with."""

    name: str
    program: Candidate
    workload: Workload


def slow_programs() -> tuple[SlowProgram, ...]:
    """All of the folder; each says in its docstring what it is fed with."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.py")))


def _read(path: Path) -> SlowProgram:
    source = path.read_text("utf-8")
    fed_with = _FED_WITH.search(source)
    assert fed_with is not None, f"{path} does not say what it is fed with"
    arguments = _INPUTS[fed_with[1]]
    workload = Workload(_MAKE_INPUT.format(arguments), int(fed_with[2]))
    return SlowProgram(path.stem, Candidate(source, Origin.WRITTEN), workload)


class WholeProgram:
    """The rewrites, let into the helpers of the function that is measured, too."""

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """What the rewrites propose for the program as a whole."""
        assert isinstance(evidence, optimizing.Evidence)
        return RewriteImprover().propose(candidate, replace(evidence, function=""))


def improve(measuring: Measuring, slow: SlowProgram) -> OptimizationResult:
    """The program after as many rounds of rewrites as gain something."""
    optimizer = Optimizer(
        (WholeProgram(),),
        measuring,
        Bounds(rounds=4, candidates=24, seconds=90.0),
        time.monotonic,
        lambda event: None,
    )
    # Small inputs are enough to see whether it does the same; measuring finds its own size.
    small = replace(slow.workload, start_size=min(SMALL, slow.workload.start_size))
    subject = Subject(slow.program, small, "solve", usual=slow.workload)
    return optimizer.improve(subject, lambda candidate: "")


def main(names: Sequence[str] = (), *, why: bool = False) -> bool:
    """Print what was gained on each; True if fewer than demanded were improved."""
    programs = [slow for slow in slow_programs() if not names or slow.name in names]
    improved = 0
    print(f"{'program':<24}{'kept':>5}{'score':>9}{'s':>7}  by")
    with real_comparer() as (sandbox, comparer):
        measuring = Measuring(comparer, DifferentialEquivalence(sandbox))
        for slow in programs:
            began = time.monotonic()
            result = improve(measuring, slow)
            kept = [one for one in result.iterations if one.verdict.kept]
            improved += bool(kept)
            how = "; ".join(f"{one.note.split(':')[0]} {one.verdict.ratio:.2f}x" for one in kept)
            seconds = time.monotonic() - began
            print(
                f"{slow.name:<24}{len(kept):>5}{result.score:>9.2f}{seconds:>7.1f}"
                f"  {how or result.reason}",
                flush=True,
            )
            for one in result.iterations if why else ():
                print(f"    {one.note.split(':')[0]}: {one.verdict.reason}")
    print(f"{improved} of {len(programs)} programs gained something that was kept")
    return not names and improved < DEMANDED


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.rewrites")
    parser.add_argument("names", nargs="*", help="only these programs")
    parser.add_argument("--why", action="store_true", help="what became of every rewrite tried")
    options = parser.parse_args()
    main(options.names, why=options.why)
