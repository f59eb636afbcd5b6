"""How many decorated stubs are written rightly, and what a call costs.

`python -m bench stubs` works without a model; `python -m bench.stubs URL MODEL` asks a model, and
compares with one prompt for the whole function.
"""

import inspect
import json
import re
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from bench.stub_tasks import HIDDEN
from src import ChatCLI, ConfigManager
from src.app.run_mode import RunMode
from src.documents.literals import json_argument
from src.domain.errors import EvolverError
from src.domain.json_value import agrees
from src.domain.model_request import Role
from src.domain.node_contract import call_input, read_answer
from src.domain.program_run import Limits, Program
from src.domain.signature import function_ending
from src.language.decorated_stub import read_stub
from src.sandbox.sandbox import ConfinedSandbox

CALLS = 40
MOST_MS = 15.0
_PROMPT = "Complete this Python function. Reply with the whole function in one code block.\n\n"
_FENCE = re.compile(r"```(?:python)?\n(.*?)```", re.DOTALL)


def main(server: str = "", model: str = "") -> int:
    """Print a line for each stub and the sums; 1 if a doctest was broken or a call is slow."""
    with tempfile.TemporaryDirectory() as home:
        flags = {"ollama.base_url": server} if server else {}
        flags |= {f"ollama.models.{role}.model": model for role in Role} if model else {}
        environment = {"CODE_EVOLVER_HOME": home, "XDG_CONFIG_HOME": home}
        config = ConfigManager(flags=flags, environment=environment)
        cli = ChatCLI(config, mode=RunMode(offline=not server))
        try:
            results = [_try_stub(cli, stub, server, model) for stub in HIDDEN]
            ratio, ours = _call_costs(cli)
        finally:
            cli.close()
    right, broken, alone = (sum(column) for column in zip(*results))
    baseline = f", {alone} by one prompt" if server else ""
    print(f"right: {right} of {len(HIDDEN)}{baseline}; accepted against a doctest: {broken}")
    print(f"a call: {ours:.1f} ms, {ratio:.2f} of an unconfined child process")
    return int(broken > 0 or ours > MOST_MS)


def _try_stub(
    cli: ChatCLI, stub: Callable[..., Any], server: str, model: str
) -> tuple[bool, bool, bool]:
    """Print how a stub ended: right, accepted against a doctest, right by one prompt."""
    written = cli.evolved(stub)
    began = time.perf_counter()
    right = broken = False
    try:
        right = all(_gives(written, values, wanted) for values, wanted in HIDDEN[stub])
        said = "right" if right else "WRONG"
        broken = not all(
            agrees(json_argument("", written(**(case.arguments or {})))[0], case.expected)
            for case in read_stub(stub).cases
        )
    except EvolverError as error:
        said = f"not written: {str(error)[:60]}"
    seconds = time.perf_counter() - began
    alone = _one_prompt(stub, server, model) if server else ""
    shown = f", one prompt {alone}" if alone else ""
    print(f"{stub.__name__:15} {said} in {seconds:.1f} s{shown}", flush=True)
    return right, broken, alone.startswith("right")


def _gives(written: Callable[..., Any], values: tuple[Any, ...], wanted: Any) -> bool:
    try:
        return bool(written(*values) == wanted)
    except (ValueError, RuntimeError, EvolverError):
        return False


def _one_prompt(stub: Callable[..., Any], server: str, model: str) -> str:
    """What a single request gets: the baseline."""
    code = read_stub(stub).function
    text = textwrap.dedent(inspect.getsource(stub))
    body = {
        "model": model,
        "stream": False,
        # The program's own context: with another, the server would load the model each time.
        "options": {"temperature": 0.1, "num_ctx": 8192, "num_predict": 1024},
        "messages": [{"role": "user", "content": f"{_PROMPT}```python\n{text}```"}],
    }
    request = urllib.request.Request(
        f"{server}/api/chat", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=600) as reply:
        said = json.load(reply)["message"]["content"]
    seconds = time.perf_counter() - began
    found = _FENCE.search(said)
    source = (found[1] if found else said) + "\n" + function_ending(code.name)
    names = list(inspect.signature(stub).parameters)
    with ConfinedSandbox(Limits()) as sandbox, sandbox.open(Program(source)) as session:
        right = all(
            agrees(
                read_answer(session.run(call_input(dict(zip(names, values))))).result,
                json_argument("", wanted)[0],
            )
            for values, wanted in HIDDEN[stub]
        )
    return f"{'right' if right else 'WRONG'} in {seconds:.1f} s"


def _call_costs(cli: ChatCLI) -> tuple[float, float]:
    """The median of a warm call, as a ratio to a child process and in milliseconds."""
    is_prime, ours, bare = cli.function("is_prime"), list[float](), list[float]()
    child = [sys.executable, "-I", "-S", "-c", "print(7 in (2, 3, 5, 7))"]
    is_prime(7)
    for _ in range(CALLS):
        ours.append(_ms(lambda: is_prime(7)))
        bare.append(_ms(lambda: subprocess.run(child, capture_output=True, check=True)))
    return statistics.median(ours) / statistics.median(bare), statistics.median(ours)


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
