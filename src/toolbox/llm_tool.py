"""A tool that asks a language model or, if none answers, fills a template."""

import time
from collections.abc import Callable

from msgspec import Struct

from ..domain.errors import (
    BrokenReply,
    Declined,
    ModelError,
    ModelMissing,
    ModelUnavailable,
    ToolFailed,
)
from ..domain.json_value import JSONObject
from ..domain.model_request import PromptPart, Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.replace import replace
from ..domain.tool import ToolReply
from ..language.plain_text import plain_text_of, without_cut_end
from ..language.text_form import TextForm, form_of
from .confined_call import WriteFromTemplate
from .tool_manifest import LlmPart, ToolManifest

TEMPLATE = "template"
SECOND_SEED = 2


class LlmTool(Struct, frozen=True):
    """Calls of one llm tool.

    `model` is None where no model may be asked; `write` is used then, and when no
    endpoint can answer.
    """

    manifest: ToolManifest
    model: LanguageModel | None
    write: WriteFromTemplate | None = None
    now: Callable[[], float] = time.monotonic

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """Return the text of the model's reply, or a template's. Raises ToolFailed.

        A text that misses the form its prompt asks for is asked for once more. The manifest's
        seconds count from here, for all that is asked.
        """
        began = self.now()
        if self.model is None:
            return self._from_template(prompt, None)
        form = form_of(prompt) if self._writes_as_asked else TextForm()
        request = self._request(prompt, arguments, form.most_tokens)
        try:
            reply = self._first_usable(self.model, request, began)
        except (ModelUnavailable, ModelMissing) as error:
            return self._from_template(prompt, error)
        except ModelError as error:
            raise ToolFailed(str(error), hint=error.hint) from error
        text = form.shortened(_text_of(reply, prompt, request))
        objections = form.objections(text)
        replies = [reply]
        if objections:
            again = self._asked_again(request, objections, began)
            replies += [again] if again else []
            other = form.shortened(_text_of(again, prompt, request)) if again else text
            text = min(text, other, key=lambda one: len(form.objections(one)))
        return ToolReply(
            form.first_lines(text),
            reply.model,
            sum(one.seconds for one in replies),
            sum(one.prompt_tokens for one in replies),
            sum(one.output_tokens for one in replies),
            all(one.cached for one in replies),
        )

    def _first_usable(self, model: LanguageModel, request: Request, began: float) -> Reply:
        """Return the reply; ask once more, with another seed, if it is broken or has no end."""
        try:
            return model.complete(request)
        except BrokenReply:
            left = self._seconds_left(request, began)
            if left is not None and left <= 0:
                raise
            return model.complete(replace(request, attempt=2, seed=SECOND_SEED, seconds=left))

    @property
    def _writes_as_asked(self) -> bool:
        """True if the prompt says what to write, and is not a text to work on."""
        llm = self.manifest.llm
        return llm.role is Role.CONTENT and llm.prompt == LlmPart().prompt

    def _asked_again(
        self, request: Request, objections: tuple[str, ...], began: float
    ) -> Reply | None:
        """Ask again, naming what the first reply lacks; None if no reply comes in time."""
        left = self._seconds_left(request, began)
        if self.model is None or (left is not None and left <= 0):
            return None
        complaint = PromptPart(
            f"Keep exactly to the form. An earlier text failed: {' '.join(objections)}"
        )
        prompt = (*request.prompt, complaint)
        try:
            return self.model.complete(
                replace(request, prompt=prompt, attempt=2, seed=SECOND_SEED, seconds=left)
            )
        except ModelError:
            # The first text is better than none.
            return None

    def _seconds_left(self, request: Request, began: float) -> float | None:
        return None if request.seconds is None else request.seconds - (self.now() - began)

    def _request(self, prompt: str, arguments: JSONObject, most_tokens: int | None) -> Request:
        llm = self.manifest.llm
        text = llm.prompt
        for name, value in {**arguments, "prompt": prompt}.items():
            text = text.replace(f"{{{name}}}", str(value))
        return Request(
            llm.role,
            "tool",
            (PromptPart(text),),
            system=llm.system,
            temperature=llm.temperature,
            max_tokens=min(llm.max_tokens, most_tokens or llm.max_tokens),
            model=llm.model,
            endpoint=llm.endpoint,
            seconds=self.manifest.limits.seconds,
        )

    def _from_template(self, prompt: str, cause: ModelError | None) -> ToolReply:
        hint = cause.hint if cause else ""
        if self.write is None:
            reason = str(cause) if cause else "no language model may be asked"
            raise ToolFailed(f"{self.manifest.name}: {reason}", hint=hint) from cause
        try:
            return ToolReply(self.write(prompt), TEMPLATE)
        except Declined as error:
            raise ToolFailed(str(error), hint=error.hint or hint) from error


def _text_of(reply: Reply, prompt: str, request: Request) -> str:
    is_cut = request.max_tokens is not None and reply.output_tokens >= request.max_tokens
    return plain_text_of(without_cut_end(reply.text) if is_cut else reply.text, prompt)
