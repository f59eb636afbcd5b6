"""Does `test` and `optimize` work on well-known packages? Tried on their source distributions.

python -m bench.packages FOLDER [--python PATH] [--optimize] [--pynguin PATH] [--record FILE]

FOLDER holds the unpacked distributions of MODULES, from `pip download --no-deps --no-binary :all:`.
PATH is a Python with pytest and what they need.
"""

import argparse
import ast
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.measure_trials import add_record, read_records
from src.optimize.rewrites.catalogue import REWRITES
from src.usercode.mutants import mutants_of

MODULES = (
    *(f"humanize*/src/humanize/{one}.py" for one in ("filesize", "lists", "number", "time")),
    "python_slugify*/slugify/slugify.py",
    *(f"toolz*/toolz/{one}.py" for one in ("dicttoolz", "itertoolz", "recipes", "functoolz")),
    *(f"sortedcontainers*/sortedcontainers/sorted{one}.py" for one in ("set", "dict", "list")),
    *(f"more_itertools*/more_itertools/{one}.py" for one in ("recipes", "more")),
    *(
        f"boltons*/boltons/{one}.py"
        for one in ("mathutils", "strutils", "iterutils", "timeutils", "setutils", "typeutils")
    ),
)
SUITES = {"toolz": "toolz/tests"}
"""Where a package's own tests are; `tests` for the others. sortedcontainers ships none."""

LEAST_KILLED, WAIT, MOST_BROKEN, MOST_FUNCTIONS = 0.7, 400, 20, 4
_ROOT = Path(__file__).parent.parent


def main(arguments: Sequence[str] = ()) -> int:
    """Print a line for each module; returns 1 for a crash, or a suite or a version that fails."""
    parser = argparse.ArgumentParser(prog="python -m bench.packages")
    parser.add_argument("folder", type=Path)
    parser.add_argument("modules", nargs="*", help="parts of module paths; all without any")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--optimize", action="store_true")
    parser.add_argument("--pynguin", default="", help="a Python with pynguin, for comparison")
    parser.add_argument("--record", type=Path, help="file to write to, and to go on from")
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop after so long")
    options = parser.parse_intermixed_args(arguments or sys.argv[1:])
    records = read_records(options.record)
    known = [one["module"] for one in records]
    ends_at = time.monotonic() + options.seconds
    for pattern in MODULES:
        file = next(iter(sorted(options.folder.glob(pattern))), None)
        wanted = pattern not in known and time.monotonic() < ends_at
        wanted = wanted and any(part in pattern for part in options.modules or [""])
        if file is None or not wanted:
            continue
        began = time.monotonic()
        found = (_optimized if options.optimize else _tested)(file.resolve(), options.python)
        seconds = round(time.monotonic() - began, 1)
        if options.pynguin:
            found["pynguin"] = _by_pynguin(file.resolve(), options, int(seconds))
        record: dict[str, object] = {"module": pattern, "seconds": seconds, **found}
        add_record(options.record, record)
        records.append(record)
        print(record, flush=True)
    return _summary(records)


def _tested(file: Path, python: str) -> dict[str, object]:
    """Grow a suite, and run it by plain pytest in the distribution."""
    answer = _evolver("test", str(file), "--python", python)
    if not answer.get("suite"):
        return _refused(answer)
    suite = file.with_name(f"test_{file.stem}_grown.py")
    suite.write_text(answer["suite"], "utf-8")
    try:
        passed, said = _pytest(python, _distribution(file), suite)
    finally:
        suite.unlink()
    unseen = sum(one["run"] for one in answer["survivors"])
    return {
        "tests": len(answer["tests"]),
        "functions": len(answer["functions"]),
        "notes": len(answer["notes"]),
        "coverage": answer["coverage"],
        "killed": answer["killed"],
        "mutants": answer["mutants"],
        "in run lines": answer["killed"] + unseen,
        "trouble": "" if passed else f"its suite fails: {said}",
    }


def _optimized(file: Path, python: str) -> dict[str, object]:
    """Optimize functions in place, one at a time; run the package's own tests on each version."""
    root, original = _distribution(file), file.read_bytes()
    found: dict[str, str] = {}
    troubles = []
    for function in _chosen(file) or [""]:
        words = ["optimize", str(file), "--in-place", "--python", python]
        try:
            answer = _evolver(*words, *(["--function", function] if function else []))
            name = str(answer.get("function") or function)
            found[name] = str(answer.get("reason") or _refused(answer)["left out"])
            trouble = str(_refused(answer)["trouble"])
            if answer.get("improved"):
                said = _own_tests(python, root)
                file.write_bytes(original)
                # A package whose tests fail as it is judges nothing.
                trouble = said if said and not _own_tests(python, root) else ""
                found[name] += f"; the package's tests: {trouble or said or 'pass'}"
            troubles += [f"{name}: {trouble}"] if trouble else []
        finally:
            file.write_bytes(original)
            for left in (*file.parent.glob("*.optimized*"), *file.parent.glob("*.bak*")):
                left.unlink()
    return {"trouble": "; ".join(troubles), "functions": found}


def _chosen(file: Path) -> list[str]:
    """Return some functions that a rewrite may change; the program chooses one if there is none."""
    tree = ast.parse(file.read_text("utf-8"))
    edits = [change.edits for rewrite in REWRITES for change in rewrite.find(tree)]
    places = [{node.lineno for edit in one for node in edit.nodes} for one in edits]
    scopes: list[tuple[str, ast.Module | ast.ClassDef]] = [("", tree)]
    scopes += [(f"{node.name}.", node) for node in tree.body if isinstance(node, ast.ClassDef)]
    found = []
    for start, scope in scopes:
        for node in scope.body:
            lines = set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            if isinstance(node, ast.FunctionDef) and any(one <= lines for one in places):
                found.append(start + node.name)
    return found[:MOST_FUNCTIONS]


def _own_tests(python: str, root: Path) -> str:
    """Return what a package's own tests said, "" if they pass."""
    tests = root / SUITES.get(root.name.partition("-")[0], "tests")
    passed, said = _pytest(python, root, tests) if tests.is_dir() else (False, "it ships none")
    return "" if passed else said


def _by_pynguin(file: Path, options: argparse.Namespace, seconds: int) -> object:
    """How many of our mutants of the file pynguin's suite kills, given the same time."""
    root = _distribution(file)
    source = root / "src" if (root / "src").is_dir() else root
    module = ".".join(file.relative_to(source).with_suffix("").parts)
    with tempfile.TemporaryDirectory() as out:
        command = [options.pynguin, "-m", "pynguin", "--project-path", str(source)]
        command += ["--output-path", out, "--module-name", module, "--seed", "1"]
        command += ["--maximum-search-time", str(max(1, seconds)), "--assertion-generation"]
        command += ["MUTATION_ANALYSIS", "--report-dir", out]
        said = _run(command, root, {"PYNGUIN_DANGER_AWARE": "1"}, 3 * seconds + 60)
        suites = [one for one in Path(out).glob("test_*.py") if "def test" in one.read_text()]
        if not suites:
            return {"trouble": (said.stdout + said.stderr)[-300:]}
        env = {"PYTHONPATH": str(source)}
        command = [options.python, "-m", "pytest", "-q", "-x", "--tb=no", *map(str, suites)]
        if _run(command, root, env).returncode:
            return {"trouble": "its suite fails"}
        original, killed = file.read_text("utf-8"), 0
        tops = [getattr(one, "name", "") for one in ast.parse(original).body]
        mutants = mutants_of(original, list(filter(None, tops)), MOST_BROKEN)
        try:
            for mutant in mutants:
                file.write_text(mutant.source, "utf-8")
                killed += bool(_run(command, root, env, 60).returncode)
        finally:
            file.write_text(original, "utf-8")
        return {"killed": killed, "mutants": len(mutants)}


def _evolver(*words: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, str(_ROOT / "chat_cli.py"), "--offline", "--json", "--quiet"]
        ran = _run([*command, *words], _ROOT, {"CODE_EVOLVER_HOME": home})
    try:
        answer = json.loads(ran.stdout)
    except ValueError:
        return {"error": f"crash: {ran.stdout[-200:]} {ran.stderr[-300:]}"}
    return answer if isinstance(answer, dict) else {"error": str(answer)}


def _refused(answer: dict[str, Any]) -> dict[str, object]:
    """Return why nothing came of it; only a crash is trouble."""
    said = str(answer.get("error") or answer)[:300]
    is_crash = re.search("^crash:|went wrong inside", said)
    return {"trouble": said if is_crash else "", "left out": said}


def _pytest(python: str, root: Path, tests: Path) -> tuple[bool, str]:
    plain = ["-q", "-x", "-p", "no:cacheprovider", "-o", "addopts=", str(tests)]
    env = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(root / "src")}
    ran = _run([python, "-m", "pytest", *plain], root, env)
    return not ran.returncode, ran.stdout[-300:]


def _run(
    command: Sequence[str], folder: Path, environment: dict[str, str], wait: float = WAIT
) -> "subprocess.CompletedProcess[str]":
    try:
        given: dict[str, Any] = {"cwd": folder, "env": {**os.environ, **environment}}
        given |= {"timeout": wait, "capture_output": True, "text": True}
        return subprocess.run(command, check=False, **given)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 124, "", f"did not end in {wait:.0f} s")


def _distribution(file: Path) -> Path:
    return next(one for one in file.parents if (one / "PKG-INFO").is_file())


def _summary(records: Sequence[dict[str, Any]]) -> int:
    troubles = [one for one in records if one.get("trouble")]
    shares = [one["killed"] / one["in run lines"] for one in records if one.get("in run lines")]
    killed = f", {statistics.median(shares):.0%} killed in run lines (median)" if shares else ""
    left = sum(bool(one.get("left out")) for one in records)
    print(f"{len(records)} modules, {len(troubles)} with trouble, {left} left out{killed}")
    return int(bool(troubles) or bool(shares) and statistics.median(shares) < LEAST_KILLED)


if __name__ == "__main__":
    raise SystemExit(main())
