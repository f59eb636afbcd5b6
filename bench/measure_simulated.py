"""What the method does on simulated machines, a thousand times: false keeps, gains, coverage.

python -m bench.measure_simulated [--times 300]
"""

import argparse
import random
import statistics
import sys
from collections.abc import Sequence

from src.domain.measurement import Decision, Verdict
from src.measure.sequential_test import conclude, verdict_of
from src.measure.stopping_rules import StoppingRule
from tests.fakes.priced_runs import Noise, SimulatedSampler

MACHINES = {
    "quiet": Noise(),
    "loaded": Noise(jitter=0.04, disturbed=0.6, spike=0.8),
    "1 % layout effect": Noise(layout=0.01),
}
RATIOS = (1.0, 1.02, 1.05, 1.10, 1.5, 2.0)
LEVELS = {"one of 24": 0.05 / 24, "alone": 0.05}


def main(arguments: Sequence[str] = ()) -> None:
    """Print a table for each way to share the error budget."""
    parser = argparse.ArgumentParser(prog="python -m bench.measure_simulated")
    parser.add_argument("--times", type=int, default=100)
    options = parser.parse_args(arguments)
    for name, level in LEVELS.items():
        print(f"a candidate {name} (confirmed at {level:.4f}), {options.times} times each")
        print(f"{'machine':<20}{'true ratio':>11}{'kept':>8}{'covered':>9}{'bias':>9}{'pairs':>7}")
        for machine, noise in MACHINES.items():
            for ratio in RATIOS:
                rule = StoppingRule(confirm=level)
                _row(machine, ratio, [_once(ratio, noise, rule, s) for s in range(options.times)])


def _once(ratio: float, noise: Noise, rule: StoppingRule, seed: int) -> Verdict:
    source = random.Random(f"{ratio}/{seed}")
    conclusion = conclude(lambda: SimulatedSampler((10 * ratio, 10), noise, source), rule, source)
    return verdict_of(conclusion, 0.0)


def _row(machine: str, ratio: float, verdicts: list[Verdict]) -> None:
    """Coverage and bias are those of what is published as a gain, where there is any."""
    kept = [v for v in verdicts if v.decision is Decision.KEPT]
    published = kept or verdicts
    covered = sum(v.low <= ratio <= v.high for v in published) / len(published)
    bias = statistics.mean(v.ratio for v in published) / ratio - 1
    pairs = statistics.median(v.pairs for v in verdicts)
    print(
        f"{machine:<20}{ratio:>10.2f}x{len(kept) / len(verdicts):>8.1%}{covered:>9.1%}"
        f"{bias:>+9.2%}{pairs:>7.0f}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
