"""Asks a model for faster versions of a program."""

import re

from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Origin
from ..domain.errors import BrokenReply, ModelError
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import Evidence, LanguageModel
from ..domain.signature import function_ending, without_ending
from ..prompts.code_layout import parses
from ..prompts.code_replies import read_code
from ..prompts.imports_repair import add_missing_imports
from ..prompts.json_replies import without_thinking
from ..prompts.prompt_formatting import bullet_list
from ..prompts.prompt_library import Prompt, PromptLibrary

TEMPERATURES = (0.2, 0.6, 0.9, 0.4, 0.8)
MAX_CODE_CHARACTERS, MAX_NOTE_CHARACTERS, SHOWN_TRIES = 8000, 160, 6

_WHY = re.compile(r"^\W*why\W*(?:[:\-])\s*(.+)$", re.IGNORECASE | re.MULTILINE)


class ModelImprover:
    """An Improver that asks a role `n` times, at varying temperatures, for the whole program.

    Programs that differ only in names and layout are left out. No more requests are made once
    `token_budget` tokens are spent (0: no limit).
    """

    def __init__(
        self,
        model: LanguageModel,
        n: int,
        prompts: PromptLibrary | None = None,
        role: Role = Role.POWERFUL,
        token_budget: int = 0,
    ) -> None:
        self._token_budget = token_budget
        self._spent = 0
        self._model = model
        self._number = n
        self._prompts = prompts or PromptLibrary()
        self._role = role

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        """Different programs, in the order they came; () if no reply held a new one.

        Raises what the model raises if it cannot be asked at all, and ModelError if its tokens
        were spent before.
        """
        if self._is_budget_spent:
            raise ModelError(
                f"the {self._token_budget} tokens for it were used up", hint="set optimizer.tokens"
            )
        prompt = self._prompt(candidate, evidence)
        known = {normal_digest(candidate.source)}
        proposed: list[Candidate] = []
        for index in range(self._number):
            if self._is_budget_spent:
                break
            request = self._request(prompt, index, len(evidence.tried))
            try:
                reply = self._model.complete(request)
                self._spent += reply.prompt_tokens + reply.output_tokens
                source = _read_program(reply, evidence)
            except BrokenReply:
                continue
            digest = normal_digest(source)
            if digest not in known:
                known.add(digest)
                proposed.append(_candidate(source, candidate, reply, request, prompt))
        return tuple(proposed)

    @property
    def _is_budget_spent(self) -> bool:
        return 0 < self._token_budget <= self._spent

    def _request(self, prompt: Prompt, index: int, round_number: int) -> Request:
        return Request(
            self._role,
            "improve",
            prompt.parts,
            system=prompt.system,
            temperature=TEMPERATURES[index % len(TEMPERATURES)],
            attempt=1 + index + self._number * round_number,
            max_tokens=2500,
        )

    def _prompt(self, candidate: Candidate, evidence: Evidence) -> Prompt:
        specification = evidence.specification
        shown = without_ending(candidate.source)[:MAX_CODE_CHARACTERS].strip()
        return self._prompts.fill(
            "improve",
            function=_function_of(evidence),
            code=f"```python\n{shown}\n```",
            goal=specification.goal if specification else "",
            profile=_profile(evidence),
            tried=bullet_list(
                f"{note}: {result}" for note, result in evidence.tried[-SHOWN_TRIES:]
            ),
        )


def _function_of(evidence: Evidence) -> str:
    """The function that is to become faster: of the user's file, or a node's."""
    planned = evidence.specification.function if evidence.specification else ""
    return evidence.function or planned


def _profile(evidence: Evidence) -> str:
    profiling = evidence.profiling
    if profiling is None:
        return ""
    lines = [f"{name}: {share:.0%} of its own time" for name, share in profiling.hot[:5]]
    return bullet_list([f"its own work takes {profiling.own_ms:.1f} ms", *lines])


def _read_program(reply: Reply, evidence: Evidence) -> str:
    """The reply's program. Raises BrokenReply if it was cut or lacks the function."""
    function = _function_of(evidence)
    code = read_code(reply.text, (function,), thinking=reply.thinking)
    # Code without any fence is taken as complete; an open fence means it is not.
    if not parses(code.source) or (not code.complete and "```" in reply.text):
        raise BrokenReply("the program was cut")
    if function not in code.source:
        raise BrokenReply(f"the reply does not define {function}")
    if not evidence.function:
        # A node's program ends in a call that models are not shown.
        return add_missing_imports(without_ending(code.source)) + function_ending(function)
    return add_missing_imports(code.source)


def _candidate(
    source: str, parent: Candidate, reply: Reply, request: Request, prompt: Prompt
) -> Candidate:
    why = _WHY.search(without_thinking(reply.text))
    note = " ".join(why.group(1).split()) if why else "the model gave no reason"
    return Candidate(
        source,
        Origin.IMPROVED,
        parent=parent.digest,
        model=reply.model,
        temperature=request.temperature,
        prompt_digest=prompt.digest,
        note=note[:MAX_NOTE_CHARACTERS],
    )
