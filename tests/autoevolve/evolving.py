"""A data folder with one slow node, for tests of auto-evolution."""

from pathlib import Path

from src.app.adapters import Adapters
from src.app.app import App, build_app
from src.app.autoevolve_wiring import make_background
from src.app.run_mode import RunMode
from src.autoevolve.worker import NodeRank
from src.config.manager import ConfigManager
from src.domain.candidate import Origin
from src.domain.json_value import to_json
from src.domain.node import Lineage, Node, NodeDraft
from src.domain.node_artifacts import ArtifactLabels, artifacts_of
from src.domain.program_run import Ending, RunMetrics, RunResult
from src.domain.signature import function_ending
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.measure.error_budget import SharedBudget
from src.tasks.case_writer import case_suite


def case_of(n: int, number: int) -> Example:
    """A case of the node's function."""
    return Example(f"fibonacci(n={n})", number, {"n": n})


SLOW = '''"""A Fibonacci number."""


def fibonacci(n: int) -> int:
    """The n-th number."""
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)
'''
BROKEN = SLOW.replace(
    "    if n < 2:", "    if n > 20:\n        raise ArithmeticError(n)\n    if n < 2:"
)
PLAN = Specification(
    read_task("fibonacci of 26"),
    TaskKind.ALGORITHM,
    "fibonacci",
    "the n-th",
    examples=(case_of(7, 13), case_of(12, 144)),
    function="fibonacci",
    signature="fibonacci(n: int) -> int",
    arguments={"n": 26},
)
SUITE = case_suite(PLAN)
NODE = "fibonacci_node"


def open_app(home: Path, **settings: str) -> App:
    """The program over this data folder, offline."""
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    flags = {f"auto.{key}": value for key, value in settings.items()}
    return build_app(ConfigManager(flags=flags, environment=environment), RunMode(offline=True))


def adapters_of(app: App) -> Adapters:
    """The adapters that an app is built over."""
    return app._adapters  # pylint: disable=protected-access


class BackgroundWork:
    """What auto-evolution does on its thread, done here step by step."""

    def __init__(self, app: App) -> None:
        self._parts = make_background(adapters_of(app), SharedBudget(24))
        self.improve = self._parts.worker.improve
        self.close = self._parts.sandbox.close

    def rank(self) -> tuple[NodeRank, ...]:
        return self._parts.ranking.worth_a_try(lambda: self._parts.quota.is_used_up)


def app_with(home: Path, url: str) -> App:
    """The program over this data folder, with the models of a server."""
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home), "OLLAMA_HOST": url}
    return build_app(ConfigManager(environment=environment))


def work_on(app: App) -> str:
    """What auto-evolution says of the node that it takes up first."""
    work = BackgroundWork(app)
    try:
        return work.improve(work.rank()[0], lambda: False)
    finally:
        work.close()


def program(source: str) -> str:
    """A version of the node's function as the program that is kept."""
    return source + function_ending("fibonacci")


def keep_slow_node(app: App) -> Node:
    """The node, run once, and remembered."""
    adapters = adapters_of(app)
    node = adapters.nodes.keep(
        NodeDraft(
            "fibonacci",
            "fibonacci",
            "ALGORITHM",
            program(SLOW),
            SUITE.source,
            Lineage(Origin.WRITTEN),
            specification={"plan": to_json(PLAN), "suite": to_json(SUITE)},
        )
    )
    adapters.memory.remember(artifacts_of(node, PLAN, SUITE, ArtifactLabels(0.8, {}, 1.0)))
    record_run(app, 1, 22)
    return node


def record_run(app: App, version: int, n: int, ending: Ending = Ending.FINISHED) -> None:
    """A run of the node, as the run log has it."""
    run = RunResult(ending, '{"result": 13}', metrics=RunMetrics(5.0, 5.0, 0.1))
    adapters_of(app).memory.record(NODE, version, run, {"arguments": {"n": n}})
