"""Evaluations on a cluster: encrypted, only on workers that fit, none lost or counted twice."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.app.app import build_app
from src.app.run_mode import RunMode
from src.cluster.cluster_commands import bench_on_cluster, run_on_cluster
from src.cluster.cluster_worker import evaluator_here, worker_command
from src.config.manager import ConfigManager
from src.domain.errors import BadArguments, Declined, EvolverError
from src.domain.events import Event
from src.domain.program_run import Limits
from src.evolve.cluster import TAG, Cluster, connect, security_of
from src.evolve.cluster_evaluator import (
    ClusterEvaluator,
    EvaluationJob,
    EvaluationPackage,
    WorkerEvaluators,
    pack,
)
from src.evolve.evaluation import EvaluationRules
from src.evolve.evaluator_choice import APART, TOGETHER
from src.evolve.evolution_runs import EvolutionRuns, EvolveRequest
from src.evolve.problem import read_problem
from src.evolve.run_store import runs_under_way
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.requests import UserCodeRequest
from tests.evolve.cluster_processes import free_port, kill, make_certificates, scheduler, started
from tests.evolve.problems import LOADING, WANTS_17, write_problem

pytest.importorskip("distributed")

WORKER = "src.cluster.cluster_worker"
SLOW = f"""import time
{LOADING}
def evaluate(program_path):
    time.sleep(0.5)
    return {{"combined_score": -abs(load(program_path).answer(2) / 2 - 400)}}
"""


def evaluator_at(address: str, tls: str, package: EvaluationPackage) -> ClusterEvaluator:
    return ClusterEvaluator(Cluster(connect(address, tls), WORKER, package, print), package.digest)


def test_a_worker_runs_nothing_that_lies_where_it_is_started(tmp_path: Path) -> None:
    for name in ("dask", "nt"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('ESCAPED')")
    command = worker_command("tcp://127.0.0.1:1", "")
    asked = [*command[: command.index("worker") + 1], "--version"]

    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0 and "ESCAPED" not in done.stderr, done.stderr


def test_a_program_is_evaluated_on_a_worker_of_this_version_alone(tmp_path: Path) -> None:
    tls = make_certificates(tmp_path / "tls")
    address = f"tls://127.0.0.1:{free_port()}"
    problem = read_problem(*write_problem(tmp_path / "own", WANTS_17))
    package = pack(problem, EvaluationRules(sys.executable, seconds=30.0), APART)
    own = worker_command(address, tls)
    foreign = ["code-evolver-0.1-src=1" if word == f"{TAG}=1" else word for word in own]
    place = foreign.index("--preload")
    foreign = [*foreign[:place], *foreign[place + 2 :], "--no-nanny"]
    with ExitStack() as stack:
        stack.enter_context(started(scheduler(address, tls), "Scheduler at", tmp_path / "s"))
        stack.enter_context(started(foreign, "Registered to", tmp_path / "foreign"))
        with pytest.raises(Declined, match="no worker"):
            evaluator_at(address, tls, package)
        stack.enter_context(started(own, "Registered to", tmp_path / "worker"))
        evaluator = evaluator_at(address, tls, package)

        one = evaluator.evaluate(problem.source)
        pair = evaluator.evaluate_pair(problem.source, problem.source.replace("= 1", "= 17"))

        evaluator.close()
        stranger = make_certificates(tmp_path / "stranger")
        with pytest.raises(EvolverError, match="no scheduler"):
            connect(address, stranger)
    assert (one.score, pair[0].score, pair[1].score) == (-16, -16, 0)


@pytest.mark.parametrize(
    ("address", "tls"),
    [
        ("tcp://10.0.0.1:8786", ""),
        ("tcp://localhost.example.org:8786", ""),
        ("tls://10.0.0.1:8786", ""),
        ("tls://10.0.0.1:8786", "/nowhere"),
        ("10.0.0.1:8786", ""),
        ("tcp://[::1", ""),
    ],
)
def test_an_address_that_others_could_reach_needs_certificates(address: str, tls: str) -> None:
    with pytest.raises(BadArguments):
        security_of(address, tls)


def test_an_evaluator_takes_the_files_with_it_that_it_names(tmp_path: Path) -> None:
    named = ("points.csv", "data/more.csv", "data", "deep", "far.csv", "here")
    problem = read_problem(*write_problem(tmp_path, f"NAMES = {named}\n"))
    (tmp_path / "data" / "deep").mkdir(parents=True)
    (tmp_path / "data" / "here").symlink_to(tmp_path)
    for name in ("points.csv", "other.csv", "module.py", "data/more.csv", "data/other.csv"):
        (tmp_path / name).write_text("")
    (tmp_path / "data" / "deep" / "far.csv").write_text("")

    names = [name for name, _ in pack(problem, EvaluationRules(sys.executable), APART).files]

    assert names == [
        "data/deep/far.csv",
        "data/more.csv",
        "evaluator.py",
        "gain.py",
        "module.py",
        "points.csv",
    ]


@pytest.mark.parametrize("opened", ["'data/points.csv'", "HERE + '/data/points.csv'"])
def test_an_evaluator_finds_its_files_on_a_worker_which_else_is_not_used(
    opened: str, tmp_path: Path
) -> None:
    source = f"{LOADING}\nHERE = __file__.rpartition('/')[0]\n" + (
        f"def evaluate(path):\n    want = float(open({opened}).read())\n"
        "    return {'combined_score': load(path).answer(2) - want}\n"
    )
    problem = read_problem(*write_problem(tmp_path / "own", source))
    for name in ("data", "worker"):
        (tmp_path / name).mkdir()
    (tmp_path / "own" / "data").mkdir()
    (tmp_path / "own" / "data" / "points.csv").write_text("34")
    package = pack(problem, EvaluationRules(sys.executable), APART)
    with (
        ConfinedSandbox(Limits()) as sandbox,
        closing(WorkerEvaluators(partial(evaluator_here, sandbox), tmp_path / "worker")) as worker,
    ):
        said = worker.admit(package)
        found = worker.carry_out(EvaluationJob(package.digest, (problem.source,)))
        refusal = worker.admit(replace(package, files=(), mode=TOGETHER))

    assert said == "" and found is not None and found[0].score == -32
    assert "points.csv" in refusal


@contextmanager
def runs_at(home: Path) -> Iterator[EvolutionRuns]:
    app = build_app(
        ConfigManager(environment={"CODE_EVOLVER_HOME": str(home)}), RunMode(offline=True)
    )
    try:
        yield app.evolution_runs
    finally:
        app.close()


def first_evaluations(home: Path, run: str) -> list[tuple[int, int]]:
    """(Program, how often it was evaluated for the first time) of every program of a run."""
    with sqlite3.connect(home / "evolve" / run / "run.sqlite") as database:
        query = (
            "SELECT programs.id, sum(reason IN ('first', 'initial')) FROM programs"
            " LEFT JOIN evaluations ON evaluations.program = programs.id GROUP BY programs.id"
        )
        return database.execute(query).fetchall()


def own_file(folder: Path) -> UserCodeRequest:
    """A function of the user's, to write tests for."""
    (folder / "mine").mkdir()
    file = folder / "mine" / "clamp.py"
    file.write_text("def clamp(x: int) -> int:\n    return min(x, 100) if x > 0 else 0\n")
    return UserCodeRequest(str(file), keep=True)


def worker_processes(address: str) -> tuple[int, ...]:
    client = connect(address, "")
    try:
        return tuple(client.run(os.getpid).values())
    finally:
        client.close()


@pytest.mark.soak
def test_a_run_survives_a_killed_worker_a_late_one_and_a_new_scheduler(tmp_path: Path) -> None:
    address = f"tcp://127.0.0.1:{free_port()}"
    file, evaluator = write_problem(tmp_path / "own", SLOW)
    own = worker_command(address, "")
    heard: list[str] = []
    request = EvolveRequest(file, evaluator, iterations=5_000, cluster=address)
    ended: list[str] = []

    def listen(event: Event) -> None:
        heard.append(str(getattr(event, "what", event)))

    def start() -> None:
        with pytest.raises(EvolverError, match="scheduler is gone"):
            runs.start(request, listen)
        ended.append("gone")

    with runs_at(tmp_path / "home") as runs:
        with ExitStack() as stack:
            first = stack.enter_context(started(scheduler(address), "Scheduler at", tmp_path / "s"))
            for name in ("a", "b"):
                stack.enter_context(started(own, "Registered to", tmp_path / name))
            running = threading.Thread(target=start, daemon=True)
            running.start()
            until(lambda: any("2 workers, 2 running" in one for one in heard))
            os.kill(worker_processes(address)[0], signal.SIGKILL)
            until(lambda: any("lost and repeated" in one for one in heard))
            stack.enter_context(started(own, "Registered to", tmp_path / "late"))
            until(lambda: any("3 workers, 3 running" in one for one in heard))
            assert "3 workers" in dict(runs_under_way(tmp_path / "home" / "evolve"))["gain-1"]
            kill(first)
            running.join(timeout=60)
            assert ended == ["gone"]
        before = runs.read("gain-1")
        with ExitStack() as stack:
            stack.enter_context(started(scheduler(address), "Scheduler at", tmp_path / "s2"))
            stack.enter_context(started(own, "Registered to", tmp_path / "c"))
            more = EvolveRequest("", "", iterations=5, cluster=address)
            report = runs.resume("gain-1", more, listen)
            grown = run_on_cluster((address, ""), "test", own_file(tmp_path), print)
            # The worker has no model server.
            with pytest.raises(EvolverError, match="model"):
                bench_on_cluster((address, ""), "", print)

        assert report.counts["iterations"] == before.counts["iterations"] + 5
        assert not runs_under_way(tmp_path / "home" / "evolve")
    suite = tmp_path / "mine" / "test_clamp.py"
    assert grown.ok and "assert clamp(" in suite.read_text()
    assert any(str(suite) in line for line in grown.lines)
    counted = first_evaluations(tmp_path / "home", "gain-1")
    assert counted == [(1, 2), *((number, 1) for number in range(2, len(counted) + 1))]
    assert not [row.last.problem for row in report.programs if row.last.problem]


def until(is_so, seconds: float = 90.0) -> None:  # type: ignore[no-untyped-def]
    """Wait for something that other processes do."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.1)
