"""What a cluster gives and costs: three workers against one, one evaluation, a thousand workers."""

import contextlib
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from src.cluster.cluster_worker import worker_command
from src.evolve.cluster import Cluster, connect
from src.evolve.cluster_evaluator import ClusterEvaluator, EvaluationPackage, pack
from src.evolve.evaluation import Evaluation, EvaluationRules
from src.evolve.evaluator_choice import APART
from src.evolve.evolution_session import Budgets
from src.evolve.search import Proposal, Turn
from src.evolve.problem import Problem, read_problem
from src.evolve.run_store import ProgramRecord, RunStore
from src.evolve.search import Choice
from tests.evolve.cluster_processes import free_port, make_certificates, scheduler, started
from tests.evolve.problems import LOADING, write_problem
from tests.evolve.scripted_run import FunctionEvaluator, begin

WANTED_SPEEDUP = 2.7
SLEEPING = f"""import time
{LOADING}
def evaluate(program_path):
    time.sleep(0.5)
    return {{"combined_score": load(program_path).answer(2)}}
"""
IDLE = "def evaluate(program_path):\n    return {'combined_score': 1}\n"
SIMULATED = """
import asyncio, sys
from distributed import Worker

async def main(address, count):
    made = [Worker(address, nthreads=1, resources={"simulated": 1}) for _ in range(count)]
    await asyncio.gather(*made)
    print("ready", file=sys.stderr, flush=True)
    await asyncio.gather(*(one.finished() for one in made))

asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""
_IDLE_SECONDS = 10.0
_SUBNET = "10.213"


def main() -> int:
    """Print throughput, overhead and the parts of a large run; 1 if three workers are too slow."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        one, three = (_throughput(folder / str(count), count) for count in (1, 3))
        print(f"evaluations of 0.5 s a second: 1 worker {one:.2f}, 3 workers {three:.2f}")
        print(f"  ratio {three / one:.2f}, goal {WANTED_SPEEDUP}")
        _overhead(folder / "overhead")
        for count in (2, 100):
            _simulation(folder / f"simulated-{count}", count)
        _database(folder / "database")
        for count in (1_000, 10_000):
            _search(folder / f"search-{count}", count)
    return int(three / one < WANTED_SPEEDUP)


def _throughput(folder: Path, workers: int) -> float:
    """Return the evaluations a second, each worker in a network namespace where that works."""
    with contextlib.ExitStack() as stack:
        links = [stack.enter_context(_namespace(number)) for number in range(workers)]
        evaluate, source, _ = stack.enter_context(_cluster(folder, SLEEPING, links))
        with ThreadPoolExecutor(2 * workers) as threads:
            for _ in threads.map(evaluate, [source] * 2 * workers):
                pass
            count, began = 16 * workers, time.monotonic()
            results = list(threads.map(evaluate, [source] * count))
            seconds = time.monotonic() - began
    assert all(one.is_usable for one in results)
    where = "in network namespaces" if all(links) else "on loopback"
    print(f"  {workers} worker{'s'[:workers - 1]} {where}: {count} evaluations in {seconds:.1f} s")
    return count / seconds


def _overhead(folder: Path) -> None:
    with _cluster(folder, IDLE, ["", ""]) as (evaluate, source, process):
        for _ in range(10):
            evaluate(source)
        taken: list[float] = []
        before, own = _cpu(process), time.process_time()
        for _ in range(200):
            began = time.perf_counter()
            found = evaluate(source)
            taken.append((time.perf_counter() - began - found.seconds) * 1000)
        used, own = _cpu(process) - before, time.process_time() - own
    tenths = statistics.quantiles(taken, n=10)
    print(
        "one evaluation without work, besides the evaluation itself:"
        f" {statistics.median(taken):.1f} ms (median), {tenths[8]:.1f} ms (nine in ten);"
        f" CPU of the scheduler {used * 5:.1f} ms, of evolve {own * 5:.1f} ms"
    )


def _simulation(folder: Path, workers: int) -> None:
    """Measure the scheduler with many workers in one process that do nothing."""
    address = f"tcp://127.0.0.1:{free_port()}"
    simulated = [sys.executable, "-c", SIMULATED, address, str(workers)]
    with (
        started(scheduler(address), "Scheduler at", folder) as process,
        started(simulated, "ready", folder),
        contextlib.closing(connect(address, "")) as client,
        ThreadPoolExecutor(2 * workers) as threads,
    ):
        executor = client.get_executor(pure=False, resources={"simulated": 1})
        job = os.urandom(5000)

        def ask(_: int) -> int:
            return len(executor.submit(bytes, job).result())

        list(threads.map(ask, range(2 * workers)))
        jobs, before, own = 1000, _cpu(process), time.process_time()
        sent = psutil.net_io_counters().bytes_sent
        list(threads.map(ask, range(jobs)))
        used, own = _cpu(process) - before, time.process_time() - own
        sent = psutil.net_io_counters().bytes_sent - sent
        idle = _cpu(process)
        time.sleep(_IDLE_SECONDS)
        idle = (_cpu(process) - idle) / _IDLE_SECONDS
    print(
        f"{jobs} jobs of 5 kB over {workers} simulated workers, each: CPU of the scheduler"
        f" {used * 1000 / jobs:.2f} ms, of the client {own * 1000 / jobs:.2f} ms;"
        f" {sent / jobs / 1000:.1f} kB sent; scheduler without jobs {idle:.1%} of a core"
    )


def _database(folder: Path) -> None:
    count, body = 500, "x = 1\n" * 833
    with RunStore(folder, time.time, create=True) as store:
        began, cpu = time.perf_counter(), time.process_time()
        for number in range(count):
            record = ProgramRecord(
                f"# {number}\n{body}", f"{number:064}", 1, "model", "", 0, number
            )
            store.add(record, [(Evaluation({"combined_score": 1.0}), "first")], "filled")
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    size = sum(one.stat().st_size for one in folder.glob("run.sqlite*"))
    print(
        f"database, each evaluation of a program of 5 kB: {seconds * 1000 / count:.2f} ms,"
        f" CPU {cpu * 1000 / count:.2f} ms, {size / count / 1000:.1f} kB"
    )


class _Counting:
    """An Operator whose programs differ in a number."""

    def propose(self, choice: Choice, turn: Turn) -> Proposal:
        """Write the number of the iteration into the program."""
        source = choice.parent.record.source.partition("\n# end")[0]
        return Proposal(f"{source}\n# end\nNUMBER = {turn.number}\n", "count")


def _search(folder: Path, count: int) -> None:
    """Measure what the search itself computes for an iteration, its database included."""
    budgets, scores = Budgets(count), FunctionEvaluator(lambda source: -1.0)
    evolution, store = begin(folder, scores, budgets, operators=(_Counting(),))
    before = time.process_time()
    evolution.run()
    used = time.process_time() - before
    store.close()
    print(f"search, {count} iterations: CPU {used * 1000 / count:.2f} ms each")


@contextlib.contextmanager
def _cluster(
    folder: Path, evaluator: str, links: list[str]
) -> Iterator[tuple[Callable[[str], Evaluation], str, "subprocess.Popen[str]"]]:
    """Start a cluster with a worker for each link ("" is loopback); yield how to evaluate."""
    folder.mkdir(parents=True)
    tls, port = make_certificates(folder / "tls"), free_port()
    problem, package = _problem(folder, evaluator)
    host = "0.0.0.0" if any(links) else "127.0.0.1"
    with contextlib.ExitStack() as stack:
        command = scheduler(f"tls://{host}:{port}", tls)
        process = stack.enter_context(started(command, "Scheduler at", folder / "scheduler"))
        for number, link in enumerate(links):
            place = f"{_SUBNET}.{number}.1" if link else "127.0.0.1"
            command = worker_command(f"tls://{place}:{port}", tls)
            inside = ["ip", "netns", "exec", link, *command] if link else command
            stack.enter_context(started(inside, "Registered to", folder / f"worker-{number}"))
        client = connect(f"tls://127.0.0.1:{port}", tls)
        cluster = Cluster(client, "src.cluster.cluster_worker", package, print)
        asked = ClusterEvaluator(cluster, package.digest)
        stack.callback(asked.close)
        assert cluster.state().workers == len(links)
        print(f"  a package is {len(pickle.dumps(package))} bytes", file=sys.stderr)
        yield asked.evaluate, problem.source, process


def _problem(folder: Path, evaluator: str) -> tuple[Problem, EvaluationPackage]:
    problem = read_problem(*write_problem(folder / "own", evaluator))
    return problem, pack(problem, EvaluationRules(sys.executable, seconds=30.0), APART)


@contextlib.contextmanager
def _namespace(number: int) -> Iterator[str]:
    """Make a network namespace with a link to this one; yield its name, or "" if that fails."""
    name, near, far = f"evolver{number}", f"evh{number}", f"evw{number}"
    place = f"{_SUBNET}.{number}"
    commands = (
        f"ip netns add {name}",
        f"ip link add {near} type veth peer name {far} netns {name}",
        f"ip address add {place}.1/24 dev {near}",
        f"ip link set {near} up",
        f"ip netns exec {name} ip address add {place}.2/24 dev {far}",
        f"ip netns exec {name} ip link set {far} up",
        f"ip netns exec {name} ip link set lo up",
    )
    try:
        made = all(
            subprocess.run(one.split(), capture_output=True, check=False).returncode == 0
            for one in commands
        )
        yield name if made else ""
    except FileNotFoundError:
        yield ""
    finally:
        with contextlib.suppress(FileNotFoundError):
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


def _cpu(process: "subprocess.Popen[str]") -> float:
    times = psutil.Process(process.pid).cpu_times()
    return times.user + times.system


if __name__ == "__main__":
    sys.exit(main())
