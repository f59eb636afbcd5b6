"""Nodes in use: improved by hand, looked after, kept to an allowance, their suites grown."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.app.app import App
from src.app.autoevolve_wiring import make_node_improver, make_promotion
from src.autoevolve.candidate_checks import ReplayCheck
from src.autoevolve.effort import Effort
from src.autoevolve.node_improver import Improved
from src.autoevolve.rollback import RollbackMonitor
from src.autoevolve.tests_from_use import add_accepted_result, with_test
from src.autoevolve.worker import NodeRank
from src.domain.artifact import ArtifactType
from src.domain.candidate import Candidate, Origin
from src.domain.errors import NodeError
from src.domain.events import Event, IterationEnded
from src.domain.node import Lineage, Node, draft_of
from src.domain.node_artifacts import artifact_id
from src.domain.node_runs import EvolutionEvent
from src.domain.outcome import Outcome, OutcomeStatus
from src.domain.program_run import Ending, RunMetrics, RunResult
from src.language.task_reading import read_task
from tests.autoevolve.evolving import (
    BROKEN,
    NODE,
    BackgroundWork,
    adapters_of,
    case_of,
    keep_slow_node,
    open_app,
    program,
    record_run,
)


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path)
    yield app
    app.close()


def break_node(app: App) -> Node:
    """A second version that fails on what the first one answers."""
    adapters = adapters_of(app)
    node = adapters.nodes.load(NODE)
    return adapters.nodes.keep(draft_of(node, program(BROKEN), Lineage(Origin.IMPROVED, parent=1)))


def test_evolve_improves_a_node_now_and_memory_has_the_new_program(app: App) -> None:
    keep_slow_node(app)
    heard: list[Event] = []

    done = app.auto_evolution.evolve(NODE, 1, heard.append)

    assert done.kept and done.node.version == 2 and "faster" in done.reason
    assert "@cache" in app.nodes.load(NODE).source
    assert [e for e in heard if isinstance(e, IterationEnded) and e.iteration.verdict.kept]
    remembered = app.memory.show(artifact_id(ArtifactType.CODE, NODE))
    assert remembered.content["implementation"] == app.nodes.load(NODE).source
    assert remembered.version == 2
    assert [event.what for event in app.auto_evolution.log()] == ["kept"]


def test_an_interrupt_leaves_what_was_kept_before_it(app: App) -> None:
    keep_slow_node(app)

    def hear(event: Event) -> None:
        if isinstance(event, IterationEnded) and event.iteration.verdict.kept:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        app.auto_evolution.evolve(NODE, 3, hear)

    assert app.nodes.load(NODE).version == 2 and "@cache" in app.nodes.load(NODE).source


class Meanwhile:
    """An error budget that lets something happen in the middle of a comparison."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self._happens = happens

    def next_level(self) -> float:
        self._happens()
        return 0.05

    def record_keep(self) -> None:
        """The candidate was sure."""


def improve_while(app: App, node: Node, happens: Callable[[], object]) -> Improved:
    adapters = adapters_of(app)
    improver = make_node_improver(adapters, adapters.sandbox, Meanwhile(happens))
    return improver.improve(node, Effort(1, 24, 60.0, 0), lambda event: None)


@pytest.mark.soak
def test_a_node_edited_by_hand_while_it_is_measured_keeps_the_edit(app: App) -> None:
    node = keep_slow_node(app)
    main = Path(node.folder) / "main.py"
    edited = main.read_text() + "# mine\n"

    done = improve_while(app, node, lambda: main.write_text(edited))

    now = app.nodes.load(NODE)
    assert not done.kept and "changed meanwhile" in done.reason
    assert now.source == edited and now.version == 2
    assert app.nodes.version(NODE, 2).lineage.origin is Origin.EDITED


@pytest.mark.soak
def test_a_node_deleted_while_it_is_measured_stays_deleted(app: App) -> None:
    node = keep_slow_node(app)

    def delete() -> None:
        if NODE in app.nodes.ids():
            app.nodes.delete(NODE)

    done = improve_while(app, node, delete)

    assert not done.kept and "unknown node" in done.reason
    assert app.nodes.ids() == ()


def test_a_node_deleted_before_it_is_taken_up_is_left_alone(app: App) -> None:
    keep_slow_node(app)
    told: list[str] = []
    work = BackgroundWork(app)

    app.nodes.delete(NODE)
    told.append(work.improve(NodeRank(NODE, 1, 1, 50.0), lambda: False))
    work.close()

    assert told == [""]
    assert "unknown node" in app.auto_evolution.log()[0].text


def test_evolving_what_is_no_node_is_an_error_with_a_hint(app: App) -> None:
    with pytest.raises(NodeError, match="unknown node nothing_node"):
        app.auto_evolution.evolve("nothing_node", 1, lambda event: None)


def test_a_version_that_fails_in_use_is_rolled_back_and_its_failure_becomes_a_test(
    app: App,
) -> None:
    keep_slow_node(app)
    break_node(app)
    record_run(app, 2, 24, Ending.FAILED)
    work = BackgroundWork(app)

    chosen = work.rank()[0]
    line = work.improve(chosen, lambda: False)
    work.close()

    node = app.nodes.load(NODE)
    assert chosen.urgency > 1
    assert "version 2 failed on 'fibonacci(n=24)'" in line
    assert node.version == 3 and "ArithmeticError" not in node.source
    assert "assert fibonacci(n=24) == 46368" in node.suite
    assert app.nodes.version(NODE, 3).lineage.parent == 1
    assert app.auto_evolution.log()[0].what == "rolled back"


def test_a_failure_that_every_ancestor_shares_is_left_to_the_input(app: App) -> None:
    keep_slow_node(app)
    break_node(app)
    record_run(app, 2, 5000, Ending.FAILED)
    adapters = adapters_of(app)
    memory, promotion = adapters.memory, make_promotion(adapters)

    monitor = RollbackMonitor(
        adapters.nodes, memory.runs, memory.evolution, promotion, adapters.sandbox
    )
    line = monitor.look_at(app.nodes.load(NODE))

    assert line == "" and app.nodes.load(NODE).version == 2
    assert "all its ancestors fail" in app.auto_evolution.log()[0].text


def test_a_candidate_that_answers_otherwise_what_was_really_asked_is_refused(app: App) -> None:
    node = keep_slow_node(app)
    record_run(app, 1, 22)
    adapters = adapters_of(app)

    real = ReplayCheck(adapters.sandbox, node, adapters.memory.runs.records_of(NODE))

    assert "'fibonacci(n=22)'" in real.trouble(Candidate(program(BROKEN), Origin.IMPROVED))
    assert real.trouble(Candidate(node.source, Origin.IMPROVED)) == ""


def test_a_good_result_becomes_a_test_once_and_a_wrong_one_never(app: App) -> None:
    keep_slow_node(app)
    task, adapters = read_task("fibonacci of 9"), adapters_of(app)

    for result in (34, 34, 35):
        outcome = Outcome(task, OutcomeStatus.SOLVED, "ALGORITHM", result, node_id=NODE)
        add_accepted_result(
            outcome,
            {"arguments": {"n": 9}},
            adapters.nodes,
            adapters.suite_runner(),
            make_promotion(adapters),
        )

    node = app.nodes.load(NODE)
    assert node.version == 2 and node.suite.count("fibonacci(n=9)") == 1
    assert "34" in node.suite


def test_nothing_is_tried_once_the_hours_allowance_is_used_up(tmp_path: Path) -> None:
    app = open_app(tmp_path, candidates="2")
    keep_slow_node(app)
    log = adapters_of(app).memory.evolution
    work = BackgroundWork(app)

    before = [chosen.node_id for chosen in work.rank()]
    log.add(EvolutionEvent("candidate", "", NODE, 1, candidates=2))
    after = work.rank()
    left = app.auto_evolution.budget().left
    work.close()
    app.close()

    assert before == [NODE] and after == ()
    assert left.candidates == 0


def test_the_allowance_follows_the_settings(tmp_path: Path) -> None:
    app = open_app(tmp_path, candidates="7", tokens="9", minutes="1.5")

    most = app.auto_evolution.budget().most
    app.close()

    assert (most.candidates, most.tokens, most.minutes) == (7, 9, 1.5)


@pytest.mark.soak
def test_a_candidate_is_charged_before_it_runs_so_that_a_kill_gives_nothing_back(
    app: App,
) -> None:
    keep_slow_node(app)

    def hear(event: Event) -> None:
        if isinstance(event, IterationEnded):
            raise SystemExit

    with pytest.raises(SystemExit):
        app.auto_evolution.evolve(NODE, 1, hear)

    budget = app.auto_evolution.budget()
    assert budget.left.candidates < budget.most.candidates
    assert budget.left.minutes < budget.most.minutes


@pytest.mark.soak
def test_old_losing_branches_go_and_ancestors_stay(tmp_path: Path) -> None:
    app = open_app(tmp_path, versions="1")
    node = keep_slow_node(app)
    break_node(app)
    app.nodes.roll_back(NODE, 1)

    done = app.auto_evolution.evolve(NODE, 1, lambda event: None)
    versions = app.nodes.load(NODE).versions
    app.close()

    assert done.kept and versions == (1, 3, 4)
    assert node.versions == (1,)


def test_a_node_that_cannot_be_read_is_told_once_and_the_others_are_ranked(
    app: App, tmp_path: Path
) -> None:
    keep_slow_node(app)
    adapters = adapters_of(app)
    adapters.nodes.keep(
        replace(
            draft_of(app.nodes.load(NODE), "x", Lineage(Origin.WRITTEN)), subject="b", node_id=""
        )
    )
    run = RunResult(Ending.FINISHED, "{}", metrics=RunMetrics(5.0, 5.0, 0.1))
    adapters.memory.record("b_node", 1, run, {"description": "b"})
    (tmp_path / "nodes" / "b_node" / "node.json").write_text("{")
    work = BackgroundWork(app)

    ranked = [[chosen.node_id for chosen in work.rank()] for _ in range(3)]
    work.close()

    assert ranked == [[NODE]] * 3
    assert len([note for note in adapters.notes if "leaves b_node alone" in note]) == 1


def test_a_suite_that_became_wrong_is_told_and_nothing_is_kept(app: App) -> None:
    node = keep_slow_node(app)
    draft = draft_of(node, node.source, Lineage(Origin.EDITED, 1))
    wrong = with_test(node, draft, case_of(3, 99))
    adapters_of(app).nodes.keep(wrong)
    record_run(app, 2, 3)
    work = BackgroundWork(app)

    line = work.improve(work.rank()[0], lambda: False)
    work.close()

    assert line == "" and app.nodes.load(NODE).version == 2
    assert "fails its own suite" in app.auto_evolution.log()[0].text
    with pytest.raises(NodeError, match="fails its own suite"):
        app.auto_evolution.evolve(NODE, 1, lambda event: None)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from tests.autoevolve.evolving import NODE, BackgroundWork, adapters_of, keep_slow_node, open_app

app = open_app(Path(sys.argv[1]))
keep_slow_node(app)
work = BackgroundWork(app)
chosen = work.rank()[0]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
print(repr(work.improve(chosen, lambda: False)))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(app.nodes.load(NODE).version, adapters_of(app).notes)
work.close()
app.close()
"""


def test_a_full_disk_costs_the_attempt_and_nothing_that_is_there(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}

    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )

    said = run.stdout.splitlines()
    assert run.returncode == 0, run.stderr
    assert said[0] == "''"
    assert said[1].startswith("1 ") and "auto-evolution's log cannot be written" in said[1]
