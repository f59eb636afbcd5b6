"""Turns a model's replies into task events, and counts its calls and tokens."""

from ..domain.events import Notify, TextArrived
from ..domain.model_request import Delta, Listener, Reply, Request, Restart
from ..domain.ports import LanguageModel


class ObservedModel:
    """A LanguageModel that emits text as events and counts calls and tokens."""

    def __init__(self, model: LanguageModel, notify: Notify) -> None:
        self._model = model
        self._notify = notify
        self.tokens = 0
        self.calls = 0

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Ask the wrapped model; `listener` still receives every piece."""

        def forward(delta: Delta | Restart) -> None:
            if listener is not None:
                listener(delta)
            if isinstance(delta, Delta):
                self._notify(TextArrived(delta.text))
            else:
                self._notify(TextArrived("", restarted=True))

        self.calls += 1
        reply = self._model.complete(request, forward)
        self.tokens += reply.prompt_tokens + reply.output_tokens
        return reply

    def model_for(self, request: Request) -> str:
        """Name the model that would answer."""
        return self._model.model_for(request)
