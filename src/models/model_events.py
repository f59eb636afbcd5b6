"""Lets a task hear its models: text as it arrives, and how many tokens were spent."""

from ..domain.events import Notify, TextArrived
from ..domain.model_request import Delta, Listener, Reply, Request, Restart
from ..domain.ports import LanguageModel


class ListeningModel:
    """A LanguageModel that tells a task's listener what arrives and counts its tokens."""

    def __init__(self, model: LanguageModel, notify: Notify) -> None:
        self._model = model
        self._notify = notify
        self.tokens = 0
        self.calls = 0

    def complete(self, request: Request, listen: Listener | None = None) -> Reply:
        """Ask the model behind; an earlier listener is told as well."""

        def tell(piece: Delta | Restart) -> None:
            if listen is not None:
                listen(piece)
            if isinstance(piece, Delta):
                self._notify(TextArrived(piece.text))
            else:
                self._notify(TextArrived("", restarted=True))

        self.calls += 1
        reply = self._model.complete(request, tell)
        self.tokens += reply.prompt_tokens + reply.output_tokens
        return reply

    def model_for(self, request: Request) -> str:
        """Name the model that would answer."""
        return self._model.model_for(request)
