"""Which whole task does a line of a session mean, after the tasks before it?"""

import re
from collections import deque
from collections.abc import Callable, Iterable

from msgspec import Struct

from ..domain.errors import Declined, ModelError
from ..domain.model_request import Request, Role
from ..domain.outcome import Outcome
from ..domain.ports import LanguageModel
from ..domain.replace import replace
from ..language.follow_ups import (
    Exchange,
    after_lead,
    may_go_on,
    meant_by,
    needs_another,
    spoken_of,
    with_last_result,
)
from ..language.small_talk import without_small_talk, wording
from ..prompts.prompt_library import PromptLibrary
from .pipeline import MOST_CHARACTERS

MOST_EXCHANGES = 8
SHOWN_EXCHANGES = 4
LONGEST_SHOWN = 300
LONGEST_REWRITE = 1000
_MOST_TOKENS = 200
# "replace _ with -", "split a_b at _": a sign of the text; "reverse _": the last result.
_SIGN = wording(
    r"\b(?:replace|remove|delete|drop|strip)(?: (?:all|every|each|the))* _(?!\w)"
    r"|\b(?:with|by|at|on)(?: an?| the)? _(?!\w)|\w_\w"
)
_WORD = re.compile(r"[^\W_]{3,}")
_QUOTED = re.compile(r"""(["'])((?:(?!\1).)*(?:(?<=\s)\1.*)?)\1""")


class Meant(Struct, frozen=True):
    """The whole task that a line means; `by` is the model that says so ("" for none)."""

    text: str
    by: str = ""


class Conversation:
    """The last tasks of one session.

    `is_known` says whether a task is answered without a model; `model` is asked what a line means
    that goes on from the others (None: no model), `keep` gets each exchange.
    """

    def __init__(
        self,
        is_known: Callable[[str], bool],
        model: Callable[[], LanguageModel | None],
        keep: Callable[[Exchange], None] = lambda exchange: None,
        before: Iterable[Exchange] = (),
    ) -> None:
        self._is_known = is_known
        self._model = model
        self._keep = keep
        self.exchanges = deque(before, maxlen=MOST_EXCHANGES)

    def note(self, outcome: Outcome) -> None:
        """Remember a task and what came of it."""
        result = outcome.source if outcome.code_is_result else outcome.result
        exchange = Exchange(
            outcome.task.text, result, outcome.arguments, outcome.error, outcome.node_id
        )
        self.exchanges.append(exchange)
        self._keep(exchange)

    def meant(self, typed: str) -> Meant:
        """Return the whole task that a line means: itself, unless it goes on from the last one.

        Raises Declined for one that does, where it is not plain how.
        """
        if not typed.strip() or len(typed) > MOST_CHARACTERS or "\n" in typed.strip():
            return Meant(typed)
        if not self.exchanges:
            return Meant(self._alone(typed))
        last = self._gone_on_from()
        text = with_last_result(typed, last)
        means_result = self._is_known(text) and not _SIGN.search(typed)
        if text != typed and (means_result or not self._is_known(typed)):
            return Meant(text)
        for candidate in spoken_of(typed, last):
            if self._is_known(candidate):
                return Meant(candidate)
        rest = after_lead(typed)
        # "and in uppercase" does not ask for the text "and" in capitals.
        is_whole = self._is_known(typed) and (rest == typed or self._is_known(rest))
        if is_whole or not may_go_on(typed, last):
            return Meant(typed)
        bare = replace(last, task=without_small_talk(last.task))
        for candidate in meant_by(typed, bare):
            if self._is_known(candidate):
                return Meant(candidate)
        return self._asked(typed)

    def _gone_on_from(self) -> Exchange:
        """Return the last exchange, unless it was itself a line that nothing could go on with."""
        found = self.exchanges[-1]
        for earlier in reversed(self.exchanges):
            if not found.error or not may_go_on(found.task, earlier):
                break
            found = earlier
        return found

    def _alone(self, typed: str) -> str:
        if needs_another(typed) and not self._is_known(typed):
            raise Declined(
                "this follows up on another task, and this session has none yet",
                hint="type the whole task, or continue the last session: --continue",
            )
        return typed

    def shown(self) -> str:
        """Return the exchanges that a model is shown, as text; no more than its bounds allow."""
        return _shown(list(self.exchanges)[-SHOWN_EXCHANGES:])

    def _asked(self, typed: str) -> Meant:
        """Return what a model says that a line means."""
        refused = Declined(
            f"it is not clear how this follows from “{self._gone_on_from().task}”",
            hint="type the whole task",
        )
        model = self._model()
        if model is None:
            if needs_another(typed):
                raise refused
            return Meant(typed)
        try:
            said = _rewritten(model, self.shown(), typed)
            if self._is_of_an_earlier(said.text, typed):
                said = _rewritten(model, _shown([self._gone_on_from()]), typed)
        except ModelError as error:
            if needs_another(typed):
                raise refused from error
            return Meant(typed)
        if not said.text or len(said.text) > LONGEST_REWRITE:
            raise refused
        return said

    def _is_of_an_earlier(self, said: str, typed: str) -> bool:
        """Return True if a rewritten line is nearer to an earlier task that it does not name."""
        words, last = _words(said), _words(self._gone_on_from().task)
        earlier = (_words(one.task) - last for one in self.exchanges)
        unnamed = (one for one in earlier if not one & _words(typed))
        return any(len(words & one) > len(words & last) for one in unnamed)


def _rewritten(model: LanguageModel, before: str, typed: str) -> Meant:
    """Return the whole task that the model makes of a line. Raises ModelError."""
    prompt = PromptLibrary().fill("follow_up", before=before, line=typed)
    request = Request(
        Role.OVERSEER, "plan", prompt.parts, system=prompt.system, max_tokens=_MOST_TOKENS
    )
    reply = model.complete(request)
    text = " ".join(reply.text.removeprefix("Task:").split()).strip("` ")
    # Quotes around the whole task, and not one that ends a value in it.
    quoted = _QUOTED.fullmatch(text)
    return Meant(quoted[2] if quoted else text, reply.model)


def _shown(exchanges: Iterable[Exchange]) -> str:
    return "\n".join(
        f"Task: {one.task[:LONGEST_SHOWN]}\n"
        f"Result: {(one.error or str(one.result))[:LONGEST_SHOWN]}"
        for one in exchanges
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
