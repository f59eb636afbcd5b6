"""What a run gives back: metrics, files, limits to the point, and nothing left behind."""

import contextlib
import json
import os
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest

from src.domain.errors import SandboxError
from src.domain.program_run import Ending, Limits, Profile, Program
from src.sandbox.confined_session import NodeRunner
from src.sandbox.sandbox import ConfinedSandbox
from tests.sandbox.alone import alone, held
from tests.sandbox.conftest import LIMITS

ECHO = "import json, sys\nprint(json.dumps({'result': json.load(sys.stdin)['description']}))\n"


def test_a_node_reads_its_input_and_prints_its_result(sandbox: ConfinedSandbox) -> None:
    with sandbox.open(Program(ECHO)) as session:
        result = session.run({"description": "zwölf \ud83d"})

    assert result.finished and result.stdout == '{"result": "zw\\u00f6lf \\ud83d"}\n'
    assert result.tier == sandbox.tier and result.exit_code == 0


def test_a_large_input_arrives_whole(any_sandbox: ConfinedSandbox) -> None:
    source = "import sys\nprint(len(sys.stdin.read()))"

    with any_sandbox.open(Program(source)) as session:
        result = session.run("x" * 5_000_000)

    assert result.stdout == "5000000\n"


def test_runs_do_not_see_each_other(sandbox: ConfinedSandbox) -> None:
    source = "import json\nprint(getattr(json, 'mark', 'clean'))\njson.mark = 'dirty'"

    with sandbox.open(Program(source)) as session:
        said = [session.run("").stdout for _ in range(3)]

    assert said == ["clean\n"] * 3


def test_cpu_is_metered_without_the_interpreters_start(sandbox: ConfinedSandbox) -> None:
    busy = "import time\nend = time.process_time() + 0.15\nwhile time.process_time() < end: pass"

    with sandbox.open(Program(busy)) as session:
        cost = session.run("").metrics
    with sandbox.open(Program("")) as session:
        nothing = session.run("").metrics

    assert 150 <= cost.cpu_ms < 200
    assert cost.latency_ms >= 150 and cost.start_ms > 0
    assert nothing.cpu_ms < 20


def test_memory_is_the_peak_above_an_empty_run(sandbox: ConfinedSandbox) -> None:
    source = "x = bytearray(50 << 20)\ndel x"

    with sandbox.open(Program(source)) as session:
        used = session.run("").metrics.memory_mb
    with sandbox.open(Program("")) as session:
        unused = session.run("").metrics.memory_mb

    assert 49 <= used <= 53
    assert unused <= 1


def test_what_the_host_holds_is_not_the_programs_memory(any_sandbox: ConfinedSandbox) -> None:
    held = bytearray(b"x") * (200 << 20)

    with any_sandbox.open(Program("")) as session:
        used = session.run("").metrics.memory_mb

    assert used <= 1 and len(held) > 0


def test_what_a_node_writes_is_carried_out(sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    source = (
        "import os\nopen('chart.txt', 'w').write('high')\nos.mkdir('more')\n"
        "open('more/rows.csv', 'w').write('1,2')\n"
    )

    with sandbox.open(Program(source, out_folder=str(tmp_path / "out"))) as session:
        first = session.run("")
        second = session.run("")

    assert first.finished, first
    assert first.written == second.written == ("chart.txt", "more/rows.csv")
    assert (tmp_path / "out" / "more" / "rows.csv").read_text() == "1,2"


def test_without_an_out_folder_nothing_can_be_written(sandbox: ConfinedSandbox) -> None:
    with sandbox.open(Program("open('x', 'w')")) as session:
        result = session.run("")

    assert result.ending is Ending.FAILED and "PermissionError" in result.stderr


def test_a_very_deep_folder_is_removed(sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    source = (
        "import os\nfor depth in range(2000):\n"
        "    os.mkdir('d', 0 if depth == 40 else 0o700)\n    os.chdir('d')"
    )

    with sandbox.open(Program(source, out_folder=str(tmp_path))) as session:
        deep = session.run("")
        following = session.run("")

    # Whether the folders are counted before it gets stuck is a matter of milliseconds.
    assert {deep.ending, following.ending} <= {Ending.TOO_MUCH_OUTPUT, Ending.FAILED}


def test_a_granted_file_is_read_and_its_neighbour_is_not(
    sandbox: ConfinedSandbox, tmp_path: Path
) -> None:
    granted, other = tmp_path / "sales of may.csv", tmp_path / "other.csv"
    for path in (granted, other):
        path.write_text("12")
        path.chmod(0o600)
    source = "import sys\nprint(open(sys.stdin.read()).read())"

    with sandbox.open(Program(source, readable=(str(granted),))) as session:
        read, refused = session.run(str(granted)), session.run(str(other))

    assert read.stdout == "12\n"
    assert refused.ending is Ending.FAILED and "12" not in refused.stdout


def test_a_missing_file_may_be_granted(sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    with sandbox.open(Program(ECHO, readable=(str(tmp_path / "none"),))) as session:
        result = session.run({"description": 1})

    assert result.finished


def test_a_program_may_import_from_its_neighbours(sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    (tmp_path / "shapes.py").write_text("SIDES = 4")
    program = Program("import shapes\nprint(shapes.SIDES)", neighbours=str(tmp_path))

    with sandbox.open(program) as session:
        result = session.run("")

    assert result.stdout == "4\n"


def test_another_interpreter_is_used_where_one_is_named(sandbox: ConfinedSandbox) -> None:
    if not os.path.exists("/usr/bin/python3"):
        pytest.skip("there is no other interpreter")

    with sandbox.open(
        Program("import sys\nprint(sys.prefix)", python="/usr/bin/python3")
    ) as session:
        result = session.run("")

    assert result.stdout == "/usr\n", result


def test_what_is_no_interpreter_is_named(sandbox: ConfinedSandbox) -> None:
    with pytest.raises(SandboxError, match="not a working Python"):
        sandbox.open(Program("", python="/bin/false"))


def test_the_environment_is_made_from_nothing(
    sandbox: ConfinedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "s3cret")
    source = "import os, sys\nprint(sorted(os.environ), sys.path)"

    with sandbox.open(Program(source), fresh=True) as session:
        said = session.run("").stdout

    assert "KEY" not in said and "site-packages" not in said and os.getcwd() not in said


def test_a_fresh_session_has_processes_of_its_own(sandbox: ConfinedSandbox) -> None:
    source = "print(hash('layout'))"

    with sandbox.open(Program(source), fresh=True) as one:
        with sandbox.open(Program(source), fresh=True) as two:
            said = {one.run("").stdout, one.run("").stdout, two.run("").stdout}

    assert len(said) == 2


def test_open_sessions_with_the_same_grants_share_processes(
    any_sandbox: ConfinedSandbox, tmp_path: Path
) -> None:
    program = Program("print(hash('layout'))", neighbours=str(tmp_path))
    before = len(any_sandbox.state)

    with any_sandbox.open(program) as one, any_sandbox.open(program) as two:
        said = {one.run("").stdout, two.run("").stdout}
        one.close()
        said.add(two.run("").stdout)
        during = len(any_sandbox.state)

    assert len(said) == 1
    assert during == before + 1 and len(any_sandbox.state) == before


def test_many_threads_run_at_once(sandbox: ConfinedSandbox) -> None:
    said: list[str] = []

    def work(number: int) -> None:
        with sandbox.open(Program(ECHO)) as session:
            said.extend(session.run({"description": number}).stdout for _ in range(5))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == sorted(f'{{"result": {n}}}\n' for n in range(8) for _ in range(5))
    assert len([z for z in sandbox.state if z.kind == "plain"]) <= 2


def test_interrupting_ends_the_runs_under_way(sandbox: ConfinedSandbox) -> None:
    begun = threading.Event()
    program = Program(
        "from node_runtime import call_tool\ncall_tool('begun')\nimport time\ntime.sleep(100)",
        calls={"call_tool": lambda given: begun.set()},
        limits=Limits(wall_seconds=60, cpu_seconds=60),
    )
    endings: list[Ending] = []

    def work() -> None:
        with sandbox.open(program) as session:
            endings.append(session.run("").ending)

    thread = threading.Thread(target=work)
    thread.start()
    begun.wait(10)
    sandbox.interrupt()
    thread.join(10)

    assert endings == [Ending.CANCELLED]


def test_what_is_past_its_time_is_killed_and_its_output_so_far_kept(
    any_sandbox: ConfinedSandbox,
) -> None:
    source = "import time\nprint('begun', flush=True)\ntime.sleep(600)\nprint('over')"
    program = Program(source, limits=Limits(wall_seconds=0.5))

    with any_sandbox.open(program) as session:
        result = session.run("")

    # Not early; how late it may be is shown in bench/sandbox.py.
    assert result.metrics.latency_ms + result.metrics.start_ms >= 499
    assert result.ending is Ending.OUT_OF_TIME and result.stdout == "begun\n"


def test_a_program_past_its_processor_time_is_killed(sandbox: ConfinedSandbox) -> None:
    limits = Limits(wall_seconds=60, cpu_seconds=0.2)
    program = Program("while True:\n    pass", limits=limits)

    with sandbox.open(program) as session:
        result = session.run("")

    assert result.ending is Ending.OUT_OF_TIME and "processor time" in result.reason
    assert 180 <= result.metrics.cpu_ms < 300


def test_a_killed_zygote_is_replaced(sandbox: ConfinedSandbox) -> None:
    with sandbox.open(Program(ECHO), fresh=True) as session:
        session.run({"description": 1})
        for zygote in sandbox.state:
            _kill_tree(zygote.pid)
        result = session.run({"description": 2})

    assert result.stdout == '{"result": 2}\n'


def test_a_stuck_zygote_is_given_up_and_replaced(own_temporary: Path) -> None:
    limits = Limits(wall_seconds=0.2)
    with ConfinedSandbox(limits, tiers=("B",)) as sandbox, sandbox.open(Program(ECHO)) as session:
        session.run({"description": 1})
        (stuck,) = sandbox.state
        os.kill(stuck.pid, signal.SIGSTOP)
        result = session.run({"description": 2})
        (replaced,) = sandbox.state

    assert result.stdout == '{"result": 2}\n' and replaced.pid != stuck.pid


def held_before_and_after_use(folder: Path) -> list[tuple[int, int, int]]:
    """What this process holds after a sandbox was used once, and once more."""
    seen = []
    for _ in range(2):
        with ConfinedSandbox(LIMITS) as sandbox:
            for profile in (Profile.NODE, Profile.SUITE):
                with sandbox.open(Program("def test_x():\n    pass", profile)) as session:
                    session.run("")
        seen.append(held(folder))
    return seen


def test_closing_leaves_no_process_no_folder_and_no_descriptor(own_temporary: Path) -> None:
    before, after = alone(own_temporary, held_before_and_after_use, own_temporary)

    assert after == before and after[1:] == (0, 0)


def test_a_session_of_its_own_leaves_nothing(own_temporary: Path) -> None:
    granted = own_temporary / "granted"
    granted.write_text("x")
    with ConfinedSandbox(LIMITS) as sandbox:
        with sandbox.open(Program("")) as session:
            session.run("")
        before = sorted(own_temporary.rglob("*"))
        with sandbox.open(Program("", readable=(str(granted),))) as session:
            session.run("")
            during = sorted(own_temporary.rglob("*"))
        after, state = sorted(own_temporary.rglob("*")), sandbox.state

    assert len(during) > len(before)
    assert after == before and len(state) == 1


def test_an_idle_zygote_is_retired() -> None:
    with ConfinedSandbox(LIMITS, idle_seconds=0.1) as sandbox:
        with sandbox.open(Program("")) as session:
            session.run("")
        deadline = time.monotonic() + 20
        while sandbox.state and time.monotonic() < deadline:
            threading.Event().wait(0.02)
        retired = sandbox.state
        with sandbox.open(Program("print(1)")) as session:
            result = session.run("")

    assert retired == () and result.finished


def test_a_closed_sandbox_says_so() -> None:
    sandbox = ConfinedSandbox(LIMITS)
    sandbox.close()

    with pytest.raises(SandboxError, match="closed"):
        sandbox.open(Program(""))


def test_a_node_runner_gives_output_and_numbers(any_sandbox: ConfinedSandbox) -> None:
    runner = NodeRunner(any_sandbox, lambda name, given: ({"echo": Program(ECHO)}[name], given))

    stdout, stderr, metrics = runner.run_node("echo", {"description": "hi"})

    assert (stdout, stderr) == ('{"result": "hi"}\n', "")
    assert metrics["success"] is True and metrics["exit_code"] == 0
    assert {"latency_ms", "cpu_time_ms", "memory_mb"} <= metrics.keys()


def _kill_tree(pid: int) -> None:
    top = psutil.Process(pid)
    for process in [*top.children(recursive=True), top]:
        # Bubblewrap's first process takes the others with it.
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


MANY_THREADS = """
import json
import threading

stop, started = threading.Event(), 0
try:
    while started < 500:
        threading.Thread(target=stop.wait, daemon=True).start()
        started += 1
except RuntimeError:
    pass
stop.set()
print(json.dumps({"result": started}))
"""


def test_the_threads_of_a_program_are_bounded(any_sandbox: ConfinedSandbox) -> None:
    with any_sandbox.open(Program(MANY_THREADS)) as session:
        result = session.run({})

    assert result.finished and 8 <= json.loads(result.stdout)["result"] <= 64, result
