"""A tool that asks a language model or, if none answers, fills a template."""

from collections.abc import Callable
from dataclasses import replace

from ..domain.errors import Declined, ModelError, ModelMissing, ModelUnavailable, ToolFailed
from ..domain.json_value import JSONObject
from ..domain.model_request import PromptPart, Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.tool import ToolReply
from ..language.plain_text import plain_text_of, without_cut_end
from ..language.text_form import TextForm, form_of
from .manifest_parts import LlmPart
from .tool_manifest import ToolManifest

TEMPLATE = "template"
SECOND_SEED = 2

WriteFromTemplate = Callable[[str], str]
"""Writes a text for a prompt without a model, or raises Declined."""


class LlmTool:
    """Calls of one llm tool.

    `model` is None where no model may be asked; `write` stands in for it then, and when no
    endpoint can answer.
    """

    def __init__(
        self,
        manifest: ToolManifest,
        model: LanguageModel | None,
        write: WriteFromTemplate | None = None,
    ) -> None:
        self._manifest = manifest
        self._model = model
        self._write = write

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """The text of the model's reply, or a template's. Raises ToolFailed.

        A text that misses the form its prompt asks for is asked for once more.
        """
        if self._model is None:
            return self._from_template(prompt, None)
        form = form_of(prompt) if self._writes_as_asked else TextForm()
        request = self._request(prompt, arguments, form.most_tokens)
        try:
            reply = self._model.complete(request)
        except (ModelUnavailable, ModelMissing) as error:
            return self._from_template(prompt, error)
        except ModelError as error:
            raise ToolFailed(str(error), hint=error.hint) from error
        text = form.shortened(_text_of(reply, prompt, request))
        objections = form.objections(text)
        replies = [reply]
        if objections:
            again = self._asked_again(request, objections, reply.seconds)
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

    @property
    def _writes_as_asked(self) -> bool:
        """True if the prompt says what to write, and is not a text to work on."""
        llm = self._manifest.llm
        return llm.role is Role.CONTENT and llm.prompt == LlmPart().prompt

    def _asked_again(
        self, request: Request, objections: tuple[str, ...], spent: float
    ) -> Reply | None:
        """Another reply, told what the first one lacks; None if none comes or no time is left."""
        left = None if request.seconds is None else request.seconds - spent
        if self._model is None or (left is not None and left <= 0):
            return None
        complaint = PromptPart(
            f"Keep exactly to the form. An earlier text failed: {' '.join(objections)}"
        )
        prompt = (*request.prompt, complaint)
        try:
            return self._model.complete(
                replace(request, prompt=prompt, attempt=2, seed=SECOND_SEED, seconds=left)
            )
        except ModelError:
            # The first text is better than none.
            return None

    def _request(self, prompt: str, arguments: JSONObject, most_tokens: int | None) -> Request:
        llm = self._manifest.llm
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
            seconds=self._manifest.limits.seconds,
        )

    def _from_template(self, prompt: str, cause: ModelError | None) -> ToolReply:
        hint = cause.hint if cause else ""
        if self._write is None:
            reason = str(cause) if cause else "no language model may be asked"
            raise ToolFailed(f"{self._manifest.name}: {reason}", hint=hint) from cause
        try:
            return ToolReply(self._write(prompt), TEMPLATE)
        except Declined as error:
            raise ToolFailed(str(error), hint=error.hint or hint) from error


def _text_of(reply: Reply, prompt: str, request: Request) -> str:
    is_cut = request.max_tokens is not None and reply.output_tokens >= request.max_tokens
    return plain_text_of(without_cut_end(reply.text) if is_cut else reply.text, prompt)
