"""Starts schedulers and workers as programs, each with a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def make_certificates(folder: Path) -> str:
    """An authority, and one certificate that it signed, as docs/CLUSTER.md makes them."""
    folder.mkdir()
    for command in (
        "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=authority -keyout ca.key -out ca.pem",
        "req -newkey rsa:2048 -nodes -subj /CN=evolver -keyout key.pem -out request.pem",
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -out cert.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    return str(folder)


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def scheduler(address: str, tls: str = "") -> list[str]:
    """Dask's own command, as docs/CLUSTER.md gives it."""
    protocol, _, rest = address.partition("://")
    host, port = rest.split(":")
    command = [sys.executable, "-m", "dask", "scheduler", "--protocol", protocol, "--no-dashboard"]
    names = {"--tls-ca-file": "ca.pem", "--tls-cert": "cert.pem", "--tls-key": "key.pem"}
    files = [word for option, name in names.items() for word in (option, f"{tls}/{name}")]
    return [*command, "--host", host, "--port", port, *(files if tls else ())]


@contextmanager
def started(command: Sequence[str], ready: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """A program that runs in a folder until the block ends; entered when it printed `ready`."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("CODE_EVOLVER_HOME", "HOME", "TMPDIR", "DASK_TEMPORARY_DIRECTORY")
    environment = os.environ | {"PYTHONPATH": str(PROJECT)} | dict.fromkeys(names, str(folder))
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=folder,
        start_new_session=True,
    ) as process:
        try:
            assert process.stderr is not None
            said = ""
            while ready not in said:
                line = process.stderr.readline()
                assert line, said
                said += line
            yield process
        finally:
            process.terminate()
            try:
                process.communicate(timeout=60)
            finally:
                kill(process)


def kill(process: "subprocess.Popen[str]") -> None:
    """End a program and all it started, as a machine ends that loses its power."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # It has ended.
