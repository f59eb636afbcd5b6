"""Measures how long evolution takes to its first model request, of ours and of OpenEvolve's."""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.evolve.problems import GAIN, WANTS_17, write_problem

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
_CONFIG = """max_iterations: 1
llm: {{primary_model: scripted, api_base: "http://127.0.0.1:{port}/v1", api_key: none}}
evaluator: {{parallel_evaluations: 1}}
"""
_THEIRS = "import sys; from openevolve.cli import main; sys.exit(main())"


class FirstRequest(http.server.BaseHTTPRequestHandler):
    """Notes the first request for a completion, by Ollama's protocol or OpenAI's."""

    def do_GET(self) -> None:  # pylint: disable=invalid-name
        """List the model; there is nothing else to read."""
        status = 200 if self.path == "/v1/models" else 404
        self._answer(status, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def do_POST(self) -> None:  # pylint: disable=invalid-name
        """Note the moment of the first completion."""
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if not self.path.endswith(("/chat/completions", "/api/chat")):
            self._answer(404, {"error": "not here"})
            return
        server = self.server
        assert isinstance(server, NotingServer)
        server.seen.set()
        self._answer(500, {"error": "that is all"})

    def log_message(self, *_arguments: object) -> None:
        """Print nothing."""

    def _answer(self, status: int, message: object) -> None:
        body = json.dumps(message).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        with suppress(ConnectionError):  # The process that asked was ended.
            self.end_headers()
            self.wfile.write(body)


class NotingServer(http.server.ThreadingHTTPServer):
    """Sets `seen` at the first request for a completion."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), FirstRequest)
        self.seen = threading.Event()


def first_requests(theirs: str) -> dict[str, tuple[float, float]]:
    """CPU and wall seconds to the first model request, the lowest of some rounds in turn."""
    commands = {"ours": [sys.executable, str(ROOT / "chat_cli.py"), "evolve", "gain.py"]}
    commands["ours"] += ["--evaluator", "evaluator.py", "--config", "c.yaml"]
    if theirs:
        commands["theirs"] = [theirs, "-c", _THEIRS, "gain.py", "evaluator.py"]
        commands["theirs"] += ["--config", "c.yaml"]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            found[name].append(_first_request(command))
    return {name: (min(c for c, _ in f), min(w for _, w in f)) for name, f in found.items()}


def _first_request(command: list[str]) -> tuple[float, float]:
    with NotingServer() as server, tempfile.TemporaryDirectory() as name:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        folder = Path(name)
        write_problem(folder, WANTS_17, GAIN)
        (folder / "c.yaml").write_text(_CONFIG.format(port=server.server_address[1]))
        environment = os.environ | {"CODE_EVOLVER_HOME": str(folder / "home")}
        began = time.monotonic()
        with subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            assert server.seen.wait(120), f"no request of {command[:3]}"
            wall = time.monotonic() - began
            cpu = _cpu_seconds(process.pid)
            os.killpg(process.pid, 9)
        server.shutdown()
        return cpu, wall


def _cpu_seconds(root: int) -> float:
    from bench.evolve import cpu_seconds

    return cpu_seconds(root)
