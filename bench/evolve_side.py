"""One run for bench/evolve.py, of Code Evolver or of OpenEvolve, with a scripted model.

    python bench/evolve_side.py ours|theirs FOLDER POPULATION ITERATIONS STEP

FOLDER holds gain.py and evaluator.py. The population is filled without evaluations. "ready" is
printed before the iterations and "done" after them, while all processes still run; each waits for
a line of input, so that they can be measured. The result is printed as JSON. STEP is "change",
which changes the constant of the program, or "neutral", which adds an assignment without effect.
"""

import asyncio
import json
import os
import random
import re
import sys
from itertools import count
from pathlib import Path
from typing import Any

NUMBER = re.compile(r"-?\d+\.\d+")


class Script:
    """A scripted model: the program of the prompt, with one step made."""

    def __init__(self, step: str) -> None:
        self._step = step
        self._chance = random.Random(f"{step} {os.getpid()}")
        self._numbers = count()

    def reply(self, prompt: str) -> str:
        """Return the program behind the last heading of a current program, changed."""
        text = prompt.rpartition("# Current Program")[2]
        found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
        assert found is not None, prompt
        source = found.group(1)
        if self._step == "neutral":
            mark = "# EVOLVE-BLOCK-END"
            unused = f"unused_{os.getpid()}_{next(self._numbers)} = 0\n"
            changed = source.replace(mark, unused + mark)
        else:
            site = next(NUMBER.finditer(source))
            value = float(site.group()) + self._chance.gauss(0, 0.6)
            changed = f"{source[:site.start()]}{value:.4f}{source[site.end():]}"
        return f"```python\n{changed}```"


def main() -> None:
    """Fill the population, run the iterations, and print the result."""
    run = run_ours if sys.argv[1] == "ours" else run_theirs
    folder, population, iterations, step = Path(sys.argv[2]), *map(int, sys.argv[3:5]), sys.argv[5]
    print(json.dumps(run(folder, population, iterations, step)), flush=True)


def pause(word: str) -> None:
    """Print a word, and wait to be measured."""
    print(word, flush=True)
    sys.stdin.readline()


def run_ours(folder: Path, population: int, iterations: int, step: str) -> dict[str, Any]:
    """Run Code Evolver with a confined evaluator."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from src.domain.program_run import Limits
    from src.evolve.apart_evaluator import ApartEvaluator
    from src.evolve.evaluation import Evaluation, EvaluationRules
    from src.evolve.evolution_session import Budgets, Evolution, Parts
    from src.evolve.model_operator import ModelOperator
    from src.evolve.problem import read_problem
    from src.evolve.run_settings import RunSettings
    from src.evolve.run_store import ProgramRecord, RunStore
    from src.evolve.search import make_search
    from src.sandbox.sandbox import ConfinedSandbox
    from tests.evolve.scripted_run import CountingClock
    from tests.fakes.scripted import ScriptedModel

    script = Script(step)
    problem = read_problem(str(folder / "gain.py"), str(folder / "evaluator.py"))
    settings = RunSettings(population=max(2, population))
    model = ScriptedModel(lambda request: script.reply(request.text))
    operator = ModelOperator(model, problem, settings)
    with (
        ConfinedSandbox(Limits(), workers=4) as sandbox,
        RunStore(folder / "run", lambda: 0.0, create=True) as store,
    ):
        evaluator = ApartEvaluator(problem, EvaluationRules(sys.executable, 20.0), sandbox)
        first = (evaluator.evaluate(problem.source), evaluator.evaluate(problem.source))
        parts = Parts(
            problem, evaluator, (operator, operator), make_search(settings), CountingClock()
        )
        evolution = Evolution(parts, store, Budgets(iterations), 1, lambda event: None)
        evolution.start(first)
        if population:
            for number, source in enumerate(programs(problem.source, population)):
                score = Evaluation({"combined_score": first[0].score - 1 - number % 7})
                record = ProgramRecord(source, f"filled {number}", 1, island=number % 3)
                store.add(record, [(score, "filled")], "filled")
            search = make_search(settings)
            parts = Parts(problem, evaluator, (operator, operator), search, CountingClock())
            evolution = Evolution(parts, store, Budgets(iterations), 1, lambda event: None)
            evolution.restore()
        pause("ready")
        evolution.run()
        pause("done")
        kept = len(store.bests()) - 1
        evaluator.close()
        return {"kept": kept, "tried": iterations, "evaluations": store.counts()["evaluations"]}


def run_theirs(folder: Path, population: int, iterations: int, step: str) -> dict[str, Any]:
    """Run OpenEvolve; an improvement is a child with a higher score than its parent."""
    from openevolve import OpenEvolve
    from openevolve.config import Config, LLMModelConfig
    from openevolve.database import Program
    from openevolve.process_parallel import ProcessParallelController

    config = Config(max_iterations=iterations, checkpoint_interval=10**6, random_seed=1)
    config.diff_based_evolution = False
    config.log_level = "ERROR"
    model = LLMModelConfig(name=step, init_client=make_client, api_key="none", weight=1.0)
    config.llm.models = [model]
    config.llm.evaluator_models = [model]
    config.database.population_size = max(population, iterations) + 10
    config.database.num_islands = 3
    config.evaluator.parallel_evaluations = 1
    config.evaluator.cascade_evaluation = False
    controller = OpenEvolve(
        initial_program_path=str(folder / "gain.py"),
        evaluation_file=str(folder / "evaluator.py"),
        config=config,
        output_dir=str(folder / "theirs"),
    )
    source = (folder / "gain.py").read_text()
    for number, text in enumerate(programs(source, population)):
        score = {"combined_score": -100.0 - number % 7}
        program = Program(f"filled {number}", text, metrics=score)
        controller.database.add(program, iteration=0, target_island=number % 3)
    stop = ProcessParallelController.stop

    def stop_later(controller: Any) -> None:
        pause("done")
        stop(controller)

    ProcessParallelController.stop = stop_later
    pause("ready")
    asyncio.run(controller.run(iterations=iterations))
    known = controller.database.programs
    children = [one for one in known.values() if one.parent_id in known and one.iteration_found]
    better = [
        one
        for one in children
        if one.metrics["combined_score"] > known[one.parent_id].metrics["combined_score"]
    ]
    return {"kept": len(better), "tried": len(children), "evaluations": len(known)}


def make_client(config: Any) -> Any:
    """Make a model of OpenEvolve's that answers from the script."""
    from openevolve.llm.base import LLMInterface

    class Scripted(LLMInterface):  # type: ignore[misc, unused-ignore]
        """Answers from the script."""

        model, weight = config.name, 1.0

        def __init__(self) -> None:
            self._script = Script(config.name)

        async def generate(self, prompt: str, **_options: Any) -> str:
            """Answer a prompt."""
            return self._script.reply(prompt)

        async def generate_with_context(
            self, system_message: str, messages: list[dict[str, str]], **_options: Any
        ) -> str:
            """Answer the last message."""
            return self._script.reply(messages[-1]["content"])

    return Scripted()


def programs(source: str, number: int) -> list[str]:
    """Return so many versions of a program, of different lengths."""
    site = next(NUMBER.finditer(source))
    rest = source[site.end() :]
    return [f"{source[:site.start()]}{-n - 2}.5{rest}{'#' * (n % 400)}\n" for n in range(number)]


if __name__ == "__main__":
    main()
