"""What a run is started with and resumed with, and how the store keeps it."""

from pathlib import Path

from msgspec import Struct

from ..documents.document import Document
from ..documents.typed_values import read_as
from ..domain.errors import Declined
from ..domain.json_value import JSONObject, json_object
from .budgets import Budgets
from .evaluation import EvaluationRules
from .problem import Problem, make_problem
from .run_settings import RunSettings


class RunSetup(Struct, frozen=True):
    """What a run is started with and resumed with."""

    problem: Problem
    settings: RunSettings
    rules: EvaluationRules
    mode: str
    budgets: Budgets = Budgets()

    def stored(self) -> JSONObject:
        """Return it as the store keeps it."""
        return {
            "file": str(self.problem.file),
            "source": self.problem.source,
            "evaluator": str(self.problem.evaluator),
            "evaluator_source": self.problem.evaluator_source,
            "settings": json_object(self.settings),
            "rules": json_object(self.rules),
            "mode": self.mode,
            "budgets": json_object(self.budgets),
        }


def read_setup(stored: JSONObject) -> RunSetup:
    """Read a stored setup. Raises Declined if the evaluator's file was changed since."""
    setup = parse_setup(stored)
    if setup.problem.evaluator_has_changed():
        raise Declined(
            f"{setup.problem.evaluator} has changed since the run began",
            hint="scores would not be comparable; undo the change, or start a new run",
        )
    return setup


def parse_setup(stored: JSONObject) -> RunSetup:
    """Read a stored setup, whatever became of the files."""
    document, texts = Document(stored, "setup"), {k: str(v) for k, v in stored.items()}
    problem = make_problem(
        Path(texts["file"]), texts["source"], Path(texts["evaluator"]), texts["evaluator_source"]
    )
    settings = read_as(document.below("settings"), RunSettings)
    rules = read_as(document.below("rules"), EvaluationRules)
    budgets = read_as(document.below("budgets"), Budgets) if "budgets" in stored else Budgets()
    return RunSetup(problem, settings, rules, texts["mode"], budgets)
