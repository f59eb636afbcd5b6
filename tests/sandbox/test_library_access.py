"""What honest programs use of the standard library works confined."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from src.domain.program_run import Limits, Program
from src.sandbox.sandbox import ConfinedSandbox

ROOT = Path(__file__).resolve().parent.parent.parent
LIMITS = Limits(wall_seconds=20, cpu_seconds=10)
USES = {
    "asyncio": "import asyncio\nasync def f():\n    await asyncio.sleep(0)\n    return 1\n"
    "assert asyncio.run(f()) == 1",
    "threads": "from concurrent.futures import ThreadPoolExecutor\n"
    "with ThreadPoolExecutor(8) as pool:\n    assert list(pool.map(abs, [-1, 2])) == [1, 2]",
    "queues": "import queue, threading\nq = queue.Queue()\n"
    "threading.Thread(target=q.put, args=(1,)).start()\nassert q.get(timeout=5) == 1",
    "time zones": "import zoneinfo\nzoneinfo.ZoneInfo('Europe/Berlin')",
    "local time": "import time, datetime\ntime.localtime()\ndatetime.datetime.now().astimezone()",
    "a database in memory": "import sqlite3\nc = sqlite3.connect(':memory:')\n"
    "assert c.execute('select 1').fetchone() == (1,)",
    "secrets": "import secrets, uuid, random\nsecrets.token_hex()\nuuid.uuid4()\nrandom.random()",
    "hashes": "import hashlib\nhashlib.sha256(b'x').hexdigest()",
    "the null device": "import os, contextlib\n"
    "with open(os.devnull, 'w') as n, contextlib.redirect_stdout(n):\n    print('x')",
    "signals to itself": "import signal\ngot = []\n"
    "signal.signal(signal.SIGALRM, lambda *a: got.append(1))\n"
    "signal.setitimer(signal.ITIMER_REAL, 0.01)\nsignal.pause()\nassert got",
    "its own limits": "import resource\nresource.getrlimit(resource.RLIMIT_AS)",
    "the machine": "import os, platform\nos.cpu_count()\nplatform.python_version()\nos.getpid()",
    "profiling": "import cProfile, tracemalloc\ntracemalloc.start()\ncProfile.run('sum(range(9))')",
    "compression": "import zlib, bz2, lzma, gzip\nassert zlib.decompress(zlib.compress(b'x'))",
    "text": "import locale, textwrap, unicodedata, difflib, html, csv, xml.etree.ElementTree",
    "its own module": "import __main__, sys\nassert __name__ == '__main__' == __main__.__name__\n"
    "assert sys.argv == ['main.py']",
    "pickled classes": "import pickle\nclass A: pass\npickle.loads(pickle.dumps(A()))",
    "dataclasses": "import dataclasses, typing\n@dataclasses.dataclass\nclass A:\n    x: 'int'\n"
    "assert typing.get_type_hints(A) == {'x': int}",
}


@pytest.mark.parametrize("name", USES)
def test_a_program_may_use(sandbox: ConfinedSandbox, name: str) -> None:
    with sandbox.open(Program(USES[name], limits=LIMITS)) as session:
        result = session.run("")

    assert result.finished, result.stderr or result


@pytest.mark.parametrize("name", ["pickled classes", "its own module", "dataclasses"])
def test_the_same_works_unconfined(name: str, tmp_path: Path) -> None:
    """What is asked above is what Python does."""
    (tmp_path / "main.py").write_text(USES[name])

    done = subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, capture_output=True, check=False, timeout=60
    )

    assert done.returncode == 0, done.stderr


def test_tracebacks_show_the_programs_lines_and_not_ours(sandbox: ConfinedSandbox) -> None:
    source = "def f(x):\n    return 1 / x\nf(0)\n"

    with sandbox.open(Program(source)) as session:
        said = session.run("").stderr

    assert "return 1 / x" in said and 'File "main.py", line 2, in f' in said
    assert "guest" not in said


def test_a_node_run_by_hand_finds_node_runtime_and_its_tools(tmp_path: Path) -> None:
    node = tmp_path / "main.py"
    node.write_text(
        "from node_runtime import call_tool\n"
        "try:\n    call_tool('no_such_tool', 'x')\n"
        "except RuntimeError as problem:\n    print('heard:', problem)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CODE_EVOLVER_OFFLINE": "1"}

    done = subprocess.run(
        [sys.executable, str(node)],
        capture_output=True,
        text=True,
        env=environment | {"CODE_EVOLVER_HOME": str(tmp_path)},
        timeout=60,
        check=False,
    )

    assert done.stdout.startswith("heard: ") and "no_such_tool" in done.stdout, done.stderr
