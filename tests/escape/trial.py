"""Runs every probe, confined and not, as whoever runs this; prints what became of each as JSON."""

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

# pylint: disable=wrong-import-position
from msgspec.structs import replace  # noqa: E402

from src.domain.program_run import Ending, ImportedModules, Limits, Profile, Program  # noqa: E402
from src.sandbox.sandbox import ConfinedSandbox  # noqa: E402
from tests.escape.catalogue import ALL_PROBES  # noqa: E402
from tests.escape.probe import Probe  # noqa: E402

LIMITS = Limits(wall_seconds=1, cpu_seconds=0.3, memory_mb=100, files_mb=16, file_count=500)
PYTHON = os.path.realpath(sys.executable)
_INHERITED = 50
_VICTIM = """
import ctypes, signal, sys, time
ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1 & (2**64 - 1)), 0, 0, 0)
buffer = ctypes.create_string_buffer(b"s3cret")
signal.signal(signal.SIGUSR1, signal.SIG_IGN)
print(ctypes.addressof(buffer), flush=True)
time.sleep(60)
"""
_EARLIER = "s3cret of another program"
_FORKED = f"""
import os
earlier = {_EARLIER!r} * 100
if os.fork():
    os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""
"""The control of what is inherited: a program forked from a process that has read another."""


def main() -> None:
    """Print {"tier": ..., "said": {probe: what it said}} for a tier, or for "unconfined"."""
    tier = sys.argv[1]
    os.environ["CODE_EVOLVER_SECRET"] = "s3cret"
    if tier == "unconfined":
        said = {probe.name: _run_unconfined(probe) for probe in ALL_PROBES}
        print(json.dumps({"tier": tier, "said": said}))
        return
    with ConfinedSandbox(LIMITS, tiers=(tier,)) as sandbox:
        confined = {probe.name: _run_confined(sandbox, probe) for probe in ALL_PROBES}
        print(json.dumps({"tier": sandbox.tier, "said": confined}))


def _run_confined(sandbox: ConfinedSandbox, probe: Probe) -> str:
    with target(probe.needs) as given:
        out = given["out"] if probe.needs == "out" else ""
        granted = (given["granted"],) if probe.needs == "grant" else ()
        program = Program(probe.source, readable=granted, out_folder=out)
        if probe.needs == "candidate":
            program = _candidate(probe)
        if probe.needs == "earlier":
            _run_earlier(sandbox)
        with sandbox.open(program) as session:
            result = session.run(given)
        # What ended before its time did not get what it wanted.
        escaped = result.ending is Ending.FINISHED and "ESCAPED" in result.stdout
        followed = any(Path(out, name).is_symlink() for name in result.written)
        said = f"{result.ending.value}: {result.stdout.strip()} {result.reason} {result.stderr}"
        return f"ESCAPED {said}" if escaped or followed else said


def _run_earlier(sandbox: ConfinedSandbox) -> None:
    """Run programs in the process that the probe will be forked from, each with its secrets."""
    imported = ImportedModules({"other": f"KEY = '{_EARLIER}'"})
    setup = f"KEY = '{_EARLIER}'\ndef make_input(seed, size): return (seed,)"
    source = f"KEY = '{_EARLIER}'\n" * 300 + "def same(x): return x"
    node = Program(source, arguments=(_EARLIER,), imports=imported)
    function = Program(source, Profile.FUNCTION, function="same", setup=setup)
    for program, given in ((node, {"key": _EARLIER}), (function, {"seed": 1, "size": 1})):
        with sandbox.open(program) as session:
            assert session.run(given).finished


def _candidate(probe: Probe) -> Program:
    """The probe as a candidate with its evaluator, which may start Python."""
    limits = replace(LIMITS, wall_seconds=5, cpu_seconds=5, processes=4)
    return Program(probe.source, Profile.EVALUATION, arguments=(PYTHON,), limits=limits)


def _run_unconfined(probe: Probe) -> str:
    inherited = os.open("/dev/null", os.O_RDONLY)
    os.dup2(inherited, _INHERITED)
    with target(probe.needs) as given:
        program = Path(given["out"], "program.py")
        program.write_text((_FORKED if probe.needs == "earlier" else "") + probe.source)
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-B", str(program)],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=30,
            cwd=given["out"],
            pass_fds=(_INHERITED,),
            check=False,
        )
    os.close(inherited)
    os.close(_INHERITED)
    return done.stdout.strip() + done.stderr[-300:]


@contextlib.contextmanager
def target(needs: str) -> Iterator[dict[str, Any]]:
    """Something worth getting at, new for each probe."""
    folder = Path(tempfile.mkdtemp(prefix="escape-"))
    try:
        with contextlib.ExitStack() as stack:
            given = _files(folder) | {"python": PYTHON}
            if needs == "data":
                given |= {"data": _data_folder(folder / "data")}
            if needs == "victim":
                given |= stack.enter_context(_victim())
            if needs == "servers":
                given |= stack.enter_context(_servers(folder))
            yield given
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _files(folder: Path) -> dict[str, Any]:
    for name in ("secret", "beside_granted", "granted"):
        (folder / name).write_text("s3cret")
    (folder / "link").symlink_to(folder / "secret")
    for name in ("empty", "out", "project"):
        (folder / name).mkdir()
    (folder / "project" / "config.yaml").write_text("key: s3cret")
    (folder / "project" / "node_runtime.py").write_text("")
    names = ("secret", "beside_granted", "granted", "link", "empty", "out", "project")
    return {"folder": str(folder)} | {name: str(folder / name) for name in names}


def _data_folder(folder: Path) -> str:
    """What Code Evolver keeps, a secret in each part."""
    for name in ("nodes/other_node", "tools", "reply_cache"):
        (folder / name).mkdir(parents=True)
    (folder / "nodes/other_node/main.py").write_text('KEY = "s3cret"\n')
    for name in ("nodes/other_node/node.json", "reply_cache/one.json"):
        (folder / name).write_text('{"key": "s3cret"}')
    for name in ("web_secret", "config.yaml", "evolver.db.lock"):
        (folder / name).write_text("s3cret")
    with contextlib.closing(sqlite3.connect(folder / "evolver.db")) as database:
        database.execute("CREATE TABLE kept AS SELECT 's3cret' AS key")
        database.commit()
    return str(folder)


@contextlib.contextmanager
def _victim() -> Iterator[dict[str, Any]]:
    with subprocess.Popen([sys.executable, "-c", _VICTIM], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        address = int(process.stdout.readline())
        try:
            yield {"victim": process.pid, "address": address}
        finally:
            process.kill()


@contextlib.contextmanager
def _servers(folder: Path) -> Iterator[dict[str, Any]]:
    with contextlib.ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        threading.Thread(target=_answer_once, args=(udp,), daemon=True).start()
        places = {"unix": str(folder / "line"), "abstract": f"escape-{os.getpid()}"}
        for address in (places["unix"], "\0" + places["abstract"]):
            server = stack.enter_context(socket.socket(socket.AF_UNIX))
            server.bind(address)
            server.listen()
        datagrams = stack.enter_context(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        datagrams.bind(str(folder / "datagrams"))
        places["unix_datagram"] = str(folder / "datagrams")
        yield {"tcp": tcp.getsockname()[1], "udp": udp.getsockname()[1], **places}


def _answer_once(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        _, asker = line.recvfrom(1000)
        if asker is not None:  # None: the line was closed while it was listened to
            line.sendto(b"answer", asker)


if __name__ == "__main__":
    main()
