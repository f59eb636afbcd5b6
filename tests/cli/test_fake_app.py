"""The App that the terminal is tested with offers nothing that the real one does not."""

import pytest

from src.app.app import App
from src.app.model_wiring import ModelSetup
from src.app.stored_nodes import StoredNodes
from src.autoevolve.auto_evolution import AutoEvolution
from src.autoevolve.switch import EvolutionSwitch
from src.memory.rag_memory import RagMemory
from src.tasks.function_search import KnownFunctions
from src.toolbox.toolkit import Toolkit
from src.usercode.user_files import UserFiles
from tests.fakes.app import FakeApp

FOR_TESTS = frozenset(
    "asked artifact closed interrupted model node notes rated ready solved".split()
)
MADE_AT_THE_START = {"auto_switch"}


def public_names(of: object) -> set[str]:
    return {name for name in dir(of) if not name.startswith("_")}


@pytest.mark.parametrize(
    ("group", "real"),
    [
        ("functions", KnownFunctions),
        ("model_setup", ModelSetup),
        ("nodes", StoredNodes),
        ("auto_switch", EvolutionSwitch),
        ("auto_evolution", AutoEvolution),
        ("memory", RagMemory),
        ("toolkit", Toolkit),
        ("user_files", UserFiles),
    ],
)
def test_each_group_of_the_fake_has_only_names_of_the_real_one(group: str, real: type) -> None:
    fake = getattr(FakeApp(), group)

    assert public_names(fake) - FOR_TESTS - public_names(real) == set()


def test_the_fake_has_only_names_of_the_real_app() -> None:
    assert public_names(FakeApp()) - FOR_TESTS - public_names(App) == MADE_AT_THE_START
