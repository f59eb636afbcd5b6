"""A run searches, keeps what it did, and continues after any end."""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.errors import BrokenReply, Declined, ModelUnavailable
from src.domain.events import Event, Noted
from src.evolve.evaluation import Evaluation
from src.evolve.attempts import Parts
from src.evolve.budgets import Budgets
from src.evolve.constant_tuning import ConstantTuning
from src.evolve.model_operator import ModelOperator, read_program
from src.evolve.problem import read_problem
from src.evolve.run_report import read_report, score_plot
from src.evolve.run_settings import RunSettings
from src.evolve.run_store import holding_run
from tests.evolve.problems import GAIN, write_problem
from tests.evolve.scripted_run import FunctionEvaluator, begin, gain_of, problem_in
from tests.fakes.scripted import ScriptedModel

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("search", ["archive", "hill-climbing", "best-of-n"])
def test_a_constant_is_found_without_a_model_whatever_the_search(
    search: str, tmp_path: Path
) -> None:
    def is_17(source: str) -> float:
        return float(gain_of(source) == -983)

    evolution, store = begin(
        tmp_path, FunctionEvaluator(is_17), Budgets(40, target=1.0), RunSettings(search=search)
    )

    ended = evolution.run()

    assert ended == "the target is reached"
    assert "GAIN = 17" in read_report(store.folder).best.record.source


@pytest.mark.parametrize(
    "number", [str(10**400), "-1.7e308", "1e999", "0x" + "f" * 4000, str(10**308)]
)
def test_numbers_too_large_to_vary_are_left_alone(number: str, tmp_path: Path) -> None:
    source = f"LARGE = {number}\nGAIN = 1\n"

    def change(parts: Parts) -> Parts:
        own = problem_in(tmp_path, source)
        return replace(parts, problem=own, operators=(ConstantTuning(own),))

    evaluator = FunctionEvaluator(lambda source: float("GAIN = 3\n" in source))
    evolution, store = begin(tmp_path, evaluator, Budgets(60, target=1.0), change=change)

    assert evolution.run() == "the target is reached"
    assert all(number in one.record.source for one in list(store.programs())[1:])


def test_workers_that_join_during_a_run_get_work_and_are_shown(tmp_path: Path) -> None:
    lock, all_three = threading.Lock(), threading.Event()
    active: list[str] = []
    shown: list[str] = []

    def evaluate(source: str) -> float:
        with lock:
            active.append(source)
            if len(active) == 3:
                all_three.set()
        if len(evaluator.evaluated) > 3:
            assert all_three.wait(30)
        with lock:
            active.remove(source)
        return -1000.0

    evaluator = FunctionEvaluator(evaluate)

    def places() -> int:
        return 1 if len(evaluator.evaluated) < 3 else 3

    evolution, store = begin(
        tmp_path,
        evaluator,
        Budgets(9),
        notify=lambda event: shown.append(getattr(event, "what", "")),
        change=lambda parts: replace(
            parts, places=places, workload=lambda: f"{places()} workers, 0 waiting"
        ),
    )
    evolution.run()

    first = [row.record.source for row in read_report(store.folder).programs]
    assert len(first) == len(set(first)) and all(one in evaluator.evaluated for one in first)
    assert shown[-1].endswith(" left; 3 workers, 0 waiting")


def test_a_score_far_above_the_few_before_it_is_repeated_in_a_fresh_process(tmp_path: Path) -> None:
    made: list[tuple[bool, bool]] = []

    class Recording(FunctionEvaluator):
        def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
            made.append(("GAIN = 17" in source, fresh))
            return super().evaluate(source, fresh=fresh)

    def score(source: str) -> float:
        return 1e6 if "GAIN = 17" in source else gain_of(source) / 1000

    evolution, _ = begin(tmp_path, Recording(score), Budgets(40, target=1e6))

    evolution.run()

    assert [fresh for is_far_above, fresh in made if is_far_above] == [False, True]


def test_a_program_that_differs_in_names_and_comments_only_is_not_evaluated(
    tmp_path: Path,
) -> None:
    twin = GAIN.replace("x", "value").replace("Multiply.", "Scale.") + "# done\n"
    model = ScriptedModel([f"```python\n{twin}```"] * 3)
    settings = RunSettings(iterations=3)
    operator = ModelOperator(model, problem_in(tmp_path), settings)
    evaluator = FunctionEvaluator(gain_of)
    evolution, store = begin(tmp_path, evaluator, Budgets(3), settings, (operator,))

    evolution.run()

    assert len(evaluator.evaluated) == 2 and store.counts()["rejected"] == 3


def test_what_a_model_writes_outside_the_marks_is_not_taken(tmp_path: Path) -> None:
    reply = "```python\n" + GAIN.replace("GAIN = 1", "GAIN = 900").replace("* x", "- x") + "```"
    model = ScriptedModel([reply])
    operator = ModelOperator(model, problem_in(tmp_path), RunSettings())
    evolution, store = begin(
        tmp_path, FunctionEvaluator(gain_of), Budgets(1), operators=(operator,)
    )

    evolution.run()

    best = read_report(store.folder).best
    assert best.record.source == GAIN.replace("GAIN = 1", "GAIN = 900")
    assert best.record.tokens > 0


def test_a_model_that_is_gone_is_reported_once_and_the_run_continues_without_it(
    tmp_path: Path,
) -> None:
    heard: list[Event] = []
    model = ScriptedModel(lambda request: ModelUnavailable("no answer"))
    operator = ModelOperator(model, problem_in(tmp_path), RunSettings())
    evolution, store = begin(
        tmp_path,
        FunctionEvaluator(gain_of),
        Budgets(12),
        operators=(operator,),
        notify=heard.append,
    )

    evolution.run()

    notes = [event for event in heard if isinstance(event, Noted)]
    assert len(notes) == 1 and len(model.requests) == 3
    assert read_report(store.folder).best.score > -999


def test_an_evaluator_that_is_edited_ends_the_run_with_what_was_found(tmp_path: Path) -> None:
    class Edited(FunctionEvaluator):
        def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
            if len(self.evaluated) == 6:
                (tmp_path / "evaluator.py").write_text("x = 1\n")
            return super().evaluate(source, fresh=fresh)

    evolution, store = begin(tmp_path, Edited(gain_of), Budgets(50))

    with pytest.raises(Declined, match="was changed during the run"):
        evolution.run()

    assert store.counts()["evaluations"] >= 6


def test_neutral_changes_are_hardly_ever_kept_under_a_noisy_evaluator(tmp_path: Path) -> None:
    chance = random.Random(3)
    evaluator = FunctionEvaluator(lambda source: chance.gauss(0, 1))
    number = iter(range(10**6))

    def reply(request: object) -> str:
        return f"```python\n{GAIN}unused_{next(number)} = 0\n```"

    source = GAIN.replace("# EVOLVE-BLOCK-START\n", "").replace("# EVOLVE-BLOCK-END\n", "")
    operator = ModelOperator(
        ScriptedModel(reply), problem_in(tmp_path / "bare", source), RunSettings()
    )
    evolution, store = begin(tmp_path, evaluator, Budgets(100), operators=(operator,))

    evolution.run()

    assert len(store.bests()) - 1 <= 1


def killed_run(nursery: "subprocess.Popen[str]", lines: int) -> int:
    """Run until so many iterations are acknowledged, kill it; how many were, of all runs."""
    assert nursery.stdin is not None and nursery.stdout is not None
    print(file=nursery.stdin, flush=True)
    _, resumed, process = nursery.stdout.readline().split()
    for _ in range(lines):
        assert nursery.stdout.readline().strip().isdigit()
    os.kill(int(process), signal.SIGKILL)
    for line in iter(nursery.stdout.readline, "ended\n"):
        assert line, "the runs' parent ended"
        lines += 1
    return int(resumed) + lines


@pytest.mark.parametrize(
    "kills", [5, pytest.param(200, marks=pytest.mark.soak)], ids=["few", "many"]
)
def test_a_killed_run_has_lost_nothing_that_was_acknowledged(kills: int, tmp_path: Path) -> None:
    chance = random.Random(11)
    command = [sys.executable, "-m", "tests.evolve.scripted_run", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as nursery:
        for _ in range(kills):
            acknowledged = killed_run(nursery, chance.randrange(1, 12))
            report = read_report(tmp_path / "run")
            numbers = [one.record.iteration for one in report.programs]

            assert report.counts["iterations"] >= acknowledged
            assert numbers == sorted(set(numbers)) and not report.is_under_way


def test_a_report_has_the_tree_the_baseline_and_a_picture(tmp_path: Path) -> None:
    evolution, store = begin(tmp_path, FunctionEvaluator(gain_of), Budgets(20))
    evolution.run()

    report = read_report(store.folder)

    line = report.lineage(report.best.record.id)
    assert line[0] is report.best and line[-1] is report.initial
    assert report.baseline()["programs"] == 5
    assert score_plot(report).count("<circle") == len(report.programs)


def test_a_run_is_continued_by_one_process_at_a_time(tmp_path: Path) -> None:
    with holding_run(tmp_path), pytest.raises(Declined, match="under way"):
        with holding_run(tmp_path):
            raise AssertionError("two processes hold the run")


@pytest.mark.parametrize(
    "program",
    [
        "# EVOLVE-BLOCK-START\nx = 1\n",
        "x = 1\n# EVOLVE-BLOCK-END\n",
        "# EVOLVE-BLOCK-START\n# EVOLVE-BLOCK-START\nx = 1\n# EVOLVE-BLOCK-END\n",
        "def f(:\n",
    ],
)
def test_a_program_with_broken_marks_or_syntax_is_refused_with_its_file(
    program: str, tmp_path: Path
) -> None:
    file, evaluator = write_problem(tmp_path, "", program)

    with pytest.raises(Declined, match="gain.py"):
        read_problem(file, evaluator)


def test_candidates_can_import_what_lies_beside_the_program_but_not_the_evaluators_modules(
    tmp_path: Path,
) -> None:
    program = "import used\n"
    file, evaluator = write_problem(tmp_path, "import answers\nimport shared\n", program)
    for name in ("used", "other", "answers", "deeper", "shared"):
        (tmp_path / f"{name}.py").write_text("x = 1\n")
    (tmp_path / "answers.py").write_text("import deeper\n")
    (tmp_path / "used.py").write_text("import shared\n")
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "gain.evolved.py").write_text("x = 1\n")

    neighbours = read_problem(file, evaluator).neighbours

    assert sorted(neighbours.sources) == ["other", "shared", "used"]


def test_nothing_beside_program_or_evaluator_is_loaded_ahead(tmp_path: Path) -> None:
    names = ("module.py", "package/__init__.py", "space/part.py", "built.cpython-311.so")
    imports = "import built, module, package.part, space.part, yaml\n"
    file, evaluator = write_problem(tmp_path, imports, imports)
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert read_problem(file, evaluator).preload == ("yaml",)


@pytest.mark.parametrize(
    ("reply", "program"),
    [
        ("<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n>>>>>>> REPLACE", "x = 2\ny = 1\n"),
        ("<<<<<<< SEARCH\nx = 1  \n=======\nx = 3\n>>>>>>> REPLACE\nDone.", "x = 3\ny = 1\n"),
        ("Here:\n```python\nx = 4\n```", "x = 4\n"),
        ("<<<<<<< SEARCH\nz = 1\n=======\nx = 2\n>>>>>>> REPLACE", ""),
        ("<<<<<<< SEARCH\nx = 1\n=======\nx = 2\n", ""),
        ("<<<<<<< SEARCH\nx = 1\n=======\nx = (\n>>>>>>> REPLACE", ""),
        ("```python\nx = 4", ""),
    ],
)
def test_a_reply_is_read_as_edits_or_as_a_program(reply: str, program: str) -> None:
    if program:
        assert read_program(reply, "x = 1\ny = 1\n") == program
    else:
        with pytest.raises(BrokenReply):
            read_program(reply, "x = 1\ny = 1\n")


def test_a_run_does_not_begin_with_a_program_that_has_no_score(tmp_path: Path) -> None:
    with pytest.raises(Declined, match="not a finite number"):
        begin(tmp_path, FunctionEvaluator(lambda source: float("nan")), Budgets(1))
