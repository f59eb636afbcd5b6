"""Is what is kept really faster, and is what is really faster kept? On real, confined processes.

python -m bench.measure [--pairs 200] [--gains 40] [--load 2] [--record FILE]
A run that was stopped goes on where it was if it gets the same record file.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.measure_subjects import PRICED
from bench.measure_trials import (
    NAIVE,
    add_record,
    busy_cores,
    naive_keeps,
    pair_for,
    read_records,
    real_comparer,
)

RATIOS = (1.0, 1.05, 1.10, 2.0)
SIZES = {"sums of squares": 4000, "counting words": 2000, "running totals": 2000}


def main(arguments: Sequence[str] = ()) -> None:
    """Print, for each true ratio, how often each method keeps B, and what a decision takes."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    parser.add_argument("--pairs", type=int, default=40, help="A/A comparisons (200 to publish)")
    parser.add_argument("--gains", type=int, default=20, help="comparisons of each true gain")
    parser.add_argument("--load", type=int, default=0, help="processes that spin meanwhile")
    parser.add_argument("--seconds", type=float, default=840.0, help="stop after so long")
    parser.add_argument("--record", type=Path, help="file to write to, and to go on from")
    options = parser.parse_args(arguments)
    records = read_records(options.record)
    ends_at = time.monotonic() + options.seconds
    with real_comparer(candidates=1) as (sandbox, comparer), busy_cores(options.load):
        for number, ratio in _plan(options.pairs, options.gains)[len(records) :]:
            if time.monotonic() > ends_at:
                break
            subject = PRICED[number % len(PRICED)]
            a, b = pair_for(subject, ratio, number)
            verdict = comparer.compare(a, b, subject.workload, "solve")
            size = SIZES.get(subject.name, 1000)
            record: dict[str, object] = {
                "ratio": ratio,
                "kept": verdict.kept,
                "seconds": verdict.seconds,
                "decision": verdict.decision.value,
                "covers": verdict.low <= ratio <= verdict.high,
                "found": verdict.ratio,
                "metric": verdict.metric.value,
                "pairs": verdict.pairs,
                "p": verdict.p,
                **naive_keeps(sandbox, a, b, subject, size),
            }
            records.append(record)
            add_record(options.record, record)
    _print(records, options.load)


def _plan(pairs: int, gains: int) -> list[tuple[int, float]]:
    """All ratios in turn, so that a run that is stopped early knows something of each."""
    counts = {1.0: pairs, **{ratio: gains for ratio in RATIOS[1:]}}
    steps = max(counts.values())
    marked = [
        ((index + 0.5) / count, index, ratio)
        for ratio, count in counts.items()
        for index in range(count)
        if steps
    ]
    return [(index, ratio) for _, index, ratio in sorted(marked)]


def _print(records: list[dict[str, object]], load: int) -> None:
    print(f"kept, of comparisons on real processes, {load} cores kept busy")
    names = ["ours", *NAIVE]
    print(f"{'true ratio':<12}{'n':>5}" + "".join(f"{name:>12}" for name in names), end="")
    print(f"{'covered':>10}{'median ratio':>14}{'median s':>10}")
    for ratio in RATIOS:
        rows = [record for record in records if record["ratio"] == ratio]
        if not rows:
            continue
        shares = [sum(bool(row[key]) for row in rows) / len(rows) for key in ("kept", *NAIVE)]
        label = "A/A" if ratio == 1.0 else f"{ratio:.2f}x"
        print(f"{label:<12}{len(rows):>5}" + "".join(f"{share:>12.1%}" for share in shares), end="")
        covered = sum(bool(row["covers"]) for row in rows) / len(rows)
        found = statistics.median(float(str(row["found"])) for row in rows)
        seconds = statistics.median(float(str(row["seconds"])) for row in rows)
        print(f"{covered:>10.0%}{found:>14.3f}{seconds:>10.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
