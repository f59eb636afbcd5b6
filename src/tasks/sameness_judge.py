"""Asks a model whether a stored task is the same as a new one, and validates its answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..domain.artifact import Recollection, Sameness
from ..domain.errors import BrokenReply, ModelError
from ..domain.json_value import JSONObject
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.task import Task
from ..language.task_matching import SamenessDecision, rephrase
from ..language.values import fill, slots_of
from ..prompts.json_replies import read_json, without_thinking
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask, object_schema, text_schema

LONGEST_SHOWN = 1_000
LONGEST_REASON = 160


@dataclass(frozen=True, slots=True)
class SamenessClaim:
    """What the model says: which of the stored tasks (from 0), how it stands, and its wording."""

    index: int
    sameness: Sameness
    reason: str
    wording: str = ""


class SamenessJudge:
    """Asks the evaluator role once for all candidates, at temperature 0."""

    def __init__(self, model: LanguageModel, prompts: PromptLibrary | None = None) -> None:
        self._model = model
        self._prompts = prompts or PromptLibrary()

    def judge(
        self, task: Task, candidates: Sequence[Recollection]
    ) -> tuple[int, SamenessDecision, str] | None:
        """(index, judgement, by) of the nearest candidate; None if the model gave no answer."""
        stored = "\n".join(
            f"{number}. {candidate.artifact.text[:LONGEST_SHOWN]}"
            for number, candidate in enumerate(candidates, start=1)
        )

        def filled(complaint: str) -> Prompt:
            shown = task.text[:LONGEST_SHOWN]
            return self._prompts.fill("same", task=shown, stored=stored, complaint=complaint)

        request = Request(Role.EVALUATOR, "same", (), schema=_schema(), max_tokens=400)
        try:
            claim, reply = ask(
                self._model, request, filled, lambda r: _read(r, len(candidates)), tries=1
            )
        except ModelError:
            return None
        return claim.index, _believed(claim, task, candidates[claim.index]), reply.model


def _believed(claim: SamenessClaim, task: Task, candidate: Recollection) -> SamenessDecision:
    """RELATED and DIFFERENT as said; SAME only if it can be said in the stored task's words."""
    if claim.sameness is not Sameness.SAME:
        return SamenessDecision(claim.sameness, claim.reason)
    artifact = candidate.artifact
    mine, stored = slots_of(task.text), slots_of(artifact.text)
    wording = claim.wording
    if not wording and len(mine) == len(stored) < 2:
        wording = fill(artifact.text, [slot.raw for slot in mine])
    decided = rephrase(task, artifact, wording)
    if decided.sameness is Sameness.SAME:
        return SamenessDecision(Sameness.SAME, claim.reason or decided.reason, decided.ask)
    return decided


def _schema() -> JSONObject:
    decisions: JSONObject = {"type": "string", "enum": [s.value.upper() for s in Sameness]}
    return object_schema(
        {
            "reason": text_schema(LONGEST_REASON),
            "number": {"type": "integer"},
            "judgement": decisions,
            "wording": text_schema(LONGEST_SHOWN),
        }
    )


def _read(reply: Reply, count: int) -> SamenessClaim:
    """The claim in a reply; a reply that is only the word is of the first candidate."""
    word = without_thinking(reply.text).strip(" .*\"'\n").lower()
    if word in list(Sameness):
        return SamenessClaim(0, Sameness(word), "")
    said = read_json(reply.text, object_schema({"judgement": {"type": "string"}}))
    decided = str(said["judgement"]).strip().lower()
    if decided not in list(Sameness):
        raise BrokenReply(f'"judgement" is {decided!r:.40}, not SAME, RELATED or DIFFERENT')
    number = said.get("number", 1)
    if not isinstance(number, int) or not 1 <= number <= count:
        raise BrokenReply(f'"number" is {number!r:.40}, not from 1 to {count}')
    reason = " ".join(str(said.get("reason", "")).split())[:LONGEST_REASON]
    wording = said.get("wording")
    return SamenessClaim(
        number - 1, Sameness(decided), reason, wording if isinstance(wording, str) else ""
    )
