"""The problems in examples/evolve, in OpenEvolve's form, each with a scripted model."""

import random
import re
import shutil
from pathlib import Path

import pytest

from src.domain.model_request import Request
from src.evolve.evolution_runs import EvolveRequest
from tests.evolve.test_evolution_runs import runs_in
from tests.fakes.scripted import ScriptedModel

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "evolve"
ITERATIONS = 20
MODULES = ("linear_search", "jump_search", "binary_search")


class Writer:
    """Writes what a model might: edits, whole programs, and now and then nothing of use."""

    def __init__(self) -> None:
        self._chance = random.Random(4)

    def reply(self, request: Request) -> str:
        """Return a reply to a prompt with a program."""
        found = re.search(r"```python\n(.*?)```", request.text, re.DOTALL)
        assert found is not None
        program = found.group(1)
        if self._chance.random() < 0.1:
            return "I would keep it as it is."
        changed = self._changed(program)
        if self._chance.random() < 0.5:
            return f"Here it is:\n```python\n{changed}```"
        old, new = next(
            (a, b) for a, b in zip(program.splitlines(), changed.splitlines()) if a != b
        )
        return f"<<<<<<< SEARCH\n{old}\n=======\n{new}\n>>>>>>> REPLACE"

    def _changed(self, program: str) -> str:
        module = re.search(r"import (\w+_search) as", program)
        if module is not None:
            others = [name for name in MODULES if name != module.group(1)]
            return program.replace(module.group(1), self._chance.choice(others))
        sites = list(re.finditer(r"(?<=^)([A-Z_]+ = )(\d[\d.]*)", program, re.MULTILINE))
        site = self._chance.choice(sites)
        value = float(site.group(2)) * self._chance.choice((0.4, 0.8, 1.2, 3))
        text = f"{round(value)}" if "." not in site.group(2) else f"{value:.4g}"
        return program[: site.start(2)] + text + program[site.end(2) :]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("function_minimization", ""),
        ("circle_packing", "database: {feature_dimensions: [complexity, score]}\n"),
        ("signal_filtering", "evaluator: {parallel_evaluations: 2}\n"),
        ("module_choice", "diff_based_evolution: true\n"),
    ],
)
def test_an_example_is_improved_in_20_iterations(name: str, settings: str, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    shutil.copytree(EXAMPLES / name, folder)
    (folder / "config.yaml").write_text(f"max_iterations: {ITERATIONS}\n{settings}")
    files = [str(folder / file) for file in ("program.py", "evaluator.py", "config.yaml")]
    runs = runs_in(tmp_path, ScriptedModel(Writer().reply))

    report = runs.start(EvolveRequest(*files), lambda event: None)

    assert report.counts["iterations"] == ITERATIONS and report.setup["mode"] == "apart"
    assert report.best.rank > report.initial.rank
    assert (folder / "program.py").read_text() == (EXAMPLES / name / "program.py").read_text()
    assert report.best.record.source in (folder / "program.evolved.py").read_text()
