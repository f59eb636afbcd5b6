"""Asks a model for the kind of a task."""

from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.task import Classification, Task, TaskKind
from ..prompts.json_replies import read_json
from ..prompts.prompt_formatting import shown_examples
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask, object_schema, text_schema

LONGEST_REASON = 100


class ModelClassifier:
    """A Classifier that asks the classifier role; the reason is asked for before the kind."""

    def __init__(self, model: LanguageModel, prompts: PromptLibrary | None = None) -> None:
        self._model = model
        self._prompts = prompts or PromptLibrary()

    def classify(self, task: Task) -> Classification:
        """The model's word; raises BrokenReply if two replies cannot be used."""

        def fill(complaint: str) -> Prompt:
            examples = shown_examples(task.examples)
            return self._prompts.fill(
                "classify", task=task.text, examples=examples, complaint=complaint
            )

        request = Request(Role.CLASSIFIER, "classify", (), schema=_schema(), max_tokens=200)
        classification, _ = ask(self._model, request, fill, _read)
        return classification


def _schema() -> JSONObject:
    kinds: JSONObject = {"type": "string", "enum": [kind.value for kind in TaskKind]}
    return object_schema({"reason": text_schema(LONGEST_REASON), "kind": kinds})


def _read(reply: Reply) -> Classification:
    loose = object_schema({"kind": {"type": "string"}})
    said = read_json(reply.text, loose)
    name = "_".join(str(said["kind"]).upper().replace("-", " ").split())
    if name not in TaskKind.__members__:
        raise BrokenReply(f'"kind" is {name!r:.40}, not one of {", ".join(TaskKind)}')
    reason = " ".join(str(said.get("reason", "")).split())[:LONGEST_REASON]
    return Classification(TaskKind[name], reason or "the model gave no reason", reply.model)
