"""Runs are started, continued, listed and exported; the user's own files stay as they are."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from src.domain.errors import BadArguments, ConfigError, Declined, EvolverError, ModelMissing
from src.domain.events import Event, Noted
from src.domain.ports import LanguageModel, Sandbox
from src.domain.program_run import Limits
from src.evolve.evolution_runs import EvolutionRuns, EvolveRequest, EvolveServices
from src.evolve.budgets import Budgets
from src.evolve.run_settings import ModelChoice, RunSettings, read_settings, settings_text
from src.evolve.run_store import FILE
from src.sandbox.sandbox import ConfinedSandbox
from tests.evolve.problems import GAIN, WANTS_17, write_problem
from tests.evolve.scripted_run import CountingClock
from tests.fakes.scripted import ScriptedModel


@contextmanager
def open_sandbox(parallel: int) -> Iterator[Sandbox]:
    with ConfinedSandbox(Limits(), workers=4 * parallel) as sandbox:
        yield sandbox


def runs_in(folder: Path, model: LanguageModel | None = None) -> EvolutionRuns:
    services = EvolveServices(open_sandbox, model, CountingClock(), lambda: None, "")
    return EvolutionRuns(folder / "runs", services)


def test_a_run_is_started_resumed_listed_and_exported(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    runs = runs_in(tmp_path)

    first = runs.start(EvolveRequest(file, evaluator, iterations=4), lambda event: None)
    second = runs.resume(
        first.run, EvolveRequest(iterations=30, budgets=Budgets(target=0.0)), print
    )

    assert second.ended == "the target is reached" and second.best.score == 0
    assert second.counts["evaluations"] > first.counts["evaluations"]
    assert [one.run for one in runs.list()] == ["gain-1"]
    assert runs.list()[0].summary()["ended"] == "the target is reached"
    assert Path(file).read_text() == GAIN
    assert "GAIN = 17" in (tmp_path / "own" / "gain.evolved.py").read_text()
    folder = runs.export("gain-1", str(tmp_path / "out"))
    written = json.loads((folder / "run.json").read_text())
    assert (folder / written["lineage"][-1]["file"]).read_text() == (folder / "best.py").read_text()
    with pytest.raises(BadArguments):
        runs.export("gain-1", str(tmp_path / "out"))


def test_a_file_that_is_not_ours_is_never_written_over(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    foreign = tmp_path / "own" / "gain.evolved.py"
    foreign.write_text("mine = 1\n")
    runs = runs_in(tmp_path)

    report = runs.start(EvolveRequest(file, evaluator, iterations=1), lambda event: None)

    assert foreign.read_text() == "mine = 1\n"
    assert runs.best_path(report).read_text() == report.best.record.source


def test_an_export_has_what_it_takes_to_run_the_search_again(tmp_path: Path) -> None:
    program, judge = tmp_path / "own" / "best.py", tmp_path / "judge" / "best.py"
    for folder in ("own", "judge"):
        (tmp_path / folder).mkdir()
    program.write_text("import factor\n" + GAIN)
    (tmp_path / "own" / "factor.py").write_text("ONE = 1\n")
    judge.write_text("import scale\nDATA = 'data.csv'\n" + WANTS_17)
    (tmp_path / "judge" / "scale.py").write_text("TEN = 10\n")
    (tmp_path / "judge" / "unrelated.py").write_text("x = 1\n")
    (tmp_path / "judge" / "data.csv").write_text("1\n")
    (tmp_path / "c.yaml").write_text("random_seed: 7\nevaluator: {cascade_evaluation: false}\n")
    runs = runs_in(tmp_path)
    request = EvolveRequest(
        str(program), str(judge), str(tmp_path / "c.yaml"), 3, Budgets(target=0)
    )
    runs.start(request, lambda event: None)

    folder = runs.export("best-1", str(tmp_path / "out"))

    written = json.loads((folder / "run.json").read_text())
    inputs = {str(one.relative_to(folder / "input")) for one in folder.glob("input/*/*")}
    settings, _ = read_settings(folder / "settings.yaml")
    assert sum(len(one["evaluations"]) for one in written["programs"]) == written["evaluations"]
    assert inputs == {
        *("program/best.py", "program/factor.py"),
        *("evaluator/best.py", "evaluator/scale.py", "evaluator/data.csv"),
    }
    assert settings == RunSettings(iterations=3, seed=7, cascade=None)
    assert (
        "code-evolver evolve input/program/best.py --evaluator input/evaluator/best.py"
        " --config settings.yaml --target 0" in (folder / "README.md").read_text()
    )
    assert (folder / "best.py").read_text() != judge.read_text()


@pytest.mark.parametrize(
    "settings",
    [
        RunSettings(),
        RunSettings(cascade=None, use_diffs=True, system_message='a: "b"\n# é', smallest_gain=1e-7),
        RunSettings(models=(ModelChoice("m", 0.5, "http://host:1/v1"), ModelChoice("n"))),
    ],
)
def test_settings_are_written_as_they_are_read(settings: RunSettings, tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(settings_text(settings))

    assert read_settings(tmp_path / "c.yaml") == (settings, ())


def notes_of(heard: list[Event]) -> str:
    return "; ".join(event.text for event in heard if isinstance(event, Noted))


def test_a_better_or_edited_file_of_an_earlier_run_is_never_written_over(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    near, runs = tmp_path / "own" / "gain.evolved.py", runs_in(tmp_path)
    heard: list[Event] = []
    request = EvolveRequest(file, evaluator, iterations=40, budgets=Budgets(target=0.0))

    runs.start(replace(request, iterations=1, budgets=Budgets()), heard.append)
    first = near.read_text() if near.exists() else ""
    runs.start(request, heard.append)
    best = near.read_text()
    worse = runs.start(replace(request, iterations=2, budgets=Budgets()), heard.append)

    assert "GAIN = 17" in best and best != first and near.read_text() == best
    assert runs.best_path(worse).name == "best.py" and "better score" in notes_of(heard)

    near.write_text(best + "mine = 1\n")
    edited = runs.start(request, heard.append)

    assert near.read_text() == best + "mine = 1\n" and "it was edited" in notes_of(heard)
    assert runs.best_path(edited).name == "best.py"


def test_nothing_is_written_next_to_a_program_that_stays_the_best(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", "def evaluate(p):\n    return {'a': 1}\n")

    runs_in(tmp_path).start(EvolveRequest(file, evaluator, iterations=1), lambda event: None)

    assert sorted(one.name for one in (tmp_path / "own").iterdir()) == ["evaluator.py", "gain.py"]


def test_a_resumed_run_keeps_the_budgets_that_it_is_not_given_anew(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    runs = runs_in(tmp_path)
    budgets = Budgets(target=5.0, evaluations=6)

    first = runs.start(EvolveRequest(file, evaluator, budgets=budgets), lambda event: None)
    second = runs.resume(first.run, EvolveRequest(iterations=9), lambda event: None)
    more = EvolveRequest(iterations=99, budgets=Budgets(evaluations=9))
    third = runs.resume(first.run, more, lambda event: None)

    assert [one.counts["evaluations"] for one in (first, second, third)] == [6, 6, 9]


def test_an_evaluator_that_was_changed_since_is_not_resumed_with(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    runs = runs_in(tmp_path)
    report = runs.start(EvolveRequest(file, evaluator, iterations=1), lambda event: None)
    Path(evaluator).write_text(WANTS_17.replace("17", "18"))

    with pytest.raises(Declined, match="has changed since"):
        runs.resume(report.run, EvolveRequest(), lambda event: None)


@pytest.mark.parametrize("given", [{"python": "p"}, {"readable": ("/x",)}, {"network": True}])
def test_what_is_granted_on_this_machine_is_refused_for_a_cluster(
    given: dict[str, Any], tmp_path: Path
) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    request = EvolveRequest(file, evaluator, cluster="tcp://127.0.0.1:1", **given)

    with pytest.raises(BadArguments, match="--allow-net"):
        runs_in(tmp_path).start(request, lambda event: None)


def test_a_damaged_run_does_not_hide_the_others(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    runs = runs_in(tmp_path)
    for _ in range(4):
        runs.start(EvolveRequest(file, evaluator, iterations=1), lambda event: None)
    (tmp_path / "runs" / "gain-1" / FILE).write_bytes(b"no database")
    for run, query in (
        ("gain-2", "DROP TABLE evaluations"),
        ("gain-3", "UPDATE evaluations SET metrics = '{'"),
    ):
        with sqlite3.connect(tmp_path / "runs" / run / FILE) as database:
            database.execute(query)

    assert [one.run for one in runs.list()] == ["gain-4"]
    for run in ("gain-1", "gain-2", "gain-3"):
        with pytest.raises(EvolverError, match=FILE):
            runs.resume(run, EvolveRequest(), lambda event: None)


def test_a_missing_model_that_the_settings_name_ends_the_run(tmp_path: Path) -> None:
    file, evaluator = write_problem(tmp_path / "own", WANTS_17)
    (tmp_path / "c.yaml").write_text("llm:\n  primary_model: absent\n  top_p: 1\n")
    heard: list[Event] = []
    runs = runs_in(tmp_path, ScriptedModel([ModelMissing("absent is not installed")]))

    with pytest.raises(Declined, match="absent is not installed"):
        runs.start(EvolveRequest(file, evaluator, str(tmp_path / "c.yaml")), heard.append)

    assert runs.read("gain-1").initial.score == -16
    assert [e.text for e in heard if isinstance(e, Noted)] == ["settings without effect: llm.top_p"]


def test_keys_of_openevolve_are_read(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "max_iterations: 7\ndiff_based_evolution: true\nlog_level: INFO\n"
        "llm:\n  api_base: http://host:1/v1\n  models:\n"
        "  - {name: a, weight: 2, top_p: 1}\n  - {name: b, weight: 0}\n"
        "evaluator:\n  timeout: 9\n  cascade_thresholds: [0.1]\n"
        "database:\n  feature_dimensions: [score]\n"
    )

    settings, unused = read_settings(tmp_path / "c.yaml")

    assert settings == RunSettings(
        iterations=7,
        use_diffs=True,
        models=(ModelChoice("a", 2.0, "http://host:1/v1"),),
        seconds=9,
        cascade=(0.1,),
        features=("score",),
    )
    assert unused == ("log_level", "llm.models.top_p")


def test_what_openevolve_writes_in_other_forms_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "llm:\nprompt: ~\ndatabase:\n  feature_bins: {complexity: 5}\n  num_islands: 2\n"
    )

    settings, unused = read_settings(tmp_path / "c.yaml")

    assert settings == RunSettings(islands=2) and unused == ("database.feature_bins",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1\n", "expected settings"),
        ("max_iterations: many\n", "max_iterations: expected a whole number"),
        ("search: luck\n", "search: expected one of"),
        ("llm:\n  models: [x]\n", "expected a model with its name"),
        ("llm:\n  models: 3\n", "expected a list"),
        ("llm: 3\n", "llm: expected"),
        ("llm: {models: [{name: a, weight: 0}]}\n", "llm: .*weight above 0"),
        ("llm: {primary_model: a, primary_model_weight: 0}\n", "llm: .*weight above 0"),
        ("evaluator:\n  timeout: true\n", "evaluator.timeout: expected a number"),
    ],
)
def test_settings_that_do_not_fit_are_named_with_their_key(
    text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "c.yaml").write_text(text)

    with pytest.raises(ConfigError, match=said):
        read_settings(tmp_path / "c.yaml")
