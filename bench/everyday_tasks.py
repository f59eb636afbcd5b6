"""With a real model: how many everyday tasks are solved, and how many by one plain prompt.

The task file has one JSON object a line: {"text": "...", "test_list": ["assert f(1) == 2", ...]}.
Each task is typed as "TEXT: VALUES" with the values of its first assert; the other asserts are
asked afterwards as "TEXT: VALUES", too, which should need no model.

usage: python -m bench.everyday_tasks FILE SERVER MODEL [FIRST-LAST] [LIBRARY] [SEED] [ROUNDS]

LIBRARY is `first` or `fallback`. ROUNDS are the optimizer's; they take most of the processor's
time and change no result, so with 0 one machine can measure several parts of the tasks at once.
"""

import ast
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from src.app.adapters import Adapters
from src.app.app import App
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.documents.literals import json_of, literal_value
from src.domain.errors import BrokenReply
from src.domain.json_value import JSONValue, agrees
from src.domain.model_request import PromptPart, Request, Role
from src.domain.node_contract import call_input, read_answer
from src.domain.outcome import Outcome
from src.domain.program_run import Program
from src.domain.signature import function_ending
from src.prompts.code_replies import read_code
from src.prompts.imports_repair import add_missing_imports

ONE_PROMPT = (
    "Task: {task}\n\nWrite one general Python function for tasks like this one, with type hints."
    " Below it write one call of the function with the values of this task."
)
SYSTEM = (
    "You write short, correct Python 3 functions."
    " You reply with one ```python block and nothing else."
)


@dataclass(frozen=True, slots=True)
class Everyday:
    """A task: its text, the source of each call's arguments, and each result."""

    text: str
    values: tuple[str, ...]
    expected: tuple[JSONValue, ...]

    def typed(self, number: int) -> str:
        """The task as it is typed with one set of values."""
        return f"{self.text.rstrip('.')}: {self.values[number]}"


@dataclass(slots=True)
class Row:
    """What became of a task: right by value set, requests, output tokens, wall seconds."""

    right: list[bool] = field(default_factory=list)
    requests: int = 0
    tokens: int = 0
    seconds: float = 0.0
    reuse_requests: int = 0
    level: str = ""
    by_library: bool = False
    solved: bool = False
    note: str = ""


def read_tasks(path: Path) -> Iterator[Everyday]:
    """The tasks whose asserts are plain calls on literals."""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        try:
            calls = [_plain_call(one) for one in entry["test_list"]]
        except (ValueError, SyntaxError):
            continue
        if not entry.get("test_setup_code"):
            yield Everyday(entry["text"], tuple(v for v, _ in calls), tuple(e for _, e in calls))


def _plain_call(line: str) -> tuple[str, JSONValue]:
    test = ast.parse(line.strip()).body[0]
    if not (isinstance(test, ast.Assert) and isinstance(test.test, ast.Compare)):
        raise ValueError("no plain comparison")
    call, right = test.test.left, test.test.comparators[0]
    if not (isinstance(call, ast.Call) and isinstance(test.test.ops[0], ast.Eq)) or call.keywords:
        raise ValueError("no plain call")
    for argument in call.args:
        json_of(literal_value(argument))
    values = ", ".join(ast.unparse(argument) for argument in call.args)
    return values, json_of(literal_value(right))


def main() -> None:
    """Run the tasks both ways and print a row for each, then the totals."""
    given = sys.argv[1:]
    if len(given) < 3:
        sys.exit(__doc__)
    first, last = map(int, given[3].split("-")) if len(given) > 3 else (1, 40)
    library = given[4] if len(given) > 4 else "fallback"
    seed = int(given[5]) if len(given) > 5 else 0
    rounds = int(given[6]) if len(given) > 6 else 3
    tasks = list(read_tasks(Path(given[0])))[first - 1 : last]
    with tempfile.TemporaryDirectory() as home:
        adapters = Adapters(config_for(home, given[1], given[2], library, rounds=rounds), RunMode())
        app = App(adapters)
        try:
            rows = []
            for task in tasks:
                base = _one_prompt(adapters, task, seed)
                row = _product(app, adapters, task)
                rows.append((task, base, row))
                _print_row(task, base, row)
        finally:
            app.close()
    _report(rows)


def config_for(
    home: str, server: str, model: str, library: str, concurrency: int = 1, *, rounds: int = 3
) -> ConfigManager:
    """Settings under which one model at one server answers for every role."""
    roles = ", ".join(f'{role.value}: {{model: "{model}", endpoint: "{server}"}}' for role in Role)
    openai = f'openai_servers: [{{base_url: "{server}"}}]' if server.endswith("/v1") else ""
    path = Path(home) / "models.yaml"
    lines = ["ollama:", f"  models: {{{roles}}}", f"  concurrency: {concurrency}"]
    lines += [f"  {openai}"] if openai else []
    lines += ["optimizer:", f"  rounds: {rounds}"]
    path.write_text("\n".join([*lines, f"library: {library}", ""]), encoding="utf-8")
    return ConfigManager(path, environment={"CODE_EVOLVER_HOME": home})


def _usage(adapters: Adapters) -> tuple[int, int]:
    roles = adapters.router.usage().by_role.values()
    return sum(r.calls - r.cached for r in roles), sum(r.output_tokens for r in roles)


def _product(app: App, adapters: Adapters, task: Everyday) -> Row:
    row = Row()
    requests, tokens = _usage(adapters)
    began = time.perf_counter()
    outcome = app.solve(task.typed(0), lambda event: None)
    row.seconds = time.perf_counter() - began
    row.right.append(_is_right(outcome, task.expected[0]))
    after = _usage(adapters)
    row.requests, row.tokens = after[0] - requests, after[1] - tokens
    row.solved, row.note = outcome.solved, outcome.error
    row.level = outcome.confidence.level.value if outcome.confidence else ""
    row.by_library = any(step.detail in ("library", "arithmetic") for step in outcome.trace)
    if outcome.solved:
        for number in range(1, len(task.values)):
            again = app.solve(task.typed(number), lambda event: None)
            row.right.append(_is_right(again, task.expected[number]))
        row.reuse_requests = _usage(adapters)[0] - after[0]
    return row


def _is_right(outcome: Outcome, expected: JSONValue) -> bool:
    return outcome.solved and agrees(outcome.result, expected)


def _one_prompt(adapters: Adapters, task: Everyday, seed: int) -> Row:
    """The same task by one plain prompt; its function is run on the other values, too."""
    row = Row()
    prompt = (PromptPart(ONE_PROMPT.format(task=task.typed(0))),)
    warm = 0.8 if seed else 0.0
    request = Request(
        Role.GENERATOR, "write", prompt, SYSTEM, warm, seed=seed or None, max_tokens=512
    )
    requests, tokens = _usage(adapters)
    began = time.perf_counter()
    assert adapters.model is not None
    reply = adapters.model.complete(request)
    row.seconds = time.perf_counter() - began
    after = _usage(adapters)
    row.requests, row.tokens = after[0] - requests, after[1] - tokens
    try:
        source, call = _split_call(read_code(reply.text).source)
    except (BrokenReply, ValueError) as problem:
        row.note = str(problem)
        return row
    for values, expected in zip((call, *task.values[1:]), task.expected):
        row.right.append(_agrees(adapters, source, values, expected))
    return row


def _split_call(source: str) -> tuple[str, str]:
    """The definitions with `main` for the called function, and its arguments' source."""
    tree = ast.parse(source)
    names = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    keep = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    for node in reversed(tree.body):
        for part in ast.walk(node) if not isinstance(node, keep) else ():
            if isinstance(part, ast.Call) and ast.unparse(part.func) in names:
                body = ast.Module([one for one in tree.body if isinstance(one, keep)], [])
                code = add_missing_imports(ast.unparse(body))
                name = ast.unparse(part.func)
                wrapper = f"\n\ndef asked():\n    return {name}(%s)\n" + function_ending("asked")
                keywords = [ast.unparse(one) for one in part.keywords]
                return code + wrapper, ", ".join([*map(ast.unparse, part.args), *keywords])
    raise ValueError("there is no call")


def _agrees(adapters: Adapters, source: str, values: str, expected: JSONValue) -> bool:
    with adapters.sandbox.open(Program(source.replace("(%s)", f"({values})"))) as session:
        answer = read_answer(session.run(call_input({})))
    return answer.ok and agrees(answer.result, expected)


def _print_row(task: Everyday, base: Row, row: Row) -> None:
    marks = ["".join("+" if right else "-" for right in one.right) or "." for one in (base, row)]
    library = "library" if row.by_library else ""
    print(
        f"{marks[0]:4}{marks[1]:4} {row.level:7}{row.requests:3}{row.tokens:5}{row.seconds:6.0f}s"
        f" {row.reuse_requests:2} {library:8}{task.text[:60]} {row.note[:60]}",
        flush=True,
    )


def _report(rows: list[tuple[Everyday, Row, Row]]) -> None:
    for title, chosen in (
        ("all", rows),
        ("library fits", [one for one in rows if one[2].by_library]),
        ("others", [one for one in rows if not one[2].by_library]),
    ):
        if not chosen:
            continue
        base, product = [one[1] for one in chosen], [one[2] for one in chosen]
        print(f"{title}: {len(chosen)} tasks")
        for name, column in (("one prompt", base), ("product", product)):
            print(
                f"  {name:11} right {_first(column):3}  all values {_all(column):3}"
                f"  requests {statistics.median(r.requests for r in column):4}"
                f"  tokens {statistics.median(r.tokens for r in column):5}"
                f"  seconds {statistics.median(r.seconds for r in column):5.1f}"
            )
        high = [row for row in product if row.level == "high"]
        solved = [row for row in product if row.solved]
        print(
            f"  high {len(high)}, right {_first(high)}, on all values {_all(high)};"
            f" solved {len(solved)}; reuse asked no model in"
            f" {sum(not row.reuse_requests for row in solved)} of {len(solved)}"
        )


def _first(rows: list[Row]) -> int:
    return sum(bool(row.right) and row.right[0] for row in rows)


def _all(rows: list[Row]) -> int:
    return sum(len(row.right) > 1 and all(row.right) for row in rows)


if __name__ == "__main__":
    main()
