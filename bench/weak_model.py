"""What repairs and arbitration bring, with a model that errs in two replies of five."""

import sys
import tempfile
import time

from tests.fakes.quick_runner import QuickRunner
from tests.fakes.weak_chain import Tally, WeakChain
from tests.fakes.weak_model import WeakModel

WAYS = (("both", True, True), ("no repairs", False, True), ("no arbitration", True, False))
WAYS += (("neither", False, False),)


def measure(
    tasks: int, faulty: float, seed: int, *, repairing: bool, arbitrating: bool
) -> tuple[Tally, float]:
    """Solve the tasks one way; the tally, and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        chain = WeakChain(
            WeakModel(seed, faulty),
            QuickRunner(folder),
            repairing=repairing,
            arbitrating=arbitrating,
        )
        return chain.run(tasks, seed), time.perf_counter() - began


def main(tasks: int = 100, faulty: float = 0.4, seed: int = 1) -> None:
    """Print one row a way; arguments: tasks, share of faulty replies, seed."""
    given = sys.argv[2:]
    tasks = int(given[0]) if given else tasks
    faulty = float(given[1]) if len(given) > 1 else faulty
    seed = int(given[2]) if len(given) > 2 else seed
    print(f"{tasks} tasks, {faulty:.0%} of the replies faulty, seed {seed}")
    print(f"{'':16}{'solved':>8}{'wrong':>8}{'attempts':>10}{'dropped':>9}{'seconds':>9}")
    for name, repairing, arbitrating in WAYS:
        tally, seconds = measure(tasks, faulty, seed, repairing=repairing, arbitrating=arbitrating)
        print(
            f"{name:16}{tally.solved:>8}{len(tally.wrong):>8}{tally.attempts / tally.tasks:>10.2f}"
            f"{tally.dropped:>9}{seconds:>9.1f}"
        )


if __name__ == "__main__":
    main()
