"""What tools answered while a program was tested is kept with it: testing again asks nobody."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from src.app.adapters import Adapters
from src.app.app import App
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.model_request import Request
from src.domain.ports import LanguageModel
from tests.fakes.pipeline_steps import FakeModel

FRENCH = {"cat": "chat", "dog": "chien", "bread": "pain", "house": "maison"}
TASK = "translate cat twice into French"
EXAMPLES = "".join(
    f"\ntranslate {word} twice into French => {french} {french}" for word, french in FRENCH.items()
)
PLAN = """# tools: translator
def say_twice(word: str) -> str:
    \"\"\"Say a word twice in French.\"\"\"
    ...


say_twice("cat")
""" + "".join(
    f"assert say_twice({word!r}) == '{french} {french}'\n" for word, french in FRENCH.items()
)
CODE = """```python
from node_runtime import call_tool

def say_twice(word: str) -> str:
    french = call_tool("translator", "French: " + word)
    return french + " " + french
```"""
SAID: Mapping[str, str] = {
    "classify": json.dumps({"reason": "a text is handled", "kind": "TEXT"}),
    "plan": PLAN,
    "write": CODE,
}


class ScriptedAdapters(Adapters):
    """One whose model is a script; what its tools are asked is remembered."""

    @cached_property
    def model(self) -> LanguageModel | None:
        return None if self.mode.offline else self.script

    @cached_property
    def script(self) -> FakeModel:
        """Plans, writes, tests, and translates."""
        return FakeModel(self._say)

    @property
    def tool_questions(self) -> list[str]:
        """The prompts of the tools' questions."""
        return [request.text for request in self.script.requests if request.purpose == "tool"]

    def _say(self, request: Request) -> str:
        if request.purpose == "tool":
            return next((f for word, f in FRENCH.items() if request.text.endswith(word)), "rien")
        return SAID.get(request.purpose, "{}")


def adapters_at(home: Path, *, offline: bool) -> ScriptedAdapters:
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    return ScriptedAdapters(ConfigManager(environment=environment), RunMode(offline=offline))


def test_a_node_is_tested_again_without_the_model_that_its_tools_ask(tmp_path: Path) -> None:
    adapters = adapters_at(tmp_path, offline=False)
    app = App(adapters)
    outcome = app.solve(TASK + EXAMPLES, lambda event: None)
    app.close()

    assert outcome.result == "chat chat", outcome.error
    without_model = App(adapters_at(tmp_path, offline=True))
    node = without_model.nodes.load(outcome.node_id)
    again = without_model.nodes.edit(node.id, node.source + "\n# edited\n")
    without_model.close()

    assert any("bread" in question for question in adapters.tool_questions)
    assert again.all_passed and again.total > 3, again.first_failure
