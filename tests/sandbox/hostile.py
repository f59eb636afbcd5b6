"""Programs that misbehave, each with how its run must end and what must be left of it."""

from dataclasses import dataclass

from src.domain.program_run import Ending


@dataclass(frozen=True)
class Hostile:
    """A program, its right ending, a piece of its stdout and of its reason or stderr."""

    name: str
    source: str
    ending: Ending
    printed: str = ""
    said: str = ""


HOSTILE = (
    Hostile(
        "loops for ever",
        "print('begun', flush=True)\nwhile True:\n    pass",
        Ending.OUT_OF_TIME,
        "begun",
        "the program",
    ),
    Hostile(
        "sleeps for ever",
        "import time\nprint('begun', flush=True)\ntime.sleep(1000)",
        Ending.OUT_OF_TIME,
        "begun",
        "ran longer than",
    ),
    Hostile(
        "ignores every signal",
        "import signal, time\n"
        "for n in range(1, 65):\n"
        "    try:\n        signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\n"
        "time.sleep(1000)",
        Ending.OUT_OF_TIME,
    ),
    Hostile("forks", "import os\nos.fork()", Ending.FAILED, said="PermissionError"),
    Hostile(
        "is a fork bomb",
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        break\n"
        "print('held')",
        Ending.FINISHED,
        "held",
    ),
    Hostile(
        "starts threads without end",
        "import threading, time\nfor _ in range(100000):\n"
        "    threading.Thread(target=time.sleep, args=(100,), daemon=True).start()",
        Ending.FAILED,
        said="can't start new thread",
    ),
    Hostile(
        "allocates without end",
        "x = []\nwhile True:\n    x.append(bytes(1 << 20))",
        Ending.OUT_OF_MEMORY,
        said="more than 200 MiB",
    ),
    Hostile("takes one huge piece of memory", "x = bytearray(1 << 40)", Ending.OUT_OF_MEMORY),
    Hostile(
        "prints a gigabyte",
        "import sys\nfor _ in range(1024):\n    sys.stdout.write('x' * (1 << 20))",
        Ending.TOO_MUCH_OUTPUT,
        "xxx",
    ),
    Hostile(
        "complains a gigabyte",
        "import sys\nfor _ in range(1024):\n    sys.stderr.write('x' * (1 << 20))",
        Ending.TOO_MUCH_OUTPUT,
    ),
    Hostile(
        "prints bytes that are no text",
        "import sys\nsys.stdout.buffer.write(bytes(range(256)))",
        Ending.FINISHED,
        "ABC",
    ),
    Hostile(
        "closes its stdout",
        "import os, sys\nprint('first', flush=True)\nos.close(1)\nos.close(2)",
        Ending.FINISHED,
        "first",
    ),
    Hostile(
        "closes all its descriptors",
        "import os\nprint('first', flush=True)\nos.closerange(0, 100)",
        Ending.FINISHED,
        "first",
    ),
    Hostile(
        "reads stdin past its end",
        "import sys\nsys.stdin.read()\nprint(repr(sys.stdin.read()), repr(sys.stdin.readline()))",
        Ending.FINISHED,
        "'' ''",
    ),
    Hostile("asks for input at its end", "input()\ninput()", Ending.FAILED, said="EOFError"),
    Hostile("does not read stdin", "print('done')", Ending.FINISHED, "done"),
    Hostile(
        "deletes itself",
        "import os\nos.remove(__file__)",
        Ending.FAILED,
        said="Error",
    ),
    Hostile(
        "replaces json",
        "import json, sys\njson.loads = json.load = json.dumps = lambda *a, **k: 1 / 0\n"
        "sys.modules['json'] = None\nprint('done')",
        Ending.FINISHED,
        "done",
    ),
    Hostile(
        "exits in atexit",
        "import atexit, os\natexit.register(lambda: os._exit(7))\nprint('done', flush=True)",
        Ending.FAILED,
        "done",
    ),
    Hostile(
        "waits in atexit",
        "import atexit, time\natexit.register(time.sleep, 1000)\nprint('done', flush=True)",
        Ending.OUT_OF_TIME,
        "done",
    ),
    Hostile(
        "reads a null pointer",
        "import ctypes\nprint('begun', flush=True)\nctypes.string_at(0)",
        Ending.FAILED,
        "begun",
        "SIGSEGV",
    ),
    Hostile(
        "recurses without end",
        "import sys\nsys.setrecursionlimit(10**9)\ndef f(x):\n    return sorted([x], key=f)\nf(0)",
        Ending.FAILED,
        said="SIGSEGV",
    ),
    Hostile(
        "recurses as far as it may", "def f():\n    f()\nf()", Ending.FAILED, said="RecursionError"
    ),
    Hostile("aborts", "import os\nos.abort()", Ending.FAILED, said="SIGABRT"),
    Hostile(
        "kills itself",
        "import os, signal\nprint('begun', flush=True)\nos.kill(os.getpid(), signal.SIGTERM)",
        Ending.FAILED,
        "begun",
        "SIGTERM",
    ),
    Hostile(
        "stops itself",
        "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
        Ending.OUT_OF_TIME,
    ),
    Hostile("leaves without a word", "import os\nos._exit(0)", Ending.FINISHED),
    Hostile("exits with a number", "import sys\nsys.exit(3)", Ending.FAILED, said="3"),
    Hostile("exits with a text", "import sys\nsys.exit('no')", Ending.FAILED, said="no"),
    Hostile("is no Python", "this is no python", Ending.FAILED, said="SyntaxError"),
    Hostile("has a null byte", "x = 1\0", Ending.FAILED, said="null byte"),
    Hostile("nests without end", "x = " + "(" * 5000 + ")" * 5000, Ending.FAILED),
    Hostile("is empty", "", Ending.FINISHED),
    Hostile(
        "raises what cannot be printed",
        "class E(Exception):\n    def __str__(self):\n        raise ValueError\nraise E",
        Ending.FAILED,
    ),
    Hostile(
        "breaks the streams",
        "import sys\nsys.stdout = sys.stderr = None\nraise ValueError('x')",
        Ending.FAILED,
    ),
    Hostile(
        "pretends to have been unconfined",
        "import sys\nsys.exit(81)",
        Ending.FAILED,
        said="81",
    ),
    Hostile(
        "talks nonsense to the host",
        "import os\nos.write(3, b'\\xff not json\\n{}\\n[1]\\n' * 10)\n"
        "print(os.read(3, 100).decode())",
        Ending.FINISHED,
        '"error"',
    ),
    Hostile(
        "asks the host without end",
        'import os\nwhile True:\n    os.write(3, b\'{"method": "x"}\\n\' * 1000)',
        Ending.OUT_OF_TIME,
    ),
    Hostile(
        "asks the host a question without end",
        "import os\nwhile True:\n    os.write(3, b'x' * 65536)",
        Ending.FAILED,
        said="Error",
    ),
)
