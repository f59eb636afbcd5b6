"""A scripted language model that knows its tasks and errs the way 1-4B models do.

Seeded: the same question, attempt and seed give the same reply. `faulty` is the share of
replies that are wrong; what went wrong is counted in `made`, by purpose and kind.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Mapping

from src.domain.model_request import Delta, Listener, Reply, Request, Role
from tests.fakes.task_families import SEVERAL, family_of
from tests.fakes.typed_functions import CASES, FUNCTION, PLAN, Fault, right_cases, right_function
from tests.fakes.typed_functions import fenced, right_plan

MODELS: Mapping[Role, str] = {
    Role.CLASSIFIER: "llama3",
    Role.OVERSEER: "llama3",
    Role.EVALUATOR: "llama3",
    Role.CONTENT: "llama3",
    Role.FAST: "gemma3:4b",
    Role.GENERATOR: "codellama",
    Role.POWERFUL: "qwen2.5-coder:14b",
    Role.ESCALATION: "qwen2.5-coder:14b",
}

# How each prompt begins: all that is seen of the purpose behind a server.
_MARKS = (
    ("You sort tasks by kind", "classify"),
    ("You decide whether a task is one", "split"),
    ("You design Python functions", "plan"),
    ("You test Python functions", "tests"),
    ("You write short, correct Python", "write"),
    ("You make Python 3 programs faster", "improve"),
)
_WRITES = {
    "plan": (right_plan, PLAN),
    "tests": (right_cases, CASES),
    "write": (right_function, FUNCTION),
}
_SORRY = "I am sorry, I do not know how to do that."


class WeakModel:
    """A LanguageModel; `say` serves as the reply function of a fake server, too.

    `only` narrows the faults down to one: "write: off by one", "tests: prose".
    """

    def __init__(self, seed: int = 0, faulty: float = 0.4, *, only: str = "") -> None:
        self._seed = seed
        self._faulty = faulty
        self._only = only
        self.made: Counter[tuple[str, str]] = Counter()
        self.asked: Counter[str] = Counter()

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Answer a step's request."""
        about = f"{request.attempt} {request.temperature} {request.seed}"
        text = self.say(request.system, request.text, about)
        if listener is not None:
            listener(Delta(text))
        count = len(request.text) // 4
        return Reply(text, self.model_for(request), "weak", count, len(text) // 4, 0.01)

    def model_for(self, request: Request) -> str:
        """The model of the role."""
        return request.model or MODELS[request.role]

    def say(self, system: str, prompt: str, about: str = "") -> str:
        """The reply to a prompt; `about` tells retries of one prompt apart."""
        purpose = next((name for mark, name in _MARKS if system.startswith(mark)), "")
        self.asked[purpose] += 1
        if purpose in _WRITES:
            right, faults = _WRITES[purpose]
            code = right(prompt)
            if not code:
                return _SORRY
            rng = random.Random(f"{self._seed} {about} {system} {prompt}")
            name = self._fault(purpose, faults, rng)
            return faults[name](prompt, code) if name else fenced(code)
        if purpose in ("classify", "split"):
            return _read(purpose, prompt)
        if purpose == "improve":
            code = re.findall(r"```python\n(.*?)\n```", prompt, re.DOTALL)[0]
            return f"{fenced(code)}\nWhy: I see nothing that could be faster."
        return f"Here is something about {prompt.strip()[:60]}: all's well that ends well."

    def _fault(self, purpose: str, faults: Mapping[str, Fault], rng: random.Random) -> str:
        """The fault that the next reply has ("" for none), which is counted."""
        wanted, _, only = self._only.partition(": ")
        kinds = sorted(faults)
        if self._only:
            kinds = [only] if wanted == purpose else []
        if not kinds or rng.random() >= self._faulty:
            return ""
        name = rng.choice(kinds)
        self.made[purpose, name] += 1
        return name


def _read(purpose: str, prompt: str) -> str:
    """What kind of task it is, or which parts it has."""
    found = re.search(r"^Task: (.+)$", prompt, re.MULTILINE)
    text = found.group(1) if found else ""
    parts, family = SEVERAL.get(text, ()), family_of(text)
    if purpose == "split":
        return json.dumps({"because": "so it reads", "parts": parts})
    if parts:
        return json.dumps({"because": "it is several things", "kind": "TEXT"})
    if family is None:
        return _SORRY
    return json.dumps({"because": f"it is about {family.name}", "kind": family.kind.value})
