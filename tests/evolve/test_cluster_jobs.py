"""What a run makes of a cluster's workers: who is used, what is repeated, and what is dropped."""

import asyncio
import io
import math
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from src.cli.chat import ChatCLI
from src.cli.commands.status import status
from src.cluster.cluster_commands import (
    CommandJob,
    FilePackage,
    admit,
    bench_on_cluster,
    result_of,
    write_back,
)
from src.cluster.cluster_worker import take_core
from src.config.manager import ConfigManager
from src.domain.errors import BadArguments, Declined, EvolverError
from src.domain.events import Event, Noted
from src.evolve.cluster import TAG, Cluster, dask
from src.evolve.cluster_evaluator import (
    ClusterEvaluator,
    EvaluationJob,
    EvaluationPackage,
    WorkerEvaluators,
    pack,
)
from src.evolve.evaluation import Evaluation, EvaluationRules
from src.evolve.evaluator_choice import APART
from src.evolve.problem import read_problem
from src.evolve.run_store import FILE, WORKLOAD, holding_run
from src.usercode.requests import UserCodeRequest
from tests.evolve.problems import WANTS_17, write_problem
from tests.evolve.scripted_run import FunctionEvaluator
from tests.fakes.app import FakeApp

pytest.importorskip("distributed")


class FakeClient:
    """Dask's client and executor; `answers` are what workers say of the package."""

    def __init__(self, **answers: object) -> None:
        self.answers = answers
        self.results: list[Future[Any]] = []
        self.keys: list[str] = []
        self.offered: list[str] = []
        self.woken: list[str] = []
        self.tell: Callable[[tuple[float, object]], None] = print
        self.status, self.scheduler_comm = "running", object()

    def get_executor(self, **options: Any) -> "FakeClient":
        assert options["pure"] is False and options["resources"][TAG] == 1
        return self

    def subscribe_topic(self, topic: str, tell: Callable[[tuple[float, object]], None]) -> None:
        assert topic == "all"
        self.tell = tell

    def scheduler_info(self, n_workers: int) -> dict[str, Any]:
        assert n_workers == -1
        foreign = {"foreign": {"resources": {"code-evolver-0.1-src": 1}}}
        return {"workers": foreign | {name: {"resources": {TAG: 1}} for name in self.answers}}

    def run(
        self, *_call: object, workers: list[str], on_error: str, callback_timeout: float
    ) -> dict[str, object]:
        assert on_error == "return" and callback_timeout >= 90
        self.offered += workers
        found = {name: self.answers[name] for name in workers}
        if TimeoutError in found.values():
            raise TimeoutError
        return found

    def run_on_scheduler(self, _call: object, worker: str) -> None:
        self.woken.append(worker)

    def submit(self, *_call: object, key: str) -> Future[Any]:
        self.keys.append(key)
        return self.results.pop(0)

    def close(self) -> None:
        self.answers = {}
        self.status = "closed"


def package_in(folder: Path) -> EvaluationPackage:
    problem = read_problem(*write_problem(folder, WANTS_17))
    return pack(problem, EvaluationRules(sys.executable), APART)


def done(value: object) -> Future[Any]:
    future: Future[Any] = Future()
    if isinstance(value, BaseException):
        future.set_exception(value)
    else:
        future.set_result(value)
    return future


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_workers_that_refuse_are_reported_and_those_that_join_late_are_used(tmp_path: Path) -> None:
    client = FakeClient(a="", b="it lacks the package numpy", c=TimeoutError)
    reported: list[str] = []

    cluster = Cluster(client, "module", package_in(tmp_path), reported.append)
    at_first = cluster.state()
    client.answers = {"b": "it lacks the package numpy", "d": "", "e": ""}
    client.tell((0.0, {"action": "add-worker", "worker": "d"}))

    assert at_first.workers == 1
    until(lambda: cluster.state().workers == 2)
    assert sorted(client.offered) == ["a", "b", "c", "d", "e"]
    # Jobs may wait that no worker could do.
    assert sorted(client.woken) == ["a", "d", "e"]
    assert sorted(reported) == [
        "a worker is not used: it does not answer",
        "a worker is not used: it lacks the package numpy",
    ]


def test_a_cluster_without_a_worker_that_fits_is_declined(tmp_path: Path) -> None:
    with pytest.raises(Declined, match="no worker.*it is too old; no space"):
        client = FakeClient(b="it is too old", c=OSError("no space"))
        Cluster(client, "module", package_in(tmp_path), print)
    with pytest.raises(Declined, match="no worker.*runs this version"):
        Cluster(FakeClient(), "module", package_in(tmp_path), print)


def test_a_job_of_a_dead_worker_is_counted_as_lost_once(tmp_path: Path) -> None:
    client = FakeClient(a="", b="")
    pending: list[Future[Any]] = [Future(), Future(), Future()]
    client.results = list(pending)
    cluster = Cluster(client, "module", package_in(tmp_path), print)
    asking = [threading.Thread(target=cluster.run, args=("job",)) for _ in pending]
    for thread in asking:
        thread.start()
    until(lambda: len(client.keys) == 3)

    client.tell(
        (0.0, {"action": "remove-worker", "processing-tasks": {client.keys[0], "of another run"}})
    )

    assert str(cluster.state()) == "2 workers, 2 running, 1 waiting, 1 lost and repeated"
    for future in pending:
        future.set_result("done")
    for thread in asking:
        thread.join()
    assert str(cluster.state()) == "2 workers, 0 running, 0 waiting, 1 lost and repeated"


def test_a_dropped_package_is_sent_again_and_a_pair_is_one_job(tmp_path: Path) -> None:
    client, package = FakeClient(a=""), package_in(tmp_path)
    pair = (Evaluation({"x": 1.0}), Evaluation({"x": 2.0}))
    evaluator = ClusterEvaluator(Cluster(client, "module", package, print), package.digest)
    client.results = [done(None), done(pair)]

    assert evaluator.evaluate_pair("a", "b") == pair
    assert client.offered == ["a", "a"]


def test_a_job_that_ends_every_worker_fails(tmp_path: Path) -> None:
    client, package = FakeClient(a=""), package_in(tmp_path)
    evaluator = ClusterEvaluator(Cluster(client, "module", package, print), package.digest)
    client.results = [done(dask().KilledWorker("job", None, 3))]

    failed = evaluator.evaluate("a")

    assert failed.problem == "the evaluation ended every worker that tried it"


@pytest.mark.parametrize(
    "left",
    [
        {"status": "connecting", "scheduler_comm": None},
        {"status": "closed"},
        # Restarted, it knows nothing of the run.
        {"scheduler_comm": object()},
    ],
)
@pytest.mark.parametrize("error", [None, OSError("closed"), dask().client.ClosedClientError()])
def test_a_lost_scheduler_ends_the_run_whatever_dask_makes_of_it(
    left: dict[str, object], error: Exception | None, tmp_path: Path
) -> None:
    client, package = FakeClient(a=""), package_in(tmp_path)
    evaluator = ClusterEvaluator(Cluster(client, "module", package, print), package.digest)
    client.results = [Future() if error is None else done(error)]
    vars(client).update(left)

    with pytest.raises(EvolverError, match="scheduler is gone"):
        evaluator.evaluate("a")


def test_a_worker_refuses_what_it_cannot_evaluate_and_keeps_few_packages(tmp_path: Path) -> None:
    made: list[FunctionEvaluator] = []

    def make(_package: object, _problem: object) -> FunctionEvaluator:
        if len(made) == 9:
            raise Declined("the evaluator has no function evaluate")
        made.append(FunctionEvaluator(len))
        return made[-1]

    packages = [package_in(tmp_path / "own")]
    packages += [
        EvaluationPackage(packages[0].problem, packages[0].rules, f"mode {n}", ()) for n in range(9)
    ]
    lacking = EvaluationPackage(
        packages[0].problem, packages[0].rules, APART, (), ("no_such_package",)
    )
    evaluators = WorkerEvaluators(make, tmp_path)

    said = [evaluators.admit(one) for one in (lacking, *packages)]

    assert said == [
        "it lacks the package no_such_package",
        *[""] * 9,
        "the evaluator has no function evaluate",
    ]
    assert evaluators.carry_out(EvaluationJob(packages[0].digest, ("a",))) is None
    found = evaluators.carry_out(EvaluationJob(packages[4].digest, ("a", "bc")))
    assert found is not None and [one.score for one in found] == [1, 2]


def test_a_worker_that_fails_on_the_unchanged_program_is_not_used(tmp_path: Path) -> None:
    made = FunctionEvaluator(lambda _source: math.nan)
    evaluators = WorkerEvaluators(lambda _package, _problem: made, tmp_path)

    assert "not a finite number" in evaluators.admit(package_in(tmp_path / "own"))


def test_a_worker_whose_files_are_gone_is_given_them_again(tmp_path: Path) -> None:
    def score(source: str) -> float:
        if "lost" in source:
            raise OSError("no such file")
        return 1.0

    package = package_in(tmp_path / "own")
    evaluators = WorkerEvaluators(lambda _package, _problem: FunctionEvaluator(score), tmp_path)
    evaluators.admit(package)
    client = FakeClient(a="")
    evaluator = ClusterEvaluator(Cluster(client, "module", package, print), package.digest)

    lost = [evaluators.carry_out(EvaluationJob(package.digest, (one,))) for one in ("lost", "a")]
    client.results = [done(OSError("closed")), done(lost[0]), done((Evaluation({"x": 2.0}),))]

    assert lost == [None, None]
    assert evaluator.evaluate("a").score == 2 and client.offered == ["a", "a", "a"]


def test_a_command_reports_its_workers_and_goes_to_one_that_joins() -> None:
    client, package = FakeClient(a=""), FilePackage({"mine.py": b""})
    pending: Future[Any] = Future()
    client.results = [pending]
    noted: list[str] = []

    def listen(event: Event) -> None:
        noted.append(event.text if isinstance(event, Noted) else "")
        if len(noted) == 1:
            client.answers = {"b": "", "c": ""}
            client.tell((0.0, {"action": "add-worker", "worker": "b"}))
        elif "2 workers" in noted[-1]:
            pending.set_result("done")

    cluster = Cluster(client, "module", package, print)
    result = result_of(CommandJob(package.digest, "test", UserCodeRequest("m")), cluster, listen)

    assert str(result) == "done" and sorted(client.woken) == ["a", "b", "c"]
    assert noted[0] == "running on a cluster: 1 worker, 1 running, 0 waiting"
    assert noted[-1] == "running on a cluster: 2 workers, 1 running, 0 waiting"


@pytest.mark.parametrize("error", [OSError("no space"), CancelledError("no space")])
def test_an_error_on_a_worker_is_not_taken_for_a_dead_scheduler(error: Exception) -> None:
    client, package = FakeClient(a=""), FilePackage({"mine.py": b""})
    client.results = [done(error)]
    cluster = Cluster(client, "module", package, print)

    with pytest.raises(EvolverError, match="worker could not run the command: no space"):
        result_of(CommandJob(package.digest, "test", UserCodeRequest("m")), cluster, print)


def test_each_worker_of_a_machine_gets_a_core_while_there_are_any(tmp_path: Path) -> None:
    taken = [take_core(tmp_path, {3, 5}) for _ in range(3)]

    assert taken == [3, 5, None]


@pytest.mark.parametrize(("core", "is_taken"), [(0, True), (None, False)])
def test_files_are_measured_only_on_a_worker_with_a_core_of_its_own(
    core: int | None, is_taken: bool, tmp_path: Path
) -> None:
    offered: dict[str, float] = {}

    async def set_resources(**resources: float) -> None:
        offered.update(resources)

    worker = SimpleNamespace(
        evolve_core=core, local_directory=str(tmp_path), set_resources=set_resources
    )
    package = FilePackage({"mine.py": b"x = 1\n"})

    refusal = asyncio.run(admit(package, worker))

    assert (refusal == "") is is_taken and (package.digest in offered) is is_taken
    assert [path.read_bytes() for path in tmp_path.glob("*/mine.py")] == [b"x = 1\n"] * is_taken


def test_status_shows_the_runs_under_way_and_what_their_workers_do(tmp_path: Path) -> None:
    config = ConfigManager(environment={"CODE_EVOLVER_HOME": str(tmp_path)})
    cli = ChatCLI(config, build=FakeApp, stream=io.StringIO())
    for name in ("ended-1", "gain-1", "local-1"):
        (tmp_path / "evolve" / name).mkdir(parents=True)
        (tmp_path / "evolve" / name / FILE).touch()
    (tmp_path / "evolve" / "gain-1" / WORKLOAD).write_text("3 workers, 3 running, 2 waiting")

    with holding_run(tmp_path / "evolve" / "gain-1"), holding_run(tmp_path / "evolve" / "local-1"):
        answer = status.action(cli.context, {}).answer

    cli.close()
    assert isinstance(answer, dict) and answer["runs"] == [
        {"run": "gain-1", "cluster": "3 workers, 3 running, 2 waiting"},
        {"run": "local-1", "cluster": ""},
    ]


def test_what_comes_back_is_not_written_over_what_changed_meanwhile(tmp_path: Path) -> None:
    sent = FilePackage({"mine.py": b"x = 1", "edited.py": b"y = 1"})
    (tmp_path / "mine.py").write_bytes(b"x = 1")
    (tmp_path / "edited.py").write_bytes(b"y = 3")
    (tmp_path / "test_mine.py").write_bytes(b"own")
    written = {name: b"new" for name in ("mine.py", "edited.py", "test_mine.py", "mine.md")}

    changed = write_back(written, sent, tmp_path)

    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert changed == ["edited.py", "test_mine.py"]
    assert found == {
        "mine.py": b"new",
        "edited.py": b"y = 3",
        "test_mine.py": b"own",
        "mine.md": b"new",
    }


def test_what_comes_back_goes_into_the_folder_only(tmp_path: Path) -> None:
    folder, outside = tmp_path / "mine", tmp_path / "up.py"
    folder.mkdir()
    outside.write_bytes(b"x = 1")
    (folder / "linked.py").symlink_to(outside)
    (folder / "a.md").mkdir()
    sent = FilePackage({"linked.py": b"x = 1", "../up.py": b"x = 1"})

    for name in ("../up.py", str(outside), "..", "", "a/b.py"):
        with pytest.raises(EvolverError, match="outside of the folder"):
            write_back({"good.py": b"", name: b"new"}, sent, folder)
    changed = write_back({"linked.py": b"new", "a.md": b"new"}, sent, folder)

    assert outside.read_bytes() == b"x = 1"
    assert (folder / "linked.py").read_bytes() == b"new" and changed == ["a.md"]
    assert sorted(path.name for path in folder.iterdir()) == ["a.md", "linked.py"]


def test_tasks_that_cannot_be_read_are_refused_before_a_cluster_is_asked(tmp_path: Path) -> None:
    with pytest.raises(BadArguments, match="cannot be read: No such file"):
        bench_on_cluster(("tcp://127.0.0.1:1", ""), str(tmp_path / "none.jsonl"), print)
