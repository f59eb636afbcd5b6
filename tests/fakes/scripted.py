"""A language model that answers from a script: a function or a list of replies."""

from collections.abc import Callable, Iterable

from src.domain.errors import EvolverError, ModelUnavailable
from src.domain.model_request import Delta, Listener, Reply, Request

Say = Callable[[Request], str | Reply | EvolverError]


class ScriptedModel:
    """A LanguageModel without a network; an error among the replies is raised."""

    def __init__(self, script: Say | Iterable[str | Reply | EvolverError], name: str = "scripted"):
        self._say = script if callable(script) else _one_after_the_other(script)
        self._name = name
        self.requests: list[Request] = []

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The script's next reply. Raises ModelUnavailable when there is none left."""
        self.requests.append(request)
        said = self._say(request)
        if isinstance(said, EvolverError):
            raise said
        reply = said if isinstance(said, Reply) else self._reply(request, said)
        if listener is not None:
            listener(Delta(reply.text))
        return reply

    def model_for(self, request: Request) -> str:
        """The script's name, or the model the request names itself."""
        return request.model or self._name

    def _reply(self, request: Request, text: str) -> Reply:
        spent = len(request.system) + len(request.text)
        return Reply(text, self.model_for(request), "script", spent // 4 + 1, len(text) // 4 + 1)


def _one_after_the_other(replies: Iterable[str | Reply | EvolverError]) -> Say:
    left = iter(replies)

    def say(request: Request) -> str | Reply | EvolverError:
        for reply in left:
            return reply
        return ModelUnavailable(f"the script has no reply left for {request.purpose}")

    return say
