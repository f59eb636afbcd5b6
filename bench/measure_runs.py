"""Whole optimizer runs over neutral candidates only: how many keep anything at all?

python -m bench.measure_runs [--runs 50] [--load 2] [--record FILE]
A run that was stopped goes on where it was if it gets the same record file.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measure_subjects import PRICED
from bench.measure_trials import add_record, busy_cores, read_records, real_comparer
from src.domain.candidate import Candidate
from src.domain.ports import Evidence
from src.optimize.optimizer import Bounds, Measuring, Optimizer, Subject
from src.verify.equivalence import DifferentialEquivalence

CANDIDATES = 12


@dataclass(frozen=True, slots=True)
class Neutral:
    """An Improver that proposes the same programs, differently written, whatever it is told."""

    candidates: tuple[Candidate, ...]

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """All of them; the optimizer tries each once."""
        return self.candidates


def main(arguments: Sequence[str] = ()) -> None:
    """Print how many runs kept anything, and what a run takes."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure_runs")
    parser.add_argument("--runs", type=int, default=5, help="whole runs (50 to publish)")
    parser.add_argument("--load", type=int, default=0, help="processes that spin meanwhile")
    parser.add_argument("--seconds", type=float, default=840.0, help="stop after so long")
    parser.add_argument("--record", type=Path, help="file to write to, and to go on from")
    options = parser.parse_args(arguments)
    records = read_records(options.record)
    ends_at = time.monotonic() + options.seconds
    with real_comparer() as (sandbox, comparer), busy_cores(options.load):
        for number in range(len(records), options.runs):
            if time.monotonic() > ends_at:
                break
            subject = PRICED[number % len(PRICED)]
            optimizer = Optimizer(
                (Neutral(subject.neutral(CANDIDATES, 1000 + number)),),
                Measuring(comparer, DifferentialEquivalence(sandbox)),
                Bounds(rounds=1, candidates=CANDIDATES, seconds=600.0),
                time.monotonic,
                lambda event: None,
            )
            began = time.monotonic()
            # Far more than the workload's start size is needed to have work worth optimizing.
            asked = Subject(subject.costing(20), subject.workload, "solve", usual=subject.scaled)
            result = optimizer.improve(asked, lambda candidate: "")
            record: dict[str, object] = {
                "subject": subject.name,
                "kept": result.best_iteration > 0,
                "tried": len(result.iterations),
                "reason": result.reason,
                "seconds": time.monotonic() - began,
            }
            records.append(record)
            add_record(options.record, record)
    kept = sum(bool(record["kept"]) for record in records)
    tried = sum(int(str(record["tried"])) for record in records)
    seconds = sum(float(str(record["seconds"])) for record in records)
    print(f"whole optimizer runs over {CANDIDATES} neutral candidates, {options.load} cores busy")
    print(f"{len(records)} runs, {tried} candidates, {kept} runs kept anything")
    print(f"{seconds / max(1, tried):.2f} s for each candidate")
    for reason, count in Counter(str(record["reason"]) for record in records).most_common():
        print(f"{count:>4} ended with: {reason}")


if __name__ == "__main__":
    main(sys.argv[1:])
