"""What a candidate can do to its evaluation, apart from the evaluator and together with it."""

import contextlib
import fcntl
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.errors import Declined
from src.domain.program_run import Limits
from src.evolve.apart_evaluator import ApartEvaluator, folder_for_sockets, sweep
from src.evolve.evaluation import EvaluationRules
from src.evolve.evaluator_choice import APART, TOGETHER, ContainedEvaluator, choose_evaluator
from src.evolve.problem import read_problem
from src.sandbox.sandbox import ConfinedSandbox
from tests.evolve.problems import LOADING, READS_TEXT, WANTS_17, write_problem

FORKS = f"""{LOADING}
import multiprocessing


def one(x):
    return PROGRAM.answer(x)


def evaluate(program_path):
    global PROGRAM
    PROGRAM = load(program_path)
    PROGRAM.answer(1)
    with multiprocessing.get_context("fork").Pool(3) as pool:
        found = pool.map(one, range(200), chunksize=1)
    return {{"combined_score": sum(a == x for x, a in enumerate(found)) - PROGRAM.answer(200)}}
"""

RULES = EvaluationRules(sys.executable, seconds=4.0, memory_mb=200)

# Each has a function of the right name, worth -16 if it is only called.
HOSTILE = {
    "endless": "def answer(x):\n    while True:\n        pass\n",
    "fork bomb": "import os\ndef answer(x):\n    while True:\n        os.fork()\n",
    "memory": "def answer(x):\n    return len(bytearray(10**10))\n",
    "writes the score": (
        "import os\nfor name in os.listdir('.'):\n    pass\n"
        "def answer(x):\n    open('score.json', 'w').write('17')\n    return x\n"
    ),
    "patches the evaluator's imports": (
        "import importlib.util, builtins, sys\nbuiltins.abs = lambda x: -1000\n"
        "sys.modules['evaluation_module'] = None\ndef answer(x):\n    return x\n"
    ),
    "exits early": "import os\nos._exit(0)\n",
    "prints a result": (
        'import sys\nprint(\'{"metrics": {"combined_score": 99}}\')\nsys.stdout.flush()\n'
        "def answer(x):\n    return x\n"
    ),
    "reads the evaluator": (
        "import glob\nTEXTS = [open(p).read() for p in glob.glob('{folder}/*')]\n"
        "def answer(x):\n    return 34 if any('17' in t for t in TEXTS) else x\n"
    ),
    "detaches a daemon": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\n"
        "def answer(x):\n    return x\n"
    ),
    "fills the disk": (
        "def answer(x):\n    with open('big', 'wb') as f:\n"
        "        while True:\n            f.write(bytes(10**6))\n"
    ),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits(), workers=4) as confined:
        yield confined


@pytest.fixture(scope="module")
def apart(
    sandbox: ConfinedSandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ApartEvaluator]:
    evaluator = ApartEvaluator(
        read_problem(*write_problem(tmp_path_factory.mktemp("apart"), WANTS_17)), RULES, sandbox
    )
    yield evaluator
    evaluator.close()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_candidate_that_runs_apart_never_raises_its_score(
    name: str, apart: ApartEvaluator
) -> None:
    folder = apart.problem.evaluator.parent
    source = HOSTILE[name].replace("{folder}", str(folder))

    evaluation = apart.evaluate(source)

    assert not evaluation.is_usable or evaluation.score <= -16
    assert apart.evaluate(apart.problem.source).score == -16
    assert sorted(os.listdir(folder)) == ["evaluator.py", "gain.py"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_candidate_in_the_evaluators_process_harms_itself_only(
    name: str, together: ContainedEvaluator, sandbox: ConfinedSandbox
) -> None:
    folder = together.problem.evaluator.parent
    before = _most_below_a_zygote(sandbox)

    together.evaluate(HOSTILE[name].replace("{folder}", str(folder)))

    assert together.evaluate(together.problem.source).score == -16
    assert sorted(os.listdir(folder)) == ["evaluator.py", "gain.py"]
    assert _most_below_a_zygote(sandbox) <= before


@pytest.fixture(scope="module")
def together(
    sandbox: ConfinedSandbox, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ContainedEvaluator]:
    evaluator = ContainedEvaluator(
        read_problem(*write_problem(tmp_path_factory.mktemp("together"), WANTS_17)), RULES, sandbox
    )
    yield evaluator
    evaluator.close()


def _most_below_a_zygote(sandbox: ConfinedSandbox) -> int:
    """How many processes a zygote has at most: those it needs, and what a candidate left."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(stat[1])

    def below(process: int) -> int:
        return 1 + sum(below(one) for one, parent in parents.items() if parent == process)

    return max(below(zygote.pid) for zygote in sandbox.state)


@pytest.mark.parametrize(
    ("evaluator", "mode"),
    [
        (WANTS_17, APART),
        (READS_TEXT, TOGETHER),
        (LOADING + "def evaluate(p):\n    return {'a': load(p).answer(2.0), 'ok': True}\n", APART),
        (
            "import subprocess, sys\ndef evaluate(p):\n    code = 'import runpy, sys;'\n"
            "    code += 'print(runpy.run_path(sys.argv[1])[\"answer\"](3))'\n"
            "    done = subprocess.run([sys.executable, '-c', code, p], capture_output=True)\n"
            "    return {'combined_score': float(done.stdout)}\n",
            APART,
        ),
        (
            LOADING + "import openevolve.evaluation_result as r\ndef evaluate(p):\n"
            "    print('x' * 10**6)\n"
            "    return r.EvaluationResult({'a': load(p).answer(1)}, {'why': 'it said so'})\n",
            APART,
        ),
        (
            LOADING + "def evaluate_stage1(p):\n    return {'a': 1.0}\n"
            "def evaluate_stage2(p):\n    return {'b': load(p).answer(3)}\n",
            APART,
        ),
    ],
    ids=["imports", "reads text", "means", "subprocess", "result object", "stages"],
)
def test_candidates_run_apart_unless_the_evaluator_reads_their_text(
    evaluator: str, mode: str, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    rules = EvaluationRules(sys.executable, seconds=60.0, cascade=(0.5,))

    chosen = choose_evaluator(read_problem(*write_problem(tmp_path, evaluator)), rules, sandbox)
    chosen.evaluator.close()

    assert chosen.mode == mode
    assert [one.score for one in chosen.initial] == [chosen.initial[0].score] * 2


@pytest.mark.parametrize(
    ("call", "mode"),
    [
        ("subprocess.run(['cat', p])", TOGETHER),
        ("subprocess.run(f'cd / && wc -c < {p}', shell=True)", TOGETHER),
        ("subprocess.run(['wc', os.path.basename(p)], cwd=os.path.dirname(p))", TOGETHER),
        ("subprocess.run([sys.executable, '-m', 'tokenize', p])", TOGETHER),
        ("subprocess.run(f'{sys.executable} -V; cat {p}', shell=True)", TOGETHER),
        ("os.system('cat ' + p)", TOGETHER),
        ("os.waitpid(os.posix_spawn('/bin/cat', ['cat', p], os.environ), 0)", TOGETHER),
        ("os.spawnlp(os.P_WAIT, 'cat', 'cat', p)", TOGETHER),
        ("open(os.fsencode(os.path.relpath(p))).close()", TOGETHER),
        ("subprocess.run([sys.executable, p], check=True)", APART),
        ("subprocess.run(f'cd / && nice {sys.executable} -B {p} 1; true', shell=True)", APART),
        ("subprocess.run(['true'])", APART),
        ("runpy.run_path(p)", APART),
    ],
)
def test_a_program_given_to_another_tool_is_noticed(
    call: str, mode: str, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    source = (
        f"import os, runpy, subprocess, sys\ndef evaluate(p):\n    {call}\n    return {{'a': 1}}\n"
    )
    problem = read_problem(*write_problem(tmp_path, source))

    try:
        chosen = choose_evaluator(problem, EvaluationRules(sys.executable, seconds=60.0), sandbox)
        chosen.evaluator.close()
        found = chosen.mode
    except Declined as error:
        # Most tools are not there together with the program.
        assert "gives it to another tool" in str(error)
        found = TOGETHER

    assert found == mode


def test_an_evaluator_may_call_from_many_threads_at_once(tmp_path: Path) -> None:
    source = f"""{LOADING}
import concurrent.futures

def evaluate(program_path):
    answer = load(program_path).answer
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        found = list(pool.map(answer, range(300)))
    return {{"combined_score": sum(a == x for x, a in enumerate(found))}}
"""
    problem = read_problem(*write_problem(tmp_path, source))
    with ConfinedSandbox(Limits(), workers=40) as sandbox:
        evaluator = ApartEvaluator(problem, replace(RULES, seconds=60.0), sandbox)

        evaluation = evaluator.evaluate(problem.source)

        evaluator.close()
    assert evaluation.score == 300, evaluation


def test_forks_of_an_evaluator_do_not_mix_up_the_answers(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    problem = read_problem(*write_problem(tmp_path, FORKS))
    evaluator = ApartEvaluator(problem, RULES, sandbox)

    evaluation = evaluator.evaluate(problem.source)

    evaluator.close()
    assert evaluation.score == 0 and not evaluation.problem


TIMED = f"""{LOADING}
import concurrent.futures, signal

class Late(Exception):
    pass

def late(*_):
    raise Late("too slow")

def by_alarm(function, x):
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        return function(x)
    except Late:
        return "late"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)

def by_thread(function, x):
    try:
        return POOL.submit(function, x).result(timeout=0.5)
    except concurrent.futures.TimeoutError:
        return "late"

POOL = concurrent.futures.ThreadPoolExecutor(8)

def evaluate(program_path):
    program = load(program_path)
    def square(x):
        return program.square(x, lambda x: nested(x) if x == 4 else x)
    def nested(x):
        return program.square(1, lambda x: x + 3) if HOW is by_thread else program.wait(9)
    found = [HOW(square, x) for x in range(1, 7)]
    return {{"combined_score": 0.0, "found": str(found)}}
"""
SQUARES = """import time

def wait(seconds):
    time.sleep(seconds)

def square(x, given):
    if x in (2, 3):
        time.sleep(3)
    return given(x) * x
"""


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ("by_alarm", "[1, 'late', 'late', 'late', 25, 36]"),
        ("by_thread", "[1, 'late', 'late', 16, 25, 36]"),
    ],
)
def test_a_call_that_was_given_up_does_not_shift_the_answers_of_others(
    how: str, found: str, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    source = f"{TIMED}\nHOW = {how}\n"
    problem = read_problem(*write_problem(tmp_path, source, SQUARES))
    evaluator = ApartEvaluator(problem, replace(RULES, seconds=20.0), sandbox)
    before = _most_below_a_zygote(sandbox)

    evaluation = evaluator.evaluate(problem.source)

    evaluator.close()
    assert evaluation.artifacts.get("found") == found, evaluation
    assert _most_below_a_zygote(sandbox) <= before + 1


@pytest.mark.parametrize(
    ("evaluator", "said"),
    [
        ("x = 1\n", "has no function evaluate"),
        ("raise ValueError('no data')\n", "no data"),
        ("def evaluate(p):\n    raise ValueError('no such file')\n", "no such file"),
        ("def evaluate(p):\n    return {'a': 'x', 'b': {}}\n", "no metric that is a number"),
        ("def evaluate(p):\n    return 3\n", "returned int"),
        ("import time\ndef evaluate(p):\n    time.sleep(60)\n", "longer than 1 s"),
        (
            "def evaluate(p):\n    open('/etc/shadow').close()\n    raise ValueError('my own')\n",
            "shadow.*my own",
        ),
    ],
)
def test_an_evaluator_that_fails_on_the_unchanged_program_is_refused_with_its_reason(
    evaluator: str, said: str, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    rules = EvaluationRules(sys.executable, seconds=1.0)
    problem = read_problem(*write_problem(tmp_path, evaluator))

    with pytest.raises(Declined, match=said):
        choose_evaluator(problem, rules, sandbox)


def test_the_modules_of_the_program_are_there_together_with_the_evaluator(
    tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    file, _ = write_problem(
        tmp_path / "own", "", "import helper\n\n\ndef answer(x):\n    return x\n"
    )
    (tmp_path / "own" / "helper.py").write_text("A = 1\n")
    _, evaluator = write_problem(tmp_path / "judge", READS_TEXT)

    chosen = choose_evaluator(read_problem(file, evaluator), RULES, sandbox)
    chosen.evaluator.close()

    assert chosen.mode == TOGETHER and chosen.initial[0].is_usable


@pytest.mark.parametrize(
    ("metrics", "score"),
    [
        ("{f'm{n}': 0.0 for n in range(300)} | {'combined_score': 7.0}", 7.0),
        ("{f'm{n}': float(n) for n in range(301)}", 150.0),
        ("{f't{n}': 'x' for n in range(300)} | {'a': 3.0}", 3.0),
    ],
)
def test_the_score_counts_all_metrics_however_many_there_are(
    metrics: str, score: float, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    source = f"def evaluate(p):\n    return {metrics}\n"

    chosen = choose_evaluator(read_problem(*write_problem(tmp_path, source)), RULES, sandbox)
    chosen.evaluator.close()

    assert chosen.initial[0].score == score and len(chosen.initial[0].metrics) <= 201
    assert chosen.initial[0].ignored


def test_nothing_is_left_in_the_temporary_folder(
    sandbox: ConfinedSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = read_problem(*write_problem(tmp_path, WANTS_17))
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        evaluator = ApartEvaluator(problem, RULES, sandbox)

        evaluator.evaluate("def answer(x):\n    return x\n")
        own = list(Path(folder).glob("evolve-*"))
        left = list(Path(folder).glob("evolve-*/gain_*.py"))
        evaluator.close()

        assert (len(own), left, list(Path(folder).glob("evolve-*"))) == (1, [], [])


def _leave(folder: Path, *, harness: bool, is_socket: bool) -> None:
    """A folder as a killed process leaves it, or one that only resembles it."""
    folder.mkdir()
    if harness:
        (folder / "code_evolver_harness.py").write_text("")
    if is_socket:
        socket.socket(socket.AF_UNIX).bind(str(folder / "candidates"))
    else:
        (folder / "candidates").mkdir()


def test_only_an_abandoned_folder_of_our_own_is_removed(tmp_path: Path) -> None:
    _leave(tmp_path / "evolve-abandoned", harness=True, is_socket=True)
    _leave(tmp_path / "evolve-used", harness=True, is_socket=True)
    _leave(tmp_path / "evolve-server", harness=False, is_socket=True)
    _leave(tmp_path / "evolve-work", harness=True, is_socket=False)
    (tmp_path / "evolve-link").symlink_to(tmp_path / "evolve-used")
    used = os.open(tmp_path / "evolve-used", os.O_RDONLY)
    fcntl.flock(used, fcntl.LOCK_SH)

    sweep(tmp_path)

    os.close(used)
    left = sorted(os.listdir(tmp_path))
    assert left == ["evolve-link", "evolve-server", "evolve-used", "evolve-work"]


@pytest.mark.parametrize(
    ("temporary", "chosen"),
    [("/short", "/short"), ("/" + "x" * 90, "/tmp"), ("/" + "é" * 40, "/tmp")],
)
def test_a_temporary_folder_with_a_long_path_is_not_used_for_sockets(
    temporary: str, chosen: str
) -> None:
    assert folder_for_sockets(temporary) == Path(chosen)


@pytest.mark.parametrize("network", [False, True])
def test_a_contained_evaluator_reaches_the_network_only_if_it_is_granted(
    network: bool, tmp_path: Path, sandbox: ConfinedSandbox
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        connect = f"    socket.create_connection({server.getsockname()}, 5).close()\n"
        source = f"import socket\n\n\ndef evaluate(p):\n{connect}    return {{'a': 1}}\n"
        rules = EvaluationRules(sys.executable, seconds=10.0, network=network)
        problem = read_problem(*write_problem(tmp_path, source))
        evaluator = ContainedEvaluator(problem, rules, sandbox)

        evaluation = evaluator.evaluate(problem.source)

        evaluator.close()
    assert evaluation.is_usable is network
