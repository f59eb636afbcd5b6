"""A scripted language model that knows its tasks and errs the way 3-14B models do.

Seeded: the same question, attempt and seed give the same reply. `faulty` is the share of
replies that are wrong; what went wrong is counted in `made`, by purpose and kind.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from src.domain.json_value import JSONValue
from src.domain.model_request import Delta, Listener, Reply, Request, Role
from tests.fakes.task_families import SEVERAL, Family, family_of
from tests.fakes.typed_functions import BEGINNING, FUNCTION, function_reply
from tests.fakes.weak_faults import CLASSIFY, JUDGE, SPECIFY, TESTS, WRITE, Asked

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
    ("You plan small Python programs", "specify"),
    ("You write short, correct Python", "write"),
    ("You repair Python", "repair"),
    ("You write pytest tests", "tests"),
    ("You check results", "judge"),
    ("You make Python 3 programs faster", "improve"),
)

_TASK = {
    "classify": r"^Task: (.+)$",
    "split": r"^Task: (.+)$",
    "specify": r"^Task: (.+)$",
    "write": r"for this task: (.+)$",
    "repair": r"for this task does not work yet: (.+)$",
    "tests": r"answers tasks like this one: (.+)$",
    "judge": r'^Description: (".+")$',
}

FAULTS = {
    "classify": CLASSIFY,
    "specify": SPECIFY,
    "write": WRITE,
    "repair": WRITE,
    "tests": TESTS,
    "judge": JUDGE,
}


@dataclass(frozen=True)
class Said:
    """A reply and which fault it has ("" if none)."""

    text: str
    fault: str = ""


class WeakModel:
    """A LanguageModel; `say` serves as the reply function of a fake server, too.

    `only` narrows the faults down to one: "write: off by one", "tests: prose".
    """

    def __init__(
        self,
        seed: int = 0,
        faulty: float = 0.4,
        *,
        only: str = "",
        models: Mapping[Role, str] = MODELS,
    ) -> None:
        self._seed = seed
        self._faulty = faulty
        self._only = only
        self._models = models
        self.made: Counter[tuple[str, str]] = Counter()
        self.asked: Counter[str] = Counter()

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Answer a stage's request."""
        about = f"{request.attempt} {request.temperature} {request.seed}"
        text = self.say(request.system, request.text, about, request.attempt)
        if listener is not None:
            listener(Delta(text))
        count = len(request.text) // 4
        return Reply(text, self.model_for(request), "weak", count, len(text) // 4, 0.01)

    def model_for(self, request: Request) -> str:
        """The model of the role."""
        return request.model or self._models[request.role]

    def answer(self, body: Mapping[str, Any]) -> str:
        """The reply to a chat request as it reaches a server, as a fake Ollama's answer."""
        said = {message["role"]: message["content"] for message in body["messages"]}
        options = body.get("options", {})
        warmth = float(options.get("temperature", 0.0))
        about = f"{body['model']} {warmth} {options.get('seed')}"
        # The attempts' temperatures are 0.1, 0.3, 0.5: all that a server sees of their number.
        return self.say(said.get("system", ""), said["user"], about, 1 + int(warmth * 5))

    def say(self, system: str, prompt: str, about: str = "", attempt: int = 1) -> str:
        """The reply to a prompt; `about` tells retries of one prompt apart."""
        purpose = next((name for mark, name in _MARKS if system.startswith(mark)), "")
        rng = random.Random(f"{self._seed} {about} {system} {prompt}")
        if BEGINNING in prompt:
            purpose = "function"
        self.asked[purpose] += 1
        if purpose == "function":
            return function_reply(prompt, self._fault(purpose, sorted(FUNCTION), rng))
        if not purpose:
            return f"Here is something about {prompt.strip()[:60]}: all's well that ends well."
        if purpose in ("classify", "split"):
            whole = re.search(_TASK[purpose], prompt, re.MULTILINE)
            parts = SEVERAL.get(whole.group(1), ()) if whole else ()
            if parts and purpose == "classify":
                return json.dumps({"reason": "it is several things", "kind": "TEXT"})
            if purpose == "split":
                return json.dumps({"reason": "so it reads", "parts": parts})
        asked = _understood(purpose, prompt, rng, attempt)
        if asked is None:
            return "I am sorry, I do not know how to do that."
        right = _RIGHT[purpose](asked)
        name = self._fault(purpose, sorted(FAULTS.get(purpose, {})), rng)
        return FAULTS[purpose][name](asked, right) if name else right

    def _fault(self, purpose: str, kinds: list[str], rng: random.Random) -> str:
        """The fault that the next reply has ("" for none), which is counted."""
        kinds = self._possible(purpose, kinds)
        if not kinds or rng.random() >= self._faulty:
            return ""
        name = rng.choice(kinds)
        self.made[purpose, name] += 1
        return name

    def _possible(self, purpose: str, kinds: list[str]) -> list[str]:
        """The kinds of fault to choose from; `only` is one of one purpose: "write: prose"."""
        if not self._only:
            return kinds
        wanted, _, name = self._only.partition(": ")
        same = wanted == ("write" if purpose == "repair" else purpose)
        return [name] if same and name in kinds else []


def _understood(purpose: str, prompt: str, rng: random.Random, attempt: int) -> Asked | None:
    if purpose == "improve":
        code = re.search(r"```python\n(.*?)\n```", prompt, re.DOTALL)
        return Asked("", None, prompt, rng, attempt, code.group(1) if code else "")
    found = re.search(_TASK[purpose], prompt, re.MULTILINE)
    if found is None:
        return None
    text = json.loads(found.group(1)) if purpose == "judge" else found.group(1)
    family = family_of(text)
    return Asked(text, family, prompt, rng, attempt) if family else None


def _classified(asked: Asked) -> str:
    return json.dumps({"reason": f"it is about {asked.known.name}", "kind": asked.known.kind.value})


def _specified(asked: Asked) -> str:
    family = asked.known
    descriptions = [asked.text]
    if not family.creative:
        edges = asked.rng.sample(family.edges, min(2, len(family.edges)))
        descriptions += [*edges, *(family.make(asked.rng) for _ in range(3))]
    examples: list[JSONValue] = [
        {"description": text, "expected": family.answer(text)}
        for text in dict.fromkeys(descriptions)
    ]
    plan: dict[str, JSONValue] = {
        "goal": f"Answer tasks of the form: {family.name}.",
        "inputs": "the values in the sentence",
        "outputs": "the result",
        "steps": ["read the values", "work out the result", "return it"],
        "tools": ["content_generator"] if family.creative else [],
        "examples": [] if family.creative else examples,
        "variations": [family.make(asked.rng) for _ in range(4)],
    }
    return json.dumps(plan)


def _written(asked: Asked) -> str:
    return f"```python\n{asked.known.source(asked.attempt + 1)}```"


def _tested(asked: Asked) -> str:
    family: Family = asked.known
    listed = [json.loads(text) for text in re.findall(r'^- (".*")$', asked.prompt, re.MULTILINE)]
    descriptions = [*listed, *asked.rng.sample(family.edges, min(2, len(family.edges)))]
    tests = [
        f"def test_{number}(answer):\n    assert answer({json.dumps(text)}) == "
        f"{family.answer(text)!r}\n"
        for number, text in enumerate(dict.fromkeys(descriptions), 1)
        if family_of(text) is family
    ]
    return "```python\n" + "\n\n".join(tests) + "```"


def _judged(asked: Asked) -> str:
    right = asked.known.answer(asked.text)
    for letter in ("A", "B"):
        found = re.search(rf"^Result {letter}: (.*)$", asked.prompt, re.MULTILINE)
        if found and found.group(1) in (repr(right), json.dumps(right)):
            return json.dumps({"reason": "worked out by hand", "right": letter})
    return json.dumps({"reason": "neither fits", "right": "neither"})


def _improved(asked: Asked) -> str:
    return f"```python\n{asked.code}\n```\nWhy: I see nothing that could be faster."


_RIGHT: Mapping[str, Callable[[Asked], str]] = {
    "classify": _classified,
    "specify": _specified,
    "write": _written,
    "repair": _written,
    "tests": _tested,
    "judge": _judged,
    "improve": _improved,
}
