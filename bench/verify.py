"""Is "does the same" true? 100 right refactorings and 100 subtly wrong versions are judged.

python -m bench.verify [FAMILY ...]
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.verify_pairs import FAMILIES, Family
from src.domain.candidate import Candidate, Origin
from src.domain.errors import Declined
from src.domain.program_run import Limits
from src.optimize.optimizer import Measuring
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.harness import QUICK, HarnessMeasuring
from src.usercode.import_probe import ImportProbe
from src.usercode.input_sources import inputs_for
from src.usercode.module import read_module
from src.verify.equivalence import DifferentialEquivalence
from src.verify.subject_program import BARE, SubjectEnvironment

MOST_WRONG_TAKEN, MOST_RIGHT_VETOED = 1, 5


def main(names: Sequence[str] = ()) -> int:
    """Judge all pairs; returns 1 if more are misjudged than may be."""
    chosen = [one for one in FAMILIES if not names or one.name in names]
    wrong_taken, right_vetoed, seconds = 0, 0, []
    with ConfinedSandbox(Limits()) as sandbox, tempfile.TemporaryDirectory() as folder:
        for family in chosen:
            print(f"{family.name} ...", flush=True)
            taken, vetoed, times = judge(family, sandbox, Path(folder))
            wrong_taken += taken
            right_vetoed += vetoed
            seconds += times
    pairs = sum(len(one.right) + len(one.wrong) for one in chosen)
    tenths = statistics.quantiles(seconds, n=10)
    print(
        f"{pairs} pairs of {len(chosen)} families: {wrong_taken} wrong called the same,"
        f" {right_vetoed} right vetoed; seconds a verdict: {statistics.median(seconds):.2f} at the"
        f" median, {tenths[8]:.2f} at nine in ten"
    )
    return int(wrong_taken > MOST_WRONG_TAKEN or right_vetoed > MOST_RIGHT_VETOED)


def judge(family: Family, sandbox: ConfinedSandbox, folder: Path) -> tuple[int, int, list[float]]:
    """How many wrong versions were taken, how many right ones vetoed, and seconds of each."""
    file = folder / "mine.py"
    file.write_text(family.source(family.body))
    probe = ImportProbe(sandbox, sandbox, BARE)
    module = probe.check_import(read_module(file))
    inputs = probe.check_inputs(module, inputs_for(module, module.public[-1]))
    equivalence = DifferentialEquivalence(
        sandbox, seed=lambda: 7, environment=SubjectEnvironment(limits=QUICK)
    )
    # Nothing is measured: only the equivalence is asked.
    measuring = HarnessMeasuring(Measuring(None, equivalence), module, inputs)  # type: ignore
    counts, seconds = [0, 0], []
    for is_right, bodies in ((False, family.wrong), (True, family.right)):
        for body in bodies:
            began = time.perf_counter()
            a, b = (Candidate(family.source(x), Origin.EDITED) for x in (family.body, body))
            try:
                found = measuring.check(a, b, inputs.workload, inputs.target.name)
                said = (
                    "" if found is None else f"{found.description}: {found.expected}, {found.got}"
                )
            except Declined as declined:
                said = f"declined: {declined}"
            seconds.append(time.perf_counter() - began)
            if bool(said) is is_right:
                counts[is_right] += 1
                print(f"{family.name}: {'vetoed' if is_right else 'taken'}: {said}\n{body}\n")
    return counts[0], counts[1], seconds


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("families", nargs="*")
    raise SystemExit(main(parser.parse_args().families))
