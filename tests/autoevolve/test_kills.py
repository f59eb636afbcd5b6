"""Kill -9 in the middle of auto-evolution: the node is whole, the ledger right, no run twice."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.autoevolve.evolving import NODE, adapters_of, keep_slow_node, open_app

ROOT = Path(__file__).resolve().parents[2]
EVOLVES_FOR_EVER = """
import sys
from pathlib import Path
from src.app.autoevolve_wiring import make_promotion
from src.domain.candidate import Candidate, Origin
from src.domain.node_runs import EvolutionEvent
from src.domain.measurement import Decision, Verdict
from src.autoevolve.worker import AutoEvolver, NodeRank
from tests.autoevolve.evolving import NODE, adapters_of, open_app, record_run

app = open_app(Path(sys.argv[1]))
adapters = adapters_of(app)
kept = Verdict(Decision.KEPT, "1.10x faster", ratio=1.1, score=1.1, equivalent=True)

def rank():
    return (NodeRank(NODE, adapters.nodes.load(NODE).version, 1, 50.0),)

def improve(chosen, should_stop):
    node = adapters.nodes.load(NODE)
    adapters.memory.evolution.add(EvolutionEvent("candidate", "", NODE, node.version, candidates=1))
    source = node.source.split("# try")[0] + f"# try {node.version}\\n"
    new = make_promotion(adapters).keep(node, Candidate(source, Origin.REWRITTEN), kept)
    record_run(app, new.version, "fibonacci of 9")
    print(new.version, flush=True)
    return ""

evolver = AutoEvolver(rank, improve, lambda: None, lambda line: None, 0.0)
evolver.start()
evolver._thread.join()
"""


def evolve_until_killed(home: Path, seed: int) -> int:
    """How many versions a process acknowledged before it was killed."""
    command = [sys.executable, "-c", EVOLVES_FOR_EVER, str(home)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert child.stdout is not None
    lines = [child.stdout.readline() for _ in range(random.Random(seed).randrange(1, 5))]
    child.send_signal(signal.SIGKILL)
    lines += child.stdout.readlines()
    child.wait(timeout=10)
    return len([line for line in lines if line.endswith("\n")])


@pytest.mark.parametrize("kills", [10, pytest.param(100, marks=pytest.mark.soak)])
def test_kills_leave_a_whole_version_a_right_ledger_and_each_run_once(
    tmp_path: Path, kills: int
) -> None:
    app = open_app(tmp_path)
    keep_slow_node(app)
    app.close()
    acknowledged = 0

    for seed in range(kills):
        acknowledged += evolve_until_killed(tmp_path, seed)

        app = open_app(tmp_path)
        memory = adapters_of(app).memory
        node = app.nodes.load(NODE)
        charged = memory.evolution.spent_since(0.0)[1]
        runs = len([r for r in memory.runs.records_of(NODE) if r.version > 1])
        assert node.source == app.nodes.version(NODE, node.version).source
        assert node.version == max(node.versions)
        # Each kill may have cut one attempt after its charge, or after its version, or its run.
        assert acknowledged <= node.version - 1 <= acknowledged + seed + 1
        assert node.version - 1 <= charged <= acknowledged + seed + 1
        assert min(acknowledged, 200 - 1) <= runs <= charged
        app.close()
